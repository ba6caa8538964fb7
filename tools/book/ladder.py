"""Climbs the ladder of chapter 14, from counted letters to a small GPT, three times.

    make ladder        writes toygrad/ladder.json and toygrad/inventor.json, some minutes

Counting needs no training, but a number that is added to the counts, so that no
letter is ruled out; it is chosen on a fifth of the training names, kept aside for
that.  What is trained is trained on all of them, for three seeds.  The
held-out names are looked at once, at the end.  The GPT of the first seed is
stored, rounded, and the loss that stands beside it is the one that it then has.
"""

import json
import math
import random
import statistics
from collections import Counter
from functools import cache

from tools.places import ROOT
from tools.witness.gpt_numbers import rows_of
from toygrad import data, language, mean, trace
from toygrad.optim import Adam, linear
from toygrad.training import fit

TARGET, INVENTOR = ROOT / "toygrad/ladder.json", ROOT / "toygrad/inventor.json"
LONGEST = 12  # letters of a name and its dot
SEEDS = (1, 2, 3)
EPOCHS, BATCH = 12, 64
DIGITS = 3  # of a stored parameter, behind the point

# What is trained, and how fast.
RUNGS = {
    "table": (lambda rng: language.Embedding(27, 27, rng, scale=0.1), 0.05),
    "window": (lambda rng: language.Window(rng=rng), 0.02),
    "wide window": (lambda rng: language.Window(size=8, rng=rng), 0.02),
    "head": (lambda rng: language.OneHead(rng=rng), 0.02),
    "gpt": (lambda rng: language.GPT(rng=rng), 0.02),
}


def main():
    train, held_out = data.names()
    found = {"counted": count_all(train, held_out), "trained": {}}
    print(found["counted"])
    for rung in RUNGS:
        climbed = [climb(rung, seed, train, held_out) for seed in SEEDS]
        models, losses = zip(*climbed)
        parameters = len(models[0].parameters())
        found["trained"][rung] = {"parameters": parameters, "losses": list(losses)}
        print(rung, found["trained"][rung], flush=True)
    state = {name: round(x, DIGITS) + 0.0 for name, x in models[0].state_dict().items()}
    models[0].load_state_dict(state)
    found["inventor"] = round(loss_on(models[0], held_out), 4)
    for way, row in found["counted"].items():
        row.update(compare(way, row["added"], models[0], train, held_out))
    stored = json.dumps(rows_of(state), separators=(",", ":"))
    INVENTOR.write_text(stored + "\n", encoding="utf-8")
    TARGET.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


# Counting.


def count_all(train, held_out):
    """For each way of COUNTS what it adds, and its loss on held-out names."""
    found = {}
    for way in COUNTS:
        added, loss = counted(way, train, held_out)
        found[way] = {"added": added, "loss": round(loss, 4)}
    return found


def counted(way, train, held_out):
    """(what is added to the counts, the loss on held-out names) of a way of COUNTS."""
    rule, n, choices = COUNTS[way]
    kept, aside = [name for k, name in enumerate(train) if k % 5], train[::5]
    added = min(choices, key=lambda some: loss_of_counts(rule, n, some, kept, aside))
    return added, loss_of_counts(rule, n, added, train, held_out)


def loss_of_counts(rule, n, added, train, names):
    """The mean surprise per letter, in nats."""
    lost = surprises_of_counts(rule, n, added, train, names)
    return sum(lost) / letters_of(names)


def surprises_of_counts(rule, n, added, train, names):
    """The sum of the surprises of each name, in nats."""
    chance = rule(train, n, added)
    return [sum(-math.log(chance(run)) for run in runs(name, n)) for name in names]


def letters_of(names):
    """How many letters and dots are guessed."""
    return sum(len(name) + 1 for name in names)


def alone(train, n, added):
    """The chance of the last letter of a run: so much is added to the count of each letter."""
    counts, before = count_runs(train, [n])
    return lambda run: (counts[run] + added) / (before[run[:-1]] + 27 * added)


def mixed(train, n, added):
    """The same from runs of 1 to `n` letters: what is added is shared out as shorter runs say."""
    counts, before = count_runs(train, range(1, n + 1))

    @cache
    def chance(run):
        if not run:
            return 1 / 27
        shorter = chance(run[1:])
        return (counts[run] + added * shorter) / (before[run[:-1]] + added)

    return chance


def count_runs(names, lengths):
    """How often each run of these lengths comes, and what stands before its last letter."""
    counts = Counter(run for n in lengths for name in names for run in runs(name, n))
    before = Counter()
    for run, count in counts.items():
        before[run[:-1]] += count
    return counts, before


def runs(name, n):
    """For each letter of a name and its dot: the n − 1 before it, and itself."""
    text = "." * (n - 1) + name + "."
    return [text[k : k + n] for k in range(len(name) + 1)]


# What is counted: how, runs of how many letters, and what may be added.
ADDED = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)  # to the count of each letter
SHARED = (3, 5, 10, 15, 20, 30)  # among all letters
COUNTS = {str(n): (alone, n, ADDED) for n in (1, 2, 3, 4, 5)} | {
    "mixed 5": (mixed, 5, SHARED)
}


# Training.


def climb(rung, seed, train, held_out, epochs=EPOCHS):
    """(a trained model, its loss on held-out names)."""
    make, rate = RUNGS[rung]
    model = make(random.Random(seed))
    optimizer = Adam(model.parameters(), lr=rate, betas=(0.9, 0.99))
    steps = epochs * math.ceil(len(train) / BATCH)
    fit(
        lambda batch: mean([language.surprise(model, *one) for one in batch]),
        language.examples(train, LONGEST), optimizer, epochs, batch_size=BATCH,
        schedule=linear(rate, rate / 100, steps), seed=seed, replay=True,
    )  # fmt: skip
    return model, round(loss_on(model, held_out), 4)


def loss_on(model, names):
    """The mean surprise per letter of names that it need not have seen, in nats."""
    return sum(surprises(model, names)) / len(names)


def surprises(model, names):
    """The surprise of each name, weighted so that their mean is the mean per letter."""
    rows = language.examples(names, LONGEST)
    step = trace(lambda *one: language.surprise(model, *one), *rows[0])
    return step.batch(rows, backward=False)


# Is it better, or luck?


def compare(way, added, model, train, held_out):
    """How a model does against a way of COUNTS, name by name."""
    rule, n, _ = COUNTS[way]
    each = len(held_out) / letters_of(held_out)  # from names to letters
    counts = surprises_of_counts(rule, n, added, train, held_out)
    return gain([each * one for one in counts], surprises(model, held_out))


def gain(before, after):
    """How much less is lost on average, its standard error, and on how many names."""
    gains = [one - other for one, other in zip(before, after)]
    return {
        "gain": round(statistics.fmean(gains), 3),
        "error": round(statistics.stdev(gains) / math.sqrt(len(gains)), 4),
        "names": sum(gain > 0 for gain in gains),
    }


if __name__ == "__main__":
    main()

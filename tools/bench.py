"""Measures toygrad beside its peers and writes book/speed.md.

By hand, with ``make bench``, on a machine that does nothing else; in
about four minutes.  Needs micrograd and autograd; PyTorch takes part
where it is installed.  Who takes part stands in engines.py, the words of
the page in speed.md; every number comes from the run that wrote it.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported

import datetime
import gc
import itertools
import platform
import random
import sys
import tracemalloc
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import micrograd.engine
from engines import (
    CLASSES,
    CLASSIFIER,
    DEMO,
    HELD_OUT,
    IMAGES,
    TANH,
    TRUTH,
    WHOLE,
    ByHand,
    ByHandSparse,
    Engine,
    HipsAutograd,
    MicrogptStyle,
    Micrograd,
    NumPyByHand,
    TorchScalars,
    TorchTensors,
    Toygrad,
    ToygradAtOnce,
    ToygradInFit,
    ToygradRecorded,
    ToygradWithoutReset,
    torch,
)  # fmt: skip

from toygrad import Value, mean, nn, trace
from toygrad.optim import Adam
from toygrad.training import collector_paused, fit

WORDS = Path(__file__).with_name("speed.md")
PAGE = Path(__file__).resolve().parent.parent / "book" / "speed.md"
AGREEMENT = 1e-12  # how far two engines may differ in the loss of a step
MILLION, THOUSAND = 10**6, 10**3
OTHERS = "and not PyTorch, which is not installed there"


# The race: round after round, so that a slow minute of the machine hits all.

COLLECTORS = {"on": nullcontext, "off": collector_paused}


class Race:
    """The seconds per step of all engines on one workload."""

    def __init__(self, workload, engines):
        self.workload, self.engines = workload, engines
        print(f"{workload.name} ...", file=sys.stderr)
        steps = max(engine.rounds * engine.steps for engine in engines)
        by_hand = ByHand(workload)
        self.losses = [by_hand.step(k) for k in range(steps)]
        self.times = {key: [] for key in itertools.product(engines, COLLECTORS)}
        self.difference = 0.0  # the largest one between two engines
        self.run()

    def run(self):
        runners = {(engine, on): engine(self.workload) for engine, on in self.times}
        for turn in range(max(engine.rounds for engine in self.engines)):
            for (engine, collector), runner in runners.items():
                if turn < engine.rounds:
                    spent = self.steps(runner, turn, collector)
                    self.times[engine, collector].append(spent)

    def steps(self, runner, turn, collector):
        """The steps of one engine in one round, each checked; their seconds."""
        gc.collect()
        spent = []
        with COLLECTORS[collector]():
            for k in range(turn * runner.steps, (turn + 1) * runner.steps):
                start = process_time()
                loss = runner.step(k)
                spent.append(process_time() - start)
                difference = abs(loss - self.losses[k])
                # A measurement is by hand, and nobody runs it with -O.
                assert difference <= AGREEMENT, (runner.name, k, difference)  # nosec B101
                self.difference = max(self.difference, difference)
        return spent

    def ms(self, engine, collector):
        return 1000.0 * median(map(median, self.times[engine, collector]))

    def ratio(self, engine, collector, other=Toygrad):
        """How many times as long as `other`: one number of the table by another."""
        return self.ms(engine, collector) / self.ms(other, collector)


# What a step leaves in memory.


class Size:
    """The graph of one demo step.

    values           made in the step; the parameters were there before
    edges            from each of them to its parents
    megabytes        in memory, of 10**6 bytes
    product_bytes    bytes of one x * y
    left             objects after `del loss`, with the collector off
    """

    def __init__(self, engine, kind, parents):
        runner = engine(DEMO)
        runner.step(0)
        with collector_paused():
            size, loss = traced(runner.forward)
            behind = all_behind(loss, parents)
            self.values = len(behind) - DEMO.parameters()
            self.edges = sum(len(parents(v)) for v in behind)
            self.megabytes = size / 1e6
            del loss, behind
            self.product_bytes = product_bytes(kind)
            self.left = left_behind(runner)


def traced(make):
    """(bytes that the call leaves, what it gives)"""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    made = make()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before, made


def all_behind(result, parents):
    """`result` and everything it was computed from."""
    seen, stack = {result}, [result]
    while stack:
        new = set(parents(stack.pop())) - seen
        seen |= new
        stack += new
    return seen


def product_bytes(kind, n=1000):
    """Bytes of one x * y, with all that belongs to it."""
    x, y, products = kind(1.5), kind(2.5), [None] * n

    def fill():
        for k in range(n):
            products[k] = x * y

    return round(traced(fill)[0] / n)


def left_behind(runner):
    """Objects that one step leaves, once its loss is deleted."""
    gc.collect()
    before = len(gc.get_objects())
    loss = runner.forward()
    runner.backward(loss)
    del loss
    left = len(gc.get_objects()) - before
    gc.collect()
    return left


# A long chain, and the digits.


def chain(n):
    """Seconds to build x + 1.0 + 1.0 ..., to go back through it, to free it."""
    times = [process_time()]
    x = Value(0.0)
    for _ in range(n):
        x = x + 1.0
    times.append(process_time())
    x.backward()
    times.append(process_time())
    del x
    times.append(process_time())
    return [end - start for start, end in itertools.pairwise(times)]


class Chains:
    """Chains of a thousand and of a million links, the median of some rounds."""

    def __init__(self, rounds=3):
        spent = {(n, on): [] for n in (THOUSAND, MILLION) for on in COLLECTORS}
        for _ in range(rounds):
            for (n, collector), times in spent.items():
                times.append(self.one(n, collector))
        self.parts = {key: list(map(median, zip(*ts))) for key, ts in spent.items()}
        small, large = (sum(self.parts[n, "off"]) for n in (THOUSAND, MILLION))
        self.growth = large / small  # of two numbers in the table

    def one(self, n, collector):
        """Microseconds per link to build, go back and free."""
        repeats = 300 if n == THOUSAND else 1
        gc.collect()
        with COLLECTORS[collector]():
            runs = [chain(n) for _ in range(repeats)]
        return [1e6 * median(part) / n for part in zip(*runs)]


class Digits:
    """A network trained for some seconds, and the held-out images it gets right."""

    def __init__(self, limit=10.0, epochs=12):
        self.model = nn.MLP(64, [32, 10], nn.relu, rng=random.Random(0))
        optimizer = Adam(self.model.parameters(), lr=0.01)
        examples, start = list(zip(IMAGES, CLASSES)), perf_counter()
        self.epochs, self.seconds = 0, 0.0
        while self.epochs < epochs and self.seconds_after_one_more() < limit:
            seed = self.epochs
            fit(self.loss, examples, optimizer, epochs=1, batch_size=32, seed=seed)
            self.epochs += 1
            self.seconds = perf_counter() - start
        right = sum(
            self.answer(image) == label for image, label in zip(HELD_OUT, TRUTH)
        )
        self.percent = 100.0 * right / len(TRUTH)

    def seconds_after_one_more(self):
        return self.seconds * (self.epochs + 1) / max(self.epochs, 1)

    def loss(self, batch):
        images, labels = zip(*batch)
        return mean(map(nn.cross_entropy, self.model(images), labels))

    def answer(self, image):
        logits = [z.data for z in self.model(image)]
        return logits.index(max(logits))


class Replayed:
    """The same network and the same batches, recorded; seconds until it is so good."""

    def __init__(self, goals=(95, 97), epochs=60):
        self.model = nn.MLP(64, [32, 10], nn.relu, rng=random.Random(0))
        self.answers = trace(self.model, IMAGES[0])
        self.rows = self.answers.rows([(image,) for image in HELD_OUT])
        self.start, self.seconds, self.goals = perf_counter(), {}, goals
        examples = [
            (image, nn.one_hot(label, 10)) for image, label in zip(IMAGES, CLASSES)
        ]
        optimizer = Adam(self.model.parameters(), lr=0.01)
        fit(
            self.loss, examples, optimizer, epochs, batch_size=32, replay=True,
            after_epoch=self.look,
        )  # fmt: skip

    def loss(self, batch):
        images, chances = zip(*batch)
        return mean(list(map(nn.cross_entropy, self.model(list(images)), chances)))

    def look(self, epoch):
        """When a goal is reached; looking takes no time."""
        paused = perf_counter()
        logits = self.answers.batch(self.rows, backward=False)
        right = sum(
            max(range(10), key=zs.__getitem__) == t for zs, t in zip(logits, TRUTH)
        )
        for goal in self.goals:
            if 100.0 * right >= goal * len(TRUTH):
                self.seconds.setdefault(goal, paused - self.start)
        self.start += perf_counter() - paused


# All of it, in one run.


BY_NUMBER = [Toygrad, ToygradInFit, ByHand]
RECORDED = [Toygrad, ToygradRecorded, ByHand, ByHandSparse]
OTHER_ENGINES = [
    Micrograd, MicrogptStyle, HipsAutograd, *([TorchScalars] if torch else [])
]  # fmt: skip
AT_ONCE = [Toygrad, ToygradAtOnce, NumPyByHand, *([TorchTensors] if torch else [])]


def few(engine):
    """The same engine in few steps: where one of toygrad takes nearly a second."""
    return type(engine.__name__, (engine,), {"rounds": 3, "steps": 1})


class Run:
    """Everything that the page tells, measured in a few minutes."""

    def __init__(self):
        start = perf_counter()
        common = list(dict.fromkeys([*BY_NUMBER, *RECORDED, *AT_ONCE]))
        others = [Micrograd, MicrogptStyle]
        self.demo = Race(DEMO, [*common, *OTHER_ENGINES, ToygradWithoutReset])
        self.tanh = Race(TANH, [*common, *others])
        self.classifier = Race(CLASSIFIER, [*common, *others])
        self.whole = Race(WHOLE, [*map(few, AT_ONCE)])
        print("memory, chains, digits ...", file=sys.stderr)
        self.size = Size(Toygrad, Value, lambda v: v.parents)
        kind = micrograd.engine.Value
        self.micrograd_size = Size(Micrograd, kind, lambda v: v._prev)
        self.chains = Chains()
        self.digits, self.replayed = Digits(), Replayed()
        self.seconds = perf_counter() - start

    def goals(self):
        """(what, how much it is, "at least" or "at most", the goal)"""
        demo, size = self.demo, self.size
        by_hand = ToygradInFit, "on", ByHand
        return [
            ("demo: micrograd / toygrad, on", demo.ratio(Micrograd, "on"), ">=", 100),
            ("demo: micrograd / toygrad, off", demo.ratio(Micrograd, "off"), ">=", 18),
            ("demo: toygrad in `fit` / by hand", demo.ratio(*by_hand), "<=", 1.6),
            ("tanh: toygrad in `fit` / by hand", self.tanh.ratio(*by_hand), "<=", 3.3),
            ("bytes of `x * y`", size.product_bytes, "<=", 216),
            ("link of a million / of a thousand", self.chains.growth, "<=", 1.7),
            ("objects left after `del loss`", size.left, "<=", 0),
            ("MB of the demo graph", size.megabytes, "<=", 2.2),
            ("digits right, per cent", self.digits.percent, ">=", 95),
            *self.goals_of_replay(),
        ]

    def goals_of_replay(self):
        demo, seconds = self.demo, self.replayed.seconds
        whole, at_once, *_ = self.whole.engines
        goals = [
            (
                "demo: toygrad / recorded",
                demo.ratio(Toygrad, "on", ToygradRecorded),
                ">=",
                6,
            ),
            (
                "demo: zeros skipped / recorded",
                demo.ratio(ByHandSparse, "on", ToygradRecorded),
                ">=",
                1,
            ),
            (
                "tanh: by hand / recorded",
                self.tanh.ratio(ByHand, "on", ToygradRecorded),
                ">=",
                1,
            ),
            (
                "digits: zeros skipped / recorded",
                self.classifier.ratio(ByHandSparse, "on", ToygradRecorded),
                ">=",
                1,
            ),
            (
                "all digits: toygrad / at once",
                self.whole.ratio(whole, "on", at_once),
                ">=",
                100,
            ),
            ("seconds to 95 % of the digits", seconds.get(95, 99.0), "<=", 2),
            ("seconds to 97 % of the digits", seconds.get(97, 99.0), "<=", 4),
        ]
        for race in (demo, self.tanh) if torch else ():
            ratio = race.ratio(ToygradAtOnce, "on", TorchTensors)
            goals.append((f"{race.workload.name}: at once / PyTorch", ratio, "<=", 1.2))
        return goals


# The page: the words of WORDS, with the numbers of the run put in.


def page(run):
    numbers = machine() | of_the_demo(run) | of_the_rest(run)
    texts = {
        name: number if isinstance(number, str) else digits_of(number)
        for name, number in numbers.items()
    }
    return WORDS.read_text(encoding="utf-8").format(**texts)


def machine():
    today = datetime.date.today()
    return {
        "date": f"{today.day} {today:%B %Y}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "limit": sys.getrecursionlimit(),
        "micrograd": version("micrograd"),
        "numpy": version("numpy"),
        "autograd": version("autograd"),
        "torch": f"and PyTorch {torch.__version__}, one thread" if torch else OTHERS,
    }


def processor():
    """The name of the processor, or what Python knows of it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.processor() or platform.machine()


def of_the_demo(run):
    demo = run.demo
    on, off = (demo.ms(Micrograd, collector) for collector in COLLECTORS)
    cost = 1.0 - demo.ratio(ToygradWithoutReset, "off")
    return {
        "points": len(DEMO.inputs),
        "parameters": DEMO.parameters(),
        "demo_table": race_table(demo, [*BY_NUMBER, ByHandSparse, *OTHER_ENGINES]),
        "recorded_table": fast_table(demo, RECORDED),
        "at_once_table": fast_table(demo, AT_ONCE),
        "recorded": demo.ratio(Toygrad, "on", ToygradRecorded),
        "recorded_by_hand": demo.ratio(ByHandSparse, "on", ToygradRecorded),
        "demo_by_hand": demo.ratio(ToygradInFit, "on", ByHand),
        "collector_saves": f"{100.0 * (1.0 - off / on):.0f}",
        "micrograd_on": on,
        "micrograd_off": off,
        "size_table": size_table(
            {"toygrad": run.size, "micrograd": run.micrograd_size}
        ),
        "without_reset": demo.ms(ToygradWithoutReset, "off"),
        "with_reset": demo.ms(Toygrad, "off"),
        "reset_percent": f"{100.0 * cost:.0f}",
    }


def of_the_rest(run):
    races = run.demo, run.tanh, run.classifier, run.whole
    return {
        "seconds": f"{run.seconds:.0f}",
        "tanh_table": race_table(run.tanh, [*BY_NUMBER, Micrograd, MicrogptStyle]),
        "classifier_table": race_table(
            run.classifier, [*BY_NUMBER, Micrograd, MicrogptStyle]
        ),
        "recorded_tanh_table": fast_table(run.tanh, RECORDED),
        "whole_table": fast_table(run.whole, run.whole.engines),
        "whole": run.whole.ratio(run.whole.engines[0], "on", run.whole.engines[1]),
        "whole_images": len(WHOLE.inputs),
        "seconds_95": run.replayed.seconds.get(95, "no"),
        "seconds_97": run.replayed.seconds.get(97, "no"),
        "weights": CLASSIFIER.parameters(),
        "images": len(CLASSIFIER.inputs),
        "chain_table": chain_table(run.chains),
        "growth": run.chains.growth,
        "epochs": run.digits.epochs,
        "digits_seconds": run.digits.seconds,
        "digits_percent": run.digits.percent,
        "held_out": len(TRUTH),
        "steps": Engine.steps,
        "rounds": Engine.rounds,
        "few": Micrograd.rounds,
        "agreement": str(AGREEMENT),
        "difference": f"{max(race.difference for race in races):.1e}",
    }


def goals_table(goals):
    rows = [
        [what, value, f"{sign} {goal}", verdict(value, sign, goal)]
        for what, value, sign, goal in goals
    ]
    return table(["what", "measured", "goal", ""], rows)


def verdict(value, sign, goal):
    reached = value >= goal if sign == ">=" else value <= goal
    return "reached" if reached else "missed"


# Its tables.


def digits_of(x):
    """Three digits where there is no more to know."""
    if isinstance(x, int) or abs(x) >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def table(head, rows):
    """A Markdown table whose columns also stand in line in a terminal."""
    rows = [[x if isinstance(x, str) else digits_of(x) for x in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *rows)]
    marks = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells):
        first, *others = zip(cells, widths)
        return " | ".join(
            [f"| {first[0]:<{first[1]}}", *(f"{c:>{w}}" for c, w in others)]
        )

    return "\n".join(f"{line(cells)} |" for cells in [head, marks, *rows])


def race_table(race, engines):
    """As a reader meets them: with the collector on, as Python starts."""
    rows = [
        [engine.name, race.ms(engine, "on"), race.ratio(engine, "on")]
        for engine in engines
    ]
    return table(["one step", "ms", "times toygrad"], rows)


def fast_table(race, engines):
    """The other way round: how many steps while the first one makes one."""
    rows = [
        [engine.name, race.ms(engine, "on"), race.ratio(engines[0], "on", engine)]
        for engine in engines
    ]
    return table(["one step", "ms", "steps in toygrad's one"], rows)


def size_table(sizes):
    head = ["one demo step", *sizes]
    words = {
        "values": "values made",
        "edges": "edges",
        "megabytes": "memory of its graph, MB",
        "product_bytes": "memory of one x * y, bytes",
        "left": "objects left after `del loss`",
    }
    rows = [
        [text, *(getattr(size, name) for size in sizes.values())]
        for name, text in words.items()
    ]
    return table(head, rows)


def chain_table(chains):
    head = ["µs per link", "build", "backward", "free", "together"]
    rows = [
        [f"{n:,} links, collector {on}", *parts, sum(parts)]
        for (n, on), parts in chains.parts.items()
    ]
    return table(head, rows)


def main():
    run = Run()
    text = page(run)
    PAGE.write_text(text, encoding="utf-8")
    print(text, goals_table(run.goals()), sep="\n")


if __name__ == "__main__":
    main()

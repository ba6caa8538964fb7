"""Models of language: letters, embeddings, heads that look back, and what they invent."""

import math
import random

import pytest

from toygrad import Value, gradcheck, language, mean, nn, order, trace
from toygrad.language import (
    GPT,
    Embedding,
    Head,
    OneHead,
    Window,
    attend,
    encode,
    examples,
    sample,
    surprise,
)

MODELS = {
    "bigrams": lambda rng: Embedding(27, 27, rng),
    "window": lambda rng: Window(rng=rng),
    "one head": lambda rng: OneHead(rng=rng),
    "gpt": lambda rng: GPT(blocks=2, rng=rng),
}


@pytest.fixture(params=MODELS)
def model(request):
    return MODELS[request.param](random.Random(3))


def numbers(rows):
    return [[value.data for value in row] for row in rows]


def gradients(model):
    return [parameter.grad for parameter in model.parameters()]


def test_a_name_becomes_tokens_and_comes_back():
    assert language.decode(encode("emma")) == "emma" and encode("") == [0, 0]


def test_names_get_one_form_and_one_weight_for_each_letter():
    found = examples(["al", "adam"], length=6)

    assert [tokens for tokens, _, _ in found] == [[0, 1, 12, 0, 0, 0], [0, 1, 4, 1, 13, 0]]  # fmt: skip
    assert [nexts for _, nexts, _ in found] == [[1, 12, 0, 0, 0, 0], [1, 4, 1, 13, 0, 0]]  # fmt: skip
    assert [sum(map(bool, weights)) for _, _, weights in found] == [3, 5]
    assert sum(sum(weights) for _, _, weights in found) / 2 == pytest.approx(1.0)


def test_the_loss_of_some_names_is_the_mean_surprise_of_their_letters(model):
    names = ["al", "adam", "zoe"]
    found = mean([surprise(model, *example) for example in examples(names)])

    one_by_one = [
        nn.cross_entropy(logits, token)
        for tokens in map(encode, names)
        for logits, token in zip(model(tokens[:-1]), tokens[1:])
    ]
    assert found.data == pytest.approx(mean(one_by_one).data, abs=1e-12)


def test_a_later_letter_changes_nothing_before_it(model):
    early, late = model(encode("anna")[:-1]), model(encode("anne")[:-1])

    assert numbers(early)[:-1] == numbers(late)[:-1]
    assert numbers(early)[-1] != numbers(late)[-1]


def test_letter_by_letter_with_a_cache_is_the_same_graph(model):
    tokens = encode("emma")[:-1]
    at_once, cache = model(tokens), {}
    by_letter = [model([token], cache)[0] for token in tokens]

    assert numbers(by_letter) == numbers(at_once)
    found = []
    for logits in (at_once, by_letter):
        model.zero_grad()
        nn.cross_entropy(logits[-1], 0).backward()
        found.append(gradients(model))
    assert found[0] == pytest.approx(found[1], abs=1e-12) and any(found[0])


def test_only_rows_that_were_read_get_a_gradient_once_for_each_use():
    table = Embedding(27, 2, random.Random(1))
    rows = table(encode("ada"))
    sum([number for row in rows for number in row], Value(0.0)).backward()

    grads = {k: [p.grad for p in row] for k, row in enumerate(table.w)}
    read = {k: row for k, row in grads.items() if any(row)}
    assert read == {0: [2.0, 2.0], 1: [2.0, 2.0], 4: [1.0, 1.0]}


def test_a_recorded_model_has_the_gradients_of_the_engine(model):
    pytest.importorskip("numpy")
    rows = examples(["al", "adam", "zoe"], length=6)
    step = trace(lambda *example: surprise(model, *example), *rows[0])
    found = []
    for way in (
        step.batch,
        step.loop,
        lambda rows: [surprise(model, *row) for row in rows],
    ):
        model.zero_grad()
        losses = way(rows)
        for loss in losses:
            if isinstance(loss, Value):
                loss.backward()
        found.append((list(map(float, map(language.plain, losses))), gradients(model)))
    assert found[0][0] == pytest.approx(found[2][0], abs=1e-12) == found[1][0]
    assert found[0][1] == pytest.approx(found[2][1], abs=1e-11) == found[1][1]
    assert any(found[0][1])


def test_what_a_model_says_passes_the_check_of_gradients():
    model = OneHead(size=3, context=4, rng=random.Random(2))
    parameters = [
        p for p in model.parameters() if p.label.startswith(("head", "place"))
    ]
    names = {p.label: p.data for p in parameters}

    def loss(*values):
        given = dict(zip(names, values))
        logits = nn.functional_call(model, given, encode("al")[:-1])
        return mean(list(map(nn.cross_entropy, logits, encode("al")[1:])))

    gradcheck(loss, *names.values())


def test_a_head_asks_the_places_up_to_its_own():
    head = Head(2, 2, random.Random(1))
    xs = [[Value(1.0), Value(float(k))] for k in range(3)]
    outputs = head(xs)

    for place, output in enumerate(outputs):
        behind = {leaf for value in output for leaf in leaves(value)}
        assert [not behind.isdisjoint(x) for x in xs] == [k <= place for k in range(3)]


def leaves(value):
    return {
        p for v in order.topological_order(value) for p in v.parents if not p.parents
    }


def test_a_query_takes_most_from_the_key_that_fits():
    keys = [[Value(4.0), Value(0.0)], [Value(0.0), Value(4.0)]]
    answers = [[Value(1.0)], [Value(-1.0)]]
    shares = nn.functions.softmax([Value(4.0 / math.sqrt(2.0)), Value(0.0)])

    [mixed] = attend([Value(1.0), Value(0.0)], keys, answers)
    assert mixed.data == pytest.approx(shares[0].data - shares[1].data)


def test_rows_come_out_with_size_one():
    [row] = language.rms_norm([[Value(3.0), Value(4.0), Value(0.0)]])

    assert sum(number.data**2 for number in row) / 3 == pytest.approx(1.0, abs=1e-5)


def test_a_small_gpt_has_the_parameters_of_its_configuration():
    model = GPT()
    names = {name.partition("[")[0] for name in model.state_dict()}

    assert len(model.parameters()) == 4192
    assert {"token.w", "block0.attention.head3.v.w", "block0.up.w", "out.w"} <= names


def test_a_name_is_drawn_letter_by_letter():
    model = GPT(rng=random.Random(1))

    names = [sample(model, random.Random(k)) for k in range(20)]
    assert names == [sample(model, random.Random(k)) for k in range(20)]
    assert len(set(names)) == 20 and max(map(len, names)) <= 15
    assert sample(model, random.Random(1), start="ada").startswith("ada")
    assert len(sample(Embedding(27, 27, scale=0.0), random.Random(2), longest=3)) <= 3


def test_a_low_temperature_draws_the_likeliest_letter():
    logits = [1.0, 3.0, 2.0]

    assert language.chances(logits, 0.01) == pytest.approx([0.0, 1.0, 0.0])
    assert language.chances(logits, 1e6) == pytest.approx([1 / 3] * 3, abs=1e-5)
    assert language.chances([Value(z) for z in logits]) == language.chances(logits)


WRONG = {
    "no name": (lambda: encode(7), TypeError, r"needs a text, got int 7; write encode"),
    "a large letter": (lambda: encode("Ada"), ValueError, "letters a to z, got str 'Ada'"),
    "a dot in it": (lambda: encode("a.b"), ValueError, "letters a to z, got str 'a.b'"),
    "no such token": (lambda: language.decode([27]), ValueError, r"decode needs whole numbers from 0 to 26, got int 27; write decode\("),
    "a negative token": (lambda: language.decode([-1]), ValueError, "from 0 to 26, got int -1"),
    "one token": (lambda: language.decode(3), TypeError, r"decode needs a list of tokens, got int 3; write"),
    "no names": (lambda: examples([]), ValueError, r"a list of at least one name, got list \[\]; write examples"),
    "one name": (lambda: examples("ada"), TypeError, r"a list of at least one name, got str 'ada'; write examples\(\["),
    "a short length": (lambda: examples(["adam"], 4), ValueError, "a whole number of at least 5 as length, got int 4; write length=5"),
    "no length": (lambda: examples(["adam"], 0), ValueError, "got int 0; write length=5"),
    "a negative length": (lambda: examples(["adam"], -1), ValueError, "got int -1; write length=5"),
    "a fraction as length": (lambda: examples(["adam"], 4.0), TypeError, "got float 4.0; write length=5"),
    "a text as length": (lambda: examples(["adam"], "4"), TypeError, "got str '4'; write length=5"),
    "no logits": (lambda: language.chances([]), ValueError, r"at least one logit, all finite, got list \[\]; write chances\("),
    "a logit alone": (lambda: language.chances(1.0), TypeError, "at least one logit, all finite, got float 1.0; write chances"),
    "logits of all tokens": (lambda: language.chances([[1.0]]), TypeError, r"got list \[\[1.0\]\]; write chances\(model\(tokens\)\[-1\]\)"),
    "a logit that is nan": (lambda: language.chances([1.0, math.nan]), ValueError, "all finite, got list .*nan"),
    "no temperature": (lambda: language.chances([1.0], 0.0), ValueError, "temperature needs to be above 0, got 0.0"),
    "a seed for sample": (lambda: sample(Embedding(27, 27), 1), TypeError, "rng needs a random.Random, got int 1"),
    "a seed for a table": (lambda: Embedding(27, 2, 3), TypeError, "rng needs a random.Random, got int 3"),
    "a seed for a model": (lambda: GPT(rng=3), TypeError, "rng needs a random.Random, got int 3"),
    "no rows": (lambda: Embedding(0, 2), ValueError, "Embedding needs .* as num_embeddings, got int 0; write"),
    "negative rows": (lambda: Embedding(-1, 2), ValueError, "as num_embeddings, got int -1"),
    "rows without numbers": (lambda: Embedding(27, 0), ValueError, "as embedding_dim, got int 0"),
    "a fraction of rows": (lambda: Embedding(27.0, 2), TypeError, "as num_embeddings, got float 27.0"),
    "no window": (lambda: Window(context=0), ValueError, "Window needs .* as context, got int 0; write context=4"),
    "a window without neurons": (lambda: Window(hidden=0), ValueError, "Window needs .* as hidden"),
    "half a window": (lambda: Window(context=2.5), TypeError, "Window needs .* as context, got float 2.5"),
    "a head without place": (lambda: OneHead(context=0), ValueError, "OneHead needs .* as context, got int 0"),
    "half a size": (lambda: OneHead(size=1.5), TypeError, "OneHead needs .* as size, got float 1.5"),
    "no place": (lambda: GPT(context=0), ValueError, "GPT needs .* as context, got int 0; write context=4"),
    "negative places": (lambda: GPT(context=-1), ValueError, "GPT needs .* as context, got int -1"),
    "half a place": (lambda: GPT(context=2.5), TypeError, "GPT needs .* as context, got float 2.5"),
    "negative blocks": (lambda: GPT(blocks=-1), ValueError, "GPT needs .* as blocks, got int -1"),
    "half a block": (lambda: GPT(blocks=1.5), TypeError, "GPT needs .* as blocks, got float 1.5"),
    "no heads": (lambda: GPT(heads=0), ValueError, "GPT needs .* as heads, got int 0"),
    "a text as heads": (lambda: language.Attention(16, "4"), TypeError, "Attention needs .* as heads, got str '4'"),
    "heads that share unevenly": (lambda: GPT(heads=3), ValueError, "share 16 numbers evenly, got int 3"),
    "a token that has no row": (lambda: Embedding(27, 2)([27]), ValueError, "from 0 to 26, got int 27; .* or make it larger"),
    "a fraction as token": (lambda: Embedding(27, 2)([1.5]), TypeError, "from 0 to 26, got float 1.5"),
    "a token alone": (lambda: Embedding(27, 2)(3), TypeError, "Embedding needs a list of at least one token, got int 3; write"),
    "a name for a model": (lambda: GPT()("ada"), TypeError, r"GPT needs a list of at least one token, got str 'ada'; write model\(encode"),
    "no tokens for a window": (lambda: Window()([]), ValueError, r"Window needs a list of at least one token, got list \[\]; write"),
    "no tokens": (lambda: GPT()([]), ValueError, r"GPT needs a list of at least one token, got list \[\]; write"),
    "more than it reads": (lambda: GPT()([0] * 17), ValueError, r"GPT reads at most 16 tokens, got 17; write GPT\(context=17\)"),
    "a list as cache": (lambda: GPT()([0], []), TypeError, r"a cache needs to be a dict, got list \[\]; write cache = {}"),
    "a list as cache of a head": (lambda: Head(2, 2)([[1.0, 2.0]], []), TypeError, "needs to be a dict"),
    "an empty query": (lambda: attend([], [[]], [[Value(1.0)]]), ValueError, r"attend needs three lists .* got list \[\]; write"),
    "a key without answer": (lambda: attend([1.0], [[1.0], [2.0]], [[1.0]]), ValueError, "got 2 keys and 1 answers; write"),
    "no answers": (lambda: attend([1.0], [], []), ValueError, r"attend needs three lists .* got list \[\]; write"),
    "a number as query": (lambda: attend(1.0, [[1.0]], [[1.0]]), TypeError, "attend needs three lists .* got float 1.0; write"),
}  # fmt: skip


@pytest.mark.parametrize("ask, kind, words", WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_in_one_sentence(ask, kind, words):
    with pytest.raises(kind, match=words) as told:
        ask()
    assert len(str(told.value)) < 200 and str(told.value).count(";") == 1


def test_a_refused_token_leaves_no_trace_in_a_cache():
    model, cache = OneHead(context=2), {}
    model([0, 1], cache)
    for _ in range(2):
        with pytest.raises(ValueError, match="OneHead reads at most 2 tokens, got 3"):
            model([2], cache)


def test_a_sample_ends_where_its_model_can_read_no_more():
    never = GPT(context=4, rng=random.Random(1))
    for table in (never.token, never.place):
        for row in table.w:
            row[0].data = 9.0  # so that the dot is never drawn
    never.out.w[0][0].data = -90.0
    names = {sample(never, random.Random(k), start="ad") for k in range(5)}

    assert {len(name) for name in names} == {4}
    assert len(sample(never, random.Random(1), longest=3)) == 3


@pytest.mark.parametrize("temperature", [1e-320, 1e-12, 1.0, 1e300])
def test_every_temperature_gives_probabilities(temperature):
    shares = language.chances([800.0, 900.0, 900.0, -1e308, 1e-3], temperature)

    assert sum(shares) == pytest.approx(1.0) and shares[1] == shares[2] == max(shares)

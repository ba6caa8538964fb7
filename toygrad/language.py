"""Models of language: which letter comes next?

With this file you can

* write a name as numbers: ``encode("ada")``, and back: ``decode(tokens)``,
* build a model: ``Embedding``, ``Window``, ``OneHead``, ``GPT``,
* ask how surprised it is by names: ``surprise(model, *example)``,
* what it expects: ``chances(logits)``, and let it invent: ``sample(model)``.

A model is called with a list of tokens and gives for each a list of logits:
how much speaks for every letter to come after it.  It may keep in a `cache`, a
dict, what it has found for earlier tokens; then it is called with the new ones
alone.  `Embedding` and `rms_norm` have PyTorch's names.  Told in chapter 14.
"""

import math
import random
from numbers import Real

from .functions import dot, relu, shifted, softmax, tanh
from .nn import Linear, Module, Parameter, check_rng, cross_entropy, one_hot
from .optim import positive
from .refusals import cut, is_whole, plain, short
from .value import Value

__all__ = [
    "LETTERS", "encode", "decode", "examples", "surprise", "chances", "sample",
    "Embedding", "Window", "Head", "OneHead", "Attention", "Block", "GPT",
    "attend", "rms_norm",
]  # fmt: skip

# The tokens: the place of a letter in this text.  A dot stands where a name
# begins and where it ends.
LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def encode(name):
    """The tokens of a name, with the dot before and behind it.

        >>> encode("ada")
        [0, 1, 4, 1, 0]

    A name may be empty: [0, 0].  Raises TypeError for anything but a text,
    ValueError for one with other letters than a to z.  Told in chapter 14.
    """
    if not isinstance(name, str):
        raise TypeError(f"encode needs a text, got {short(name)}; write encode('ada')")
    tokens = [LETTERS.find(letter) for letter in name]
    if tokens and min(tokens) < 1:
        raise ValueError(
            f"encode needs a name of the letters a to z, got {short(name)}; write encode('ada')"
        )
    return [0, *tokens, 0]


def decode(tokens):
    """The letters of tokens as a text, without dots.

    >>> decode([0, 1, 4, 1, 0])
    'ada'

    Raises TypeError for anything but a list of whole numbers, ValueError where one
    is the token of no letter.
    """
    example = "decode(encode('ada'))"
    check_list("decode needs a list of tokens", tokens, example, least=0)
    for token in tokens:
        check_whole("decode needs whole numbers from 0 to 26", token, 0, 26, example)
    return "".join(LETTERS[token] for token in tokens if token)


def examples(names, length=None):
    """Names as lists of one form, to train on: (tokens, nexts, weights) for each.

        >>> examples(["al"], length=4)
        [([0, 1, 12, 0], [1, 12, 0, 0], [0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0])]

    After each token comes the next one, with its weight in `surprise`.  What
    lies behind the end of a shorter name has the weight 0; all others have one
    weight, with which the mean over these names is a mean over their letters
    and dots.  `length` is that of the longest name, and 1 for its dot, or more.
    Raises TypeError for anything but a list and a whole number, ValueError for no
    names, and where one is longer.
    """
    needs = "examples needs a list of at least one name"
    check_list(needs, names, "examples(['ada', 'emma'])")
    written = list(map(encode, names))
    steps = [len(tokens) - 1 for tokens in written]
    longest = max(steps)
    length = longest if length is None else length
    needs = f"examples needs a whole number of at least {longest} as length"
    check_whole(needs, length, longest, math.inf, f"length={longest}")
    weight = len(written) / sum(steps)

    def fill(numbers, rest):
        return numbers + [rest] * (length - len(numbers))

    return [
        (
            fill(tokens[:-1], 0),
            fill(tokens[1:], 0),
            fill([weight] * (len(tokens) - 1), 0.0),
        )
        for tokens in written
    ]


def surprise(model, tokens, nexts, weights):
    """The weighted sum of how surprised a model is by each next token, as one value.

        >>> [example] = examples(["ada"])
        >>> model = Embedding(27, 27, scale=0.0)
        >>> round(surprise(model, *example).data, 6)  # as by one of 27 letters: log(27)
        3.295837

    In nats, the unit of `cross_entropy`.  Told in chapter 14.
    """
    return dot(weights, list(map(cross_entropy, model(tokens), nexts)))


def chances(logits, temperature=1.0):
    """The probability of each letter, as floats: the softmax of logits / temperature.

        >>> chances([0.0, 0.0])
        [0.5, 0.5]

    The lower the temperature, the more the likeliest letter gets; the higher, the
    more alike they are.  Raises TypeError for anything but a list of numbers or
    values, ValueError where it is empty, where one is not finite, and where the
    temperature is not above 0.  Told in chapter 14.
    """
    temperature = positive("the temperature", temperature)
    numbers = finite_logits(logits)
    largest = max(numbers)  # taken off before the division, so that it stays finite
    return shifted([(number - largest) / temperature for number in numbers])[1]


def sample(model, rng=random, temperature=1.0, start="", longest=15):
    """A name that the model invents, letter after letter.

    It goes on from `start` until it draws the dot, so that the name may be empty;
    or until the name has `longest` letters, or as many as the model has places.
    `rng` is a ``random.Random``; the temperature is that of `chances`.  Raises as
    `encode` and `chances`, TypeError for another `rng`.
    """
    check_rng(rng)
    name, tokens, cache = start, encode(start)[:-1], {}
    if isinstance(getattr(model, "place", None), Embedding):
        longest = min(longest, len(model.place.w))
    while len(name) < longest:
        shares = chances(model(tokens, cache)[-1], temperature)
        tokens = rng.choices(range(len(shares)), shares)
        if tokens == [0]:
            break
        name += decode(tokens)
    return name


# The models, from the smallest to the largest.


class Embedding(Module):
    """A row of numbers for each token, looked up and learned.

        >>> table = Embedding(27, 2)
        >>> len(table([0, 1, 4])), len(table([0])[0])
        (3, 2)

    The rows begin as normal random numbers, `scale` wide.  A token is a whole
    number; a value, as `trace` hands one in, chooses its row by a product with
    1 in its place and 0 elsewhere, which is the same.  With a number for each
    token in its rows it is a model by itself: the table of bigrams.

    Raises TypeError and ValueError for sizes that are no whole numbers of at
    least 1, for what is no list of tokens, and for a token that has no row; so do
    the models below.
    """

    takes_batch = True

    def __init__(self, num_embeddings, embedding_dim, rng=random, scale=1.0):
        check_sizes(self, num_embeddings=num_embeddings, embedding_dim=embedding_dim)
        check_rng(rng)
        self.w = [
            [Parameter(scale * rng.gauss(0.0, 1.0)) for _ in range(embedding_dim)]
            for _ in range(num_embeddings)
        ]

    def forward(self, tokens, cache=None):
        check_tokens(self, tokens)
        return [self.row(token) for token in tokens]

    def row(self, token):
        if isinstance(token, Value):
            chosen = one_hot(token, len(self.w))
            return [dot(column, chosen) for column in zip(*self.w)]
        last = len(self.w) - 1
        needs = f"this embedding needs whole numbers from 0 to {last}"
        check_whole(needs, token, 0, last, "encode('ada'), or make it larger")
        return self.w[token]


class Window(Module):
    """Looks at the last few letters: their rows side by side, a hidden layer, logits.

    `context` letters, `size` numbers for each, `hidden` neurons with tanh.
    Before the name stand dots.
    """

    def __init__(self, tokens=27, size=2, context=3, hidden=64, rng=random):
        check_sizes(self, tokens=tokens, size=size, context=context, hidden=hidden)
        self.context = context
        self.token = Embedding(tokens, size, rng)
        self.hidden = Linear(context * size, hidden, rng=rng)
        self.out = Linear(hidden, tokens, rng=rng)

    def forward(self, tokens, cache=None):
        before = [0] * (self.context - 1) + recall(self, tokens, open_cache(cache))
        rows = self.token([*before, *tokens])
        ends = range(len(before) + 1, len(rows) + 1)
        windows = [join(rows[end - self.context : end]) for end in ends]
        return self.out([list(map(tanh, sums)) for sums in self.hidden(windows)])


def open_cache(cache):
    """The cache to read and write in: a new one where none is given."""
    if cache is not None and not isinstance(cache, dict):
        raise TypeError(
            f"a cache needs to be a dict, got {short(cache)}; write cache = {{}}"
        )
    return {} if cache is None else cache


def recall(model, tokens, cache, most=math.inf):
    """The tokens that a model was called with before; the new ones join them."""
    check_tokens(model, tokens)
    before = cache.get(model, [])
    name, count = type(model).__name__, len(before) + len(tokens)
    if count > most:
        raise ValueError(
            f"{name} reads at most {most} tokens, got {count}; write {name}(context={count})"
        )
    cache[model] = [*before, *tokens]
    return before


def join(rows):
    """The numbers of rows side by side, as one list."""
    return [number for row in rows for number in row]


class Head(Module):
    """One attention head: each place asks the places before it, and itself.

    Of the numbers at a place it makes a query q, a key k and an answer v, which
    PyTorch calls value, each `size` long.  A place later on is not asked: when q
    looks at the list of keys, that key is not in it yet.  The list is the cache.
    """

    takes_batch = True

    def __init__(self, in_features, size, rng=random):
        self.q = Linear(in_features, size, rng=rng, bias=False)
        self.k = Linear(in_features, size, rng=rng, bias=False)
        self.v = Linear(in_features, size, rng=rng, bias=False)

    def forward(self, xs, cache=None):
        keys, answers = open_cache(cache).setdefault(self, ([], []))
        mixed = []
        for q, k, v in zip(self.q(xs), self.k(xs), self.v(xs)):
            keys.append(k)
            answers.append(v)
            mixed.append(attend(q, keys, answers))
        return mixed


def attend(q, keys, answers):
    """A mixture of the answers: more of those whose key fits the query.

        >>> attend([Value(0.0)], [[Value(5.0)], [Value(7.0)]], [[Value(1.0)], [Value(3.0)]])
        [Value(2.0)]

    PyTorch calls it scaled_dot_product_attention.  Raises TypeError for anything but
    lists, ValueError where the query is empty, there is no key, or not one answer
    for each.  Told in chapter 14.
    """
    check_attention(q, keys, answers)
    scale = 1.0 / math.sqrt(len(q))
    shares = softmax([dot(q, k) * scale for k in keys])
    return [dot(shares, column) for column in zip(*answers)]


class OneHead(Module):
    """What stands where, one head that looks back, logits."""

    def __init__(self, tokens=27, size=16, context=16, rng=random):
        check_sizes(self, tokens=tokens, size=size, context=context)
        self.token = Embedding(tokens, size, rng)
        self.place = Embedding(context, size, rng)
        self.head = Head(size, size, rng)
        self.out = Linear(size, tokens, rng=rng, bias=False)

    def forward(self, tokens, cache=None):
        cache = open_cache(cache)
        return self.out(self.head(rows_at(self, tokens, cache), cache))


def rows_at(model, tokens, cache):
    """For each token its row and that of its place, added up."""
    start = len(recall(model, tokens, cache, len(model.place.w)))
    places = range(start, start + len(tokens))
    return add_rows(model.token(tokens), model.place(places))


def add_rows(xs, ys):
    """Two lists of rows, added up number by number."""
    return [[a + b for a, b in zip(x, y)] for x, y in zip(xs, ys)]


class Attention(Module):
    """Several heads side by side, and what is made of their answers."""

    takes_batch = True

    def __init__(self, size, heads, rng=random):
        check_sizes(self, size=size, heads=heads)
        if size % heads:
            raise ValueError(
                f"attention needs heads that share {cut(size)} numbers evenly, got "
                f"{short(heads)}; write size=16, heads=4"
            )
        self.head = [Head(size, size // heads, rng) for _ in range(heads)]
        self.out = Linear(size, size, rng=rng, bias=False)

    def forward(self, xs, cache=None):
        answers = [head(xs, cache) for head in self.head]
        return self.out([join(rows) for rows in zip(*answers)])


class Block(Module):
    """Attention, then a hidden layer of four times the size; each adds to what was there."""

    takes_batch = True

    def __init__(self, size, heads, rng=random):
        self.attention = Attention(size, heads, rng)
        self.up = Linear(size, 4 * size, rng=rng, bias=False)
        self.down = Linear(4 * size, size, rng=rng, bias=False)

    def forward(self, xs, cache=None):
        xs = add_rows(xs, self.attention(rms_norm(xs), cache))
        hidden = [list(map(relu, sums)) for sums in self.up(rms_norm(xs))]
        return add_rows(xs, self.down(hidden))


def rms_norm(xs):
    """Each row divided by the root of the mean of its squares, which then is about 1.

    >>> rms_norm([[Value(3.0), Value(-3.0)]])
    [[Value(0.9999994444449074), Value(-0.9999994444449074)]]

    PyTorch's word.  0.00001, added to the mean, keeps the division from 0; a row of
    numbers much below 0.003 stays small.
    """
    scales = [(dot(x, x) / len(x) + 1e-5) ** -0.5 for x in xs]
    return [[number * scale for number in x] for x, scale in zip(xs, scales)]


class GPT(Module):
    """What stands where, blocks, logits: the kinds of parts that large ones have.

        >>> model = GPT()
        >>> len(model.parameters()), len(model(encode("ada")))
        (4192, 5)

    `context` is the longest list of tokens, `size` the numbers at each place,
    shared by `heads` in each of the `blocks`.  These sizes and the order of the
    parts are those of A. Karpathy's microgpt (2026).  Raises ValueError also where
    `heads` do not share `size` evenly, and for more tokens than `context`.
    """

    def __init__(self, tokens=27, size=16, heads=4, blocks=1, context=16, rng=random):
        check_sizes(
            self, tokens=tokens, size=size, heads=heads, blocks=blocks, context=context
        )
        self.token = Embedding(tokens, size, rng)
        self.place = Embedding(context, size, rng)
        self.block = [Block(size, heads, rng) for _ in range(blocks)]
        self.out = Linear(size, tokens, rng=rng, bias=False)

    def forward(self, tokens, cache=None):
        cache = open_cache(cache)
        xs = rms_norm(rows_at(self, tokens, cache))
        for block in self.block:
            xs = block(xs, cache)
        return self.out(xs)


# What is refused, in a sentence that says what to write instead.


def check_list(needs, things, example, least=1):
    listed = not isinstance(things, (str, Value)) and hasattr(things, "__len__")
    if not listed or len(things) < least:
        raise (ValueError if listed else TypeError)(
            f"{needs}, got {short(things)}; write {example}"
        )


def check_whole(needs, number, least, most, example):
    whole = is_whole(number)
    if not whole or not least <= number <= most:
        raise (ValueError if whole else TypeError)(
            f"{needs}, got {short(number)}; write {example}"
        )


def check_sizes(model, **sizes):
    needs = f"{type(model).__name__} needs a whole number from 1 to 1,000,000 as"
    for name, size in sizes.items():
        check_whole(f"{needs} {name}", size, 1, 1_000_000, f"{name}=4")


def check_tokens(model, tokens):
    needs = f"{type(model).__name__} needs a list of at least one token"
    check_list(needs, tokens, "model(encode('ada'))")


def check_attention(q, keys, answers):
    example = "attend(q, [k], [v])"
    for things in (q, keys, answers):
        check_list("attend needs three lists with something in each", things, example)
    if len(keys) != len(answers):
        raise ValueError(
            f"attend needs an answer for each key, got {len(keys)} keys and "
            f"{len(answers)} answers; write {example}"
        )


def finite_logits(logits):
    """The logits of one token as plain numbers."""
    needs = "chances needs a list of at least one logit, all finite"
    example = "chances(model(tokens)[-1])"
    check_list(needs, logits, example)
    numbers = list(map(plain, logits))
    real = all(isinstance(number, Real) for number in numbers)
    if not real or not all(map(math.isfinite, numbers)):
        raise (ValueError if real else TypeError)(
            f"{needs}, got {short(logits)}; write {example}"
        )
    return numbers

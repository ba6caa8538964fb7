import pytest

from toygrad import Value, explain, maximum


def test_every_path_is_listed_with_its_factors(square_and_self):
    x = square_and_self.parents[1]
    found = explain(square_and_self, x)

    assert repr(found).splitlines() == [
        "x → s → y:  3 · 1 = 3",
        "x → s → y:  3 · 1 = 3",
        "x → y:  1 = 1",
        "3 paths, sum 7",
    ]
    square_and_self.backward()
    assert found.slope == sum(path.product for path in found.listed) == x.grad


def test_too_many_paths_are_counted_exactly():
    x = Value(1.0, "x")
    y = x
    for _ in range(200):
        y = y + y
    found = explain(y, x)

    assert found.count == 2**200 and found.slope == 2.0**200 and found.listed == ()
    assert "too many to list" in repr(found)


def test_a_value_that_is_not_behind_has_no_path(square_and_self):
    assert explain(square_and_self, Value(1.0)).count == 0
    assert explain(square_and_self, square_and_self).slope == 1.0


def test_a_dead_path_counts_with_the_slope_0(dead_relu):
    x = next(v for v in dead_relu.parents[0].parents if v.label == "x")
    found = explain(dead_relu, x)

    assert sorted(path.product for path in found.listed) == [0.0, 0.0]


def test_the_words_for_one_path_and_for_too_many(square_and_self):
    s, x = square_and_self.parents

    assert repr(explain(s * 1.0, s)) == "s → *:  1 = 1\n1 path, sum 1"
    assert repr(explain(x, x)) == "x:  1 = 1\n1 path, sum 1"
    assert repr(explain(square_and_self, x, limit=2)) == (
        "3 paths, too many to list; their sum is 7"
    )
    assert repr(explain(s, Value(1.0))) == "0 paths, sum 0"


def test_as_many_paths_as_the_limit_are_listed():
    x = Value(1.0)
    ways = x
    for _ in range(99):
        ways = ways + x

    assert len(explain(ways, x).listed) == 100
    assert explain(ways + x, x).listed == ()
    assert len(explain(ways + x, x, limit=101).listed) == 101


def test_no_path_has_the_slope_0():
    assert explain(Value(1.0), Value(1.0)).slope == 0.0


def test_what_is_found_cannot_be_changed(square_and_self):
    found = explain(square_and_self, square_and_self)
    for thing, name in [(found, "slope"), (found.listed[0], "factors")]:
        with pytest.raises(AttributeError):
            setattr(thing, name, ())


def test_only_values_have_paths():
    sentence = "^explain needs two values, got float 3.0; write explain\\(y, x\\)$"
    with pytest.raises(TypeError, match=sentence):
        explain(Value(1.0), 3.0)


def test_a_deep_path_is_listed_in_order():
    x = Value(1.0, "x")
    y = x
    for _ in range(20_000):
        y = 0.5 * y
    [path] = explain(y, x).listed

    assert path.values[0] is x and path.values[-1] is y
    assert path.factors == (0.5,) * 20_000


def test_a_count_that_nobody_could_read_is_told_in_powers_of_ten():
    x = Value(1.0)
    y = x
    for _ in range(20_000):
        y = maximum(y, y)
    paths = explain(y, x)

    assert paths.count == 2**20_000
    assert repr(paths) == "about 10^6021 paths, too many to list; their sum is 1"

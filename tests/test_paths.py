from toygrad import Value, explain


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

"""What the benchmark measures, in small."""

import gc

import pytest

measure = pytest.importorskip(
    "tools.bench.measure",
    reason="micrograd or autograd is missing; make bench brings them",
)


def test_a_long_chain_takes_time_to_build_to_walk_and_to_free():
    assert len(measure.chain(100)) == 3 and min(measure.chain(100)) >= 0.0


def test_all_that_stands_behind_a_result_is_found():
    behind = {"c": ["a", "b"], "b": ["a"], "a": []}

    assert measure.all_behind("c", behind.get) == {"a", "b", "c"}


def test_what_is_left_alive_is_measured():
    size, made = measure.traced(lambda: bytearray(100_000))

    assert 100_000 <= size < 110_000 and len(made) == 100_000


def test_objects_that_wait_for_the_collector_are_counted():
    class Circle:
        def forward(self):
            return [{} for _ in range(50)]

        def backward(self, loss):
            for one in loss:
                one["self"] = one

    class Line(Circle):
        def backward(self, loss):
            pass

    gc.disable()
    try:
        assert measure.left_behind(Circle()) >= 50 > measure.left_behind(Line())
    finally:
        gc.enable()

"""microgpt's model in the benchmark: every engine makes the same steps."""

import pytest

microgpt = pytest.importorskip(
    "tools.bench.microgpt",
    reason="micrograd or autograd is missing; make bench brings them",
)

TWO_NAMES = microgpt.Names("two names", 2)


def losses(engine, workload, steps=2):
    runner = engine(workload)
    return [runner.step(k) for k in range(steps)]


def test_every_engine_trains_to_the_same_losses():
    truth = losses(microgpt.ToygradNames, TWO_NAMES)

    for engine in (microgpt.MicrogptNames, microgpt.ToygradNamesAtOnce):
        assert losses(engine, TWO_NAMES) == pytest.approx(truth, rel=0, abs=1e-12)


def test_an_engine_that_takes_another_rate_is_found():
    class Hasty(microgpt.ToygradNames):
        def update(self, rate):
            super().update(1.01 * rate)

    truth, found = losses(microgpt.ToygradNames, TWO_NAMES), losses(Hasty, TWO_NAMES)
    assert found[0] == truth[0] and found[1] != pytest.approx(truth[1], abs=1e-12)


def test_each_step_sees_other_names_and_every_engine_the_same():
    assert microgpt.ONE_NAME.names(0) + microgpt.ONE_NAME.names(1) == TWO_NAMES.names(0)
    assert len({*microgpt.HUNDRED_NAMES.names(3)}) == 100
    assert len(microgpt.ONE_NAME.first_weights()) == 4192

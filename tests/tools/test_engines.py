"""Who takes part in the benchmark: every engine makes the same steps."""

from dataclasses import replace

import pytest

engines = pytest.importorskip(
    "tools.bench.engines",
    reason="micrograd or autograd is missing; make bench brings them",
)

SMALL = {
    one.name: replace(one, inputs=one.inputs[:3], targets=one.targets[:3])
    for one in (engines.DEMO, engines.TANH, engines.CLASSIFIER)
}
RUNNERS = [
    engines.Toygrad, engines.ToygradInFit, engines.ToygradWithoutReset,
    engines.ToygradRecorded, engines.ToygradAtOnce, engines.ByHandSparse,
    engines.NumPyByHand, engines.Micrograd, engines.MicrogptStyle,
]  # fmt: skip


def losses(runner, steps=2):
    return [runner.step(k) for k in range(steps)]


@pytest.mark.parametrize("workload", SMALL.values(), ids=SMALL)
@pytest.mark.parametrize("engine", RUNNERS)
def test_every_engine_trains_to_the_losses_of_the_program_by_hand(engine, workload):
    truth = losses(engines.ByHand(workload))

    assert losses(engine(workload)) == pytest.approx(truth, rel=0, abs=1e-12)


def test_an_engine_that_forgets_to_reset_is_found():
    class Forgetful(engines.Toygrad):
        def backward(self, loss):
            loss.backward()

    truth = losses(engines.ByHand(SMALL["demo"]), 3)
    found = losses(Forgetful(SMALL["demo"]), 3)
    assert found[:2] == pytest.approx(truth[:2]) and found[2] != pytest.approx(truth[2])


def test_the_benchmark_patches_nothing_of_the_engine(root):
    for name in ("engines", "measure", "speed"):
        text = (root / f"tools/bench/{name}.py").read_text()
        assert "mock" not in text and "setattr" not in text


def test_the_parameters_come_back_in_their_shape():
    weights = engines.DEMO.first_weights()

    assert engines.shaped(engines.DEMO.sizes, engines.flat(weights)) == weights

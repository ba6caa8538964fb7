"""Stored graphs of PyTorch, and what must be true of each of them; for tests."""

import json
import math
from functools import cache

from tools.witness.torch_traces import STORE
from toygrad.viz.torch.trace import Trace, build

NOT_INSTALLED = "PyTorch is not installed: make test-torch installs it and runs this"


@cache
def stored():
    """{name: (the trace, the gradients that backward() gives to its leaves)}."""
    lines = json.loads(STORE.read_text("utf-8"))
    return {one["name"]: (build(Trace, one["trace"]), one["grads"]) for one in lines}


def faults(trace, grads):
    """What in a trace of 64-bit numbers is not as PyTorch says, in sentences."""
    yield from faults_of_sums(trace)
    yield from faults_of_leaves(trace, grads)
    yield from faults_of_slopes(trace)


def faults_of_sums(trace):
    """The shares, added in their order, are what stands there, to the last bit."""
    sums = {}
    for use in (trace.uses[k] for k in trace.sent):
        way, old = (use.parent, use.output), sums.get((use.parent, use.output))
        new = use.share.entries
        sums[way] = new if old is None else tuple(map(float.__add__, old, new))
    for (place, output), total in sums.items():
        found = trace.nodes[place].outputs[output].grad.entries
        if found != total and not any(map(math.isnan, total)):
            yield f"the shares of {trace.nodes[place].name} add up to {total}, not {found}"


def faults_of_leaves(trace, grads):
    leaves = {n.name: n.outputs[0].grad.entries for n in trace.nodes if not n.kind}
    for name, numbers in grads.items():
        if tuple(numbers) != leaves[name] and not any(map(math.isnan, numbers)):
            yield f"{name}.grad is {numbers}, not {leaves[name]}"


def faults_of_slopes(trace):
    """The gradient that arrives, times the local derivative, is the share."""
    for use in trace.uses:
        if use.local is not None:
            arriving = trace.nodes[use.value].outputs[0].grad.alone
            if not math.isclose(arriving * use.local, use.share.alone, rel_tol=1e-14):
                yield f"{arriving} times {use.local} is not {use.share.alone}"

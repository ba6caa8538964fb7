"""Measures toygrad beside its peers and writes book/speed.md.

By hand, with ``make bench``, on a machine that does nothing else; in
about four minutes.  Needs micrograd and autograd; PyTorch takes part
where it is installed.  Who takes part stands in engines.py, what is measured
in measure.py, the words of the page in speed.md; every number comes from the
run that wrote it.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when NumPy is imported

import datetime
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import micrograd.engine

from tools.bench.engines import (
    CLASSIFIER,
    DEMO,
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
from tools.bench.measure import (
    AGREEMENT,
    COLLECTORS,
    Chains,
    Digits,
    Race,
    Replayed,
    Size,
)
from tools.bench.microgpt import (
    HUNDRED_NAMES,
    ONE_NAME,
    MicrogptNames,
    ToygradNames,
    ToygradNamesAtOnce,
)
from tools.places import BOOK
from toygrad import Value

WORDS = Path(__file__).with_name("speed.md")
PAGE = BOOK / "speed.md"
OTHERS = "and not PyTorch, which is not installed there"


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
        self.one_name = Race(ONE_NAME, [ToygradNames, MicrogptNames], ToygradNames)
        self.names = Race(
            HUNDRED_NAMES, [*map(few, [ToygradNames, ToygradNamesAtOnce])], ToygradNames
        )
        print("memory, chains, digits ...", file=sys.stderr)
        self.size = Size(Toygrad, Value, lambda v: v.parents)
        kind = micrograd.engine.Value
        self.micrograd_size = Size(Micrograd, kind, lambda v: v._prev)
        self.chains = Chains()
        self.digits, self.replayed = Digits(), Replayed()
        self.seconds = perf_counter() - start

    def per_name(self):
        """How many names all at once while microgpt's style makes one."""
        *_, engine = self.names.engines
        at_once = self.names.ms(engine, "on") / HUNDRED_NAMES.count
        return self.one_name.ms(MicrogptNames, "on") / at_once

    def goals(self):
        """(what, how much it is, "at least" or "at most", the goal)"""
        demo, tanh, digits, seconds = (
            self.demo,
            self.tanh,
            self.classifier,
            self.replayed.seconds,
        )
        whole, at_once, *_ = self.whole.engines
        by_hand, recorded = (ToygradInFit, "on", ByHand), ("on", ToygradRecorded)
        with_torch = (ToygradAtOnce, "on", TorchTensors)
        by_name = (MicrogptNames, "on", ToygradNames)
        return [
            ("demo: micrograd / toygrad, on", demo.ratio(Micrograd, "on"), ">=", 100),
            ("demo: micrograd / toygrad, off", demo.ratio(Micrograd, "off"), ">=", 18),
            ("demo: toygrad in `fit` / by hand", demo.ratio(*by_hand), "<=", 1.6),
            ("tanh: toygrad in `fit` / by hand", tanh.ratio(*by_hand), "<=", 3.3),
            ("bytes of `x * y`", self.size.product_bytes, "<=", 216),
            ("link of a million / of a thousand", self.chains.growth, "<=", 1.7),
            ("objects left after `del loss`", self.size.left, "<=", 0),
            ("MB of the demo graph", self.size.megabytes, "<=", 2.2),
            ("digits right, per cent", self.digits.percent, ">=", 95),
            ("demo: toygrad / recorded", demo.ratio(Toygrad, *recorded), ">=", 6),
            ("demo: zeros skipped / recorded", demo.ratio(ByHandSparse, *recorded), ">=", 1),
            ("tanh: by hand / recorded", tanh.ratio(ByHand, *recorded), ">=", 1),
            ("digits: zeros skipped / recorded", digits.ratio(ByHandSparse, *recorded), ">=", 1),
            ("all digits: toygrad / at once", self.whole.ratio(whole, "on", at_once), ">=", 100),
            ("seconds to 95 % of the digits", seconds.get(95, 99.0), "<=", 2),
            ("seconds to 97 % of the digits", seconds.get(97, 99.0), "<=", 4),
            ("one name: in microgpt's style / toygrad", self.one_name.ratio(*by_name), ">=", 5),
            ("names: in microgpt's style / at once", self.per_name(), ">=", 100),
            *((f"{race.workload.name}: at once / PyTorch", race.ratio(*with_torch), "<=", 1.2)
              for race in ((demo, tanh) if torch else ())),
        ]  # fmt: skip


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
    races = run.demo, run.tanh, run.classifier, run.whole, run.one_name, run.names
    one, many = run.one_name, run.names
    return {
        "name_parameters": len(ONE_NAME.first_weights()),
        "name_table": fast_table(one, [MicrogptNames, ToygradNames], "microgpt's"),
        "name_off": one.ratio(MicrogptNames, "off", ToygradNames),
        "names": HUNDRED_NAMES.count,
        "names_table": fast_table(many, many.engines),
        "per_name": run.per_name(),
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


def fast_table(race, engines, first="toygrad's"):
    """The other way round: how many steps while the first one makes one."""
    rows = [
        [engine.name, race.ms(engine, "on"), race.ratio(engines[0], "on", engine)]
        for engine in engines
    ]
    return table(["one step", "ms", f"steps in {first} one"], rows)


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

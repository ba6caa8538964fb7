"""Trainings to begin with, each with a question that it can answer.

A setting here names what is not as by default; `chapter` is where its subject is told.
A preset may also say how it begins: `mode` is what its edges show ("gradients"), `first`
how many steps are taken at once, and `pace` how many a second at most.
"""

__all__ = ["PRESETS"]


def preset(name, chapter, question, begin=None, **setting):
    told = {"name": name, "chapter": chapter, "question": question}
    return told | (begin or {}) | {"setting": setting}


LINE = {"problem": "stopping", "layers": [], "held": 0, "batch": 0}
WAVE = {"problem": "wave", "n": 40, "noise": 0.0, "held": 0, "batch": 5, "lr": 0.05, "seed": 2, "layers": [[8, "tanh"]]}  # fmt: skip
EDGE = WAVE | {"n": 20, "batch": 0, "lr": 0.3}

PRESETS = [
    preset(
        "Two moons", "10_classification",
        "The loss stands still for hundreds of steps. What does the network find then?",
    ),
    preset(
        "A rate that swings", "07_descent",
        "At which rate does the line swing, and at which does it run away?",
        {"pace": 4},
        **LINE, lr=0.1,
    ),
    preset(
        "One car at a time", "07_descent",
        "Why does the line tremble, and why does a larger batch calm it?",
        {"pace": 20},
        **LINE | {"batch": 1}, lr=0.05,
    ),
    preset(
        "XOR without a hidden layer", "08_networks",
        "Why does it never learn XOR? What does one hidden layer of two neurons change?",
        problem="xor", layers=[],
    ),
    preset(
        "XOR with two neurons", "08_networks",
        "With which seeds does it find all four heaps, and where do the others end?",
        problem="xor", layers=[[2, "tanh"]],
    ),
    preset(
        "Started at zero", "08_networks",
        "Which gradients are not 0 after the first step, and which will never be?",
        {"mode": "gradients", "first": 1},
        init="zeros",
    ),
    preset(
        "All alike", "08_networks",
        "All weights start at 0.5. Why do the four neurons stay copies of each other?",
        init="equal",
    ),
    preset(
        "A dead relu", "08_networks",
        "One neuron is off at every point. What are the gradients of the edges before it?",
        {"mode": "gradients", "first": 20},
        layers=[[4, "relu"], [2, "relu"]], lr=0.1, seed=4,  # in the first layer: nothing before it moves
    ),
    preset(
        "A sleeping relu", "08_networks",
        "A neuron of the second hidden layer is off at every point. What may wake it?",
        {"mode": "gradients"}, layers=[[4, "relu"], [2, "relu"]], lr=0.1,
    ),
    preset(
        "A dead layer", "08_networks",
        "The only neuron of its layer is off at every point. Which gradient is not 0?",
        layers=[[4, "relu"], [1, "relu"]], lr=0.1,
    ),
    preset(
        "zero_grad forgotten", "09_training",
        "Will the loss fall faster, swing, or run away? And with all points in a batch?",
        {"mode": "gradients", "pace": 30},
        **WAVE, faults=["zero_grad forgotten"],
    ),
    preset(
        "Where the kinks move", "09_training",
        "Where does training take the kinks of sixteen relus, and which never move?",
        problem="parabola", n=50, noise=0.0, held=0, batch=5, lr=0.005, layers=[[16, "relu"]],
    ),
    preset(
        "Old predictions", "09_training",
        "All weights move. Why does the curve run away from the points?",
        **WAVE, faults=["old predictions"],
    ),
    preset(
        "Overfitting", "10_classification",
        "When does the held-out loss turn, and what does an L2 of 0.003 do to it?",
        problem="circles", n=40, noise=0.25, held=50, seed=3, layers=[[16, "tanh"]],
    ),
    preset(
        "Two spirals", "10_classification",
        "How many neurons does it take, and which optimizer gets there?",
        problem="spirals", n=200, noise=0.02, layers=[[16, "tanh"], [8, "tanh"]], optimizer="Adam", lr=0.03, batch=20,
    ),
    preset(
        "The edge", "11_optimizers",
        "The rate is beyond the border 2/c. Why does the loss not run away, and when does it climb?",
        {"pace": 60},
        **EDGE,
    ),
    preset(
        "Steps that jump", "11_optimizers",
        "How long are the steps when the loss is small, and which optimizer shortens them?",
        {"mode": "updates"},
        **EDGE | {"lr": 0.1, "optimizer": "RMSProp"},
    ),
]  # fmt: skip

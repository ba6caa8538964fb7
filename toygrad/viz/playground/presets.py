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
MOONS = {"n": 40, "held": 0, "batch": 0}


def four(bend, sizes=(8, 8, 8, 8)):
    """The deep networks of chapter 12."""
    return [[neurons, bend] for neurons in sizes]


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
    preset(
        "Saturated from the start", "12_depth",
        "In which neurons is tanh flat before the first step, and why does the loss crawl?",
        **MOONS, layers=four("tanh"), init="large", lr=0.1,
    ),
    preset(
        "Gradients that are kept", "12_depth",
        "It begins well. Why do the weights still move when no gradient arrives any more?",
        {"mode": "gradients"},
        **MOONS, layers=four("relu"), init="kaiming", lr=1.25, faults=["zero_grad forgotten"],
    ),
    preset(
        "A dead layer in the middle", "12_depth",
        "The third layer is off at every point. Which parameters can still move?",
        {"mode": "gradients"},
        **MOONS, layers=four("relu", (8, 8, 1, 8)), init="kaiming", lr=0.5,
    ),
    preset(
        "Numbers that explode", "12_depth",
        "By which factor does each layer multiply, and how large is the loss after three steps?",
        {"mode": "gradients", "pace": 1},
        **MOONS, layers=four("leaky_relu"), init="large", lr=0.3,
    ),
    preset(
        "Zeros, four layers deep", "12_depth",
        "Of 249 parameters, how many ever move?",
        {"mode": "gradients"},
        **MOONS, layers=four("tanh"), init="zeros", lr=1.0,
    ),
    preset(
        "A gradient that vanishes", "12_depth",
        "By which factor do the gradients fall from layer to layer, and what does tanh change?",
        {"mode": "gradients", "first": 1},
        **MOONS, layers=four("sigmoid"), lr=0.5,
    ),
    preset(
        "Far too large a rate", "12_depth",
        "The first step is a success. What do the next three do to the neurons?",
        {"pace": 2},
        **MOONS, layers=four("tanh"), init="xavier", lr=8.0,
    ),
]  # fmt: skip

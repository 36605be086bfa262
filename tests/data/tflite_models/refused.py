"""Models that must be refused, each for a reason of its own."""

import numpy as np

from .building import (ADD, ADD_OPTIONS, CUSTOM, FOLDER, FULLY_CONNECTED, VAR_HANDLE, WHILE, Model, fully_connected, loop)


def new_version():
    """An operator of a version that the library does not have: what converters write for dynamic-range quantisation."""
    model = Model()
    graph = model.main
    x, y = graph.tensor("x", [1, 4]), graph.tensor("y", [1, 2])
    weights = graph.constant("w", np.ones((2, 4), np.float32))
    graph.operator(FULLY_CONNECTED, [x, weights, -1], [y], fully_connected(0), version=12)
    graph.inputs, graph.outputs = [x], [y]
    model.save("new_version")


def custom_operator():
    model = Model()
    graph = model.main
    x, y = graph.tensor("x", [4]), graph.tensor("y", [4])
    graph.operator(CUSTOM, [x], [y], custom="FlexBeta")
    graph.inputs, graph.outputs = [x], [y]
    model.save("custom_operator")


def never_made():
    """An operator takes a tensor that nothing makes: the library would read at address 0."""
    model = Model()
    graph = model.main
    a, b, c = (graph.tensor(name, [4]) for name in ("a", "b", "c"))
    graph.operator(ADD, [a, b], [c], ADD_OPTIONS)
    graph.inputs, graph.outputs = [a], [c]
    model.save("never_made")


def within_itself():
    """A loop whose body is the graph that it is in: the library would go down without end."""
    model = Model()
    graph = model.main
    x, y = graph.tensor("x", [1]), graph.tensor("y", [1])
    graph.operator(WHILE, [x], [y], loop(1, 0))
    graph.inputs, graph.outputs = [x], [y]
    condition = model.graph()
    given, answer = condition.tensor("given", [1]), condition.constant("yes", np.array(True))
    condition.inputs, condition.outputs = [given], [answer]
    model.save("within_itself")


def channels_elsewhere():
    """A sum with constants that have a scale for each channel, which the library would not regard."""
    model = Model()
    graph = model.main
    one = (np.float32(0.1), np.int64(0), 0)
    x, y = (graph.tensor(name, [2, 4], "int8", quantization=one) for name in ("x", "y"))
    weights = graph.constant("w", np.ones((2, 4), np.int8), (np.array([0.1, 0.2], np.float32), np.zeros(2, np.int64), 0))
    graph.operator(ADD, [x, weights], [y], ADD_OPTIONS, version=2)
    graph.inputs, graph.outputs = [x], [y]
    model.save("channels_elsewhere")


def variables():
    """A variable that lives beside the graph."""
    model = Model()
    graph = model.main
    x, handle = graph.tensor("x", [1]), graph.tensor("handle", [], "resource")
    graph.operator(VAR_HANDLE, [], [handle])
    graph.inputs, graph.outputs = [x], [x]
    model.save("variable_handle")


def no_model():
    (FOLDER / "not_a_model.tflite").write_bytes(np.random.default_rng(11).bytes(2000))
    whole = (FOLDER / "digits.tflite").read_bytes()
    (FOLDER / "truncated_digits.tflite").write_bytes(whole[:len(whole) // 2])


MODELS = [new_version, custom_operator, never_made, within_itself, channels_elsewhere, variables, no_model]

"""Small models that compute something simple, and give what is easily checked."""

import numpy as np

from .building import ADD, ADD_OPTIONS, MUL, MUL_OPTIONS, RESHAPE, RESHAPE_OPTIONS, RNN, RNN_OPTIONS, SUB, SUB_OPTIONS, TYPES, Model


def add16():
    model = Model()
    graph = model.main
    a, b, c = (graph.tensor(name, [16]) for name in ("a", "b", "c"))
    graph.operator(ADD, [a, b], [c], ADD_OPTIONS)
    graph.inputs, graph.outputs = [a, b], [c]
    model.save("add16")


def identities():
    """No operator at all: the input is the output."""
    for kind in TYPES:
        model = Model()
        x = model.main.tensor("x", [1], kind, signature=[-1])
        model.main.inputs, model.main.outputs = [x], [x]
        model.sign({"x": x}, {"y": x})
        model.save(f"identity_{kind}")


def two_inputs():
    """The file has b before a; names are in the signature alone."""
    model = Model()
    graph = model.main
    b, a = (graph.tensor(f"serving_default_{name}:0", [1, 3], signature=[-1, 3]) for name in ("b", "a"))
    product, difference = (graph.tensor(f"PartitionedCall:{place}", [1, 3], signature=[-1, 3]) for place in (1, 0))
    graph.operator(MUL, [a, b], [product], MUL_OPTIONS)
    graph.operator(SUB, [a, b], [difference], SUB_OPTIONS)
    graph.inputs, graph.outputs = [b, a], [product, difference]
    model.sign({"other": a}, {"something": product}, key="another")
    model.sign({"a": a, "b": b}, {"difference": difference, "product": product})
    model.save("two_inputs")


def add_any():
    """Any number of rows of any length."""
    model = Model()
    graph = model.main
    a, b, c = (graph.tensor(name, [1, 1], signature=[-1, -1]) for name in ("a", "b", "c"))
    graph.operator(ADD, [a, b], [c], ADD_OPTIONS)
    graph.inputs, graph.outputs = [a, b], [c]
    model.save("add_any")


def counting():
    """Adds its input to a variable that starts at zero, and gives the sum: a state that no caller must see of another."""
    model = Model()
    graph = model.main
    x = graph.tensor("x", [1, 2])
    weights = graph.constant("weights", np.eye(2, dtype=np.float32))
    recurrent = graph.constant("recurrent", np.eye(2, dtype=np.float32))
    bias = graph.constant("bias", np.zeros(2, np.float32))
    state = graph.tensor("state", [1, 2], variable=True)
    y = graph.tensor("y", [1, 2])
    graph.operator(RNN, [x, weights, recurrent, bias, state], [y], RNN_OPTIONS)
    graph.inputs, graph.outputs = [x], [y]
    model.save("counting")


def unsigned_names():
    """No signature, and two outputs that are one tensor."""
    model = Model()
    graph = model.main
    a, b = graph.tensor("serving_default_a:0", [2]), graph.tensor("sum", [2])
    graph.operator(ADD, [a, a], [b], ADD_OPTIONS)
    graph.inputs, graph.outputs = [a], [b, b]
    model.save("one_tensor_twice")


def shape_in_a_run():
    """Twice x, in the shape that is the sum of two inputs: how long y is shows only in a run."""
    model = Model()
    graph = model.main
    x, doubled = (graph.tensor(name, [6]) for name in ("x", "doubled"))
    rows, columns, shape = (graph.tensor(name, [2], "int32") for name in ("rows", "columns", "shape"))
    y = graph.tensor("y", [1, 1], signature=[-1, -1])
    graph.operator(ADD, [x, x], [doubled], ADD_OPTIONS)
    graph.operator(ADD, [rows, columns], [shape], ADD_OPTIONS)
    graph.operator(RESHAPE, [doubled, shape], [y], RESHAPE_OPTIONS)
    graph.inputs, graph.outputs = [x, rows, columns], [y]
    model.sign({"x": x, "rows": rows, "columns": columns}, {"y": y})
    model.save("shape_in_a_run")


MODELS = [add16, identities, two_inputs, add_any, counting, unsigned_names, shape_in_a_run]

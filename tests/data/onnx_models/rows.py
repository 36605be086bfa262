"""Models that declare a batch, and whose rows may depend on each other."""

import numpy as np
from onnx import helper

from .building import F32, constant, floats, golden, model, node, random, save, tensor


def make_sum_rows():
    # A row's answer depends on the other rows, so batching calls together is wrong, though the shapes invite it.
    rng = random("sum_rows")
    save("sum_rows", model(
        "sum_rows", [node("ReduceSum", "x axes", "total", keepdims=1), node("Add", "x total", "y")],
        [tensor("x", F32, ["N", 4])], [tensor("y", F32, ["N", 4])], [constant("axes", np.array([0], np.int64))]))
    x = floats(rng, 5, 4)
    golden("sum_rows", {"x": x}, {"y": (x + x.astype(np.float64).sum(axis=0)).astype(np.float32)})


def make_dependent_rows():
    # Each declares a batch, and the answer of a row depends on the other rows in a way of its own.
    def rows(name, nodes, initializers=()):
        save(name, model(name, nodes, [tensor("x", F32, ["batch", 4])], [tensor("y", F32, ["batch", 4])], initializers))

    first, last = constant("first", np.array([0], np.int64)), constant("last", np.array([-1], np.int64))
    rows("mean_rows", [node("ReduceMean", "x", "mean", axes=[0], keepdims=1), node("Sub", "x mean", "y")])
    rows("max_rows", [node("ReduceMax", "x", "max", axes=[0], keepdims=1), node("Sub", "x max", "y")])
    rows("softmax_rows", [node("Softmax", "x", "y", axis=0)])
    rows("cumsum_rows", [node("CumSum", "x axis", "y")], [constant("axis", np.array(0))])
    rows("roll_rows", [
        node("Slice", "x last end first", "head"), node("Slice", "x first last first", "tail"), node("Concat", "head tail", "y", axis=0),
    ], [first, last, constant("end", np.array([2 ** 31 - 1], np.int64))])
    rows("numbered_rows", [
        node("Shape", "x", "count", start=0, end=1), node("Squeeze", "count", "limit"), node("Range", "start limit step", "numbers"),
        node("Cast", "numbers", "floats", to=F32), node("Unsqueeze", "floats axes", "column"), node("Mul", "x column", "y"),
    ], [constant("start", np.array(0)), constant("step", np.array(1)), constant("axes", np.array([1], np.int64))])

    # The answer of each row differs from that alone by one step of the quantisation, at most.
    rows("quantized_rows", [node("DynamicQuantizeLinear", "x", "q scale zero"), node("DequantizeLinear", "q scale zero", "y")])

    def branch(name, op):
        return helper.make_graph([node(op, "x", f"{name}_y")], name, [], [tensor(f"{name}_y", F32, ["batch", 4])])

    rows("branch_rows", [
        node("ReduceSum", "x", "sum", keepdims=0), node("Greater", "sum zero", "positive"),
        node("If", "positive", "y", then_branch=branch("then", "Abs"), else_branch=branch("else", "Neg")),
    ], [constant("zero", np.array(0, np.float32))])

    # Declares any number of rows, and has a reshaping for one.
    rows("one_row_inside", [
        node("Reshape", "x shape", "one"), node("ReduceMax", "one", "max", keepdims=0), node("Sub", "x max", "y"),
    ], [constant("shape", np.array([1, 4], np.int64))])


def make_batch_on_axis_1():
    # Time comes before the batch, and rows are independent: along time, each step is added to those before.
    save("batch_on_axis_1", model(
        "batch_on_axis_1", [node("CumSum", "x axis", "y")],
        [tensor("x", F32, ["time", "batch", 3])], [tensor("y", F32, ["time", "batch", 3])], [constant("axis", np.array(0))]))


def make_shared_weights():
    # What lacks the batch is the same for all rows of a run.
    save("shared_weights", model(
        "shared_weights", [node("MatMul", "x w", "y")],
        [tensor("x", F32, ["batch", 4]), tensor("w", F32, [4, "columns"])], [tensor("y", F32, ["batch", "columns"])]))


MODELS = [make_sum_rows, make_dependent_rows, make_batch_on_axis_1, make_shared_weights]

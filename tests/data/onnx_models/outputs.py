"""Models with outputs whose size the caller cannot know, or is told wrongly."""

import numpy as np
from onnx import helper

from .building import F32, I64, constant, floats, golden, model, node, random, save, tensor


def make_nonzero():
    save("nonzero", model("nonzero", [node("NonZero", "x", "idx")], [tensor("x", F32, ["N"])], [tensor("idx", I64, [1, "K"])]))
    x = np.array([0, 1.5, 0, -2, 0, 0, 1e-30, 0], np.float32)
    golden("nonzero", {"x": x}, {"idx": np.array([[1, 3, 6]], np.int64)})


def make_wrong_declared_shape():
    # Converters from other frameworks do this: the label is declared for one row, and comes for all.
    rng = random("wrong_declared_shape")
    save("wrong_declared_shape", model(
        "wrong_declared_shape", [node("ArgMax", "x", "label", axis=1, keepdims=0)],
        [tensor("x", F32, ["N", 2])], [tensor("label", I64, [1])]))
    x = floats(rng, 6, 2)
    golden("wrong_declared_shape", {"x": x}, {"label": (x[:, 1] > x[:, 0]).astype(np.int64)})


def make_wrong_symbol():
    # Declares as many places as the input has elements, which holds only while none of them is zero.
    save("wrong_symbol", model("wrong_symbol", [node("NonZero", "x", "idx")], [tensor("x", F32, ["N"])], [tensor("idx", I64, [1, "N"])]))


def make_empty_output():
    # The end of the slice is computed (N - N), or the runtime would see the size when it loads the model.
    save("empty_output", model(
        "empty_output",
        [
            node("Shape", "x", "rows", start=0, end=1), node("Sub", "rows rows", "end"),
            node("Slice", "x start end axes", "y"),
        ],
        [tensor("x", F32, ["N", 3])], [tensor("y", F32, ["K", 3])],
        [constant("start", np.array([0], np.int64)), constant("axes", np.array([0], np.int64))]))


def make_big_output():
    # The caller names any shape: for outputs that do not fit a budget, or memory. Filled with ones.
    save("big_output", model(
        "big_output", [node("ConstantOfShape", "shape", "y", value=helper.make_tensor("value", F32, [1], [1.0]))],
        [tensor("shape", I64, ["K"])], [tensor("y", F32, None)]), check=False)


MODELS = [make_nonzero, make_wrong_declared_shape, make_wrong_symbol, make_empty_output, make_big_output]

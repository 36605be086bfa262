"""Models that run as long as the caller likes."""

import numpy as np
from onnx import TensorProto, helper

from .building import F32, I64, constant, model, node, save, tensor


def make_slow_loop():
    # Multiplies by the identity again and again: y is x however long it takes. A run can be stopped between two nodes,
    # and each node is short.
    body = helper.make_graph(
        [node("Identity", "condition_in", "condition_out"), node("MatMul", "m_in eye", "m1")]
        + [node("MatMul", f"m{i} eye", f"m{i + 1}") for i in range(1, 3)]
        + [node("MatMul", "m3 eye", "m_out")],
        "slow_loop_body",
        [tensor("iteration", I64, []), tensor("condition_in", TensorProto.BOOL, []), tensor("m_in", F32, [64, 64])],
        [tensor("condition_out", TensorProto.BOOL, []), tensor("m_out", F32, [64, 64])])
    save("slow_loop", model(
        "slow_loop", [node("EyeLike", "x", "eye"), node("Loop", "trip_count always x", "y", body=body)],
        [tensor("trip_count", I64, []), tensor("x", F32, [64, 64])], [tensor("y", F32, [64, 64])],
        [constant("always", np.array(True))]))


MODELS = [make_slow_loop]

"""Small networks, with golden values."""

import numpy as np
from onnx import helper

from .building import F32, constant, floats, golden, model, node, random, save, tensor


def make_mlp():
    rng = random("mlp")
    w1, b1 = floats(rng, 64, 32) / np.float32(8), floats(rng, 32)
    w2, b2 = floats(rng, 32, 10) / np.float32(6), floats(rng, 10)
    save("mlp", model(
        "mlp",
        [node("Gemm", "x w1 b1", "hidden"), node("Relu", "hidden", "active"), node("Gemm", "active w2 b2", "logits")],
        [tensor("x", F32, ["N", 64])], [tensor("logits", F32, ["N", 10])],
        [constant("w1", w1), constant("b1", b1), constant("w2", w2), constant("b2", b2)]))

    x = floats(rng, 5, 64)
    hidden = np.maximum(x.astype(np.float64) @ w1 + b1, 0)
    golden("mlp", {"x": x}, {"logits": (hidden @ w2 + b2).astype(np.float32)})


def make_mlp_1ms():
    # The weights are made by nodes, which the runtime folds when it loads the model: two million weights in a file of
    # a kilobyte. Each layer's weights are 1 / its input size, so every output is max(0, mean of the row).
    rng = random("mlp_1ms")
    sizes = [512, 1024, 1024, 512]
    nodes, initializers, current = [], [], "x"
    for i, (rows, columns) in enumerate(zip(sizes, sizes[1:])):
        last = i == len(sizes) - 2
        initializers.append(constant(f"shape{i}", np.array([rows, columns], np.int64)))
        value = helper.make_tensor("value", F32, [1], [1.0 / rows])
        nodes.append(node("ConstantOfShape", f"shape{i}", f"w{i}", value=value))
        nodes.append(node("MatMul", f"{current} w{i}", f"product{i}"))
        nodes.append(node("Relu", f"product{i}", "y" if last else f"active{i}"))
        current = f"active{i}"
    save("mlp_1ms", model(
        "mlp_1ms", nodes, [tensor("x", F32, ["N", 512])], [tensor("y", F32, ["N", 512])], initializers))

    x = floats(rng, 3, 512) + np.array([[0.5], [-0.5], [2]], np.float32)
    mean = x.astype(np.float64).mean(axis=1, keepdims=True)
    golden("mlp_1ms", {"x": x}, {"y": np.repeat(np.maximum(mean, 0), 512, axis=1).astype(np.float32)})


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def make_gru_step():
    # One step of a gated recurrent unit: the caller keeps the state h and gives it back as it came out (hN).
    rng = random("gru_step")
    weights = {}
    for gate in "zrn":
        weights[f"W{gate}"] = floats(rng, 32, 64) / np.float32(6)
        weights[f"U{gate}"] = floats(rng, 64, 64) / np.float32(8)
        weights[f"b{gate}"] = floats(rng, 64)
    weights["Wy"], weights["by"] = floats(rng, 64, 8) / np.float32(8), floats(rng, 8)
    weights["one"] = np.float32(1)

    nodes = []
    for gate in "zr":
        nodes += [
            node("MatMul", f"x W{gate}", f"{gate}x"), node("MatMul", f"h U{gate}", f"{gate}h"),
            node("Add", f"{gate}x {gate}h", f"{gate}sum"), node("Add", f"{gate}sum b{gate}", f"{gate}biased"),
            node("Sigmoid", f"{gate}biased", gate),
        ]
    nodes += [
        node("MatMul", "x Wn", "nx"), node("MatMul", "h Un", "nh"), node("Mul", "r nh", "nreset"),
        node("Add", "nx nreset", "nsum"), node("Add", "nsum bn", "nbiased"), node("Tanh", "nbiased", "n"),
        node("Sub", "one z", "keep"), node("Mul", "keep n", "fresh"), node("Mul", "z h", "kept"),
        node("Add", "fresh kept", "hN"), node("MatMul", "hN Wy", "ysum"), node("Add", "ysum by", "y"),
    ]
    save("gru_step", model(
        "gru_step", nodes,
        [tensor("x", F32, ["B", 32]), tensor("h", F32, ["B", 64])],
        [tensor("y", F32, ["B", 8]), tensor("hN", F32, ["B", 64])],
        [constant(key, value) for key, value in weights.items()]))

    x, h = floats(rng, 3, 32), np.tanh(floats(rng, 3, 64))
    w = {key: value.astype(np.float64) for key, value in weights.items()}
    x64, h64 = x.astype(np.float64), h.astype(np.float64)
    z = sigmoid(x64 @ w["Wz"] + h64 @ w["Uz"] + w["bz"])
    r = sigmoid(x64 @ w["Wr"] + h64 @ w["Ur"] + w["br"])
    n = np.tanh(x64 @ w["Wn"] + r * (h64 @ w["Un"]) + w["bn"])
    new = (1 - z) * n + z * h64
    golden("gru_step", {"x": x, "h": h}, {"y": (new @ w["Wy"] + w["by"]).astype(np.float32), "hN": new.astype(np.float32)})


MODELS = [make_mlp, make_mlp_1ms, make_gru_step]

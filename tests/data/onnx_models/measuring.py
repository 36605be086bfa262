"""Networks to measure with: small files of large networks, since nodes make the weights, which the runtime folds when it loads the model.

In a folder of their own, since tests that load whatever there is would take long.
"""

import numpy as np

from .building import F32, I64, constant, model, node, save, tensor


def made_weights(name, shape, scale):
    """Nodes and initializers that give weights between -scale and scale, without a pattern that matters."""
    count = int(np.prod(shape))
    initializers = [
        constant(f"{name}_start", np.float32(0)), constant(f"{name}_end", np.float32(count)), constant(f"{name}_one", np.float32(1)),
        constant(f"{name}_step", np.float32(2.399963)), constant(f"{name}_scale", np.float32(scale)),
        constant(f"{name}_shape", np.array(shape, np.int64)),
    ]
    nodes = [
        node("Range", f"{name}_start {name}_end {name}_one", f"{name}_numbers"), node("Mul", f"{name}_numbers {name}_step", f"{name}_angles"),
        node("Sin", f"{name}_angles", f"{name}_sines"), node("Mul", f"{name}_sines {name}_scale", f"{name}_flat"),
        node("Reshape", f"{name}_flat {name}_shape", name),
    ]
    return nodes, initializers


def with_weights(name, nodes, inputs, outputs, weights, initializers=()):
    made = [made_weights(*weight) for weight in weights]
    before = [n for made_nodes, _ in made for n in made_nodes]
    constants = [c for _, made_constants in made for c in made_constants]
    save(f"measuring/{name}", model(name, before + nodes, inputs, outputs, constants + list(initializers)))


def make_gru_256():
    # As PyTorch exports a GRU cell: the three gates in one product for the input and one for the state.
    size = 256
    nodes = [
        node("Gemm", "x Wx bx", "gx"), node("Gemm", "state Wh bh", "gh"),
        node("Split", "gx parts", "rx zx nx", axis=1), node("Split", "gh parts", "rh zh nh", axis=1),
        node("Add", "rx rh", "rsum"), node("Sigmoid", "rsum", "r"), node("Add", "zx zh", "zsum"), node("Sigmoid", "zsum", "z"),
        node("Mul", "r nh", "nreset"), node("Add", "nx nreset", "nsum"), node("Tanh", "nsum", "n"),
        node("Sub", "state n", "change"), node("Mul", "change z", "kept"), node("Add", "kept n", "stateN"),
        node("ReduceMean", "stateN", "y", axes=[1], keepdims=1),
    ]
    with_weights(
        "gru_256", nodes,
        [tensor("x", F32, ["batch", size]), tensor("state", F32, ["batch", size])],
        [tensor("y", F32, ["batch", 1]), tensor("stateN", F32, ["batch", size])],
        [("Wx", [size, 3 * size], 0.1), ("bx", [3 * size], 0.1), ("Wh", [size, 3 * size], 0.1), ("bh", [3 * size], 0.1)],
        [constant("parts", np.array([size] * 3, np.int64))])


def make_conv_1ms():
    channels = [3, 32, 64, 96, 128]
    nodes, weights, current = [], [], "x"
    for i, (before, after) in enumerate(zip(channels, channels[1:])):
        nodes.append(node("Conv", f"{current} w{i} b{i}", f"c{i}", kernel_shape=[3, 3], pads=[1] * 4, strides=[1 + i % 2] * 2))
        nodes.append(node("Relu", f"c{i}", f"a{i}"))
        weights += [(f"w{i}", [after, before, 3, 3], (before * 9) ** -0.5), (f"b{i}", [after], 0.1)]
        current = f"a{i}"
    nodes += [node("GlobalAveragePool", current, "pooled"), node("Flatten", "pooled", "y", axis=1)]
    with_weights(
        "conv_1ms", nodes, [tensor("x", F32, ["batch", 3, 64, 64])], [tensor("y", F32, ["batch", channels[-1]])], weights)


def make_mlp_wide():
    # Batch 1 is bound by reading the weights, 64 MB.
    size, layers = 2048, 4
    nodes, weights, current = [], [], "x"
    for i in range(layers):
        last = i == layers - 1
        nodes += [node("Gemm", f"{current} w{i} b{i}", f"s{i}"), node("Relu", f"s{i}", "y" if last else f"a{i}")]
        weights += [(f"w{i}", [size, size], 0.05), (f"b{i}", [size], 0.05)]
        current = f"a{i}"
    with_weights("mlp_wide", nodes, [tensor("x", F32, ["batch", size])], [tensor("y", F32, ["batch", size])], weights)


def make_versioned():
    # The benchmarks write another version over this one; zeros in give the version out.
    with_weights(
        "versioned", [node("MatMul", "x w", "product"), node("Add", "product version", "y")],
        [tensor("x", F32, ["batch", 64])], [tensor("y", F32, ["batch", 64])],
        [("w", [64, 64], 0.1)], [constant("version", np.array([123456.789], np.float32))])


def make_iris():
    # Logistic regression on Fisher's iris data, as scikit-learn 1.2 fits it, to three decimals: right for 146 of the 150 flowers.
    weights = np.array([[-0.423, 0.534, -0.111], [0.967, -0.321, -0.646], [-2.517, -0.206, 2.723], [-1.079, -0.945, 2.024]], np.float32)
    bias = np.array([9.849, 2.236, -12.085], np.float32)
    save("measuring/iris", model(
        "iris",
        [node("Gemm", "X weights bias", "scores"), node("ArgMax", "scores", "label", axis=1, keepdims=0), node("Softmax", "scores", "probabilities", axis=1)],
        [tensor("X", F32, ["batch", 4])], [tensor("label", I64, ["batch"]), tensor("probabilities", F32, ["batch", 3])],
        [constant("weights", weights), constant("bias", bias)]))


MODELS = [make_gru_256, make_conv_1ms, make_mlp_wide, make_versioned, make_iris]

"""Networks that tell handwritten digits: trained on scikit-learn's, with answers computed by numpy in double precision."""

import numpy as np
import torch
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

from .building import (CONV_2D, FULLY_CONNECTED, MAX_POOL_2D, RELU, RESHAPE, RESHAPE_OPTIONS, SAME, SOFTMAX, SOFTMAX_OPTIONS, Model, convolution,
                       fully_connected, pooling, save)

ROWS = 16


def pictures():
    x, y = load_digits(return_X_y=True)
    return (x / 16).astype(np.float32), y


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train_convolution(x, y):
    torch.manual_seed(7)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 16, 3, padding="same"), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(16, 16, 3, padding="same"), torch.nn.ReLU(), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Linear(64, 10))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    images, labels = torch.from_numpy(x).reshape(-1, 1, 8, 8), torch.from_numpy(y)
    for _ in range(12):
        for rows in torch.randperm(len(labels)).split(64):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(images[rows]), labels[rows]).backward()
            optimizer.step()
    return [parameter.detach().numpy() for parameter in net.parameters()]


def convolve(x, weights, bias):
    """x is [N,H,W,C], weights are [O,H,W,C]: the runtime's order; zeros around, ReLU behind."""
    padded = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])
    result = np.zeros((*x.shape[:3], len(weights)))
    for row in range(3):
        for column in range(3):
            result += padded[:, row:row + x.shape[1], column:column + x.shape[2]] @ weights[:, row, column].T
    return np.maximum(result + bias, 0)


def pool(x):
    n, height, width, channels = x.shape
    return x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))


def convolutional():
    x, y = pictures()
    w1, b1, w2, b2, w3, b3 = train_convolution(x, y)
    w1, w2 = (np.ascontiguousarray(weights.transpose(0, 2, 3, 1)) for weights in (w1, w2))
    # Torch flattens channel by channel, the runtime pixel by pixel.
    w3 = np.ascontiguousarray(w3.reshape(10, 16, 2, 2).transpose(0, 2, 3, 1).reshape(10, 64))

    model = Model()
    graph = model.main
    shapes = [("serving_default_x:0", 8, 8, 1), ("conv1", 8, 8, 16), ("pool1", 4, 4, 16), ("conv2", 4, 4, 16), ("pool2", 2, 2, 16), ("flat", 64), ("logits", 10), ("StatefulPartitionedCall:0", 10)]
    tensors = [graph.tensor(name, [1, *shape], signature=[-1, *shape]) for name, *shape in shapes]
    steps = [
        (CONV_2D, [graph.constant("w1", w1), graph.constant("b1", b1)], convolution(SAME, RELU)), (MAX_POOL_2D, [], pooling(2)),
        (CONV_2D, [graph.constant("w2", w2), graph.constant("b2", b2)], convolution(SAME, RELU)), (MAX_POOL_2D, [], pooling(2)),
        (RESHAPE, [graph.constant("shape", np.array([-1, 64], np.int32))], RESHAPE_OPTIONS),
        (FULLY_CONNECTED, [graph.constant("w3", w3), graph.constant("b3", b3)], fully_connected(0)), (SOFTMAX, [], SOFTMAX_OPTIONS)]
    for place, (code, parameters, options) in enumerate(steps):
        graph.operator(code, [tensors[place], *parameters], [tensors[place + 1]], options)
    graph.inputs, graph.outputs = [tensors[0]], [tensors[-1]]
    model.sign({"x": tensors[0]}, {"probabilities": tensors[-1]})
    model.save("digits")

    rows = x[:ROWS].reshape(-1, 8, 8, 1)
    h = pool(convolve(pool(convolve(rows.astype(float), w1.astype(float), b1)), w2.astype(float), b2)).reshape(-1, 64)
    answer = softmax(h @ w3.T.astype(float) + b3)
    assert (answer.argmax(axis=1) == y[:ROWS]).all()
    save("digits.in.x", rows)
    save("digits.out.probabilities", answer.astype(np.float32))


def symmetric(weights, axis):
    """Weights of eight bits around zero, with one scale for all rows, or one for each: axis 1."""
    scale = np.maximum(np.abs(weights).max(axis=axis, keepdims=True) / 127, 1e-6).astype(np.float32)
    return np.round(weights / scale).astype(np.int8), scale.ravel()


def around(values):
    """The scale and the zero point of values that are not negative."""
    return float(np.float32(values.max() / 255)), -128


def quantize(x, scale, zero):
    return np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)


def quantized():
    layers("digits_int8", None)


def quantized_by_channel():
    """A scale for each row of the weights, as converters write it since 2024."""
    layers("digits_int8_channels", 1)


def layers(name, axis):
    """Two layers in whole numbers. numpy multiplies by scales as numbers of doubles, the runtime by fractions of 31 bits: a step may differ."""
    x, y = pictures()
    mlp = MLPClassifier((32,), max_iter=1000, random_state=3).fit(x, y)
    (w1, w2), (b1, b2) = ([w.T.astype(np.float32) for w in mlp.coefs_], mlp.intercepts_)
    hidden = np.maximum(x @ w1.T + b1, 0)
    logits = hidden @ w2.T + b2
    s_in, z_in = 1 / 255, -128
    s_hidden, z_hidden = around(hidden)
    s_logits = float(np.float32(np.abs(logits).max() / 127))
    (q1, p1), (q2, p2) = symmetric(w1, axis), symmetric(w2, axis)
    n1, n2 = np.round(b1 / (s_in * p1)).astype(np.int32), np.round(b2 / (s_hidden * p2)).astype(np.int32)

    model = Model()
    graph = model.main

    def tensor(part, width, scale, zero):
        return graph.tensor(part, [1, width], "int8", signature=[-1, width], quantization=(np.float32(scale), np.int64(zero), 0))

    start, between, scores, end = tensor("x", 64, s_in, z_in), tensor("hidden", 32, s_hidden, z_hidden), tensor("logits", 10, s_logits, 0), tensor("y", 10, 1 / 256, -128)
    parameters = [graph.constant(part, data, (scale.astype(np.float32), np.zeros(len(scale), np.int64), 0)) for part, data, scale in
                  [("w1", q1, p1), ("b1", n1, s_in * p1), ("w2", q2, p2), ("b2", n2, s_hidden * p2)]]
    graph.operator(FULLY_CONNECTED, [start, *parameters[:2]], [between], fully_connected(RELU), version=4)
    graph.operator(FULLY_CONNECTED, [between, *parameters[2:]], [scores], fully_connected(0), version=4)
    graph.operator(SOFTMAX, [scores], [end], SOFTMAX_OPTIONS, version=2)
    graph.inputs, graph.outputs = [start], [end]
    model.sign({"x": start}, {"y": end})
    model.save(name)

    rows = quantize(x[:ROWS], s_in, z_in)
    h = (rows.astype(np.int64) - z_in) @ q1.T.astype(np.int64) + n1
    h = np.clip(np.round(h * (s_in * p1.astype(float) / s_hidden)) + z_hidden, -128, 127).astype(np.int64)
    scores = np.clip(np.round(((h - z_hidden) @ q2.T.astype(np.int64) + n2) * (s_hidden * p2.astype(float) / s_logits)), -128, 127)
    answer = quantize(softmax(scores * s_logits), 1 / 256, -128)
    assert (answer.argmax(axis=1) == y[:ROWS]).all()
    save(f"{name}.in.x", rows)
    save(f"{name}.out.y", answer)


MODELS = [convolutional, quantized, quantized_by_channel]

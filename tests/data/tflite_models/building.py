"""Models of TensorFlow Lite by hand: tensors, operators, the signature. Numbers of fields, types and operators are those of its schema."""

from pathlib import Path

import numpy as np

from .flatbuffer import Writer, blob, scalar, table, tables, text, vector

FOLDER = Path(__file__).parent.parent / "tflite"

TYPES = {"float32": 0, "float16": 1, "int32": 2, "uint8": 3, "int64": 4, "string": 5, "bool": 6, "int16": 7, "int8": 9, "float64": 10, "uint64": 12, "resource": 13, "uint32": 15, "uint16": 16}

ADD, CONV_2D, FULLY_CONNECTED, MAX_POOL_2D, MUL, RESHAPE, RNN, SOFTMAX, CUSTOM, SUB, WHILE, VAR_HANDLE = 0, 3, 9, 17, 18, 22, 24, 25, 32, 41, 119, 142
RELU, VALID, SAME = 1, 1, 0

# Options of operators, by their number in the union.
ADD_OPTIONS, MUL_OPTIONS, SUB_OPTIONS = (11, table(scalar("b", 0))), (21, table(scalar("b", 0))), (28, table(scalar("b", 0)))
SOFTMAX_OPTIONS = (9, table(scalar("f", 1.0)))
RESHAPE_OPTIONS = (17, table())
RNN_OPTIONS = (7, table(scalar("b", 0)))


def fully_connected(activation):
    return 8, table(scalar("b", activation))


def convolution(padding, activation):
    return 1, table(scalar("b", padding), scalar("i", 1), scalar("i", 1), scalar("b", activation), scalar("i", 1), scalar("i", 1))


def pooling(stride):
    return 5, table(scalar("b", VALID), scalar("i", stride), scalar("i", stride), scalar("i", stride), scalar("i", stride), scalar("b", 0))


def loop(condition, body):
    return 93, table(scalar("i", condition), scalar("i", body))


class Graph:
    """One graph; the model's first is the one that runs."""

    def __init__(self, model):
        self.model, self.tensors, self.operators, self.inputs, self.outputs = model, [], [], [], []

    def tensor(self, name, shape, kind="float32", data=None, signature=None, quantization=None, variable=False):
        buffer = 0
        if data is not None:
            self.model.buffers.append(np.ascontiguousarray(data).tobytes())
            buffer = len(self.model.buffers) - 1
        scales = None
        if quantization is not None:
            scale, zero, axis = quantization
            scales = table(None, None, vector("f", np.atleast_1d(scale)), vector("q", np.atleast_1d(zero)), None, None, scalar("i", axis))
        self.tensors.append(table(
            vector("i", shape), scalar("b", TYPES[kind]), scalar("I", buffer), text(name), scales, scalar("b", int(variable)), None,
            None if signature is None else vector("i", signature), scalar("b", 1)))
        return len(self.tensors) - 1

    def constant(self, name, data, quantization=None):
        return self.tensor(name, data.shape, str(data.dtype), data, quantization=quantization)

    def operator(self, code, inputs, outputs, options=None, version=1, custom=None):
        known = (code, version, custom)
        if known not in self.model.codes:
            self.model.codes.append(known)
        kind, fields = options or (0, None)
        self.operators.append(table(
            scalar("I", self.model.codes.index(known)), vector("i", inputs), vector("i", outputs), scalar("B", kind) if kind else None, fields))

    def write(self):
        return table(tables(self.tensors), vector("i", self.inputs), vector("i", self.outputs), tables(self.operators), text("main"))


class Model:
    def __init__(self):
        self.buffers, self.codes, self.graphs, self.signatures = [b""], [], [], []
        self.main = self.graph()

    def graph(self):
        self.graphs.append(Graph(self))
        return self.graphs[-1]

    def sign(self, inputs, outputs, key="serving_default"):
        """Gives tensors of the main graph names."""
        self.signatures.append(table(names(inputs), names(outputs), text(key), None, scalar("I", 0)))

    def write(self):
        return Writer(b"TFL3").finish(table(
            scalar("I", 3),
            tables([table(scalar("b", min(code, 127)), text(custom) if custom else None, scalar("i", version), scalar("i", code)) for code, version, custom in self.codes]),
            tables([graph.write() for graph in self.graphs]),
            text("Made by tests/data/make_tflite_models.py"),
            tables([table(blob(data)) if data else table() for data in self.buffers]),
            None, None,
            tables(self.signatures) if self.signatures else None))

    def save(self, name):
        (FOLDER / f"{name}.tflite").write_bytes(self.write())


def names(tensors):
    return tables([table(text(name), scalar("I", index)) for name, index in tensors.items()])


def save(name, array):
    np.save(FOLDER / f"{name}.npy", array)

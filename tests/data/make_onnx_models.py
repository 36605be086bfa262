#!/usr/bin/python3
"""Makes the small ONNX models in tests/data/onnx, with golden inputs and outputs beside some of them.

The golden outputs are computed with numpy in float64 and rounded once, never with an ONNX runtime, so that they are a
second opinion. Running this again gives the same bytes: every random number comes from a seed of its own.

    /usr/bin/python3 tests/data/make_onnx_models.py
"""

import json
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

FOLDER = Path(__file__).resolve().parent / "onnx"
IR_VERSION = 8
OPSET = 17
ML_OPSET = 2

F32 = TensorProto.FLOAT
I32 = TensorProto.INT32
I64 = TensorProto.INT64
STRING = TensorProto.STRING


def random(name):
    """A generator for one model. Adding a model then does not change the others; the legacy stream is frozen by numpy."""
    return np.random.RandomState(zlib.crc32(name.encode()))


def tensor(name, element_type, shape):
    """An input or an output. A shape of None has no rank; a dimension is a size, a name, or None."""
    return helper.make_tensor_value_info(name, element_type, shape)


def constant(name, value):
    return numpy_helper.from_array(np.asarray(value), name)


def node(op, inputs, outputs, **attributes):
    # Names make the runtime's messages readable.
    return helper.make_node(op, inputs.split(), outputs.split(), name=f"{op}_{outputs.split()[0]}", **attributes)


def model(name, nodes, inputs, outputs, initializers=(), ml=False, opset=OPSET, **metadata):
    opsets = [helper.make_opsetid("", opset)]
    if ml:
        opsets.append(helper.make_opsetid("ai.onnx.ml", ML_OPSET))
    graph = helper.make_graph(nodes, name, inputs, outputs, initializer=list(initializers))
    metadata = {"producer_name": "make_onnx_models", **metadata}
    return helper.make_model(graph, ir_version=IR_VERSION, opset_imports=opsets, **metadata)


def save(name, proto, check=True):
    path = FOLDER / f"{name}.onnx"
    data = proto.SerializeToString(deterministic=True)
    path.write_bytes(data)
    if check:
        # By path, so that the checker finds external data beside the model.
        checker.check_model(str(path))
    return data


def golden(name, inputs, outputs):
    """Writes one file for each input and output: .npy, or .json for strings, which .npy cannot hold as UTF-8."""
    for direction, values in (("in", inputs), ("out", outputs)):
        for key, value in values.items():
            path = FOLDER / f"{name}.{direction}.{key}"
            if isinstance(value, list):
                text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
                Path(f"{path}.json").write_text(text, encoding="utf-8")
            else:
                np.save(f"{path}.npy", value, allow_pickle=False)


def floats(rng, *shape):
    return rng.standard_normal(shape).astype(np.float32)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


# Element-wise models and signatures


def make_adds():
    rng = random("add16")
    save("add16", model(
        "add16", [node("Add", "a b", "c")],
        [tensor("a", F32, [16]), tensor("b", F32, [16])], [tensor("c", F32, [16])]))
    a, b = floats(rng, 16), floats(rng, 16)
    golden("add16", {"a": a, "b": b}, {"c": a + b})

    rng = random("add_dynamic")
    save("add_dynamic", model(
        "add_dynamic", [node("Add", "a b", "c")],
        [tensor("a", F32, ["N", "M"]), tensor("b", F32, ["N", "M"])], [tensor("c", F32, ["N", "M"])]))
    a, b = floats(rng, 3, 5), floats(rng, 3, 5)
    golden("add_dynamic", {"a": a, "b": b}, {"c": a + b})


def make_identities():
    types = {
        "float32": TensorProto.FLOAT, "float64": TensorProto.DOUBLE, "float16": TensorProto.FLOAT16,
        "bfloat16": TensorProto.BFLOAT16, "int8": TensorProto.INT8, "int16": TensorProto.INT16, "int32": TensorProto.INT32,
        "int64": TensorProto.INT64, "uint8": TensorProto.UINT8, "uint16": TensorProto.UINT16, "uint32": TensorProto.UINT32,
        "uint64": TensorProto.UINT64, "bool": TensorProto.BOOL, "string": TensorProto.STRING,
    }
    for name, element_type in types.items():
        save(f"identity_{name}", model(
            f"identity_{name}", [node("Identity", "x", "y")],
            [tensor("x", element_type, ["N"])], [tensor("y", element_type, ["N"])]))

    save("identity_scalar_int64", model(
        "identity_scalar_int64", [node("Identity", "x", "y")], [tensor("x", I64, [])], [tensor("y", I64, [])]))


def make_two_outputs():
    # The inputs are declared b first: a caller who goes by position instead of by name gets the difference's sign wrong.
    rng = random("two_outputs")
    save("two_outputs", model(
        "two_outputs", [node("Sub", "a b", "difference"), node("Mul", "a b", "product")],
        [tensor("b", F32, ["N", 3]), tensor("a", F32, ["N", 3])],
        [tensor("difference", F32, ["N", 3]), tensor("product", F32, ["N", 3])]))
    a, b = floats(rng, 4, 3), floats(rng, 4, 3)
    golden("two_outputs", {"a": a, "b": b}, {"difference": a - b, "product": a * b})


def make_multi_dtype():
    rng = random("multi_dtype")
    save("multi_dtype", model(
        "multi_dtype", [node("Cast", "x", "x_float", to=F32), node("Add", "x_float y", "z")],
        [tensor("x", I32, ["N"]), tensor("y", F32, ["N"])], [tensor("z", F32, ["N"])]))
    x, y = rng.randint(-1000, 1000, 7).astype(np.int32), floats(rng, 7)
    golden("multi_dtype", {"x": x, "y": y}, {"z": x.astype(np.float32) + y})


def make_fixed_batch():
    rng = random("fixed_batch")
    save("fixed_batch", model(
        "fixed_batch", [node("Relu", "x", "y")], [tensor("x", F32, [1, 4])], [tensor("y", F32, [1, 4])]))
    x = floats(rng, 1, 4)
    golden("fixed_batch", {"x": x}, {"y": np.maximum(x, np.float32(0))})


def make_vague_shapes():
    # The checker wants a shape on every input and output; the standard and the runtime do not.
    save("unknown_rank", model(
        "unknown_rank", [node("Neg", "x", "y")], [tensor("x", F32, None)], [tensor("y", F32, None)]), check=False)

    save("unnamed_dims", model(
        "unnamed_dims", [node("Abs", "x", "y")], [tensor("x", F32, [None, None])], [tensor("y", F32, [None, None])]))


def make_initializer_input():
    rng = random("initializer_input")
    bias = np.array([10, 20, 30, 40], np.float32)
    save("initializer_input", model(
        "initializer_input", [node("Add", "x bias", "y")],
        [tensor("x", F32, [4]), tensor("bias", F32, [4])], [tensor("y", F32, [4])], [constant("bias", bias)]))
    x = floats(rng, 4)
    golden("initializer_input", {"x": x}, {"y": x + bias})


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


def make_metadata():
    proto = model(
        "metadata_graph", [node("Add", "a b", "c")],
        [tensor("a", F32, ["N"]), tensor("b", F32, ["N"])], [tensor("c", F32, ["N"])],
        producer_name="metadata producer", producer_version="4.5.6", domain="org.example.metadata",
        model_version=1234567890123, doc_string="Adds two vectors. Größe: 山.")
    proto.graph.doc_string = "A graph of one node."
    helper.set_model_props(proto, {"author": "Zoë Müller 山田 🚀", "empty": "", "license": "MIT"})
    save("metadata", proto)


# Networks


def make_mlp():
    rng = random("mlp")
    w1, b1 = floats(rng, 64, 32) / np.float32(8), floats(rng, 32)
    w2, b2 = floats(rng, 32, 10) / np.float32(6), floats(rng, 10)
    data = save("mlp", model(
        "mlp",
        [node("Gemm", "x w1 b1", "hidden"), node("Relu", "hidden", "active"), node("Gemm", "active w2 b2", "logits")],
        [tensor("x", F32, ["N", 64])], [tensor("logits", F32, ["N", 10])],
        [constant("w1", w1), constant("b1", b1), constant("w2", w2), constant("b2", b2)]))

    x = floats(rng, 5, 64)
    hidden = np.maximum(x.astype(np.float64) @ w1 + b1, 0)
    golden("mlp", {"x": x}, {"logits": (hidden @ w2 + b2).astype(np.float32)})
    return data


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


# Networks to measure with: small files of large networks, since nodes make the weights, which the runtime folds when it loads the model.
# In a folder of their own, since tests that load whatever there is would take long.


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


# Outputs whose size the caller cannot know, or is told wrongly


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


# Values that are not plain numeric tensors


def make_strings():
    words = ["red", "green", "blue", "größe", "山", ""]
    save("strings_label", model(
        "strings_label",
        [helper.make_node(
            "LabelEncoder", ["x"], ["id"], name="LabelEncoder_id", domain="ai.onnx.ml",
            keys_strings=words, values_int64s=[10, 11, 12, 13, 14, 15], default_int64=-1)],
        [tensor("x", STRING, ["N"])], [tensor("id", I64, ["N"])], ml=True))
    golden(
        "strings_label", {"x": ["blue", "", "山", "unknown", "red", "größe", "GREEN", "green"]},
        {"id": np.array([12, 15, 14, -1, 10, 13, -1, 11], np.int64)})

    # The locale is named because the default one (en_US) is missing on most servers and in most containers.
    save("strings_upper", model(
        "strings_upper", [node("StringNormalizer", "x", "y", case_change_action="UPPER", locale="C")],
        [tensor("x", STRING, ["N"])], [tensor("y", STRING, ["M"])]))
    golden("strings_upper", {"x": ["Red", "green blue", "", "B4"]}, {"y": ["RED", "GREEN BLUE", "", "B4"]})


def make_containers():
    sequence = helper.make_tensor_sequence_value_info("s", F32, ["N"])
    save("sequence_output", model(
        "sequence_output", [node("Add", "x x", "twice"), node("SequenceConstruct", "x twice", "s")],
        [tensor("x", F32, ["N"])], [sequence]))

    maps = onnx.ValueInfoProto(name="maps")
    value = maps.type.sequence_type.elem_type.map_type
    value.key_type = I64
    value.value_type.tensor_type.elem_type = F32
    value.value_type.tensor_type.shape.SetInParent()
    save("map_output", model(
        "map_output",
        [helper.make_node(
            "ZipMap", ["probabilities"], ["maps"], name="ZipMap_maps", domain="ai.onnx.ml", classlabels_int64s=[7, 8, 9])],
        [tensor("probabilities", F32, ["N", 3])], [maps], ml=True))

    optional = helper.make_value_info("o", helper.make_optional_type_proto(helper.make_tensor_type_proto(F32, ["N"])))
    save("optional_output", model("optional_output", [node("Optional", "x", "o")], [tensor("x", F32, ["N"])], [optional]))


# Weights in other files


def external(name, shape, location):
    proto = TensorProto(name=name, data_type=F32, dims=shape, data_location=TensorProto.EXTERNAL)
    proto.external_data.add(key="location", value=location)
    proto.external_data.add(key="offset", value="0")
    proto.external_data.add(key="length", value=str(4 * int(np.prod(shape))))
    return proto


def make_external_data():
    def add(name, size, location):
        return model(
            name, [node("Add", "x w", "y")], [tensor("x", F32, [size])], [tensor("y", F32, [size])],
            [external("w", [size], location)])

    rng = random("external_data")
    w, x = floats(rng, 1024), floats(rng, 1024)
    (FOLDER / "external_data.bin").write_bytes(w.astype("<f4").tobytes())
    save("external_data", add("external_data", 1024, "external_data.bin"))
    golden("external_data", {"x": x}, {"y": x + w})

    # Models that must not be let out of their folder. The first file exists, so that only the refusal can stop it.
    (FOLDER.parent / "secret.bin").write_bytes(np.arange(16, dtype="<f4").tobytes())
    save("external_escape", add("external_escape", 16, "../secret.bin"), check=False)
    save("external_absolute", add("external_absolute", 1, "/etc/hostname"), check=False)


# Long runs


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


# Files that are not usable models


def make_invalid(mlp):
    (FOLDER / "not_a_model.onnx").write_bytes(random("not_a_model").bytes(256))
    (FOLDER / "truncated_mlp.onnx").write_bytes(mlp[:len(mlp) // 2])
    save("unknown_op", model(
        "unknown_op", [node("NoSuchOp", "x", "y")], [tensor("x", F32, ["N"])], [tensor("y", F32, ["N"])]), check=False)


def main():
    (FOLDER / "measuring").mkdir(parents=True, exist_ok=True)
    make_adds()
    make_identities()
    make_two_outputs()
    make_multi_dtype()
    make_fixed_batch()
    make_vague_shapes()
    make_initializer_input()
    make_sum_rows()
    make_dependent_rows()
    make_batch_on_axis_1()
    make_shared_weights()
    make_metadata()
    mlp = make_mlp()
    make_mlp_1ms()
    make_gru_step()
    make_gru_256()
    make_conv_1ms()
    make_mlp_wide()
    make_versioned()
    make_nonzero()
    make_wrong_declared_shape()
    make_wrong_symbol()
    make_empty_output()
    make_big_output()
    make_strings()
    make_containers()
    make_external_data()
    make_slow_loop()
    make_invalid(mlp)


if __name__ == "__main__":
    main()

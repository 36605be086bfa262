"""Models of one or two nodes, which differ in what they declare: names, element types, shapes, defaults, descriptions."""

import numpy as np
from onnx import TensorProto, helper

from .building import F32, I32, I64, constant, floats, golden, model, node, random, save, tensor


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


def make_metadata():
    proto = model(
        "metadata_graph", [node("Add", "a b", "c")],
        [tensor("a", F32, ["N"]), tensor("b", F32, ["N"])], [tensor("c", F32, ["N"])],
        producer_name="metadata producer", producer_version="4.5.6", domain="org.example.metadata",
        model_version=1234567890123, doc_string="Adds two vectors. Größe: 山.")
    proto.graph.doc_string = "A graph of one node."
    helper.set_model_props(proto, {"author": "Zoë Müller 山田 🚀", "empty": "", "license": "MIT"})
    save("metadata", proto)


MODELS = [make_adds, make_identities, make_two_outputs, make_multi_dtype, make_fixed_batch, make_vague_shapes, make_initializer_input, make_metadata]

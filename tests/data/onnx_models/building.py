"""What the families of ONNX models share: how graphs are put together, and how models and their golden values are saved."""

import json
import zlib
from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

FOLDER = Path(__file__).resolve().parents[1] / "onnx"
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
    path.write_bytes(proto.SerializeToString(deterministic=True))
    if check:
        # By path, so that the checker finds external data beside the model.
        checker.check_model(str(path))


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

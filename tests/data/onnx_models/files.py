"""Weights in other files, and files that are not usable models."""

import numpy as np
from onnx import TensorProto

from .building import F32, FOLDER, floats, golden, model, node, random, save, tensor


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


def make_invalid():
    mlp = (FOLDER / "mlp.onnx").read_bytes()
    (FOLDER / "not_a_model.onnx").write_bytes(random("not_a_model").bytes(256))
    (FOLDER / "truncated_mlp.onnx").write_bytes(mlp[:len(mlp) // 2])
    save("unknown_op", model(
        "unknown_op", [node("NoSuchOp", "x", "y")], [tensor("x", F32, ["N"])], [tensor("y", F32, ["N"])]), check=False)


MODELS = [make_external_data, make_invalid]

"""Models of values that are not plain numeric tensors: strings, sequences, maps, optional values."""

import numpy as np
import onnx
from onnx import helper

from .building import F32, I64, STRING, golden, model, node, save, tensor


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


MODELS = [make_strings, make_containers]

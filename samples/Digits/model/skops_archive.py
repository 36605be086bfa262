"""Writes models of scikit-learn as skops does: a tree of nodes as JSON, and arrays beside it, in a zip."""

import io
import json
import zipfile

import numpy as np
import sklearn


class Archive:
    def __init__(self):
        self.files, self.next = {}, 1

    def node(self, value):
        if isinstance(value, (np.ndarray, np.generic)):
            return self.array(value)
        if isinstance(value, dict):
            keys = self.describe("list", "builtins", "ListNode", [self.describe("str", "builtins", "TypeNode") for _ in value])
            return self.describe("dict", "builtins", "DictNode", {key: self.node(item) for key, item in value.items()}, key_types=keys)
        if isinstance(value, (list, tuple)):
            kind = type(value).__name__
            return self.describe(kind, "builtins", f"{kind.title()}Node", [self.node(item) for item in value])
        if value is None or isinstance(value, (bool, int, float, str)):
            return self.describe("str", "builtins", "JsonNode", json.dumps(value), is_json=True)
        return self.describe(type(value).__name__, type(value).__module__, "ObjectNode", self.node(state(value)))

    def array(self, value):
        node = self.describe(type(value).__name__, "numpy", "NdArrayNode", type="numpy")
        node["file"] = f"{node['__id__']}.npy"
        data = io.BytesIO()
        np.save(data, value, allow_pickle=False)
        self.files[node["file"]] = data.getvalue()
        return node

    def describe(self, name, module, loader, content=None, **more):
        node = {"__class__": name, "__module__": module, "__loader__": loader}
        if content is not None:
            node["content"] = content
        self.next += 1
        return {**node, **more, "__id__": self.next - 1}


def state(model):
    return {**model.__getstate__(), "_sklearn_version": sklearn.__version__}


def save(model, path):
    archive = Archive()
    schema = {**archive.node(model), "protocol": 2, "_skops_version": "0.16.0"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for name, data in {**archive.files, "schema.json": json.dumps(schema, indent=1).encode()}.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)

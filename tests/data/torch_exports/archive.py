"""Writes archives as torch.export.save of PyTorch 2.9 and later does: raw weights, their lists, and the graph, in a zip without compression."""

import json
import zipfile
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).resolve().parent.parent / "torch_export"

DTYPES = {
    torch.uint8: 1, torch.int8: 2, torch.int16: 3, torch.int32: 4, torch.int64: 5, torch.float16: 6, torch.float32: 7, torch.float64: 8,
    torch.complex64: 10, torch.bool: 12, torch.bfloat16: 13,
}

# Axes of these lengths are free; nothing else in the nets has them.
SYMBOLS = {5: "s0", 7: "s1"}


def size(value, free=True):
    if free and value in SYMBOLS:
        return {"as_expr": {"expr_str": f"Symbol('{SYMBOLS[value]}', positive=True, integer=True)", "hint": {"as_int": value}}}
    return {"as_int": value}


def meta(tensor, free=True):
    return {
        "dtype": DTYPES[tensor.dtype],
        "sizes": [size(n, free) for n in tensor.shape],
        "requires_grad": False,
        "device": {"type": "cpu", "index": None},
        "strides": [{"as_int": n} for n in tensor.stride()],
        "storage_offset": {"as_int": tensor.storage_offset()},
        "layout": 7,
    }


def raw(tensor):
    """All bytes of the storage, whichever of them the tensor shows."""
    storage = tensor.storage()
    flat = torch.empty(0, dtype=tensor.dtype).set_(storage, 0, (len(storage),))
    return (flat.view(torch.int16) if tensor.dtype == torch.bfloat16 else flat).numpy().tobytes()


def payloads(tensors, prefix):
    config, files, known = {}, [], {}
    for name, tensor in tensors.items():
        key = (tensor.storage().data_ptr(), tensor.dtype)
        if key not in known:
            known[key] = f"{prefix}{len(files)}"
            files.append((known[key], raw(tensor)))
        config[name] = {"path_name": known[key], "is_param": isinstance(tensor, torch.nn.Parameter), "use_pickle": False, "tensor_meta": meta(tensor, free=False)}
    return {"config": config}, files


def save(name, program, weights, constants):
    FOLDER.mkdir(exist_ok=True)
    entries = []
    weight_config, files = payloads(weights, "weight_")
    entries += [(f"data/weights/{file}", data) for file, data in files]
    entries.append(("data/weights/model_weights_config.json", json.dumps(weight_config).encode()))
    constant_config, files = payloads(constants, "tensor_")
    entries += [(f"data/constants/{file}", data) for file, data in files]
    entries.append(("data/constants/model_constants_config.json", json.dumps(constant_config).encode()))
    entries += [
        ("models/model.json", json.dumps(program).encode()), ("archive_format", b"pt2"), ("archive_version", b"0"), (".data/version", b"6\n"), ("byteorder", b"little"),
    ]
    with zipfile.ZipFile(FOLDER / f"{name}.pt2", "w", zipfile.ZIP_STORED) as archive:
        for entry, data in entries:
            archive.writestr(zipfile.ZipInfo(f"{name}/{entry}", (1980, 1, 1, 0, 0, 0)), data)


def save_array(name, value):
    if isinstance(value, (bool, int)):
        value = torch.tensor(value)
    value = value.float() if value.dtype == torch.bfloat16 else value
    np.save(FOLDER / f"{name}.npy", value.contiguous().numpy(), allow_pickle=False)

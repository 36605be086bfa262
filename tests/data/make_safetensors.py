#!/usr/bin/python3
"""Makes the files in tests/data/safetensors, straight from the public description of the format, with no library for it.

A file is a little-endian 64-bit header length, a JSON header {name: {dtype, shape, data_offsets}} which may also hold
__metadata__ (strings to strings), and the tensors' bytes one after another. Offsets count from the end of the header.

    /usr/bin/python3 tests/data/make_safetensors.py
"""

import hashlib
import json
import shutil
import struct
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent / "safetensors"

NUMPY = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "u1", "BOOL": "?",
}


def encode(dtype, values):
    """The bytes of a tensor, and its shape. BF16 is the upper half of a float32; the values given are exact in it."""
    if dtype == "BF16":
        array = np.asarray(values, "<f4")
        halves = array.reshape(-1).view("<u4") >> 16
        return halves.astype("<u2").tobytes(), list(array.shape)
    array = np.asarray(values, NUMPY[dtype])
    return array.tobytes(), list(array.shape)


def frame(header, data=b"", pad=True):
    """Puts the length before a header and the data after it. Spaces after the header align the data to 8 bytes."""
    if not isinstance(header, (str, bytes)):
        header = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    if isinstance(header, str):
        header = header.encode()
    if pad:
        header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + data


def layout(tensors, metadata=None):
    """The header and the data of [(name, dtype, values)] laid out in the order given."""
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, dtype, values in tensors:
        content, shape = encode(dtype, values)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    return header, data


def describe(tensors, metadata=None):
    described = []
    for name, dtype, values in tensors:
        content, shape = encode(dtype, values)
        described.append({
            "name": name, "dtype": dtype, "shape": shape,
            "data": content.hex(), "sha256": hashlib.sha256(content).hexdigest(),
        })
    return {"metadata": metadata, "tensors": described}


def extremes(dtype):
    """Two rows of three values, with the ends of the type's range among them."""
    if dtype == "BOOL":
        return [[True, False, True], [False, False, True]]
    if dtype == "BF16":
        return [[0.0, -1.5, 3.140625], [2.0**100, -(2.0**-100), 1.0]]
    if dtype.startswith("F"):
        limits = np.finfo(NUMPY[dtype])
        return [[0.0, -1.5, 0.1], [limits.max, limits.min, limits.tiny]]
    limits = np.iinfo(NUMPY[dtype])
    return [[0, 1, 2], [limits.min, limits.max, 100]]


def make_good():
    dtypes = ["F64", "F32", "F16", "BF16", "I64", "I32", "I16", "I8", "U64", "U32", "U16", "U8", "BOOL"]
    special = [float("nan"), float("inf"), float("-inf"), -0.0, 0.0]
    one = [("x", "F32", [1.0, 2.0])]
    expected = {}

    def save(name, tensors, metadata=None, content=None):
        expected[f"{name}.safetensors"] = describe(tensors, metadata)
        (FOLDER / f"{name}.safetensors").write_bytes(content or frame(*layout(tensors, metadata)))

    save("all_dtypes", [(f"tensor.{dtype.lower()}", dtype, extremes(dtype)) for dtype in dtypes])
    save("scalars", [(dtype, dtype, True if dtype == "BOOL" else 7) for dtype in dtypes])
    save("empty_tensors", [
        ("before", "I32", [1, 2]), ("none", "F32", np.zeros((0,))), ("middle", "F64", np.zeros((2, 0, 3))),
        ("after", "I32", [3]), ("last", "BOOL", np.zeros((4, 0), bool))])
    save("special_floats", [
        ("f64", "F64", special + [5e-324]), ("f32", "F32", special + [1e-45]), ("f16", "F16", special + [6e-8]),
        ("bf16", "BF16", special + [2.0**-133])])
    save("high_rank", [("x", "U8", np.arange(64).reshape(1, 2, 1, 2, 4, 1, 2, 2))])
    save("many_tensors", [(f"layer.{i}.weight", "F32", [[i, i + 0.5]]) for i in range(100)])
    save("metadata", one, {"format": "pt", "author": "Zoë 山田 🚀", "empty": "", "": "empty key", "quote": "a \"b\"\n\tc\\d"})
    save("metadata_only", [], {"note": "no tensors"})
    save("no_tensors", [])
    save("unicode_names", [
        ("größe", "I8", [1]), ("重み", "I8", [2]), ("🚀", "I8", [3]), ("with space", "I8", [4]),
        ("quote\"back\\slash/tab\tnewline\n", "I8", [5]), ("a.b.c/d:e{f}", "I8", [6])])
    save("empty_name", [("", "I8", [1])])

    # Legal, though this writer would not choose it.
    tensors = [("größe", "I16", [1, 2]), ("🚀", "I16", [3])]
    header, data = layout(tensors)
    save("escaped_names", tensors, content=frame(json.dumps(header), data))

    # The data is not aligned: the header is not padded to 8 bytes, and a byte comes before the doubles.
    tensors = [("byte", "U8", [255]), ("doubles", "F64", [1.5, -2.5])]
    header, data = layout(tensors)
    save("unaligned", tensors, content=frame(json.dumps(header, separators=(",", ":")) + " " * 3, data, pad=False))

    # The header names the tensors in another order than their bytes have.
    tensors = [("c", "I32", [1]), ("a", "I32", [2, 3]), ("b", "I32", [4, 5, 6])]
    header, data = layout(tensors)
    save("unordered_header", tensors, content=frame({name: header[name] for name in sorted(header)}, data))

    # White space inside and after the header, and the members of an entry in another order.
    tensors = [("x", "F32", [1.0, 2.0])]
    loose = '{\n  "x": {\n    "data_offsets": [0, 8],\n    "shape": [ 2 ],\n    "dtype": "F32"\n  }\n}' + " " * 200
    save("loose_header", tensors, content=frame(loose, layout(tensors)[1]))
    return expected


def make_bad():
    """One fault in each file; all else in it is right."""
    folder = FOLDER / "bad"
    folder.mkdir()
    faults = {}

    def save(name, fault, content):
        faults[f"{name}.safetensors"] = fault
        (folder / f"{name}.safetensors").write_bytes(content)

    def entry(dtype="F32", shape=(2,), offsets=(0, 8), **more):
        return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets), **more}

    def tensor(data=bytes(8), **changes):
        return frame({"x": entry(**changes)}, data)

    def without(member):
        kept = entry()
        del kept[member]
        return frame({"x": kept}, bytes(8))

    good = tensor()
    save("no_bytes", "The file is empty.", b"")
    save("no_header_length", "The file ends inside the header's length.", good[:5])
    save("no_header", "The header's length is 0.", struct.pack("<Q", 0))
    save("header_beyond_file", "The header is said to be longer than the file.", struct.pack("<Q", 4096) + good[8:])
    save("header_100_mb", "The header is said to be over 100,000,000 bytes long.", struct.pack("<Q", 100_000_001) + good[8:])
    save("header_2_to_64", "The header's length does not fit when 8 is added to it.", struct.pack("<Q", 2**64 - 1) + good[8:])
    save("header_not_json", "The header is not JSON.", frame("{this is not JSON}"))
    save("header_cut_off", "The header's JSON ends too early.", frame('{"x":{"dtype":"F32","shape":[2],', bytes(8)))
    save("header_not_object", "The header is a JSON array.", frame("[1,2,3]"))
    save("header_starts_with_space", "The header does not start with {.", frame(' {"x":' + json.dumps(entry()) + "}", bytes(8)))
    save("header_followed_by_text", "Something other than space follows the JSON in the header.", frame("{} {}"))
    save("header_nul_padding", "The header is padded with zero bytes instead of spaces.", frame(b"{}\0\0\0\0\0\0"))
    save("header_comment", "The header holds a comment.", frame("{/* none */}"))
    save("header_trailing_comma", "The header has a comma too many.", frame('{"x":' + json.dumps(entry()) + ",}", bytes(8)))
    save("header_invalid_utf8", "The header is not UTF-8.", frame(b'{"\xff\xfe":' + json.dumps(entry()).encode() + b"}", bytes(8)))
    save("header_deep_nesting", "The header's JSON is nested 10,000 deep.", frame('{"x":' + "[" * 10_000))
    save("duplicate_name", "Two tensors have the same name.", frame(
        f'{{"x":{json.dumps(entry())},"x":{json.dumps(entry(offsets=(8, 16)))}}}', bytes(16)))
    save("duplicate_metadata_key", "Two metadata keys are the same.", frame('{"__metadata__":{"a":"1","a":"2"}}'))
    save("duplicate_member", "A tensor has two shapes.", frame(
        '{"x":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', bytes(8)))
    save("name_half_surrogate", "A tensor's name holds half of a surrogate pair.", frame(
        '{"\\ud83d":' + json.dumps(entry()) + "}", bytes(8)))
    save("member_half_surrogate", "The name of a further member holds half of a surrogate pair.", frame(
        '{"x":{"dtype":"F32","shape":[2],"\\ud83d":0,"data_offsets":[0,8]}}', bytes(8)))
    save("metadata_not_strings", "A metadata value is a number.", frame({"__metadata__": {"a": 1}}))
    save("metadata_not_object", "The metadata is a string.", frame({"__metadata__": "a"}))
    save("entry_not_object", "A tensor's entry is a number.", frame({"x": 1}))
    save("no_dtype", "A tensor has no dtype.", without("dtype"))
    save("no_shape", "A tensor has no shape.", without("shape"))
    save("no_offsets", "A tensor has no data_offsets.", without("data_offsets"))
    save("unknown_dtype", "The dtype is unknown.", tensor(dtype="F31"))
    save("dtype_lower_case", "The dtype is written f32.", tensor(dtype="f32"))
    save("dtype_not_string", "The dtype is a number.", tensor(dtype=32))
    save("negative_dimension", "A dimension is negative.", tensor(shape=(-2,)))
    save("two_negative_dimensions", "Two dimensions are negative, and their product is right.", tensor(shape=(-2, -1)))
    save("fractional_dimension", "A dimension is 2.5.", tensor(shape=(2.5,)))
    save("boolean_dimension", "A dimension is true.", tensor(data=bytes(4), shape=(True,), offsets=(0, 4)))
    save("shape_not_array", "The shape is a number.", frame({"x": {**entry(), "shape": 2}}, bytes(8)))
    save("shape_overflow", "The product of the dimensions is 2^64, which is 0 in 64 bits.", tensor(
        data=b"", shape=(2**32, 2**32), offsets=(0, 0)))
    save("byte_size_overflow", "The size in bytes is 2^64 + 8, which is 8 in 64 bits.", tensor(shape=(2**62 + 2,)))
    save("dimension_overflow", "A dimension does not fit into 64 bits.", tensor(shape=(2**64 + 2,)))
    save("size_mismatch", "The shape needs more bytes than the offsets hold.", tensor(shape=(3,)))
    save("size_mismatch_scalar", "A scalar has the bytes of two elements.", tensor(shape=()))
    save("one_offset", "There is one offset.", tensor(offsets=(8,)))
    save("three_offsets", "There are three offsets.", tensor(offsets=(0, 8, 8)))
    save("negative_offset", "An offset is negative.", tensor(offsets=(-8, 0)))
    save("offsets_reversed", "The end comes before the start.", tensor(offsets=(8, 0)))
    save("offsets_out_of_range", "The data is said to go on beyond the end of the file.", tensor(shape=(4,), offsets=(0, 16)))
    save("offsets_far_out_of_range", "The data is said to start far beyond the end of the file.", tensor(
        offsets=(2**62, 2**62 + 8)))
    save("offsets_overlapping", "Two tensors share bytes.", frame(
        {"a": entry(), "b": entry(offsets=(4, 12))}, bytes(12)))
    save("offsets_same", "Two tensors have the same bytes.", frame({"a": entry(), "b": entry()}, bytes(8)))
    save("hole_at_start", "Bytes before the first tensor belong to none.", tensor(data=bytes(12), offsets=(4, 12)))
    save("hole_between", "Bytes between two tensors belong to none.", frame(
        {"a": entry(), "b": entry(offsets=(12, 20))}, bytes(20)))
    save("trailing_bytes", "Bytes after the last tensor belong to none.", tensor(data=bytes(9)))
    save("trailing_bytes_no_tensors", "There are bytes, but no tensors.", frame({}, bytes(8)))
    return faults


def write_json(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main():
    # Made from nothing, so that a file dropped from this script does not stay behind.
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    write_json(FOLDER / "expected.json", make_good())
    write_json(FOLDER / "bad" / "faults.json", make_bad())


if __name__ == "__main__":
    main()

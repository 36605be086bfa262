#!/usr/bin/python3
"""Makes the files in tests/data/npy with numpy itself, and with faults by hand in tests/data/npy/bad.

    /usr/bin/python3 tests/data/make_npy.py
"""

import json
import shutil
import struct
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent / "npy"
NUMERIC = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?"]


def write(path, array, version=(1, 0)):
    with open(path, "wb") as file:
        np.lib.format.write_array(file, array, version=version, allow_pickle=array.dtype.hasobject)


def sample(kind):
    """Two rows of three values, with the ends of the type's range among them."""
    dtype = np.dtype(kind)
    if dtype.kind == "b":
        return np.array([[True, False, True], [False, False, True]])
    if dtype.kind == "f":
        limits = np.finfo(dtype)
        return np.array([[-0.0, -1.5, 0.1], [limits.max, np.inf, np.nan]], dtype)
    limits = np.iinfo(dtype)
    return np.array([[0, 1, 2], [limits.min, limits.max, 100]], dtype)


def describe(array):
    """The array as a reader should see it: row-major, little-endian, strings without numpy's padding."""
    shape = list(array.shape)
    if array.dtype.kind == "U":
        return {"dtype": "str", "shape": shape, "strings": [str(text) for text in array.reshape(-1)]}
    little = array.astype(array.dtype.newbyteorder("<"))
    return {"dtype": array.dtype.name, "shape": shape, "data": little.tobytes(order="C").hex()}


def make_good():
    expected = {}

    def save(name, array, version=(1, 0)):
        write(FOLDER / f"{name}.npy", array, version)
        expected[f"{name}.npy"] = describe(array)

    for kind in NUMERIC:
        array = sample(kind)
        name = array.dtype.name
        save(name, array)
        save(f"{name}_fortran", np.asfortranarray(array))
        save(f"{name}_scalar", array[1, 2])
        if array.itemsize > 1:
            save(f"{name}_big_endian", array.astype(array.dtype.newbyteorder(">")))

    cube = np.arange(24, dtype="<i4").reshape(2, 3, 4)
    save("cube", cube)
    save("cube_fortran", np.asfortranarray(cube))
    save("cube_fortran_big_endian", np.asfortranarray(cube.astype(">i4")))
    save("high_rank", np.arange(64, dtype="u1").reshape(1, 2, 1, 2, 4, 1, 2, 2))
    save("version_2", cube, (2, 0))
    save("version_3", cube, (3, 0))
    save("empty", np.zeros((0,), "<f4"))
    save("empty_2_0_3", np.zeros((2, 0, 3), "<f8"))
    save("empty_fortran", np.zeros((3, 0), "<i4", order="F"))

    words = np.array([["red", "größe", ""], ["山", "🚀 and more", " x "]])
    save("strings", words)
    save("strings_fortran", np.asfortranarray(words))
    save("strings_big_endian", words.astype(words.dtype.newbyteorder(">")))
    save("strings_scalar", np.array("alone"))
    save("strings_empty", np.zeros((0,), "<U3"))
    save("strings_all_empty", np.array(["", ""]))
    return expected


def frame(header, data=bytes(8), version=(1, 0), length=None):
    """An .npy file with any text for a header. The real header's length is replaced by the one given, if any."""
    raw = header.encode("utf-8") if isinstance(header, str) else header
    if length is None:
        raw += b" " * (-(len(raw) + 1 + (10 if version[0] == 1 else 12)) % 64) + b"\n"
    size = struct.pack("<H" if version[0] == 1 else "<I", len(raw) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + raw + data


def make_bad():
    """Files to be refused, each with one fault: broken ones, and ones of a kind that no tensor can be."""
    folder = FOLDER / "bad"
    folder.mkdir()
    faults = {}

    def save(name, fault, content):
        faults[f"{name}.npy"] = fault
        if isinstance(content, bytes):
            (folder / f"{name}.npy").write_bytes(content)
        else:
            write(folder / f"{name}.npy", content)

    def header(descr="'<f4'", order="False", shape="(2,)"):
        return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}"

    save("object", "The elements are pickled Python objects, and reading them could run code.", np.array([1, "two"], object))
    save("structured", "The elements are records.", np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f8")]))
    save("sub_array", "The elements are arrays themselves.", frame(header(descr="('<f4', (2,))", shape="(1,)")))
    save("complex64", "The elements are complex numbers.", np.array([1 + 2j], "c8"))
    save("complex128", "The elements are complex numbers.", np.array([1 + 2j], "c16"))
    save("bytes", "The elements are byte strings, whose encoding is not known.", np.array([b"ab", b"c"]))
    save("datetime", "The elements are dates.", np.array(["2020-01-01"], "datetime64[D]"))
    save("void", "The elements are raw bytes.", np.array([b"ab"], "V2"))

    good = frame(header())
    save("no_bytes", "The file is empty.", b"")
    save("magic_only", "The file ends after the magic bytes.", good[:6])
    save("magic_wrong", "The magic bytes are wrong.", b"\x93NUMPZ" + good[6:])
    save("version_4", "Version 4.0 does not exist.", good[:6] + b"\x04\x00" + good[8:])
    save("version_0", "Version 0.0 does not exist.", good[:6] + b"\x00\x00" + good[8:])
    save("header_length_cut_off", "The file ends inside the header's length.", good[:9])
    save("header_cut_off", "The file ends inside the header.", good[:40])
    save("header_beyond_file", "The header is said to be longer than the file.", frame(header(), length=60_000))
    save("header_4_gb", "The header is said to have 4 GB.", frame(header(), version=(2, 0), length=2**32 - 1))
    save("header_not_a_dict", "The header is a list.", frame("[1, 2, 3]"))
    save("header_not_closed", "The header's dictionary is not closed.", frame(header()[:-1]))
    save("header_is_code", "The header is an expression that is to be evaluated.", frame(header(descr="'<f' + '4'")))
    save("header_deep_nesting", "The header's shape is nested 5,000 deep.", frame(header(shape="(" * 5000 + "2" + ")" * 5000)))
    save("no_descr", "The header has no descr.", frame("{'fortran_order': False, 'shape': (2,), }"))
    save("no_fortran_order", "The header has no fortran_order.", frame("{'descr': '<f4', 'shape': (2,), }"))
    save("no_shape", "The header has no shape.", frame("{'descr': '<f4', 'fortran_order': False, }"))
    save("extra_key", "The header has a key that the format does not know.", frame(header()[:-1] + "'extra': 1, }"))
    save("descr_unknown", "The descr is not a type.", frame(header(descr="'<q9'")))
    save("descr_odd_size", "The descr is a float of 3 bytes.", frame(header(descr="'<f3'")))
    save("descr_number", "The descr is a number.", frame(header(descr="4")))
    save("fortran_order_number", "The fortran_order is a number.", frame(header(order="1")))
    save("shape_number", "The shape is a number, not a tuple.", frame(header(shape="2")))
    save("shape_negative", "A dimension is negative.", frame(header(shape="(-2,)")))
    save("shape_two_negative", "Two dimensions are negative, and their product is right.", frame(header(shape="(-2, -1)")))
    save("shape_fractional", "A dimension is 2.0.", frame(header(shape="(2.0,)")))
    save("shape_overflow", "The product of the dimensions is 2^64, which is 0 in 64 bits.", frame(
        header(shape="(4294967296, 4294967296)"), b""))
    save("byte_size_overflow", "The size in bytes is 2^64 + 8, which is 8 in 64 bits.", frame(
        header(shape="(4611686018427387906,)")))
    save("shape_huge", "The shape needs 4 TB, and the file has 8 bytes.", frame(header(shape="(1099511627776,)")))
    save("data_cut_off", "The data is one byte short.", good[:-1])
    save("no_data", "There is no data.", good[:-8])
    save("string_surrogate", "A string has a code point that is half of a pair.", frame(
        header(descr="'<U2'", shape="(1,)"), struct.pack("<II", 0xD800, 0x41)))
    save("string_code_point_too_high", "A string has a code point above 10FFFF.", frame(
        header(descr="'<U2'", shape="(1,)"), struct.pack("<II", 0x110000, 0x41)))
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

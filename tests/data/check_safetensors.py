#!/usr/bin/env python3
"""Checks one safetensors file strictly, and prints what is in it: a second opinion on the files this project writes.

    python3 tests/data/check_safetensors.py FILE

Prints a line for each tensor, in the order of the data, its fields between tabs: the name as a JSON string, the dtype,
the shape, and the SHA-256 of the bytes. If there is metadata, a first line holds __metadata__, a tab, and the metadata as
JSON with sorted keys. A file with a fault gives a sentence on stderr and exit code 1. Needs nothing but Python itself.
"""

import hashlib
import json
import sys

MAX_HEADER = 100_000_000
MAX_SIZE = 2**64 - 1
SIZES = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1,
    "U64": 8, "U32": 4, "U16": 2, "U8": 1, "BOOL": 1,
}


class Fault(Exception):
    """What is wrong with the file, as a sentence."""


def require(condition, sentence):
    if not condition:
        raise Fault(sentence)


def is_size(value):
    # A bool is an int to Python, but not to JSON.
    return type(value) is int and 0 <= value <= MAX_SIZE


def no_duplicates(pairs):
    result = {}
    for key, value in pairs:
        require(key not in result, f"The header has the key {key!r} twice.")
        result[key] = value
    return result


def no_constant(text):
    raise Fault(f"The header holds {text}, which is not JSON.")


def parse_header(content):
    require(len(content) >= 8, f"The file has {len(content)} bytes; the header's length alone takes 8.")
    length = int.from_bytes(content[:8], "little")
    require(length <= MAX_HEADER, f"The header is said to have {length} bytes; {MAX_HEADER} are allowed.")
    require(8 + length <= len(content), f"The header is said to have {length} bytes; the file has {len(content)} in all.")
    raw = content[8:8 + length]
    require(raw.startswith(b"{"), "The header does not start with {.")
    try:
        header = json.loads(raw.decode("utf-8"), object_pairs_hook=no_duplicates, parse_constant=no_constant)
    except UnicodeDecodeError as error:
        raise Fault(f"The header is not UTF-8: {error}.") from error
    except ValueError as error:
        raise Fault(f"The header is not JSON: {error}.") from error
    except RecursionError as error:
        raise Fault("The header's JSON is nested too deeply.") from error
    return header, content[8 + length:]


def check_metadata(metadata):
    require(isinstance(metadata, dict), "The metadata is not an object.")
    for key, value in metadata.items():
        require(isinstance(value, str), f"The metadata's {key!r} is not a string.")


def check_entry(name, entry):
    """Returns (start, end, name, dtype, shape) of one tensor that is right in itself."""
    require(isinstance(entry, dict), f"The entry of {name!r} is not an object.")
    for member in ("dtype", "shape", "data_offsets"):
        require(member in entry, f"{name!r} has no {member}.")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]

    require(isinstance(dtype, str) and dtype in SIZES, f"{name!r} has the unknown dtype {dtype!r}.")
    require(isinstance(shape, list) and all(map(is_size, shape)), f"{name!r} has the shape {shape!r}, which is not a list of sizes.")
    require(
        isinstance(offsets, list) and len(offsets) == 2 and all(map(is_size, offsets)),
        f"{name!r} has the data_offsets {offsets!r}, which are not two sizes.")

    size = SIZES[dtype]
    for dimension in shape:
        size *= dimension
        require(size <= MAX_SIZE, f"{name!r} has the shape {shape}, whose size does not fit into 64 bits.")
    start, end = offsets
    require(start <= end, f"{name!r} ends at {end}, before its start at {start}.")
    require(end - start == size, f"{name!r} has {end - start} bytes; {dtype} {shape} takes {size}.")
    return start, end, name, dtype, shape


def check_file(path):
    with open(path, "rb") as file:
        header, data = parse_header(file.read())

    metadata = header.pop("__metadata__", None)
    if metadata is not None:
        check_metadata(metadata)
    tensors = sorted(check_entry(name, entry) for name, entry in header.items())

    position = 0
    for start, end, name, _, _ in tensors:
        require(start == position, f"{name!r} starts at {start}; the bytes before it end at {position}.")
        position = end
    require(position == len(data), f"The tensors end at {position}; the file has {len(data)} bytes of data.")

    lines = []
    if metadata is not None:
        lines.append("__metadata__\t" + json.dumps(metadata, ensure_ascii=False, sort_keys=True))
    for start, end, name, dtype, shape in tensors:
        digest = hashlib.sha256(data[start:end]).hexdigest()
        lines.append("\t".join([json.dumps(name, ensure_ascii=False), dtype, json.dumps(shape, separators=(",", ":")), digest]))
    return lines


def main():
    if len(sys.argv) != 2:
        print("Usage: check_safetensors.py FILE", file=sys.stderr)
        return 2
    try:
        lines = check_file(sys.argv[1])
    except (Fault, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    # Bytes, because the console's encoding may lack a character of a name.
    sys.stdout.buffer.write("".join(line + "\n" for line in lines).encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes flatbuffers from front to back: a table, then what it refers to."""

import struct


class Writer:
    def __init__(self, identifier):
        self.bytes = bytearray(4) + identifier

    def finish(self, root):
        """Writes the root table, and returns the file."""
        struct.pack_into("<I", self.bytes, 0, root(self))
        return bytes(self.bytes)

    def align(self, size, ahead=0):
        while (len(self.bytes) + ahead) % size:
            self.bytes.append(0)

    def refer(self, place, child):
        """Writes a child, and the way to it from a place that was left for it."""
        position = child(self)
        struct.pack_into("<I", self.bytes, place, position - place)


def scalar(form, value):
    """A number within a table, by its format in struct."""
    return form, value


def table(*fields):
    """A table of fields in the order of the schema: scalar(...), something that is referred to, or None for what is left out."""

    def write(writer):
        offsets, inline = [], 4
        for field in fields:
            size = 0 if field is None else struct.calcsize(field[0]) if isinstance(field, tuple) else 4
            if size:
                inline += -inline % size
            offsets.append(inline if size else 0)
            inline += size
        writer.align(8, ahead=4 + 2 * len(fields))
        vtable = len(writer.bytes)
        writer.bytes += struct.pack(f"<HH{len(fields)}H", 4 + 2 * len(fields), inline, *offsets)
        start = len(writer.bytes)
        writer.bytes += struct.pack("<i", start - vtable) + bytes(inline - 4)
        for offset, field in zip(offsets, fields):
            if isinstance(field, tuple):
                struct.pack_into("<" + field[0], writer.bytes, start + offset, field[1])
        for offset, field in zip(offsets, fields):
            if field is not None and not isinstance(field, tuple):
                writer.refer(start + offset, field)
        return start

    return write


def vector(form, values, alignment=0):
    """A vector of numbers."""

    def write(writer):
        writer.align(4)
        writer.align(max(alignment, struct.calcsize(form), 4), ahead=4)
        start = len(writer.bytes)
        writer.bytes += struct.pack(f"<I{len(values)}{form}", len(values), *values)
        return start

    return write


def blob(data):
    """A vector of bytes, placed as the runtime wants weights."""
    return vector("B", data, alignment=16)


def text(value):
    def write(writer):
        writer.align(4)
        start = len(writer.bytes)
        encoded = value.encode()
        writer.bytes += struct.pack("<I", len(encoded)) + encoded + b"\0"
        return start

    return write


def tables(children):
    """A vector of tables."""

    def write(writer):
        writer.align(4)
        start = len(writer.bytes)
        writer.bytes += struct.pack("<I", len(children)) + bytes(4 * len(children))
        for place, child in enumerate(children):
            writer.refer(start + 4 + 4 * place, child)
        return start

    return write

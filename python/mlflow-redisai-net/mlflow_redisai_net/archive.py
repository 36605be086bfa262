"""A folder as a tar archive that is made while it is sent: no copy on the disk, a block at a time in memory."""

import os
import tarfile

from .errors import error, invalid

_BLOCK = 256 * 1024
_END = bytes(2 * tarfile.BLOCKSIZE)


class FolderArchive:
    """
    Iterating gives the archive's bytes, and `size` is their number. It holds plain files with their contents and
    their names below the folder, nothing of the machine: equal folders give equal archives.
    """

    def __init__(self, folder):
        self._members = [(path, _header(path, name)) for path, name in _files(folder)]
        self.size = sum(len(header.tobuf()) + _padded(header.size) for _, header in self._members) + len(_END)

    def __iter__(self):
        for path, header in self._members:
            yield header.tobuf()
            yield from _contents(path, header.size)
            yield bytes(_padded(header.size) - header.size)
        yield _END


def _files(folder):
    """The files below a folder with their names in the archive: MLmodel first, so that it can be judged before the weights come."""
    found = []
    for parent, folders, files in os.walk(folder, onerror=_refuse):
        for name in folders + files:
            path = os.path.join(parent, name)
            if os.path.islink(path) and os.path.isdir(path) or not os.path.isfile(path) and not os.path.isdir(path):
                raise invalid(f"{path} is a link to a folder, or no file; a model's folder is uploaded with its files only. Copy it there.")
        found += ((os.path.join(parent, name), _name(folder, parent, name)) for name in files)
    return sorted(found, key=lambda pair: (pair[1] != "MLmodel", pair[1]))


def _name(folder, parent, name):
    return os.path.relpath(os.path.join(parent, name), folder).replace(os.sep, "/")


def _header(path, name):
    header = tarfile.TarInfo(name)
    header.size = os.stat(path).st_size
    return header


def _padded(size):
    return -(-size // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE


def _contents(path, size):
    try:
        with open(path, "rb") as file:
            while size > 0:
                block = file.read(min(_BLOCK, size))
                if not block:
                    raise error("INTERNAL_ERROR", f"{path} became shorter while it was uploaded.")
                size -= len(block)
                yield block
    except OSError as exception:
        _refuse(exception)


def _refuse(exception):
    raise error("INTERNAL_ERROR", f"{exception.filename} could not be read: {exception.strerror}") from exception

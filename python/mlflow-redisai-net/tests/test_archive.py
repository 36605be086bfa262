"""Folders as archives: what is in them, and that they are made without a copy."""

import io
import os
import tarfile
import tempfile
import unittest
from pathlib import Path

import support
from dotnet_side import unpack
from mlflow_redisai_net.archive import FolderArchive


class Archives(support.PluginTest):
    def files(self, **contents):
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        for name, content in {"MLmodel": b"flavors: {}", **contents}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def test_all_files_come_out_as_they_went_in(self):
        long = "a-folder-with-a-long-name/" * 5 + "weights.bin"
        contents = {"data/model.pt": os.urandom(700_001), "empty": b"", "block": bytes(512), "Gewichte-é-重み": b"x", long: b"y"}
        folder = self.files(**contents)

        archive = FolderArchive(folder)
        sent = b"".join(archive)

        self.assertEqual({"MLmodel": b"flavors: {}", **contents}, unpack(sent))
        self.assertEqual(len(sent), archive.size)

    def test_mlmodel_comes_first_and_the_rest_in_order(self):
        folder = self.files(**{"0.data": b"0", "a/z": b"1", "A": b"2"})

        self.assertEqual(["MLmodel", "0.data", "A", "a/z"], list(unpack(b"".join(FolderArchive(folder)))))

    def test_equal_folders_give_equal_archives_that_tell_nothing_of_the_machine(self):
        first, second = self.files(model=b"m"), self.files(model=b"m")
        os.utime(second / "model", (1, 1))
        os.chmod(second / "model", 0o600)

        self.assertEqual(list(FolderArchive(first)), list(FolderArchive(second)))
        members = tarfile.open(fileobj=io.BytesIO(b"".join(FolderArchive(first)))).getmembers()
        self.assertEqual({(0, 0, "", "", 0)}, {(m.uid, m.gid, m.uname, m.gname, m.mtime) for m in members})

    def test_a_large_file_is_read_in_blocks(self):
        folder = self.files(model=bytes(3_000_000))

        self.assertLessEqual(max(len(piece) for piece in FolderArchive(folder)), 256 * 1024)

    def test_a_file_of_more_than_8_gib_is_announced_with_its_size(self):
        folder = self.files()
        with open(folder / "model", "wb") as file:
            file.truncate(9 * 2**30)

        archive = FolderArchive(folder)
        announced = b"".join(piece for piece, _ in zip(archive, range(4)))

        self.assertGreater(archive.size, 9 * 2**30)
        stream = tarfile.open(fileobj=io.BytesIO(announced), mode="r|")
        self.assertEqual([11, 9 * 2**30], [stream.next().size, stream.next().size])

    def test_links_to_files_are_followed_and_files_that_are_one_are_both_sent(self):
        folder = self.files(model=b"m")
        os.symlink(folder / "model", folder / "link")
        os.link(folder / "model", folder / "same")

        self.assertEqual(b"mmm", b"".join(unpack(b"".join(FolderArchive(folder)))[name] for name in ("model", "link", "same")))

    def test_what_is_no_file_is_refused_by_name_and_not_left_out(self):
        def link_to_a_folder(path):
            os.symlink(self.folder, path)

        def link_to_nothing(path):
            os.symlink(self.folder / "nothing", path)

        for make in (link_to_a_folder, link_to_nothing, os.mkfifo):
            folder = self.files()
            make(folder / "odd")
            with self.subTest(make.__name__), self.fails_with("INVALID_PARAMETER_VALUE", "odd"):
                FolderArchive(folder)

    def test_a_file_that_changes_meanwhile_is_an_error(self):
        folder = self.files(model=b"weights")
        archive = FolderArchive(folder)
        (folder / "model").write_bytes(b"we")

        with self.fails_with("INTERNAL_ERROR", "model", "shorter"):
            b"".join(archive)

        (folder / "model").unlink()
        with self.fails_with("INTERNAL_ERROR", "model", "read"):
            b"".join(archive)


if __name__ == "__main__":
    unittest.main()

"""run_local against a `redisai` that is a script of the test."""

import json
import os
import signal
import sys
import time
import unittest
from pathlib import Path
from threading import Thread

import support
from mlflow_redisai_net import run_local

RECORDING = """\
import json, os, sys
words = sys.argv[1:]
folder = words[words.index("-m") + 1]
json.dump({"words": words, "files": sorted(os.listdir(folder))}, open(os.environ["RECORD"], "w"))
sys.exit(int(os.environ.get("EXIT", "0")))
"""

WAITING = """\
import os, signal, sys, time
def end(*_):
    time.sleep(0.4)
    open(os.environ["RECORD"], "w").write("ended in order")
    sys.exit(130)
signal.signal(signal.SIGINT, end)
open(os.environ["RECORD"], "w").write("runs")
time.sleep(20)
"""


@unittest.skipIf(os.name == "nt", "the tool of the test is a script with a shebang")
class RunLocal(support.PluginTest):
    def tool(self, script):
        folder = self.folder / "tools"
        folder.mkdir()
        (folder / "redisai").write_text(f"#!{sys.executable}\n{script}")
        (folder / "redisai").chmod(0o755)
        os.environ["PATH"] = str(folder)
        os.environ["RECORD"] = str(self.folder / "record")

    def record(self):
        return Path(os.environ["RECORD"]).read_text()

    def test_the_tool_gets_the_folder_that_mlflow_fetched_and_what_was_asked_for(self):
        self.tool(RECORDING)

        self.assertIsNone(run_local("resnet", self.model(), "onnx", {"batchsize": 8, "tag": "a=b c"}))

        record = json.loads(self.record())
        folder = record["words"][7]
        self.assertEqual(
            ["deployments", "run-local", "-t", "local", "--name", "resnet", "-m", folder, "-f", "onnx", "-C", "batchsize=8", "-C", "tag=a=b c"],
            record["words"],
        )
        self.assertEqual(["MLmodel", "model.onnx"], record["files"])
        self.assertFalse(os.path.exists(folder))

    def test_flavor_and_settings_may_be_left_out(self):
        self.tool(RECORDING)

        run_local("resnet", self.model(), None, None)

        self.assertEqual(8, len(json.loads(self.record())["words"]))

    def test_without_the_tool_the_error_says_how_to_get_it(self):
        os.environ["PATH"] = str(self.folder)

        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "redisai", "dotnet tool install"):
            run_local("resnet", self.model())

        self.assertEqual([], self.downloads)

    def test_a_tool_that_fails_is_an_error(self):
        self.tool(RECORDING)
        os.environ["EXIT"] = "2"

        with self.fails_with("INTERNAL_ERROR", "exit code 2"):
            run_local("resnet", self.model())

    def test_a_tool_that_does_not_start_is_an_error(self):
        self.tool("")
        (self.folder / "tools" / "redisai").write_bytes(b"\x7fELF, and no more")

        with self.fails_with("INTERNAL_ERROR", "could not be started"):
            run_local("resnet", self.model())

    def test_ctrl_c_lets_the_tool_end_in_order_and_is_no_error(self):
        # What a shell has started in the background ignores it, and these tests may be such a thing.
        self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))
        self.tool(WAITING)
        record = self.folder / "record"

        def press():
            while not record.exists() or record.read_text() != "runs":
                time.sleep(0.01)
            for line in Path("/proc/self/task").iterdir() if Path("/proc/self/task").exists() else ():
                for child in (line / "children").read_text().split():
                    os.kill(int(child), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)

        Thread(target=press, daemon=True).start()
        self.assertIsNone(run_local("resnet", self.model()))

        self.assertEqual("ended in order", record.read_text())


if __name__ == "__main__":
    unittest.main()

"""Paths, and models as MLflow would hand them out. Import it before the plugin."""

import contextlib
import importlib.util
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

PACKAGE = Path(__file__).resolve().parent.parent

sys.path.insert(0, str(PACKAGE))
if importlib.util.find_spec("mlflow") is None:
    sys.path.insert(0, str(PACKAGE / "tests" / "stand_in"))

from dotnet_side import DotNetSide  # noqa: E402
from mlflow.exceptions import MlflowException  # noqa: E402


class PluginTest(unittest.TestCase):
    """A folder of its own, an application to deploy to, an environment without settings, and an MLflow that has models."""

    def setUp(self):
        self.folder = Path(self.enterContext_(tempfile.TemporaryDirectory()))
        self.application = self.enterContext_(DotNetSide())
        self.downloads = []
        clean = {key: value for key, value in os.environ.items() if not key.startswith("REDISAI_")}
        self.enterContext_(mock.patch.dict(os.environ, clean, clear=True))
        self.enterContext_(mock.patch("mlflow.artifacts.download_artifacts", self._download))
        self.models = {}

    def enterContext_(self, manager):
        """What unittest has as enterContext since Python 3.11."""
        value = manager.__enter__()
        self.addCleanup(manager.__exit__, None, None, None)
        return value

    def model(self, uri="models:/resnet@champion", files=None):
        """Makes a model's folder, which MLflow hands out under the URI."""
        source = Path(tempfile.mkdtemp(dir=self.folder))
        for name, contents in {"MLmodel": b"flavors: {onnx: {data: model.onnx}}\n", "model.onnx": b"weights", **(files or {})}.items():
            if contents is not None:
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                (source / name).write_bytes(contents)
        self.models[uri] = source
        return uri

    @contextlib.contextmanager
    def fails_with(self, code, *words):
        """Expects MLflow's exception with a code, and words in its message."""
        with self.assertRaises(MlflowException) as caught:
            yield caught
        self.assertEqual(code, caught.exception.error_code, caught.exception)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def _download(self, artifact_uri=None, dst_path=None):
        self.downloads.append((artifact_uri, dst_path))
        source = self.models[artifact_uri]
        if isinstance(source, Exception):
            raise source
        if dst_path is None:
            return str(source)
        return shutil.copytree(source, os.path.join(dst_path, "model"))

"""Models as MLflow hands them out: from a registry, a run or any artifact store that it knows."""

import os
import re
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import mlflow.artifacts
from mlflow.exceptions import MlflowException

from .errors import error, invalid


@contextmanager
def model_folder(model_uri):
    """
    The model's folder, while the `with` lasts. MLflow finds out what the URI means and downloads; what it downloads
    is removed afterwards, a folder of this machine is used where it lies.
    """
    if not model_uri or not isinstance(model_uri, (str, os.PathLike)):
        raise invalid(f"model_uri is {model_uri!r}; name a model, such as models:/resnet@champion or runs:/RUN_ID/model.")
    model_uri = os.fspath(model_uri)

    if _is_local(model_uri):
        yield _checked(model_uri, _fetch(model_uri))
        return
    with TemporaryDirectory(prefix="mlflow-redisai-net-", ignore_cleanup_errors=True) as parent:
        yield _checked(model_uri, _fetch(model_uri, dst_path=parent))


def _is_local(model_uri):
    # A single letter before the colon is a drive of Windows, not a scheme.
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", model_uri)
    return scheme is None or scheme[1].lower() == "file"


def _fetch(model_uri, **destination):
    try:
        return mlflow.artifacts.download_artifacts(artifact_uri=model_uri, **destination)
    except MlflowException:
        raise
    except FileNotFoundError as exception:
        raise error("RESOURCE_DOES_NOT_EXIST", f"There is no model at {model_uri}: {exception}") from exception
    except Exception as exception:
        # Each artifact store has exceptions of its own; callers of a deployment client expect MLflow's.
        raise error("INTERNAL_ERROR", f"MLflow could not fetch {model_uri}: {exception}") from exception


def _checked(model_uri, folder):
    folder = os.fspath(folder)
    if not os.path.isfile(os.path.join(folder, "MLmodel")):
        found = ", ".join(sorted(os.listdir(folder))[:8]) if os.path.isdir(folder) else "it is a file or nothing"
        raise invalid(
            f"{model_uri} is not the folder of a model: there is no file MLmodel in it ({found or 'it is empty'}). "
            "Name what log_model wrote, such as runs:/RUN_ID/model, models:/NAME/VERSION or models:/NAME@ALIAS."
        )
    return folder

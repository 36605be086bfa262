"""What SharedDeploymentTests has the plugin do: FOLDER OF THE PLUGIN, FOLDER OF A MODEL, TARGET OF ONE PROCESS, OF ANOTHER. Prints a line in JSON for each call."""

import importlib.util
import json
import os
import shutil
import sys
import time
from unittest import mock

package, model, one, other = sys.argv[1:]
sys.path.insert(0, package)
if importlib.util.find_spec("mlflow") is None:
    sys.path.insert(0, os.path.join(package, "tests", "stand_in"))

from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.protos.databricks_pb2 import ErrorCode  # noqa: E402
from mlflow_redisai_net import RedisAiDeploymentClient  # noqa: E402

NAME = "resnet"
URI = "models:/resnet@champion"
INPUTS = {"a": [[1, 2]], "b": [[3, 4]]}


def download(artifact_uri, dst_path=None, **_):
    return shutil.copytree(model, os.path.join(dst_path, "model"))


def say(*words):
    print(json.dumps(" ".join(word if isinstance(word, str) else json.dumps(word, ensure_ascii=False) for word in words)))


def outcome(call):
    try:
        return call()
    except MlflowException as exception:
        return exception.error_code if isinstance(exception.error_code, str) else ErrorCode.Name(exception.error_code)


def until(call, wanted):
    """The others learn of it by a message, or within a second."""
    for _ in range(2000):
        found = outcome(call)
        if found == wanted:
            break
        time.sleep(0.01)
    return found


clean = {key: value for key, value in os.environ.items() if not key.startswith("REDISAI_")}
with mock.patch.dict(os.environ, clean, clear=True), mock.patch("mlflow.artifacts.download_artifacts", download):
    first = RedisAiDeploymentClient(one)
    second = RedisAiDeploymentClient(other)
    created = first.create_deployment(NAME, URI, config={"tag": "v1"})
    say("create", created["name"], created["revision"])
    say("predict elsewhere", until(lambda: second.predict(NAME, INPUTS), {"predictions": {"c": [[4.0, 6.0]]}}))
    found = second.get_deployment(NAME)
    say("get elsewhere", found["name"], found["flavor"], found["model_uri"], found["config"], found["revision"])
    say("list elsewhere", [deployment["name"] for deployment in second.list_deployments()])
    say("create elsewhere", outcome(lambda: second.create_deployment(NAME, URI)))
    changed = second.update_deployment(NAME, URI, flavor="onnx", config={"tag": "v2"})
    say("update elsewhere", changed["config"], changed["revision"])
    say("get", until(lambda: first.get_deployment(NAME)["revision"], changed["revision"]), first.get_deployment(NAME)["config"])
    second.delete_deployment(NAME)
    say("delete elsewhere", outcome(lambda: second.get_deployment(NAME)))
    say("get", until(lambda: first.get_deployment(NAME), "RESOURCE_DOES_NOT_EXIST"))
    say("predict", outcome(lambda: first.predict(NAME, INPUTS)))

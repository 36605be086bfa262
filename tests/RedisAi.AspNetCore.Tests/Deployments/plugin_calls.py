"""What PluginTests has the plugin do: FOLDER OF THE PLUGIN, TARGET, FOLDER OF A MODEL. Prints a line in JSON for each call."""

import importlib.util
import json
import os
import shutil
import sys
from unittest import mock

package, target, model = sys.argv[1:]
sys.path.insert(0, package)
if importlib.util.find_spec("mlflow") is None:
    sys.path.insert(0, os.path.join(package, "tests", "stand_in"))

from mlflow.exceptions import MlflowException  # noqa: E402
from mlflow.protos.databricks_pb2 import ErrorCode  # noqa: E402
from mlflow_redisai_net import RedisAiDeploymentClient  # noqa: E402

NAME = "team a/ré&näme?#%"
URI = "models:/resnet@champion"


def download(artifact_uri, dst_path=None, **_):
    return shutil.copytree(model, os.path.join(dst_path, "model"))


def say(*words):
    print(json.dumps(" ".join(word if isinstance(word, str) else json.dumps(word, ensure_ascii=False) for word in words)))


def code_of(call, with_message=False):
    try:
        call()
    except MlflowException as exception:
        code = exception.error_code if isinstance(exception.error_code, str) else ErrorCode.Name(exception.error_code)
        return f"{code} {exception.message}" if with_message else code
    return "no error"


clean = {key: value for key, value in os.environ.items() if not key.startswith("REDISAI_")}
with mock.patch.dict(os.environ, clean, clear=True), mock.patch("mlflow.artifacts.download_artifacts", download):
    client = RedisAiDeploymentClient(target)
    created = client.create_deployment(NAME, URI, config={"batchsize": "8", "tag": "a=b"})
    say("create", created["name"], created["flavor"], created["model_uri"], created["model_version"], created["config"])
    say("create again", code_of(lambda: client.create_deployment(NAME, URI)))
    say("create with a wrong setting", code_of(lambda: client.create_deployment("other", URI, config={"replicas": 2}), with_message=True))
    say("get", client.get_deployment(NAME)["name"])
    say("list", str([deployment["name"] for deployment in client.list_deployments()]))
    say("predict", client.predict(NAME, {"a": [[1, float("nan")]], "b": [[3, 4]]}))
    say("explain", code_of(lambda: client.explain(NAME, {"a": [[1, 2]], "b": [[3, 4]]})))
    changed = client.update_deployment(NAME, config={"tag": "v2"})
    say("update settings", changed["flavor"], changed["config"], changed["revision"])
    changed = client.update_deployment(NAME, URI, flavor="onnx", config={"tag": "v3"})
    say("update model", changed["flavor"], changed["config"], changed["revision"])
    client.create_deployment(NAME + "/explain", URI)
    say("explain", client.explain(NAME, {"a": [[1, 2]], "b": [[3, 4]]}))
    client.delete_deployment(NAME)
    client.delete_deployment(NAME)
    client.delete_deployment(NAME + "/explain")
    say("delete", client.list_deployments())
    say("get", code_of(lambda: client.get_deployment(NAME)))
    say("predict", code_of(lambda: client.predict(NAME, [1])))
    say("update", code_of(lambda: client.update_deployment(NAME, URI)))

"""The text of `mlflow deployments help -t redisai`."""

from . import service, target


def target_help():
    """How to address an application, what can be configured, and what of the environment is read."""
    return f"""\
Deploys models to applications that run them in their own process with RedisAi for .NET and offer their deployments
over HTTP: app.MapDeployments() in the application, or `redisai serve --http-port {target.DEFAULT_PORT}`.

  mlflow deployments create -t redisai:/host:port -m models:/resnet@champion --name resnet -C batchsize=8

MLflow fetches the model from wherever it is, and its folder is uploaded. create and update return when the model can be
asked. update swaps it under load; without a model (-m) it changes the settings alone.

Target
  redisai:/host:port                   HTTP; without a port {target.DEFAULT_PORT}. redisai://host:port is the same.
  redisai:/user:password@host:port     Basic authentication; percent-encode / @ : # ? % in user and password.
  redisai:/host:port/prefix            Where the endpoint is mapped elsewhere than at {target.DEFAULT_PREFIX}.
  redisai:/https://host                HTTPS, by default on port 443; redisai:/host:port?tls=true says it, too.
  redisai                              The address in {target.URL_VARIABLE}, else {target.DEFAULT_ADDRESS}:{target.DEFAULT_PORT}.

The port is that of HTTP, not that of Redis' protocol.

Configuration (-C KEY=VALUE, or the dict `config`)
  device            Where the model runs: CPU, which is the default, or GPU:0, an NVIDIA GPU by its number.
  batchsize         How many rows a run takes at most; calls of many users share runs.
  minbatchsize      How many rows a run waits for; with minbatchtimeout.
  minbatchtimeout   How long it waits for them, in milliseconds.
  tag               A text of your own on the deployment.

Flavors (-f) are MLflow's: onnx, and pytorch when the file is TorchScript; other models by an ONNX export in their folder.
Without -f the application chooses.

predict takes a DataFrame, an array, a list, a dict of named arrays, or a whole request of MLflow's scoring protocol;
from the shell a JSON file that pandas reads as a table: [{{"a": 1, "b": 2}}] or [[1, 2], [3, 4]].
explain works for models that offer it. Endpoints (--endpoint) there are none.

run-local starts the tool `redisai` (dotnet tool install --global RedisAi.Cli) and waits until it ends; Ctrl+C ends it.

Environment
  {target.URL_VARIABLE}        The address for the target `redisai`: http://host:port, https://host/prefix.
  {target.USERNAME_VARIABLE}   With {target.PASSWORD_VARIABLE}: Basic authentication, where the target has no user.
  {target.TOKEN_VARIABLE}      Bearer authentication, where there is no user and no password.
  {service.TIMEOUT_VARIABLE}    How many seconds an answer may take; {service.DEFAULT_TIMEOUT:g}.
  SSL_CERT_FILE                  The authorities that HTTPS trusts, where the system's are not those.
"""

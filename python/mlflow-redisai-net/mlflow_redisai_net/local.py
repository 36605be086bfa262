"""`mlflow deployments run-local`: the model in a process of this machine, started by the command-line tool `redisai`."""

import shutil
import subprocess

from .configuration import configuration
from .errors import error
from .fetching import model_folder


def run_local(name, model_uri, flavor=None, config=None):
    """
    Fetches the model and runs it with the tool `redisai` until that ends or Ctrl+C is pressed. The other operations
    know nothing of it.

    :raises MlflowException: RESOURCE_DOES_NOT_EXIST when the tool is not there, INTERNAL_ERROR when it fails.
    """
    settings = configuration(config)
    tool = shutil.which("redisai")
    if tool is None:
        raise error(
            "RESOURCE_DOES_NOT_EXIST",
            "run-local starts the command redisai, and there is none on PATH. Install it with "
            "`dotnet tool install --global RedisAi.Cli`, or deploy to an application that runs already (mlflow deployments create).",
        )
    with model_folder(model_uri) as folder:
        command = [tool, "deployments", "run-local", "-t", "local", "--name", name, "-m", folder]
        if flavor is not None:
            command += ["-f", flavor]
        for key, value in settings.items():
            command += ["-C", f"{key}={value}"]
        _run(command)


def _run(command):
    """Waits for the tool. Ctrl+C reaches it, too, and it ends by itself; pressing that again ends it at once."""
    try:
        process = subprocess.Popen(command)
    except OSError as exception:
        raise error("INTERNAL_ERROR", f"{command[0]} could not be started: {exception}") from exception
    with process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            try:
                process.wait()
            except KeyboardInterrupt:
                process.kill()
            return
    if code != 0:
        raise error("INTERNAL_ERROR", f"`redisai deployments run-local` ended with exit code {code}; what it printed says why.")

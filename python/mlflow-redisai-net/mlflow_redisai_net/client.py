"""The client that `mlflow deployments` and `mlflow.deployments.get_deploy_client` work with."""

import json
from urllib.parse import quote, urlencode

from mlflow.deployments import BaseDeploymentClient, PredictionsResponse
from mlflow.exceptions import MlflowException

from .archive import FolderArchive
from .configuration import configuration
from .errors import error, invalid
from .fetching import model_folder
from .inputs import CONTENT_TYPE, scoring_body
from .service import DeploymentService
from .target import parse_target


class RedisAiDeploymentClient(BaseDeploymentClient):
    """
    Deploys models to an application that runs RedisAi for .NET and maps its deployments (`app.MapDeployments()`, or
    `redisai serve --http-port 8080`). `target_help()` tells how to address it. Every error is an MlflowException.

    A client keeps no connection, and several threads may use it.
    """

    def __init__(self, target_uri):
        super().__init__(target_uri)
        self._service = DeploymentService(parse_target(target_uri))

    def create_deployment(self, name, model_uri, flavor=None, config=None, endpoint=None):
        """
        Fetches the model, uploads it and returns when it can be asked.

        :return: What the application tells of the deployment, with `name` and `flavor` among it.
        :raises MlflowException: RESOURCE_ALREADY_EXISTS when there is a deployment of that name.
        """
        _refuse_endpoint(endpoint)
        path, settings = _path(name), configuration(config)
        if self._find(path) is not None:
            # The application says the same, but only after the model was fetched.
            raise error("RESOURCE_ALREADY_EXISTS", f"There is a deployment '{name}' already; update it, or delete it before.")
        answer = self._upload("POST", _query(name=name, flavor=flavor, config=settings), model_uri)
        return {"name": name, "flavor": flavor, **answer}

    def update_deployment(self, name, model_uri=None, flavor=None, config=None, endpoint=None):
        """
        Gives the deployment another model, other settings, or both, and returns when it answers with them. Calls
        meanwhile are answered as before.

        :return: What the application tells of the deployment, with `name` and `flavor` among it.
        :raises MlflowException: RESOURCE_DOES_NOT_EXIST when there is no deployment of that name.
        """
        _refuse_endpoint(endpoint)
        path, settings = _path(name), configuration(config)
        if flavor is not None and model_uri is None:
            raise invalid(f"The flavor '{flavor}' was given without a model; name the model with it (-m, model_uri).")
        if model_uri is None and not settings:
            raise invalid(f"There is nothing to update of '{name}': neither a model (-m) nor settings (-C) were given.")

        before = self._service.read("GET", path)
        if model_uri is None:
            body = json.dumps({"config": settings}).encode("utf-8")
            answer = self._service.read("PUT", path, body, "application/json")
        else:
            answer = self._upload("PUT", path + _query(flavor=flavor, config=settings), model_uri)
        return {"name": name, "flavor": flavor or before.get("flavor"), **answer}

    def delete_deployment(self, name, config=None, endpoint=None):
        """Deletes the deployment; that there is none is no error."""
        _refuse_endpoint(endpoint)
        path = _path(name)
        configuration(config)
        try:
            self._service.call("DELETE", path)
        except MlflowException as exception:
            if exception.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise

    def list_deployments(self, endpoint=None):
        """
        :return: A list of dicts, each with `name`.
        """
        _refuse_endpoint(endpoint)
        return self._service.read("GET").get("deployments") or []

    def get_deployment(self, name, endpoint=None):
        """
        :return: A dict with `name`, and what else the application tells.
        :raises MlflowException: RESOURCE_DOES_NOT_EXIST when there is no deployment of that name.
        """
        _refuse_endpoint(endpoint)
        return {"name": name, **self._service.read("GET", _path(name))}

    def predict(self, deployment_name=None, inputs=None, endpoint=None):
        """
        Asks the deployment.

        :param inputs: A DataFrame, an array, a list, a dict of named arrays, or a dict that is a whole request of
            MLflow's scoring protocol.
        :return: A PredictionsResponse: a dict with `predictions`. NaN and infinity in them arrive as None.
        """
        _refuse_endpoint(endpoint)
        path = _path(deployment_name) + "/invocations"
        return PredictionsResponse.from_json(self._service.call("POST", path, scoring_body(inputs), CONTENT_TYPE))

    def explain(self, deployment_name=None, df=None, endpoint=None):
        """
        Asks the deployment why it predicts what it does.

        :param df: The inputs, as `predict` takes them.
        :return: What the model explains, as JSON has it.
        :raises MlflowException: NOT_IMPLEMENTED when the model explains nothing.
        """
        _refuse_endpoint(endpoint)
        path = _path(deployment_name) + "/explain"
        return self._service.read("POST", path, scoring_body(df), CONTENT_TYPE, expected=object)

    def _find(self, path):
        try:
            return self._service.read("GET", path)
        except MlflowException as exception:
            if exception.error_code != "RESOURCE_DOES_NOT_EXIST":
                raise
            return None

    def _upload(self, method, path, model_uri):
        with model_folder(model_uri) as folder:
            return self._service.read(method, path, FolderArchive(folder), "application/x-tar")


def _path(name):
    if not isinstance(name, str) or name.strip("./ ") == "":
        raise invalid(f"{name!r} is no name of a deployment; a text was expected, such as 'resnet'.")
    return "/" + quote(name, safe="")


def _query(config, **parameters):
    if config:
        parameters["config"] = json.dumps(config)
    given = {key: value for key, value in parameters.items() if value is not None}
    return "?" + urlencode(given) if given else ""


def _refuse_endpoint(endpoint):
    if endpoint is not None:
        raise invalid(f"This target has no endpoints, and '{endpoint}' was given as one; name a deployment instead (--name).")

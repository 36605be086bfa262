import abc
import json

from mlflow.exceptions import MlflowException


class BaseDeploymentClient(abc.ABC):
    """What a client must have, and what happens without the rest."""

    def __init__(self, target_uri):
        self.target_uri = target_uri

    @abc.abstractmethod
    def create_deployment(self, name, model_uri, flavor=None, config=None, endpoint=None):
        ...

    @abc.abstractmethod
    def update_deployment(self, name, model_uri=None, flavor=None, config=None, endpoint=None):
        ...

    @abc.abstractmethod
    def delete_deployment(self, name, config=None, endpoint=None):
        ...

    @abc.abstractmethod
    def list_deployments(self, endpoint=None):
        ...

    @abc.abstractmethod
    def get_deployment(self, name, endpoint=None):
        ...

    @abc.abstractmethod
    def predict(self, deployment_name=None, inputs=None, endpoint=None):
        ...

    def explain(self, deployment_name=None, df=None, endpoint=None):
        raise MlflowException("Nothing is explained here.")


class PredictionsResponse(dict):
    """The answer of a model."""

    @classmethod
    def from_json(cls, json_str):
        answer = json.loads(json_str)
        if not isinstance(answer, dict) or "predictions" not in answer:
            raise MlflowException(f"There are no predictions in {answer}.")
        return cls(answer)

    def to_json(self, path=None):
        if path is None:
            return json.dumps(self)
        with open(path, "w") as file:
            json.dump(self, file)

"""What MLflow looks for in a plugin before it uses it."""

import inspect
import sys
import unittest

import support
import mlflow_redisai_net
from mlflow.deployments import BaseDeploymentClient
from mlflow_redisai_net import RedisAiDeploymentClient

CONTRACT = {
    "create_deployment": {"name": None, "model_uri": None, "flavor": "None", "config": "None", "endpoint": "None"},
    "update_deployment": {"name": None, "model_uri": "None", "flavor": "None", "config": "None", "endpoint": "None"},
    "delete_deployment": {"name": None, "config": "None", "endpoint": "None"},
    "list_deployments": {"endpoint": "None"},
    "get_deployment": {"name": None, "endpoint": "None"},
    "predict": {"deployment_name": "None", "inputs": "None", "endpoint": "None"},
    "explain": {"deployment_name": "None", "df": "None", "endpoint": "None"},
}


def parameters(function):
    """Names of parameters in their order, with their defaults as text, or None where there is no default."""
    return {
        name: None if parameter.default is inspect.Parameter.empty else str(parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if name != "self"
    }


class PluginModule(unittest.TestCase):
    def test_exactly_one_client_class_is_visible(self):
        clients = [
            value
            for _, value in inspect.getmembers(mlflow_redisai_net)
            if inspect.isclass(value) and issubclass(value, BaseDeploymentClient) and value is not BaseDeploymentClient
        ]

        self.assertEqual([RedisAiDeploymentClient], clients)

    def test_the_client_is_made_from_the_target_alone(self):
        client = RedisAiDeploymentClient("redisai:/127.0.0.1:8080")

        self.assertEqual("redisai:/127.0.0.1:8080", client.target_uri)
        self.assertIsInstance(client, BaseDeploymentClient)

    def test_methods_have_the_parameters_of_the_contract(self):
        for name, expected in CONTRACT.items():
            with self.subTest(name):
                self.assertEqual(list(expected.items()), list(parameters(getattr(RedisAiDeploymentClient, name)).items()))

    def test_run_local_and_target_help_are_functions_of_the_module(self):
        self.assertEqual(
            {"name": None, "model_uri": None, "flavor": "None", "config": "None"}, parameters(mlflow_redisai_net.run_local)
        )
        self.assertEqual({}, parameters(mlflow_redisai_net.target_help))

    @unittest.skipIf(sys.version_info < (3, 11), "tomllib is there since Python 3.11")
    def test_the_entry_point_leads_to_the_module_and_mlflow_is_all_that_is_needed(self):
        import tomllib

        project = tomllib.loads((support.PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]

        self.assertEqual({"redisai": "mlflow_redisai_net"}, project["entry-points"]["mlflow.deployments"])
        self.assertEqual(["mlflow>=3"], project["dependencies"])

    def test_help_names_each_form_of_a_target_each_setting_and_each_variable(self):
        text = mlflow_redisai_net.target_help()

        for word in (
            "redisai:/host:port", "redisai://host:port", "user:password@", "redisai:/https://host", "?tls=true",
            "device", "batchsize", "minbatchsize", "minbatchtimeout", "tag",
            "REDISAI_DEPLOYMENTS_URL", "REDISAI_DEPLOYMENTS_USERNAME", "REDISAI_DEPLOYMENTS_PASSWORD",
            "REDISAI_DEPLOYMENTS_TOKEN", "REDISAI_DEPLOYMENTS_TIMEOUT",
        ):
            self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main()

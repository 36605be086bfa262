"""Each operation, as MLflow's command line and Python callers use it."""

import json
import os
import unittest
from pathlib import Path

import support
from dotnet_side import DotNetSide, basic
from mlflow.exceptions import MlflowException
from mlflow_redisai_net import RedisAiDeploymentClient
from mlflow_redisai_net.errors import error

RESNET = {"name": "resnet", "flavor": "onnx", "config": {"batchsize": "8"}}


class ClientTest(support.PluginTest):
    def setUp(self):
        super().setUp()
        self.client = RedisAiDeploymentClient(self.application.target)

    def deployed(self):
        self.application.deployments["resnet"] = dict(RESNET)


class Create(ClientTest):
    def test_the_folder_that_mlflow_fetched_is_uploaded(self):
        uri = self.model(files={"data/more.bin": bytes(300_000)})

        answer = self.client.create_deployment("resnet", uri, None, config={"batchsize": "8"}, endpoint=None)

        self.assertEqual(RESNET, answer)
        self.assertEqual(RESNET, self.application.deployments["resnet"])
        self.assertEqual(["GET /deployments/resnet", "POST /deployments"], self.application.said())
        upload = self.application.requests[1]
        self.assertEqual("application/x-tar", upload.type)
        self.assertEqual({"name": "resnet", "config": '{"batchsize": "8"}'}, upload.query)
        self.assertEqual(["MLmodel", "data/more.bin", "model.onnx"], list(upload.files))
        self.assertEqual(b"weights", upload.files["model.onnx"])

    def test_a_flavor_goes_along(self):
        answer = self.client.create_deployment("resnet", self.model(), flavor="pytorch")

        self.assertEqual({"name": "resnet", "flavor": "pytorch"}, self.application.requests[1].query)
        self.assertEqual("pytorch", answer["flavor"])

    def test_without_settings_none_are_sent(self):
        for config in (None, {}):
            self.application.deployments.clear()
            self.client.create_deployment("resnet", self.model(), config=config)

            self.assertEqual({"name": "resnet"}, self.application.requests[-1].query)

    def test_settings_of_python_travel_as_texts(self):
        self.client.create_deployment("resnet", self.model(), config={"batchsize": 8, "minbatchtimeout": 1.5, "tag": "a=b", "x": True})

        self.assertEqual(
            {"batchsize": "8", "minbatchtimeout": "1.5", "tag": "a=b", "x": "true"},
            json.loads(self.application.requests[-1].query["config"]),
        )

    def test_settings_that_are_none_are_refused_before_anything_is_sent(self):
        for config in ([("batchsize", 8)], "batchsize=8", {1: "x"}, {"": "x"}, {"batchsize": None}, {"batchsize": [8]}):
            with self.subTest(config), self.fails_with("INVALID_PARAMETER_VALUE", "config"):
                self.client.create_deployment("resnet", self.model(), config=config)

        self.assertEqual([], self.application.requests)

    def test_an_existing_name_is_an_error_before_the_model_is_fetched(self):
        self.deployed()

        with self.fails_with("RESOURCE_ALREADY_EXISTS", "'resnet'"):
            self.client.create_deployment("resnet", self.model())

        self.assertEqual([], self.downloads)

    def test_a_name_that_another_took_meanwhile_is_an_error_too(self):
        uri = self.model()
        find = self.client._find
        self.client._find = lambda path: (find(path), self.deployed())[0]

        with self.fails_with("RESOURCE_ALREADY_EXISTS"):
            self.client.create_deployment("resnet", uri)

    def test_names_keep_their_characters(self):
        name = "team a/ré&näme?#%"

        self.client.create_deployment(name, self.model())

        self.assertEqual([name], list(self.application.deployments))
        self.assertEqual(name, self.client.get_deployment(name)["name"])
        self.client.delete_deployment(name)
        self.assertEqual({}, self.application.deployments)

    def test_names_that_would_lead_elsewhere_are_refused(self):
        for name in (None, "", " ", ".", "..", "/", "../..", 5):
            with self.subTest(name), self.fails_with("INVALID_PARAMETER_VALUE", repr(name)):
                self.client.create_deployment(name, self.model())

        self.assertEqual([], self.application.requests)

    def test_what_was_downloaded_is_removed_when_it_was_uploaded_and_when_that_failed(self):
        uri = self.model()
        self.client.create_deployment("resnet", uri)
        self.application.refuse_upload = True
        with self.assertRaises(MlflowException):
            self.client.create_deployment("other", uri)

        self.assertEqual(2, len(self.downloads))
        for _, folder in self.downloads:
            self.assertFalse(os.path.exists(folder))

    def test_a_folder_of_this_machine_is_used_where_it_lies(self):
        for prefix in ("", "file:", "file://"):
            source = self.models[self.model("x")]
            uri = prefix + str(source)
            self.models[uri] = source
            self.client.create_deployment("resnet" + str(len(prefix)), uri)

            self.assertEqual((uri, None), self.downloads[-1])
            self.assertTrue(source.exists())
        self.models[source] = self.models[str(source)] = source
        self.client.create_deployment("path", Path(source))

    def test_a_folder_that_is_no_model_is_an_error_that_tells_what_is_in_it(self):
        uri = self.model("runs:/1/data", files={"MLmodel": None, "table.csv": b"1,2"})

        with self.fails_with("INVALID_PARAMETER_VALUE", "runs:/1/data", "MLmodel", "model.onnx, table.csv"):
            self.client.create_deployment("resnet", uri)

        self.assertEqual(["GET /deployments/resnet"], self.application.said())

    def test_what_mlflow_cannot_fetch_is_an_error_with_the_reason(self):
        self.models["models:/none/1"] = error("RESOURCE_DOES_NOT_EXIST", "Registered model none not found")
        self.models["s3://bucket/model"] = ConnectionError("no route to the bucket")
        self.models["nowhere"] = FileNotFoundError("nowhere")

        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "Registered model none not found"):
            self.client.create_deployment("resnet", "models:/none/1")
        with self.fails_with("INTERNAL_ERROR", "s3://bucket/model", "no route to the bucket"):
            self.client.create_deployment("resnet", "s3://bucket/model")
        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "nowhere"):
            self.client.create_deployment("resnet", "nowhere")
        for missing in (None, "", 5):
            with self.fails_with("INVALID_PARAMETER_VALUE", "model_uri"):
                self.client.create_deployment("resnet", missing)

    def test_an_upload_that_is_refused_before_its_end_is_told_in_the_applications_words(self):
        uri = self.model(files={"large.bin": bytes(30_000_000)})
        self.application.refuse_upload = True

        with self.fails_with("INVALID_PARAMETER_VALUE", "Uploads are limited to 4 bytes."):
            self.client.create_deployment("resnet", uri)


class Update(ClientTest):
    def test_another_model_is_uploaded_under_the_name(self):
        self.deployed()

        answer = self.client.update_deployment("resnet", model_uri=self.model(), flavor=None, config={"tag": "v2"}, endpoint=None)

        self.assertEqual({"name": "resnet", "flavor": "onnx", "config": {"batchsize": "8", "tag": "v2"}}, answer)
        self.assertEqual(["GET /deployments/resnet", "PUT /deployments/resnet"], self.application.said())
        self.assertEqual({"config": '{"tag": "v2"}'}, self.application.requests[1].query)
        self.assertEqual(["MLmodel", "model.onnx"], list(self.application.requests[1].files))

    def test_settings_alone_are_sent_without_a_model(self):
        self.deployed()

        answer = self.client.update_deployment("resnet", config={"batchsize": "16"})

        self.assertEqual("onnx", answer["flavor"])
        self.assertEqual(b'{"config": {"batchsize": "16"}}', self.application.requests[1].body)
        self.assertEqual("application/json", self.application.requests[1].type)
        self.assertEqual("16", self.application.deployments["resnet"]["config"]["batchsize"])

    def test_the_flavor_is_told_even_when_the_application_does_not_repeat_it(self):
        self.deployed()

        def say_nothing_to_updates():
            if self.application.requests[-1].method == "PUT":
                self.application.answer = (204, {}, "")

        self.application.before_answer = say_nothing_to_updates

        self.assertEqual({"name": "resnet", "flavor": "onnx"}, self.client.update_deployment("resnet", self.model()))

    def test_an_absent_name_is_an_error_before_the_model_is_fetched(self):
        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "'resnet'"):
            self.client.update_deployment("resnet", self.model())

        self.assertEqual([], self.downloads)

    def test_a_flavor_needs_a_model_and_an_update_something_to_change(self):
        self.deployed()

        with self.fails_with("INVALID_PARAMETER_VALUE", "'onnx'", "-m"):
            self.client.update_deployment("resnet", flavor="onnx", config={"tag": "x"})
        with self.fails_with("INVALID_PARAMETER_VALUE", "'resnet'", "-C"):
            self.client.update_deployment("resnet", config={})


class DeleteListGet(ClientTest):
    def test_deleting_is_idempotent(self):
        self.deployed()

        self.assertIsNone(self.client.delete_deployment("resnet", config={}, endpoint=None))
        self.assertIsNone(self.client.delete_deployment("resnet"))

        self.assertEqual({}, self.application.deployments)

    def test_deleting_at_a_wrong_address_is_an_error(self):
        client = RedisAiDeploymentClient(self.application.target + "/elsewhere")

        with self.fails_with("ENDPOINT_NOT_FOUND", "/elsewhere"):
            client.delete_deployment("resnet")

    def test_a_list_has_dicts_with_names_and_may_be_empty(self):
        self.assertEqual([], self.client.list_deployments())
        self.deployed()
        self.assertEqual([RESNET], self.client.list_deployments(endpoint=None))
        self.application.answer = (200, {}, "{}")
        self.assertEqual([], self.client.list_deployments())

    def test_getting_gives_a_dict_with_the_name_or_an_error(self):
        self.deployed()

        self.assertEqual(RESNET, self.client.get_deployment("resnet", endpoint=None))
        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "'other'"):
            self.client.get_deployment("other")

    def test_an_endpoint_is_refused_everywhere(self):
        for call in (
            lambda: self.client.create_deployment("n", "m", endpoint="e"),
            lambda: self.client.update_deployment("n", config={"a": "b"}, endpoint="e"),
            lambda: self.client.delete_deployment("n", endpoint="e"),
            lambda: self.client.list_deployments(endpoint="e"),
            lambda: self.client.get_deployment("n", endpoint="e"),
            lambda: self.client.predict(inputs=[1], endpoint="e"),
            lambda: self.client.explain(df=[1], endpoint="e"),
        ):
            with self.fails_with("INVALID_PARAMETER_VALUE", "'e'", "--name"):
                call()


class Ask(ClientTest):
    def test_a_prediction_is_mlflows_response(self):
        self.deployed()

        answer = self.client.predict("resnet", [[1, 2]], endpoint=None)

        self.assertEqual({"predictions": {"y": [[1.5, None]]}}, answer)
        self.assertEqual('{"predictions": {"y": [[1.5, null]]}}', answer.to_json())
        request = self.application.requests[-1]
        self.assertEqual("POST /deployments/resnet/invocations", f"{request.method} {request.path}")
        self.assertEqual(("application/json", b'{"inputs": [[1, 2]]}'), (request.type, request.body))

    def test_an_answer_without_predictions_is_an_error(self):
        self.application.answer = (200, {}, '{"y": 1}')

        with self.assertRaises(MlflowException):
            self.client.predict("resnet", [1])

    def test_an_explanation_is_whatever_the_model_explains(self):
        self.deployed()

        answer = self.client.explain("resnet", [[1, 2]], endpoint=None)

        self.assertEqual([{"feature": "a", "importance": 0.5}], answer)
        self.assertEqual("/deployments/resnet/explain", self.application.requests[-1].path)

    def test_a_model_that_explains_nothing_is_an_error(self):
        self.application.answer = (501, {}, '{"error_code": "NOT_IMPLEMENTED", "message": "resnet explains nothing."}')

        with self.fails_with("NOT_IMPLEMENTED", "resnet explains nothing."):
            self.client.explain("resnet", [1])

    def test_asking_nobody_is_an_error(self):
        with self.fails_with("RESOURCE_DOES_NOT_EXIST", "'resnet'"):
            self.client.predict("resnet", [1])
        with self.fails_with("INVALID_PARAMETER_VALUE", "None"):
            self.client.predict(inputs=[1])


class Authentication(ClientTest):
    def test_every_request_carries_the_user_or_the_token(self):
        uri = self.model()
        for target, environment, expected in (
            (f"redisai:/ada:s%40cret@127.0.0.1:{self.application.port}", {}, basic("ada", "s@cret")),
            (self.application.target, {"REDISAI_DEPLOYMENTS_USERNAME": "ada", "REDISAI_DEPLOYMENTS_PASSWORD": "x"}, basic("ada", "x")),
            (self.application.target, {"REDISAI_DEPLOYMENTS_TOKEN": "t"}, "Bearer t"),
            ("redisai", {"REDISAI_DEPLOYMENTS_URL": f"http://ada:x@127.0.0.1:{self.application.port}"}, basic("ada", "x")),
        ):
            with self.subTest(target), unittest.mock.patch.dict(os.environ, environment):
                self.application.authorization = expected
                client = RedisAiDeploymentClient(target)
                client.create_deployment("resnet", uri)
                client.update_deployment("resnet", uri)
                client.predict("resnet", [1])
                client.explain("resnet", [1])
                client.get_deployment("resnet")
                client.list_deployments()
                client.delete_deployment("resnet")

    def test_wrong_credentials_are_noticed_before_the_model_is_fetched(self):
        self.application.authorization = "Bearer right"

        with self.fails_with("UNAUTHENTICATED", "REDISAI_DEPLOYMENTS_TOKEN"):
            self.client.create_deployment("resnet", self.model())

        self.assertEqual([], self.downloads)

    def test_another_prefix_is_part_of_the_target(self):
        with DotNetSide(prefix="/ml/models") as application:
            client = RedisAiDeploymentClient(application.target + "/ml/models/")
            client.create_deployment("resnet", self.model())

            self.assertEqual(["GET /ml/models/resnet", "POST /ml/models"], application.said())


if __name__ == "__main__":
    unittest.main()

"""What targets mean."""

import unittest

import support
from dotnet_side import basic
from mlflow_redisai_net.target import parse_target


def address(target, **environment):
    return str(parse_target(target, environment))


class Targets(support.PluginTest):
    def test_a_target_is_an_address_of_http(self):
        for target, expected in {
            "redisai:/models.example:9000": "http://models.example:9000/deployments",
            "redisai://models.example:9000": "http://models.example:9000/deployments",
            "redisai:/models.example": "http://models.example:8080/deployments",
            "RedisAI:/models.example": "http://models.example:8080/deployments",
            "redisai:/models.example/": "http://models.example:8080/deployments",
            "redisai:/[::1]:9000": "http://[::1]:9000/deployments",
            "redisai:/user:secret@models.example:9000": "http://models.example:9000/deployments",
            "redisai:/models.example:9000/ml/models/": "http://models.example:9000/ml/models",
            "redisai:/http://models.example": "http://models.example:80/deployments",
            "redisai:/https://models.example": "https://models.example:443/deployments",
            "redisai:/HTTPS://models.example:9000/ml": "https://models.example:9000/ml",
            "redisai:/models.example:9000?tls=true": "https://models.example:9000/deployments",
            "redisai:/models.example:9000?tls=false": "http://models.example:9000/deployments",
        }.items():
            with self.subTest(target):
                self.assertEqual(expected, address(target))

    def test_without_an_address_the_environment_has_it_and_else_this_machine(self):
        self.assertEqual("http://127.0.0.1:8080/deployments", address("redisai"))
        self.assertEqual("http://127.0.0.1:8080/deployments", address("redisai:/"))
        self.assertEqual("https://models.example:443/ml", address("redisai", REDISAI_DEPLOYMENTS_URL="https://models.example/ml"))
        self.assertEqual("http://redisai:9000/deployments", address("redisai", REDISAI_DEPLOYMENTS_URL="redisai:9000"))
        self.assertEqual("http://redisai:9000/deployments", address("redisai", REDISAI_DEPLOYMENTS_URL="redisai:/redisai:9000"))
        self.assertEqual("http://here:8080/deployments", address("redisai:/here", REDISAI_DEPLOYMENTS_URL="http://there"))

    def test_the_user_in_the_target_wins_then_the_user_of_the_environment_then_its_token(self):
        environment = {
            "REDISAI_DEPLOYMENTS_USERNAME": "ada",
            "REDISAI_DEPLOYMENTS_PASSWORD": "s3cret",
            "REDISAI_DEPLOYMENTS_TOKEN": "t0ken",
        }

        self.assertEqual(basic("bob", "p@ss/word"), parse_target("redisai:/bob:p%40ss%2Fword@host", environment).authorization)
        self.assertEqual(basic("ada", "s3cret"), parse_target("redisai:/host", environment).authorization)
        self.assertEqual(basic("default", "s3cret"), parse_target("redisai:/host", {"REDISAI_DEPLOYMENTS_PASSWORD": "s3cret"}).authorization)
        self.assertEqual(basic("default", "s3cret"), parse_target("redisai:/:s3cret@host", environment).authorization)
        self.assertEqual("Bearer t0ken", parse_target("redisai:/host", {"REDISAI_DEPLOYMENTS_TOKEN": "t0ken\n"}).authorization)
        self.assertIsNone(parse_target("redisai:/host", {}).authorization)

    def test_what_is_no_target_is_refused_without_showing_a_password(self):
        for target in (
            "redisai:/u:secret@host:port", "redisai:/u:sec/ret@host:1", "redisai:/u:secret@:80", "redisai:/u:secret@[::1",
            "redisai:/u:secret@host#x", "redisai:/u:secret@host?tls=maybe", "redisai:/u:secret@host?ssl=true",
            "redisai:/https://u:secret@host?tls=false", "redisai:/u:secret@ho st", "redisai:/u:secret@host:99999", "redisai:6379",
        ):
            with self.subTest(target):
                with self.fails_with("INVALID_PARAMETER_VALUE", "target") as caught:
                    parse_target(target, {})
                self.assertNotIn("sec", str(caught.exception))

    def test_a_password_shows_neither_in_messages_nor_in_debuggers(self):
        target = parse_target("redisai:/user:secret@host", {})

        self.assertNotIn("secret", str(target) + repr(target))
        self.assertNotIn(basic("user", "secret"), str(target) + repr(target))

    def test_a_token_that_no_header_can_carry_is_refused(self):
        with self.fails_with("INVALID_PARAMETER_VALUE", "REDISAI_DEPLOYMENTS_TOKEN"):
            parse_target("redisai:/host", {"REDISAI_DEPLOYMENTS_TOKEN": "a\nX-Other: b"})


if __name__ == "__main__":
    unittest.main()

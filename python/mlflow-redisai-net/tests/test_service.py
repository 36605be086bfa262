"""Requests that go wrong on the way, and answers that are errors."""

import os
import socket
import ssl
import subprocess
import threading
import unittest

import support
from dotnet_side import DotNetSide
from mlflow_redisai_net.errors import code_of, error
from mlflow_redisai_net.service import DeploymentService
from mlflow_redisai_net.target import parse_target


class Service(support.PluginTest):
    def call(self, path="", target=None, **arguments):
        service = DeploymentService(parse_target(target or self.application.target, os.environ))
        return service.read("GET", path, **arguments)

    def test_an_error_of_the_application_keeps_its_code_and_words(self):
        self.application.answer = (400, {}, '{"error_code": "RESOURCE_ALREADY_EXISTS", "message": "There is one.", "more": 1}')

        with self.fails_with("RESOURCE_ALREADY_EXISTS") as caught:
            self.call()

        self.assertEqual("There is one.", str(caught.exception))

    def test_an_unknown_code_becomes_that_of_the_status(self):
        self.application.answer = (503, {"Retry-After": "1"}, '{"error_code": "SOMETHING_NEW", "message": "Too much to do."}')

        with self.fails_with("TEMPORARILY_UNAVAILABLE", "Too much to do."):
            self.call()

    def test_answers_of_others_get_the_code_of_their_status_and_a_remedy(self):
        for status, code, word in (
            (400, "BAD_REQUEST", "<p>Sorry</p>"),
            (401, "UNAUTHENTICATED", "REDISAI_DEPLOYMENTS_PASSWORD"),
            (403, "PERMISSION_DENIED", "REDISAI_DEPLOYMENTS_TOKEN"),
            (404, "ENDPOINT_NOT_FOUND", "prefix"),
            (409, "RESOURCE_CONFLICT", "409"),
            (413, "INVALID_PARAMETER_VALUE", "limit"),
            (429, "REQUEST_LIMIT_EXCEEDED", "429"),
            (500, "INTERNAL_ERROR", "500"),
            (501, "NOT_IMPLEMENTED", "501"),
            (502, "TEMPORARILY_UNAVAILABLE", "502"),
            (504, "DEADLINE_EXCEEDED", "504"),
        ):
            self.application.answer = (status, {"Content-Type": "text/html"}, "<p>Sorry</p>")
            with self.subTest(status), self.fails_with(code, word, f"GET http://127.0.0.1:{self.application.port}/deployments"):
                self.call()

    def test_a_redirect_is_told_and_not_followed(self):
        with DotNetSide() as other:
            self.application.answer = (302, {"Location": f"http://127.0.0.1:{other.port}/deployments"}, "")

            with self.fails_with("INTERNAL_ERROR", "302", str(other.port)):
                self.call(target=f"redisai:/user:secret@127.0.0.1:{self.application.port}")

            self.assertEqual([], other.requests)

    def test_an_answer_that_is_no_object_is_an_error(self):
        for text in ("<html>Welcome</html>", "[1]", "null", "5"):
            self.application.answer = (200, {}, text)
            with self.subTest(text), self.fails_with("INTERNAL_ERROR", text, "MapDeployments"):
                self.call()

    def test_a_long_answer_is_shortened_in_the_message(self):
        self.application.answer = (500, {}, "x" * 5000)

        with self.fails_with("INTERNAL_ERROR", "xxx...") as caught:
            self.call()

        self.assertLess(len(str(caught.exception)), 400)

    def test_nobody_there_is_an_error_that_names_the_address(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]

            with self.fails_with("TEMPORARILY_UNAVAILABLE", f"http://127.0.0.1:{port}", "Does the application run"):
                self.call(target=f"redisai:/user:secret@127.0.0.1:{port}")

    def test_the_port_of_redis_protocol_is_recognised(self):
        with listener(b"-ERR unknown command 'GET'\r\n") as port:
            with self.fails_with("TEMPORARILY_UNAVAILABLE", "-ERR unknown command", "not that of Redis' protocol"):
                self.call(target=f"redisai:/127.0.0.1:{port}")

    def test_a_connection_that_ends_without_an_answer_or_within_it_is_an_error(self):
        for sent in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"):
            with self.subTest(sent), listener(sent) as port:
                with self.fails_with("TEMPORARILY_UNAVAILABLE", "got no answer"):
                    self.call(target=f"redisai:/127.0.0.1:{port}")

    def test_an_application_that_does_not_answer_in_time_is_given_up(self):
        os.environ["REDISAI_DEPLOYMENTS_TIMEOUT"] = "0.05"
        release = threading.Event()
        self.addCleanup(release.set)
        self.application.before_answer = lambda: release.wait(10)

        with self.fails_with("DEADLINE_EXCEEDED", "0.05", "REDISAI_DEPLOYMENTS_TIMEOUT"):
            self.call()

    def test_a_timeout_that_is_none_is_refused(self):
        for text in ("soon", "0", "-1", "nan", "inf"):
            os.environ["REDISAI_DEPLOYMENTS_TIMEOUT"] = text
            with self.subTest(text), self.fails_with("INVALID_PARAMETER_VALUE", f"'{text}'"):
                self.call()

    def test_codes_that_mlflow_lacks_are_internal_errors(self):
        self.assertEqual("INTERNAL_ERROR", error("NO_SUCH_CODE", "x").error_code)
        self.assertEqual("INTERNAL_ERROR", code_of(599, ["no", "text"]))

    def test_over_https_the_certificate_must_be_trusted(self):
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        try:
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=here",
                 "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key],
                check=True, capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError) as exception:
            self.skipTest(f"openssl makes no certificate here: {exception}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

        with DotNetSide(tls=context) as application:
            target = f"redisai:/https://127.0.0.1:{application.port}"
            with self.fails_with("TEMPORARILY_UNAVAILABLE", "SSL_CERT_FILE"):
                self.call(target=target)

            os.environ["SSL_CERT_FILE"] = str(certificate)
            self.assertEqual({"deployments": []}, self.call(target=target))


class listener:
    """Takes one connection, reads a little, sends some bytes and ends it."""

    def __init__(self, sent):
        self._sent = sent
        self._socket = socket.create_server(("127.0.0.1", 0))

    def __enter__(self):
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self._socket.getsockname()[1]

    def __exit__(self, *_):
        self._thread.join()
        self._socket.close()

    def _serve(self):
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(self._sent)


if __name__ == "__main__":
    unittest.main()

"""The other side: an HTTP server that does with deployments what MapDeployments does, as far as a client can tell."""

import base64
import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit


class DotNetSide:
    """
    Runs while its `with` lasts. `requests` are those that came, `deployments` what there is, by name. `authorization`
    is what it expects of every request, `answer` (status, headers, text) replaces its next answers, and `refuse_upload`
    answers an upload before it has been read and closes.
    """

    def __init__(self, prefix="/deployments", tls=None):
        self.prefix = prefix
        self.deployments = {}
        self.requests = []
        self.authorization = None
        self.answer = None
        self.refuse_upload = False
        self.before_answer = lambda: None
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.target = f"redisai:/127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def said(self):
        """The requests as `METHOD /path` without their queries."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def respond(self, request):
        """Status and JSON for a request."""
        if not request.path.startswith(self.prefix):
            return 404, None
        name, _, operation = request.path[len(self.prefix):].strip("/").partition("/")
        name = unquote(name)
        if request.method == "GET" and not name:
            return 200, {"deployments": list(self.deployments.values())}
        if request.method == "POST" and not name:
            return self._create(request)
        if request.method == "DELETE" and not operation:
            found = self.deployments.pop(name, None)
            return (204, None) if found else _absent(name)
        if name not in self.deployments:
            return _absent(name)
        if request.method == "GET" and not operation:
            return 200, self.deployments[name]
        if request.method == "PUT" and not operation:
            return 200, self._store(name, request)
        if request.method == "POST" and operation == "invocations":
            return 200, {"predictions": {"y": [[1.5, None]]}}
        if request.method == "POST" and operation == "explain":
            return 200, [{"feature": "a", "importance": 0.5}]
        return 404, None

    def _create(self, request):
        name = request.query["name"]
        if name in self.deployments:
            return 400, {"error_code": "RESOURCE_ALREADY_EXISTS", "message": f"There is a deployment '{name}'."}
        return 200, self._store(name, request)

    def _store(self, name, request):
        settings = json.loads(request.query.get("config", "{}"))
        if request.type == "application/json":
            settings = json.loads(request.body)["config"]
        before = self.deployments.get(name, {"name": name, "config": {}})
        stored = {**before, "config": {**before["config"], **settings}}
        if request.type == "application/x-tar":
            stored["flavor"] = request.query.get("flavor", "onnx")
            request.files = unpack(request.body)
        self.deployments[name] = stored
        return stored


def unpack(archive):
    """The files in an archive, by name and in their order."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers()}


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Nothing: tests leave connections on purpose."""


def _absent(name):
    return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": f"There is no deployment '{name}'."}


def _handler(side):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self):
            parts = urlsplit(self.path)
            request = SimpleNamespace(
                method=self.command,
                path=parts.path,
                query={key: values[0] for key, values in parse_qs(parts.query).items()},
                headers=self.headers,
                type=self.headers.get("Content-Type"),
                body=b"",
                files=None,
            )
            side.requests.append(request)
            if side.refuse_upload and request.type == "application/x-tar":
                self._send(413, {"error_code": "INVALID_PARAMETER_VALUE", "message": "Uploads are limited to 4 bytes."})
                self.close_connection = True
                return
            request.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            side.before_answer()
            if side.answer is not None:
                self._send_text(*side.answer)
            elif side.authorization is not None and self.headers.get("Authorization") != side.authorization:
                self._send_text(401, {"WWW-Authenticate": "Basic"}, "")
            else:
                self._send(*side.respond(request))

        do_GET = do_POST = do_PUT = do_DELETE = _serve

        def _send(self, status, answer):
            self._send_text(status, {"Content-Type": "application/json"}, "" if answer is None else json.dumps(answer))

        def _send_text(self, status, headers, text):
            body = text.encode("utf-8")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler

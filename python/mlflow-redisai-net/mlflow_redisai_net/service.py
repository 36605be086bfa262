"""The HTTP side: one request to a MapDeployments endpoint and its answer, or MLflow's exception."""

import http.client
import json
import os
import ssl

from .errors import code_of, error, invalid

TIMEOUT_VARIABLE = "REDISAI_DEPLOYMENTS_TIMEOUT"
DEFAULT_TIMEOUT = 600.0
_CONNECT_TIMEOUT = 10.0

# What sending raises when the other side has answered and closed before the end of the body.
_SENDING_STOPPED = (BrokenPipeError, ConnectionAbortedError, ConnectionResetError, ssl.SSLEOFError)


class DeploymentService:
    """
    Sends requests to one target. It follows no redirect and uses no proxy of the environment: credentials go to the
    target and nowhere else.
    """

    def __init__(self, target):
        self._target = target
        self._timeout = _timeout(os.environ.get(TIMEOUT_VARIABLE))

    def call(self, method, path="", body=None, content_type=None):
        """
        The text of a successful answer. `path` goes behind the target's prefix; `body` is bytes, or an iterable of
        bytes that knows its `size`.
        """
        request = f"{method} {self._target}{path.partition('?')[0]}"
        headers = {"Accept": "application/json"}
        if self._target.authorization:
            headers["Authorization"] = self._target.authorization
        if body is not None:
            headers["Content-Type"] = content_type
            headers["Content-Length"] = str(len(body) if isinstance(body, bytes) else body.size)

        connection = self._connection()
        try:
            connection.connect()
            connection.sock.settimeout(self._timeout)
            response = _exchange(connection, method, self._target.prefix + path, body, headers)
            text = response.read().decode("utf-8", errors="replace")
        except TimeoutError as exception:
            raise error(
                "DEADLINE_EXCEEDED",
                f"{request} was not answered in time: {_CONNECT_TIMEOUT:g} seconds to connect, then {self._timeout:g} "
                f"without a byte. {TIMEOUT_VARIABLE} sets the latter.",
            ) from exception
        except ssl.SSLCertVerificationError as exception:
            raise error(
                "TEMPORARILY_UNAVAILABLE",
                f"{request} was not sent: the server's certificate was refused ({exception.verify_message}). "
                "Name the authority that it trusts in SSL_CERT_FILE.",
            ) from exception
        except (OSError, http.client.HTTPException, UnicodeError) as exception:
            raise error(
                "TEMPORARILY_UNAVAILABLE",
                f"{request} got no answer: {exception or type(exception).__name__}. Does the application run there, "
                "and is this the port of its MapDeployments endpoint, not that of Redis' protocol?",
            ) from exception
        finally:
            connection.close()

        if not 200 <= response.status < 300:
            raise _failure(request, response, text)
        return text

    def read(self, method, path="", body=None, content_type=None, expected=dict):
        """What a successful answer says in JSON; an empty object for no text. `expected` is the type that it must have."""
        text = self.call(method, path, body, content_type)
        try:
            answer = json.loads(text or "{}")
            if isinstance(answer, expected):
                return answer
        except ValueError:
            pass
        raise error(
            "INTERNAL_ERROR",
            f"{method} {self._target}{path.partition('?')[0]} was answered with something else than was expected: "
            f"{_shortened(text)} Is this the address of a MapDeployments endpoint?",
        )

    def _connection(self):
        if self._target.secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._target.host, self._target.port, timeout=_CONNECT_TIMEOUT, context=context)
        return http.client.HTTPConnection(self._target.host, self._target.port, timeout=_CONNECT_TIMEOUT)


def _exchange(connection, method, path, body, headers):
    try:
        connection.request(method, path, body, headers)
    except _SENDING_STOPPED:
        # A server that refuses a body does not wait for its end: its answer is here already, or getresponse raises.
        pass
    return connection.getresponse()


def _failure(request, response, text):
    """The exception for an answer that is none of the 200s, in the server's words where it is one of ours."""
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and isinstance(answer.get("message"), str):
        return error(code_of(response.status, answer.get("error_code")), answer["message"])

    message = f"{request} was answered with status {response.status} {response.reason}. {_shortened(text)}".rstrip()
    return error(code_of(response.status), message + _remedy(response))


def _remedy(response):
    if response.status in (401, 403):
        return (
            " Set REDISAI_DEPLOYMENTS_USERNAME and REDISAI_DEPLOYMENTS_PASSWORD, or REDISAI_DEPLOYMENTS_TOKEN, or put "
            "user and password into the target."
        )
    if 300 <= response.status < 400:
        return f" It points to {response.headers.get('Location', 'nowhere')}; if that is right, make it the target."
    if response.status in (404, 405):
        return " Is the prefix of the endpoint another than /deployments? Then it belongs into the target: redisai:/host:port/prefix."
    if response.status == 413:
        return " The server has a limit for uploads that this model exceeds."
    return ""


def _shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:200] + "..."


def _timeout(text):
    try:
        seconds = float(text) if text else DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < 1e9:
        raise invalid(f"{TIMEOUT_VARIABLE} is '{text}'; a number of seconds above 0 was expected, such as 600.")
    return seconds

"""Errors as MLflow's users know them: an MlflowException with one of MLflow's own codes."""

from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import ErrorCode

# For answers that name no code themselves: those of proxies, of the framework around the endpoint, of another program.
_CODES_BY_STATUS = {
    400: "BAD_REQUEST",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "ENDPOINT_NOT_FOUND",
    405: "ENDPOINT_NOT_FOUND",
    409: "RESOURCE_CONFLICT",
    413: "INVALID_PARAMETER_VALUE",
    415: "BAD_REQUEST",
    429: "REQUEST_LIMIT_EXCEEDED",
    501: "NOT_IMPLEMENTED",
    502: "TEMPORARILY_UNAVAILABLE",
    503: "TEMPORARILY_UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


def error(code, message):
    """The exception to raise; `code` is the name of one of MLflow's codes."""
    return MlflowException(message, error_code=_number(code))


def invalid(message):
    return error("INVALID_PARAMETER_VALUE", message)


def code_of(status, named=None):
    """The code that an answer named, when MLflow has it, and else the one that suits its HTTP status."""
    if isinstance(named, str) and named in ErrorCode.keys():
        return named
    return _CODES_BY_STATUS.get(status, "INTERNAL_ERROR")


def _number(code):
    return ErrorCode.Value(code if code in ErrorCode.keys() else "INTERNAL_ERROR")

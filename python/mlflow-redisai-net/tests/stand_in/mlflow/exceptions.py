from mlflow.protos.databricks_pb2 import ErrorCode


class MlflowException(Exception):
    """An error with the name of its code; callers give the code's number."""

    def __init__(self, message, error_code=1, **kwargs):
        super().__init__(message)
        self.message = message
        self.error_code = ErrorCode.Name(error_code)

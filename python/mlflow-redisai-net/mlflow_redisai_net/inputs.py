"""What a model is asked: Python's tables, arrays and dicts as the JSON that MLflow's scoring protocol takes."""

import base64
import json

from .errors import invalid

CONTENT_TYPE = "application/json"
_FORMS = {"dataframe_split", "dataframe_records", "instances", "inputs"}


def scoring_body(inputs):
    """
    The bytes of a request. A DataFrame goes as `dataframe_split`; an array, a list, and a dict of named arrays as
    `inputs`; a dict that already is a request (`{"instances": ..., "params": ...}`) as it is. NaN becomes null.

    pandas, NumPy and PyTorch are known by what their objects can do, so that none of them need be there.
    """
    if inputs is None or isinstance(inputs, (str, bytes)):
        raise invalid(
            f"There is nothing to predict from in a {type(inputs).__name__}: pass a DataFrame, an array, a list or a dict "
            "(json.loads makes one of a text)."
        )
    if hasattr(inputs, "to_frame"):
        inputs = inputs.to_frame()
    if hasattr(inputs, "toarray"):
        inputs = inputs.toarray()

    if hasattr(inputs, "columns") and hasattr(inputs, "iloc"):
        request = {"dataframe_split": _split(inputs)}
    elif isinstance(inputs, dict) and len(_FORMS & inputs.keys()) == 1 and inputs.keys() <= _FORMS | {"params"}:
        request = inputs
    else:
        request = {"inputs": inputs}
    return json.dumps(_plain(request)).encode("utf-8")


def _split(frame):
    """Rows and names of columns. The index tells a model nothing; columns that pandas only counted have no names."""
    split = {"data": frame.to_dict(orient="split")["data"]}
    columns = list(frame.columns)
    if columns != list(range(len(columns))):
        split["columns"] = [str(column) for column in columns]
    return split


def _plain(value):
    """The same value in JSON's own types."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if _is_missing(value):
        return None
    if isinstance(value, float):
        return value
    if hasattr(value, "tolist"):
        converted = value.tolist()
        if not hasattr(converted, "tolist"):
            return _plain(converted)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise invalid(
        f"The inputs hold a {type(value).__name__}, for which JSON has no form; numbers, bools, texts, bytes, dates, lists, "
        "dicts, arrays and DataFrames can be sent."
    )


def _is_missing(value):
    """Whether it is NaN or NaT, which are not equal to themselves, or pandas' NA, which does not say."""
    if type(value).__name__ == "NAType":
        return True
    return isinstance(value, float) and value != value or type(value).__name__ == "NaTType"

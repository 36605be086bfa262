"""What is sent to a model for what a caller has."""

import datetime
import json
import math
import unittest

import support
from mlflow_redisai_net.inputs import scoring_body

try:
    import numpy
except ImportError:
    numpy = None

try:
    import pandas
except ImportError:
    pandas = None


class Frame:
    """What is used of a DataFrame; `iloc` tells it from tables of other libraries."""

    iloc = None

    def __init__(self, columns, rows):
        self.columns = columns
        self._rows = rows

    def to_dict(self, orient):
        assert orient == "split"
        return {"index": list(range(len(self._rows))), "columns": self.columns, "data": self._rows}


class NAType:
    """Named as the type of pandas' NA is, which raises when it is asked whether it equals anything."""

    def __ne__(self, other):
        raise TypeError("boolean value of NA is ambiguous")


class Inputs(support.PluginTest):
    def assert_sent(self, expected, inputs):
        self.assertEqual(expected, json.loads(scoring_body(inputs)))

    def test_a_frame_goes_by_rows_with_the_names_of_its_columns(self):
        self.assert_sent(
            {"dataframe_split": {"columns": ["a", "b"], "data": [[1, "x"], [2, None]]}},
            Frame(["a", "b"], [[1, "x"], [2, math.nan]]),
        )

    def test_columns_that_were_only_counted_have_no_names(self):
        self.assert_sent({"dataframe_split": {"data": [[1, 2]]}}, Frame([0, 1], [[1, 2]]))
        self.assert_sent({"dataframe_split": {"columns": ["1", "0"], "data": [[1, 2]]}}, Frame([1, 0], [[1, 2]]))

    def test_lists_and_named_lists_are_inputs(self):
        self.assert_sent({"inputs": [[1, 2], [3, 4]]}, [[1, 2], (3, 4)])
        self.assert_sent({"inputs": {"a": [1.5], "b": [True]}}, {"a": [1.5], "b": [True]})
        self.assert_sent({"inputs": [{"a": 1}]}, [{"a": 1}])
        self.assert_sent({"inputs": 5}, 5)

    def test_a_dict_that_is_a_request_goes_as_it_is(self):
        for request in (
            {"inputs": [[1]]},
            {"instances": [{"a": 1}], "params": {"k": 2}},
            {"dataframe_split": {"data": [[1]]}},
            {"dataframe_records": [{"a": 1}]},
        ):
            with self.subTest(request):
                self.assert_sent(request, request)

    def test_a_dict_with_other_names_beside_is_one_of_tensors(self):
        self.assert_sent({"inputs": {"inputs": [1], "mask": [0]}}, {"inputs": [1], "mask": [0]})
        self.assert_sent({"inputs": {"inputs": [1], "instances": [0]}}, {"inputs": [1], "instances": [0]})
        self.assert_sent({"inputs": {"params": [1]}}, {"params": [1]})

    def test_values_become_what_json_has_for_them(self):
        self.assert_sent(
            {"inputs": [None, None, "AAH/", "2026-11-02", "2026-11-02T10:30:00", 9007199254740993]},
            [math.nan, NAType(), b"\x00\x01\xff", datetime.date(2026, 11, 2), datetime.datetime(2026, 11, 2, 10, 30), 2**53 + 1],
        )

    def test_infinity_is_sent_as_mlflows_own_clients_send_it(self):
        self.assertEqual(b'{"inputs": [Infinity, -Infinity]}', scoring_body([math.inf, -math.inf]))

    def test_what_cannot_be_sent_is_an_error_that_names_its_type(self):
        for inputs in (None, "text", b"bytes", [1 + 2j], [object()], {"a": {1, 2}}):
            kind = type(inputs if inputs is None or isinstance(inputs, (str, bytes)) else next(iter(getattr(inputs, "values", lambda: inputs)())))
            with self.subTest(inputs), self.fails_with("INVALID_PARAMETER_VALUE", kind.__name__):
                scoring_body(inputs)

    @unittest.skipIf(numpy is None, "NumPy is not installed")
    def test_arrays_of_numpy_are_inputs(self):
        self.assert_sent({"inputs": [[1.5, None], [0.25, 2.0]]}, numpy.array([[1.5, numpy.nan], [0.25, 2]], numpy.float16))
        self.assert_sent({"inputs": {"a": [1, 2], "b": [[True]]}}, {"a": numpy.array([1, 2]), "b": numpy.array([[True]])})
        self.assert_sent({"inputs": [1, 0.5, "x", "AQ=="]}, [numpy.int64(1), numpy.float32(0.5), numpy.str_("x"), numpy.bytes_(b"\x01")])
        self.assert_sent({"inputs": 3}, numpy.array(3))
        with self.fails_with("INVALID_PARAMETER_VALUE", "JSON"):
            scoring_body(numpy.array([1], numpy.longdouble))

    @unittest.skipIf(pandas is None, "pandas is not installed")
    def test_frames_of_pandas_keep_the_types_of_their_columns(self):
        frame = pandas.DataFrame(
            {
                "whole": [1, 2**53 + 1],
                "real": [0.5, None],
                "text": ["a", None],
                "maybe": pandas.array([1, None], dtype="Int64"),
                "when": pandas.to_datetime(["2026-11-02", None]),
                "list": [[1.0], numpy.array([2.0])],
            },
            index=["x", "y"],
        )

        self.assert_sent(
            {
                "dataframe_split": {
                    "columns": ["whole", "real", "text", "maybe", "when", "list"],
                    "data": [[1, 0.5, "a", 1, "2026-11-02T00:00:00", [1.0]], [2**53 + 1, None, None, None, None, [2.0]]],
                }
            },
            frame,
        )
        self.assert_sent({"dataframe_split": {"data": [[1, 2]]}}, pandas.DataFrame([[1, 2]]))
        self.assert_sent({"dataframe_split": {"columns": ["s"], "data": [[1], [2]]}}, pandas.Series([1, 2], name="s"))


if __name__ == "__main__":
    unittest.main()

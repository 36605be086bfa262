"""Inputs and outputs of each kind."""

import enum
from typing import Dict, List, NamedTuple, Optional, Tuple

from torch import Tensor, nn

from torch_models.making import make_each
from torch_models.saving import exact, floats, random, save


class Add(nn.Module):
    def forward(self, a, b):
        return a + b


class Identity(nn.Module):
    def forward(self, x):
        return x


class ListInput(nn.Module):
    def forward(self, xs: List[Tensor]):
        total = xs[0]
        for x in xs[1:]:
            total = total + x
        return total


class ListOutput(nn.Module):
    def forward(self, x) -> List[Tensor]:
        rows: List[Tensor] = []
        for i in range(x.size(0)):
            rows.append(x[i] * (i + 1))
        return rows


class OptionalInput(nn.Module):
    def forward(self, x, bias: Optional[Tensor] = None):
        if bias is not None:
            return x + bias
        return x - 1


class OptionalState(nn.Module):
    """A recurrent network's usual form; what comes after the state keeps its place."""

    def forward(self, x, state: Optional[Tuple[Tensor, Tensor]] = None, bias: Optional[Tensor] = None):
        if state is not None:
            x = x + state[0] - state[1]
        if bias is not None:
            x = x * bias
        return x


class ListFirst(nn.Module):
    def forward(self, xs: List[Tensor], y):
        return xs[0] + y


class TupleInput(nn.Module):
    def forward(self, pair: Tuple[Tensor, Tensor]):
        return pair[0] - pair[1]


class ScalarArguments(nn.Module):
    def forward(self, x, times: int = 2, scale: float = 0.5, negate: bool = False):
        for _ in range(times):
            x = x * scale
        return -x if negate else x


class DictResult(nn.Module):
    def forward(self, x) -> Dict[str, Tensor]:
        result: Dict[str, Tensor] = {}
        result["double"] = x * 2
        result["negated"] = -x
        if x.dim() == 2:
            result["first_row"] = x[0]
        return result


class Extremes(NamedTuple):
    low: Tensor
    high: Tensor


class NamedTupleResult(nn.Module):
    def forward(self, x) -> Extremes:
        return Extremes(x.min(), x.max())


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class WithEnum(nn.Module):
    """The values of an enumeration are written without their types."""

    def __init__(self):
        super().__init__()
        self.color: Color = Color.BLUE

    def forward(self, x):
        return x * 2 if self.color == Color.BLUE else x


class NestedResult(nn.Module):
    def forward(self, x) -> Tuple[Tensor, Tuple[Tensor, List[Tensor]]]:
        return x + 1, (x + 2, [x + 3, x + 4])


class NoneResult(nn.Module):
    def forward(self, x):
        return x * 2, None


class TextsResult(nn.Module):
    def forward(self, x, first: str = "a") -> Tuple[List[str], Tensor]:
        return [first, first + "b"], x * 2


class First(NamedTuple):
    x: Tensor


class Second(NamedTuple):
    x_1: Tensor


class RepeatedNames(nn.Module):
    """Its outputs are called x, x and x_1."""

    def forward(self, x) -> Tuple[First, First, Second]:
        return First(x), First(x + 1), Second(x + 2)


class ResultInt(nn.Module):
    def forward(self, x) -> int:
        return x.numel()


class ResultFloat(nn.Module):
    def forward(self, x) -> float:
        return float(x.sum()) / 4


class ResultStr(nn.Module):
    def forward(self, x) -> str:
        return "größe " + str(x.numel())


class ResultBool(nn.Module):
    def forward(self, x) -> bool:
        return x.numel() > 3


def models():
    rng = random("signatures")
    a, b, c = floats(rng, 16), floats(rng, 16), floats(rng, 16)
    m = floats(rng, 3, 4)
    yield "add16", lambda name: exact(name, Add(), (a, b), a + b)
    yield "identity", lambda name: exact(name, Identity(), (a,), a)
    yield "list_input", lambda name: exact(name, ListInput(), ([a, b, c],), a + b + c)
    yield "list_output", lambda name: exact(name, ListOutput(), (m,), [m[0], m[1] * 2, m[2] * 3])
    yield "list_first", lambda name: save(name, ListFirst())
    yield "optional_input", lambda name: exact(name, OptionalInput(), (a, b), a + b)
    yield "optional_state", lambda name: exact(name, OptionalState(), (a, (b, c)), a + b - c)
    yield "tuple_input", lambda name: exact(name, TupleInput(), ((a, b),), a - b)
    yield "scalar_arguments", lambda name: exact(name, ScalarArguments(), (a,), a * 0.25)
    yield "dict_result", lambda name: exact(name, DictResult(), (m,), {"double": m * 2, "negated": -m, "first_row": m[0]})
    yield "named_tuple_result", lambda name: exact(name, NamedTupleResult(), (a,), (a.min(), a.max()))
    yield "with_enum", lambda name: exact(name, WithEnum(), (a,), a * 2)
    yield "nested_result", lambda name: exact(name, NestedResult(), (a,), (a + 1, a + 2, a + 3, a + 4))
    yield "none_result", lambda name: save(name, NoneResult())
    yield "texts_result", lambda name: save(name, TextsResult())
    yield "repeated_names", lambda name: exact(name, RepeatedNames(), (a,), (a, a + 1, a + 2))
    yield "result_int", lambda name: save(name, ResultInt())
    yield "result_float", lambda name: save(name, ResultFloat())
    yield "result_str", lambda name: save(name, ResultStr())
    yield "result_bool", lambda name: save(name, ResultBool())


make_each(models())

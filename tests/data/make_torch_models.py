#!/usr/bin/python3
"""Makes the small TorchScript models in tests/data/torch, with golden inputs and outputs beside most of them.

Running this again gives the same bytes: every random number comes from a seed of its own, and each model is made in a
process of its own, so that adding one does not change the names that TorchScript gives to the classes of the others. The
golden outputs of networks are computed in float64, in Python, and rounded once.

    /usr/bin/python3 tests/data/make_torch_models.py            # all of them
    /usr/bin/python3 tests/data/make_torch_models.py mlp lstm   # those whose names begin like this
"""

import copy
import enum
import os
import sys
import tempfile
import warnings
import zlib
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

FOLDER = Path(__file__).resolve().parent / "torch"

warnings.filterwarnings("ignore", category=UserWarning)


def random(name):
    """A generator for one model; the legacy stream is frozen by numpy."""
    return np.random.RandomState(zlib.crc32(name.encode()))


def floats(rng, *shape):
    return torch.from_numpy(rng.standard_normal(shape).astype(np.float32))


def seeded(module, rng):
    """Fills parameters and running statistics, so that no weight depends on how PyTorch initialises layers."""
    with torch.no_grad():
        for name, value in list(module.named_parameters()) + list(module.named_buffers()):
            if value.dtype != torch.float32:
                continue
            if name.endswith("running_var"):
                value.copy_(floats(rng, *value.shape).abs() + 0.5)
            elif value.dim() > 1:
                value.copy_(floats(rng, *value.shape) / value[0].numel() ** 0.5)
            else:
                value.copy_(floats(rng, *value.shape) / 4 + (1 if name.endswith("weight") else 0))
    return module.eval()


def save(name, module, training=False):
    """Compiles and saves a module, without what would tell on which machine, and from which lines, it was made."""
    scripted = torch.jit.script(module.train(training))
    with tempfile.TemporaryDirectory() as folder:
        # The name of the archive within the file is that of the file.
        whole = f"{folder}/{name}.pt"
        scripted.save(whole)
        reader = torch._C.PyTorchFileReader(whole)
        writer = torch._C.PyTorchFileWriter(str(FOLDER / f"{name}.pt"))
        writer.set_min_version(int(reader.get_record("version")))
        for record in reader.get_all_records():
            if record != "version" and not record.endswith(".debug_pkl"):
                content = reader.get_record(record)
                writer.write_record(record, content, len(content))
        writer.write_end_of_file()
    return FOLDER / f"{name}.pt"


def flat(values):
    """The tensors of nested tuples, lists and dicts, from left to right."""
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, (tuple, list)):
        return [tensor for value in values for tensor in flat(value)]
    return [values if isinstance(values, Tensor) else torch.tensor(values)]


def golden(name, inputs, outputs):
    """Writes NAME.in.0.npy, NAME.in.1.npy, ... and NAME.out.0.npy, ...; containers are flattened from left to right."""
    for direction, values in (("in", inputs), ("out", outputs)):
        for i, value in enumerate(flat(values)):
            np.save(FOLDER / f"{name}.{direction}.{i}.npy", value.detach().numpy(), allow_pickle=False)


def widened(value):
    if isinstance(value, (tuple, list)):
        return type(value)(widened(item) for item in value)
    return value.double() if value.is_floating_point() else value


def rounded(value):
    if isinstance(value, (tuple, list)):
        return type(value)(rounded(item) for item in value)
    return value.float() if value.is_floating_point() else value


def check(path, inputs, expected, tolerance):
    """Loads the saved file and compares, so that a damaged file or a wrong golden value is not committed."""
    for found, wanted in zip(flat(torch.jit.load(str(path)).eval()(*inputs)), flat(expected), strict=True):
        assert found.dtype == wanted.dtype and found.shape == wanted.shape, (path, found, wanted)
        torch.testing.assert_close(found, wanted, rtol=0, atol=tolerance)


def network(name, module, cases, training=False):
    """Saves a network, in training or not, with golden values of its evaluation for each case: NAME or NAME.CASE."""
    path = save(name, module, training)
    wide = copy.deepcopy(module).double().eval()
    for case, inputs in cases.items():
        outputs = rounded(wide(*widened(inputs)))
        check(path, inputs, outputs, 1e-5)
        golden(case, inputs, outputs)


def exact(name, module, inputs, outputs):
    """Saves a module whose answers are known without a tolerance. Inputs are copied, since a module may change them."""
    path = save(name, module)
    check(path, copy.deepcopy(inputs), outputs, 0)
    golden(name, inputs, outputs)


# Networks


class Block(nn.Module):
    def __init__(self, channels, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.shortcut: Optional[nn.Module] = None
        if stride != 1 or channels != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        kept = x if self.shortcut is None else self.shortcut(x)
        y = self.norm2(self.conv2(self.relu(self.norm1(self.conv1(x)))))
        y += kept
        return self.relu(y)


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 1, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True))
        self.layers = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2), Block(16, 24, 2))
        self.pool = nn.AdaptiveAvgPool2d((1, 1))
        self.classify = nn.Linear(24, 10)

    def forward(self, image):
        return self.classify(torch.flatten(self.pool(self.layers(self.stem(image))), 1))


def make_resnet():
    rng = random("resnet")
    network("resnet", seeded(ResNet(), rng), {"resnet": (floats(rng, 1, 3, 32, 32),), "resnet.batch4": (floats(rng, 4, 3, 32, 32),)})


class GruStep(nn.Module):
    """One step of a decoder: hidden has its batch on axis 1, as nn.GRU has it, the context on axis 0."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(24, 8)
        self.gru = nn.GRU(16, 16)
        self.attend = nn.Linear(24, 8)
        self.logits = nn.Linear(24, 24)

    def forward(self, token, hidden, context):
        word = self.embedding(token)
        out, hidden = self.gru(torch.cat([word, context], 1).unsqueeze(0), hidden)
        both = torch.cat([out[0], context], 1)
        return self.logits(both), hidden, torch.tanh(self.attend(both))


def make_gru_step():
    rng = random("gru_step")
    token = torch.from_numpy(rng.randint(0, 24, 3))
    inputs = (token, torch.tanh(floats(rng, 1, 3, 16)), torch.tanh(floats(rng, 3, 8)))
    network("gru_step", seeded(GruStep(), rng), {"gru_step": inputs})


class LstmStep(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 12)
        self.head = nn.Linear(12, 5)

    def forward(self, x, state: Tuple[Tensor, Tensor]):
        out, state = self.lstm(x.unsqueeze(0), state)
        return self.head(out[0]), state


def make_lstm_step():
    rng = random("lstm_step")
    inputs = (floats(rng, 2, 8), (torch.tanh(floats(rng, 1, 2, 12)), floats(rng, 1, 2, 12)))
    network("lstm_step", seeded(LstmStep(), rng), {"lstm_step": inputs})


def mlp(rng):
    return seeded(nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)), rng)


def make_mlp():
    rng = random("mlp")
    network("mlp", mlp(rng), {"mlp": (floats(rng, 5, 64),)})


def make_mlp_int8():
    # The same network as mlp. How activations are rounded belongs to the engine, so the answers are torch's own.
    rng = random("mlp")
    module = mlp(rng)
    x = floats(rng, 5, 64)
    quantized = torch.ao.quantization.quantize_dynamic(module, {nn.Linear}, torch.qint8)
    y = quantized(x)
    torch.testing.assert_close(y, module(x), rtol=0, atol=0.1)
    path = save("mlp_int8", quantized)
    check(path, (x,), y, 1e-5)
    golden("mlp_int8", x, y)


class TrainMode(nn.Module):
    """Saved in training: it answers as it should only once it is set to evaluation."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(2, 4, 3, 1, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.5))
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        return self.head(self.layers(x).mean((2, 3)))


def make_train_mode():
    rng = random("train_mode")
    network("train_mode", seeded(TrainMode(), rng), {"train_mode": (floats(rng, 2, 2, 5, 5),)}, training=True)


# Inputs and outputs


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


def make_signatures():
    rng = random("signatures")
    a, b, c = floats(rng, 16), floats(rng, 16), floats(rng, 16)
    m = floats(rng, 3, 4)
    yield "add16", lambda name: exact(name, Add(), (a, b), a + b)
    yield "identity", lambda name: exact(name, Identity(), (a,), a)
    yield "list_input", lambda name: exact(name, ListInput(), ([a, b, c],), a + b + c)
    yield "list_output", lambda name: exact(name, ListOutput(), (m,), [m[0], m[1] * 2, m[2] * 3])
    yield "list_first", lambda name: save(name, ListFirst())
    yield "optional_input", lambda name: exact(name, OptionalInput(), (a, b), a + b)
    yield "tuple_input", lambda name: exact(name, TupleInput(), ((a, b),), a - b)
    yield "scalar_arguments", lambda name: exact(name, ScalarArguments(), (a,), a * 0.25)
    yield "dict_result", lambda name: exact(name, DictResult(), (m,), {"double": m * 2, "negated": -m, "first_row": m[0]})
    yield "named_tuple_result", lambda name: exact(name, NamedTupleResult(), (a,), (a.min(), a.max()))
    yield "with_enum", lambda name: exact(name, WithEnum(), (a,), a * 2)
    yield "nested_result", lambda name: exact(name, NestedResult(), (a,), (a + 1, a + 2, a + 3, a + 4))
    yield "result_int", lambda name: save(name, ResultInt())
    yield "result_float", lambda name: save(name, ResultFloat())
    yield "result_str", lambda name: save(name, ResultStr())
    yield "result_bool", lambda name: save(name, ResultBool())


# Whose memory is it?


class AliasView(nn.Module):
    def forward(self, x):
        return x[1:3]


class AliasBuffer(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("kept", torch.arange(4, dtype=torch.float32))

    def forward(self, x):
        self.kept.add_(x)
        return self.kept


class AliasTwice(nn.Module):
    def forward(self, x):
        y = x * 2
        return y, y[1:]


class Stash(nn.Module):
    """Gives the input of the call before."""

    def __init__(self):
        super().__init__()
        self.last = torch.zeros(4)

    def forward(self, x):
        previous = self.last
        self.last = x
        return previous


class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("count", torch.zeros(1, dtype=torch.int64))

    def forward(self, x):
        self.count += 1
        return x + self.count


class InPlace(nn.Module):
    def forward(self, x):
        x.add_(1)
        return x


class DropoutInPlace(nn.Module):
    """Without training the dropout gives its input itself, which is then changed."""

    def forward(self, x):
        return F.dropout(x, 0.5, training=False).add_(1)


class LargeBuffer(nn.Module):
    """Counts in a buffer that takes some time to copy."""

    def __init__(self):
        super().__init__()
        self.register_buffer("kept", torch.zeros(2048))

    def forward(self, x):
        self.kept.add_(x)
        return self.kept


class Statistics(NamedTuple):
    normal: Tensor
    mean: Tensor


class RunningStatistics(nn.Module):
    """Normalizes as in training, which changes the buffers, though the operator's schema does not say so."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1024))
        self.register_buffer("var", torch.ones(1024))

    def forward(self, x) -> Statistics:
        normal = F.batch_norm(x, self.mean, self.var, None, None, True, 0.001, 1e-5)
        return Statistics(normal, self.mean)


def make_memory():
    x = torch.tensor([1.0, 2.0, 4.0, 8.0])
    kept = torch.arange(4, dtype=torch.float32)
    yield "alias_view", lambda name: exact(name, AliasView(), (x,), x[1:3])
    yield "alias_buffer", lambda name: exact(name, AliasBuffer(), (x,), kept + x)
    yield "alias_twice", lambda name: exact(name, AliasTwice(), (x,), (x * 2, (x * 2)[1:]))
    yield "stash", lambda name: exact(name, Stash(), (x,), torch.zeros(4))
    yield "counter", lambda name: exact(name, Counter(), (x,), x + 1)
    yield "in_place", lambda name: exact(name, InPlace(), (x,), x + 1)
    yield "dropout_in_place", lambda name: exact(name, DropoutInPlace(), (x,), x + 1)
    yield "large_buffer", lambda name: save(name, LargeBuffer())
    yield "running_statistics", lambda name: save(name, RunningStatistics())


# Control flow


class Slow(nn.Module):
    """Loops for ever unless x[0] is zero. Within the loop nothing is constant, so that no pass takes it away."""

    def forward(self, x):
        y = x + 0
        while bool(y[0] != 0):
            y = -y
        return y


class SlowStateful(nn.Module):
    """Loops as Slow does, and has a state, so that calls take turns."""

    def __init__(self):
        super().__init__()
        self.register_buffer("count", torch.zeros(1))

    def forward(self, x):
        self.count += 1
        y = x + 0
        while bool(y[0] != 0):
            y = -y
        return y


class Fork(nn.Module):
    def half(self, x):
        return x / 2

    def forward(self, x):
        future = torch.jit.fork(self.half, x)
        doubled = x * 2
        return doubled + torch.jit.wait(future)


class SlowFork(nn.Module):
    def __init__(self):
        super().__init__()
        self.slow = Slow()

    def forward(self, x):
        return torch.jit.wait(torch.jit.fork(self.slow, x))


@torch.jit.interface
class Step(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        pass


class Double(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x * 2


class SlowStep(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = x + 0
        while bool(y[0] != 0):
            y = -y
        return y


class ThroughInterface(nn.Module):
    """Which module is called is known when it runs, not when it is compiled."""

    step: Step

    def __init__(self, step):
        super().__init__()
        self.step = step

    def forward(self, x: Tensor) -> Tensor:
        return self.step(x)


class Raises(nn.Module):
    def forward(self, x):
        if x.numel() > 0:
            raise ValueError("This model takes no elements.")
        return x


def make_control_flow():
    still = torch.tensor([0.0, 1.0, 2.0])
    x = torch.tensor([1.0, 2.0, 4.0, 8.0])
    yield "slow", lambda name: exact(name, Slow(), (still,), still)
    yield "slow_stateful", lambda name: exact(name, SlowStateful(), (still,), still)
    yield "fork", lambda name: exact(name, Fork(), (x,), x * 2.5)
    yield "slow_fork", lambda name: exact(name, SlowFork(), (still,), still)
    yield "interface", lambda name: exact(name, ThroughInterface(Double()), (x,), x * 2)
    yield "slow_interface", lambda name: exact(name, ThroughInterface(SlowStep()), (still,), still)
    yield "raises", lambda name: save(name, Raises())


# Code that reaches for the file system. The names are relative and say what happened, should one of them come to run.


class SavesFile(nn.Module):
    def forward(self, x):
        torch.save(x, "a-test-model-wrote-this.pt")
        return x


class SavesFileAtLoad(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = 2

    @torch.jit.export
    def __getstate__(self):
        return self.scale, self.training

    @torch.jit.export
    def __setstate__(self, state: Tuple[int, bool]):
        torch.save([torch.ones(1)], "a-test-model-wrote-this-at-load.pt")
        self.scale = state[0]
        self.training = state[1]

    def forward(self, x):
        return x * self.scale


class ReadsFile(nn.Module):
    def forward(self, x):
        return x + torch.from_file("/etc/hostname", False, 1, dtype=torch.uint8)


def make_file_users():
    yield "saves_file", lambda name: save(name, SavesFile())
    yield "saves_file_at_load", lambda name: save(name, SavesFileAtLoad())
    yield "reads_file", lambda name: save(name, ReadsFile())


def single(function):
    return function.__name__.removeprefix("make_"), lambda name: function()


def main():
    models = [single(function) for function in (make_resnet, make_gru_step, make_lstm_step, make_mlp, make_mlp_int8, make_train_mode)]
    for group in (make_signatures, make_memory, make_control_flow, make_file_users):
        models += group()

    # The constants of a module are saved in the order of a set of strings.
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

    FOLDER.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    for name, make in models:
        if sys.argv[1:] and not name.startswith(tuple(sys.argv[1:])):
            continue
        # Forked before anything is compiled: see above.
        child = os.fork()
        if child == 0:
            make(name)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit(f"{name} could not be made.")


main()

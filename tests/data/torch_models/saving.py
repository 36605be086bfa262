"""What the families of TorchScript models share: weights from a seed, and how models and their golden values are saved."""

import copy
import tempfile
import zlib
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

FOLDER = Path(__file__).resolve().parents[1] / "torch"


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

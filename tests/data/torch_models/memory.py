"""Whose memory is it? Views, buffers, states, and changes in place."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from torch_models.making import make_each
from torch_models.saving import exact, save


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


def models():
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


make_each(models())

"""Loops that may never end, forks, interfaces, errors."""

import torch
from torch import Tensor, nn

from torch_models.making import make_each
from torch_models.saving import exact, save


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


def models():
    still = torch.tensor([0.0, 1.0, 2.0])
    x = torch.tensor([1.0, 2.0, 4.0, 8.0])
    yield "slow", lambda name: exact(name, Slow(), (still,), still)
    yield "slow_stateful", lambda name: exact(name, SlowStateful(), (still,), still)
    yield "fork", lambda name: exact(name, Fork(), (x,), x * 2.5)
    yield "slow_fork", lambda name: exact(name, SlowFork(), (still,), still)
    yield "interface", lambda name: exact(name, ThroughInterface(Double()), (x,), x * 2)
    yield "slow_interface", lambda name: exact(name, ThroughInterface(SlowStep()), (still,), still)
    yield "raises", lambda name: save(name, Raises())


make_each(models())

"""Code that reaches for the file system.

The names are relative and say what happened, should one of them come to run.
"""

from typing import Tuple

import torch
from torch import nn

from torch_models.making import make_each
from torch_models.saving import save


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


def models():
    yield "saves_file", lambda name: save(name, SavesFile())
    yield "saves_file_at_load", lambda name: save(name, SavesFileAtLoad())
    yield "reads_file", lambda name: save(name, ReadsFile())


make_each(models())

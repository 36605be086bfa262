#!/usr/bin/python3
"""Makes the small TorchScript models in tests/data/torch, with golden inputs and outputs beside most of them.

Running this again gives the same bytes: every random number comes from a seed of its own, and each model is made in a
process of its own, so that adding one does not change the names that TorchScript gives to the classes of the others. The
golden outputs of networks are computed in float64, in Python, and rounded once.

    /usr/bin/python3 tests/data/make_torch_models.py            # all of them
    /usr/bin/python3 tests/data/make_torch_models.py mlp lstm   # those whose names begin like this
"""

import os
import runpy
import sys
import warnings
from pathlib import Path

import torch

from torch_models.saving import FOLDER

FAMILIES = ["networks", "signatures", "memory", "control_flow", "file_users"]

warnings.filterwarnings("ignore", category=UserWarning)


def main():
    # The constants of a module are saved in the order of a set of strings.
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

    FOLDER.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    for family in FAMILIES:
        # Run as a script, not imported: the name of the module that a class is from would be part of its name in the file.
        runpy.run_path(str(Path(__file__).with_name("torch_models") / f"{family}.py"), run_name="__main__")


main()

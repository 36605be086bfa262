#!/usr/bin/python3
"""Makes the archives in tests/data/torch_export as torch.export.save of PyTorch 2.9 and later writes them, with golden inputs and outputs.

No PyTorch that exports is needed: the graphs are put together node by node, in the schema of those archives, and PyTorch 1.13 runs each operator as it is added.
Running this again gives the same bytes.

    /usr/bin/python3 tests/data/make_torch_exports.py
"""

import runpy
from pathlib import Path

import torch

torch.set_num_threads(1)
for family in ("nets", "structures", "numbers", "decomposed"):
    runpy.run_path(str(Path(__file__).with_name("torch_exports") / f"{family}.py"), run_name="__main__")

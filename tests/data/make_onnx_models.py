#!/usr/bin/python3
"""Makes the small ONNX models in tests/data/onnx, with golden inputs and outputs beside some of them.

The golden outputs are computed with numpy in float64 and rounded once, never with an ONNX runtime, so that they are a
second opinion. Running this again gives the same bytes: every random number comes from a seed of its own.

    /usr/bin/python3 tests/data/make_onnx_models.py
"""

from onnx_models import files, loops, measuring, networks, outputs, rows, signatures, values
from onnx_models.building import FOLDER

# Files come after networks: one of them is half of what was saved as mlp.
FAMILIES = [signatures, rows, networks, measuring, outputs, values, loops, files]


def main():
    (FOLDER / "measuring").mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        for make in family.MODELS:
            make()


if __name__ == "__main__":
    main()

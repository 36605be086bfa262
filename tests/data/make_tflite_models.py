#!/usr/bin/python3
"""Makes the small TensorFlow Lite models in tests/data/tflite, with golden inputs and outputs beside some of them.

No TensorFlow is needed: tflite_models/flatbuffer.py writes the format. The golden outputs are computed with numpy, never
with the runtime, so that they are a second opinion. Running this again gives the same bytes.

    /usr/bin/python3 tests/data/make_tflite_models.py
"""

from tflite_models import arithmetic, digits, refused
from tflite_models.building import FOLDER

# The refused ones come last: one of them is half of what was saved as digits.
FAMILIES = [arithmetic, digits, refused]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for family in FAMILIES:
        for make in family.MODELS:
            make()


if __name__ == "__main__":
    main()

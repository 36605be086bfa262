#!/usr/bin/python3
"""Makes digits.png, a sheet of 500 badly scanned digits of 8 x 8 pixels, and two models that read them: linear.onnx and network.onnx.

Needs python3-pil, python3-numpy, python3-onnx and fonts-dejavu-core. The same versions give the same bytes.

    /usr/bin/python3 samples/AbTest/model/make_models.py
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper
from PIL import Image, ImageDraw, ImageFont

FOLDER = Path(__file__).resolve().parent
FONTS = "/usr/share/fonts/truetype/dejavu/DejaVu"
FACES = ["Sans", "Sans-Bold", "SansMono", "Serif", "Serif-Bold"]
SIDE, ZOOM, CLASSES = 8, 4, 10
SHEET_COLUMNS, SHEET_ROWS = 20, 25
HIDDEN = 32


def draw_digit(digit, rng):
    """A white digit on black, 8 x 8 bytes: of some face and size, turned, out of place, faded and noisy."""
    side = SIDE * ZOOM
    font = ImageFont.truetype(f"{FONTS}{FACES[rng.randint(len(FACES))]}.ttf", int(rng.randint(29, 37)))
    glyph = Image.new("L", (side, side), 0)
    at = (side / 2 + rng.normal(0, 1.2), side / 2 + rng.normal(0, 1.2))
    ImageDraw.Draw(glyph).text(at, str(digit), 255, font, "mm")
    glyph = glyph.rotate(rng.normal(0, 8), Image.Resampling.BICUBIC).resize((SIDE, SIDE), Image.Resampling.BOX)
    pixels = np.asarray(glyph) * rng.uniform(0.6, 1.0) + rng.normal(0, 12, (SIDE, SIDE))
    return pixels.clip(0, 255).round().astype(np.uint8)


def draw(count, seed):
    """Digits 0 to 9, over and over."""
    rng = np.random.RandomState(seed)
    labels = np.arange(count) % CLASSES
    return np.stack([draw_digit(label, rng) for label in labels]), labels


def forward(weights, x):
    """The outputs of all layers, the input first; logits last."""
    outputs = [x]
    for number, (w, b) in enumerate(weights):
        y = outputs[-1] @ w + b
        outputs.append(y if number == len(weights) - 1 else np.maximum(y, 0))
    return outputs


def train(sizes, x, labels, seed, steps=1500, batch=100, rate=0.002):
    """Adam on cross-entropy."""
    rng = np.random.RandomState(seed)
    weights = [(rng.normal(0, (2 / a) ** 0.5, (a, b)), np.zeros(b)) for a, b in zip(sizes, sizes[1:])]
    moments = [[np.zeros_like(p) for p in pair * 2] for pair in weights]
    for step in range(1, steps + 1):
        chosen = rng.randint(len(x), size=batch)
        outputs = forward(weights, x[chosen])
        p = np.exp(outputs[-1] - outputs[-1].max(1, keepdims=True))
        error = (p / p.sum(1, keepdims=True) - np.eye(CLASSES)[labels[chosen]]) / batch
        for layer in reversed(range(len(weights))):
            gradients = outputs[layer].T @ error, error.sum(0)
            error = (error @ weights[layer][0].T) * (outputs[layer] > 0)
            updated = []
            for i, (value, gradient) in enumerate(zip(weights[layer], gradients)):
                m, v = moments[layer][i], moments[layer][i + 2]
                m += 0.1 * (gradient - m)
                v += 0.001 * (gradient**2 - v)
                updated.append(value - rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8))
            weights[layer] = tuple(updated)
    return weights


def save(name, weights):
    nodes, initializers, value = [], [], "x"
    for number, (w, b) in enumerate(weights):
        initializers += [numpy_helper.from_array(w.astype(np.float32), f"w{number}"), numpy_helper.from_array(b.astype(np.float32), f"b{number}")]
        nodes.append(helper.make_node("Gemm", [value, f"w{number}", f"b{number}"], [f"y{number}"], name=f"Gemm_{number}"))
        value = f"y{number}"
        if number < len(weights) - 1:
            nodes.append(helper.make_node("Relu", [value], [f"h{number}"], name=f"Relu_{number}"))
            value = f"h{number}"
    nodes.append(helper.make_node("Softmax", [value], ["probabilities"], name="Softmax", axis=1))
    graph = helper.make_graph(
        nodes, name,
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", SIDE * SIDE])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", CLASSES])], initializers)
    model = helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)], producer_name="make_models")
    checker.check_model(model)
    (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))


def as_inputs(pictures):
    return pictures.reshape(len(pictures), -1) / 255.0


pictures, labels = draw(8000, seed=1)
sheet, truth = draw(SHEET_COLUMNS * SHEET_ROWS, seed=2)
grid = sheet.reshape(SHEET_ROWS, SHEET_COLUMNS, SIDE, SIDE).swapaxes(1, 2).reshape(SHEET_ROWS * SIDE, SHEET_COLUMNS * SIDE)
Image.fromarray(grid).save(FOLDER / "digits.png", optimize=True)

for name, sizes in {"linear": [64, CLASSES], "network": [64, HIDDEN, CLASSES]}.items():
    weights = train(sizes, as_inputs(pictures), labels, seed=3)
    save(name, weights)
    right = (forward(weights, as_inputs(sheet))[-1].argmax(1) == truth).mean()
    print(f"{name}: {right:.1%} of the sheet are right")

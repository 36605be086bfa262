#!/usr/bin/python3
"""Makes sign.png: a line of text as a camera would see it, slightly turned, unevenly lit, out of focus and noisy.

Needs python3-pil, python3-numpy and fonts-dejavu-core. The same versions give the same bytes.

    /usr/bin/python3 samples/ScriptPipeline/picture/make-picture.py
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

TEXT = "Platform 7 - mind the gap"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
WIDTH, HEIGHT = 480, 64

font = ImageFont.truetype(FONT, 30)
sign = Image.new("RGB", (WIDTH, HEIGHT), (24, 58, 120))
left, top, right, bottom = font.getbbox(TEXT)
ImageDraw.Draw(sign).text(((WIDTH - right - left) / 2, (HEIGHT - bottom - top) / 2), TEXT, (244, 214, 92), font)
sign = sign.rotate(0.8, Image.Resampling.BICUBIC, fillcolor=(24, 58, 120)).filter(ImageFilter.GaussianBlur(0.7))

pixels = np.asarray(sign).astype(np.float64)
across = np.linspace(0, 1, WIDTH)[None, :, None]
pixels *= 1.05 - 0.45 * across**2  # The light comes from the left.
pixels += np.random.RandomState(7).normal(0, 3, (HEIGHT, WIDTH, 1))
Image.fromarray(pixels.clip(0, 255).round().astype(np.uint8)).save(Path(__file__).resolve().parent / "sign.png", optimize=True)

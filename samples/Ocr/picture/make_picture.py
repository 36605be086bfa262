#!/usr/bin/python3
"""Makes invoice.png: an invoice as a scanner would see it, slightly turned and out of focus.

Needs python3-pil and fonts-dejavu-core. The same versions give the same bytes.

    /usr/bin/python3 samples/Ocr/picture/make_picture.py
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONTS = "/usr/share/fonts/truetype/dejavu/"
WIDTH, HEIGHT = 800, 800
PAPER, INK, PALE = 246, 30, 196
LEFT, RIGHT = 56, 744

# Left edge of the first column, right edges of the others.
COLUMNS = (LEFT, 430, 580, RIGHT)

ITEMS = [
    ("Item", "Quantity", "Price", "Amount"),
    ("Anchor chain, 8 mm", "12 m", "9.50", "114.00"),
    ("Mooring rope", "40 m", "3.25", "130.00"),
    ("Brass shackle", "16", "4.80", "76.80"),
    ("Set of signal flags", "2", "62.00", "124.00"),
]
SUMS = [("Net", "444.80"), ("VAT 20 %", "88.96"), ("Total", "533.76")]

page = Image.new("L", (WIDTH, HEIGHT), PAPER)
draw = ImageDraw.Draw(page)


def font(size, bold=False):
    return ImageFont.truetype(f"{FONTS}DejaVuSerif{'-Bold' if bold else ''}.ttf", size)


def write(text, x, y, size=20, bold=False, anchor="ls"):
    draw.text((x, y), text, INK, font(size, bold), anchor)


def rule(y):
    draw.line((LEFT, y, RIGHT, y), PALE, 2)


def row(cells, y, bold=False):
    write(cells[0], COLUMNS[0], y, bold=bold)
    for cell, x in zip(cells[1:], COLUMNS[1:]):
        write(cell, x, y, bold=bold, anchor="rs")


write("Harbour Supplies Ltd", LEFT, 92, 30, bold=True)
write("INVOICE", RIGHT, 92, 30, bold=True, anchor="rs")
write("14 Quay Street, Falmouth", LEFT, 142)
write("Number 2026-0417", RIGHT, 142, anchor="rs")
write("Bill to: Northwind Sailing Club", LEFT, 206)
write("3 March 2026", RIGHT, 206, anchor="rs")

row(ITEMS[0], 274, bold=True)
rule(290)
for number, item in enumerate(ITEMS[1:]):
    row(item, 326 + 44 * number)

rule(482)
for number, (what, amount) in enumerate(SUMS):
    bold = number == len(SUMS) - 1
    write(what, COLUMNS[2], 520 + 44 * number, bold=bold, anchor="rs")
    write(amount, COLUMNS[3], 520 + 44 * number, bold=bold, anchor="rs")

write("Please pay within 30 days to account 4711-0815.", LEFT, 688)
write("Thank you for your order!", LEFT, 732)

page = page.rotate(0.7, Image.Resampling.BICUBIC, fillcolor=PAPER).filter(ImageFilter.GaussianBlur(0.5))
page.save(Path(__file__).resolve().parent / "invoice.png", optimize=True)

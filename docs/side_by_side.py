"""Pictures of one size side by side, with titles, for the scripts beside this file."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_GAP, _HEADER = 12, 34  # pixels


def side_by_side(pictures: dict[str, np.ndarray]) -> Image.Image:
    """Return one picture of several, (rows, columns, 3) uint8, under their titles."""
    height, width, _ = next(iter(pictures.values())).shape
    sheet = Image.new('RGB', (len(pictures) * (width + _GAP) + _GAP, height + _HEADER + _GAP), 'white')
    drawing = ImageDraw.Draw(sheet)
    for number, (title, pixels) in enumerate(pictures.items()):
        left = _GAP + number * (width + _GAP)
        sheet.paste(Image.fromarray(pixels), (left, _HEADER))
        drawing.text((left, 6), title, fill='black', font=ImageFont.load_default(18))
    return sheet

"""Sample sheets: rows of input, real and generated chips as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..rasters.writing import whole_file

_GAP = 6
_HEADER = 26
_SMALL = 256  # pixels: smaller chips are enlarged, pixel by pixel
_LARGE = 512  # larger chips are reduced


def write_sheet(path: Path, rows: Sequence[Sequence[np.ndarray]], titles: Sequence[str]) -> None:
    """Write a sheet as PNG.

    Args:
        path: the new file.
        rows: pictures, (side, side, 3) uint8 each, as many per row as there are titles.
        titles: of the columns.
    """
    chip = rows[0][0].shape[0]
    side = min(chip * max(1, _SMALL // chip), _LARGE)
    resampling = Image.Resampling.NEAREST if side >= chip else Image.Resampling.BOX
    sheet = Image.new(
        'RGB', (len(titles) * (side + _GAP) + _GAP, len(rows) * (side + _GAP) + _HEADER), color=(255, 255, 255)
    )
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(15)
    for column, title in enumerate(titles):
        draw.text((_GAP + column * (side + _GAP), 4), title, fill=(40, 40, 40), font=font)
    for row, pictures in enumerate(rows):
        for column, image in enumerate(pictures):
            tile = Image.fromarray(image).resize((side, side), resampling)
            sheet.paste(tile, (_GAP + column * (side + _GAP), _HEADER + row * (side + _GAP)))
    with whole_file(path) as partial:
        sheet.save(partial)

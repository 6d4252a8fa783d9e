"""Where the blocks of a TIFF file lie: GDAL takes those that a full disk swallowed for empty ones."""

from __future__ import annotations

import logging
import struct
from pathlib import Path

import numpy as np
from tifffile import TiffFile, TiffFileError

# What it logs of a damaged file is told by the caller, in a sentence.
logging.getLogger('tifffile').setLevel(logging.CRITICAL)


def is_whole(path: Path, images: int) -> bool:
    """Return whether a TIFF file holds every block that its directories list.

    Args:
        path: of the file.
        images: how many images it must hold at least, each overview being one.
    """
    try:
        with TiffFile(path) as file:
            found = [np.column_stack([page.dataoffsets, page.databytecounts]).astype(np.int64) for page in file.pages]
    except (TiffFileError, ValueError, struct.error):
        return False
    if len(found) < images or not all(map(len, found)):
        return False
    blocks = np.concatenate(found)
    blocks = blocks[blocks[:, 1] > 0]  # a sparse file leaves blocks out
    blocks = blocks[np.argsort(blocks[:, 0])]
    begins, ends = blocks[:, 0], blocks.sum(axis=1)
    # A block that did not fit is told by the end of the file, or by the block that came after space was found again.
    return not (ends > np.append(begins[1:], path.stat().st_size)).any()

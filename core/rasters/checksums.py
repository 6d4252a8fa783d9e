"""Checksums: of files as they lie on the disk, and of pixels however they are stored."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .grid import Grid
from .pieces import cut
from .reading import open_raster, reading

_CELL = 256  # pixels: part of what the checksum of pixels is, so never to be changed


def file_checksum(path: str) -> str | None:
    """Return the SHA-256 of a file; None where there is no plain one."""
    if not Path(path).is_file():
        return None
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()


def pixel_checksum(path: str) -> str:
    """Return the SHA-256 of the pixels of a raster, which a lossless copy keeps, whatever else it loses.

    It is taken of the size, the number of bands and their data types, then of the values in cells of 256 x 256 pixels, row
    by row of cells: in each band after band, row after row, little-endian.

    Raises:
        SatganError: unreadable.
    """
    with open_raster(path) as dataset, reading(path):
        digest = hashlib.sha256(f'{dataset.width} {dataset.height} {" ".join(dataset.dtypes)}'.encode())
        for window in cut(Grid.of(dataset), _CELL, _CELL):
            values = dataset.read(window=window)
            digest.update(values.astype(values.dtype.newbyteorder('<'), copy=False).tobytes())
    return digest.hexdigest()

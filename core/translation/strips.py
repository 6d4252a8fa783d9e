"""Reading a raster in strips, one row of tiles high and mirrored at the raster's edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from rasterio.windows import Window

from ..datasets.domain import Domain
from ..rasters.stack import StackReader


@dataclass(frozen=True)
class Strip:
    """One row of tiles of input.

    Attributes:
        row: first pixel row.
        encoded: (channels, rows, columns), what the network gets.
        valid: (rows, columns), bool.
        strangers: values that are none of the classes, of a class raster.
    """

    row: int
    encoded: np.ndarray
    valid: np.ndarray
    strangers: frozenset[int]


def read_strips(
    reader: StackReader, domain: Domain, rows: Sequence[int], height: int, column: int, width: int
) -> Iterator[Strip]:
    """Yield the strips that begin at `rows`; the next one is read while one is used.

    Args:
        reader: of the input on the grid of its first raster.
        domain: how values become network input.
        rows: first pixel row of each strip.
        height: of a strip in pixels; may reach beyond the raster.
        column: first pixel column.
        width: in pixels; may reach beyond the raster.
    """
    with ThreadPoolExecutor(1) as executor:
        ahead = executor.submit(read_strip, reader, domain, rows[0], height, column, width)
        for following in [*rows[1:], None]:
            strip = ahead.result()
            if following is not None:
                ahead = executor.submit(read_strip, reader, domain, following, height, column, width)
            yield strip


def read_strip(reader: StackReader, domain: Domain, row: int, height: int, column: int, width: int) -> Strip:
    """Return the strip that begins at `row`; the rest as of `read_strips`."""
    values, valid = _mirrored(reader, row, height, column, width)
    return Strip(row, domain.encode(values, valid), valid, _strangers(domain, values, valid))


def _mirrored(reader: StackReader, row: int, height: int, column: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Read a window that may reach beyond the right and the lower edge of the raster, which is mirrored there."""
    rows = _mirrored_pixels(row, height, reader.grid.height)
    columns = _mirrored_pixels(column, width, reader.grid.width)
    top, left = int(rows.min()), int(columns.min())
    values, valid = reader.read(Window(left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1))
    if valid.shape == (height, width) and row == top and column == left:
        return values, valid
    rows, columns = rows - top, columns - left
    return values.take(rows, axis=1).take(columns, axis=2), valid.take(rows, axis=0).take(columns, axis=1)


def _mirrored_pixels(begin: int, count: int, length: int) -> np.ndarray:
    """Return which pixels of an axis `count` pixels from `begin` show; the last pixel itself is not repeated.

    The mirror image is that of the whole raster, so it does not matter which part of the raster is wanted.
    """
    period = max(1, 2 * (length - 1))
    pixels = np.arange(begin, begin + count) % period
    return np.minimum(pixels, period - pixels)


def _strangers(domain: Domain, values: np.ndarray, valid: np.ndarray) -> frozenset[int]:
    if domain.classes is None:
        return frozenset()
    return frozenset(np.unique(values[:, valid]).tolist()) - frozenset(domain.classes.values)

"""Drawing pixels from all over a raster without reading all of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rasterio.windows import Window

from ..errors import SatganError
from ..memory import give_back
from .grid import intersection
from .pieces import pieces
from .reading import AlignedReader, RasterInfo

_CELL = 2**16  # pixels that are read at once
_CELLS = 256  # per round
_SEEN = 16  # of the sample: with so many pixels seen, a few odd cells do not decide


def draw_pixels(info: RasterInfo, size: int, seed: int, window: Window | None = None) -> np.ndarray:
    """Draw valid pixels at random from cells that lie regularly all over the raster.

    More cells are read until enough valid pixels were seen; a small raster is read whole. Each valid pixel of what was
    read has the same chance.

    Args:
        info: the raster and its bands.
        size: how many pixels are wanted.
        seed: decides which cells and pixels are drawn.
        window: the part that is drawn from; None is all of the raster.

    Returns:
        The values in random order, (n, bands) float64, with n = `size` unless the raster has fewer valid pixels.

    Raises:
        SatganError: no valid pixel, or a damaged file.
    """
    rng = np.random.default_rng(seed)
    reservoir = Reservoir(size, rng)
    window = window or info.grid.window
    cells_there = [cell for cell in pieces(info.path, _CELL) if intersection(cell, window)]
    with AlignedReader(info.path, info.grid, info.bands) as reader:
        for cells in _rounds(cells_there, rng):
            for part in filter(None, (intersection(cell, window) for cell in cells)):
                values, valid = reader.read(part)
                reservoir.add(values[:, valid].T)
            give_back()
            if reservoir.seen >= _SEEN * size:
                break
    if not reservoir.seen:
        raise no_valid_pixel(info.path)
    return reservoir.pixels()


def no_valid_pixel(path: str) -> SatganError:
    """Return the error for a raster without data."""
    return SatganError(f'{path} has no valid pixel.', 'Check its nodata value, its mask and its alpha band.')


def _rounds(cells: list[Window], rng: np.random.Generator) -> Iterator[list[Window]]:
    """Yield all cells in groups, each spread regularly over the raster: every n-th along a curve that fills the plane."""
    order = np.argsort([_morton(cell.row_off // cells[0].height, cell.col_off // cells[0].width) for cell in cells])
    step = max(1, len(cells) // _CELLS)
    for first in rng.permutation(step):
        yield [cells[index] for index in order[first::step]]


def _morton(row: int, column: int) -> int:
    """Return the place of a cell on the Z-order curve (Morton 1966): the bits of row and column in turns."""
    bits = max(row, column).bit_length()
    return sum((row >> bit & 1) << 2 * bit + 1 | (column >> bit & 1) << 2 * bit for bit in range(bits))


class Reservoir:
    """Keeps a given number of the pixels that it is shown, each with the same chance.

    Every pixel gets a random key, and those with the smallest keys are kept.

    Attributes:
        seen: how many pixels it was shown.
    """

    def __init__(self, size: int, rng: np.random.Generator) -> None:
        """Begin with nothing.

        Args:
            size: how many pixels to keep.
            rng: source of the keys.
        """
        self.seen = 0
        self._size = size
        self._rng = rng
        self._limit = 1.0
        self._kept: list[tuple[np.ndarray, np.ndarray]] = []

    def add(self, pixels: np.ndarray) -> None:
        """Show it pixels, (n, bands)."""
        self.seen += len(pixels)
        keys = self._rng.random(len(pixels))
        is_low = keys < self._limit
        self._kept.append((keys[is_low], pixels[is_low].astype(np.float64)))
        if sum(len(keys) for keys, _ in self._kept) > 2 * self._size:
            self._shrink()

    def pixels(self) -> np.ndarray:
        """Return what is kept, (n, bands) float64."""
        self._shrink()
        return self._kept[0][1]

    def _shrink(self) -> None:
        keys, pixels = (np.concatenate(parts) for parts in zip(*self._kept, strict=True))
        order = np.argsort(keys)[: self._size]
        self._kept = [(keys[order], pixels[order])]
        if len(order) == self._size:
            self._limit = float(keys[order[-1]])

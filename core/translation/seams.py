"""How visible the grid of the tiles is in a translated raster."""

from __future__ import annotations

import numpy as np
from rasterio.windows import Window

from ..rasters.grid import Grid
from .tiles import Tiling

_STRIP = 8  # pixels across a border, on each of its sides
_SEGMENT = 16  # pixels along it
_LEAST = 1e-6  # jump that counts as none, of a range from -1 to 1


def seam_index(output: SeamMeter, source: SeamMeter) -> float:
    """Return how much more of a jump tiles make at their borders than the input gives reason for; 1: none visible.

    Args:
        output: has seen what was translated.
        source: has seen the input of the same windows.
    """
    return output.ratio() / source.ratio()


class SeamMeter:
    """Compares jumps at the borders of tiles with jumps elsewhere, while a raster passes piece by piece.

    A jump is the difference between the means of two strips of 8 x 16 pixels, side by side. Noise cancels out in strips,
    and a step that runs along a border does not. Borders are the middles of overlaps. Jumps whose strips touch a
    border elsewhere than in their middle, or a pixel without data, do not count, nor do those across the edges of the
    panels that very wide rasters are worked off in.
    """

    def __init__(self, tiling: Tiling, grid: Grid) -> None:
        """Start with nothing.

        Args:
            tiling: where the tiles lie.
            grid: that they are counted on.
        """
        self._row_borders, self._column_borders = tiling.borders(grid.height), tiling.borders(grid.width)
        self._sums = np.zeros(2)  # at borders, elsewhere
        self._counts = np.zeros(2)
        self._next: tuple[int, int] | None = None  # row and column where the panel goes on
        self._values = np.empty(0)
        self._valid = np.empty(0)

    def add(self, window: Window, values: np.ndarray, valid: np.ndarray) -> None:
        """Measure a piece; the pieces of a panel come from top to bottom.

        Args:
            window: of the grid.
            values: as the network sees or makes them, (channels, rows, columns); all channels count alike, so that each
                class of a class raster does.
            valid: (rows, columns), bool.
        """
        row, column = window.row_off, window.col_off
        if self._next == (row, column):
            row -= len(self._valid)
            values = np.concatenate([self._values, values], axis=1)
            valid = np.concatenate([self._valid, valid])
        self._measure(*_segments(values, valid, row), column, self._column_borders)
        self._measure(*_segments(values.swapaxes(1, 2), valid.T, column), row, self._row_borders)
        self._next = window.row_off + window.height, column
        # With one row less than two strips, or a segment, each jump is measured exactly once.
        self._values, self._valid = (kept[..., -(_SEGMENT - 1) :, :].copy() for kept in (values, valid))

    def ratio(self) -> float:
        """Return the mean jump at borders over that elsewhere; 1 where there is no border or nothing jumps there."""
        if not self._counts.all() or not self._sums[0]:
            return 1.0
        at_borders, elsewhere = self._sums / self._counts
        return float(at_borders / max(elsewhere, _LEAST))

    def _measure(self, means: np.ndarray, valid: np.ndarray, first: int, borders: np.ndarray) -> None:
        """Add the jumps along the last axis of (channels, segments, pixels), which begins at the pixel `first`."""
        if means.shape[-1] < 2 * _STRIP:
            return
        strips = _sums_of(means, _STRIP) / _STRIP
        jumps = np.abs(strips[..., _STRIP:] - strips[..., :-_STRIP]).mean(axis=0)
        is_whole = _sums_of(valid, 2 * _STRIP) == 2 * _STRIP
        places = first + _STRIP + np.arange(jumps.shape[-1])
        distances = np.abs(places[:, np.newaxis] - borders).min(axis=1, initial=2 * _STRIP)
        for index, chosen in enumerate((distances == 0, distances >= _STRIP)):
            counting = is_whole & chosen
            self._sums[index] += jumps[counting].sum()
            self._counts[index] += counting.sum()


def _segments(values: np.ndarray, valid: np.ndarray, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the means of all whole segments of rows, and where they have all their data.

    Args:
        values: (channels, rows, columns).
        valid: (rows, columns), bool.
        first: number of the first row; segments begin at multiples of their length.
    """
    skipped = -first % _SEGMENT
    count = max(0, len(valid) - skipped) // _SEGMENT
    rows = slice(skipped, skipped + count * _SEGMENT)
    channels, _, columns = values.shape
    means: np.ndarray = values[:, rows].reshape(channels, count, _SEGMENT, columns).mean(axis=2)
    is_whole: np.ndarray = np.all(valid[rows].reshape(count, _SEGMENT, columns), axis=1)
    return means, is_whole


def _sums_of(values: np.ndarray, length: int) -> np.ndarray:
    """Return the sums of all runs of so many neighbours along the last axis."""
    sums = np.cumsum(values, axis=-1, dtype=np.float64)
    sums[..., length:] -= sums[..., :-length].copy()
    return sums[..., length - 1 :]

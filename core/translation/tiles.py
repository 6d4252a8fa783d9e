"""Where the tiles lie and how they are blended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rasterio.windows import Window

_FAINT = 1e-6  # weight in the margin: counts only where there is nothing else, at the edge of the raster
_PANEL = 4096  # pixels: wider rasters are worked off in columns of this width, so that memory stays constant
_PANEL_VALUES = 2**26  # in one row of tiles: panels become narrower where there are many channels


@dataclass(frozen=True)
class Tiling:
    """Tiles of `size` pixels every `stride` pixels, counted from the first pixel of the raster or `shift` before.

    Anchored to the raster and not to the part of it that is wanted, so that any two parts agree where they meet.

    Attributes:
        size: side of a tile in pixels.
        overlap: of neighbouring tiles in pixels, from 0 to half of `size`.
        margin: pixels at each edge of a tile that are not used but at the edge of the raster, up to half of `overlap`.
        shift: pixels of the first tile that lie before the raster, less than `stride`.
    """

    size: int
    overlap: int
    margin: int = 0
    shift: int = 0

    @property
    def stride(self) -> int:
        """Distance of neighbouring tiles in pixels."""
        return self.size - self.overlap

    def starts(self, begin: int, end: int, length: int) -> range:
        """Return the first pixels, along one axis, of all tiles that touch the pixels from `begin` to before `end`.

        The last tile is the first one that reaches the end of the raster.

        Args:
            begin: first pixel, from 0.
            end: behind the last pixel, at most `length`.
            length: of the raster along this axis.
        """
        first = max(0, -(-(begin + self.shift - self.size + 1) // self.stride))
        count = 1 + max(0, -(-(length + self.shift - self.size) // self.stride))
        behind = min(end, count * self.stride - self.shift)
        return range(first * self.stride - self.shift, behind, self.stride)

    def borders(self, length: int) -> np.ndarray:
        """Return where tiles of an axis meet: the first pixel behind the middle of each overlap.

        Args:
            length: of the raster along this axis.
        """
        return np.array(self.starts(0, length, length)[1:], dtype=np.int64) + self.overlap // 2

    def panels(self, window: Window, channels: int) -> Iterator[Window]:
        """Yield the columns in which a window is worked off, from left to right.

        Args:
            window: of the raster.
            channels: of what is held in memory for each pixel.
        """
        widest = min(_PANEL, _PANEL_VALUES // (channels * self.size))
        width = max(1, widest // self.stride) * self.stride
        begin, end = window.col_off, window.col_off + window.width
        columns = [max(column, begin) for column in range(begin // width * width, end, width)]
        if len(columns) > 1 and end - columns[-1] <= self.overlap:
            columns.pop()  # the tiles of the panel before reach over it, and would be translated once more
        for left, right in pairwise([*columns, end]):
            yield Window(left, window.row_off, right - left, window.height)

    def weights(self) -> np.ndarray:
        """Return the weight of each pixel of a tile, (size, size) float32, above 0 and at most 1.

        Between the margins it rises over the overlap as a squared sine, so that the weights of neighbours sum to 1 with
        no edge at either end; the sum over all tiles is divided out afterwards, which takes care of the raster's edges.
        """
        profile = np.ones(self.size)
        if self.overlap:
            width = self.overlap - 2 * self.margin
            rise = np.sin((np.arange(width) + 0.5) / max(1, width) * np.pi / 2) ** 2
            ramp = np.concatenate([np.full(self.margin, _FAINT), rise, np.ones(self.margin)])
            profile[: self.overlap] *= ramp
            profile[-self.overlap :] *= ramp[::-1]
        return np.outer(profile, profile).astype(np.float32)


class Blender:
    """Adds up weighted tiles along one row of tiles after the other, and gives out what is complete."""

    def __init__(self, channels: int, tiling: Tiling, first_column: int, width: int) -> None:
        """Start with nothing.

        Args:
            channels: of a tile.
            tiling: where the tiles lie.
            first_column: pixel column of the raster that the first column of the sums stands for.
            width: columns that the tiles reach over.
        """
        self._weights = tiling.weights()
        self._first_column = first_column
        self._sums = np.zeros((channels, tiling.size, width), dtype=np.float32)
        self._totals = np.zeros((tiling.size, width), dtype=np.float32)

    def add(self, tile: np.ndarray, column: int) -> None:
        """Add a tile of the present row of tiles.

        Args:
            tile: (channels, size, size), float32.
            column: its first pixel column in the raster.
        """
        first = column - self._first_column
        columns = slice(first, first + tile.shape[-1])
        self._sums[:, :, columns] += tile * self._weights
        self._totals[:, columns] += self._weights

    def finish(self, rows: int) -> np.ndarray:
        """Return the first rows, (channels, `rows`, width), and make the row below them the first.

        Pixels that no tile has touched are 0.

        Args:
            rows: how many no later tile touches, from 1 to the size of a tile.
        """
        sums, totals = self._sums[:, :rows], self._totals[:rows]
        blended = np.divide(sums, totals, out=np.zeros_like(sums), where=totals > 0)
        for buffer in (self._sums, self._totals):
            kept = buffer.shape[-2] - rows
            buffer[..., :kept, :] = buffer[..., rows:, :]
            buffer[..., kept:, :] = 0
        return blended

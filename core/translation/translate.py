"""From a window of a raster to network output without seams, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rasterio.windows import Window

from ..datasets.domain import Domain
from ..rasters.grid import Grid
from ..rasters.stack import StackReader
from .network import Finish, Network
from .strips import Strip, read_strips
from .tiles import Blender, Tiling

_ROWS = 8  # of tiles in a block at most: the row above is translated once more, for what overlaps


@dataclass(frozen=True)
class Piece:
    """A finished part of the translation.

    Attributes:
        window: of the input raster.
        source: network input, (channels, rows, columns).
        encoded: network output, likewise.
        valid: (rows, columns), bool: where the input has data.
        strangers: values met that are none of the classes, of a class raster.
    """

    window: Window
    source: np.ndarray
    encoded: np.ndarray
    valid: np.ndarray
    strangers: frozenset[int]


def everywhere(tile: Window) -> bool:
    """Return that a tile is wanted."""
    return True


@dataclass(frozen=True)
class Translator:
    """A network with its tiles.

    Attributes:
        network: translates tiles.
        tiling: where they lie.
        source: how the input raster's values become network input.
        channels: of the network's output.
        at_once: how many such translators work side by side, which share the memory.
        is_wanted: whether a tile, which may reach beyond the raster, holds a pixel that is wanted; the output of others is 0.
    """

    network: Network
    tiling: Tiling
    source: Domain
    channels: int
    at_once: int = 1
    is_wanted: Callable[[Window], bool] = everywhere

    def panels(self, window: Window) -> list[Window]:
        """Return the columns in which a window is worked off."""
        return list(self.tiling.panels(window, self.at_once * (self.source.channels + self.channels)))

    def piece_count(self, grid: Grid, window: Window) -> int:
        """Return how many pieces a window of the raster's grid is translated in."""
        return sum(len(self._ends(grid, panel)) for panel in self.panels(window))

    def blocks(self, grid: Grid, window: Window, workers: int) -> list[Window]:
        """Return parts of a window whose pieces are, one after the other, those of the window.

        Args:
            grid: of the raster.
            window: of that grid.
            workers: that translate them, each of which gets one if there are rows of tiles enough.
        """
        rows = max(1, min(_ROWS, self.piece_count(grid, window) // workers))
        blocks = []
        for panel in self.panels(window):
            ends = self._ends(grid, panel)
            begin = panel.row_off
            for end in [*ends[rows - 1 : -1 : rows], ends[-1]]:
                blocks.append(Window(panel.col_off, begin, panel.width, end - begin))
                begin = end
        return blocks

    def pieces(self, reader: StackReader, window: Window) -> Generator[Piece, None, None]:
        """Translate a window, a row of tiles at a time.

        Args:
            reader: of the input on the grid of its first raster.
            window: of that grid.
        """
        for panel in self.panels(window):
            yield from self._panel(reader, panel)

    def _rows(self, grid: Grid, panel: Window) -> list[tuple[int, int]]:
        """Return each row of tiles: where it begins, and where it is finished."""
        bottom = panel.row_off + panel.height
        starts = self.tiling.starts(panel.row_off, bottom, grid.height)
        return list(zip(starts, [*starts[1:], bottom], strict=True))

    def _ends(self, grid: Grid, panel: Window) -> list[int]:
        """Return where the pieces of a panel end; a first row of tiles may be finished above it."""
        return [end for _, end in self._rows(grid, panel) if end > panel.row_off]

    def _panel(self, reader: StackReader, panel: Window) -> Iterator[Piece]:
        size = self.tiling.size
        rows = self._rows(reader.grid, panel)
        columns = self.tiling.starts(panel.col_off, panel.col_off + panel.width, reader.grid.width)
        width = columns[-1] - columns[0] + size
        blender = Blender(self.channels, self.tiling, columns[0], width)
        wanted = slice(panel.col_off - columns[0], panel.col_off - columns[0] + panel.width)
        strips = read_strips(reader, self.source, [row for row, _ in rows], size, columns[0], width)
        for strip, (row, end) in zip(strips, rows, strict=True):
            for column, tile in self._tiles(strip, columns):
                blender.add(tile, column)
            encoded = blender.finish(end - row)
            begin = max(row, panel.row_off)
            if end <= begin:  # the first row of tiles may end above the window, since the next one begins there
                continue
            finished = np.s_[begin - row : end - row, wanted]
            yield Piece(
                Window(panel.col_off, begin, panel.width, end - begin),
                strip.encoded[:, *finished],
                encoded[:, *finished],
                strip.valid[finished],
                strip.strangers,
            )

    def _tiles(self, strip: Strip, columns: range) -> Iterator[tuple[int, np.ndarray]]:
        """Yield first column and output of each tile of a strip that has data and is wanted."""
        size = self.tiling.size
        offsets = [column - columns[0] for column in columns]
        offsets = [
            offset
            for offset in offsets
            if strip.valid[:, offset : offset + size].any()
            and self.is_wanted(Window(columns[0] + offset, strip.row, size, size))
        ]
        begun: list[tuple[list[int], Finish]] = []
        for start in range(0, len(offsets), self.network.batch_size):
            chosen = offsets[start : start + self.network.batch_size]
            tiles = np.stack([strip.encoded[:, :, offset : offset + size] for offset in chosen])
            begun.append((chosen, self.network.start(tiles)))
            if len(begun) > 1:  # a graphics card works on the last ones while those before are blended
                yield from _finished(columns[0], *begun.pop(0))
        for chosen, finish in begun:
            yield from _finished(columns[0], chosen, finish)


def _finished(left: int, offsets: Sequence[int], finish: Finish) -> Iterator[tuple[int, np.ndarray]]:
    for offset, tile in zip(offsets, finish(), strict=True):
        yield left + offset, tile

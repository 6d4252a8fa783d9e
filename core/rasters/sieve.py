"""Merging small areas of a class raster into their neighbours, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from rasterio.features import sieve
from rasterio.io import DatasetWriter
from rasterio.windows import Window

from .grid import Grid, intersection
from .pieces import cut

_WINDOW = 2048


def sieve_in_place(dataset: DatasetWriter, least: int) -> Iterator[float]:
    """Merge connected areas (4 neighbours) of fewer than `least` pixels into their largest neighbour, as GDAL does.

    GDAL keeps a record of every area, and clusters of noisy images have millions. So the raster goes through it in
    windows, one after the other, each with a margin of `least` pixels: what is small and reaches into the window lies
    inside it as a whole, and what was merged in one window is what the next one finds. An area that the margin cuts
    may be of any size and is kept; that it is large is told to GDAL by drawing its edge outwards. So all windows
    agree on what is small. Only which of several large neighbours an area goes to is decided by what is seen of them,
    and may differ from a sieve of the whole raster. A raster of one window comes out exactly as from GDAL.

    Args:
        dataset: class raster of one band, open for reading and writing; pixels of 0 are nodata and stay as they are.
        least: pixels of the smallest area that is kept.

    Yields:
        The share of the raster that is done, 0 to 1.
    """
    grid = Grid.of(dataset)
    windows = cut(grid, _WINDOW, _WINDOW)
    for done, window in enumerate(windows, start=1):
        view = _with_margin(window, least, grid)
        before = dataset.read(1, window=view)
        if (before != before[0, 0]).any():
            dataset.write(_sieved(before, least, _open_sides(view, grid)), 1, window=view)
        yield done / len(windows)


def _with_margin(window: Window, margin: int, grid: Grid) -> Window:
    wide = Window(
        window.col_off - margin, window.row_off - margin, window.width + 2 * margin, window.height + 2 * margin
    )
    common = intersection(wide, grid.window)
    assert common is not None  # nosec B101 - for mypy: the window lies in the grid
    return common


def _open_sides(view: Window, grid: Grid) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Return whether the raster goes on above, below, left and right of a window."""
    return (
        (view.row_off > 0, view.row_off + view.height < grid.height),
        (view.col_off > 0, view.col_off + view.width < grid.width),
    )


def _sieved(classes: np.ndarray, least: int, is_open: tuple[tuple[bool, bool], tuple[bool, bool]]) -> np.ndarray:
    """Return classes, (rows, columns), after the sieve; areas at open sides count as large."""
    (above, below), (left, right) = [[least * side for side in sides] for sides in is_open]
    drawn = np.pad(classes, ((above, below), (left, right)), mode='edge')
    if least >= drawn.size:  # refused by rasterio, since no area could stay
        return classes
    rows, columns = classes.shape
    return sieve(drawn, least, mask=drawn != 0)[above : above + rows, left : left + columns]

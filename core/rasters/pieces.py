"""Cutting a raster into windows that follow its blocks, so that none is read twice."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rasterio.windows import Window

from .grid import Grid
from .reading import open_raster


def pieces(path: str, most: int) -> list[Window]:
    """Cut a raster into equal windows of whole blocks, row by row.

    Args:
        path: of the raster.
        most: pixels of a window; it is made of parts of blocks only where a single block has more.

    Raises:
        SatganError: unreadable.
    """
    with open_raster(path) as dataset:
        grid = Grid.of(dataset)
        rows, columns = _shape(dataset.block_shapes[0], grid.width, most)
    return cut(grid, rows, columns)


def cut(grid: Grid, rows: int, columns: int) -> list[Window]:
    """Cut a grid into windows of `rows` x `columns` pixels, row by row; those at the far edges may be smaller."""
    return [
        Window(column, row, min(columns, grid.width - column), min(rows, grid.height - row))
        for row in range(0, grid.height, rows)
        for column in range(0, grid.width, columns)
    ]


def _shape(block: Sequence[int], width: int, most: int) -> tuple[int, int]:
    """Return rows and columns of a window: as many blocks as hold `most` pixels, nearly square unless in strips."""
    columns = min(block[1], most)
    rows = min(block[0], max(1, most // columns))
    times = max(1, most // (rows * columns))
    if columns >= width:
        return rows * times, columns
    side = math.isqrt(times)
    return rows * side, columns * side

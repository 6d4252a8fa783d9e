"""Where chips may be cut: the places on a grid, and those of them inside an extent and a mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from rasterio.windows import Window

from ..errors import SatganError
from ..labels.polygons import read_polygons
from ..rasters.grid import Grid, intersection
from ..reporting import Reporter

Positions = Sequence[tuple[int, int]]

_HAIR = 1e-3  # of a pixel, by which a chip may reach out of the mask: coordinates are rounded


def window_in_extent(grid: Grid, window: Window, extent: str | None, what: str) -> Window:
    """Return the part of a window of the grid that lies in an extent.

    Args:
        grid: whose pixels are counted.
        window: what can be used of it.
        extent: as the user gave it; None for no limit.
        what: the rasters, for the message.

    Raises:
        SatganError: nothing lies in it.
    """
    if not extent:
        return window
    wanted = intersection(window, grid.window_of_extent(extent))
    if wanted is None:
        raise SatganError(f'{what} inside the extent {extent}.', 'Draw it where there is data.')
    return wanted


def chip_positions(window: Window, size: int, stride: int) -> Positions:
    """Return row and column of the first pixel of each chip that lies in a window."""
    rows = range(window.row_off, window.row_off + window.height - size + 1, stride)
    columns = range(window.col_off, window.col_off + window.width - size + 1, stride)
    return [(row, column) for row in rows for column in columns]


def inside_mask(positions: Positions, size: int, grid: Grid, mask: str, reporter: Reporter) -> Positions:
    """Return the positions of the chips that lie wholly inside the polygons of a layer.

    Raises:
        SatganError: the layer is unreadable or has no polygons.
    """
    if not positions:
        return []
    polygons = read_polygons(mask, grid.crs, reporter).geometry.to_numpy()
    return _inside(positions, size, shapely.union_all(shapely.transform(polygons, grid.to_pixels)))


def inside_area(positions: Positions, size: int, grid: Grid, area: Grid) -> Positions:
    """Return the positions of the chips that lie wholly in an area, which may be turned against the grid."""
    outline = shapely.transform(shapely.box(0, 0, area.width, area.height), area.to_map)
    return _inside(positions, size, shapely.transform(outline, grid.to_pixels)) if positions else []


def _inside(positions: Positions, size: int, allowed: shapely.Geometry) -> Positions:
    shapely.prepare(allowed)
    inside = shapely.covers(allowed, boxes(np.array(positions) + _HAIR, size - 2 * _HAIR))
    return [position for position, is_inside in zip(positions, inside, strict=True) if is_inside]


def boxes(positions: np.ndarray, size: float) -> np.ndarray:
    """Return squares in pixels, (n,), at rows and columns, (n, 2)."""
    rows, columns = positions.T
    return shapely.box(columns, rows, columns + size, rows + size)

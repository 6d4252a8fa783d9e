"""A few tiles from all over a raster, by which something is measured before the raster is translated."""

from __future__ import annotations

import numpy as np

from ..datasets.domain import Domain
from ..errors import SatganError
from ..rasters.stack import StackReader
from .strips import read_strip

_SPREAD = (0.7548776662466927, 0.5698402909980532)


def sample_tiles(reader: StackReader, source: Domain, size: int, count: int) -> np.ndarray:
    """Return tiles with data from all over a raster, (n, channels, size, size); all of them if it is small.

    It is the whole raster even where a part is translated, so that any two parts agree.

    Args:
        reader: of the input on the grid of its first raster.
        source: how the values of the input become network input.
        size: side of a tile in pixels.
        count: how many tiles at most.

    Raises:
        SatganError: the raster has no data.
    """
    tiles: list[np.ndarray] = []
    for row, column in _spread(-(-reader.grid.height // size), -(-reader.grid.width // size)):
        strip = read_strip(reader, source, row * size, size, column * size, size)
        if strip.valid.any():
            tiles.append(strip.encoded)
        if len(tiles) == count:
            break
    if not tiles:
        raise SatganError(f'{reader.path} has no valid pixel.', 'Check its nodata value and its mask.')
    return np.stack(tiles)


def _spread(rows: int, columns: int) -> np.ndarray:
    """Return the cells of a table, (n, 2), in an order in which the first ones lie evenly all over, however many.

    It is that of the R2 sequence (Roberts 2018, "The unreasonable effectiveness of quasirandom sequences"), taken as a
    threshold for each cell.
    """
    cells = np.indices((rows, columns)).reshape(2, -1).T
    return cells[np.argsort(cells @ np.array(_SPREAD) % 1, kind='stable')]

"""Points as a job tells them."""

from __future__ import annotations

import math
import re

import numpy as np
from rasterio.crs import CRS
from rasterio.errors import CRSError

from ..errors import SatganError
from .grid import reprojected


def point_in(text: str, crs: CRS | None) -> tuple[float, float]:
    """Return the coordinates of a point in a coordinate system.

    Args:
        text: `x,y`, with `[EPSG:n]` behind it for coordinates of another system.
        crs: the coordinate system; None where there is none.

    Raises:
        SatganError: not a point, or one that has no place in the coordinate system.
    """
    match = re.fullmatch(r'\s*([^\[\]]+?)\s*(?:\[(.+)\])?\s*', text)
    try:
        values = [float(value) for value in match.group(1).split(',')] if match else []
        own = CRS.from_user_input(match.group(2)) if match and match.group(2) else None
    except (ValueError, CRSError):
        values, own = [], None
    if len(values) != 2 or not all(math.isfinite(value) for value in values):
        raise SatganError(f'"{text}" is not a point.', 'Write x,y and, where needed, [EPSG:n] behind it.')
    x, y = values
    if own is None or crs is None or own == crs:
        return x, y
    (place,) = reprojected(np.array([(x, y)]), own, crs)
    if not np.isfinite(place).all():
        raise SatganError(
            f'The point {text} has no place in the coordinate system of the sheet.', 'Choose another point or system.'
        )
    return float(place[0]), float(place[1])

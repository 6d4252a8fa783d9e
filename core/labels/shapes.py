"""Many shapes at once: centred, turned, aligned and moved."""

from __future__ import annotations

import numpy as np
import shapely


def centred(shapes: np.ndarray) -> np.ndarray:
    """Return shapes, (n,), with their centroids at the origin."""
    return moved(shapes, -shapely.get_coordinates(shapely.centroid(shapes)))


def aligned(shapes: np.ndarray) -> np.ndarray:
    """Return shapes, (n,), with their centroids at the origin and the longer sides of their smallest boxes along x."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(shapes)).reshape(len(shapes), 5, 2)
    sides = np.diff(corners, axis=1)[:, :2]
    longer = np.hypot(*sides.transpose(2, 0, 1)).argmax(axis=1)
    x, y = sides[np.arange(len(shapes)), longer].T
    return turned(centred(shapes), -np.arctan2(y, x))


def turned(shapes: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """Return shapes, (n,), turned about the origin by an angle each, (n,) radians anticlockwise."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    x, y = points.T
    cosine, sine = np.cos(angle)[owner], np.sin(angle)[owner]
    return _with(shapes, np.stack([cosine * x - sine * y, sine * x + cosine * y], axis=1))


def moved(shapes: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return shapes, (n,), moved by (n, 2)."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    return _with(shapes, points + steps[owner])


def _with(shapes: np.ndarray, points: np.ndarray) -> np.ndarray:
    changed: np.ndarray = shapely.set_coordinates(shapes.copy(), points)
    return changed

"""Chips of different parts that share ground, found by their outlines, whatever grids they lie on."""

from __future__ import annotations

import geopandas
import numpy as np
import shapely

from .split import DROPPED, PARTS, keep_apart

_HAIR = 1e-3  # of a chip's side: touching is not sharing


def leaks_between(outlines: geopandas.GeoDataFrame, scenes: np.ndarray) -> set[int]:
    """Return which chips share ground with one of another scene and of a part that judges theirs.

    Args:
        outlines: a row per chip with its part. Chips without an outline lie nowhere and share nothing.
        scenes: (chips,), number of the raster that each chip was cut from; those of one are apart already.

    Returns:
        Numbers of the rows to leave out, so that the others share nothing.
    """
    parts = outlines['split'].to_numpy(dtype=object)
    return set(np.flatnonzero(keep_apart(_shrunk(outlines), parts, scenes) == DROPPED).tolist())


def leaks_into(outlines: geopandas.GeoDataFrame, others: geopandas.GeoDataFrame) -> set[int]:
    """Return which chips share ground with a chip of another part among others, as far as their places are known.

    Args:
        outlines: a row per chip with its part.
        others: the same of the chips that stay.

    Returns:
        Numbers of the rows of `outlines`.
    """
    if not (outlines.crs and others.crs):
        return set()
    shapes = _shrunk(outlines.to_crs(others.crs))
    leaking: set[int] = set()
    for part in PARTS:
        rows = np.flatnonzero(outlines['split'] == part)
        foreign = shapely.STRtree(others.geometry[others['split'] != part])
        leaking.update(rows[foreign.query(shapes[rows], predicate='intersects')[0]].tolist())
    return leaking


def _shrunk(outlines: geopandas.GeoDataFrame) -> np.ndarray:
    shapes = outlines.geometry.to_numpy()
    return shapely.buffer(shapes, -_HAIR * np.sqrt(shapely.area(shapes)))

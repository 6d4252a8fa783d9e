"""Streets, and places along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import CRS

from ..errors import SatganError
from .polygons import read_layer
from .shapes import moved, turned

_LINEAR = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING, shapely.GeometryType.LINEARRING)
_HAIR = 1e-6  # of the setback: what the rounding of coordinates takes away


@dataclass(frozen=True)
class Streets:
    """The streets of a place.

    Attributes:
        lines: all of them.
        segments: start and end of their straight parts in the area, (n, 2, 2).
        setback: how far footprints stay away from them.
    """

    lines: shapely.STRtree
    segments: np.ndarray
    setback: float

    @classmethod
    def read(cls, source: str, crs: CRS | None, area: shapely.Polygon, setback: float) -> Streets:
        """Read a line layer.

        Args:
            source: as `read_layer` takes it.
            crs: the wanted coordinate system; None takes the coordinates as they are.
            area: where places are looked for.
            setback: in units of the coordinate system.

        Raises:
            SatganError: unreadable, without lines or coordinate system, or without a street in the area.
        """
        frame = read_layer(source)
        if crs is not None and frame.crs is None:
            raise SatganError(f'{source} has no coordinate system.', 'Assign it with "Assign projection" in QGIS.')
        geometries = (frame.to_crs(crs) if crs is not None else frame).geometry.to_numpy()
        lines = shapely.get_parts(geometries[np.isin(shapely.get_type_id(geometries), _LINEAR)])
        lines = lines[np.isfinite(shapely.bounds(lines)).all(axis=1)]  # empty, or where the plane does not reach
        if not len(lines):
            raise SatganError(f'{source} has no lines.', 'Choose a line layer.')
        inside = shapely.get_parts(shapely.intersection(shapely.force_2d(lines), area))
        points, owner = shapely.get_coordinates(inside, return_index=True)
        joined = owner[1:] == owner[:-1]
        segments = np.stack([points[:-1][joined], points[1:][joined]], axis=1)
        if not len(segments):
            raise SatganError(
                f'No street of {source} lies in the extent.', 'Load both in QGIS to see, and choose other streets.'
            )
        return cls(shapely.STRtree(lines), segments, setback)

    def along(self, shapes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Return shapes at random places along the streets, on either side, with None for those too near to another one.

        Args:
            shapes: (n,), with their longer sides along x.
            rng: draws the places.
        """
        steps = self.segments[:, 1] - self.segments[:, 0]
        lengths = np.hypot(*steps.T)
        chosen = rng.choice(len(steps), len(shapes), p=lengths / lengths.sum())
        places = self.segments[chosen, 0] + rng.uniform(0, 1, (len(shapes), 1)) * steps[chosen]
        half_turns = rng.integers(2, size=(2, len(shapes))) * np.pi  # of the shape, and of the street: its other side
        fronted = turned(shapes, half_turns[0])
        away = np.stack([np.zeros(len(shapes)), self.setback - shapely.bounds(fronted)[:, 1]], axis=1)
        angle = np.arctan2(steps[chosen, 1], steps[chosen, 0]) + half_turns[1]
        candidates = moved(turned(moved(fronted, away), angle), places)
        candidates[self.lines.query(candidates, 'dwithin', (1 - _HAIR) * self.setback)[0]] = None
        return candidates

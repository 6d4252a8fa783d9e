"""Pixel grids: where the pixels of a raster lie, and how one raster's pixels lie in another's."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
import pyproj
from affine import Affine
from pyproj.exceptions import CRSError as ProjCRSError
from pyproj.exceptions import ProjError
from rasterio import DatasetReader
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.windows import Window

from ..errors import SatganError

_ALIGNED = 1e-3  # of a pixel: what float geotransforms of equal grids may differ by
_NEARLY_WHOLE = 0.05  # of a pixel: what a resampling by a whole factor may be off
_EDGE_POINTS = 33  # per side: a reprojected outline is curved


@dataclass(frozen=True)
class Grid:
    """Coordinate system, geotransform and size of a raster.

    Attributes:
        crs: coordinate system; None where the raster has none.
        transform: pixel (column, row) to map coordinates.
        width: columns.
        height: rows.
    """

    crs: CRS | None
    transform: Affine
    width: int
    height: int

    @classmethod
    def of(cls, dataset: DatasetReader) -> Grid:
        """Return the grid of an open raster."""
        return cls(dataset.crs, dataset.transform, dataset.width, dataset.height)

    @property
    def window(self) -> Window:
        """The window that covers the whole grid."""
        return Window(0, 0, self.width, self.height)

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a pixel in map units."""
        a, b, _, d, e, _ = self.transform[:6]
        return math.hypot(a, d), math.hypot(b, e)

    def part(self, window: Window) -> Grid:
        """Return the grid of a window of whole pixels."""
        transform = self.transform * Affine.translation(window.col_off, window.row_off)
        return Grid(self.crs, transform, int(window.width), int(window.height))

    def to_pixels(self, points: np.ndarray) -> np.ndarray:
        """Return the column and row of each point, (n, 2), that is given in map coordinates, (n, 2)."""
        return _applied(~self.transform, points)

    def to_map(self, pixels: np.ndarray) -> np.ndarray:
        """Return the map coordinates of each point, (n, 2), that is given as column and row, (n, 2)."""
        return _applied(self.transform, pixels)

    def ground_pixel_size(self) -> float | None:
        """Return the mean side of the central pixel in metres on the ground; None where that cannot be told.

        Measured on the ellipsoid, so that degrees, feet and the stretched metres of web maps compare.
        """
        if self.crs is None or not (self.crs.is_geographic or self.crs.is_projected):
            return None
        column, row = self.width / 2, self.height / 2
        corners = self.to_map(np.array([(column, row), (column + 1, row), (column, row + 1)]))
        lons, lats = reprojected(corners, self.crs, CRS.from_epsg(4326)).T
        _, _, sides = pyproj.Geod(ellps='WGS84').inv([lons[0], lons[0]], [lats[0], lats[0]], lons[1:], lats[1:])
        size = math.sqrt(sides[0] * sides[1])
        return size if math.isfinite(size) else None

    def offset_of(self, other: Grid) -> tuple[int, int] | None:
        """Return the column and row of `other`'s first pixel if its pixels coincide with this grid's, else None."""
        if self.crs != other.crs:
            return None
        if self.crs is None:
            return 0, 0
        relative = ~self.transform * other.transform
        steps = np.array([relative.a - 1, relative.b, relative.d, relative.e - 1])
        column, row = relative.c, relative.f
        drift = np.abs(steps).max() * max(other.width, other.height)
        if max(drift, abs(column - round(column)), abs(row - round(row))) > _ALIGNED:
            return None
        return round(column), round(row)

    def scale_to(self, other: Grid) -> tuple[float, float]:
        """Return how many pixels of this grid lie along one of `other`'s, in its columns and rows, where they overlap.

        Near 1 and its whole fractions it is exactly that.
        """
        window = self.window_of(other) or self.window
        column, row = window.col_off + window.width / 2, window.row_off + window.height / 2
        pixels = np.array([(column, row), (column + 1, row), (column, row + 1)])
        points = self.to_map(pixels)
        if self.crs != other.crs:
            points = other.unwrapped(reprojected(points, self.crs, other.crs))
        if not np.isfinite(points).all():
            return 1.0, 1.0
        centre, right, below = other.to_pixels(points)
        spans = np.hypot(right - centre, below - centre)
        whole = np.maximum(np.rint(spans), 1)
        spans = np.where(np.abs(spans - whole) < _NEARLY_WHOLE, whole, spans)
        return float(1 / spans[0]), float(1 / spans[1])

    def window_of(self, other: Grid) -> Window | None:
        """Return the window of whole pixels of this grid that `other` covers; None where they do not overlap."""
        if self.crs is None or other.crs is None:
            return _clipped(0, 0, other.width, other.height, self)
        columns, rows = self._covered(other).T
        # A thousandth of a pixel outwards: rounding must not take away a row of pixels that is covered.
        return _clipped(
            math.ceil(columns.min() - _ALIGNED),
            math.ceil(rows.min() - _ALIGNED),
            math.floor(columns.max() + _ALIGNED),
            math.floor(rows.max() + _ALIGNED),
            self,
        )

    def window_of_extent(self, extent: str) -> Window:
        """Return the window of whole pixels that an extent touches.

        Args:
            extent: `xmin,xmax,ymin,ymax`, with `[EPSG:n]` behind it for coordinates of another system.

        Raises:
            SatganError: not an extent, or one that lies outside.
        """
        (xmin, xmax, ymin, ymax), crs = parsed_extent(extent)
        columns, rows = self._visible(_edge(xmin, xmax, ymin, ymax), crs or self.crs).T
        window = _clipped(
            math.floor(columns.min() + _ALIGNED),
            math.floor(rows.min() + _ALIGNED),
            math.ceil(columns.max() - _ALIGNED),
            math.ceil(rows.max() - _ALIGNED),
            self,
        )
        if window is None:
            raise SatganError(
                f'The extent {extent} lies outside the raster.',
                'Draw it over the raster, or give its coordinate system behind it, like [EPSG:4326].',
            )
        return window

    @property
    def middle_longitude(self) -> float | None:
        """The longitude of the central pixel in degrees; None where the coordinates are others."""
        if self.crs is None or not self.crs.is_geographic:
            return None
        return float(self.to_map(np.array([(self.width / 2, self.height / 2)]))[0, 0])

    def unwrapped(self, points: np.ndarray) -> np.ndarray:
        """Return points of this coordinate system, (n, 2), with longitudes counted as the raster counts them.

        180 degrees east is 180 degrees west: some rasters go from 0 to 360, and one of Fiji begins at 177 and ends at 182.
        """
        middle = self.middle_longitude
        if middle is None:
            return points
        turns = np.round((points[:, :1] - middle) / 360)
        return points - np.where(np.isfinite(turns), turns, 0) * (360, 0)

    def _covered(self, other: Grid) -> np.ndarray:
        """Return points, (n, 2) in pixels of this grid, whose bounding box is what `other` covers.

        They are `other`'s outline and, where coordinate systems differ, those of this grid's own points that lie in
        `other`: the outline of a raster of the whole world is nowhere in the coordinate system of a small one.
        """
        outline = self._visible(other.to_map(_edge(0, other.width, 0, other.height)), other.crs)
        if self.crs == other.crs:
            return outline
        steps = np.linspace(0, 1, _EDGE_POINTS)
        own = np.stack(np.meshgrid(steps * self.width, steps * self.height), axis=-1).reshape(-1, 2)
        points = other.unwrapped(reprojected(self.to_map(own), self.crs, other.crs))
        is_somewhere = np.isfinite(points).all(axis=1)
        seen = other.to_pixels(points[is_somewhere])
        is_inside = ((seen >= 0) & (seen <= (other.width, other.height))).all(axis=1)
        return np.concatenate([outline, own[is_somewhere][is_inside]])

    def _visible(self, points: np.ndarray, crs: CRS | None) -> np.ndarray:
        """Return points of the coordinate system `crs`, (n, 2), in pixels of this grid; far away if there are none."""
        if crs is not None and self.crs is not None and crs != self.crs:
            points = self.unwrapped(reprojected(points, crs, self.crs))
        points = points[np.isfinite(points).all(axis=1)]
        return self.to_pixels(points) if len(points) else np.array([[-1.0, -1.0]])


def _applied(transform: Affine, points: np.ndarray) -> np.ndarray:
    a, b, c, d, e, f = transform[:6]
    x, y = points.T
    return np.column_stack([a * x + b * y + c, d * x + e * y + f])


def _edge(left: float, right: float, low: float, high: float) -> np.ndarray:
    """Return points along the edge of a rectangle, (n, 2)."""
    xs, ys = np.linspace(left, right, _EDGE_POINTS), np.linspace(low, high, _EDGE_POINTS)
    sides = [(xs, np.full_like(xs, y)) for y in (low, high)] + [(np.full_like(ys, x), ys) for x in (left, right)]
    return np.concatenate([np.column_stack(side) for side in sides])


def reprojected(points: np.ndarray, source: CRS, target: CRS) -> np.ndarray:
    """Return points, (n, 2), in another coordinate system; infinite where they have no place in it."""
    # PROJ itself and not rasterio's way to it, which gives up on all points because of one.
    try:
        transformer = pyproj.Transformer.from_crs(source.to_wkt(), target.to_wkt(), always_xy=True)
    except (ProjError, ProjCRSError) as error:
        raise SatganError(
            f'Nothing leads from the coordinate system {_name(source)} to {_name(target)}.',
            'One of them is local or damaged: assign the right one with "Assign projection" in QGIS.',
        ) from error
    return np.column_stack(transformer.transform(*points.T))


def _name(crs: CRS) -> str:
    return pyproj.CRS.from_user_input(crs.to_wkt()).name


def _clipped(left: int, top: int, right: int, bottom: int, grid: Grid) -> Window | None:
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, grid.width), min(bottom, grid.height)
    if right <= left or bottom <= top:
        return None
    return Window(left, top, right - left, bottom - top)


def parsed_extent(extent: str) -> tuple[tuple[float, ...], CRS | None]:
    """Return xmin, xmax, ymin and ymax of an extent, and its coordinate system where it names one.

    Raises:
        SatganError: not an extent.
    """
    match = re.fullmatch(r'\s*([^\[\]]+?)\s*(?:\[(.+)\])?\s*', extent)
    try:
        values = tuple(float(value) for value in match.group(1).split(',')) if match else ()
        crs = CRS.from_user_input(match.group(2)) if match and match.group(2) else None
    except (ValueError, CRSError):
        values, crs = (), None
    finite = all(math.isfinite(value) for value in values)
    if len(values) == 4 and finite and (values[0] == values[1] or values[2] == values[3]):
        raise SatganError(f'The extent {extent} is empty: it has no width or no height.', 'Draw a rectangle.')
    if len(values) != 4 or not finite or values[0] > values[1] or values[2] > values[3]:
        raise SatganError(
            f'"{extent}" is not an extent.', 'Write xmin,xmax,ymin,ymax and, where needed, [EPSG:n] behind it.'
        )
    return values, crs


def intersection(first: Window, second: Window) -> Window | None:
    """Return the common part of two windows of whole pixels; None where there is none."""
    left, top = max(first.col_off, second.col_off), max(first.row_off, second.row_off)
    right = min(first.col_off + first.width, second.col_off + second.width)
    bottom = min(first.row_off + first.height, second.row_off + second.height)
    if right <= left or bottom <= top:
        return None
    return Window(left, top, right - left, bottom - top)

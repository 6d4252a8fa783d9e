"""The pixels that are painted on: where they lie on the map."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsDistanceArea,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtGui import QTransform

_ROUND = 12  # segments of a quarter circle
# Map units over which the scale is measured: about ten metres.
_DEGREES, _OTHERS = 1e-4, 10.0


@dataclass(frozen=True)
class Grid:
    """A square of pixels, north up.

    Attributes:
        crs: of the map coordinates.
        left: map coordinate of its left edge.
        top: map coordinate of its upper edge.
        pixel_width: in map units.
        pixel_height: in map units.
        size: pixels a side.
    """

    crs: QgsCoordinateReferenceSystem
    left: float
    top: float
    pixel_width: float
    pixel_height: float
    size: int

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """The affine transform as GDAL has it."""
        return self.left, self.pixel_width, 0.0, self.top, 0.0, -self.pixel_height

    @property
    def extent(self) -> QgsRectangle:
        """What it covers, in map coordinates."""
        right, bottom = self.left + self.size * self.pixel_width, self.top - self.size * self.pixel_height
        return QgsRectangle(self.left, bottom, right, self.top)

    def buffered(self, shape: QgsGeometry, pixels: float) -> QgsGeometry:
        """Return a shape in map coordinates, widened by some pixels: round in pixels, which degrees are not."""
        to_pixels = QTransform(
            1 / self.pixel_width,
            0,
            0,
            1 / self.pixel_height,
            -self.left / self.pixel_width,
            -self.top / self.pixel_height,
        )
        in_pixels = QgsGeometry(shape)
        in_pixels.transform(to_pixels)
        widened = in_pixels.buffer(pixels, _ROUND)
        widened.transform(to_pixels.inverted()[0])
        return widened

    def index_of(self, point: QgsPointXY) -> tuple[int, int] | None:
        """Return row and column of the pixel at a point in map coordinates; None outside."""
        column = int((point.x() - self.left) // self.pixel_width)
        row = int((self.top - point.y()) // self.pixel_height)
        return (row, column) if 0 <= row < self.size and 0 <= column < self.size else None


def grid_around(centre: QgsPointXY, crs: QgsCoordinateReferenceSystem, ground_pixel: float, size: int) -> Grid | None:
    """Return a square around a point whose pixels are square on the ground there; None where there is no ground.

    Args:
        centre: in map coordinates of `crs`.
        crs: of the grid.
        ground_pixel: side of a pixel in metres.
        size: pixels a side.
    """
    across, along = _metres_per_unit(centre, crs, 1.0, 0.0), _metres_per_unit(centre, crs, 0.0, 1.0)
    if not (across > 0 and along > 0):
        return None
    width, height = ground_pixel / across, ground_pixel / along
    return Grid(crs, centre.x() - size * width / 2, centre.y() + size * height / 2, width, height, size)


def aligned(grid: Grid, left: float, top: float) -> Grid:
    """Return a grid moved by less than a pixel, so that its pixels are those of a raster with the given corner."""
    columns = round((grid.left - left) / grid.pixel_width)
    rows = round((top - grid.top) / grid.pixel_height)
    return Grid(
        grid.crs,
        left + columns * grid.pixel_width,
        top - rows * grid.pixel_height,
        grid.pixel_width,
        grid.pixel_height,
        grid.size,
    )


def _metres_per_unit(place: QgsPointXY, crs: QgsCoordinateReferenceSystem, east: float, north: float) -> float:
    """Return the length on the ground of a map unit at a place in a direction; 0 outside of the coordinate system."""
    measure = QgsDistanceArea()
    project = QgsProject.instance()
    measure.setSourceCrs(crs, project.transformContext())
    measure.setEllipsoid(crs.ellipsoidAcronym() or 'WGS84')
    reach = _DEGREES if crs.isGeographic() else _OTHERS
    try:
        return measure.measureLine(place, QgsPointXY(place.x() + east * reach, place.y() + north * reach)) / reach
    except QgsCsException:
        return 0.0

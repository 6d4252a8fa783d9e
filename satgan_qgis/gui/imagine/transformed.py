"""The way from one coordinate system to another, which does not lead everywhere."""

from __future__ import annotations

from typing import TypeVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)

Place = TypeVar('Place', QgsPointXY, QgsRectangle, QgsGeometry)


def transformed(
    place: Place, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> Place | None:
    """Return a point, a rectangle around what was one, or a shape; None where the other system does not reach."""
    transform = QgsCoordinateTransform(source, target, QgsProject.instance())
    try:
        if isinstance(place, QgsRectangle):
            return transform.transformBoundingBox(place)
        if isinstance(place, QgsPointXY):
            return transform.transform(place)
        shape = QgsGeometry(place)
        shape.transform(transform)
    except QgsCsException:
        return None
    # A corner out of reach is infinitely far away, and no error.
    return shape if shape.boundingBox().isFinite() else None

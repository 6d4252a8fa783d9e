"""What a painting begins with: one class everywhere, an existing class raster, or footprints."""

from __future__ import annotations

import numpy as np
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ...language import tr
from .grid import Grid, aligned, grid_around
from .painting import Painting, burned
from .palette import Palette
from .transformed import transformed

_UNKNOWN_PIXEL = 1.0  # metres, of models that know none
_ALIKE = 0.2  # pixel sizes that differ by less are taken for the same


class StartError(ValueError):
    """A painting cannot begin; the message is a sentence."""


def begin(
    palette: Palette,
    centre: QgsPointXY,
    crs: QgsCoordinateReferenceSystem,
    size: int,
    ground: int,
    burn: int,
    layer: QgsMapLayer | None = None,
) -> Painting:
    """Return a new painting.

    Args:
        palette: its classes.
        centre: where on the map.
        crs: of the centre.
        size: pixels a side.
        ground: the class everywhere else.
        burn: the class of the polygons of a vector layer.
        layer: a class raster or polygons to begin with.

    Raises:
        StartError: the place or the layer does not do.
    """
    if not crs.isValid():
        raise StartError(tr('The project has no coordinate system: set one, so that pixels have a size.'))
    if isinstance(layer, QgsRasterLayer):
        return _of_raster(palette, centre, crs, size, ground, layer)
    grid = _grid(palette, centre, crs, size)
    pixels = np.full((size, size), ground, np.uint8)
    if layer is not None:
        pixels[burned(_shapes(layer, grid), grid)] = burn
    return Painting(palette, grid, pixels)


def _grid(palette: Palette, centre: QgsPointXY, crs: QgsCoordinateReferenceSystem, size: int) -> Grid:
    grid = grid_around(centre, crs, palette.pixel_size or _UNKNOWN_PIXEL, size)
    if grid is None:
        raise StartError(tr('The middle of the map lies outside of its coordinate system: move the map.'))
    return grid


def _of_raster(
    palette: Palette,
    centre: QgsPointXY,
    crs: QgsCoordinateReferenceSystem,
    size: int,
    ground: int,
    layer: QgsRasterLayer,
) -> Painting:
    if layer.providerType() != 'gdal':
        raise StartError(tr('{} is no raster file: export it to GeoTIFF first.').format(layer.name()))
    centre = transformed(centre, crs, layer.crs())
    if centre is None:
        raise StartError(tr('The map does not show the layer: move it there.'))
    grid = _grid(palette, centre, layer.crs(), size)
    width, height = layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY()
    if palette.pixel_size is None or abs(width / grid.pixel_width - 1) < _ALIKE:
        left, top = centre.x() - size * width / 2, centre.y() + size * height / 2
        corner = layer.extent()
        grid = aligned(Grid(layer.crs(), left, top, width, height, size), corner.xMinimum(), corner.yMaximum())
    found = _warped(layer, grid)
    return Painting(palette, grid, _in_our_values(found, palette, _names(layer), ground))


def _warped(layer: QgsRasterLayer, grid: Grid) -> np.ndarray:
    """Return the values of a class raster on a grid, (size, size), whole numbers."""
    extent = grid.extent
    options = {
        'format': 'MEM',
        'srcSRS': layer.crs().toWkt(),
        'dstSRS': grid.crs.toWkt(),
        'outputBounds': (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
        'width': grid.size,
        'height': grid.size,
        'resampleAlg': 'near',
        'outputType': gdal.GDT_Int32,
        'dstNodata': -1,
    }
    try:
        source = gdal.Open(layer.source())
        warped = None if source is None else gdal.Warp('', source, **options)
        found = None if warped is None else warped.GetRasterBand(1).ReadAsArray()
    except RuntimeError:  # instead of None, where some plugin has told GDAL so
        found = None
    if found is None:
        raise StartError(tr('{} cannot be read: check that its file is whole and in its place.').format(layer.name()))
    return found


def _in_our_values(found: np.ndarray, palette: Palette, names: dict[int, str], ground: int) -> np.ndarray:
    pixels = np.full(found.shape, ground, np.uint8)
    known = False
    for value in np.unique(found).tolist():
        ours = palette.value_of(names.get(value, ''), value)
        if ours is not None:
            pixels[found == value] = ours
            known = True
    if not known:
        raise StartError(tr('There is none of the classes of the model here: move the map, or choose another layer.'))
    return pixels


def _names(layer: QgsRasterLayer) -> dict[int, str]:
    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return {}
    return {int(entry.value): entry.label for entry in renderer.classes()}


def _shapes(layer: QgsVectorLayer, grid: Grid) -> list:
    request = QgsFeatureRequest().setDestinationCrs(grid.crs, QgsProject.instance().transformContext())
    request.setFilterRect(grid.extent)
    shapes = [feature.geometry() for feature in layer.getFeatures(request) if feature.hasGeometry()]
    if not shapes:
        raise StartError(tr('{} has nothing here: move the map to some of its polygons.').format(layer.name()))
    return shapes

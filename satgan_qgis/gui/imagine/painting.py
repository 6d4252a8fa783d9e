"""The painting: a small class raster in memory that remembers what was done to it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr
from qgis.core import QgsGeometry, QgsPointXY

from ....core.protocol import PROVENANCE, partial_path, remove_partial
from .grid import Grid
from .palette import Palette

_REMEMBERED = 100  # steps
_IN_MEMORY, _NAME = '/vsimem/satgan-imagine', 'painting.tif'
_SIDECARS = ('.aux.xml', '.ovr', '.msk', PROVENANCE)  # of the file that was there before


class Painting:
    """Classes on a grid, with undo and redo."""

    def __init__(self, palette: Palette, grid: Grid, start: np.ndarray) -> None:
        """Begin.

        Args:
            palette: its classes.
            grid: its pixels.
            start: the first state, (size, size), uint8; what erasing brings back.
        """
        self.palette, self.grid = palette, grid
        self._start = start
        self._steps = [start]
        self._now = 0

    @property
    def pixels(self) -> np.ndarray:
        """The class values, (size, size), uint8; not to be changed."""
        return self._steps[self._now]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._now < len(self._steps) - 1

    def undo(self) -> None:
        """Take a step back."""
        self._now = max(self._now - 1, 0)

    def redo(self) -> None:
        """Take back the last undo."""
        self._now = min(self._now + 1, len(self._steps) - 1)

    def paint(self, shape: QgsGeometry, value: int) -> bool:
        """Give the pixels inside a shape a class, and return whether that changed any.

        Args:
            shape: polygons in map coordinates of the grid.
            value: of the class.
        """
        return self._step(np.where(self._inside(shape), np.uint8(value), self.pixels))

    def erase(self, shape: QgsGeometry) -> bool:
        """Bring back the first state inside a shape, and return whether that changed any pixel."""
        return self._step(np.where(self._inside(shape), self._start, self.pixels))

    def value_at(self, point: QgsPointXY) -> int | None:
        """Return the class value at a point in map coordinates of the grid; None outside."""
        index = self.grid.index_of(point)
        return None if index is None else int(self.pixels[index])

    def save(self, path: Path) -> None:
        """Write it as a GeoTIFF with palette and category names: whole, or nothing.

        Raises:
            OSError: it could not be written; what lay at `path` before is still there.
        """
        partial = partial_path(path)
        files = self._files()
        try:
            for ending, content in files.items():
                _beside(partial, ending).write_bytes(content)
            os.replace(partial, path)
            for ending in _SIDECARS:
                _beside(path, ending).unlink(missing_ok=True)
            for ending in files.keys() - {''}:
                os.replace(_beside(partial, ending), _beside(path, ending))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(path)) from error
        finally:
            remove_partial(path)

    def _files(self) -> dict[str, bytes]:
        """Return the content of the GeoTIFF and of what GDAL puts beside it, by the ending of the name."""
        size = self.grid.size
        options = ['COMPRESS=DEFLATE', 'TILED=YES']
        data = gdal.GetDriverByName('GTiff').Create(f'{_IN_MEMORY}/{_NAME}', size, size, 1, options=options)
        _georeference(data, self.grid)
        band = data.GetRasterBand(1)
        colours, names = gdal.ColorTable(), [''] * (self.palette.classes[-1].value + 1)
        for painted in self.palette.classes:
            colours.SetColorEntry(painted.value, painted.colour.getRgb())
            names[painted.value] = painted.name
        band.SetRasterColorTable(colours)
        band.SetRasterCategoryNames(names)
        band.SetDescription('class')
        data.WriteArray(self.pixels)
        del band, data  # only what is closed is complete
        return {name.removeprefix(_NAME): _taken_from_memory(name) for name in gdal.ReadDir(_IN_MEMORY)}

    def _step(self, pixels: np.ndarray) -> bool:
        if np.array_equal(pixels, self.pixels):
            return False
        self._steps = [*self._steps[max(0, self._now + 1 - _REMEMBERED) : self._now + 1], pixels]
        self._now = len(self._steps) - 1
        return True

    def _inside(self, shape: QgsGeometry) -> np.ndarray:
        return burned([shape], self.grid)


def burned(shapes: list[QgsGeometry], grid: Grid) -> np.ndarray:
    """Return which pixels have their centre in one of the shapes, (size, size), bool.

    Args:
        shapes: polygons in map coordinates of the grid.
        grid: of the pixels.
    """
    mask = memory_raster(grid)
    vectors = ogr.GetDriverByName('Memory').CreateDataSource('')
    layer = vectors.CreateLayer('', mask.GetSpatialRef(), ogr.wkbUnknown)
    for shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        # GDAL burns nothing of a shape with curves.
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(shape.asWkb())).GetLinearGeometry())
        layer.CreateFeature(feature)
    gdal.RasterizeLayer(mask, [1], layer, burn_values=[1])
    return mask.ReadAsArray().astype(bool)


def memory_raster(grid: Grid) -> gdal.Dataset:
    """Return an empty raster in memory on a grid, one band of uint8."""
    data = gdal.GetDriverByName('MEM').Create('', grid.size, grid.size, 1)
    _georeference(data, grid)
    return data


def _georeference(data: gdal.Dataset, grid: Grid) -> None:
    data.SetGeoTransform(grid.transform)
    data.SetProjection(grid.crs.toWkt())


def _taken_from_memory(name: str) -> bytes:
    """Return the content of a file in GDAL's memory, and remove it there."""
    path = f'{_IN_MEMORY}/{name}'
    file = gdal.VSIFOpenL(path, 'rb')
    content = gdal.VSIFReadL(1, gdal.VSIStatL(path).size, file)
    gdal.VSIFCloseL(file)
    gdal.Unlink(path)
    return bytes(content)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f'{path.name}{ending}')

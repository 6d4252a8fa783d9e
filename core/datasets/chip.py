"""One chip: a small GeoTIFF that keeps georeference, data type, nodata, palette and marks of its source."""

from __future__ import annotations

import errno
import io
import os
import struct
from pathlib import Path

import numpy as np
import rasterio
from rasterio.io import MemoryFile
from rasterio.windows import Window
from tifffile import TiffFile

from ..rasters.classes import TAGS, ClassSource, class_tags
from ..rasters.grid import Grid
from ..rasters.marks import SYNTHETIC
from ..rasters.reading import open_raster, reading
from ..rasters.tiff import is_whole
from .domain import Domain


class ChipWriter:
    """Writes the chips of one side of a dataset, from any thread.

    Chips of a dataset differ only in their pixels and in where they lie. GDAL makes one, and the others get its bytes
    with another origin and other pixels: five times as fast as GDAL, which also lets only one thread at a time open
    a file.
    """

    def __init__(self, domain: Domain, grid: Grid, source_classes: ClassSource | None = None) -> None:
        """Have a chip made.

        Args:
            domain: of the source.
            grid: of any of the chips, which all have its size.
            source_classes: palette and class names of the source, where it has some.
        """
        self._domain = domain
        self._classes = source_classes
        self._nodata = domain.nodata
        if self._nodata is None and np.dtype(domain.dtype).kind == 'f':
            self._nodata = float('nan')
        self._template = _Template.of(self._made_by_gdal(grid))

    def write(self, path: Path, values: np.ndarray, valid: np.ndarray, grid: Grid) -> None:
        """Write a chip.

        Invalid pixels get the nodata value where the domain has one, NaN where it is of real numbers, and a mask
        inside the file otherwise.

        Args:
            path: the new file.
            values: (bands, rows, columns).
            valid: (rows, columns), bool.
            grid: of the chip.

        Raises:
            OSError: the disk is full.
        """
        if not valid.all():
            if self._nodata is None:
                self._write_with_mask(path, values, valid, grid)
                return
            values = np.where(valid, values, np.asarray(self._nodata).astype(values.dtype))
        self._template.write(path, values, grid)

    def _made_by_gdal(self, grid: Grid) -> bytes:
        # One pixel aside: GDAL writes no origin at all where it is 0, 0.
        aside = grid.part(Window(1, 1, grid.width, grid.height))
        with MemoryFile() as memory:
            self._write_by_gdal(memory.name, np.zeros((len(self._domain.bands), grid.height, grid.width)), None, aside)
            return bytes(memory.read())

    def _write_with_mask(self, path: Path, values: np.ndarray, valid: np.ndarray, grid: Grid) -> None:
        self._write_by_gdal(str(path), values, valid, grid)
        # GDAL does not tell when closing finds no room for the last blocks.
        if not is_whole(path, images=2):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    def _write_by_gdal(self, path: str, values: np.ndarray, mask: np.ndarray | None, grid: Grid) -> None:
        domain, classes = self._domain, self._classes
        palette = classes.palette if classes and domain.dtype in ('uint8', 'uint16') else {}
        profile = {
            'driver': 'GTiff',
            'width': grid.width,
            'height': grid.height,
            'count': len(values),
            'dtype': domain.dtype,
            'crs': grid.crs,
            'transform': grid.transform,
            'nodata': self._nodata,
            'photometric': _photometric(domain, palette),
            'interleave': 'band',
            'blockysize': grid.height,
        }
        with rasterio.open(path, 'w', **profile) as chip:
            if palette:
                chip.write_colormap(1, palette)
            if classes and classes.names and domain.classes:
                chip.update_tags(1, ns=TAGS, **class_tags(domain.classes))
            chip.descriptions = domain.names
            chip.units = domain.units
            if domain.synthetic:
                chip.update_tags(**SYNTHETIC)
            chip.write(values.astype(domain.dtype, copy=False))
            if mask is not None:
                with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
                    chip.write_mask(mask)


class _Template:
    """The bytes of an uncompressed GeoTIFF, band after band, around its pixels."""

    def __init__(self, before: bytes, after: bytes, origin: tuple[int, int], order: str) -> None:
        """Keep the bytes.

        Args:
            before: all up to the pixels.
            after: all behind them.
            origin: where in both, put together, the x and the y of the upper left corner stand.
            order: of the bytes, `<` or `>`.
        """
        self._before, self._after, self._origin, self._order = before, after, origin, order

    @classmethod
    def of(cls, content: bytes) -> _Template:
        """Take a GeoTIFF apart."""
        with TiffFile(io.BytesIO(content)) as file:
            page, order = file.pages.first, file.byteorder
            begin, size = page.dataoffsets[0], sum(page.databytecounts)  # GDAL puts band after band
            # Places of x and y in the tags of GeoTIFF 1.1, section 7.2: a tie point, or a matrix where the grid is turned.
            if 'ModelTiepointTag' in page.tags:
                origin = [page.tags['ModelTiepointTag'].valueoffset + 8 * place for place in (3, 4)]
            else:
                origin = [page.tags['ModelTransformationTag'].valueoffset + 8 * place for place in (3, 7)]
        after = [place - size if place > begin else place for place in origin]
        return cls(content[:begin], content[begin + size :], (after[0], after[1]), order)

    def write(self, path: Path, values: np.ndarray, grid: Grid) -> None:
        """Write the pixels, (bands, rows, columns), between the bytes."""
        around = bytearray(self._before + self._after)
        for place, coordinate in zip(self._origin, (grid.transform.c, grid.transform.f), strict=True):
            struct.pack_into(f'{self._order}d', around, place, coordinate)
        begin = len(self._before)
        content = b''.join((around[:begin], np.ascontiguousarray(values).data, around[begin:]))
        with open(path, 'wb') as file:  # at one go: each further write takes as long as the copying
            file.write(content)


def _photometric(domain: Domain, palette: dict[int, tuple[int, int, int, int]]) -> str:
    """Return what to say of the colours: left alone, GDAL would call the last of four bands alpha."""
    if palette:
        return 'palette'
    return 'rgb' if domain.names[:3] == ('red', 'green', 'blue') else 'minisblack'


def read_chip(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read a chip.

    Returns:
        The values, (bands, rows, columns), and whether each pixel is valid, (rows, columns) bool.

    Raises:
        SatganError: missing or damaged.
    """
    with open_raster(str(path)) as chip, reading(str(path)):
        values = chip.read()
        valid = chip.dataset_mask() > 0
    if values.dtype.kind == 'f':
        valid &= ~np.isnan(values).any(axis=0)
    return values, valid

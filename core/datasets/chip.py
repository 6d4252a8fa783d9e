"""One chip: a small GeoTIFF that keeps georeference, data type, nodata and palette of its source."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import rasterio

from ..rasters.classes import TAGS, ClassSource, class_tags
from ..rasters.grid import Grid
from ..rasters.reading import open_raster, reading
from ..rasters.tiff import is_whole
from .domain import Domain


def write_chip(
    path: Path,
    values: np.ndarray,
    valid: np.ndarray,
    grid: Grid,
    domain: Domain,
    source_classes: ClassSource | None = None,
) -> None:
    """Write a chip.

    Invalid pixels get the nodata value where the domain has one, NaN where it is of real numbers, and a mask inside
    the file otherwise.

    Args:
        path: the new file.
        values: (bands, rows, columns).
        valid: (rows, columns), bool.
        grid: of the chip.
        domain: of the source.
        source_classes: palette and class names of the source, where it has some.

    Raises:
        OSError: the disk is full.
    """
    nodata = domain.nodata
    if nodata is None and values.dtype.kind == 'f':
        nodata = float('nan')
    masked = nodata is None and not valid.all()
    if nodata is not None:
        values = np.where(valid, values, np.asarray(nodata).astype(values.dtype))
    palette = source_classes.palette if source_classes and domain.dtype in ('uint8', 'uint16') else {}
    profile = {
        'driver': 'GTiff',
        'width': grid.width,
        'height': grid.height,
        'count': len(values),
        'dtype': domain.dtype,
        'crs': grid.crs,
        'transform': grid.transform,
        'nodata': nodata,
        'photometric': _photometric(domain, palette),
    }
    with rasterio.open(path, 'w', **profile) as chip:
        if palette:
            chip.write_colormap(1, palette)
        if source_classes and source_classes.names and domain.classes:
            chip.update_tags(1, ns=TAGS, **class_tags(domain.classes))
        chip.descriptions = domain.names
        chip.units = domain.units
        chip.write(values)
        if masked:
            with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
                chip.write_mask(valid)
    # GDAL does not tell when closing finds no room for the last blocks.
    if not is_whole(path, images=1 + masked):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


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

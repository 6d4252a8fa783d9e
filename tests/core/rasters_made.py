"""Small made rasters and polygon layers, and GDAL's own programs to compare with."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.enums import ColorInterp

from core.errors import Cancelled
from core.reporting import Reporter

ROOT = Path(__file__).resolve().parents[2]
UTM = 'EPSG:32633'
LEFT, TOP, PIXEL = 500000.0, 5000000.0, 10.0


class Notes(Reporter):
    """Notes down what it is told, and stops the job at a given step of its progress."""

    def __init__(self, stop_at: int | None = None):
        self.infos: list[str] = []
        self.warnings: list[str] = []
        self.steps: list[float] = []
        self._stop_at = stop_at

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)

    def progress(self, fraction, text=''):
        if len(self.steps) == self._stop_at:
            raise Cancelled
        self.steps.append(fraction)


def north_up(column: float = 0, row: float = 0, pixel: float = PIXEL) -> Affine:
    """Return the transform of a raster whose corner lies some pixels of `PIXEL` away from the usual one."""
    return Affine(pixel, 0, LEFT + column * PIXEL, 0, -pixel, TOP - row * PIXEL)


def noise(bands: int, rows: int, columns: int, dtype: str = 'uint8', low: int = 1, high: int = 200, seed: int = 0):
    """Return random whole numbers from `low` to below `high`."""
    return np.random.default_rng(seed).integers(low, high, (bands, rows, columns)).astype(dtype)


def waves(bands: int, rows: int, columns: int, dtype: str = 'float32', low: float = 10, high: float = 200):
    """Return values that change slowly from pixel to pixel."""
    row, column, band = np.mgrid[:rows, :columns, :bands]
    height = np.sin(row / 9 + band) * np.cos(column / 7 - band)
    return (low + (high - low) * (height + 1) / 2).transpose(2, 0, 1).astype(dtype)


def write_raster(path: Path, values: np.ndarray, *, mask=None, alpha=False, palette=None, names=None, **profile: Any):
    """Write a GeoTIFF.

    Args:
        path: of the file.
        values: (bands, rows, columns).
        mask: (rows, columns), bool: written as a mask inside the file.
        alpha: whether the last band is alpha.
        palette: value to red, green, blue and alpha.
        names: descriptions of the bands.
        profile: what differs from a north-up raster in UTM.
    """
    bands, rows, columns = values.shape
    profile = {
        'driver': 'GTiff',
        'width': columns,
        'height': rows,
        'count': bands,
        'dtype': values.dtype.name,
        'crs': UTM,
        'transform': north_up(),
        'photometric': 'palette' if palette else 'minisblack',
    } | profile
    if profile['transform'] is None:
        del profile['transform']
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, 'w', **profile) as raster:
        if alpha:
            raster.colorinterp = [*raster.colorinterp[:-1], ColorInterp.alpha]
        if palette:
            raster.write_colormap(1, palette)
        if names:
            raster.descriptions = names
        raster.write(values)
        if mask is not None:
            raster.write_mask(mask)
    return path


def read_raster(path: Path | str) -> np.ndarray:
    with rasterio.open(path) as raster:
        return raster.read()


def write_polygons(path: Path, geometries: Sequence[Any], crs: str | None = UTM, layer: str | None = None, **fields):
    """Write a layer of geometries with attributes."""
    frame = geopandas.GeoDataFrame(fields, geometry=list(geometries), crs=crs)
    frame.to_file(path, engine='pyogrio', layer=layer or path.stem)
    return path


def box(left: float, top: float, right: float, bottom: float) -> shapely.Polygon:
    """Return the rectangle from one column and row of the usual grid to another."""
    return shapely.box(LEFT + left * PIXEL, TOP - bottom * PIXEL, LEFT + right * PIXEL, TOP - top * PIXEL)


def gdal(*words: object) -> str:
    """Run one of the programs of the system's GDAL, which is another release than rasterio's, and return its output."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(('GDAL_', 'PROJ_'))}
    command = [str(word) for word in words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=clean).stdout


# What getrusage calls the peak is, in a process that was just started, that of the one that started it.
PEAK_MEMORY = """
def peak_memory():
    with open('/proc/self/status') as status:
        return next(line.split()[1] for line in status if line.startswith('VmHWM'))
"""


def run_python(code: str, *arguments: object) -> str:
    """Run code of the engine in a process of its own and return its output."""
    command = [sys.executable, '-c', code, *(str(argument) for argument in arguments)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def warped_by_gdal(source: Path, grid: Path, resampling: str, folder: Path, *options: object) -> np.ndarray:
    """Return what gdalwarp makes of a raster on the grid of another one."""
    with rasterio.open(grid) as raster:
        bounds, size, crs = raster.bounds, (raster.width, raster.height), raster.crs.to_string()
    target = folder / f'warped-{source.stem}-{resampling}.tif'
    area = ['-te', *bounds, '-ts', *size, '-t_srs', crs]
    gdal('gdalwarp', '-q', '-overwrite', '-r', resampling.replace('nearest', 'near'), *area, *options, source, target)
    return read_raster(target)


def folder_content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file under a folder, by relative path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob('*')) if path.is_file()}

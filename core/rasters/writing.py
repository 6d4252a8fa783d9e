"""Writing files and folders so that they appear complete or not at all."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # what some of rasterio's functions let through
from rasterio.enums import Resampling
from rasterio.errors import RasterioError

from ..errors import SatganError
from ..protocol import PROVENANCE, partial_path, remove_partial
from .grid import Grid
from .stylefile import SUFFIX as STYLE
from .stylefile import has_own_style, style_path
from .tiff import is_whole

_SIDECARS = ('.aux.xml', '.ovr', '.msk', PROVENANCE)
_BLOCK = 256
_OVERVIEW_CACHE = 2**24  # bytes: each overview is made of the one before it, row by row
_PAUSES = (0.05, 0.1, 0.2, 0.4)  # seconds: who reads a small file has done with it then
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; what lies there at the end takes its place at `path`, with its sidecar files.

    Whatever ends the block early leaves `path` as it was and nothing else behind.

    Raises:
        SatganError: the folder cannot be made or written to.
    """
    _make_folder(path.parent)
    partial = partial_path(path)
    remove_partial(path)
    try:
        yield partial
        for suffix in _SIDECARS:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        if has_own_style(path):
            style_path(path).unlink()
        # Last of all the file itself, so that it never lies there without what belongs to it.
        for written in (*path.parent.glob(f'{glob.escape(partial.name)}.*'), partial):
            suffix = written.name.removeprefix(partial.name)
            _replace(written, style_path(path) if suffix == STYLE else path.with_name(path.name + suffix))
    finally:
        remove_partial(path)


def _replace(written: Path, path: Path) -> None:
    """Put a file in the place of another one, which Windows refuses while a program like the training monitor reads it."""
    for pause in _PAUSES:
        try:
            os.replace(written, path)
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(written, path)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to fill, which becomes `path` at the end.

    Raises:
        SatganError: `path` holds something already, or its parent cannot be written to.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise SatganError(f'{path} is not empty.', 'Choose a new or empty folder, so that nothing is overwritten.')
    _make_folder(path.parent)
    partial = partial_path(path)
    remove_partial(path)
    try:
        partial.mkdir()
        yield partial
        if path.exists():
            path.rmdir()
        os.replace(partial, path)
    finally:
        remove_partial(path)


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """Give a new folder to fill, which takes the place of the folder `path` at the end.

    Raises:
        SatganError: its parent cannot be written to.
    """
    _make_folder(path.parent)
    partial = partial_path(path)
    remove_partial(path)
    try:
        partial.mkdir()
        yield partial
        with tempfile.TemporaryDirectory(prefix='.partial-old-', dir=path.parent) as old:
            os.replace(path, Path(old) / path.name)
            os.replace(partial, path)
    finally:
        remove_partial(path)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f'.partial-probe-{os.getpid()}'
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SatganError(
            f'The folder {folder} cannot be written to ({error.strerror}).', 'Choose another folder for the output.'
        ) from error


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Turn what rasterio or a full disk raises while `output` is written into a sentence about its disk."""
    try:
        yield
    except (RasterioError, CPLE_BaseError) as error:
        raise disk_full(output) from error
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise disk_full(output) from error


def geotiff_profile(grid: Grid, count: int, dtype: str, nodata: float | None, compression: str) -> dict[str, Any]:
    """Return the creation options of a large GeoTIFF: tiled, compressed, BigTIFF where needed.

    Args:
        grid: size and georeference.
        count: number of bands.
        dtype: numpy name of the data type.
        nodata: nodata value to declare, or None.
        compression: `deflate`, `lzw`, `zstd` or `none`.
    """
    profile: dict[str, Any] = {
        'driver': 'GTiff',
        'width': grid.width,
        'height': grid.height,
        'count': count,
        'dtype': dtype,
        'crs': grid.crs,
        'transform': grid.transform,
        'nodata': nodata,
        'tiled': True,
        'blockxsize': _BLOCK,
        'blockysize': _BLOCK,
        'bigtiff': 'IF_SAFER',
        'compress': compression,
        'num_threads': 'ALL_CPUS',
    }
    if compression != 'none':
        profile['predictor'] = 3 if np.dtype(dtype).kind == 'f' else 2
    return profile


def finish_geotiff(path: Path, resampling: Resampling, output: Path) -> None:
    """Build the overviews of a GeoTIFF and check that all of it arrived on the disk.

    GDAL does not tell when the last blocks, which it writes on closing, find no room.

    Args:
        path: the file as written.
        resampling: for the overviews.
        output: where the file will lie, for the message.

    Raises:
        SatganError: the disk is full.
    """
    check_whole(path, output)
    settings = rasterio.Env(SPARSE_OK_OVERVIEW='YES', GDAL_CACHEMAX=_OVERVIEW_CACHE)
    with writing(output), settings, rasterio.open(path, 'r+') as dataset:
        factors = _overview_factors(dataset.width, dataset.height)
        if factors:
            dataset.build_overviews(factors, resampling)
    check_whole(path, output, overviews=len(factors))


def _overview_factors(width: int, height: int) -> list[int]:
    factors, factor = [], 2
    while max(width, height) / factor > _BLOCK / 2:
        factors.append(factor)
        factor *= 2
    return factors


def check_whole(path: Path, output: Path, overviews: int = 0) -> None:
    """Check that a GeoTIFF is as long as it says.

    Args:
        path: the file as written.
        output: where the file will lie, for the message.
        overviews: how many it must have.

    Raises:
        SatganError: blocks are missing, since the disk is full.
    """
    if not is_whole(path, 1 + overviews):
        raise disk_full(output)


def disk_full(output: Path) -> SatganError:
    """Return the error for an output that could not be written whole."""
    try:
        free = f'{shutil.disk_usage(output.parent).free / 1e6:.0f} MB are free'
    except OSError:
        free = 'how much is free cannot be told'
    return SatganError(
        f'{output} could not be written whole: its disk is full or failing ({free}).',
        'Free some space or choose another disk; nothing was left behind.',
        code='disk',
    )

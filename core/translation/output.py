"""The raster that a translation writes: pixels in the target's units, its names and palette, and its statistics."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.io import DatasetWriter
from rasterio.windows import Window

from ..datasets.domain import Domain
from ..datasets.statistics import Moments, merged, moments
from ..rasters.classes import TAGS, class_tags
from ..rasters.grid import Grid
from ..rasters.writing import geotiff_profile
from .provenance import Origin

_COLOURS = [ColorInterp.red, ColorInterp.green, ColorInterp.blue]
_ALIKE = 1e-6  # GDAL takes real numbers for nodata that differ from it by half as much, relative to it


@contextmanager
def open_output(
    path: Path, grid: Grid, target: Domain, origin: Origin | None, compression: str, *, has_gaps: bool
) -> Iterator[OutputWriter]:
    """Open a new GeoTIFF for the pixels of a target domain; it is complete when the block ends.

    Args:
        path: the new file.
        grid: size and georeference.
        target: what the pixels are.
        origin: where they come from; None where none is generated.
        compression: as of `geotiff_profile`.
        has_gaps: whether there may be pixels without data.
    """
    nodata = _nodata(target)
    profile = geotiff_profile(grid, len(target.bands), target.dtype, nodata, compression) | _photometric(target)
    with rasterio.open(path, 'w', **profile) as dataset, ThreadPoolExecutor(1) as executor:
        _describe(dataset, target)
        dataset.descriptions = origin.band_names(target.names) if origin else target.names
        if origin:
            origin.mark(dataset)
        writer = OutputWriter(dataset, target, nodata, executor, masked=has_gaps and nodata is None)
        yield writer
        writer.finish()


class OutputWriter:
    """Decodes and writes in a thread of its own, and keeps the statistics of what it wrote."""

    def __init__(
        self,
        dataset: DatasetWriter,
        target: Domain,
        nodata: float | None,
        executor: ThreadPoolExecutor,
        *,
        masked: bool,
    ) -> None:
        """Take an open file.

        Args:
            dataset: the file.
            target: what its pixels are.
            nodata: what pixels without data get; None leaves them to the mask.
            executor: of one thread.
            masked: whether to write a mask band.
        """
        self._dataset = dataset
        self._target = target
        self._nodata = nodata
        self._executor = executor
        self._masked = masked
        self._moments: list[Moments] = []
        self._pending: Future[None] | None = None

    def write(self, window: Window, encoded: np.ndarray, valid: np.ndarray) -> None:
        """Write a window once the one before is written.

        Args:
            window: of the file.
            encoded: network output, (channels, rows, columns).
            valid: (rows, columns), bool; other pixels become nodata.
        """
        self._wait()
        self._pending = self._executor.submit(self._write, window, encoded, valid)

    def finish(self) -> None:
        """Wait for the last window and write the statistics of each band where GDAL and QGIS look for them."""
        self._wait()
        if not self._moments:
            return
        for band, figures in enumerate(merged(self._moments), start=1):
            if not figures.count:
                continue
            self._dataset.update_tags(
                band,
                STATISTICS_MINIMUM=figures.minimum,
                STATISTICS_MAXIMUM=figures.maximum,
                STATISTICS_MEAN=figures.mean,
                STATISTICS_STDDEV=figures.std,
                STATISTICS_VALID_PERCENT=100 * figures.count / (self._dataset.width * self._dataset.height),
            )

    def _wait(self) -> None:
        if self._pending:
            self._pending.result()

    def _write(self, window: Window, encoded: np.ndarray, valid: np.ndarray) -> None:
        self.write_values(window, decoded(self._target, encoded, self._nodata), valid)

    def write_values(self, window: Window, values: np.ndarray, valid: np.ndarray) -> None:
        """Write a window at once.

        Args:
            window: of the file.
            values: (bands, rows, columns), in the units of the target.
            valid: as of `write`.
        """
        if self._nodata is not None:
            values = np.where(valid, values, np.asarray(self._nodata).astype(values.dtype))
        self._dataset.write(values, window=window)
        if self._masked:
            with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):  # settings of rasterio hold for one thread only
                self._dataset.write_mask(valid, window=window)
        figures = moments(values, valid, sample=1, nodata=self._nodata)
        if figures:
            self._moments.append(figures)


def _nodata(target: Domain) -> float | None:
    if target.nodata is None and np.dtype(target.dtype).kind == 'f':
        return float('nan')
    return target.nodata


def _photometric(target: Domain) -> dict[str, str]:
    if _has_palette(target):
        return {'photometric': 'palette'}
    return {'photometric': 'rgb' if _colours(target)[:3] == _COLOURS else 'minisblack'}


def _colours(target: Domain) -> list[ColorInterp]:
    """Return what the bands are shown as; alpha would hide what is generated, and there is no palette."""
    words = target.colours or [name.lower() for name in target.names]
    known = {**ColorInterp.__members__, 'alpha': ColorInterp.undefined, 'palette': ColorInterp.gray}
    return [known.get(word, ColorInterp.undefined) for word in words]


def _has_palette(target: Domain) -> bool:
    # GeoTIFF has palettes for no others.
    return target.classes is not None and target.dtype in ('uint8', 'uint16') and len(target.bands) == 1


def _describe(dataset: DatasetWriter, target: Domain) -> None:
    """Write what must stand in a GeoTIFF before its pixels: palette or colours, and what the values mean."""
    if target.classes:
        if _has_palette(target):
            dataset.write_colormap(1, target.classes.colormap())
        dataset.update_tags(1, ns=TAGS, **class_tags(target.classes))
    else:
        dataset.colorinterp = _colours(target)
    dataset.units = target.units
    if target.scales:
        dataset.scales = target.scales
    if target.offsets:
        dataset.offsets = target.offsets


def decoded(target: Domain, encoded: np.ndarray, nodata: float | None) -> np.ndarray:
    """Return pixels that are never the nodata value, so that everything generated stays visible."""
    if target.classes:
        if nodata in target.classes.values:  # a class of that value cannot be shown: the next best is taken
            encoded = encoded.copy()
            encoded[target.classes.values.index(int(nodata))] = -np.inf
        return target.decode(encoded)
    values = target.decode(encoded)
    return without_nodata(values, nodata)


def without_nodata(values: np.ndarray, nodata: float | None) -> np.ndarray:
    """Move values that happen to equal the nodata value to one beside it."""
    if nodata is None or np.isnan(nodata):
        return values
    if values.dtype.kind == 'f':
        near = values.dtype.type(nodata * (1 - 2 * _ALIKE) if nodata else np.finfo(values.dtype).tiny)
        return np.where(np.abs(values - nodata) <= _ALIKE * abs(nodata), near, values)
    hit = values == nodata
    if nodata < np.iinfo(values.dtype).max:
        return np.where(hit, values + values.dtype.type(1), values)
    return np.where(hit, values - values.dtype.type(1), values)

"""Reading rasters by windows, on their own grid or on another raster's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import rasterio
from rasterio import DatasetReader
from rasterio._err import CPLE_BaseError  # what some of rasterio's functions let through
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.errors import RasterioError, RasterioIOError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from ..errors import SatganError
from ..wording import counted
from .grid import Grid, intersection
from .marks import is_synthetic

# Of a source pixel: how far off a warped pixel may be. GDAL's own choice, an eighth, is seen where contrasts are sharp.
_TOLERANCE = 1e-3
_HALF_TURN = 180 + 1e-6  # degrees; rounded numbers may be a hair more


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Turn what rasterio raises while `path` is read into a sentence."""
    try:
        yield
    except (RasterioError, CPLE_BaseError) as error:
        raise SatganError(
            f'{path} cannot be read ({_reason(error)}).',
            'The file is damaged or cut short: copy it again from its source.',
        ) from error


def _reason(error: BaseException) -> str:
    """Return what GDAL said: rasterio's own words are that there are others."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).rstrip('.')


def open_raster(path: str) -> DatasetReader:
    """Open a raster for reading.

    Raises:
        SatganError: no such file, or not a raster.
    """
    try:
        return rasterio.open(path)
    except RasterioIOError as error:
        local = Path(path)
        if not path.startswith('/vsi') and ':' not in path[2:] and not local.exists():
            raise SatganError(f'The raster {path} does not exist.', 'Check its path.') from error
        raise SatganError(
            f'{path} cannot be opened as a raster ({_reason(error)}).',
            'It is of another kind, or damaged: open it in QGIS to see, and copy it again from its source.',
        ) from error


@dataclass(frozen=True)
class RasterInfo:
    """What a raster says about its values.

    Attributes:
        path: as it was opened.
        grid: its pixel grid.
        bands: the bands in use, counted from 1, alpha left out.
        names: a name for each of them.
        dtype: numpy name of their data type.
        nodata: declared nodata value, or None.
        alpha: number of the alpha band that tells where the raster has data; None without one.
        has_mask: whether pixels may be invalid for another reason than `nodata`: mask band, alpha or NaN.
        units: unit of each band, empty where unknown.
        scales: what the values of each band are to be multiplied by, to be measurements in the unit.
        offsets: what is to be added then.
        colours: GDAL's word for what each band is shown as, such as `red`.
        synthetic: whether it says that its pixels, or some of them, were generated.
    """

    path: str
    grid: Grid
    bands: tuple[int, ...]
    names: tuple[str, ...]
    dtype: str
    nodata: float | None
    alpha: int | None
    has_mask: bool
    units: tuple[str, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    colours: tuple[str, ...]
    synthetic: bool


def raster_info(path: str, bands: Sequence[int] | None = None) -> RasterInfo:
    """Describe the raster at `path`.

    Args:
        path: anything that GDAL opens.
        bands: the bands to use, counted from 1; None takes all but alpha.

    Raises:
        SatganError: unreadable, or a band that it does not have.
    """
    with open_raster(path) as dataset:
        if not dataset.count:
            parts = ', '.join(dataset.subdatasets[:5]) or 'it has none'
            raise SatganError(f'{path} has no bands of its own.', f'Choose one of its parts: {parts}.')
        grid = pixel_grid(dataset)
        chosen = tuple(bands) if bands else colour_bands(dataset)
        for band in chosen:
            if band > dataset.count:
                raise SatganError(
                    f'{path} has {counted(dataset.count, "band")}, but band {band} is asked for.', 'Choose others.'
                )
        dtype = _common_dtype(dataset, chosen)
        mask_band = _mask_band(dataset, chosen)
        return RasterInfo(
            path=path,
            grid=grid,
            bands=chosen,
            names=tuple(_band_name(dataset, band) for band in chosen),
            dtype=dtype.name,
            nodata=dataset.nodatavals[chosen[0] - 1],
            alpha=mask_band or None,
            has_mask=mask_band is not None or dtype.kind == 'f',
            units=tuple(dataset.units[band - 1] or '' for band in chosen),
            scales=tuple(dataset.scales[band - 1] for band in chosen),
            offsets=tuple(dataset.offsets[band - 1] for band in chosen),
            colours=tuple(dataset.colorinterp[band - 1].name for band in chosen),
            synthetic=is_synthetic(dataset),
        )


def pixel_grid(dataset: DatasetReader) -> Grid:
    """Return the grid of an open raster.

    Raises:
        SatganError: it has none.
    """
    if dataset.crs is None and dataset.gcps[0]:
        raise SatganError(
            f'{dataset.name} has no pixel grid: it is placed by ground control points alone.',
            'Run "Warp (reproject)" on it and use the result.',
        )
    return Grid.of(dataset)


def _common_dtype(dataset: DatasetReader, bands: Sequence[int]) -> np.dtype[Any]:
    """Return the data type that holds the values of all the bands."""
    names = [dataset.dtypes[band - 1] for band in bands]
    if wrong := [name for name in names if name.startswith('complex')]:
        raise SatganError(f'{dataset.name} holds {wrong[0]} values.', 'Convert it to whole or real numbers first.')
    return np.result_type(*names)


def _mask_band(dataset: DatasetReader, bands: Sequence[int]) -> int | None:
    """Return the number of the alpha band, 0 for a mask outside the bands, None where there is neither."""
    for band, colour in zip(dataset.indexes, dataset.colorinterp, strict=True):
        # An alpha band that is asked for holds data: many files call their fourth band alpha, whatever it is.
        if colour is ColorInterp.alpha and band not in bands:
            return band
    flags = dataset.mask_flag_enums[bands[0] - 1]
    return 0 if MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags else None


def colour_bands(dataset: DatasetReader) -> tuple[int, ...]:
    """Return the bands of a raster that hold data: all but alpha."""
    return tuple(i for i in dataset.indexes if dataset.colorinterp[i - 1] is not ColorInterp.alpha) or (1,)


def _band_name(dataset: DatasetReader, band: int) -> str:
    described = dataset.descriptions[band - 1]
    if described:
        return str(described)
    colour = dataset.colorinterp[band - 1]
    named = {ColorInterp.red: 'red', ColorInterp.green: 'green', ColorInterp.blue: 'blue'}
    return named.get(colour, f'band {band}')


class AlignedReader:
    """Reads bands of a raster on a grid, whatever the raster's own grid is.

    Where the pixels coincide they are read as they are; otherwise they are warped on the fly. One reader serves one
    thread; opening another for the same raster is cheap.
    """

    def __init__(
        self, path: str, grid: Grid, bands: Sequence[int], resampling: Resampling = Resampling.bilinear
    ) -> None:
        """Open the raster.

        Args:
            path: anything that GDAL opens.
            grid: the pixels to read.
            bands: the bands, counted from 1.
            resampling: used where the pixels do not coincide.

        Raises:
            SatganError: unreadable.
        """
        self.path = path
        self.grid = grid
        self.bands = list(bands)
        self._source = open_raster(path)
        self._offset = grid.offset_of(Grid.of(self._source))
        self._dataset = self._source if self._offset is not None else _warped(self._source, grid, resampling)
        self._own_window = Window(*(self._offset or (0, 0)), self._dataset.width, self._dataset.height)
        self._mask_band = _mask_band(self._dataset, self.bands)
        self.dtype = _common_dtype(self._source, self.bands)
        self.nodata: float | None = self._source.nodatavals[self.bands[0] - 1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the raster."""
        if self._dataset is not self._source:
            self._dataset.close()
        self._source.close()

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Read a window of the grid; it may reach beyond the raster and beyond the grid.

        Returns:
            The values, (bands, rows, columns) of the raster's data type, and whether each pixel is valid,
            (rows, columns) bool. Invalid pixels hold the nodata value, NaN or 0. A pixel is invalid outside the
            raster, where mask or alpha say so, where all bands of whole numbers hold nodata, and where any band of
            real numbers holds nodata or is not finite.

        Raises:
            SatganError: the file is damaged.
        """
        rows, columns = int(window.height), int(window.width)
        common = intersection(window, self._own_window)
        if common is None:
            return self._nothing(rows, columns)
        own = _moved(common, self._own_window)
        with reading(self.path):
            data = self._dataset.read(self.bands, window=own, out_dtype=self.dtype)
            mask = self._read_mask(own)
        mask &= self._is_there(data)
        if not mask.all():
            data[:, ~mask] = self._fill()
        if common == window:
            return data, mask
        values, valid = self._nothing(rows, columns)
        at = _moved(common, window)
        inside = (slice(at.row_off, at.row_off + at.height), slice(at.col_off, at.col_off + at.width))
        values[:, *inside] = data
        valid[inside] = mask
        return values, valid

    def _nothing(self, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray]:
        values = np.full((len(self.bands), rows, columns), self._fill(), dtype=self.dtype)
        return values, np.zeros((rows, columns), dtype=bool)

    def _read_mask(self, window: Window) -> np.ndarray:
        if self._mask_band is None:
            return np.ones((window.height, window.width), dtype=bool)
        if self._mask_band:
            return self._dataset.read(self._mask_band, window=window) > 0
        return self._dataset.read_masks(self.bands[0], window=window) > 0

    def _is_there(self, data: np.ndarray) -> np.ndarray:
        """Return which pixels hold something, (rows, columns)."""
        there = np.ones(data.shape[1:], dtype=bool)
        is_real = data.dtype.kind == 'f'
        if is_real:
            there &= np.isfinite(data).all(axis=0)
        if self.nodata is not None:
            is_data = data != np.asarray(self.nodata).astype(data.dtype)
            # Any band of whole numbers will do: where the nodata value is 0, dark pixels hold it here and there.
            there &= is_data.all(axis=0) if is_real else is_data.any(axis=0)
        return there

    def _fill(self) -> float:
        if self.nodata is not None:
            return self.nodata
        return float('nan') if self.dtype.kind == 'f' else 0


def _moved(window: Window, origin: Window) -> Window:
    """Return a window in the pixels of another one."""
    return Window(window.col_off - origin.col_off, window.row_off - origin.row_off, window.width, window.height)


def _warped(source: DatasetReader, grid: Grid, resampling: Resampling) -> WarpedVRT:
    scale = grid.scale_to(Grid.of(source))
    options: dict[str, Any] = {
        # A band without data at a pixel gives nothing to its neighbours, whatever the other bands hold.
        'UNIFIED_SRC_NODATA': 'PARTIAL',
        # GDAL would take them anew from every window that is read, so that the same pixel came out differently.
        'XSCALE': scale[0],
        'YSCALE': scale[1],
    }
    if source.nodata is None and source.dtypes[0].startswith('float'):
        options |= {'src_nodata': float('nan'), 'nodata': float('nan')}
    elif source.nodata is None and ColorInterp.alpha not in source.colorinterp:
        options |= {'add_alpha': True}  # tells where the raster ends, and carries its mask band
    return WarpedVRT(
        source,
        src_crs=_unbroken_crs(Grid.of(source)),
        crs=grid.crs,
        transform=grid.transform,
        width=grid.width,
        height=grid.height,
        resampling=resampling,
        tolerance=_TOLERANCE,
        **options,
    )


def _unbroken_crs(grid: Grid) -> CRS | None:
    """Return the coordinate system of a raster, with longitudes counted as the raster counts them."""
    middle = grid.middle_longitude
    if grid.crs is None or middle is None or _reach(grid) <= _HALF_TURN:
        return grid.crs
    return CRS.from_proj4(f'{grid.crs.to_proj4()} +lon_wrap={middle!r}')


def _reach(grid: Grid) -> float:
    """Return the longitude of the edge that lies farther from 0."""
    edges = grid.to_map(np.array([(0, 0), (grid.width, 0), (0, grid.height), (grid.width, grid.height)]))
    return float(np.abs(edges[:, 0]).max())


def require_overlap(grid: Grid, grid_path: str, other: Grid, other_path: str) -> Window:
    """Return the window of `grid` that `other` covers, once both can be compared.

    Two rasters without a coordinate system and of equal size are taken pixel by pixel.

    Raises:
        SatganError: only one has a coordinate system, sizes differ where none has, or they do not overlap.
    """
    if (grid.crs is None) != (other.crs is None):
        without = grid_path if grid.crs is None else other_path
        raise SatganError(
            f'{without} has no coordinate system, but the other raster has one.',
            'Assign it with "Assign projection" in QGIS.',
        )
    if grid.crs is None and (grid.width, grid.height) != (other.width, other.height):
        raise SatganError(
            f'{grid_path} ({grid.width} x {grid.height} pixels) and {other_path} ({other.width} x {other.height} '
            'pixels) have no coordinate system and differ in size, so nothing says which pixels belong together.',
            'Georeference them, or cut them to the same size.',
        )
    window = grid.window_of(other)
    if window is None:
        raise SatganError(
            f'{grid_path} and {other_path} do not overlap.',
            'Load both in QGIS to see where they lie; a wrong coordinate system is the usual reason.',
        )
    return window

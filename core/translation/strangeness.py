"""Whether the values of a raster are of the kind that a model was trained with."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import rasterio
from rasterio.windows import Window

from ..datasets.domain import BandStatistics, Domain
from ..errors import SatganError
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo
from ..rasters.sampling import draw_pixels
from ..reporting import Reporter
from ..wording import counted

_SAMPLE = 4096  # pixels
_CACHE = 2**25  # bytes
_SHIFT = 1.5  # standard deviations of the training data: more than from place to place, less than from season to season
_SPREAD = 5  # times as much, or as little, contrast
_HAIR = 1e-9  # of the mean: a band that is the same everywhere deviates by what is rounded
_SHOWN = 3
_SHOWN_CLASSES = 5
_LEAST_KNOWN = 0.01  # share of values that are classes of the model: below it what is generated means nothing anywhere


def require_known_classes(trained: Domain, info: RasterInfo, grid: Grid, window: Window) -> None:
    """Make sure that a raster for a model of classes holds some of them, as an image does not.

    Zeros and the nodata value of the training do not count where they are no class: they may be all that lies around a few
    pixels of the classes.

    Args:
        trained: the input of the model.
        info: the raster that it is given.
        grid: that it is read on.
        window: of the grid, the part that is used; where it has no data there is nothing to say.

    Raises:
        SatganError: hardly any value is a class.
    """
    if not trained.classes:
        return
    (values,) = _sample(info, grid, window)
    is_known = np.isin(values, trained.classes.values)
    others = values[~is_known & (values != 0) & (values != trained.nodata)]
    known = np.count_nonzero(is_known)
    if known < _LEAST_KNOWN * (known + others.size):
        raise SatganError(
            f'{info.path} does not hold the classes that the model was trained with ({_listed(trained.classes.values)}): '
            f'{known / (known + others.size):.1%} of the values in band {info.bands[0]} are such, the others reach from '
            f'{others.min():g} to {others.max():g}.',
            'Choose a raster of these classes, not an image; "Model information" tells what they are.',
        )


def warn_of_strange_values(
    trained: Domain, rasters: Sequence[RasterInfo], grid: Grid, window: Window, reporter: Reporter
) -> None:
    """Warn where means or contrasts of a raster are far from those of the training data.

    A fixed sample of pixels is looked at, however large the raster is.

    Args:
        trained: the input of the model; nothing is known of classes, and where it has no statistics.
        rasters: those that its bands come from, in their order.
        grid: that they are read on.
        window: of the grid, the part that is used.
        reporter: is told.
    """
    if trained.classes or not trained.statistics:
        return
    bands = iter(zip(trained.names, trained.statistics, strict=True))
    for info in rasters:
        known = [next(bands) for _ in info.bands]
        values = zip(_sample(info, grid, window), known, strict=True)
        strange = [_sentence(name, band, figures) for band, (name, figures) in values if _is_strange(band, figures)]
        if strange:
            reporter.warning(
                f'The values of {info.path} are not those that the model was trained with in {len(strange)} of '
                f'{counted(len(known), "band")}: {"; ".join(strange[:_SHOWN])}. Another sensor, season, unit or correction is '
                'likely, and then what is generated means little: use data of the kind of the training.'
            )


def _sample(info: RasterInfo, grid: Grid, window: Window) -> list[np.ndarray]:
    """Return some values of each band, none where there are none."""
    nothing = [np.empty(0)] * len(info.bands)
    part = _part(info, grid, window)
    if part is None:
        return nothing
    try:
        with rasterio.Env(GDAL_CACHEMAX=_CACHE):  # no block is read twice
            pixels = draw_pixels(info, _SAMPLE, seed=0, window=part)
    except SatganError:  # told by the translation, which knows whether it needs what is missing or damaged
        return nothing
    return [_data(band, info.nodata) for band in pixels.T]


def _part(info: RasterInfo, grid: Grid, window: Window) -> Window | None:
    """Return the part of a raster that lies in a window of the grid."""
    if grid.offset_of(info.grid) == (0, 0):  # without a coordinate system too, where pixels are all that counts
        return window
    return info.grid.window_of(grid.part(window))


def _data(band: np.ndarray, nodata: float | None) -> np.ndarray:
    """Return what a band holds where other bands make the pixel a valid one."""
    return band[np.isfinite(band) & (band != nodata)]


def _is_strange(band: np.ndarray, trained: BandStatistics) -> bool:
    if not band.size or not trained.count:
        return False
    hair = _HAIR * abs(trained.mean)
    std, trained_std = max(band.std(), hair), max(trained.std, hair)
    is_shifted = abs(band.mean() - trained.mean) > _SHIFT * trained_std
    return bool(is_shifted or std > _SPREAD * trained_std or std * _SPREAD < trained_std)


def _sentence(name: str, band: np.ndarray, trained: BandStatistics) -> str:
    return f'{name} is {band.mean():.4g} ± {band.std():.4g} instead of {trained.mean:.4g} ± {trained.std:.4g}'


def warn_of_strangers(values: set[int], path: str, reporter: Reporter) -> None:
    """Warn of values that are none of the classes.

    Args:
        values: those that were met.
        path: of the raster that holds them.
        reporter: is told.
    """
    if not values:
        return
    reporter.warning(
        f'{path} holds values that are none of the classes that the model was trained with ({_listed(values)}): what is '
        'generated there means nothing. "Model information" tells the classes that it knows; take a raster of these, or '
        'another model.'
    )


def _listed(values: Collection[int]) -> str:
    """Return the smallest of some values, and how many more there are."""
    shown = ', '.join(str(value) for value in sorted(values)[:_SHOWN_CLASSES])
    return f'{shown} and {len(values) - _SHOWN_CLASSES} more' if len(values) > _SHOWN_CLASSES else shown

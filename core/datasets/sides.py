"""The sides of a dataset before its chips are cut: what their rasters have in common."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from rasterio.enums import Resampling

from ..errors import SatganError
from ..jobs import is_many, rasters_in
from ..rasters.classes import ClassSource, read_classes
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo, raster_info
from ..reporting import Reporter
from ..wording import counted
from .domain import Domain, Extra


def raster_infos(path: str, bands: Sequence[int] | None) -> list[RasterInfo]:
    """Describe a raster, or those of a folder or list.

    Raises:
        SatganError: unreadable, no rasters in the folder, or some that cannot make one dataset.
    """
    if not is_many(path):
        return [raster_info(path, bands)]
    files = rasters_in(path)
    for first, second in pairwise(files):
        if Path(first).stem == Path(second).stem:
            raise SatganError(
                f'{first} and {second} have the same name, by which their chips are called.',
                f'Rename one of them, or take it out of {path}.',
            )
    infos = [raster_info(file, bands) for file in files]
    if not infos:
        raise SatganError(f'The folder {path} holds no rasters.', 'Choose a raster, or the folder that holds them.')
    for info in infos:
        for mine, others in (
            (counted(len(info.bands), 'band'), counted(len(infos[0].bands), 'band')),
            (f'{info.dtype} values', f'{infos[0].dtype} values'),
        ):
            if mine != others:
                raise SatganError(
                    f'{info.path} has {mine}, but {infos[0].path} beside it in {path} has {others}.',
                    'Keep rasters of one kind in a folder or list.',
                )
    return infos


def class_source(info: RasterInfo, area: Grid) -> ClassSource | None:
    """Return what a raster says about its classes in an area; None where it holds measurements."""
    window = info.grid.window_of(area)
    return read_classes(info.path, info.bands, window) if window else None


def merged_classes(sources: Sequence[ClassSource | None]) -> ClassSource | None:
    """Return the classes of several rasters together; None where one of them holds measurements."""
    found = [source for source in sources if source]
    if not found or len(found) < len(sources):
        return None
    first, *others = found
    for other in others:
        first = ClassSource(first.values | other.values, other.names | first.names, other.palette | first.palette)
    return first if first.legend() else None


def resampling_for(wanted: str, is_classes: bool) -> Resampling:
    """Return how to resample: between classes there is nothing but the nearest."""
    if is_classes:
        return Resampling.nearest
    return Resampling['bilinear' if wanted == 'auto' else wanted]


def common_domain(source: str, stacks: Sequence[Sequence[RasterInfo]], classes: ClassSource | None) -> Domain:
    """Return the domain of a side as far as it is known before its chips are cut.

    Args:
        source: the raster, folder or list as the user named it.
        stacks: of each scene the rasters whose bands are stacked.
        classes: of the side.
    """
    rasters = [info for stack in stacks for info in stack]
    dtype = np.result_type(*(info.dtype for info in rasters))
    return Domain(
        source=source,
        checksum=None,
        bands=tuple(band for info in stacks[0] for band in info.bands),
        names=tuple(_names(stacks[0])),
        units=tuple(unit for info in stacks[0] for unit in info.units),
        dtype=dtype.name,
        nodata=common_nodata(rasters),
        classes=classes.legend() if classes else None,
        scaling=(),
        statistics=(),
        extra=tuple(Extra(info.path, None, len(info.bands)) for info in stacks[0][1:]),
        scales=tuple(scale for info in stacks[0] for scale in info.scales),
        offsets=tuple(offset for info in stacks[0] for offset in info.offsets),
        colours=tuple(colour for info in stacks[0] for colour in info.colours),
        synthetic=any(info.synthetic for info in rasters),
    )


def _names(stack: Sequence[RasterInfo]) -> list[str]:
    """Return the names of the bands; those of rasters stacked upon the first say where they come from."""
    first, *extras = stack
    return [*first.names, *(f'{Path(info.path).stem} {name}' for info in extras for name in info.names)]


def common_nodata(rasters: Sequence[RasterInfo]) -> float | None:
    """Return the nodata value of all rasters; None where they differ, so that the chips' own mask tells."""
    first = rasters[0].nodata
    if all(info.nodata == first or _both_nan(info.nodata, first) for info in rasters):
        return first
    return None


def _both_nan(first: float | None, second: float | None) -> bool:
    return first is not None and second is not None and bool(np.isnan(first) and np.isnan(second))


def tell_side(
    label: str, rasters: Sequence[RasterInfo], resampling: Sequence[Resampling], domain: Domain, grid: Grid,
    reporter: Reporter,
) -> None:  # fmt: skip
    """Tell how the rasters of one scene are read."""
    kind = f'{domain.channels} classes' if domain.classes else ''
    for info, method in zip(rasters, resampling, strict=True):
        what = kind or f'{counted(len(info.bands), "band")} of {info.dtype}'
        how = 'as it is' if grid.offset_of(info.grid) is not None else f'resampled ({method.name}) to the grid'
        alpha = f'; band {info.alpha} (alpha) tells where it has data' if info.alpha else ''
        reporter.info(f'{label}: {info.path}, {what}, read {how}{alpha}.')
        if info.synthetic:
            reporter.info(
                f'{info.path} is synthetic, and the dataset says so: it holds what a model knows, not observations.'
            )

"""The description of a dataset that does not describe itself, worked out from its chips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...errors import SatganError
from ...jobs import ExportPairedChips
from ...rasters.classes import ClassSource, Legend, read_classes
from ...rasters.grid import Grid
from ...reporting import Reporter
from ..domain import Domain
from ..folder import Dataset
from ..scaling import choose_scaling, percentiles_for
from ..split import DROPPED, PARTS, TEST, TRAIN, VALIDATION, split_chips
from ..statistics import merged, percentiles
from .pairs import Pair
from .survey import Look, PairLook

_SAME = 1e-6  # relative: what pixel sizes of the same raster may differ by


def described(
    pairs: Sequence[Pair], looks: Sequence[PairLook], grids: Sequence[Grid] | None, reporter: Reporter
) -> tuple[Dataset, np.ndarray]:
    """Return the description of a dataset and the part of each pair.

    Args:
        pairs: what the folder holds.
        looks: what was seen of each.
        grids: where each chip lies; None where that is unknown.
        reporter: is told what the folder does not say.

    Raises:
        SatganError: the training chips or a band of them have no data.
    """
    size = looks[0].b.info.grid.width
    places = places_of(grids) if grids else None
    stride = stride_of(places, size)
    parts, split = split_as_told([pair.part for pair in pairs], places, size, stride, reporter)
    counts = Counter(parts.tolist())
    training = parts == TRAIN
    kept = parts != DROPPED
    a = domain_of([look.a for look in looks], training, kept)
    b = domain_of([look.b for look in looks], training, kept)
    first = grids[0] if grids else None
    dataset = Dataset(
        chip_size=size,
        stride=stride,
        crs=first.crs.to_wkt() if first and first.crs else None,
        pixel_size=first.pixel_size if first else (1.0, 1.0),
        ground_pixel_size=first.ground_pixel_size() if first else None,
        seed=0,
        split={**split, 'chips': {part: counts[part] for part in PARTS}},
        rejected={'shared': counts[DROPPED]} if counts[DROPPED] else {},
        a=a,
        b=b,
    )
    return dataset, parts


def grids_of(looks: Sequence[PairLook], reporter: Reporter) -> list[Grid] | None:
    """Return the grid of each pair; None where they have no georeference, or not all the same pixels."""
    return side_grids([look.b for look in looks], reporter) or side_grids([look.a for look in looks], reporter)


def side_grids(looks: Sequence[Look], reporter: Reporter) -> list[Grid] | None:
    """Return the grid of each chip of a side; None where they have no georeference, or not all the same pixels."""
    grids = [look.info.grid for look in looks]
    if any(look.picture.half or look.info.grid.transform.is_identity for look in looks):
        return None
    if all(grid.crs == grids[0].crs and _same_pixels(grid, grids[0]) for grid in grids):
        return grids
    reporter.warning(
        f'The chips of {looks[0].picture.path.parent} differ in coordinate system or pixel size: where they lie is left '
        'out of account.'
    )
    return None


def _same_pixels(grid: Grid, other: Grid) -> bool:
    steps, expected = (np.array([g.transform.a, g.transform.b, g.transform.d, g.transform.e]) for g in (grid, other))
    return bool(np.abs(steps - expected).max() <= _SAME * max(other.pixel_size))


def places_of(grids: Sequence[Grid]) -> np.ndarray:
    """Return row and column of each chip's first pixel, (chips, 2), in the pixels of the first chip."""
    corners = np.array([(grid.transform.c, grid.transform.f) for grid in grids])
    return np.rint(grids[0].to_pixels(corners))[:, ::-1].astype(int)


def stride_of(places: np.ndarray | None, size: int) -> int:
    """Return the smallest distance between rows or columns of chips; their size where there is but one, or no place."""
    if places is None:
        return size
    steps = np.concatenate([np.diff(np.unique(along)) for along in places.T])
    return int(steps.min()) if len(steps) else size


def split_as_told(
    told: Sequence[str | None], places: np.ndarray | None, size: int, stride: int, reporter: Reporter
) -> tuple[np.ndarray, dict[str, object]]:
    """Return the part of each chip, and how they were chosen: by the folder, else as exports do by default."""
    if any(told):
        parts = np.array(told, dtype=object)
        shares = {part: float((parts == part).mean()) for part in (VALIDATION, TEST)}
        return parts, {'rule': 'folders', **shares}
    rule = 'random' if places is None else 'blocks'
    shares = {part: ExportPairedChips.default(part) for part in (VALIDATION, TEST)}
    if places is None:
        places = np.array([(number, 0) for number in range(len(told))])
    parts = split_chips(places, size, stride, validation=shares[VALIDATION], test=shares[TEST], rule=rule, seed=0)
    counts = Counter(parts.tolist())
    how = 'by blocks of neighbouring chips' if rule == 'blocks' else 'at random'
    shown = ', '.join(f'{counts[part]} {part}' for part in PARTS)
    reporter.info(f'The folder does not say which chips are for training: divided {how} into {shown}.')
    if counts[DROPPED]:
        reporter.info(f'{counts[DROPPED]} left out: sharing pixels with a validation or test chip.')
    return parts, {'rule': rule, **shares}


def domain_of(looks: Sequence[Look], training: np.ndarray, kept: np.ndarray) -> Domain:
    """Return the domain of a side: classes of all chips, figures of those for training."""
    first = looks[0]
    bands, names, colours = first.info.bands, first.info.names, first.info.colours
    if all(look.is_grey for look in looks):
        bands, names, colours = bands[:1], ('band 1',), ('gray',)  # and not red
    seen = [look.moments for look, is_training in zip(looks, training, strict=True) if is_training and look.moments]
    folder = str(first.picture.path.parent)
    if not seen:
        raise SatganError(f'The training chips of {folder} have no valid pixels.', 'Check their nodata value.')
    statistics = merged(seen)[: len(bands)]
    for band, name, figures in zip(bands, names, statistics, strict=True):
        if not figures.count:
            raise SatganError(
                f'Band {band} ({name}) has no data in any training chip of {folder}.', 'Take it out of the chips.'
            )
    legend = _legend(looks, bands, kept)
    nodata = {str(look.info.nodata) for look in looks}  # by text, since NaN is unlike itself
    domain = Domain(
        source=folder,
        checksum=None,
        bands=bands,
        names=names,
        units=first.info.units[: len(bands)],
        dtype=first.info.dtype,
        nodata=first.info.nodata if len(nodata) == 1 else None,
        classes=legend,
        scaling=(),
        statistics=statistics,
        scales=first.info.scales[: len(bands)],
        offsets=first.info.offsets[: len(bands)],
        colours=colours,
        synthetic=any(look.info.synthetic for look in looks),
    )
    if legend:
        return domain
    limits = percentiles(seen, percentiles_for('auto'))[: len(bands)]
    return replace(domain, scaling=choose_scaling('auto', domain, statistics, limits))


def _legend(looks: Sequence[Look], bands: Sequence[int], kept: np.ndarray) -> Legend | None:
    """Return the classes of a side; None if it holds measurements."""
    found: set[int] = set()
    for look, is_kept in zip(looks, kept, strict=True):
        if look.values is None:
            return None
        found.update(look.values if is_kept else ())
    first = looks[0]
    if len(first.info.bands) > len(bands) or first.picture.half:
        return ClassSource(frozenset(), {}, {}).legend(found)
    source = read_classes(first.info.path, bands)
    return source.legend(found) if source else None

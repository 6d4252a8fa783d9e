"""From cut chips to a described dataset: parts, statistics, classes, outlines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context
from itertools import groupby
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from rasterio.crs import CRS

from ..errors import SatganError
from ..jobs import is_many, rasters_in
from ..rasters.checksums import file_checksum
from ..rasters.classes import ClassSource
from ..rasters.grid import Grid
from ..reporting import Reporter
from .area import boxes
from .cutting import Cut, Cutting, Rules, Scene
from .domain import Domain
from .leaks import leaks_between
from .scaling import choose_scaling, percentiles_for
from .split import DROPPED, PARTS, TEST, TRAIN, VALIDATION, split_chips
from .statistics import Table

Chip = tuple[Cut, str]  # with its part
Outlines = Callable[[Sequence[Chip]], geopandas.GeoDataFrame]

_REASONS = {
    'mask': 'outside the mask polygons',
    'extent': 'turned out of the extent',
    'nodata': 'with too much nodata',
    'content': 'with too little content',
    'shared': 'sharing pixels with a validation or test chip',
}


def split_cuts(
    cuts: Sequence[Cut], scenes: Sequence[Scene], outside: int, rules: Rules, folder: Path, sides: Sequence[str]
) -> tuple[list[Chip], dict[str, int]]:
    """Give each accepted chip to a part and remove the files of those that would leak.

    Args:
        cuts: what became of each chip.
        scenes: that they were cut from; the rasters of some may overlap.
        outside: how many lay outside the mask.
        rules: of the split.
        folder: that the chips were cut into.
        sides: the folders in it.

    Returns:
        The chips with their parts, and how many were left out, by reason. There are no chips where all were rejected.
    """
    rejected = Counter(cut.rejected for cut in cuts if cut.rejected)
    rejected['mask'] += outside
    kept = [cut for cut in cuts if not cut.rejected]
    parts = _parts(kept, scenes, rules) if kept else []
    dropped = {index for index, part in enumerate(parts) if part == DROPPED}
    chips = without(dropped, list(zip(kept, parts, strict=True)), folder, sides)
    if len(scenes) > 1 and chips:
        leaking = leaks_between(outlines(chips, scenes, rules.chip_size), np.array([cut.scene for cut, _ in chips]))
        chips = without(leaking, chips, folder, sides)
    rejected['shared'] = len(kept) - len(chips)
    return chips, {reason: rejected[reason] for reason in _REASONS if rejected[reason]}


def without(numbers: Collection[int], chips: Sequence[Chip], folder: Path, sides: Sequence[str]) -> list[Chip]:
    """Remove the files of some chips, given by their numbers, and return the others."""
    for number in numbers:
        for side in sides:
            (folder / side / f'{chips[number][0].name}.tif').unlink()
    return [chip for number, chip in enumerate(chips) if number not in numbers]


def _parts(cuts: Sequence[Cut], scenes: Sequence[Scene], rules: Rules) -> list[str]:
    places = _places(scenes)
    parts: list[str] = split_chips(
        np.array([(cut.row, cut.column) for cut in cuts]) + [places[cut.scene][1:] for cut in cuts],
        rules.chip_size,
        rules.stride,
        validation=rules.validation,
        test=rules.test,
        rule=rules.split,
        seed=rules.seed,
        scenes=np.array([places[cut.scene][0] for cut in cuts]),
    ).tolist()
    return parts


def _places(scenes: Sequence[Scene]) -> list[tuple[int, int, int]]:
    """Return for each scene the first one with the same pixels, and the row and column of its own corner in that one.

    Pictures of the same ground are divided as one: each by itself, they would leave hardly a chip that no other judges.
    """
    places: list[tuple[int, int, int]] = []
    firsts: dict[tuple[Any, ...], list[int]] = {}
    for number, scene in enumerate(scenes):
        alike = firsts.setdefault(_kind(scene.grid, number), [])
        offsets = ((first, scenes[first].grid.offset_of(scene.grid)) for first in alike)
        first, offset = next(((first, offset) for first, offset in offsets if offset), (number, (0, 0)))
        if first == number:
            alike.append(number)
        column, row = offset
        places.append((first, row, column))
    return places


def _kind(grid: Grid, number: int) -> tuple[Any, ...]:
    """Return what grids have in common whose pixels may coincide: so that not each is compared with each."""
    if grid.crs is None:
        return (number,)
    return grid.crs.to_wkt(), *(f'{step:.6g}' for step in (grid.transform.a, grid.transform.e))


def nothing_left(cuts: Sequence[Cut], what: str, rules: Rules) -> SatganError:
    """Return the error for chips that were all rejected.

    Args:
        cuts: what became of each chip.
        what: the rasters, e.g. `a.tif and b.tif have no valid pixel in common`.
        rules: that they broke.
    """
    if all(cut.nodata >= 1 for cut in cuts):
        return SatganError(f'All {len(cuts)} chips are without data: {what}.', 'Check the nodata values and masks.')
    # Allowing more nodata brings back no chip that has too little content as well.
    gaps = [cut.nodata for cut in cuts if cut.content >= rules.min_content]
    if 2 * len(gaps) >= len(cuts):
        return SatganError(
            f'All {len(cuts)} chips were rejected: the best one has {_percent(min(gaps))} nodata, the worst one '
            f'{_percent(max(gaps))}, and {_percent(rules.max_nodata)} is allowed.',
            f'Set "Largest share of nodata" (MAX_NODATA) to {_rounded(min(gaps), ROUND_CEILING)} or more.',
        )
    most = max(cut.content for cut in cuts if cut.content < rules.min_content)
    return SatganError(
        f'All {len(cuts)} chips were rejected: the best one has {_percent(most)} content, and '
        f'{_percent(rules.min_content)} is asked for.',
        f'Set "Smallest share of content" (MIN_CONTENT) to {_rounded(most, ROUND_FLOOR)} or less.',
    )


def _percent(share: float) -> str:
    return f'{100 * share:.3g}%'


def _rounded(share: float, direction: str) -> str:
    """Return a share as one types it, with two digits that count."""
    return f'{Context(prec=2, rounding=direction).create_decimal_from_float(share):f}'


def measured(
    domain: Domain, side: int, cutting: Cutting, chips: Sequence[Chip], classes: ClassSource | None, scaling: str
) -> Domain:
    """Return a domain with what its chips told: the classes of all, the figures of those for training.

    Args:
        domain: as it was before they were cut.
        side: its number.
        cutting: of all chips.
        chips: those that are left, with their parts.
        classes: what its rasters say about their classes.
        scaling: the rule of `choose_scaling`.

    Raises:
        SatganError: a band has no data.
    """
    names = {cut.name for cut, part in chips if part == TRAIN}
    is_training = np.array([cut.name in names for cut in cutting.cuts if not cut.rejected])
    training = Table.together(cutting.moments[side]).chosen(is_training)
    statistics = training.statistics()
    for band, name, figures in zip(domain.bands, domain.names, statistics, strict=True):
        if not figures.count:
            raise SatganError(
                f'Band {band} ({name}) of {domain.source} has no data in any training chip.',
                'Leave it out of the bands, or allow a larger share of nodata.',
            )
    legend = classes.legend(cutting.values[side]) if classes else None
    return replace(
        domain,
        classes=legend,
        scaling=()
        if legend
        else choose_scaling(scaling, domain, statistics, training.percentiles(percentiles_for(scaling))),
        statistics=statistics,
    )


def with_checksums(domains: Sequence[Domain]) -> list[Domain]:
    """Return the domains with the checksums of their sources."""
    return [
        replace(
            domain,
            checksum=_checksum_of_all(domain.source) if is_many(domain.source) else file_checksum(domain.source),
            extra=tuple(replace(extra, checksum=file_checksum(extra.source)) for extra in domain.extra),
        )
        for domain in domains
    ]


def _checksum_of_all(path: str) -> str:
    """Return the SHA-256 of the names and checksums of the rasters in a folder or list."""
    lines = [f'{file_checksum(raster)} {Path(raster).name}\n' for raster in rasters_in(path)]
    return hashlib.sha256(''.join(lines).encode()).hexdigest()


def part_counts(chips: Sequence[Chip]) -> dict[str, int]:
    """Return the number of chips in each part."""
    counts = Counter(part for _, part in chips)
    return {part: counts[part] for part in PARTS}


def outlines(chips: Sequence[Chip], scenes: Sequence[Scene], size: int) -> geopandas.GeoDataFrame:
    """Return a row per chip, in the coordinate system of the first one's scene.

    The pixels of several scenes without a coordinate system lie nowhere: such outlines are empty.

    Args:
        chips: with their parts, as they were cut: one scene after the other.
        scenes: by their numbers.
        size: side of a chip in pixels.
    """
    crs = scenes[chips[0][0].scene].grid.crs
    by_scene = groupby((cut for cut, _ in chips), key=lambda cut: cut.scene)
    squares = [_squares(list(cuts), scenes[index].grid, size, crs, len(scenes) == 1) for index, cuts in by_scene]
    columns = {
        'id': [cut.name for cut, _ in chips],
        'split': [part for _, part in chips],
        'nodata': [cut.nodata for cut, _ in chips],
        'content': [cut.content for cut, _ in chips],
    }
    return geopandas.GeoDataFrame(columns, geometry=np.concatenate(squares), crs=crs.to_wkt() if crs else None)


def _squares(cuts: Sequence[Cut], grid: Grid, size: int, crs: CRS | None, is_only: bool) -> np.ndarray:
    """Return the outlines of the chips of one scene in a coordinate system, (chips,)."""
    if grid.crs is None and not is_only:
        return np.full(len(cuts), shapely.Polygon())
    squares = shapely.transform(boxes(np.array([(cut.row, cut.column) for cut in cuts]), size), grid.to_map)
    if crs is None or grid.crs is None or grid.crs == crs:
        return squares
    moved: np.ndarray = geopandas.GeoSeries(squares, crs=grid.crs.to_wkt()).to_crs(crs.to_wkt()).to_numpy()
    return moved


def tell_size(count: int, domains: Sequence[Domain], rules: Rules, what: str, reporter: Reporter) -> None:
    """Tell how many chips would be written at most, and how much room they would take."""
    pixel = sum(len(domain.bands) * np.dtype(domain.dtype).itemsize for domain in domains)
    size = count * pixel * rules.chip_size**2 / 1e6
    reporter.info(f'Nothing was written. Without the dry run there would be up to {count} {what}, about {size:.1f} MB.')


def tell_rejected(rejected: dict[str, int], reporter: Reporter) -> None:
    """Tell how many chips were left out, and why."""
    for reason, number in rejected.items():
        reporter.info(f'{number} rejected: {_REASONS[reason]}.')


def warn_of_empty_parts(counts: dict[str, int], rules: Rules, reporter: Reporter) -> None:
    """Warn where a part that was asked for got no chips."""
    for part, share in ((VALIDATION, rules.validation), (TEST, rules.test)):
        if share and not counts[part]:
            reporter.warning(f'There are too few chips for a {part} part that shares no pixels with the others.')

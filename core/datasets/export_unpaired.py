"""The job `exportunpairedchips`: rasters of two places, or of one, to a dataset without pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import pandas
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..errors import SatganError
from ..jobs import ExportUnpairedChips
from ..parallel import meanwhile
from ..rasters.classes import ClassSource
from ..rasters.reading import RasterInfo
from ..rasters.writing import whole_folder, writing
from ..reporting import Reporter, Stretch
from .area import chip_positions, inside_mask, window_in_extent
from .cutting import Rules, Scene, Side, cut_chips
from .describing import (
    measured,
    nothing_left,
    outlines,
    part_counts,
    split_cuts,
    tell_rejected,
    tell_size,
    warn_of_empty_parts,
    with_checksums,
)
from .domain import Domain
from .folder import CHIPS, A, B, Collection, UnpairedDataset, write_chips, write_unpaired_description
from .layouts.esri import NO_SPLIT, Tiles, write_side
from .layouts.folders import move_into_parts
from .sides import class_source, common_domain, merged_classes, raster_infos, tell_side
from .split import TEST, VALIDATION


@dataclass(frozen=True)
class _Request:
    """What the user wants of one domain."""

    name: str
    source: str
    bands: tuple[int, ...] | None
    extent: str | None
    mask: str | None


@dataclass(frozen=True)
class _Plan:
    """What can be cut for one domain; `outside` chips are excluded by the mask."""

    request: _Request
    classes: ClassSource | None
    domain: Domain
    scenes: list[Scene]
    outside: int


def export_unpaired_chips(job: ExportUnpairedChips, reporter: Reporter) -> dict[str, Any]:
    """Cut the rasters of each domain into chips on their own grids, split them by place and describe them.

    Raises:
        SatganError: a raster is too small or damaged, or no chip is left.
    """
    rules = Rules.of(job)
    requests = [_Request(A, job.input_a, job.bands_a, job.extent_a, job.mask_a)]
    if job.input_b:
        requests.append(_Request(B, job.input_b, job.bands_b, job.extent_b, job.mask_b))
    plans = [_plan(request, rules, reporter) for request in requests]
    if job.dry_run:
        return _tell_sizes(plans, rules, reporter)
    output = Path(job.output)
    with whole_folder(output) as partial, writing(output):
        made = [
            _collect(plan, rules, job.scaling, partial, Stretch(reporter, index / len(plans), (index + 1) / len(plans)))
            for index, plan in enumerate(plans)
        ]
        collections = [collection for collection, _ in made]
        split = {'rule': job.split, VALIDATION: job.validation, TEST: job.test}
        dataset = UnpairedDataset(
            rules.chip_size, rules.stride, job.seed, split, collections[0], collections[1] if job.input_b else None
        )
        if job.layout == 'satgan':
            write_chips(partial / CHIPS, _together([frame for _, frame in made]))
            write_unpaired_description(partial, dataset)
        for plan, (collection, frame) in zip(plans, made, strict=True):
            name = plan.request.name
            if job.layout == 'folders':
                # Equal names would be taken for pairs.
                move_into_parts(partial, name, zip(frame['id'], frame['split'], strict=True), prefix=f'{name}_')
            elif job.layout == 'esri':
                tiles = Tiles(rules.chip_size, collection.crs, collection.pixel_size, collection.domain)
                write_side(partial, name, tiles, frame['id'], len(plans) == 1, reporter)
        if job.layout == 'esri':
            reporter.info(NO_SPLIT)
    counts = [sum(collection.chips.values()) for collection in collections]
    return _results(counts, sum(sum(collection.rejected.values()) for collection in collections))


def _results(counts: Sequence[int], rejected: int) -> dict[str, Any]:
    return {
        'CHIP_COUNT_A': counts[0],
        'CHIP_COUNT_B': counts[1] if len(counts) > 1 else 0,
        'REJECTED_COUNT': rejected,
    }


def _tell_sizes(plans: Sequence[_Plan], rules: Rules, reporter: Reporter) -> dict[str, Any]:
    counts = [sum(len(scene.positions) for scene in plan.scenes) for plan in plans]
    for count, plan in zip(counts, plans, strict=True):
        tell_size(count, (plan.domain,), rules, f'chips of {plan.request.name}', reporter)
    return _results(counts, sum(plan.outside for plan in plans))


def _plan(request: _Request, rules: Rules, reporter: Reporter) -> _Plan:
    """Return what can be cut for one domain, and tell how."""
    infos = raster_infos(request.source, request.bands)
    classes = merged_classes([class_source(info, info.grid) for info in infos])
    domain = common_domain(request.source, [[info] for info in infos], classes)
    scenes, outside = _scenes(request, rules, infos, classes, reporter)
    side = scenes[0].sides[0]
    tell_side(request.name, side.rasters, side.resampling, domain, scenes[0].grid, reporter)
    if len(scenes) > 1:
        reporter.info(f'{len(scenes) - 1} more rasters like this, with one scaling for all.')
    return _Plan(request, classes, domain, scenes, outside)


def _collect(
    plan: _Plan, rules: Rules, scaling: str, folder: Path, reporter: Reporter
) -> tuple[Collection, geopandas.GeoDataFrame]:
    """Cut the chips of one domain and return its description and outlines."""
    request, scenes, classes = plan.request, plan.scenes, plan.classes
    domains = meanwhile(with_checksums, [plan.domain])
    cutting = cut_chips(scenes, [plan.domain], rules, folder, reporter)
    chips, rejected = split_cuts(cutting.cuts, scenes, plan.outside, rules, folder, (request.name,))
    if not chips:
        raise nothing_left(cutting.cuts, f'{request.source} has no valid pixel', rules)
    grid = scenes[0].grid
    collection = Collection(
        domain=measured(domains.result()[0], 0, cutting, chips, classes, scaling),
        crs=grid.crs.to_wkt() if grid.crs else None,
        pixel_size=grid.pixel_size,
        ground_pixel_size=grid.ground_pixel_size(),
        chips=part_counts(chips),
        rejected=rejected,
    )
    told = ', '.join(f'{number} {part}' for part, number in collection.chips.items())
    reporter.info(f'{request.name}: {len(chips)} chips written ({told}), {sum(rejected.values())} rejected.')
    tell_rejected(rejected, reporter)
    warn_of_empty_parts(collection.chips, rules, reporter)
    frame = outlines(chips, scenes, rules.chip_size)
    frame.insert(1, 'domain', request.name)
    return collection, frame


def _scenes(
    request: _Request, rules: Rules, infos: Sequence[RasterInfo], classes: ClassSource | None, reporter: Reporter
) -> tuple[list[Scene], int]:
    """Return where to cut which chips, and how many the mask excludes."""
    scenes: list[Scene] = []
    outside = 0
    windows = [
        window_in_extent(info.grid, info.grid.window, request.extent, f'{info.path} has nothing') for info in infos
    ]
    _require_room(request, rules, windows, reporter)
    for info, window in zip(infos, windows, strict=True):
        positions = possible = chip_positions(window, rules.chip_size, rules.stride)
        if request.mask:
            positions = inside_mask(possible, rules.chip_size, info.grid, request.mask, reporter)
        outside += len(possible) - len(positions)
        if positions:
            name = Path(info.path).stem if len(infos) > 1 else ''
            # One raster is its own grid: nothing is resampled.
            side = Side(request.name, (info,), (Resampling.nearest,), classes)
            scenes.append(Scene(name, (side,), info.grid, positions))
    if not scenes:
        raise SatganError(
            f'None of the {outside} possible chips lies wholly inside the polygons of {request.mask}.',
            'Draw larger polygons, or choose a smaller chip size.',
        )
    return scenes, outside


def _require_room(request: _Request, rules: Rules, windows: Sequence[Window], reporter: Reporter) -> None:
    """Tell how many rasters are smaller than a chip.

    Raises:
        SatganError: all of them.
    """
    too_small = [window for window in windows if min(window.width, window.height) < rules.chip_size]
    if len(too_small) == len(windows):
        largest = max(windows, key=lambda window: min(window.width, window.height))
        raise SatganError(
            f'A chip of {rules.chip_size} pixels does not fit into {request.source}: there are {largest.width} x '
            f'{largest.height} pixels.',
            'Choose a smaller chip size or a larger extent.',
        )
    if too_small:
        reporter.warning(
            f'{len(too_small)} of {len(windows)} rasters in {request.source} are smaller than a chip: left out.'
        )


def _together(frames: Sequence[geopandas.GeoDataFrame]) -> geopandas.GeoDataFrame:
    """Return the outlines of all domains in the coordinate system of the first one that has any."""
    crs = next((frame.crs for frame in frames if frame.crs), None)
    placed = [frame.to_crs(crs) if frame.crs else frame.set_crs(crs) for frame in frames]
    return geopandas.GeoDataFrame(pandas.concat(placed, ignore_index=True), crs=crs)

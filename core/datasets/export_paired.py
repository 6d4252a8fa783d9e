"""The job `exportpairedchips`: two rasters, or two folders or lists of rasters, to a dataset of chip pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas

from ..errors import SatganError
from ..jobs import ExportPairedChips
from ..parallel import meanwhile
from ..rasters.classes import ClassSource
from ..rasters.reading import RasterInfo
from ..rasters.writing import replaced_folder, whole_file, whole_folder, writing
from ..reporting import Reporter, Stretch
from .append import Existing
from .area import chip_positions, inside_area, inside_mask
from .cutting import Cutting, Rules, Scene, Side, cut_chips
from .describing import (
    Chip,
    measured,
    nothing_left,
    outlines,
    part_counts,
    split_cuts,
    tell_rejected,
    tell_size,
    warn_of_empty_parts,
    with_checksums,
    without,
)
from .domain import Domain
from .folder import CHIPS, DESCRIPTION, A, B, Dataset, write_chips, write_description
from .layouts.arrange import arrange, require_holdable
from .leaks import leaks_into
from .pairing import Place, place_name, places_of, require_crs
from .rotation import TurnedScene, turned_scenes, turns
from .sides import class_source, common_domain, merged_classes, resampling_for, tell_side
from .split import TEST, TRAIN, VALIDATION


@dataclass(frozen=True)
class _Plan:
    """What is to be cut; `outside` chips are excluded by the mask, and `existing` is the dataset to append to."""

    rules: Rules
    scenes: list[Scene]
    domains: tuple[Domain, Domain]
    classes: tuple[ClassSource | None, ClassSource | None]
    outside: int
    existing: Existing | None

    def outlines(self, chips: Sequence[Chip]) -> geopandas.GeoDataFrame:
        return outlines(chips, self.scenes, self.rules.chip_size)


def export_paired_chips(job: ExportPairedChips, reporter: Reporter) -> dict[str, Any]:
    """Cut rasters into chip pairs on common grids, split them by place and describe them.

    Raises:
        SatganError: the rasters do not fit together, or no chip is left.
    """
    plan = _plan(job, reporter)
    if job.dry_run:
        count = sum(len(scene.positions) for scene in plan.scenes) * (1 + len(turns(job.rotation_angle)))
        tell_size(count, plan.domains, plan.rules, 'chip pairs', reporter)
        return {'CHIP_COUNT': count, 'REJECTED_COUNT': plan.outside}
    output = Path(job.output)
    _require_no_dataset(job)
    with ExitStack() as stack:
        partial = stack.enter_context(replaced_folder(output) if plan.existing else whole_folder(output))
        layer = _layer_path(job, partial, stack)
        stack.enter_context(writing(output))
        domains = meanwhile(with_checksums, plan.domains)
        # The first cut is one of so many for each chip.
        share = 1 / (1 + len(turns(job.rotation_angle)))
        cutting = cut_chips(plan.scenes, plan.domains, plan.rules, partial, Stretch(reporter, 0, share))
        chips, rejected = _divided(job, plan, cutting, partial)
        if job.rotation_angle:
            plan, copied, copies, left_out = _copies(job, plan, chips, partial, Stretch(reporter, share, 1))
            cutting = Cutting.together([cutting, *copied])
            chips, rejected = chips + copies, dict(Counter(rejected) + left_out)
        reporter.progress(1, 'Describing the dataset')
        dataset, frame = _described(job, plan, domains.result(), cutting, chips, rejected), plan.outlines(chips)
        if plan.existing:
            dataset, frame = plan.existing.together(dataset), plan.existing.all_outlines(frame)
            plan.existing.take_over(partial)
        for path in filter(None, (partial / CHIPS, layer)):
            write_chips(path, frame)
        write_description(partial, dataset)
        arrange(job.layout, partial, layer, reporter)
    if plan.existing:
        reporter.info(f'{len(chips)} chip pairs added; the dataset keeps its scaling. What follows is the whole of it.')
    _tell_result(dataset, plan.rules, reporter)
    return {'CHIP_COUNT': len(chips), 'REJECTED_COUNT': sum(rejected.values())}


def _require_no_dataset(job: ExportPairedChips) -> None:
    """Make sure that chips are appended to a dataset only where that is wanted."""
    if not job.append and job.layout == 'satgan' and (Path(job.output) / DESCRIPTION).is_file():
        raise SatganError(
            f'{job.output} holds a dataset already.',
            'Choose a new or empty folder, or turn on "Append to the chips in the dataset folder" (APPEND).',
        )


def _plan(job: ExportPairedChips, reporter: Reporter) -> _Plan:
    """Return what is to be cut, and tell how."""
    rules = Rules.of(job)
    places = places_of(job, reporter)
    classes = (
        None if job.extra_inputs else merged_classes([class_source(place.inputs[0], place.area) for place in places]),
        merged_classes([class_source(place.target, place.area) for place in places]),
    )
    domains = (
        common_domain(job.input, [place.inputs for place in places], classes[0]),
        common_domain(job.target, [[place.target] for place in places], classes[1]),
    )
    require_holdable(job.layout, domains)
    existing = Existing(Path(job.output)) if job.append else None
    if existing:
        existing.require_same_kind(domains, rules)
        places = [replace(place, name=existing.free_name(place.name or place_name(place, job))) for place in places]
    if job.rotation_angle:
        require_crs(places)
    scenes, outside = _scenes(job, rules, places, classes, reporter)
    _tell_plan(job, scenes, domains, reporter)
    return _Plan(rules, scenes, domains, classes, outside, existing)


def _divided(job: ExportPairedChips, plan: _Plan, cutting: Cutting, folder: Path) -> tuple[list[Chip], dict[str, int]]:
    """Divide the chips; return those that are left, and how many are not, by reason."""
    chips, rejected = split_cuts(cutting.cuts, plan.scenes, plan.outside, plan.rules, folder, (A, B))
    if not chips:
        raise nothing_left(cutting.cuts, f'{job.input} and {job.target} have no valid pixel in common', plan.rules)
    if plan.existing:
        new, chips = chips, plan.existing.without_leaks(chips, plan.outlines, folder)
        rejected['shared'] = rejected.get('shared', 0) + len(new) - len(chips)
        if not any(part == TRAIN for _, part in chips):
            raise SatganError(
                f'All new training chips share pixels with validation or test chips of {job.output}.',
                'Add chips of another area.',
            )
    return chips, rejected


def _copies(
    job: ExportPairedChips, plan: _Plan, chips: Sequence[Chip], folder: Path, reporter: Reporter
) -> tuple[_Plan, list[Cutting], list[Chip], Counter[str]]:
    """Cut the training chips once more, turned.

    Returns:
        The plan with them, what became of them, those that are left, and how many are not, by reason.

    A turned chip reaches over ground where its original is not: it must not be that of a chip that judges.
    """
    training = [cut for cut, part in chips if part == TRAIN]
    turned = turned_scenes(plan.scenes, training, job.rotation_angle, plan.rules.chip_size)
    scenes, left_out = _allowed(job, plan.rules, turned)
    with_copies = replace(plan, scenes=[*plan.scenes, *scenes])
    if not any(scene.positions for scene in scenes):
        return plan, [], [], left_out
    cutting = cut_chips(scenes, plan.domains, plan.rules, folder, reporter)
    cutting = replace(cutting, cuts=[replace(cut, scene=cut.scene + len(plan.scenes)) for cut in cutting.cuts])
    left_out.update(cut.rejected for cut in cutting.cuts if cut.rejected)
    cut_copies = [(cut, TRAIN) for cut in cutting.cuts if not cut.rejected]
    copies = cut_copies
    if copies:
        leaking = leaks_into(with_copies.outlines(copies), plan.outlines(chips))
        copies = without(leaking, copies, folder, (A, B))
    if copies and plan.existing:
        copies = plan.existing.without_leaks(copies, with_copies.outlines, folder)
    left_out['shared'] += len(cut_copies) - len(copies)
    return with_copies, [cutting], copies, left_out


def _allowed(
    job: ExportPairedChips, rules: Rules, scenes: Sequence[TurnedScene]
) -> tuple[list[TurnedScene], Counter[str]]:
    """Leave out the copies that reach out of the extent or the mask, which their originals lie in; count them."""
    left_out: Counter[str] = Counter()
    allowed = []
    for scene in scenes:
        positions = scene.positions
        if job.extent:
            area = scene.scene.grid.part(scene.scene.grid.window_of_extent(job.extent))
            positions = inside_area(positions, rules.chip_size, scene.grid, area)
            left_out['extent'] += len(scene.positions) - len(positions)
        if job.mask:
            # What there is to say of the mask was said when the originals were cut.
            inside = inside_mask(positions, rules.chip_size, scene.grid, job.mask, Reporter())
            left_out['mask'] += len(positions) - len(inside)
            positions = inside
        allowed.append(replace(scene, positions=positions))
    return allowed, left_out


def _layer_path(job: ExportPairedChips, folder: Path, stack: ExitStack) -> Path | None:
    """Return where to write the layer of chip outlines, so that it appears together with the dataset."""
    if job.chips_layer is None:
        return None
    path, output = Path(job.chips_layer).absolute(), Path(job.output).absolute()
    if path.suffix.lower() != '.gpkg':
        raise SatganError(f'The chip outlines cannot be written to {path}.', 'Give it the name of a GeoPackage: .gpkg.')
    if not path.is_relative_to(output):
        return stack.enter_context(whole_file(path))
    inside = folder / path.relative_to(output)
    inside.parent.mkdir(parents=True, exist_ok=True)
    return inside


def _scenes(
    job: ExportPairedChips,
    rules: Rules,
    places: Sequence[Place],
    classes: tuple[ClassSource | None, ClassSource | None],
    reporter: Reporter,
) -> tuple[list[Scene], int]:
    """Return where to cut which chips, and how many the mask excludes."""
    possible = [chip_positions(place.window, rules.chip_size, rules.stride) for place in places]
    kept = possible
    if job.mask:
        kept = [
            inside_mask(positions, rules.chip_size, place.grid, job.mask, reporter)
            for positions, place in zip(possible, places, strict=True)
        ]
        if not any(kept):
            raise SatganError(
                f'None of the {sum(map(len, possible))} possible chips lies wholly inside the polygons of {job.mask}.',
                'Draw larger polygons, or choose a smaller chip size.',
            )
    scenes = [
        Scene(place.name, _sides(job, place, classes, reporter), place.grid, positions)
        for place, positions in zip(places, kept, strict=True)
    ]
    return scenes, sum(map(len, possible)) - sum(map(len, kept))


def _sides(
    job: ExportPairedChips,
    place: Place,
    classes: tuple[ClassSource | None, ClassSource | None],
    reporter: Reporter,
) -> tuple[Side, Side]:
    sides = []
    for name, rasters, known in zip((A, B), (place.inputs, (place.target,)), classes, strict=True):
        # Stacked upon others, a class raster is no class raster any more, but between its values there is still none.
        categorical = [known is not None or _holds_classes(info, place, len(rasters)) for info in rasters]
        for info, is_classes in zip(rasters, categorical, strict=True):
            if is_classes and job.resampling not in ('auto', 'nearest') and place.area.offset_of(info.grid) is None:
                reporter.warning(
                    f'{info.path} holds classes, between which there is no {job.resampling}: its nearest pixels are '
                    'taken.'
                )
        resampling = tuple(resampling_for(job.resampling, is_classes) for is_classes in categorical)
        sides.append(Side(name, rasters, resampling, known))
    return sides[0], sides[1]


def _holds_classes(info: RasterInfo, place: Place, rasters: int) -> bool:
    return rasters > 1 and class_source(info, place.area) is not None


def _tell_plan(
    job: ExportPairedChips, scenes: Sequence[Scene], domains: tuple[Domain, Domain], reporter: Reporter
) -> None:
    first = scenes[0]
    for label, side, domain in zip(('Input', 'Target'), first.sides, domains, strict=True):
        tell_side(label, side.rasters, side.resampling, domain, first.grid, reporter)
    if len(scenes) > 1:
        reporter.info(f'{len(scenes) - 1} more pairs of rasters like these, with one scaling for all.')
    reporter.info(f'{sum(len(scene.positions) for scene in scenes)} chips are possible.')
    if angles := turns(job.rotation_angle):
        told = ', '.join(f'{angle:g}' for angle in angles)
        reporter.info(f'Each training chip is cut {len(angles)} times more, turned by {told} degrees.')


def _described(
    job: ExportPairedChips,
    plan: _Plan,
    domains: Sequence[Domain],
    cutting: Cutting,
    chips: Sequence[Chip],
    rejected: dict[str, int],
) -> Dataset:
    rules, grid = plan.rules, plan.scenes[0].grid
    a, b = (measured(domains[side], side, cutting, chips, plan.classes[side], job.scaling) for side in (0, 1))
    return Dataset(
        chip_size=rules.chip_size,
        stride=rules.stride,
        crs=grid.crs.to_wkt() if grid.crs else None,
        pixel_size=grid.pixel_size,
        ground_pixel_size=grid.ground_pixel_size(),
        seed=rules.seed,
        split={
            'rule': rules.split,
            VALIDATION: rules.validation,
            TEST: rules.test,
            'chips': part_counts(chips),
        },
        rejected=rejected,
        a=a,
        b=b,
    )


def _tell_result(dataset: Dataset, rules: Rules, reporter: Reporter) -> None:
    counts = dataset.split['chips']
    told = ', '.join(f'{number} {part}' for part, number in counts.items())
    reporter.info(f'{sum(counts.values())} chip pairs written ({told}), {sum(dataset.rejected.values())} rejected.')
    tell_rejected(dataset.rejected, reporter)
    warn_of_empty_parts(counts, rules, reporter)

"""The job `exportpairedchips`: two rasters to a dataset of chip pairs."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..errors import SatganError
from ..jobs import ExportPairedChips
from ..labels.polygons import read_polygons
from ..parallel import in_order
from ..rasters.classes import ClassSource, distinct, read_classes
from ..rasters.grid import Grid, intersection
from ..rasters.reading import AlignedReader, RasterInfo, raster_info, require_overlap
from ..rasters.writing import whole_file, whole_folder, writing
from ..reporting import Reporter
from .chip import ChipWriter
from .domain import Domain, choose_scaling
from .folder import CHIPS, A, B, Dataset, write_chips, write_description
from .split import DROPPED, PARTS, TEST, TRAIN, VALIDATION, split_chips
from .statistics import Moments, merged, moments, sample_size

_HAIR = 1e-3  # of a pixel, by which a chip may reach out of the mask: coordinates are rounded
_REASONS = {
    'mask': 'outside the mask polygons',
    'nodata': 'with too much nodata',
    'content': 'with too little content',
    'shared': 'sharing pixels with a validation or test chip',
}


@dataclass(frozen=True)
class _Side:
    """One side of the pairs while they are cut.

    Attributes:
        info: its raster.
        domain: as far as it is known before the chips are cut.
        classes: what the raster says about its classes; None where it holds measurements.
        resampling: used where the pixels are not those of the grid.
    """

    info: RasterInfo
    domain: Domain
    classes: ClassSource | None
    resampling: Resampling


@dataclass(frozen=True)
class _Cut:
    """What became of one chip pair: a reason to reject it, or what is to be known of it."""

    row: int
    column: int
    nodata: float
    content: float
    rejected: str = ''
    moments: tuple[Moments | None, ...] = ()
    values: tuple[tuple[int, ...], ...] = ()  # of the classes found on each side

    @property
    def name(self) -> str:
        return f'r{self.row:06d}_c{self.column:06d}'


def export_paired_chips(job: ExportPairedChips, reporter: Reporter) -> dict[str, Any]:
    """Cut two rasters into chip pairs on one grid, split them by place and describe them.

    Raises:
        SatganError: the rasters do not fit together, or no chip is left.
    """
    sources = raster_info(job.input, job.input_bands), raster_info(job.target, job.target_bands)
    grid = sources[1 if job.grid == 'target' else 0].grid
    window = _area(job, sources, grid)
    positions, outside = _positions(job, grid, window, reporter)
    sides = [_side(job, info, grid.part(window), reporter) for info in sources]
    _tell_plan(sides, grid, len(positions), reporter)
    output = Path(job.output)
    with ExitStack() as stack:
        partial = stack.enter_context(whole_folder(output))
        layer = _layer_path(job, partial, stack)
        stack.enter_context(writing(output))
        cuts = _Cutter(job, sides, grid, partial, sample_size(len(positions))).cut_all(positions, reporter)
        chips, rejected = _split(job, cuts, outside, partial)
        reporter.progress(1, 'Describing the dataset')
        dataset = _described(job, chips, rejected, sides, grid)
        outlines = _outlines(chips, grid, job.chip_size)
        for path in filter(None, (partial / CHIPS, layer)):
            write_chips(path, outlines)
        write_description(partial, dataset)
    _tell_result(len(chips), dataset, reporter)
    return {'CHIP_COUNT': len(chips), 'REJECTED_COUNT': sum(rejected.values())}


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


def _area(job: ExportPairedChips, sources: Sequence[RasterInfo], grid: Grid) -> Window:
    """Return the window of the grid that both rasters and the extent cover."""
    gridded, other = sources[::-1] if job.grid == 'target' else sources
    window = require_overlap(grid, gridded.path, other.grid, other.path)
    if job.extent:
        wanted = intersection(window, grid.window_of_extent(job.extent))
        if wanted is None:
            raise SatganError(
                f'The two rasters do not overlap inside the extent {job.extent}.', 'Draw it where both have data.'
            )
        window = wanted
    if window.width < job.chip_size or window.height < job.chip_size:
        raise SatganError(
            f'A chip of {job.chip_size} pixels does not fit: the two rasters share {window.width} x {window.height} '
            f'pixels of {gridded.path}.',
            'Choose a smaller chip size, a larger extent, or the raster with smaller pixels as grid.',
        )
    return window


def _positions(
    job: ExportPairedChips, grid: Grid, window: Window, reporter: Reporter
) -> tuple[list[tuple[int, int]], int]:
    """Return row and column of the first pixel of each chip, and how many the mask excludes."""
    stride = job.stride or job.chip_size
    rows = range(window.row_off, window.row_off + window.height - job.chip_size + 1, stride)
    columns = range(window.col_off, window.col_off + window.width - job.chip_size + 1, stride)
    positions = [(row, column) for row in rows for column in columns]
    if job.mask is None:
        return positions, 0
    polygons = read_polygons(job.mask, grid.crs, reporter).geometry.to_numpy()
    allowed = shapely.union_all(shapely.transform(polygons, grid.to_pixels))
    shapely.prepare(allowed)
    inside = shapely.covers(allowed, _boxes(np.array(positions) + _HAIR, job.chip_size - 2 * _HAIR))
    kept = [position for position, is_inside in zip(positions, inside, strict=True) if is_inside]
    if not kept:
        raise SatganError(
            f'None of the {len(positions)} possible chips lies wholly inside the polygons of {job.mask}.',
            'Draw larger polygons, or choose a smaller chip size.',
        )
    return kept, len(positions) - len(kept)


def _boxes(positions: np.ndarray, size: float) -> np.ndarray:
    rows, columns = positions.T
    return shapely.box(columns, rows, columns + size, rows + size)


def _side(job: ExportPairedChips, info: RasterInfo, area: Grid, reporter: Reporter) -> _Side:
    """Return what is known of one side before its chips are cut."""
    classes = read_classes(info.path, info.bands, info.grid.window_of(area))
    domain = Domain(
        source=info.path,
        checksum=None,
        bands=info.bands,
        names=info.names,
        units=info.units,
        dtype=info.dtype,
        nodata=info.nodata,
        classes=classes.legend() if classes else None,
        scaling=(),
        statistics=(),
    )
    if job.resampling not in ('auto', 'nearest') and classes and area.offset_of(info.grid) is None:
        reporter.warning(
            f'{info.path} holds classes, between which there is no {job.resampling}: its nearest pixels are taken.'
        )
    resampling = 'bilinear' if job.resampling == 'auto' else job.resampling
    return _Side(info, domain, classes, Resampling.nearest if classes else Resampling[resampling])


def _tell_plan(sides: Sequence[_Side], grid: Grid, count: int, reporter: Reporter) -> None:
    for label, side in zip(('Input', 'Target'), sides, strict=True):
        info, domain = side.info, side.domain
        kind = f'{domain.channels} classes' if domain.classes else f'{len(info.bands)} band(s) of {info.dtype}'
        how = 'as it is' if grid.offset_of(info.grid) is not None else f'resampled ({side.resampling.name}) to the grid'
        alpha = f'; band {info.alpha} (alpha) tells where it has data' if info.alpha else ''
        reporter.info(f'{label}: {info.path}, {kind}, read {how}{alpha}.')
    reporter.info(f'{count} chips are possible.')


class _Cutter:
    """Cuts chips on all cores; each thread reads through its own handles."""

    def __init__(
        self,
        job: ExportPairedChips,
        sides: Sequence[_Side],
        grid: Grid,
        folder: Path,
        sample: int,
    ) -> None:
        self._job = job
        self._sides = sides
        self._grid = grid
        self._folder = folder
        self._sample = sample
        self._local = threading.local()
        self._opened: list[AlignedReader] = []
        chip = grid.part(Window(0, 0, job.chip_size, job.chip_size))
        self._writers = [ChipWriter(side.domain, chip, side.classes) for side in sides]
        for name in (A, B):
            (folder / name).mkdir()

    def cut_all(self, positions: Sequence[tuple[int, int]], reporter: Reporter) -> list[_Cut]:
        """Cut the chips at `positions` and return what became of each, in the same order."""
        cuts: list[_Cut] = []
        try:
            with closing(in_order(self._cut, positions)) as made:
                for cut in made:
                    cuts.append(cut)
                    reporter.progress(len(cuts) / len(positions), 'Cutting chips')
        finally:
            for reader in self._opened:
                reader.close()
        return cuts

    def _cut(self, position: tuple[int, int]) -> _Cut:
        size = self._job.chip_size
        window = Window(position[1], position[0], size, size)
        (a, valid_a), (b, valid_b) = (reader.read(window) for reader in self._readers())
        valid = valid_a & valid_b
        nodata = 1 - float(valid.mean())
        content = float(((a != 0).any(axis=0) & valid).mean())
        cut = _Cut(*position, nodata=nodata, content=content)
        if nodata > self._job.max_nodata or not valid.any():
            return replace(cut, rejected='nodata')
        if content < self._job.min_content:
            return replace(cut, rejected='content')
        part = self._grid.part(window)
        for name, writer, values, known in zip((A, B), self._writers, (a, b), (valid_a, valid_b), strict=True):
            writer.write(self._folder / name / f'{cut.name}.tif', values, known, part)
        sides = list(zip(self._sides, (a, b), (valid_a, valid_b), strict=True))
        return replace(
            cut,
            moments=tuple(moments(values, known, self._sample, side.info.nodata) for side, values, known in sides),
            values=tuple(tuple(distinct(values[0][known])) if side.classes else () for side, values, known in sides),
        )

    def _readers(self) -> list[AlignedReader]:
        if not hasattr(self._local, 'readers'):
            self._local.readers = [
                AlignedReader(side.info.path, self._grid, side.info.bands, side.resampling) for side in self._sides
            ]
            self._opened.extend(self._local.readers)
        readers: list[AlignedReader] = self._local.readers
        return readers


def _split(
    job: ExportPairedChips, cuts: Sequence[_Cut], outside: int, folder: Path
) -> tuple[list[tuple[_Cut, str]], dict[str, int]]:
    """Give each accepted chip to a part and remove the chips that would leak."""
    rejected = Counter(cut.rejected for cut in cuts if cut.rejected)
    rejected['mask'] += outside
    kept = [cut for cut in cuts if not cut.rejected]
    if not kept:
        raise _nothing_left(job, cuts, rejected)
    parts = split_chips(
        np.array([(cut.row, cut.column) for cut in kept]),
        job.chip_size,
        job.stride or job.chip_size,
        validation=job.validation,
        test=job.test,
        rule=job.split,
        seed=job.seed,
    )
    for cut in (cut for cut, part in zip(kept, parts, strict=True) if part == DROPPED):
        rejected['shared'] += 1
        for name in (A, B):
            (folder / name / f'{cut.name}.tif').unlink()
    chips = [(cut, str(part)) for cut, part in zip(kept, parts, strict=True) if part != DROPPED]
    return chips, {reason: rejected[reason] for reason in _REASONS if rejected[reason]}


def _nothing_left(job: ExportPairedChips, cuts: Sequence[_Cut], rejected: Counter[str]) -> SatganError:
    if rejected['nodata'] >= rejected['content']:
        least = min(cut.nodata for cut in cuts)
        if least >= 1:
            return SatganError(
                f'All {len(cuts)} chips are without data: {job.input} and {job.target} have no valid pixel in common.',
                'Check the nodata values and masks of both rasters.',
            )
        return SatganError(
            f'All {len(cuts)} chips were rejected: the best one has {least:.2%} nodata, and {job.max_nodata:.2%} '
            'is allowed.',
            'Allow a larger share of nodata.',
        )
    most = max(cut.content for cut in cuts)
    return SatganError(
        f'All {len(cuts)} chips were rejected: the best one has {most:.2%} content, and {job.min_content:.2%} is asked '
        'for.',
        'Ask for a smaller share of content.',
    )


def _described(
    job: ExportPairedChips,
    chips: Sequence[tuple[_Cut, str]],
    rejected: dict[str, int],
    sides: Sequence[_Side],
    grid: Grid,
) -> Dataset:
    a, b = (_measured(side, number, chips) for number, side in enumerate(sides))
    counts = Counter(part for _, part in chips)
    return Dataset(
        chip_size=job.chip_size,
        stride=job.stride or job.chip_size,
        crs=grid.crs.to_wkt() if grid.crs else None,
        pixel_size=grid.pixel_size,
        ground_pixel_size=grid.ground_pixel_size(),
        seed=job.seed,
        split={
            'rule': job.split,
            VALIDATION: job.validation,
            TEST: job.test,
            'chips': {part: counts[part] for part in PARTS},
        },
        rejected=rejected,
        a=a,
        b=b,
    )


def _measured(side: _Side, number: int, chips: Sequence[tuple[_Cut, str]]) -> Domain:
    """Return the domain of a side with what its chips told: classes of all, figures of those for training."""
    training = [cut.moments[number] for cut, part in chips if part == TRAIN]
    statistics, percentiles = merged(part for part in training if part is not None)
    for band, name, figures in zip(side.info.bands, side.info.names, statistics, strict=True):
        if not figures.count:
            raise SatganError(
                f'Band {band} ({name}) of {side.info.path} has no data in any training chip.',
                'Leave it out of the bands, or allow a larger share of nodata.',
            )
    found = {value for cut, _ in chips for value in cut.values[number]}
    legend = side.classes.legend(found) if side.classes else None
    return replace(
        side.domain,
        checksum=_checksum(side.info.path),
        classes=legend,
        scaling=() if legend else choose_scaling(side.info.dtype, statistics, percentiles),
        statistics=statistics,
    )


def _checksum(path: str) -> str | None:
    if not Path(path).is_file():
        return None
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()


def _outlines(chips: Sequence[tuple[_Cut, str]], grid: Grid, size: int) -> geopandas.GeoDataFrame:
    boxes = _boxes(np.array([(cut.row, cut.column) for cut, _ in chips]), size)
    in_map = shapely.transform(boxes, grid.to_map)
    columns = {
        'id': [cut.name for cut, _ in chips],
        'split': [part for _, part in chips],
        'nodata': [cut.nodata for cut, _ in chips],
        'content': [cut.content for cut, _ in chips],
    }
    return geopandas.GeoDataFrame(columns, geometry=in_map, crs=grid.crs.to_wkt() if grid.crs else None)


def _tell_result(count: int, dataset: Dataset, reporter: Reporter) -> None:
    counts = ', '.join(f'{number} {part}' for part, number in dataset.split['chips'].items())
    reporter.info(f'{count} chip pairs written ({counts}), {sum(dataset.rejected.values())} rejected.')
    for reason, number in dataset.rejected.items():
        reporter.info(f'{number} rejected: {_REASONS[reason]}.')
    for part, share in ((VALIDATION, dataset.split[VALIDATION]), (TEST, dataset.split[TEST])):
        if share and not dataset.split['chips'][part]:
            reporter.warning(f'There are too few chips for a {part} part that shares no pixels with the others.')

"""Cutting chips out of rasters, on all cores."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from itertools import chain, islice
from pathlib import Path
from typing import Any, Self

import numpy as np
from rasterio.enums import Resampling
from rasterio.windows import Window

from .. import cluster
from ..jobs import Job
from ..parallel import cores, in_order
from ..rasters.classes import ClassSource, distinct
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo
from ..rasters.stack import Layer, StackReader
from ..reporting import Reporter
from .chip import ChipWriter
from .domain import Domain
from .statistics import Moments, Table, moments, sample_size

_Place = tuple[int, tuple[int, int]]  # number of the scene, row and column
_Pixels = tuple[np.ndarray, np.ndarray]  # (bands, rows, columns), and whether each is valid, (rows, columns)
_GROUP = 16  # chips that are cut in a row: handing over single ones costs more than cutting them
_MANY = 1000  # chips: the time that it takes to start processes is won back, since threads take turns in Python's code


@dataclass(frozen=True)
class Rules:
    """Which chips are wanted, and how they are divided; the parameters of that name of the export jobs."""

    chip_size: int
    stride: int
    max_nodata: float
    validation: float
    test: float
    split: str
    seed: int
    min_content: float = 0.0

    @classmethod
    def of(cls, job: Job) -> Self:
        """Take the rules from a job."""
        values = {item.name: getattr(job, item.name) for item in fields(cls) if hasattr(job, item.name)}
        return cls(**values | {'stride': values['stride'] or values['chip_size']})


@dataclass(frozen=True)
class Side:
    """One side of a scene.

    Attributes:
        name: `A` or `B`.
        rasters: whose bands are stacked, in this order.
        resampling: of each of them, where its pixels are not those of the grid.
        classes: what the raster says about its classes; None where it holds measurements.
    """

    name: str
    rasters: tuple[RasterInfo, ...]
    resampling: tuple[Resampling, ...]
    classes: ClassSource | None

    def layers(self) -> list[Layer]:
        """Return the rasters as they are read."""
        pairs = zip(self.rasters, self.resampling, strict=True)
        return [Layer(info.path, info.bands, resampling) for info, resampling in pairs]


@dataclass(frozen=True)
class Scene:
    """Rasters of one place, and where chips are to be cut from them.

    Attributes:
        name: begins the names of its chips; empty where there is but one scene.
        sides: one, or two that are cut into pairs.
        grid: of the chips.
        positions: row and column of the first pixel of each chip.
    """

    name: str
    sides: tuple[Side, ...]
    grid: Grid
    positions: Sequence[tuple[int, int]]

    def chip_name(self, row: int, column: int) -> str:
        """Return what the files of a chip are called."""
        return f'{self.name}_' * bool(self.name) + f'r{row:06d}_c{column:06d}'

    def reader(self, side: Side, dtype: str) -> StackReader:
        """Open the rasters of a side to be read on the grid.

        Raises:
            SatganError: one is unreadable.
        """
        return StackReader(side.layers(), self.grid, dtype)


@dataclass(frozen=True, slots=True)
class Cut:
    """What became of one chip or pair.

    Attributes:
        scene: number of its scene.
        name: of its files.
        row: of its first pixel.
        column: of its first pixel.
        nodata: share of the pixels without data on any side.
        content: share of the pixels of the first side that are not background.
        rejected: the reason; empty where it was written.
    """

    scene: int
    name: str
    row: int
    column: int
    nodata: float
    content: float
    rejected: str = ''


@dataclass(frozen=True)
class Cutting:
    """What became of chips.

    Attributes:
        cuts: of each, in the order of scenes and positions.
        moments: of each side those of the chips that were written, in parts, a row per chip.
        values: of the classes found on each side.
    """

    cuts: list[Cut]
    moments: tuple[list[Table], ...]
    values: tuple[frozenset[int], ...]

    @classmethod
    def together(cls, parts: Sequence[Cutting]) -> Self:
        """Return the parts, one or more, as one."""
        return cls(
            [cut for part in parts for cut in part.cuts],
            tuple(list(chain.from_iterable(side)) for side in zip(*(part.moments for part in parts), strict=True)),
            tuple(frozenset().union(*side) for side in zip(*(part.values for part in parts), strict=True)),
        )


def cut_chips(
    scenes: Sequence[Scene], domains: Sequence[Domain], rules: Rules, folder: Path, reporter: Reporter
) -> Cutting:
    """Cut the chips of all scenes into folders named after their sides.

    Args:
        scenes: what to cut.
        domains: one per side, the same for all scenes.
        rules: what to reject.
        folder: gets a folder of GeoTIFF files per side.
        reporter: is told the progress.

    Returns:
        What became of them.

    Raises:
        SatganError: a raster is damaged.
        OSError: the disk is full.
    """
    for side in scenes[0].sides:
        (folder / side.name).mkdir(exist_ok=True)
    count = sum(len(scene.positions) for scene in scenes)
    cutter = _Cutter(scenes, domains, rules, folder, sample_size(count))
    parts: list[Cutting] = []
    done = 0
    with (
        closing(cutter),
        closing(in_order(cutter, _groups(scenes, count), processes=count >= _MANY or cluster.is_open())) as made,
    ):
        for part in made:
            parts.append(part)
            done += len(part.cuts)
            reporter.progress(done / count, 'Cutting chips')
    return Cutting.together(parts)


def _groups(scenes: Sequence[Scene], count: int) -> Iterator[list[_Place]]:
    """Yield the places in groups, small enough that all cores have something to do."""
    places = ((index, position) for index, scene in enumerate(scenes) for position in scene.positions)
    size = min(_GROUP, -(-count // (8 * cores())))
    while group := list(islice(places, size)):
        yield group


class _Cutter:
    """Cuts groups of chips; each thread reads through its own handles, those of one scene at a time."""

    def __init__(
        self, scenes: Sequence[Scene], domains: Sequence[Domain], rules: Rules, folder: Path, sample: int
    ) -> None:
        self._arguments = scenes, domains, rules, folder, sample
        self._scenes = scenes
        self._domains = domains
        self._rules = rules
        self._folder = folder
        self._sample = sample
        self._local = threading.local()
        self._opened: list[_OpenScene] = []

    def __reduce__(self) -> tuple[type[_Cutter], tuple[Any, ...]]:
        return _Cutter, self._arguments  # a process opens its own

    def __call__(self, places: Sequence[_Place]) -> Cutting:
        cuts: list[Cut] = []
        seen: list[list[Moments]] = [[] for _ in self._domains]
        values: list[set[int]] = [set() for _ in self._domains]
        for place in places:
            cut, layers = self._cut(place)
            cuts.append(cut)
            if cut.rejected:
                continue
            for side, (domain, (pixels, known)) in enumerate(zip(self._domains, layers, strict=True)):
                if figures := moments(pixels, known, self._sample, domain.nodata):
                    seen[side].append(figures)
                if domain.classes:
                    values[side].update(distinct(pixels[0][known]))
        return Cutting(cuts, tuple([Table.of(side)] * bool(side) for side in seen), tuple(map(frozenset, values)))

    def _cut(self, place: _Place) -> tuple[Cut, list[_Pixels]]:
        """Cut a chip; return what became of it, and the pixels of each side if it was written."""
        index, (row, column) = place
        scene, opened = self._scenes[index], self._open(index)
        window = Window(column, row, self._rules.chip_size, self._rules.chip_size)
        layers = [reader.read(window) for reader in opened.readers]
        name = scene.chip_name(row, column)
        nodata, content = _shares(layers)
        cut = Cut(index, name, row, column, nodata, content, self._reason_to_reject(nodata, content))
        if cut.rejected:
            return cut, []
        chip = scene.grid.part(window)
        for side, writer, (values, known) in zip(scene.sides, opened.writers, layers, strict=True):
            writer.write(self._folder / side.name / f'{name}.tif', values, known, chip)
        return cut, layers

    def _reason_to_reject(self, nodata: float, content: float) -> str:
        if nodata > self._rules.max_nodata or nodata == 1:
            return 'nodata'
        return 'content' if content < self._rules.min_content else ''

    def close(self) -> None:
        for opened in self._opened:
            opened.close()

    def _open(self, index: int) -> _OpenScene:
        current: _OpenScene | None = getattr(self._local, 'scene', None)
        if current is None or current.index != index:
            if current is not None:
                current.close()
            current = _OpenScene(index, self._scenes[index], self._domains, self._rules.chip_size)
            self._local.scene = current
            self._opened.append(current)
        return current


def _shares(layers: Sequence[_Pixels]) -> tuple[float, float]:
    """Return the share of pixels without data on any side, and of those of the first side that are not background."""
    valid = np.logical_and.reduce([known for _, known in layers])
    content = (layers[0][0] != 0).any(axis=0) & valid
    return 1 - np.count_nonzero(valid) / valid.size, np.count_nonzero(content) / valid.size


class _OpenScene:
    """The readers and writers of a scene."""

    def __init__(self, index: int, scene: Scene, domains: Sequence[Domain], chip_size: int) -> None:
        chip = scene.grid.part(Window(0, 0, chip_size, chip_size))
        sides = list(zip(scene.sides, domains, strict=True))
        self.index = index
        self.readers = [scene.reader(side, domain.dtype) for side, domain in sides]
        self.writers = [ChipWriter(domain, chip, side.classes) for side, domain in sides]

    def close(self) -> None:
        for reader in self.readers:
            reader.close()

"""Cutting chips out of rasters, on all cores."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Self

import numpy as np
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..jobs import Job
from ..parallel import in_order
from ..rasters.classes import ClassSource, distinct
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo
from ..rasters.stack import Layer, StackReader
from ..reporting import Reporter
from .area import Positions
from .chip import ChipWriter
from .domain import Domain
from .statistics import Moments, moments, sample_size

_Place = tuple[int, tuple[int, int]]  # number of the scene, row and column
_GROUP = 8  # chips that a thread cuts in a row: handing over single ones costs more than cutting them


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
    positions: Positions


@dataclass(frozen=True, slots=True)
class Cut:
    """What became of one chip or pair: a reason to reject it, or what is to be known of it.

    Attributes:
        scene: number of its scene.
        name: of its files.
        row: of its first pixel.
        column: of its first pixel.
        nodata: share of the pixels without data on any side.
        content: share of the pixels of the first side that are not background.
        rejected: the reason; empty where it was written.
        moments: of each side.
        values: of the classes found on each side.
    """

    scene: int
    name: str
    row: int
    column: int
    nodata: float
    content: float
    rejected: str = ''
    moments: tuple[Moments | None, ...] = ()
    values: tuple[tuple[int, ...], ...] = ()


def cut_chips(
    scenes: Sequence[Scene], domains: Sequence[Domain], rules: Rules, folder: Path, reporter: Reporter
) -> list[Cut]:
    """Cut the chips of all scenes into folders named after their sides.

    Args:
        scenes: what to cut.
        domains: one per side, the same for all scenes.
        rules: what to reject.
        folder: gets a folder of GeoTIFF files per side.
        reporter: is told the progress.

    Returns:
        What became of each chip, in the order of scenes and positions.

    Raises:
        SatganError: a raster is damaged.
        OSError: the disk is full.
    """
    for side in scenes[0].sides:
        (folder / side.name).mkdir()
    places = [(index, position) for index, scene in enumerate(scenes) for position in scene.positions]
    groups = [places[start : start + _GROUP] for start in range(0, len(places), _GROUP)]
    cutter = _Cutter(scenes, domains, rules, folder, sample_size(len(places)))
    cuts: list[Cut] = []
    try:
        with closing(in_order(cutter.cut, groups)) as made:
            for cut in chain.from_iterable(made):
                cuts.append(cut)
                reporter.progress(len(cuts) / len(places), 'Cutting chips')
    finally:
        cutter.close()
    return cuts


class _Cutter:
    """Cuts single chips; each thread reads through its own handles, those of one scene at a time."""

    def __init__(
        self, scenes: Sequence[Scene], domains: Sequence[Domain], rules: Rules, folder: Path, sample: int
    ) -> None:
        self._scenes = scenes
        self._domains = domains
        self._rules = rules
        self._folder = folder
        self._sample = sample
        self._local = threading.local()
        self._opened: list[_OpenScene] = []

    def cut(self, places: Sequence[_Place]) -> list[Cut]:
        return [self._cut(place) for place in places]

    def _cut(self, place: _Place) -> Cut:
        index, (row, column) = place
        scene, opened = self._scenes[index], self._open(index)
        window = Window(column, row, self._rules.chip_size, self._rules.chip_size)
        layers = [reader.read(window) for reader in opened.readers]
        valid = np.logical_and.reduce([known for _, known in layers])
        background = (layers[0][0] == 0).all(axis=0)
        name = f'{scene.name}_' * bool(scene.name) + f'r{row:06d}_c{column:06d}'
        nodata, content = 1 - float(valid.mean()), float((~background & valid).mean())
        cut = Cut(index, name, row, column, nodata, content)
        if nodata > self._rules.max_nodata or not valid.any():
            return replace(cut, rejected='nodata')
        if content < self._rules.min_content:
            return replace(cut, rejected='content')
        part = scene.grid.part(window)
        sides = list(zip(scene.sides, self._domains, opened.writers, layers, strict=True))
        for side, _, writer, (values, known) in sides:
            writer.write(self._folder / side.name / f'{name}.tif', values, known, part)
        return replace(
            cut,
            moments=tuple(
                moments(values, known, self._sample, domain.nodata) for _, domain, _, (values, known) in sides
            ),
            values=tuple(
                tuple(distinct(values[0][known])) if domain.classes else () for _, domain, _, (values, known) in sides
            ),
        )

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


class _OpenScene:
    """The readers and writers of a scene."""

    def __init__(self, index: int, scene: Scene, domains: Sequence[Domain], chip_size: int) -> None:
        chip = scene.grid.part(Window(0, 0, chip_size, chip_size))
        sides = list(zip(scene.sides, domains, strict=True))
        self.index = index
        self.readers = [StackReader(side.layers(), scene.grid, domain.dtype) for side, domain in sides]
        self.writers = [ChipWriter(domain, chip, side.classes) for side, domain in sides]

    def close(self) -> None:
        for reader in self.readers:
            reader.close()

"""Which rasters belong together, and what part of a common grid they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rasterio.windows import Window

from ..errors import SatganError
from ..jobs import ExportPairedChips, is_many
from ..rasters.grid import Grid, intersection
from ..rasters.reading import RasterInfo, raster_info, require_overlap
from ..reporting import Reporter
from .area import window_in_extent
from .sides import raster_infos


@dataclass(frozen=True)
class Place:
    """Rasters of one place: those of A band upon band, the one of B, and the part of the grid that all cover.

    Its name is empty where there is no other.
    """

    name: str
    inputs: tuple[RasterInfo, ...]
    target: RasterInfo
    grid: Grid
    window: Window

    @property
    def area(self) -> Grid:
        """The part as a grid of its own."""
        return self.grid.part(self.window)


def places_of(job: ExportPairedChips, reporter: Reporter) -> list[Place]:
    """Return what can be cut: of many rasters, the places where they fit together."""
    pairs = _pairs(job, reporter)
    extras = tuple(raster_info(path) for path in job.extra_inputs or ())
    if len(pairs) == 1:
        return [_place(job, (pairs[0][0], *extras), pairs[0][1])]
    places, failures = [], []
    for source, target in pairs:
        try:
            place = _place(job, (source, *extras), target)
            places.append(replace(place, name=place_name(place, job)))
        except SatganError as error:
            failures.append(error)
            reporter.warning(f'Left out: {error}')
    if not places:
        raise failures[0]
    return places


def place_name(place: Place, job: ExportPairedChips) -> str:
    """Return what its rasters are called: of many rasters and a single one, the many tell the places apart."""
    return Path(place.inputs[0].path if is_many(job.input) else place.target.path).stem


def _pairs(job: ExportPairedChips, reporter: Reporter) -> list[tuple[RasterInfo, RasterInfo]]:
    """Return which rasters belong together: of two folders or lists those of equal names."""
    inputs, targets = raster_infos(job.input, job.input_bands), raster_infos(job.target, job.target_bands)
    if not (is_many(job.input) and is_many(job.target)):
        return [(source, target) for source in inputs for target in targets]
    partners = {Path(info.path).stem: info for info in targets}
    pairs = [(info, partners[Path(info.path).stem]) for info in inputs if Path(info.path).stem in partners]
    if not pairs:
        raise SatganError(
            f'No raster in {job.input} has the name of one in {job.target}.',
            'Give rasters that belong together the same name.',
        )
    if alone := len(inputs) + len(targets) - 2 * len(pairs):
        reporter.warning(f'{alone} rasters have no partner of the same name on the other side and are left out.')
    return pairs


def _place(job: ExportPairedChips, inputs: tuple[RasterInfo, ...], target: RasterInfo) -> Place:
    gridded, other = (target, inputs[0]) if job.grid == 'target' else (inputs[0], target)
    grid = gridded.grid
    window = require_overlap(grid, gridded.path, other.grid, other.path)
    for extra in inputs[1:]:
        common = intersection(window, require_overlap(grid, gridded.path, extra.grid, extra.path))
        if common is None:
            raise SatganError(
                f'{extra.path} does not reach to where {gridded.path} and {other.path} overlap.',
                'Load all in QGIS to see where they lie.',
            )
        window = common
    window = window_in_extent(grid, window, job.extent, 'The two rasters do not overlap')
    if min(window.width, window.height) < job.chip_size:
        raise SatganError(
            f'A chip of {job.chip_size} pixels does not fit: the rasters share {window.width} x {window.height} '
            f'pixels of {gridded.path}.',
            'Choose a smaller chip size, a larger extent, or the raster with smaller pixels as grid.',
        )
    return Place('', inputs, target, grid, window)


def require_crs(places: Sequence[Place]) -> None:
    """Check that turned chips can be placed.

    Raises:
        SatganError: a raster has no coordinate system.
    """
    for place in places:
        if place.grid.crs is None:
            raise SatganError(
                f'{place.target.path} has no coordinate system, so that nothing says where its turned chips lie.',
                'Assign it with "Assign projection" in QGIS, or leave the rotation angle 0 and have the training turn '
                'the chips: augmentation "flip_rotate".',
            )

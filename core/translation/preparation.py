"""What is needed to translate a raster: the model, the bands that it gets, and the tiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..datasets.sides import class_source, common_nodata
from ..device import open_compute
from ..errors import SatganError
from ..jobs import ApplyModel
from ..modelfile import ModelCard, read_card
from ..networks import Generator
from ..parallel import cores
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo, raster_info
from ..rasters.stack import Layer, StackReader
from ..reporting import Reporter, Silence
from ..wording import counted
from .direction import choose_direction
from .fitting import warn_of_other_pixels, warn_of_other_values
from .network import Network, open_generator, require_translation, tiles_at_once
from .precision import TRIALS, precision_for, settled
from .runtime import fastest, require_runtime
from .sample import sample_tiles
from .statistics import TILE, choose_statistics, set_statistics
from .strangeness import require_known_classes, warn_of_strange_values
from .tiles import Tiling
from .translate import Translator

_CACHED_ROWS = 2 * 512  # of pixels: with so many in GDAL's cache each block is read and written once
_LEAST_CACHE = 32 * 1024**2
_SMALLEST_TILE = 576  # pixels: side of tiles whose edges are cut off, unless the raster is smaller
_LARGEST_TILE = 1280  # pixels: a network of 64 filters takes 1.7 GB for it
_RAMP = 24  # pixels over which such tiles are blended, a multiple of 4 so that all lie alike on the network's grid


@dataclass(frozen=True)
class Translation:
    """A model that is ready to translate rasters.

    Attributes:
        job: what is asked for.
        card: of the model, turned towards `direction`.
        direction: which way the model translates.
        infos: the rasters to translate, band upon band.
        grid: that they are read on.
        window: of the grid, the part that is wanted.
        statistics: which ones the norm layers use.
        translator: the network and its tiles.
    """

    job: ApplyModel
    card: ModelCard
    direction: str
    infos: tuple[RasterInfo, ...]
    grid: Grid
    window: Window
    statistics: str
    translator: Translator

    @property
    def has_gaps(self) -> bool:
        """Whether there may be pixels without data."""
        return any(info.nodata is not None or info.has_mask for info in self.infos)

    @property
    def cache_bytes(self) -> int:
        """How much GDAL shall keep in memory; by itself it would take more for a larger raster."""
        width = max(panel.width for panel in self.translator.panels(self.window))
        pixel = sum(len(domain.bands) * np.dtype(domain.dtype).itemsize for domain in (self.card.a, self.card.b))
        return max(_LEAST_CACHE, int(width) * _CACHED_ROWS * pixel * self.translator.at_once)

    def open(self) -> StackReader:
        """Open the rasters on the grid."""
        dtype = np.result_type(*(info.dtype for info in self.infos)).name
        return StackReader(_layers(self.infos, self.grid), self.grid, dtype)

    def ready(self, reader: StackReader, reporter: Reporter) -> tuple[Translation, dict[str, str]]:
        """Return the same with precision, statistics and runtime, as some tiles tell, and tags that say which.

        Args:
            reader: of the rasters on the grid.
            reporter: is told.

        Raises:
            SatganError: there is nothing to measure.
        """
        source, size = self.translator.source, self.card.chip_size

        def trials() -> np.ndarray:
            return sample_tiles(reader, source, size, TRIALS)

        network = settled(self.translator.network, self.job.precision, trials, reporter)
        tags = set_statistics(self.statistics, network, reader, source, size, reporter)
        translator, pixels = replace(self.translator, network=network), self.window.width * self.window.height
        network, runtime = fastest(self.job, self.card, translator, reader, pixels, reporter)
        return replace(self, translator=replace(translator, network=network)), tags | {'GAN_RUNTIME': runtime}


def prepare(job: ApplyModel, reporter: Reporter, reference: RasterInfo | None = None) -> Translation:
    """Open the model and look at the rasters that it shall translate.

    Args:
        job: names them.
        reporter: is told what was chosen, and warned of what the model was not trained for.
        reference: the raster on whose grid the rasters are read; None takes the input.

    Raises:
        SatganError: model and raster do not fit together, or one of them is damaged.
    """
    torch.set_num_threads(cores())
    card = read_card(job.model)
    require_translation(job.model, card)
    direction = choose_direction(job, card, reporter)
    card = card.towards(direction)
    info = raster_info(job.input, _bands(job, card, reporter))
    infos = (info, *_extras(job, card))
    reference = reference or info
    grid = reference.grid
    warn_of_other_values(card, info.path, info.dtype, reporter)
    warn_of_other_pixels(card, reference.path, grid.ground_pixel_size(), grid.pixel_size[0], reporter)
    window = grid.window_of_extent(job.extent) if job.extent else grid.window
    reporter.progress(0, 'Looking at the input')
    require_known_classes(card.a, info, grid, window)
    warn_of_strange_values(card.a, infos, grid, window, reporter)
    return _ready(job, card, direction, infos, grid, window, reporter)


def backwards(translation: Translation, output: Path) -> Translation:
    """Return what leads from a translated raster back to its input.

    Args:
        translation: of a model that translates both ways.
        output: the raster that it has made.
    """
    card = translation.card
    info = raster_info(str(output))
    direction = next(other for other in card.directions if other != translation.direction)
    return _ready(translation.job, card.swapped(), direction, (info,), info.grid, info.grid.window, Silence())


def _ready(
    job: ApplyModel,
    card: ModelCard,
    direction: str,
    infos: tuple[RasterInfo, ...],
    grid: Grid,
    window: Window,
    reporter: Reporter,
) -> Translation:
    """Return the translation of rasters that fit the model."""
    compute = open_compute(job.device, precision_for(job.precision, card.b, reporter))
    generator = open_generator(job.model, card, compute, direction)
    statistics = choose_statistics(job, card)
    tiling = _tiling(job, card, generator, grid, statistics)
    network = Network(generator, compute, job.batch_size or tiles_at_once(compute, tiling.size))
    require_runtime(job, network)
    # A pixel of the raster at hand is missing where that raster says so, not where the training raster would have.
    source = replace(card.a, nodata=common_nodata(infos))
    translator = Translator(network, tiling, source, card.b.channels)
    return Translation(job, card, direction, infos, grid, window, statistics, translator)


def _bands(job: ApplyModel, card: ModelCard, reporter: Reporter) -> tuple[int, ...]:
    """Return the bands of the input raster that stand for the training bands."""
    trained = card.a.bands_by_raster()[0]
    wanted, names = len(trained), ', '.join(card.a.names[: len(trained)])
    if job.bands:
        if len(job.bands) != wanted:
            raise SatganError(
                f'"bands" names {counted(len(job.bands), "band")}, but the model was trained with {wanted} ({names}).',
                'Choose as many, in that order.',
            )
        return job.bands
    bands = raster_info(job.input).bands
    if set(trained) <= set(bands):
        if len(bands) > wanted:
            numbers = ', '.join(str(band) for band in trained)
            # Where the first bands are taken, the training raster may have had no others, and be of another kind.
            tell = reporter.warning if max(trained) == wanted else reporter.info
            tell(
                f'Of the {len(bands)} bands of {job.input} the model gets {numbers}, as in its training ({names}). Name '
                'the bands where that is wrong.'
            )
        return trained
    if len(bands) == wanted:
        return bands
    raise SatganError(
        f'{job.input} has {counted(len(bands), "band")}, but the model was trained with {wanted} ({names}).',
        'Choose a raster of the kind that the model was trained with, or name the bands to use.',
    )


def _extras(job: ApplyModel, card: ModelCard) -> list[RasterInfo]:
    """Describe the extra rasters, whose bands must be those of the training."""
    paths, wanted = job.extra_inputs or (), card.a.extra
    if len(paths) != len(wanted):
        trained = ', '.join(extra.source for extra in wanted) or 'none'
        raise SatganError(
            f'"extra_inputs" names {counted(len(paths), "raster")}, but the model was trained with {len(wanted)} ({trained}).',
            'Give as many, in that order.',
        )
    return [raster_info(path, bands) for path, bands in zip(paths, card.a.bands_by_raster()[1:], strict=True)]


def _layers(infos: Sequence[RasterInfo], grid: Grid) -> list[Layer]:
    """Return how the rasters are read on the grid."""
    return [Layer(info.path, info.bands, _resampling(info, grid)) for info in infos]


def _resampling(info: RasterInfo, grid: Grid) -> Resampling:
    is_aligned = grid.offset_of(info.grid) is not None
    return Resampling.nearest if is_aligned or class_source(info, grid) else Resampling.bilinear


def _tiling(job: ApplyModel, card: ModelCard, generator: Generator, grid: Grid, statistics: str) -> Tiling:
    if job.overlap < 0:
        reach = None if statistics == TILE else generator.reach
        return _automatic_tiling(card, reach, generator.multiple, grid)
    overlap = job.overlap
    if overlap > card.chip_size // 2:
        raise SatganError(
            f'An overlap of {overlap} pixels is too much for tiles of {card.chip_size} pixels.',
            f'Choose at most {card.chip_size // 2}, or -1 for automatic.',
        )
    return Tiling(card.chip_size, overlap)


def _automatic_tiling(card: ModelCard, reach: int | None, multiple: int, grid: Grid) -> Tiling:
    """Return tiles that make no seam where the network allows it, else tiles that are blended over a quarter.

    Args:
        card: of the model.
        reach: how far the network sees; None where it is the whole tile.
        multiple: what the side of a tile must be a multiple of.
        grid: of the raster.
    """
    exact = None if reach is None else _exact_tiling(card.chip_size, reach, multiple, grid)
    if exact:
        return exact
    overlap = card.chip_size // 4
    if overlap >= multiple:
        overlap -= overlap % multiple  # all tiles lie alike on the grid of the network's lowest resolution
    return Tiling(card.chip_size, overlap)


def _exact_tiling(least: int, reach: int, multiple: int, grid: Grid) -> Tiling | None:
    """Return tiles whose edges are cut off as far as they depend on anything beyond, or the raster as one tile.

    Large tiles have less to cut off. Their side is such that the last ones end nearly where the raster does: what they show
    beyond is a mirror image, translated for nothing.

    Args:
        least: side of a tile in pixels, at least.
        reach: how far the network sees.
        multiple: what the side of a tile must be a multiple of.
        grid: of the raster.

    Returns:
        None where so much would be cut off that it is not worth it.
    """
    short, long = sorted((grid.width, grid.height))
    overlap = 2 * reach + _RAMP
    widest = max(least, min(max(_SMALLEST_TILE, short + overlap), _LARGEST_TILE))
    if long <= widest:
        return Tiling(max(least, _rounded_up(long, multiple)), 0)
    if overlap > widest // 3:
        return None
    count = math.ceil((long - overlap) / (widest - overlap))
    stride = _rounded_up((long - overlap) / count, multiple)
    return Tiling(stride + overlap, overlap, margin=reach)


def _rounded_up(value: float, multiple: int) -> int:
    return math.ceil(value / multiple) * multiple

"""The job `applymodel`: a raster and a model to a synthetic raster on the same grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..datasets.sides import class_source, common_nodata
from ..device import open_fabric
from ..errors import SatganError
from ..jobs import ApplyModel
from ..memory import give_back
from ..modelfile import ModelCard, read_card
from ..networks import Generator
from ..parallel import cores
from ..rasters.grid import Grid
from ..rasters.reading import RasterInfo, raster_info
from ..rasters.stack import Layer, StackReader
from ..rasters.writing import whole_file, writing
from ..reporting import Reporter
from .direction import choose_direction
from .finishing import finish_output
from .fitting import warn_of_misfit
from .network import Network, open_generator, require_translation, tiles_at_once
from .output import OutputWriter, open_output
from .provenance import Origin
from .seams import SeamMeter, seam_index
from .statistics import TILE, choose_statistics, set_statistics
from .strangeness import warn_of_strange_values
from .tiles import Tiling
from .translate import Translator

_CACHED_ROWS = 2 * 512  # of pixels: with so many in GDAL's cache each block is read and written once
_LEAST_CACHE = 32 * 1024**2
_SHOWN_STRANGERS = 5
_PIECES_BETWEEN_TRIMS = 16
_TILE = 512  # pixels: least side of tiles whose edges are cut off
_RAMP = 24  # pixels over which such tiles are blended, a multiple of 4 so that all lie alike on the network's grid


def apply_model(job: ApplyModel, reporter: Reporter) -> dict[str, Any]:
    """Translate a raster, tile by tile, into a raster of the model's target.

    Raises:
        SatganError: model and raster do not fit together, or one of them is damaged, or the disk is full.
    """
    torch.set_num_threads(cores())
    card = read_card(job.model)
    require_translation(job.model, card)
    direction = choose_direction(job, card, reporter)
    card = card.towards(direction)
    info = raster_info(job.input, _bands(job, card, reporter))
    extras = _extras(job, card)
    grid = info.grid
    warn_of_misfit(card, info.path, info.dtype, grid.ground_pixel_size(), grid.pixel_size[0], reporter)
    window = info.grid.window_of_extent(job.extent) if job.extent else info.grid.window
    reporter.progress(0, 'Looking at the input')
    warn_of_strange_values(card.a, [info, *extras], grid.part(window), reporter)
    fabric = open_fabric(job.device, job.precision)
    generator = open_generator(job.model, card, fabric, direction)
    statistics = choose_statistics(job, card)
    tiling = _tiling(job, card, generator, grid, statistics)
    network = Network(generator, fabric, job.batch_size or tiles_at_once(fabric, tiling.size))
    # A pixel of the raster at hand is missing where that raster says so, not where the training raster would have.
    source = replace(card.a, nodata=common_nodata([info, *extras]))
    translator = Translator(network, tiling, source, card.b.channels)
    origin = Origin.of(job, card, direction)
    output = Path(job.output)
    cache = _cache_bytes(card, max(panel.width for panel in translator.panels(window)))
    with whole_file(output) as partial, rasterio.Env(GDAL_CACHEMAX=cache):
        seams = _write(job, card, origin, statistics, [info, *extras], window, translator, partial, reporter)
        finish_output(partial, output, card.b, origin, reporter)
    reporter.info(f'Seam index {seams:.2f} (1: the tiles cannot be seen).')
    reporter.info(f'{output.name} is synthetic: it shows what is plausible, not what was observed.')
    return {'SEAM_INDEX': seams}


def _bands(job: ApplyModel, card: ModelCard, reporter: Reporter) -> tuple[int, ...]:
    """Return the bands of the input raster that stand for the training bands."""
    trained = card.a.bands_by_raster()[0]
    wanted, names = len(trained), ', '.join(card.a.names[: len(trained)])
    if job.bands:
        if len(job.bands) != wanted:
            raise SatganError(
                f'{len(job.bands)} band(s) are chosen, but the model was trained with {wanted} ({names}).',
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
        f'{job.input} has {len(bands)} band(s), but the model was trained with {wanted} ({names}).',
        'Choose a raster of the kind that the model was trained with, or name the bands to use.',
    )


def _extras(job: ApplyModel, card: ModelCard) -> list[RasterInfo]:
    """Describe the extra rasters, whose bands must be those of the training."""
    paths, wanted = job.extra_inputs or (), card.a.extra
    if len(paths) != len(wanted):
        trained = ', '.join(extra.source for extra in wanted) or 'none'
        raise SatganError(
            f'{len(paths)} extra input raster(s) are given, but the model was trained with {len(wanted)} ({trained}).',
            'Give as many, in that order.',
        )
    return [raster_info(path, bands) for path, bands in zip(paths, card.a.bands_by_raster()[1:], strict=True)]


def _layers(infos: Sequence[RasterInfo]) -> list[Layer]:
    """Return how the rasters are read on the grid of the first one."""
    grid = infos[0].grid
    methods = [Resampling.nearest if class_source(info, grid) else Resampling.bilinear for info in infos[1:]]
    return [
        Layer(info.path, info.bands, method) for info, method in zip(infos, [Resampling.nearest, *methods], strict=True)
    ]


def _tiling(job: ApplyModel, card: ModelCard, generator: Generator, grid: Grid, statistics: str) -> Tiling:
    if job.overlap < 0:
        reach = None if statistics == TILE else generator.reach
        return _automatic_tiling(card, reach, generator.multiple, max(grid.width, grid.height))
    overlap = job.overlap
    if overlap > card.chip_size // 2:
        raise SatganError(
            f'An overlap of {overlap} pixels is too much for tiles of {card.chip_size} pixels.',
            f'Choose at most {card.chip_size // 2}, or -1 for automatic.',
        )
    return Tiling(card.chip_size, overlap)


def _automatic_tiling(card: ModelCard, reach: int | None, multiple: int, side: int) -> Tiling:
    """Return tiles that make no seam where the network allows it, else tiles that are blended over a quarter.

    Args:
        card: of the model.
        reach: how far the network sees; None where it is the whole tile.
        multiple: what the side of a tile must be a multiple of.
        side: the longer one of the raster.
    """
    if reach is not None:
        if side <= _TILE:
            return Tiling(max(card.chip_size, -(-side // multiple) * multiple), 0)  # the whole raster is one tile
        size, overlap = max(card.chip_size, _TILE), 2 * reach + _RAMP
        if overlap <= size // 2:
            return Tiling(size, overlap, margin=reach)
    overlap = card.chip_size // 4
    if overlap >= multiple:
        overlap -= overlap % multiple  # all tiles lie alike on the grid of the network's lowest resolution
    return Tiling(card.chip_size, overlap)


def _cache_bytes(card: ModelCard, width: int) -> int:
    """Return how much GDAL shall keep in memory; by itself it would take more for a larger raster."""
    pixel = sum(len(domain.bands) * np.dtype(domain.dtype).itemsize for domain in (card.a, card.b))
    return max(_LEAST_CACHE, int(width) * _CACHED_ROWS * pixel)


def _write(
    job: ApplyModel,
    card: ModelCard,
    origin: Origin,
    statistics: str,
    infos: Sequence[RasterInfo],
    window: Window,
    translator: Translator,
    partial: Path,
    reporter: Reporter,
) -> float:
    """Write the output and return its seam index."""
    info = infos[0]
    has_gaps = any(each.nodata is not None or each.has_mask for each in infos)
    dtype = np.result_type(*(each.dtype for each in infos)).name
    with writing(Path(job.output)), StackReader(_layers(infos), info.grid, dtype) as reader:
        remarks = set_statistics(statistics, translator.network, reader, translator.source, card.chip_size, reporter)
        origin = replace(origin, remarks=remarks)
        with open_output(partial, info.grid.part(window), card.b, origin, job.compression, has_gaps=has_gaps) as output:
            strangers, seams = _write_pieces(translator, reader, window, output, reporter)
    if strangers:
        reporter.warning(
            f'{job.input} holds values that are none of the classes that the model was trained with '
            f'({_shown(strangers)}): what is generated there means nothing.'
        )
    return seams


def _write_pieces(
    translator: Translator, reader: StackReader, window: Window, output: OutputWriter, reporter: Reporter
) -> tuple[set[int], float]:
    """Translate the window and return the values met that are none of the classes, and the seam index."""
    count = translator.piece_count(reader, window)
    strangers: set[int] = set()
    has_data = False
    seen_in, seen_out = (SeamMeter(translator.tiling, reader.grid) for _ in range(2))
    for done, piece in enumerate(translator.pieces(reader, window), start=1):
        left, top = piece.window.col_off - window.col_off, piece.window.row_off - window.row_off
        output.write(Window(left, top, piece.window.width, piece.window.height), piece.encoded, piece.valid)
        seen_in.add(piece.window, piece.source, piece.valid)
        seen_out.add(piece.window, piece.encoded, piece.valid)
        strangers |= piece.strangers
        has_data = has_data or bool(piece.valid.any())
        reporter.progress(0.97 * done / count, 'Translating')
        if done % _PIECES_BETWEEN_TRIMS == 0:
            give_back()
    if not has_data:
        raise SatganError(
            f'{reader.path} has no valid pixel where it is to be translated.', 'Check its nodata value and its mask.'
        )
    return strangers, seam_index(seen_out, seen_in)


def _shown(values: set[int]) -> str:
    ordered = sorted(values)
    more = f' and {len(ordered) - _SHOWN_STRANGERS} more' if len(ordered) > _SHOWN_STRANGERS else ''
    return ', '.join(str(value) for value in ordered[:_SHOWN_STRANGERS]) + more

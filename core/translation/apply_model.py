"""The job `applymodel`: a raster and a model to a synthetic raster on the same grid."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import rasterio
from rasterio.enums import Resampling
from rasterio.windows import Window

from ..errors import SatganError
from ..jobs import ApplyModel
from ..memory import give_back
from ..rasters.stack import StackReader
from ..rasters.writing import finish_geotiff, whole_file, writing
from ..reporting import Reporter
from .cycle_error import require_way_back, write_cycle_error
from .finishing import finish_output
from .output import OutputWriter, open_output
from .preparation import Translation, prepare
from .provenance import Origin
from .seams import SeamMeter, seam_index
from .sharing import pieces_of
from .strangeness import warn_of_strangers
from .uncertainty import Uncertainty, measuring_uncertainty
from .variants import COUNT

_PIECES_BETWEEN_TRIMS = 16
_TRANSLATED = 0.97  # of the progress: what is left is overviews and checksums


def apply_model(job: ApplyModel, reporter: Reporter) -> dict[str, Any]:
    """Translate a raster, tile by tile, into a raster of the model's target.

    Raises:
        SatganError: model and raster do not fit together, or one of them is damaged, or the disk is full.
    """
    translation = prepare(job, reporter)
    if job.output_cycle_error:
        require_way_back(job.model, translation.card)
    if job.output_uncertainty:
        translation = replace(translation, translator=replace(translation.translator, at_once=COUNT))
        reporter.info(f'The uncertainty takes {COUNT} times as long as the raster alone.')
    card = translation.card
    origin = Origin.of(job, card, translation.direction)
    output = Path(job.output)
    with (
        whole_file(output) as partial,
        _whole_measure(job.output_uncertainty) as uncertainty,
        _whole_measure(job.output_cycle_error) as cycle_error,
        rasterio.Env(GDAL_CACHEMAX=translation.cache_bytes),
    ):
        share = _share_of_output(job)
        seams = _write(translation, origin, partial, uncertainty, share, reporter)
        if cycle_error:
            with writing(output):
                write_cycle_error(translation, partial, cycle_error, reporter, share, _TRANSLATED)
        finish_output(partial, output, card.b, origin, reporter)
    reporter.info(f'Seam index {seams:.2f} (1: the tiles cannot be seen).')
    reporter.info(f'{output.name} is synthetic: it shows what is plausible, not what was observed.')
    return {'SEAM_INDEX': seams}


def _share_of_output(job: ApplyModel) -> float:
    """Return the progress when the output is written, and nothing is translated back yet."""
    passes = COUNT if job.output_uncertainty else 1
    return _TRANSLATED * passes / (passes + 1) if job.output_cycle_error else _TRANSLATED


@contextmanager
def _whole_measure(output: str | None) -> Iterator[Path | None]:
    """Give a path for a raster beside the output, where one is wanted, as `whole_file` does."""
    if output is None:
        yield None
        return
    with whole_file(Path(output)) as partial:
        yield partial
        finish_geotiff(partial, Resampling.average, Path(output))


def _write(
    translation: Translation,
    origin: Origin,
    partial: Path,
    uncertainty: Path | None,
    share: float,
    reporter: Reporter,
) -> float:
    """Write the output, and its uncertainty where wanted, and return its seam index.

    Args:
        translation: makes it.
        origin: where its pixels come from.
        partial: the new file.
        uncertainty: the file beside it; None where none is wanted.
        share: of the progress when it is written.
        reporter: gets the progress.
    """
    job, target, grid = translation.job, translation.card.b, translation.grid.part(translation.window)
    with ExitStack() as opened:
        opened.enter_context(writing(Path(job.output)))
        reader = opened.enter_context(translation.open())
        translation, tags = translation.ready(reader, reporter)
        origin = replace(origin, remarks=tags)
        output = opened.enter_context(
            open_output(partial, grid, target, origin, job.compression, has_gaps=translation.has_gaps)
        )
        beside = opened.enter_context(measuring_uncertainty(translation, uncertainty)) if uncertainty else None
        strangers, seams = _write_pieces(translation, reader, output, beside, share, reporter)
    warn_of_strangers(strangers, job.input, reporter)
    return seams


def _write_pieces(
    translation: Translation,
    reader: StackReader,
    output: OutputWriter,
    uncertainty: Uncertainty | None,
    share: float,
    reporter: Reporter,
) -> tuple[set[int], float]:
    """Translate the window and return the values met that are none of the classes, and the seam index."""
    translator, window = translation.translator, translation.window
    count = translator.piece_count(reader.grid, window)
    strangers: set[int] = set()
    has_data = False
    seen_in, seen_out = (SeamMeter(translator.tiling, reader.grid) for _ in range(2))
    with closing(pieces_of(translation, reader)) as pieces:
        for done, piece in enumerate(pieces, start=1):
            left, top = piece.window.col_off - window.col_off, piece.window.row_off - window.row_off
            place = Window(left, top, piece.window.width, piece.window.height)
            output.write(place, piece.encoded, piece.valid)
            if uncertainty:
                uncertainty.add(place, piece)
            seen_in.add(piece.window, piece.source, piece.valid)
            seen_out.add(piece.window, piece.encoded, piece.valid)
            strangers |= piece.strangers
            has_data = has_data or bool(piece.valid.any())
            reporter.progress(share * done / count, 'Translating')
            if done % _PIECES_BETWEEN_TRIMS == 0:
                give_back()
    if not has_data:
        raise SatganError(
            f'{reader.path} has no valid pixel where it is to be translated.', 'Check its nodata value and its mask.'
        )
    return strangers, seam_index(seen_out, seen_in)

"""The job `fillgaps`: a raster with gaps, another one of the same place and a model to a raster without gaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window

from ..datasets.domain import Domain
from ..errors import SatganError
from ..jobs import ApplyModel, FillGaps
from ..memory import give_back
from ..modelfile import ModelCard
from ..rasters.grid import intersection
from ..rasters.pieces import cut
from ..rasters.reading import AlignedReader, RasterInfo, raster_info, require_overlap
from ..rasters.writing import whole_file, writing
from ..reporting import Reporter
from ..wording import counted
from .feathering import EDGE, MARGIN, edge_of, edge_shift
from .finishing import finish_output
from .output import OutputWriter, open_output, without_nodata
from .preparation import Translation, prepare
from .provenance import Origin
from .strangeness import warn_of_strangers

_CELL = 512  # pixels: side of the windows in which real and generated pixels are put together
_PIECES_BETWEEN_TRIMS = 16
_PROVENANCE = 'provenance (0 real, 1 generated)'


@dataclass(frozen=True)
class Count:
    """Pixels of a raster.

    Attributes:
        gaps: without data.
        filled: those of them that were generated.
    """

    gaps: int
    filled: int


def fill_gaps(job: FillGaps, reporter: Reporter) -> dict[str, Any]:
    """Translate the condition where the raster has gaps, and put it in there; real pixels stay as they are.

    The condition is translated into a file of its own first, since what is changed at the edge of a gap depends on what
    lies around it.

    Raises:
        SatganError: model and rasters do not fit together, or one of them is damaged, or the disk is full.
    """
    info = raster_info(job.input)
    require_overlap(info.grid, info.path, raster_info(job.condition).grid, job.condition)
    _warn_of_synthetic(info, reporter)
    translation = prepare(_translation(job), reporter, info)
    target = _target(translation.card, info, reporter)
    origin = Origin.of(job, translation.card, translation.direction)
    output = Path(job.output)
    with (
        whole_file(output) as partial,
        _beside(partial) as generated,
        rasterio.Env(GDAL_CACHEMAX=translation.cache_bytes),
        writing(output),
    ):
        with AlignedReader(info.path, info.grid, info.bands) as real:
            count, remarks = _generate(translation, target, real, generated, reporter)
            mark = replace(origin, remarks=remarks) if count.filled else None
            with (
                AlignedReader(str(generated), info.grid, range(1, len(target.bands) + 1)) as made,
                open_output(
                    partial,
                    info.grid,
                    _with_provenance(target),
                    mark,
                    job.compression,
                    has_gaps=count.gaps > count.filled,
                ) as file,
            ):
                _fill(real, made, target, file, reporter)
        finish_output(partial, output, target, mark, reporter)
    _tell(count, job, reporter)
    return {'FILLED_COUNT': count.filled}


def _warn_of_synthetic(info: RasterInfo, reporter: Reporter) -> None:
    if info.synthetic:
        reporter.warning(
            f'{info.path} is marked as synthetic itself: what the last band calls real is only what was there before.'
        )


def _translation(job: FillGaps) -> ApplyModel:
    """Return the job that translates the whole condition."""
    return ApplyModel(
        model=job.model,
        input=job.condition,
        extra_inputs=job.extra_inputs,
        direction=job.direction,
        device=job.device,
        precision=job.precision,
        compression=job.compression,
        output=job.output,
    )


def _target(card: ModelCard, info: RasterInfo, reporter: Reporter) -> Domain:
    """Return what the model makes, with data type, nodata value, names and units of the raster with gaps."""
    wanted = card.b
    if len(info.bands) != len(wanted.bands):
        raise SatganError(
            f'{info.path} has {counted(len(info.bands), "band")}, but the model makes {len(wanted.bands)} '
            f'({", ".join(wanted.names)}).',
            'Choose a raster with exactly these bands; "Rearrange bands" makes one of it.',
        )
    if info.dtype != wanted.dtype:
        reporter.warning(
            f'{info.path} holds {info.dtype} values, but the model makes {wanted.dtype}: the result is only of use if '
            'both measure the same in the same units.'
        )
    units = tuple(own or made for own, made in zip(info.units, wanted.units, strict=True))
    return replace(
        wanted,
        dtype=info.dtype,
        nodata=info.nodata,
        names=info.names,
        units=units,
        scales=info.scales,
        offsets=info.offsets,
    )


def _with_provenance(target: Domain) -> Domain:
    """Return the target with one more band, which tells real pixels from generated ones."""
    return replace(
        target,
        bands=(*target.bands, len(target.bands) + 1),
        names=(*target.names, _PROVENANCE),
        units=(*target.units, ''),
        scales=(*target.scales, 1.0),
        offsets=(*target.offsets, 0.0),
        colours=(*target.colours, 'undefined') if target.colours else (),
    )


@contextmanager
def _beside(partial: Path) -> Iterator[Path]:
    """Give the path of a file for what is generated, which is removed at the end."""
    generated = partial.with_name(f'{partial.name}.generated')
    try:
        yield generated
    finally:
        generated.unlink(missing_ok=True)


def _generate(
    translation: Translation, target: Domain, real: AlignedReader, path: Path, reporter: Reporter
) -> tuple[Count, dict[str, str]]:
    """Translate the condition where there are gaps; return how many, and tags that say how."""
    window, grid, job = translation.window, translation.grid, translation.job

    def has_gap(tile: Window) -> bool:
        grown = intersection(_grown(tile, EDGE), grid.window)
        return grown is not None and not real.read(grown)[1].all()

    gaps = filled = 0
    strangers: set[int] = set()
    with translation.open() as reader:
        translation, remarks = translation.ready(reader, reporter)
        translator = replace(translation.translator, is_wanted=has_gap)
        total = translator.piece_count(reader.grid, window)
        with open_output(path, grid, target, None, job.compression, has_gaps=True) as output:
            for done, piece in enumerate(translator.pieces(reader, window), start=1):
                output.write(piece.window, piece.encoded, piece.valid)
                missing = ~real.read(piece.window)[1]
                gaps += int(missing.sum())
                filled += int((missing & piece.valid).sum())
                strangers |= piece.strangers
                reporter.progress(0.7 * done / total, 'Translating the condition')
                if done % _PIECES_BETWEEN_TRIMS == 0:
                    give_back()
    warn_of_strangers(strangers, job.input, reporter)
    return Count(gaps, filled), remarks


def _fill(real: AlignedReader, made: AlignedReader, target: Domain, output: OutputWriter, reporter: Reporter) -> None:
    """Write the real pixels, and the generated ones in their gaps."""
    cells = cut(real.grid, _CELL, _CELL)
    for done, cell in enumerate(cells, start=1):
        around = _grown(cell, MARGIN)
        values, is_real = real.read(around)
        inner = np.s_[MARGIN : MARGIN + cell.height, MARGIN : MARGIN + cell.width]
        gaps = np.zeros_like(is_real)
        if not is_real[inner].all():
            generated, is_made = made.read(around)
            gaps = is_made & ~is_real
            values = np.where(gaps, _feathered(generated, values, gaps, is_made & is_real, target), values)
        provenance = gaps[inner].astype(values.dtype)[np.newaxis]
        output.write_values(cell, np.concatenate([values[:, *inner], provenance]), (is_real | gaps)[inner])
        reporter.progress(0.7 + 0.27 * done / len(cells), 'Filling the gaps')


def _feathered(
    generated: np.ndarray, values: np.ndarray, gaps: np.ndarray, is_known: np.ndarray, target: Domain
) -> np.ndarray:
    """Return the generated pixels, those near the edge of a gap shifted towards the real ones beside it."""
    if target.classes:  # there is nothing between classes
        return generated
    is_edge = edge_of(gaps, is_known)
    furthest = 2 * target.spread()  # what differs by more is a fault, and must not be spread
    difference = np.zeros(values.shape)
    difference[:, is_edge] = values[:, is_edge].astype(np.float64) - generated[:, is_edge]
    difference[target.gaps(values)] = 0  # of a band that holds nothing where another one has data
    shifted = generated + edge_shift(np.clip(difference, -furthest, furthest), is_edge)
    if generated.dtype.kind in 'iu':
        limits = np.iinfo(generated.dtype)
        shifted = np.clip(np.rint(shifted), limits.min, limits.max)
    return without_nodata(shifted.astype(generated.dtype), target.nodata)


def _grown(window: Window, margin: int) -> Window:
    return Window(
        window.col_off - margin, window.row_off - margin, window.width + 2 * margin, window.height + 2 * margin
    )


def _tell(count: Count, job: FillGaps, reporter: Reporter) -> None:
    name, left = Path(job.input).name, count.gaps - count.filled
    if not count.gaps:
        reporter.warning(f'{name} has no gaps: the output is a copy of it. If you see some, check its nodata value.')
    if left:
        reporter.warning(
            f'{left} of the {count.gaps} pixels without data could not be filled, since {Path(job.condition).name} has '
            'no data there either.'
        )
    if count.filled:
        reporter.info(
            f'{Path(job.output).name} is synthetic in {counted(count.filled, "pixel")}, where its last band is 1: it '
            'shows there what is plausible, not what was observed.'
        )

"""What does not come back of a raster that is translated there and back: a raster beside the one that is written."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from ..datasets.domain import Domain
from ..errors import SatganError
from ..modelfile import ModelCard
from ..reporting import Reporter, Silence
from .measures import measure_of
from .output import open_output
from .preparation import Translation, backwards
from .sharing import pieces_of


def require_way_back(model: str, card: ModelCard) -> None:
    """Make sure that a model translates both ways.

    Raises:
        SatganError: it does not.
    """
    if len(card.directions) < 2:
        raise SatganError(
            f'There is no cycle error of the model {model}: it is a {card.kind} model, which translates one way only.',
            'Leave OUTPUT_CYCLE_ERROR empty, or choose a model of "Train CycleGAN".',
        )


def write_cycle_error(
    translation: Translation, output: Path, path: Path, reporter: Reporter, begin: float, end: float
) -> None:
    """Translate what was written back, and write how far it is from the input.

    Args:
        translation: of the input.
        output: the raster that it has made, as it was written.
        path: the new file.
        reporter: gets the progress.
        begin: progress so far, from 0 to 1.
        end: progress when this is done.
    """
    back, window, source = backwards(translation, output), translation.window, translation.translator.source
    measure, compression = measure_of(source, 'cycle error'), translation.job.compression
    with (
        back.open() as reader,
        translation.open() as original,
        open_output(path, back.grid, measure, None, compression, has_gaps=True) as writer,
    ):
        back, _ = back.ready(reader, Silence())
        count = back.translator.piece_count(reader.grid, back.window)
        with closing(pieces_of(back, reader)) as pieces:
            for done, piece in enumerate(pieces, start=1):
                at = piece.window
                place = Window(window.col_off + at.col_off, window.row_off + at.row_off, at.width, at.height)
                values, valid = original.read(place)
                writer.write_values(at, difference(source, piece.encoded, values), valid & piece.valid)
                reporter.progress(begin + (end - begin) * done / count, 'Translating back')


def difference(source: Domain, encoded: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return how far a raster is from what came back of it.

    Args:
        source: what the raster is.
        encoded: network output of the way back, (channels, rows, columns).
        values: of the raster, (bands, rows, columns).

    Returns:
        (bands, rows, columns) float32: the absolute difference in the units of the raster, NaN where a band holds nothing;
        of classes 1 where another one came back, else 0.
    """
    came_back = source.decode(encoded)
    if source.classes:
        return (came_back != values).astype(np.float32)
    error: np.ndarray = np.abs(came_back.astype(np.float64) - values).astype(np.float32)
    error[source.gaps(values)] = np.nan
    return error

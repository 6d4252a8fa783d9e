"""How far the ways to translate a raster are apart: a raster beside the one that is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from rasterio.windows import Window

from ..datasets.domain import Domain
from .measures import measure_of
from .output import OutputWriter, decoded, open_output
from .preparation import Translation
from .sharing import pieces_of
from .translate import Piece
from .variants import variants


@contextmanager
def measuring_uncertainty(translation: Translation, path: Path) -> Iterator[Uncertainty]:
    """Open a raster for the uncertainty of a translation; it is complete when the block ends.

    Args:
        translation: with the translator that makes what is written.
        path: the new file.
    """
    target = translation.card.b
    name = 'share of variants that disagree' if target.classes else 'uncertainty'
    measure = measure_of(target, name)
    with ExitStack() as opened:
        others = []
        for other in variants(translation.translator, translation.grid):
            # One reader serves one thread, and each translator reads ahead in a thread of its own, which must end first.
            reader = opened.enter_context(translation.open())
            pieces = pieces_of(replace(translation, translator=other), reader)
            others.append(opened.enter_context(closing(pieces)))
        grid, compression = translation.grid.part(translation.window), translation.job.compression
        writer = opened.enter_context(open_output(path, grid, measure, None, compression, has_gaps=True))
        yield Uncertainty(target, others, writer)


class Uncertainty:
    """Follows a translation piece by piece with its variants, and writes how far they are apart."""

    def __init__(self, target: Domain, others: Sequence[Iterator[Piece]], writer: OutputWriter) -> None:
        """Take the pieces of the variants, which lie in the same panels.

        Args:
            target: what is generated.
            others: the pieces of each variant.
            writer: of the raster.
        """
        self._target = target
        self._others = [Rows(pieces) for pieces in others]
        self._writer = writer

    def add(self, window: Window, piece: Piece) -> None:
        """Measure a piece.

        Args:
            window: of the piece in the raster that is written.
            piece: of the translation; they come in their order.
        """
        outputs = (other.take(piece.window.height) for other in self._others)
        measure = disagreement if self._target.classes else deviation
        self._writer.write_values(window, measure(self._target, piece.encoded, outputs), piece.valid)


def deviation(target: Domain, written: np.ndarray, others: Iterator[np.ndarray]) -> np.ndarray:
    """Return the standard deviation over all ways, that which is written among them.

    In one pass (Welford 1962, "Note on a method for calculating corrected sums of squares and products").

    Args:
        target: gives the units.
        written: network output, (bands, rows, columns).
        others: likewise of the other ways.

    Returns:
        (bands, rows, columns) float32, in the units of the target.
    """
    count, mean, squares = 1, written.astype(np.float64), np.zeros(written.shape)
    for output in others:
        count += 1
        step = output - mean
        mean += step / count
        squares += step * (output - mean)
    return (np.sqrt(squares / count) * target.spread()).astype(np.float32)


def disagreement(target: Domain, written: np.ndarray, others: Iterator[np.ndarray]) -> np.ndarray:
    """Return the share of the other ways that give another class than that which is written.

    Args:
        target: gives the classes.
        written: network output, (classes, rows, columns).
        others: likewise of the other ways.

    Returns:
        (1, rows, columns) float32, from 0 to 1.
    """
    chosen = decoded(target, written, target.nodata)
    differs = np.array([decoded(target, output, target.nodata) != chosen for output in others])
    share: np.ndarray = differs.mean(axis=0, dtype=np.float32)
    return share


class Rows:
    """Gives out the pieces of a translation in the rows of another one, whose tiles lie otherwise."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        """Take the pieces, panel by panel and from top to bottom."""
        self._pieces = pieces
        self._kept: list[np.ndarray] = []

    def take(self, count: int) -> np.ndarray:
        """Return the next rows of a panel, (channels, `count`, columns)."""
        while sum(part.shape[1] for part in self._kept) < count:
            self._kept.append(next(self._pieces).encoded)
        together = np.concatenate(self._kept, axis=1)
        rest = together[:, count:]
        self._kept = [rest] if rest.size else []  # none at the end of a panel: the next one may have another width
        return together[:, :count]

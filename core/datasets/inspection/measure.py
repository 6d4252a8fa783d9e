"""One pass over the chips: small figures of each, from which all checks and pictures are made."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import geopandas
import numpy as np
from skimage.measure import label

from ...errors import SatganError
from ...parallel import in_order
from ...reporting import Reporter, Stretch
from ..domain import BandStatistics, Domain
from ..folder import PAIRED, UNPAIRED, Collection
from ..source import ChipSource
from ..split import TEST, VALIDATION
from ..statistics import Moments, merged, moments, sample_size
from .common_shift import correlation
from .duplicates import digest, thumbnail
from .registration import Shift, edges, in_company, measured_shift

JUDGES = (VALIDATION, TEST)
_SPECK = 64  # pixels: larger gaps are clouds and edges


@dataclass(frozen=True)
class SideFigures:
    """Figures of one side of one chip; those per band are (bands,).

    Attributes:
        nodata: share of pixels without data.
        moments: of its measurements; None for classes, and where no pixel is valid.
        at_minimum: how many pixels of each band hold the smallest value of the chip.
        at_maximum: how many hold the largest.
        outside: share of the valid pixels outside the scaling.
        missing: share of all pixels where the band itself holds nothing.
        specks: number of small gaps amid data.
        classes: number of valid pixels by class value.
        digest: of the pixels; empty where there is nothing to tell apart.
        thumbnail: (n,).
    """

    nodata: float
    moments: Moments | None
    at_minimum: np.ndarray
    at_maximum: np.ndarray
    outside: np.ndarray
    missing: np.ndarray
    specks: int
    classes: dict[int, int]
    digest: bytes
    thumbnail: np.ndarray


@dataclass(frozen=True)
class ChipFigures:
    """Figures of one chip.

    Attributes:
        name: its id.
        part: `train`, `validation` or `test`.
        nodata: share of pixels without data on any side.
        content: share of pixels of the first side that have data and are not background (0).
        sides: by their letter.
        shift: of B against A, where it is clear.
        correlation: of the edges of A and B for small shifts, as `common_shift` needs it; None without pairs.
    """

    name: str
    part: str
    nodata: float
    content: float
    sides: dict[str, SideFigures]
    shift: Shift | None
    correlation: np.ndarray | None


@dataclass(frozen=True)
class Inspection:
    """What was measured of the chips that belong together: pairs, or those of one domain where there are no pairs.

    Attributes:
        kind: `paired`, `unpaired` or `single`: that of the dataset.
        sides: what each side of the chips is, by its letter.
        outlines: a row per chip that could be read, in the order of `chips`.
        chips: their figures.
        unreadable: why the others could not be read, by name.
    """

    kind: str
    sides: dict[str, Collection]
    outlines: geopandas.GeoDataFrame
    chips: tuple[ChipFigures, ...]
    unreadable: dict[str, str]

    @property
    def domains(self) -> dict[str, Domain]:
        """What the pixels of each side mean, by its letter."""
        return {letter: side.domain for letter, side in self.sides.items()}

    @property
    def whose(self) -> str:
        """Which of the chips of the dataset these are, to follow a word like "chips"; empty for all of them."""
        return f' of {next(iter(self.sides))}' if self.kind == UNPAIRED else ''

    @property
    def first(self) -> Collection:
        """The side that tells where the chips lie."""
        return next(iter(self.sides.values()))

    @property
    def count(self) -> int:
        """Number of chips, the unreadable ones among them."""
        return len(self.chips) + len(self.unreadable)

    @property
    def parts(self) -> list[str]:
        """The part of each chip."""
        return [chip.part for chip in self.chips]

    def of(self, side: str, *parts: str) -> list[SideFigures]:
        """Return the figures of one side of all chips, or of those of some parts."""
        return [chip.sides[side] for chip in self.chips if not parts or chip.part in parts]

    def bands(self, side: str, *parts: str) -> tuple[BandStatistics, ...]:
        """Return the figures of each band over the chips of some parts; empty for classes and without data."""
        known = [figures.moments for figures in self.of(side, *parts) if figures.moments is not None]
        return merged(known) if known else ()

    def class_pixels(self, side: str, *parts: str) -> dict[int, int]:
        """Return the number of pixels of each class value over the chips of some parts."""
        pixels: dict[int, int] = {}
        for figures in self.of(side, *parts):
            for value, count in figures.classes.items():
                pixels[value] = pixels.get(value, 0) + count
        return pixels

    def shifts(self) -> list[tuple[ChipFigures, Shift]]:
        """Return the chips whose shift can be trusted, since others are shifted alike."""
        known = [(chip, chip.shift) for chip in self.chips if chip.shift is not None]
        return [known[place] for place in in_company([shift for _, shift in known])]


def inspect(source: ChipSource, reporter: Reporter) -> list[Inspection]:
    """Measure all chips of a dataset, on all cores: all pairs at once, or else each domain by itself.

    Raises:
        SatganError: there is no chip, or none can be read.
    """
    outlines, sides = source.outlines(), source.dataset.sides
    if source.dataset.kind == PAIRED:
        return [_inspected(source, outlines, sides, reporter)]
    return [
        _inspected(
            source,
            _of_domain(outlines, letter, side),
            {letter: side},
            Stretch(reporter, index / len(sides), (index + 1) / len(sides)),
        )
        for index, (letter, side) in enumerate(sides.items())
    ]


def _of_domain(outlines: geopandas.GeoDataFrame, letter: str, side: Collection) -> geopandas.GeoDataFrame:
    """Return the outlines of one domain in its own coordinate system, where its chips are square."""
    mine = outlines[outlines['domain'] == letter].reset_index(drop=True)
    return mine.to_crs(side.crs) if side.crs and mine.crs else mine


def _inspected(
    source: ChipSource, outlines: geopandas.GeoDataFrame, sides: dict[str, Collection], reporter: Reporter
) -> Inspection:
    if outlines.empty:
        raise SatganError(f'{source.path} has no chips of {" and ".join(sides)}.', 'Export the chips again.')
    chips: list[ChipFigures] = []
    is_readable: list[bool] = []
    unreadable: dict[str, str] = {}
    sample = sample_size(len(outlines))
    rows = list(zip(outlines['id'], outlines['split'], strict=True))

    def measure(row: tuple[str, str]) -> ChipFigures | SatganError:
        try:
            return _measured(source, sides, *row, sample)
        except SatganError as error:
            return error

    with closing(in_order(measure, rows)) as outcomes:
        for (name, _), outcome in zip(rows, outcomes, strict=True):
            is_readable.append(isinstance(outcome, ChipFigures))
            if isinstance(outcome, SatganError):
                unreadable[name] = outcome.message
            else:
                chips.append(outcome)
            reporter.progress(len(is_readable) / len(rows), 'Inspecting chips')
    if not chips:
        raise SatganError(
            f'None of the {len(rows)} chips of {source.path} can be read: {next(iter(unreadable.values()))}',
            'Export the chips again.',
        )
    readable = outlines[is_readable].reset_index(drop=True)
    return Inspection(source.dataset.kind, sides, readable, tuple(chips), unreadable)


def _measured(source: ChipSource, sides: dict[str, Collection], name: str, part: str, sample: int) -> ChipFigures:
    figures: dict[str, SideFigures] = {}
    strengths: list[np.ndarray] = []
    masks: list[np.ndarray] = []
    content: list[np.ndarray] = []
    for letter, side in sides.items():
        values, valid = source.read(letter, name)
        encoded = None if side.domain.classes else side.domain.encode(values, valid)
        figures[letter] = _side(side.domain, values, valid, encoded, sample)
        strengths += [edges(side.domain, values, encoded)] if len(sides) == 2 else []
        masks.append(valid)
        content.append((values != 0).any(axis=0) & valid)
    is_valid = np.logical_and.reduce(masks)
    return ChipFigures(
        name=name,
        part=part,
        nodata=1 - float(is_valid.mean()),
        content=float(content[0].mean()),
        sides=figures,
        shift=measured_shift(strengths[0], strengths[1], is_valid) if strengths else None,
        correlation=correlation(strengths[0], strengths[1], is_valid) if strengths else None,
    )


def _side(
    domain: Domain, values: np.ndarray, valid: np.ndarray, encoded: np.ndarray | None, sample: int
) -> SideFigures:
    nothing = np.zeros(len(values))
    data = values[:, valid]
    found, counts = np.unique(data, return_counts=True) if domain.classes else (nothing[:0], nothing[:0])
    is_flat = not data.size or (data == data[:, :1]).all()
    low, high = (np.array([getattr(s, name) for s in domain.scaling]).reshape(-1, 1) for name in ('low', 'high'))
    gaps = _gaps(domain, values)
    figures = None if domain.classes else moments(values, valid, sample, domain.nodata)
    return SideFigures(
        nodata=1 - float(valid.mean()),
        moments=figures,
        at_minimum=(data == figures.minimum[:, np.newaxis]).sum(axis=1) if figures else nothing,
        at_maximum=(data == figures.maximum[:, np.newaxis]).sum(axis=1) if figures else nothing,
        outside=(((data < low) | (data > high)) & ~gaps[:, valid]).mean(axis=1) if figures else nothing,
        missing=gaps.mean(axis=(1, 2)),
        specks=_specks(valid),
        classes={int(value): int(count) for value, count in zip(found, counts, strict=True)},
        digest=b'' if is_flat else digest(values),
        thumbnail=thumbnail(values.astype(np.float32) / 16 if encoded is None else encoded),
    )


def _gaps(domain: Domain, values: np.ndarray) -> np.ndarray:
    """Return where a band is NaN or holds the nodata value, (bands, rows, columns) bool."""
    gaps = ~np.isfinite(values) if values.dtype.kind == 'f' else np.zeros(values.shape, dtype=bool)
    if domain.nodata is not None and np.isfinite(domain.nodata):
        gaps |= values == np.asarray(domain.nodata).astype(values.dtype)
    return gaps


def _specks(valid: np.ndarray) -> int:
    """Return the number of small gaps that do not touch the frame."""
    if valid.all():
        return 0
    gaps = label(~valid, connectivity=2)
    sizes = np.bincount(gaps.ravel())
    at_frame = np.unique(np.concatenate([gaps[0], gaps[-1], gaps[:, 0], gaps[:, -1]]))
    is_speck = (sizes > 0) & (sizes <= _SPECK)
    is_speck[0] = False
    is_speck[at_frame] = False
    return int(is_speck.sum())


def samples(figures: Sequence[SideFigures], band: int) -> np.ndarray:
    """Return the sampled values of one band, (n,)."""
    found = [item.moments.sample[band] for item in figures if item.moments is not None]
    return np.concatenate(found) if found else np.zeros(0)

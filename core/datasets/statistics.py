"""Statistics of many chips in one pass: each chip gives its moments and a few pixels, which are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .domain import BandStatistics

_SAMPLE = 1_000_000  # pixels in all, for the percentiles


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments of the data of one chip.

    Attributes:
        figures: (5, bands): count, minimum, maximum, mean, and sum of the squared deviations from it.
        sample: some of the data of each band.
    """

    figures: np.ndarray
    sample: np.ndarray | Sequence[np.ndarray]

    @property
    def count(self) -> np.ndarray:
        """Number of pixels with data, (bands,)."""
        return self.figures[0]

    @property
    def minimum(self) -> np.ndarray:
        """Smallest value, (bands,)."""
        return self.figures[1]

    @property
    def maximum(self) -> np.ndarray:
        """Largest value, (bands,)."""
        return self.figures[2]

    @property
    def mean(self) -> np.ndarray:
        """Mean, (bands,)."""
        return self.figures[3]

    @property
    def squares(self) -> np.ndarray:
        """Sum of the squared deviations from the mean, (bands,)."""
        return self.figures[4]


@dataclass(frozen=True, slots=True)
class Table:
    """The moments of many chips in few arrays, because a large raster has many chips.

    Attributes:
        figures: (chips, 5, bands), as those of `Moments`.
        sample: of each band, chip after chip.
        sizes: (chips, bands), how much of the sample is of which chip.
    """

    figures: np.ndarray
    sample: tuple[np.ndarray, ...]
    sizes: np.ndarray

    @classmethod
    def of(cls, chips: Sequence[Moments]) -> Table:
        """Return the table of some chips, one or more."""
        bands = zip(*(chip.sample for chip in chips), strict=True)
        sizes = [[values.size for values in chip.sample] for chip in chips]
        return cls(
            np.array([chip.figures for chip in chips]),
            tuple(np.concatenate(band) for band in bands),
            np.array(sizes, dtype=np.int32),
        )

    @classmethod
    def together(cls, parts: Sequence[Table]) -> Table:
        """Return one or more tables as one."""
        bands = zip(*(part.sample for part in parts), strict=True)
        return cls(
            np.concatenate([part.figures for part in parts]),
            tuple(np.concatenate(band) for band in bands),
            np.concatenate([part.sizes for part in parts]),
        )

    def chosen(self, rows: np.ndarray) -> Table:
        """Return some of the rows; `rows` is (chips,), bool."""
        sample = (values[np.repeat(rows, sizes)] for values, sizes in zip(self.sample, self.sizes.T, strict=True))
        return Table(self.figures[rows], tuple(sample), self.sizes[rows])

    def statistics(self) -> tuple[BandStatistics, ...]:
        """Return the statistics of all chips (Chan, Golub and LeVeque 1979); all is 0 for a band without data."""
        counts, minima, maxima, means, squares = np.moveaxis(self.figures, 1, 0)
        count = counts.sum(axis=0)
        shares = counts / np.maximum(count, 1)
        mean = (shares * means).sum(axis=0)
        variance = squares.sum(axis=0) / np.maximum(count, 1) + (shares * np.square(means - mean)).sum(axis=0)
        minimum, maximum = (np.where(count > 0, ends, 0) for ends in (minima.min(axis=0), maxima.max(axis=0)))
        bands = zip(minimum, maximum, mean, np.sqrt(variance), count, strict=True)
        return tuple(BandStatistics(float(a), float(b), float(m), float(s), int(n)) for a, b, m, s, n in bands)

    def percentiles(self, wanted: tuple[float, float]) -> list[tuple[float, float]]:
        """Return two percentiles of each band, estimated from the samples; 0 for a band without data.

        Args:
            wanted: which percentiles, 0 to 100.
        """
        return [_percentiles(values, wanted) for values in self.sample]


def sample_size(chips: int) -> int:
    """Return how many pixels each of `chips` chips contributes to the percentiles."""
    return int(np.clip(_SAMPLE // max(chips, 1), 16, 4096))


def moments(values: np.ndarray, valid: np.ndarray, sample: int, nodata: float | None = None) -> Moments | None:
    """Return the moments of a chip; None where no pixel is valid.

    Args:
        values: (bands, rows, columns).
        valid: (rows, columns), bool.
        sample: how many pixels of each band to keep at most, taken at regular steps.
        nodata: the value of a band that holds nothing although the pixel is valid.
    """
    if not valid.any():
        return None
    bands = list(values.reshape(len(values), -1) if valid.all() else values[:, valid])
    if nodata is not None:
        missing = np.asarray(nodata).astype(values.dtype)
        bands = [band[~np.isnan(band) if np.isnan(nodata) else band != missing] for band in bands]
    figures = np.array([_figures(band) for band in bands]).T.copy()
    kept = [band[:: max(1, -(-band.size // sample))] for band in bands]
    is_even = len({band.size for band in kept}) == 1
    return Moments(figures, np.array(kept) if is_even else [band.copy() for band in kept])


def _figures(data: np.ndarray) -> tuple[float, float, float, float, float]:
    """Return count, minimum, maximum, mean and sum of the squared deviations from it."""
    if not data.size:
        return 0, np.inf, -np.inf, 0, 0
    # float64 throughout: float32 sums of squares lose the variance of large values.
    wide = data.astype(np.float64)
    mean = wide.mean()
    wide -= mean
    return data.size, data.min(), data.max(), mean, np.square(wide, out=wide).sum()


def merged(chips: Sequence[Moments]) -> tuple[BandStatistics, ...]:
    """Return the statistics of chips, one or more; all is 0 for a band without data."""
    return Table.of(chips).statistics()


def percentiles(chips: Sequence[Moments], wanted: tuple[float, float]) -> list[tuple[float, float]]:
    """Return two percentiles of each band of chips, one or more, as `Table` does."""
    return Table.of(chips).percentiles(wanted)


def _percentiles(values: np.ndarray, wanted: tuple[float, float]) -> tuple[float, float]:
    if not values.size:
        return 0.0, 0.0
    low, high = np.percentile(values, wanted)
    return float(low), float(high)

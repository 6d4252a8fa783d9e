"""Statistics of many chips in one pass: each chip gives its moments and a few pixels, which are merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .domain import BandStatistics

_SAMPLE = 1_000_000  # pixels in all, for the percentiles


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments of the data of one chip; few objects, because a large raster has many chips.

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
        bands = [band[band != missing] for band in bands]
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
    """Merge the moments of many chips (Chan, Golub and LeVeque 1979); all is 0 for a band without data."""
    count, mean, squares = (np.zeros_like(chips[0].mean) for _ in range(3))
    for chip in chips:
        share = chip.count / np.maximum(count + chip.count, 1)
        delta = chip.mean - mean
        squares = squares + chip.squares + np.square(delta) * count * share
        mean = mean + delta * share
        count = count + chip.count
    minimum = np.where(count > 0, np.min([chip.minimum for chip in chips], axis=0), 0)
    maximum = np.where(count > 0, np.max([chip.maximum for chip in chips], axis=0), 0)
    std = np.sqrt(squares / np.maximum(count, 1))
    bands = zip(minimum, maximum, mean, std, count, strict=True)
    return tuple(BandStatistics(float(a), float(b), float(m), float(s), int(n)) for a, b, m, s, n in bands)


def percentiles(chips: Sequence[Moments], wanted: tuple[float, float]) -> list[tuple[float, float]]:
    """Return two percentiles of each band, estimated from the samples; 0 for a band without data.

    Args:
        chips: their moments.
        wanted: which percentiles, 0 to 100.
    """
    bands = range(len(chips[0].sample))
    return [_of_band(np.concatenate([chip.sample[band] for chip in chips]), wanted) for band in bands]


def _of_band(values: np.ndarray, wanted: tuple[float, float]) -> tuple[float, float]:
    if not values.size:
        return 0.0, 0.0
    low, high = np.percentile(values, wanted)
    return float(low), float(high)

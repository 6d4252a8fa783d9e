"""How far the target of a chip lies off its input, measured on the edges that both show."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from skimage.filters import window
from skimage.registration import phase_cross_correlation

from ..domain import Domain

LEAST_VALID = 0.5  # share of pixels, below which a chip tells nothing
_CLEAR = 1.2  # times as high as any other peak of the correlation
_PEAK = 5  # pixels around a peak that belong to it
_AGREEMENT = 1.0  # pixels
_TOGETHER = 1.5  # pixels: shifts that differ by less have one cause
_COMPANY = 3  # chips
_COMPANY_SHARE = 0.1
_UPSAMPLING = 20  # steps per pixel


@dataclass(frozen=True)
class Shift:
    """How many pixels B lies below (`rows`) and to the right (`columns`) of where A shows the same thing."""

    rows: float
    columns: float

    @property
    def length(self) -> float:
        """Distance in pixels."""
        return float(np.hypot(self.rows, self.columns))


def in_company(shifts: Sequence[Shift]) -> list[int]:
    """Return the places of the shifts that enough others resemble: what chance measures is scattered."""
    if not shifts:
        return []
    _, cell_of, company = _neighbourhoods(shifts)
    return np.flatnonzero(company[cell_of] >= max(_COMPANY, _COMPANY_SHARE * len(shifts))).tolist()


def largest_group(shifts: Sequence[Shift]) -> list[int]:
    """Return the places of the largest group of shifts that differ by little."""
    if not shifts:
        return []
    points, (cells, cell_of, company) = _points(shifts), _neighbourhoods(shifts)
    is_near = (np.abs(cells - cells[company.argmax()]) <= 1).all(axis=1)
    centre = np.median(points[is_near[cell_of]], axis=0)
    return np.flatnonzero(np.hypot(*(points - centre).T) < _TOGETHER).tolist()


def _neighbourhoods(shifts: Sequence[Shift]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return square cells of shifts, (n, 2), the cell of each shift, and how many lie in each cell and around it."""
    cells, cell_of, counts = np.unique(
        np.floor(_points(shifts) / _TOGETHER), axis=0, return_inverse=True, return_counts=True
    )
    company = np.array([counts[(np.abs(cells - cell) <= 1).all(axis=1)].sum() for cell in cells])
    return cells, cell_of.ravel(), company


def _points(shifts: Sequence[Shift]) -> np.ndarray:
    return np.array([(shift.rows, shift.columns) for shift in shifts])


def edges(domain: Domain, values: np.ndarray, encoded: np.ndarray | None) -> np.ndarray:
    """Return how strongly the pixels change from one to the next: what different sensors and classes have in common.

    Args:
        domain: of the pixels.
        values: (bands, rows, columns).
        encoded: the same as network input; not needed for classes.

    Returns:
        (rows, columns), float32.
    """
    if domain.classes or encoded is None:
        across, along = np.zeros((2, *values.shape[1:]), dtype=np.float32)
        across[:, 1:-1] = values[0, :, 2:] != values[0, :, :-2]
        along[1:-1] = values[0, 2:] != values[0, :-2]
        return np.hypot(across, along)
    strength = np.zeros(values.shape[1:], dtype=np.float32)
    for band in encoded:
        strength += np.hypot(*np.gradient(band))
    return strength


def measured_shift(a: np.ndarray, b: np.ndarray, valid: np.ndarray) -> Shift | None:
    """Return the shift of B against A; None where it cannot be trusted.

    The highest peak of the cross-correlation gives whole pixels and must stand out from all others. With the shift
    undone, phase correlation (Guizar-Sicairos et al. 2008) gives the rest, once with all and once with normalised
    amplitudes. Both must agree: a peak by chance is not found twice.

    Args:
        a: edges of A, (rows, columns).
        b: edges of B, (rows, columns).
        valid: (rows, columns), bool: where both have data.
    """
    inside = away_from_gaps(valid)
    if inside.mean() < LEAST_VALID:
        return None
    if not a[inside].std() or not b[inside].std():
        return None
    row, column, clarity = _peak(_tapered(a, inside), _tapered(b, inside))
    if clarity < _CLEAR:
        return None
    here, there = _overlap(a.shape, row, column)
    both = inside[here] & inside[there]
    parts = _tapered(a[here], both), _tapered(b[there], both)
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')  # about parts without any edge, which the agreement sorts out
        rests = [
            -phase_cross_correlation(*parts, upsample_factor=_UPSAMPLING, normalization=normalization)[0]
            for normalization in (None, 'phase')
        ]
    if np.abs(rests[0] - rests[1]).max() > _AGREEMENT or np.abs(rests[0]).max() > _AGREEMENT:
        return None
    return Shift(row + float(rests[0][0]), column + float(rests[0][1]))


def away_from_gaps(valid: np.ndarray) -> np.ndarray:
    """Return the valid pixels whose neighbours are valid too: a gap has an edge in A and in B at the same place."""
    if valid.all():
        return valid
    padded = np.pad(valid, 1, mode='edge')
    inside = valid.copy()
    for row in range(3):
        for column in range(3):
            inside &= padded[row : row + valid.shape[0], column : column + valid.shape[1]]
    return inside


def _tapered(strength: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Return the edges about their mean, fading out to the frame, which would correlate with itself."""
    mean = strength[inside].mean() if inside.any() else 0.0
    return np.where(inside, strength - mean, 0) * window('hann', strength.shape)


def correlated(a: np.ndarray, b: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the cross-correlation of edges, (rows, columns) with no shift in the middle, and what it is at most."""
    parts = _tapered(a, inside), _tapered(b, inside)
    return _cross_correlation(*parts), float(np.sqrt(np.square(parts[0]).sum() * np.square(parts[1]).sum()))


def _cross_correlation(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    spectrum = np.conj(np.fft.rfft2(a)) * np.fft.rfft2(b)
    surface: np.ndarray = np.fft.fftshift(np.fft.irfft2(spectrum, s=a.shape))
    return surface


def _peak(a: np.ndarray, b: np.ndarray) -> tuple[int, int, float]:
    """Return row and column of the best whole shift of up to a quarter of the chip, and how clear it is."""
    surface = _cross_correlation(a, b)
    rows, columns = (size // 4 for size in a.shape)
    near = surface[rows : a.shape[0] - rows, columns : a.shape[1] - columns]
    row, column = np.unravel_index(int(near.argmax()), near.shape)
    others = near.copy()
    others[max(0, row - _PEAK) : row + _PEAK + 1, max(0, column - _PEAK) : column + _PEAK + 1] = 0
    clarity = float(near.max() / others.max()) if others.max() > 0 else np.inf
    return int(row) + rows - a.shape[0] // 2, int(column) + columns - a.shape[1] // 2, clarity


def _overlap(shape: tuple[int, ...], row: int, column: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return the windows of A and of B that show the same once B lies `row` and `column` off."""

    def windows(size: int, off: int) -> tuple[slice, slice]:
        return slice(max(0, -off), size - max(0, off)), slice(max(0, off), size - max(0, -off))

    rows, columns = windows(shape[0], row), windows(shape[1], column)
    return (rows[0], columns[0]), (rows[1], columns[1])

"""A small shift of all targets, seen in all chips together where a single chip shows little."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .registration import LEAST_VALID, Shift, away_from_gaps, correlated

_REACH = 8  # pixels, beyond which single chips show a shift
_LEAST_CORRELATION = 0.1  # of the edges at the shift, over all chips
_AGREEMENT = 1.25  # pixels, between two halves of the chips
_LEAST_CHIPS = 8


def correlation(a: np.ndarray, b: np.ndarray, valid: np.ndarray) -> np.ndarray | None:
    """Return how well the edges of B fit those of A for each small shift; None where there are too few.

    Args:
        a: edges of A, (rows, columns), 32 or more each way.
        b: edges of B, (rows, columns).
        valid: (rows, columns), bool: where both have data.

    Returns:
        (17, 17) float32, at most 1: by how many rows and columns B lies off, from -8 to 8.
    """
    inside = away_from_gaps(valid)
    if min(a.shape) < 4 * _REACH or inside.mean() < LEAST_VALID or not a[inside].std() or not b[inside].std():
        return None
    surface, scale = correlated(a, b, inside)
    row, column = (size // 2 for size in a.shape)
    near = surface[row - _REACH : row + _REACH + 1, column - _REACH : column + _REACH + 1]
    return (near / scale).astype(np.float32)


def common_shift(surfaces: Sequence[np.ndarray]) -> Shift | None:
    """Return the shift of B against A that the chips show together; None where they show none.

    What chance adds to the correlation of each chip is spread out in their mean. Two halves of the chips, taken in
    turns, must tell nearly the same.

    Args:
        surfaces: of chips, as `correlation` returns them.
    """
    if len(surfaces) < _LEAST_CHIPS:
        return None
    everything = np.mean(surfaces, axis=0)
    found = [
        _peak(surface) for surface in (everything, np.mean(surfaces[::2], axis=0), np.mean(surfaces[1::2], axis=0))
    ]
    shift, first, second = found
    if shift is None or first is None or second is None or everything.max() < _LEAST_CORRELATION:
        return None
    is_sure = np.hypot(first.rows - second.rows, first.columns - second.columns) < _AGREEMENT
    return shift if is_sure else None


def _peak(surface: np.ndarray) -> Shift | None:
    """Return where the highest value lies, between the pixels by parabolas; None at the rim."""
    row, column = np.unravel_index(int(surface.argmax()), surface.shape)
    if not (0 < row < 2 * _REACH and 0 < column < 2 * _REACH):
        return None
    rest = (_vertex(surface[row - 1 : row + 2, column]), _vertex(surface[row, column - 1 : column + 2]))
    return Shift(int(row) - _REACH + rest[0], int(column) - _REACH + rest[1])


def _vertex(values: np.ndarray) -> float:
    """Return how far the vertex of the parabola through three values lies off the middle one, which is the highest."""
    before, middle, after = values.tolist()
    bend = before - 2 * middle + after
    return 0.5 * (before - after) / bend if bend else 0.0

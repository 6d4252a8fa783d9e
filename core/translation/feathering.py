"""How generated pixels are led up to the real ones beside them, so that the edge of a gap cannot be seen."""

from __future__ import annotations

import numpy as np
from scipy import ndimage, signal

REACH = 32  # pixels from the edge at which nothing is changed any more
EDGE = 3  # pixels wide: real pixels along the edge that are compared, several because single ones are noisy
MARGIN = REACH + EDGE  # pixels around a window on which what happens inside it depends


def edge_shift(difference: np.ndarray, is_edge: np.ndarray) -> np.ndarray:
    """Return what to add to generated pixels, (bands, rows, columns).

    It is the mean of the differences along the edge, weighted by the inverse square of their distance: beside a straight
    edge that is the harmonic interpolation (Poisson's integral formula), which keeps what is generated as it is but for a
    smooth shift. It fades out over `REACH` pixels as a squared cosine.

    Args:
        difference: real minus generated values, (bands, rows, columns); used at the edge only.
        is_edge: (rows, columns), bool.
    """
    if not is_edge.any():
        return np.zeros(difference.shape)
    distance = ndimage.distance_transform_edt(~is_edge)
    fade = np.cos(np.clip((distance - 1) / (REACH - 1), 0, 1) * np.pi / 2) ** 2
    is_near = distance < REACH
    weights = np.where(is_near, _spread(is_edge), 1)
    shift: np.ndarray = np.stack([_spread(np.where(is_edge, band, 0)) for band in difference]) / weights
    return np.where(is_near, shift * fade, 0)


def edge_of(gaps: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """Return the pixels beside gaps where both a real and a generated value are known.

    Args:
        gaps: (rows, columns), bool: what is to be filled.
        is_known: (rows, columns), bool.
    """
    beside: np.ndarray = ndimage.binary_dilation(gaps, np.ones((3, 3), dtype=bool), iterations=EDGE)
    return beside & is_known


def _spread(values: np.ndarray) -> np.ndarray:
    """Return for each pixel the sum of all values nearby over their squared distances."""
    spread: np.ndarray = signal.fftconvolve(values.astype(np.float64), _KERNEL, mode='same')
    return spread


def _kernel() -> np.ndarray:
    steps = np.arange(-REACH, REACH + 1)
    squares = steps[:, np.newaxis] ** 2 + steps**2
    is_inside = (squares > 0) & (squares <= REACH**2)
    return np.divide(1, squares, out=np.zeros(squares.shape), where=is_inside)


_KERNEL = _kernel()

"""Small shifts of all chips together: found where they are, and not where there is nothing in common."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.ndimage import shift as moved_by_spline

from core.datasets.inspection.common_shift import common_shift, correlation

EVERYWHERE = np.ones((64, 64), dtype=bool)


def edges_of(image):
    return np.hypot(*np.gradient(image))


def chips(shift, noise, count=24):
    """Yield the edges of pairs: smooth texture, and the same moved, contrast turned round, under much noise."""
    rng = np.random.default_rng(7)
    for _ in range(count):
        image = gaussian_filter(rng.normal(size=(96, 96)), 2) * 20
        other = 50 - moved_by_spline(image, shift, order=3, mode='reflect')
        parts = (part + rng.normal(0, noise, part.shape) for part in (image, other))
        yield [edges_of(part)[16:80, 16:80] for part in parts]


@pytest.mark.parametrize('shift', [(0, 0), (1.5, -0.5), (-2.25, 3), (0.4, 5.75)])
def test_the_shift_is_found_under_noise(shift):
    found = common_shift([correlation(a, b, EVERYWHERE) for a, b in chips(shift, noise=1.0)])
    assert (found.rows, found.columns) == pytest.approx(shift, abs=0.3)


def test_nothing_is_found_where_there_is_nothing_in_common():
    first, second = list(chips((0, 0), 0.5)), list(chips((0, 0), 0.5))[::-1]
    pairs = [(a, b) for (a, _), (_, b) in zip(first, second, strict=True)]
    assert common_shift([correlation(a, b, EVERYWHERE) for a, b in pairs]) is None


def test_half_of_the_chips_do_not_speak_for_the_others():
    one, other = ([correlation(a, b, EVERYWHERE) for a, b in chips(shift, 0.5)] for shift in ((0, 3), (0, -3)))
    turns = [surface for pair in zip(one, other, strict=True) for surface in pair]
    assert common_shift(turns) is None


def test_few_chips_say_nothing():
    surfaces = [correlation(a, b, EVERYWHERE) for a, b in chips((2, 0), 0.5, count=7)]
    assert common_shift(surfaces) is None


@pytest.mark.parametrize(
    ('a', 'b', 'valid'),
    [
        (np.zeros((64, 64)), np.eye(64), EVERYWHERE),
        (np.eye(64), np.eye(64), np.arange(64)[None] + np.zeros((64, 1)) < 20),
        (np.eye(16), np.eye(16), np.ones((16, 16), dtype=bool)),
    ],
    ids=['flat', 'mostly without data', 'tiny'],
)
def test_chips_without_edges_have_no_correlation(a, b, valid):
    assert correlation(a, b, valid) is None

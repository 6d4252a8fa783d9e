"""How generated pixels are shifted towards the real ones at the edge of a gap."""

import math

import numpy as np
import pytest

from core.translation.feathering import EDGE, REACH, edge_of, edge_shift


def half(rows: int = 80, columns: int = 200) -> np.ndarray:
    """Return an edge of one row at the upper end of a gap."""
    is_edge = np.zeros((rows, columns), dtype=bool)
    is_edge[0] = True
    return is_edge


def test_equal_differences_are_taken_over_and_fade_out():
    """Beside the edge the whole of it, half of it in the middle of the way, nothing from the reach on; each band its own."""
    is_edge = half()
    difference = np.where(is_edge, np.array([30.0, -4.0]).reshape(-1, 1, 1), 0)
    shift = edge_shift(difference, is_edge)
    assert shift[:, 1, 100] == pytest.approx([30, -4])
    steps = np.arange(1, REACH + 1)
    fade = np.cos((steps - 1) / (REACH - 1) * math.pi / 2) ** 2
    np.testing.assert_allclose(shift[0, 1 : REACH + 1, 100], 30 * fade, atol=1e-9)
    assert not shift[:, REACH:].any()


def test_it_is_the_mean_weighted_by_the_inverse_square_of_the_distance():
    random = np.random.default_rng(1)
    is_edge = random.random((60, 60)) < 0.01
    difference = random.normal(size=(1, 60, 60))
    shift = edge_shift(difference, is_edge)
    for row, column in ((5, 7), (30, 30), (59, 0), (44, 13)):
        places = np.argwhere(is_edge)
        squares = ((places - (row, column)) ** 2).sum(axis=1)
        near = (squares <= REACH**2) & (squares > 0)
        nearest = math.sqrt(squares.min())
        assert 0 < nearest < REACH
        mean = np.average(difference[0][is_edge][near], weights=1 / squares[near])
        fade = math.cos((nearest - 1) / (REACH - 1) * math.pi / 2) ** 2
        assert shift[0, row, column] == pytest.approx(mean * fade, abs=1e-9)


def test_waves_along_the_edge_die_away_as_a_harmonic_function_does():
    """The harmonic function with sin(kx) on the edge is sin(kx) exp(-ky)."""
    is_edge = half()
    wave = 2 * math.pi / 16
    difference = np.zeros((1, *is_edge.shape))
    difference[0, 0] = np.sin(np.arange(200) * wave)
    shift = edge_shift(difference, is_edge)[0]
    for row in (2, 4, 8):
        fade = math.cos((row - 1) / (REACH - 1) * math.pi / 2) ** 2
        assert np.abs(shift[row, 50:150]).max() / fade == pytest.approx(math.exp(-wave * row), abs=0.05)


def test_without_an_edge_nothing_is_shifted():
    assert not edge_shift(np.ones((2, 10, 10)), np.zeros((10, 10), dtype=bool)).any()


def test_the_edge_is_what_is_known_beside_a_gap():
    gaps, is_known = np.zeros((2, 20, 20), dtype=bool)
    gaps[:, 10:] = True
    is_known[5:, :10] = True
    expected = np.zeros((20, 20), dtype=bool)
    expected[5:, 10 - EDGE : 10] = True
    assert np.array_equal(edge_of(gaps, is_known), expected)

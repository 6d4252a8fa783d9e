"""Statistics of many chips in one pass equal numpy's over all pixels at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.statistics import merged, moments, percentiles, sample_size


def all_at_once(chips):
    """Return minimum, maximum, mean, standard deviation and count of each band over all data."""
    for band in range(len(chips[0][0])):
        data = np.concatenate([values[band][valid] for values, valid in chips]).astype('float64')
        yield data.min(), data.max(), data.mean(), data.std(), data.size


def described(chips, sample=64, nodata=None):
    parts = [moments(values, valid, sample, nodata) for values, valid in chips]
    parts = [part for part in parts if part is not None]
    figures = [(band.minimum, band.maximum, band.mean, band.std, band.count) for band in merged(parts)]
    return figures, percentiles(parts, (0.1, 99.9))


@given(
    seed=st.integers(0, 2**32 - 1),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=8),
    dtype=st.sampled_from(['uint8', 'int16', 'uint16', 'float32', 'float64']),
    offset=st.sampled_from([0, 100, 20000]),
)
def test_merging_equals_numpy_over_everything(seed, shares, dtype, offset):
    rng = np.random.default_rng(seed)
    offset = min(offset, np.iinfo(dtype).max - 99) if np.dtype(dtype).kind in 'iu' else offset * 1000
    chips = []
    for share in [1, *shares]:
        values = (offset + rng.integers(0, 99, (3, 7, 5))).astype(dtype)
        chips.append((values, rng.random((7, 5)) < share))
    figures, _ = described(chips)
    for found, expected in zip(figures, all_at_once(chips), strict=True):
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_chip_without_data_has_no_moments():
    assert moments(np.zeros((2, 4, 4)), np.zeros((4, 4), bool), 16) is None


def test_variance_of_large_values_is_not_lost():
    values = np.float32(16_000_000) + np.arange(100, dtype='float32').reshape(1, 10, 10)
    figures, _ = described([(values, np.ones((10, 10), bool))] * 3)
    assert figures[0][3] == pytest.approx(np.arange(100).std())


def test_missing_values_of_one_band_are_ignored():
    values = np.array([[[1, 2, -9999, 3]], [[5, -9999, -9999, 7]]], dtype='int16')
    figures, found = described([(values, np.array([[True, True, True, False]]))], nodata=-9999)
    assert figures == [(1, 2, 1.5, 0.5, 2), (5, 5, 5, 0, 1)]
    assert found[1] == (5, 5)


def test_band_missing_in_one_chip_is_described_by_the_others():
    missing, there = np.full((1, 2, 2), 9, 'uint8'), np.array([[[1, 3], [5, 7]]], 'uint8')
    figures, _ = described([(values, np.ones((2, 2), bool)) for values in (missing, there, missing)], nodata=9)
    assert figures == [(1, 7, 4, pytest.approx(np.sqrt(5)), 4)]


def test_band_without_any_data_is_told_by_its_count():
    figures, found = described([(np.full((1, 2, 2), 9, 'uint8'), np.ones((2, 2), bool))], nodata=9)
    assert figures == [(0, 0, 0, 0, 0)]
    assert found == [(0, 0)]


def test_percentiles_of_all_pixels_where_the_sample_holds_them():
    values = np.random.default_rng(0).normal(size=(2, 50, 50))
    _, found = described([(values, np.ones((50, 50), bool))], sample=2500)
    assert found == [pytest.approx(np.percentile(band, (0.1, 99.9))) for band in values]


@pytest.mark.parametrize('pixels', [1000, 1001, 1999, 2500])
def test_sample_is_spread_over_the_whole_chip(pixels):
    ramp = np.arange(pixels).reshape(1, 1, -1)
    (sample,) = moments(ramp, np.ones((1, pixels), bool), 1000).sample
    assert 500 <= len(sample) <= 1000
    assert sample[-1] > pixels - 4


@given(st.integers(0, 10**7))
def test_samples_of_all_chips_stay_small(chips):
    assert 16 <= sample_size(chips) <= 4096
    assert sample_size(chips) == 16 or chips * sample_size(chips) <= 1_000_000

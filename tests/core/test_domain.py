"""Domains: pixels to network values and back, scaling, and the description that is kept."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.datasets.domain import BandStatistics, Domain, Scaling
from core.rasters.classes import Legend

LEGEND = Legend((-1, 3, 200), ('none', 'house', 'road'), ((0, 0, 0), (255, 0, 0), (9, 9, 9)))
EVERYWHERE = np.ones((1, 3), dtype=bool)


def domain(dtype='uint8', *, scaling=((0, 255),), nodata=None, classes=None):
    bands = 1 if classes else len(scaling)
    return Domain(
        source='a.tif',
        checksum='0' * 64,
        bands=tuple(range(1, bands + 1)),
        names=tuple(f'band {band}' for band in range(1, bands + 1)),
        units=('',) * bands,
        dtype=dtype,
        nodata=nodata,
        classes=classes,
        scaling=() if classes else tuple(Scaling(*pair) for pair in scaling),
        statistics=tuple(BandStatistics(0, 9, 4.5, 2.5, 100) for _ in range(bands)),
    )


def pixels(*bands, dtype='uint8'):
    return np.array(bands, dtype=dtype)[:, np.newaxis, :]


def test_ends_of_the_scaling_become_minus_one_and_one():
    assert domain().encode(pixels([0, 255, 51]), EVERYWHERE)[0, 0].tolist() == pytest.approx([-1, 1, -0.6])


def test_bands_are_scaled_each_by_itself():
    two = domain('float32', scaling=((0, 10), (-100, 300)))
    encoded = two.encode(pixels([0, 5, 10], [100, 300, -100], dtype='float32'), EVERYWHERE)
    assert encoded[:, 0].tolist() == [[-1, 0, 1], [0, 1, -1]]
    assert encoded.dtype == 'float32'


def test_what_lies_outside_the_scaling_is_clipped():
    encoded = domain('int16', scaling=((0, 100),)).encode(pixels([-500, 32767, 50], dtype='int16'), EVERYWHERE)
    assert encoded[0, 0].tolist() == [-1, 1, 0]


def test_invalid_pixels_are_zero_in_every_channel():
    valid = np.array([[True, False, True]])
    assert domain().encode(pixels([255, 255, 0]), valid)[0, 0].tolist() == [1, 0, -1]
    classes = domain('int16', classes=LEGEND).encode(pixels([3, 3, -1], dtype='int16'), valid)
    assert classes[:, 0, 1].tolist() == [0, 0, 0]


@pytest.mark.parametrize('missing', [-9999, np.nan, np.inf, -np.inf])
def test_a_band_without_data_is_zero_where_another_has_some(missing):
    two = domain('float32', scaling=((0, 10), (0, 10)), nodata=-9999)
    encoded = two.encode(pixels([missing, 10, 0], [10, 0, missing], dtype='float32'), EVERYWHERE)
    assert encoded[:, 0].tolist() == [[0, 1, -1], [1, -1, 0]]


def test_nodata_value_among_the_data_is_data():
    two = domain(scaling=((0, 255), (0, 255)), nodata=0)
    assert two.encode(pixels([0, 255, 255], [255, 255, 255]), EVERYWHERE)[0, 0, 0] == -1


def test_nodata_value_of_another_data_type_hits_nothing():
    trained = domain('int16', scaling=((100, 5000),), nodata=-32768)
    assert trained.encode(pixels([0, 100, 50], dtype='uint8'), EVERYWHERE)[0, 0].tolist() == [-1, -1, -1]


def test_classes_become_one_channel_each():
    encoded = domain('int16', classes=LEGEND).encode(pixels([3, -1, 77], dtype='int16'), EVERYWHERE)
    assert encoded[:, 0].tolist() == [[-1, 1, -1], [1, -1, -1], [-1, -1, -1]]
    assert domain('int16', classes=LEGEND).channels == 3


def test_the_largest_channel_is_the_class():
    outputs = np.array([[0.1, -0.9, 0.2], [0.2, -0.5, 0.1], [-1.0, -0.6, 0.3]], dtype='float32')[:, np.newaxis]
    decoded = domain('int16', classes=LEGEND).decode(outputs)
    assert decoded.dtype == 'int16'
    assert decoded[0, 0].tolist() == [3, 3, 200]


def whole_numbers(dtype):
    limits = np.iinfo(dtype)
    return arrays.arrays(dtype, (2, 3, 4), elements=st.integers(limits.min, limits.max))


@pytest.mark.parametrize('dtype', ['uint8', 'int8', 'uint16', 'int16'])
@given(data=st.data())
def test_whole_numbers_come_back_as_they_were(dtype, data):
    values = data.draw(whole_numbers(dtype))
    limits = np.iinfo(dtype)
    both = domain(dtype, scaling=((limits.min, limits.max),) * 2)
    assert np.array_equal(both.decode(both.encode(values, np.ones((3, 4), bool))), values)


@pytest.mark.parametrize('dtype', ['int32', 'uint32', 'float32', 'float64'])
@given(low=st.floats(-1e6, 1e6), width=st.floats(1, 1e4), shares=st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_wide_types_come_back_within_a_millionth_of_their_range(dtype, low, width, shares):
    if np.dtype(dtype).kind == 'u':
        low = abs(low)
    values = (low + np.array(shares) * width).astype(dtype)
    one = domain(dtype, scaling=((low, low + width),))
    back = one.decode(one.encode(values[np.newaxis, np.newaxis], np.ones((1, len(values)), bool)))[0, 0]
    inside = np.clip(values.astype('float64'), low, low + width)
    rounding = {'f': np.spacing(np.float64(abs(low) + width).astype(dtype)) * 2}.get(np.dtype(dtype).kind, 1)
    assert np.abs(back.astype('float64') - inside).max() <= rounding + width * 1e-6


@given(arrays.arrays('int16', (1, 3, 4), elements=st.sampled_from(LEGEND.values)))
def test_classes_come_back_as_they_were(values):
    classes = domain('int16', classes=LEGEND)
    assert np.array_equal(classes.decode(classes.encode(values, np.ones((3, 4), bool))), values)


@given(arrays.arrays('float32', (1, 3, 4), elements=st.floats(-3, 3, width=32)))
def test_whatever_the_network_says_stays_in_the_data_type(encoded):
    decoded = domain('uint8', scaling=((-50, 400),)).decode(encoded)
    expected = np.clip(np.rint(-50 + (encoded.astype('float64') + 1) * 225), 0, 255)
    assert np.array_equal(decoded, expected)


def test_small_differences_of_large_values_survive():
    heights = domain('float64', scaling=((5_000_000.0, 5_000_001.0),))
    encoded = heights.encode(pixels([5_000_000.25, 5_000_000.5, 5_000_001], dtype='float64'), EVERYWHERE)
    assert encoded[0, 0].tolist() == [-0.5, 0, 1]


def test_spread_is_half_the_range():
    assert domain('float32', scaling=((0, 10), (-100, 300))).spread().ravel().tolist() == [5, 200]


@pytest.mark.parametrize('nodata', [None, 0.0, -9999.0, float('nan'), float('inf')])
@pytest.mark.parametrize('classes', [None, LEGEND])
def test_description_survives_strict_json(nodata, classes):
    written = json.dumps(domain('float32', nodata=nodata, classes=classes).to_json(), allow_nan=False)
    read = Domain.from_json(json.loads(written))
    # repr, since NaN is not equal to itself
    assert repr(read) == repr(domain('float32', nodata=nodata, classes=classes))

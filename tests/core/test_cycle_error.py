"""The raster that tells what does not come back of the input."""

import numpy as np
import pytest
import rasterio

from core.datasets.domain import Extra, Scaling
from core.errors import Cancelled, SatganError
from core.translation.cycle_error import difference
from tests.core.models_made import (
    LEGEND,
    SIZE,
    Listener,
    applied,
    blocks,
    classed,
    measured,
    noise,
    rgb_model,
    two_ways,
    write_raster,
)
from tests.core.rasters_made import folder_content, read_raster


def cycled(model, raster, folder, listener=None, **more):
    """Return output and cycle error."""
    beside = folder / 'cycle.tif'
    output = applied(model, raster, folder / 'out.tif', listener, output_cycle_error=str(beside), **more)
    return output, read_raster(beside)


def test_differences_are_absolute_and_in_the_units_of_the_raster():
    domain = measured(2, 'float32')
    domain = type(domain)(**vars(domain) | {'scaling': (Scaling(0, 200), Scaling(-5, 5))})
    encoded = np.array([[[0.5]], [[-1.0]]], dtype=np.float32)  # 150 and -5
    np.testing.assert_allclose(difference(domain, encoded, np.array([[[160.0]], [[-9.0]]])), [[[10]], [[4]]])


def test_differences_of_whole_numbers_do_not_wrap_around():
    encoded = np.full((1, 1, 1), -1, dtype=np.float32)
    assert difference(measured(1), encoded, np.array([[[255]]], dtype='uint8')) == 255


def test_of_classes_it_is_whether_another_one_came_back():
    encoded = np.full((4, 1, 2), -1, dtype=np.float32)
    encoded[1] = 1  # house, of value 1
    assert difference(classed(), encoded, np.array([[[1, 7]]], dtype='uint8')).tolist() == [[[0, 1]]]


@pytest.mark.parametrize('direction', ['AtoB', 'BtoA'])
def test_it_is_the_input_held_against_the_output_translated_back(tmp_path, direction):
    """Worked out from two runs, one way and the other."""
    a, b = measured(3), measured(1, 'float32', low=-50, high=450)
    model = two_ways(a, b)
    values = noise(3, 90, 110, seed=5) if direction == 'AtoB' else noise(1, 90, 110, high=400, dtype='float32')
    raster = write_raster(tmp_path / 'a.tif', values)
    output, error = cycled(model, raster, tmp_path, direction=direction)
    other = {'AtoB': 'BtoA', 'BtoA': 'AtoB'}[direction]
    back = applied(model, tmp_path / 'out.tif', tmp_path / 'back.tif', direction=other)
    assert error.dtype == np.float32
    np.testing.assert_allclose(error, np.abs(back.astype(float) - values), atol=1e-4)
    assert error.max() > 1
    assert np.array_equal(output, applied(model, raster, tmp_path / 'alone.tif', direction=direction))


def test_it_lies_on_the_part_that_is_translated_and_is_nan_without_data(tmp_path):
    values = noise(3, 200, 200, low=1)
    values[:, :60, :70] = 0
    raster = write_raster(tmp_path / 'a.tif', values, nodata=0, names=('red', 'green', 'blue'))
    model = two_ways(measured(3, names=('red', 'green', 'blue'), units=('K', 'K', 'K')), measured(2))
    _, error = cycled(model, raster, tmp_path, extent='450005,450095,29905,29995')
    back = applied(model, tmp_path / 'out.tif', tmp_path / 'back.tif', direction='BtoA')
    part = values[:, 10:190, 10:190].astype(float)
    np.testing.assert_allclose(error[:, 50:], np.abs(back - part)[:, 50:], atol=1e-4)
    assert np.isnan(error[:, :50, :60]).all() and np.isfinite(error[:, :50, 60:]).all()
    with rasterio.open(tmp_path / 'cycle.tif') as beside, rasterio.open(tmp_path / 'out.tif') as made:
        assert (beside.transform, beside.shape, beside.crs) == (made.transform, made.shape, made.crs)
        assert beside.descriptions == ('cycle error: red', 'cycle error: green', 'cycle error: blue')
        assert beside.units == ('K', 'K', 'K')


def test_a_band_without_data_has_no_error_where_another_one_has_data(tmp_path):
    """There -9999 is no measurement that could come back; GDAL's figures of the band are those of the rest."""
    model = two_ways(measured(2, 'int16', nodata=-9999), measured(2, 'int16', nodata=-9999))
    values = noise(2, 90, 110, dtype='int16', low=1)
    values[1, :40] = -9999
    raster = write_raster(tmp_path / 'a.tif', values, nodata=-9999)
    _, error = cycled(model, raster, tmp_path)
    assert np.isnan(error[1, :40]).all() and not np.isnan(error[1, 40:]).any() and not np.isnan(error[0]).any()
    assert error[1, 40:].max() <= 255
    with rasterio.open(tmp_path / 'cycle.tif') as dataset:
        tags = dataset.tags(2)
    assert float(tags['STATISTICS_MEAN']) == pytest.approx(error[1, 40:].mean(), rel=1e-5)
    assert float(tags['STATISTICS_MAXIMUM']) == error[1, 40:].max()
    assert float(tags['STATISTICS_VALID_PERCENT']) == pytest.approx(100 * 50 / 90)


def test_classes_there_and_back(tmp_path):
    values = blocks(SIZE, SIZE)
    model = two_ways(classed(), measured(3))
    _, error = cycled(model, write_raster(tmp_path / 'a.tif', values, palette=LEGEND.colormap()), tmp_path)
    back = applied(model, tmp_path / 'out.tif', tmp_path / 'back.tif', direction='BtoA')
    assert np.array_equal(error, back != values)


def test_the_bands_of_extra_rasters_come_back_too(tmp_path):
    a = measured(2)
    a = type(a)(**vars(a) | {'bands': (1, 1), 'extra': (Extra('other.tif', None, 1),)})
    raster = write_raster(tmp_path / 'a.tif', noise(1, 64, 64))
    extra = write_raster(tmp_path / 'b.tif', noise(1, 64, 64, seed=1))
    model = two_ways(a, measured(3))
    _, error = cycled(model, raster, tmp_path, extra_inputs=(str(extra),))
    back = applied(model, tmp_path / 'out.tif', tmp_path / 'back.tif', direction='BtoA')
    both = np.concatenate([read_raster(raster), read_raster(extra)]).astype(float)
    np.testing.assert_allclose(error, np.abs(back - both), atol=1e-4)


def test_beside_the_uncertainty_progress_goes_on_steadily(tmp_path):
    listener, raster = Listener(), write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    cycled(two_ways(measured(3), measured(1)), raster, tmp_path, listener, output_uncertainty=str(tmp_path / 'u.tif'))
    assert read_raster(tmp_path / 'u.tif').shape == (1, 64, 64)
    assert np.diff([fraction for fraction, _ in listener.steps]).min() > -1e-9
    shares = {text: fraction for fraction, text in listener.steps}
    assert shares['Translating'] == pytest.approx(0.97 * 8 / 9)
    assert shares['Translating back'] == pytest.approx(0.97)


def test_a_model_of_one_direction_has_none(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    before = folder_content(tmp_path)
    with pytest.raises(SatganError, match='it is a pix2pix model, which translates one way only'):
        cycled(rgb_model(), raster, tmp_path)
    assert folder_content(tmp_path) == before


def test_a_stop_on_the_way_back_leaves_neither_of_them(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    before = folder_content(tmp_path)
    with pytest.raises(Cancelled):
        cycled(two_ways(measured(3), measured(1)), raster, tmp_path, Listener(stop_at='back'))
    assert folder_content(tmp_path) == before

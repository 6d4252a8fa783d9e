"""Several rasters read as one."""

import numpy as np
import pytest
from rasterio.enums import Resampling
from rasterio.windows import Window

from core.errors import SatganError
from core.rasters.grid import Grid
from core.rasters.reading import open_raster
from core.rasters.stack import Layer, StackReader
from tests.core.rasters_made import noise, north_up, read_raster, warped_by_gdal, waves, write_raster


def grid_of(path):
    with open_raster(str(path)) as raster:
        return Grid.of(raster)


def test_bands_follow_each_other_in_the_order_of_the_rasters(tmp_path):
    first = write_raster(tmp_path / 'a.tif', noise(3, 40, 50))
    second = write_raster(tmp_path / 'b.tif', noise(2, 40, 50, 'float32', seed=1))
    layers = [Layer(str(first), (3, 1)), Layer(str(second), (2,))]
    with StackReader(layers, grid_of(first), 'float32') as reader:
        values, valid = reader.read(Window(7, 5, 20, 30))
    a, b = read_raster(first), read_raster(second)
    assert values.dtype == 'float32'
    assert np.array_equal(values, np.stack([a[2], a[0], b[1]])[:, 5:35, 7:27])
    assert valid.all()


def test_each_raster_is_resampled_to_the_grid_as_gdal_does(tmp_path):
    first = write_raster(tmp_path / 'a.tif', noise(1, 60, 80))
    coarse = write_raster(tmp_path / 'b.tif', waves(1, 40, 50), transform=north_up(-40, -40, 40))
    layers = [Layer(str(first), (1,)), Layer(str(coarse), (1,), Resampling.bilinear)]
    with StackReader(layers, grid_of(first), 'float32') as reader:
        values, _ = reader.read(Window(0, 0, 80, 60))
    expected = warped_by_gdal(coarse, first, 'bilinear', tmp_path)
    np.testing.assert_allclose(values[1], expected[0], atol=1e-3)


def test_a_pixel_is_valid_where_all_rasters_have_data(tmp_path):
    gaps = waves(1, 16, 16)
    gaps[0, 3, 4] = np.nan
    first = write_raster(tmp_path / 'a.tif', gaps)
    second = write_raster(tmp_path / 'b.tif', noise(1, 16, 16, low=1), nodata=0, transform=north_up(2))
    with StackReader([Layer(str(p), (1,)) for p in (first, second)], grid_of(first), 'float32') as reader:
        _, valid = reader.read(Window(0, 0, 16, 16))
    expected = np.ones((16, 16), dtype=bool)
    expected[3, 4] = expected[:, :2] = False
    assert np.array_equal(valid, expected)


def test_a_raster_that_cannot_be_opened_is_told(tmp_path):
    first = write_raster(tmp_path / 'a.tif', noise(1, 16, 16))
    with pytest.raises(SatganError, match=r'none\.tif does not exist'):
        StackReader([Layer(str(first), (1,)), Layer(str(tmp_path / 'none.tif'), (1,))], grid_of(first), 'uint8')

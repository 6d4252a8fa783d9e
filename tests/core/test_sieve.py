"""The sieve by windows: GDAL's in one window, nothing small and no seams in many."""

import numpy as np
import pytest
import rasterio
from scipy import ndimage

from core.rasters import sieve
from tests.core.rasters_made import gdal, read_raster, waves, write_raster


def speckled(rows, columns, seed=0):
    """Return a class raster, (1, rows, columns) uint8, of areas of all sizes with gaps of nodata."""
    rng = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(rng.normal(size=(rows, columns)), 1.5)
    classes = np.digitize(smooth, np.quantile(smooth, [0.2, 0.4, 0.6, 0.8])) + 1
    classes[ndimage.gaussian_filter(rng.normal(size=(rows, columns)), 4) > 0.13] = 0
    return classes[np.newaxis].astype('uint8')


def sieved(path, least):
    with rasterio.open(path, 'r+') as dataset:
        shares = list(sieve.sieve_in_place(dataset, least))
    assert shares[-1] == 1
    return read_raster(path)[0]


def sieved_by_gdal(path, least):
    target = path.with_name('gdal.tif')
    target.unlink(missing_ok=True)
    gdal('gdal_sieve.py', '-q', '-st', least, '-4', path, target)
    return read_raster(target)[0]


def areas(classes, least):
    """Return the size of the area that each pixel lies in, (rows, columns); 0 for nodata."""
    found = np.zeros(classes.shape, int)
    for value in np.unique(classes[classes > 0]):
        labels, _ = ndimage.label(classes == value)
        counts = np.bincount(labels.ravel())
        counts[0] = 0
        found += counts[labels]
    return found


@pytest.mark.parametrize('least', [2, 5, 40, 300])
def test_one_window_is_as_gdal_has_it(tmp_path, least):
    path = write_raster(tmp_path / 'a.tif', speckled(200, 260), nodata=0)
    expected = sieved_by_gdal(path, least)
    assert np.array_equal(sieved(path, least), expected)


@pytest.mark.parametrize('window', [16, 33, 64])
@pytest.mark.parametrize('least', [2, 9, 30])
def test_many_windows_leave_no_more_small_areas_than_gdal(tmp_path, monkeypatch, window, least):
    monkeypatch.setattr(sieve, '_WINDOW', window)
    path = write_raster(tmp_path / 'a.tif', speckled(150, 190), nodata=0)
    before, expected = read_raster(path)[0], sieved_by_gdal(path, least)
    result = sieved(path, least)
    small, theirs = ((0 < areas(each, least)) & (areas(each, least) < least) for each in (result, expected))
    assert small.sum() <= theirs.sum()
    assert np.array_equal(result == 0, before == 0)
    # What is large stays as it is.
    assert np.array_equal(result[areas(before, least) >= least], before[areas(before, least) >= least])


def test_few_areas_go_to_another_neighbour_than_with_gdal(tmp_path, monkeypatch):
    monkeypatch.setattr(sieve, '_WINDOW', 128)
    path = write_raster(tmp_path / 'a.tif', speckled(500, 600), nodata=0)
    expected = sieved_by_gdal(path, 10)
    assert 0 < (sieved(path, 10) != expected).mean() < 0.02


def test_areas_that_cross_windows_are_measured_as_a_whole(tmp_path, monkeypatch):
    """A snake of 30 pixels through three windows goes or stays as one."""
    monkeypatch.setattr(sieve, '_WINDOW', 12)
    classes = np.ones((1, 40, 40), 'uint8')
    classes[0, 20, 5:35] = 2
    for least, stays in ((30, True), (31, False)):
        result = sieved(write_raster(tmp_path / f'{least}.tif', classes, nodata=0), least)
        assert np.array_equal(result, classes[0] if stays else np.ones((40, 40)))


def test_raster_smaller_than_the_smallest_area_stays(tmp_path):
    classes = (waves(1, 4, 5, 'uint8') > 100).astype('uint8') + 1
    assert np.array_equal(sieved(write_raster(tmp_path / 'a.tif', classes, nodata=0), 1000), classes[0])

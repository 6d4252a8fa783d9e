"""Pixels drawn from all over a raster: fair, repeatable, and without reading it all."""

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window

from core.errors import SatganError
from core.rasters import sampling
from core.rasters.pieces import pieces
from core.rasters.reading import AlignedReader, raster_info
from core.rasters.sampling import draw_pixels
from tests.core.rasters_made import UTM, noise, north_up, write_raster


def numbered(rows, columns):
    """Return a band whose values tell row and column of each pixel."""
    return np.arange(rows * columns, dtype='float64').reshape(1, rows, columns)


def test_small_raster_is_taken_whole(tmp_path):
    path = write_raster(tmp_path / 'a.tif', numbered(50, 70))
    drawn = draw_pixels(raster_info(str(path)), 10000, 0)
    assert np.array_equal(np.sort(drawn[:, 0]), np.arange(3500))


def test_each_pixel_is_drawn_at_most_once_and_the_seed_decides(tmp_path):
    info = raster_info(str(write_raster(tmp_path / 'a.tif', numbered(300, 400))))
    first = draw_pixels(info, 1000, 1)
    assert first.shape == (1000, 1)
    assert len(np.unique(first)) == 1000
    assert np.array_equal(draw_pixels(info, 1000, 1), first)
    assert not np.array_equal(draw_pixels(info, 1000, 2), first)


@pytest.mark.parametrize('size', [100, 10000])
def test_only_pixels_of_the_window_are_drawn(tmp_path, size):
    path = write_raster(tmp_path / 'a.tif', numbered(300, 400), tiled=True, blockxsize=16, blockysize=16)
    drawn = draw_pixels(raster_info(str(path)), size, 0, window=Window(37, 290, 50, 20))
    rows, columns = np.divmod(drawn[:, 0], 400)
    assert (rows.min(), rows.max() < 300, columns.min() >= 37, columns.max() < 87) == (290, True, True, True)
    assert len(drawn) == min(size, 50 * 10)


@pytest.mark.parametrize('tiled', [False, True])
def test_every_part_of_the_raster_has_its_share(tmp_path, monkeypatch, tiled):
    # Some ten cells lie in each of 25 parts: more or fewer by a third.
    monkeypatch.setattr(sampling, '_CELL', 256)
    options = {'tiled': True, 'blockxsize': 16, 'blockysize': 16} if tiled else {}
    path = write_raster(tmp_path / 'a.tif', numbered(1000, 1000), **options)
    rows, columns = np.divmod(draw_pixels(raster_info(str(path)), 5000, 0)[:, 0], 1000)
    counts = np.bincount((rows // 200 * 5 + columns // 200).astype(int), minlength=25)
    assert np.abs(counts - 200).max() < 70


def test_little_is_read_of_a_large_raster(tmp_path, monkeypatch):
    path = tmp_path / 'a.tif'
    profile = {'driver': 'GTiff', 'width': 40000, 'height': 40000, 'count': 1, 'dtype': 'uint8', 'crs': UTM}
    with rasterio.open(path, 'w', **profile, transform=north_up(), tiled=True, sparse_ok=True):
        pass
    read = []
    whole = AlignedReader.read
    monkeypatch.setattr(AlignedReader, 'read', lambda reader, window: read.append(window) or whole(reader, window))
    assert len(draw_pixels(raster_info(str(path)), 1000, 0)) == 1000
    assert sum(window.width * window.height for window in read) < 0.02 * 40000**2


def test_data_in_one_corner_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, '_CELL', 256)
    values = np.zeros((1, 1200, 1200), 'uint8')
    values[0, -10:, -20:] = noise(1, 10, 20)
    path = write_raster(tmp_path / 'a.tif', values, nodata=0, tiled=True, blockxsize=16, blockysize=16)
    assert len(draw_pixels(raster_info(str(path)), 1000, 0)) == 200


def test_raster_without_data_is_told(tmp_path):
    path = write_raster(tmp_path / 'a.tif', np.zeros((1, 30, 30), 'uint8'), nodata=0)
    with pytest.raises(SatganError, match='has no valid pixel'):
        draw_pixels(raster_info(str(path)), 1000, 0)


@pytest.mark.parametrize('most', [1, 100, 5000, 10**7])
@pytest.mark.parametrize('options', [{}, {'tiled': True, 'blockxsize': 32, 'blockysize': 16}, {'blockysize': 90}])
def test_pieces_cover_the_raster_once(tmp_path, options, most):
    path = write_raster(tmp_path / 'a.tif', noise(1, 90, 130), **options)
    count = np.zeros((90, 130), int)
    for piece in pieces(str(path), most):
        assert piece.width * piece.height <= max(most, 1)
        count[piece.row_off : piece.row_off + piece.height, piece.col_off : piece.col_off + piece.width] += 1
    assert (count == 1).all()

"""Reading rasters: what they say of themselves, which pixels are valid, and alignment to another grid."""

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from core.errors import SatganError
from core.rasters.grid import Grid
from core.rasters.reading import AlignedReader, open_raster, raster_info, require_overlap
from tests.core.rasters_made import LEFT, TOP, gdal, noise, north_up, warped_by_gdal, waves, write_raster

HOLE = np.ones((8, 8), dtype=bool)
HOLE[2:4, 2:5] = False


def grid_of(path):
    with rasterio.open(path) as raster:
        return Grid.of(raster)


def read(path, grid=None, window=None, bands=None, resampling=Resampling.nearest):
    """Read a raster on a grid, by default all of it on its own."""
    info = raster_info(str(path), bands)
    grid = grid or info.grid
    with AlignedReader(str(path), grid, info.bands, resampling) as reader:
        return reader.read(window or grid.window)


def test_info_of_an_image(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(4, 6, 5), photometric='rgb', nodata=7)
    info = raster_info(str(path))
    assert info.bands == (1, 2, 3, 4)
    assert info.names == ('red', 'green', 'blue', 'band 4')
    assert (info.dtype, info.nodata, info.alpha, info.has_mask) == ('uint8', 7, None, False)
    assert (info.grid.width, info.grid.height, info.grid.transform) == (5, 6, north_up())


def test_described_bands_keep_their_names_and_order(tmp_path):
    path = write_raster(tmp_path / 'a.tif', waves(3, 4, 4), names=['VV', 'VH', ''])
    info = raster_info(str(path), (3, 1))
    assert info.names == ('band 3', 'VV')
    assert info.has_mask  # of real numbers any may be NaN


def test_alpha_is_no_band_unless_it_is_asked_for(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(4, 4, 4), photometric='rgb', alpha=True)
    assert (raster_info(str(path)).bands, raster_info(str(path)).alpha) == ((1, 2, 3), 4)
    assert raster_info(str(path), (1, 4)).alpha is None


def test_mixed_types_become_one_that_holds_both(tmp_path):
    for number, dtype in enumerate(['uint16', 'int16']):
        write_raster(tmp_path / f'{number}.tif', noise(1, 4, 4, dtype))
    gdal('gdalbuildvrt', '-q', '-separate', tmp_path / 'a.vrt', tmp_path / '0.tif', tmp_path / '1.tif')
    assert raster_info(str(tmp_path / 'a.vrt')).dtype == 'int32'


@pytest.mark.parametrize(
    ('name', 'content', 'words'),
    [
        ('a.tif', None, 'a.tif does not exist'),
        ('a.tif', b'no raster', 'cannot be opened as a raster'),
    ],
)
def test_what_is_no_raster_is_told(tmp_path, name, content, words):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SatganError, match=words):
        raster_info(str(path))


def test_parts_of_a_container_are_named(tmp_path):
    path = tmp_path / 'two.gpkg'
    for name in ('one', 'two'):
        raster = write_raster(tmp_path / 'a.tif', noise(1, 8, 8))
        gdal(
            'gdal_translate',
            '-q',
            '-of',
            'GPKG',
            '-co',
            'APPEND_SUBDATASET=YES',
            '-co',
            f'RASTER_TABLE={name}',
            raster,
            path,
        )
    with pytest.raises(
        SatganError, match=r'has no bands of its own\. Choose one of its parts: .*two\.gpkg:one, .*:two\.'
    ):
        raster_info(str(path))


def test_missing_band_is_told(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(2, 4, 4))
    with pytest.raises(SatganError, match=r'a\.tif has 2 bands, but band 3 is asked for'):
        raster_info(str(path), (1, 3))


@pytest.mark.parametrize('dtype', ['CFloat32', 'CInt16'])
def test_complex_values_are_told(tmp_path, dtype):
    write_raster(tmp_path / 'a.tif', noise(1, 4, 4))
    gdal('gdal_translate', '-q', '-ot', dtype, tmp_path / 'a.tif', tmp_path / 'b.tif')
    with pytest.raises(SatganError, match='complex'):
        raster_info(str(tmp_path / 'b.tif'))


def test_own_grid_gives_the_pixels_as_they_are(tmp_path):
    values = noise(3, 8, 9, 'int16', -500, 500)
    read_values, valid = read(write_raster(tmp_path / 'a.tif', values), bands=(3, 1))
    assert read_values.dtype == 'int16'
    assert np.array_equal(read_values, values[[2, 0]])
    assert valid.all()


@pytest.mark.parametrize(('nodata', 'dtype', 'fill'), [(None, 'uint8', 0), (9, 'uint8', 9), (None, 'float32', np.nan)])
def test_window_may_reach_beyond_the_raster(tmp_path, nodata, dtype, fill):
    values = noise(2, 8, 8, dtype)
    read_values, valid = read(
        write_raster(tmp_path / 'a.tif', np.maximum(values, 10), nodata=nodata), window=Window(-3, 6, 9, 5)
    )
    expected = np.full((2, 5, 9), fill, dtype=dtype)
    expected[:, :2, 3:] = np.maximum(values, 10)[:, 6:, :6]
    np.testing.assert_array_equal(read_values, expected)
    assert np.array_equal(np.argwhere(valid), np.argwhere(np.pad(np.ones((2, 6), bool), ((0, 3), (3, 0)))))


def test_window_far_away_is_all_invalid(tmp_path):
    values, valid = read(write_raster(tmp_path / 'a.tif', noise(1, 8, 8)), window=Window(50, 50, 4, 3))
    assert values.shape == (1, 3, 4)
    assert not valid.any()


@pytest.mark.parametrize('resampling', [Resampling.nearest, Resampling.bilinear])
def test_grid_shifted_by_whole_pixels_needs_no_resampling(tmp_path, resampling):
    path = write_raster(tmp_path / 'a.tif', noise(1, 8, 8), transform=north_up(2, 1))
    other = Grid(CRS.from_epsg(32633), north_up(), 12, 12)
    values, valid = read(path, other, resampling=resampling)
    expected = np.pad(noise(1, 8, 8), ((0, 0), (1, 3), (2, 2)))
    assert np.array_equal(values, expected)
    assert np.array_equal(valid, expected[0] > 0)


def with_hole(kind, dtype='uint8'):
    """Return values and how to write them, so that the pixels of the hole hold nothing."""
    values = noise(2, 8, 8, dtype, 10, 90)
    if kind == 'nodata':
        values[:, ~HOLE] = 5
        return values, {'nodata': 5}
    if kind == 'mask':
        return values, {'mask': HOLE}
    if kind == 'alpha':
        values[1] = HOLE * 255
        return values, {'alpha': True}
    values[1, ~HOLE] = {'nan': np.nan, 'inf': np.inf, 'minus': -np.inf, 'one': 5}[kind]
    return values, {'nodata': 5} if kind == 'one' else {}


@pytest.mark.parametrize(
    ('kind', 'dtype'),
    [
        ('nodata', 'uint8'),
        ('nodata', 'int16'),
        ('nodata', 'float32'),
        ('mask', 'uint8'),
        ('mask', 'float64'),
        ('alpha', 'uint8'),
        ('alpha', 'uint16'),
        ('nan', 'float32'),
        ('inf', 'float32'),
        ('minus', 'float64'),
        ('one', 'float32'),
    ],
)
def test_pixels_without_data_are_invalid_and_empty(tmp_path, kind, dtype):
    values, how = with_hole(kind, dtype)
    read_values, valid = read(write_raster(tmp_path / 'a.tif', values, **how))
    assert np.array_equal(valid, HOLE)
    fill = how.get('nodata', np.nan if np.dtype(dtype).kind == 'f' else 0)
    np.testing.assert_array_equal(read_values[:, ~HOLE], np.full_like(read_values[:, ~HOLE], fill))
    assert np.array_equal(read_values[:, HOLE], values[: len(read_values), HOLE])


def test_dark_pixels_of_an_image_are_valid_where_nodata_is_zero(tmp_path):
    values, _ = with_hole('one')
    values[1, ~HOLE] = 0
    read_values, valid = read(write_raster(tmp_path / 'a.tif', values, nodata=0))
    assert valid.all()
    assert np.array_equal(read_values, values)


def test_only_the_bands_in_use_decide(tmp_path):
    values = noise(2, 8, 8)
    values[0, ~HOLE] = 0
    path = write_raster(tmp_path / 'a.tif', values, nodata=0)
    assert np.array_equal(read(path, bands=(1,))[1], HOLE)
    assert read(path, bands=(2,))[1].all()


def test_mask_and_nodata_both_count(tmp_path):
    values = noise(1, 8, 8, low=10)
    values[0, 6, 6] = 5
    _, valid = read(write_raster(tmp_path / 'a.tif', values, nodata=5, mask=HOLE))
    expected = HOLE.copy()
    expected[6, 6] = False
    assert np.array_equal(valid, expected)


def test_alpha_that_is_asked_for_is_data(tmp_path):
    values, how = with_hole('alpha')
    read_values, valid = read(write_raster(tmp_path / 'a.tif', values, **how), bands=(1, 2))
    assert valid.all()
    assert np.array_equal(read_values, values)


PIXELS = {'finer': 4.0, 'coarser': 27.0, 'much coarser': 50.0, 'half a pixel': 10.0, 'beyond the edge': 10.0}
CORNERS = {'finer': (3, 5), 'coarser': (-2, 1), 'much coarser': (0, 0), 'half a pixel': (0.5, 0.5)}


def grid_options(name):
    """Return transform and scale of a grid; the scale because gdalwarp guesses it from what the edges leave over."""
    pixel = PIXELS[name]
    scale = min(10 / pixel, 1)
    return north_up(*CORNERS.get(name, (-5.3, -4.7)), pixel=pixel), ['-wo', f'XSCALE={scale}', '-wo', f'YSCALE={scale}']


@pytest.mark.parametrize('resampling', ['nearest', 'bilinear', 'cubic', 'average'])
@pytest.mark.parametrize('name', PIXELS)
@pytest.mark.parametrize('dtype', ['uint8', 'int16', 'float32', 'float64'])
def test_resampling_is_that_of_gdalwarp(tmp_path, dtype, name, resampling):
    transform, scale = grid_options(name)
    source = write_raster(tmp_path / 'source.tif', noise(2, 64, 70, dtype, 1, 250))
    target = write_raster(tmp_path / 'target.tif', noise(1, 40, 30), transform=transform)
    values, valid = read(source, grid_of(target), resampling=Resampling[resampling])
    expected = warped_by_gdal(source, target, resampling, tmp_path, '-dstalpha', *scale)
    covered = expected[-1] > 0
    if resampling == 'average':  # gdalwarp 3.6 also takes the pixels that reach over the edge of the source
        assert covered[valid].all()
        assert (valid | ~covered)[1:-1, 1:-1].mean() > 0.9
    else:
        assert np.array_equal(valid, covered)
    # The two releases of GDAL add up in different order.
    tolerance = 1e-3 if np.dtype(dtype).kind == 'f' else 1
    assert np.abs(values[:, valid] - expected[:-1, valid].astype(float)).max() <= tolerance


KERNELS = {
    'bilinear': lambda x: np.maximum(1 - x, 0),
    'cubic': lambda x: np.where(
        x < 1, 1.5 * x**3 - 2.5 * x**2 + 1, np.where(x < 2, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2, 0)
    ),
}


@pytest.mark.parametrize('resampling', KERNELS)
@pytest.mark.parametrize('name', ['finer', 'coarser', 'much coarser', 'half a pixel'])
def test_resampling_is_the_textbook_formula(tmp_path, name, resampling):
    transform, _ = grid_options(name)
    values = noise(1, 90, 90, 'float64')
    source = write_raster(tmp_path / 'source.tif', values)
    read_values, valid = read(source, Grid(CRS.from_epsg(32633), transform, 12, 12), resampling=Resampling[resampling])
    widen = max(transform.a / 10, 1)
    for row, column in [(6, 6), (7, 9)]:
        x, y = (np.array(transform * (column + 0.5, row + 0.5)) - (LEFT, TOP)) / (10, -10)
        weights = [KERNELS[resampling](np.abs(np.arange(90) + 0.5 - centre) / widen) for centre in (y, x)]
        weights = np.outer(*weights)
        assert valid[row, column]
        assert read_values[0, row, column] == pytest.approx((values[0] * weights).sum() / weights.sum(), rel=1e-5)


@pytest.mark.parametrize('kind', ['nodata', 'mask', 'alpha', 'nan'])
@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
def test_pixels_without_data_stay_out_of_resampling(tmp_path, kind, resampling):
    values, how = with_hole(kind, 'float32' if kind == 'nan' else 'uint8')
    source = write_raster(tmp_path / 'source.tif', values, **how)
    target = write_raster(tmp_path / 'target.tif', noise(1, 20, 20), transform=north_up(-1, -1, pixel=5.5))
    read_values, valid = read(source, grid_of(target), resampling=Resampling[resampling])
    if kind == 'nan':
        options = ['-srcnodata', 'nan', '-dstnodata', 'nan', '-wo', 'UNIFIED_SRC_NODATA=NO']
        expected = warped_by_gdal(source, target, resampling, tmp_path, *options)
        covered = np.isfinite(expected).all(axis=0)
    else:
        expected = warped_by_gdal(source, target, resampling, tmp_path, '-dstalpha')
        covered = expected[-1] > 0
    assert np.array_equal(valid, covered)
    assert not valid[6, 8]  # in the middle of the hole
    difference = read_values[:, covered] - expected[: len(read_values), covered].astype(float)
    assert np.abs(difference).max() <= 1


def test_a_band_without_data_gives_nothing_to_its_neighbours(tmp_path):
    values, how = with_hole('one', 'float32')
    values[1, ~HOLE] = how['nodata'] = -9999
    source = write_raster(tmp_path / 'source.tif', values, **how)
    read_values, valid = read(
        source, Grid(CRS.from_epsg(32633), north_up(0.5, 0.5), 7, 7), resampling=Resampling.bilinear
    )
    assert 0 < (~valid).sum() < 12
    assert read_values[:, valid].min() >= 10


@pytest.mark.parametrize('crs', ['EPSG:4326', 'EPSG:3857', 'EPSG:32632'])
@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
def test_other_coordinate_systems(tmp_path, crs, resampling):
    gdal('gdalwarp', '-q', '-t_srs', crs, write_raster(tmp_path / 'a.tif', waves(1, 60, 60)), tmp_path / 'target.tif')
    source = write_raster(tmp_path / 'source.tif', waves(1, 120, 120), transform=north_up(pixel=5.0))
    target = tmp_path / 'target.tif'
    values, valid = read(source, grid_of(target), resampling=Resampling[resampling])
    expected = warped_by_gdal(source, target, resampling, tmp_path, '-dstnodata', 'nan', '-et', 0)
    covered = np.isfinite(expected[0])
    assert 0.5 < covered.mean()
    # GDAL finds the scale in another way: less than an eighth of a pixel, and of 27 from pixel to pixel, apart.
    assert (valid != covered).mean() < 0.01
    both = valid & covered
    difference = np.abs(values[0][both] - expected[0][both])
    if resampling == 'bilinear':
        assert difference.max() < 27 / 8
    assert (difference > 27 / 8).mean() < 0.1
    assert difference.max() < 28


def test_every_window_of_a_resampled_raster_is_the_same_picture(tmp_path):
    source = write_raster(tmp_path / 'a.tif', waves(1, 90, 90), crs='EPSG:32632')
    bounds = transform_bounds('EPSG:32632', 'EPSG:32633', LEFT, TOP - 900, LEFT + 900, TOP)
    other = Grid(CRS.from_epsg(32633), from_bounds(*bounds, 80, 80), 80, 80)
    with AlignedReader(str(source), other, [1], Resampling.bilinear) as reader:
        whole, whole_valid = reader.read(other.window)
        for row, column in [(0, 0), (33, 17), (60, 60), (79, 3)]:
            part, valid = reader.read(Window(column, row, 20, 20))
            inside = np.s_[row : row + 20, column : column + 20]
            height, width = whole_valid[inside].shape
            np.testing.assert_array_equal(part[0, :height, :width], whole[0][inside])
            assert np.array_equal(valid[:height, :width], whole_valid[inside])
    assert 0.5 < whole_valid.mean() < 1


@pytest.mark.parametrize('layout', [{}, {'tiled': True, 'blockxsize': 64, 'blockysize': 64}, {'compress': 'deflate'}])
@pytest.mark.parametrize('shift', [0, 0.5])
def test_truncated_file_is_told_by_name(tmp_path, layout, shift):
    path = write_raster(tmp_path / 'cut.tif', noise(1, 300, 300), **layout)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(SatganError, match=r'cut\.tif cannot be (read|opened)') as caught:
        read(path, Grid(CRS.from_epsg(32633), north_up(shift), 300, 300), resampling=Resampling.bilinear)
    assert 'copy it again' in str(caught.value)


def test_reader_closes_its_files(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 8, 8))
    with AlignedReader(str(path), grid_of(path), [1]) as reader:
        pass
    with pytest.raises(SatganError):
        reader.read(Window(0, 0, 2, 2))


def test_open_raster_gives_what_gdal_opens(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 8, 8))
    with open_raster(f'GTIFF_DIR:1:{path}') as raster:
        assert raster.shape == (8, 8)


def plain(crs, width=8, height=8):
    return Grid(crs and CRS.from_user_input(crs), north_up(), width, height)


def test_overlap_of_rasters_without_coordinate_system():
    assert require_overlap(plain(None), 'a', plain(None), 'b') == Window(0, 0, 8, 8)


@pytest.mark.parametrize(
    ('first', 'second', 'words'),
    [
        (plain(None), plain('EPSG:32633'), 'a.tif has no coordinate system, but the other raster has one'),
        (plain('EPSG:32633'), plain(None), 'b.tif has no coordinate system, but the other raster has one'),
        (plain(None), plain(None, width=9), r'a.tif \(8 x 8 pixels\) and b.tif \(9 x 8 pixels\) have no coord'),
        (plain('EPSG:32633'), plain('EPSG:32719'), 'a.tif and b.tif do not overlap'),
    ],
)
def test_rasters_that_do_not_fit_are_told(first, second, words):
    with pytest.raises(SatganError, match=words):
        require_overlap(first, 'a.tif', second, 'b.tif')


def test_coordinates_are_those_of_the_usual_corner(tmp_path):
    info = raster_info(str(write_raster(tmp_path / 'a.tif', noise(1, 4, 4))))
    assert (info.grid.transform.c, info.grid.transform.f) == (LEFT, TOP)

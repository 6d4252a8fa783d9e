"""Chips: what is written is read back, with all that the source says of its pixels."""

import json

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from core.datasets.chip import ChipWriter, read_chip
from core.datasets.domain import Domain
from core.errors import SatganError
from core.rasters.classes import TAGS, ClassSource
from core.rasters.grid import Grid
from tests.core.rasters_made import gdal, noise, north_up, run_python

SIZE = 16
GRID = Grid(CRS.from_epsg(32633), north_up(3, 4), SIZE, SIZE)
VALID = np.random.default_rng(0).random((SIZE, SIZE)) < 0.7
EVERYWHERE = np.ones((SIZE, SIZE), dtype=bool)
PALETTE = {value: (value, 255 - value, 7, 255) for value in range(256)}


def domain(values, *, nodata=None, names=None, units=None, classes=None):
    bands = tuple(range(1, len(values) + 1))
    return Domain(
        source='a.tif',
        checksum=None,
        bands=bands,
        names=names or tuple(f'band {band}' for band in bands),
        units=units or ('',) * len(bands),
        dtype=values.dtype.name,
        nodata=nodata,
        classes=classes and classes.legend(),
        scaling=(),
        statistics=(),
    )


def written(path, values, valid=EVERYWHERE, grid=GRID, classes=None, **more):
    ChipWriter(domain(values, classes=classes, **more), grid, classes).write(path, values, valid, grid)
    return path


@pytest.mark.parametrize('valid', [EVERYWHERE, VALID], ids=['all valid', 'gaps'])
@pytest.mark.parametrize('nodata', [None, 250, 'nan'])
@pytest.mark.parametrize('dtype', ['uint8', 'int8', 'uint16', 'int16', 'int32', 'float32', 'float64'])
@pytest.mark.parametrize('bands', [1, 2, 3, 4, 13])
def test_what_is_written_is_read_back(tmp_path, bands, dtype, nodata, valid):
    impossible = dtype == 'int8' if nodata == 250 else not dtype.startswith('float')
    nodata = None if impossible else nodata
    values = noise(bands, SIZE, SIZE, dtype, 0, 120)
    path = written(tmp_path / 'a.tif', values, valid, nodata=None if nodata is None else float(nodata))
    found, found_valid = read_chip(path)
    assert found.dtype == dtype
    assert np.array_equal(found_valid, valid)
    assert np.array_equal(found[:, valid], values[:, valid])


@pytest.mark.parametrize(('dtype', 'nodata'), [('uint8', 0), ('int16', -9999), ('float32', -9999), ('float64', np.nan)])
def test_gaps_hold_the_nodata_value_that_gdal_sees(tmp_path, dtype, nodata):
    path = written(tmp_path / 'a.tif', noise(2, SIZE, SIZE, dtype), VALID, nodata=nodata)
    with rasterio.open(path) as chip:
        np.testing.assert_equal(chip.nodata, nodata)
        np.testing.assert_array_equal(chip.read()[:, ~VALID], np.full((2, (~VALID).sum()), nodata, dtype))


def test_whole_numbers_without_nodata_get_a_mask_only_where_they_need_one(tmp_path):
    flags = {}
    for name, valid in (('full', EVERYWHERE), ('gaps', VALID)):
        band = json.loads(gdal('gdalinfo', '-json', written(tmp_path / f'{name}.tif', noise(1, SIZE, SIZE), valid)))
        flags[name] = band['bands'][0].get('mask', {}).get('flags')
        assert 'noDataValue' not in band['bands'][0]
    assert flags['full'] != ['PER_DATASET'] and flags['gaps'] == ['PER_DATASET']
    assert sorted(path.name for path in tmp_path.iterdir()) == ['full.tif', 'gaps.tif']


def test_reals_without_nodata_get_nan(tmp_path):
    with rasterio.open(written(tmp_path / 'a.tif', noise(1, SIZE, SIZE, 'float32'), VALID)) as chip:
        assert np.isnan(chip.nodata)
        assert np.array_equal(np.isnan(chip.read(1)), ~VALID)


def test_chip_lies_where_it_was_cut(tmp_path):
    info = json.loads(gdal('gdalinfo', '-json', written(tmp_path / 'a.tif', noise(1, SIZE, SIZE))))
    assert info['geoTransform'] == [500030.0, 10.0, 0.0, 4999960.0, 0.0, -10.0]
    assert 'UTM zone 33N' in info['coordinateSystem']['wkt']


@pytest.mark.parametrize(
    'transform',
    [
        Affine.identity(),
        Affine.translation(7, -7),
        Affine(0.5, 0, 30, 0, 0.25, 50),
        Affine(0.5, 0, 30, 0, -0.5, 50),
        Affine.translation(5e5, 5e6) @ Affine.rotation(30) @ Affine.scale(3, -4),
    ],
    ids=['pixels', 'moved', 'south up', 'north up', 'turned'],
)
@pytest.mark.parametrize('crs', [GRID.crs, None], ids=['crs', 'no crs'])
def test_chip_of_any_grid_lies_where_it_was_cut(tmp_path, transform, crs):
    first = Grid(crs, transform, SIZE, SIZE)
    for name, grid in (('first', first), ('other', first.part(Window(-5, 9, SIZE, SIZE)))):
        values = noise(3, SIZE, SIZE, 'uint16')
        ChipWriter(domain(values), first).write(tmp_path / name, values, EVERYWHERE, grid)
        with rasterio.open(tmp_path / name) as chip:
            assert chip.crs == crs
            assert chip.transform.almost_equals(grid.transform, 1e-9)
            assert np.array_equal(chip.read(), values)


def test_chip_without_coordinate_system(tmp_path):
    path = written(tmp_path / 'a.tif', noise(1, SIZE, SIZE), grid=Grid(None, north_up(), SIZE, SIZE))
    with rasterio.open(path) as chip:
        assert chip.crs is None


def test_bands_keep_names_and_units(tmp_path):
    values = noise(2, SIZE, SIZE, 'float32')
    with rasterio.open(written(tmp_path / 'a.tif', values, names=('VV', 'VH'), units=('dB', ''))) as chip:
        assert chip.descriptions == ('VV', 'VH')
        assert chip.units == ('dB', None)


@pytest.mark.parametrize(
    ('names', 'colours'),
    [
        (('red', 'green', 'blue'), ['red', 'green', 'blue']),
        (('red', 'green', 'blue', 'nir'), ['red', 'green', 'blue', 'undefined']),
        (('B4', 'B3', 'B2', 'B8'), ['gray', 'undefined', 'undefined', 'undefined']),
        (('VV', 'VH'), ['gray', 'undefined']),
    ],
)
def test_no_band_is_taken_for_alpha(tmp_path, names, colours):
    values = noise(len(names), SIZE, SIZE)
    values[-1, :4] = 0
    path = written(tmp_path / 'a.tif', values, names=names)
    with rasterio.open(path) as chip:
        assert [colour.name for colour in chip.colorinterp] == colours
    assert read_chip(path)[1].all()


@pytest.mark.parametrize('dtype', ['uint8', 'uint16'])
def test_palette_and_class_names_of_the_source_are_kept(tmp_path, dtype):
    source = ClassSource(frozenset({1, 2}), {1: 'Straße'}, PALETTE)
    path = written(tmp_path / 'a.tif', noise(1, SIZE, SIZE, dtype, 1, 3), classes=source)
    entries = json.loads(gdal('gdalinfo', '-json', path))['bands'][0]['colorTable']['entries']
    assert entries[:256] == [list(PALETTE[value]) for value in range(256)]
    with rasterio.open(path) as chip:
        assert [row['name'] for row in json.loads(chip.tags(1, ns=TAGS)['CLASSES'])] == ['Straße', 'class 2']


@pytest.mark.parametrize('dtype', ['uint8', 'int16'])
def test_classes_without_palette_get_none(tmp_path, dtype):
    path = written(
        tmp_path / 'a.tif', noise(1, SIZE, SIZE, dtype, 1, 3), classes=ClassSource(frozenset({1, 2}), {}, {})
    )
    assert 'colorTable' not in json.loads(gdal('gdalinfo', '-json', path))['bands'][0]


def test_nothing_is_logged(tmp_path, caplog):
    for bands in (1, 3, 5):
        written(tmp_path / f'{bands}.tif', noise(bands, SIZE, SIZE))
    assert not caplog.records


def test_equal_chips_are_equal_bytes(tmp_path):
    paths = [written(tmp_path / name, noise(3, SIZE, SIZE), VALID) for name in ('a.tif', 'b.tif')]
    assert paths[0].read_bytes() == paths[1].read_bytes()


FULL_DISK = """
import resource, sys
from pathlib import Path
from rasterio.errors import RasterioError
from tests.core.test_chip import EVERYWHERE, SIZE, VALID, noise, written

path = Path(sys.argv[1]) / 'chip.tif'
for valid in (EVERYWHERE, VALID):
    size = written(path, noise(2, SIZE, SIZE, 'int16'), valid).stat().st_size
    for limit in [*range(0, size, 7), *range(size - 9, size + 1)]:
        path.unlink()
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            written(path, noise(2, SIZE, SIZE, 'int16'), valid)
        except (OSError, RasterioError):
            continue
        print(size - limit)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
"""


def test_chip_that_does_not_fit_on_the_disk_is_never_taken_for_whole(tmp_path):
    assert run_python(FULL_DISK, tmp_path).split() == ['0', '0']


def test_real_pixel_that_is_no_number_is_invalid(tmp_path):
    values = noise(2, SIZE, SIZE, 'float32')
    values[1, 3, 3] = np.nan
    valid = read_chip(written(tmp_path / 'a.tif', values, nodata=-1.0))[1]
    assert np.argwhere(~valid).tolist() == [[3, 3]]


@pytest.mark.parametrize('share', [0, 0.6])
def test_damaged_chip_is_told(tmp_path, share):
    path = written(tmp_path / 'chip.tif', noise(1, SIZE, SIZE))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(SatganError, match=r'chip\.tif cannot be'):
        read_chip(path)


def test_missing_chip_is_told(tmp_path):
    with pytest.raises(SatganError, match=r'none\.tif does not exist'):
        read_chip(tmp_path / 'none.tif')

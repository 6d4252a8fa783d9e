"""Exporting chip pairs: aligned, split, described, and whole or not at all."""

import hashlib
import json
import re
import sqlite3

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Transformer
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds

from core.datasets import cutting
from core.datasets.chip import read_chip
from core.datasets.folder import read_chips, read_description
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportPairedChips, JobError
from core.rasters.classes import TAGS, Legend, class_tags, write_category_names
from tests.core.rasters_made import (
    LEFT,
    PEAK_MEMORY,
    PIXEL,
    TOP,
    UTM,
    Notes,
    box,
    folder_content,
    gdal,
    noise,
    north_up,
    read_raster,
    run_python,
    warped_by_gdal,
    waves,
    write_polygons,
    write_raster,
)

SIZE = 16


@pytest.fixture
def export(tmp_path):
    """Exports two rasters to `dataset`, as one part unless told otherwise; `results` and `notes` tell of the run."""

    def run(a, b, notes=None, **more):
        run.notes = notes or Notes()
        given = {'input': str(a), 'target': str(b), 'output': str(tmp_path / 'dataset'), 'chip_size': SIZE}
        job = ExportPairedChips.from_mapping(given | {'validation': 0, 'test': 0} | more)
        run.results = run_job(job, run.notes)
        return tmp_path / 'dataset'

    return run


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / 'image.tif', noise(3, 64, 80, seed=5), photometric='rgb')


def names(folder, side='A'):
    return sorted(path.stem for path in (folder / side).iterdir())


def places(folder):
    """Return row and column of the first pixel of each chip, from its name."""
    return {(int(name[1:7]), int(name[9:])) for name in names(folder)}


def mosaic(folder, side, like):
    """Lay the chips of one side where their georeference says, on the grid of a raster; return values and where."""
    with rasterio.open(like) as raster:
        shape, to_pixels = raster.shape, ~raster.transform
    values, there = None, np.zeros(shape, dtype=bool)
    for path in (folder / side).iterdir():
        chip, valid = read_chip(path)
        with rasterio.open(path) as opened:
            column, row = (round(place) for place in to_pixels * (opened.transform.c, opened.transform.f))
        if values is None:
            values = np.zeros((len(chip), *shape), dtype=chip.dtype)
        inside = np.s_[row : row + SIZE, column : column + SIZE]
        values[:, *inside], there[inside] = chip, valid
    return values, there


def test_same_grid_gives_the_pixels_as_they_are(tmp_path, export, image):
    other = write_raster(tmp_path / 'other.tif', noise(2, 64, 80, 'int16', -900, 900))
    folder = export(other, image)
    for side, source in (('A', other), ('B', image)):
        values, there = mosaic(folder, side, source)
        assert there.all()
        assert np.array_equal(values, read_raster(source))
    assert export.results['CHIP_COUNT'] == 20
    assert export.results['REJECTED_COUNT'] == 0
    assert export.results['OUTPUT'] == str(folder)


def test_both_sides_have_the_same_names_and_places(export, image):
    folder = export(image, image)
    assert names(folder, 'A') == names(folder, 'B')
    assert places(folder) == {(row, column) for row in range(0, 64, 16) for column in range(0, 80, 16)}
    for side in 'AB':
        info = json.loads(gdal('gdalinfo', '-json', folder / side / 'r000016_c000032.tif'))
        assert info['geoTransform'] == [LEFT + 320, 10, 0, TOP - 160, 0, -10]
        assert info['size'] == [16, 16]


@pytest.mark.parametrize(('size', 'stride', 'count'), [(16, 0, 20), (16, 8, 63), (16, 40, 4), (64, 0, 1), (30, 10, 24)])
def test_chips_lie_a_stride_apart(tmp_path, export, image, size, stride, count):
    folder = export(image, image, chip_size=size, stride=stride)
    step = stride or size
    assert places(folder) == {(r, c) for r in range(0, 65 - size, step) for c in range(0, 81 - size, step)}
    assert len(places(folder)) == export.results['CHIP_COUNT'] == count


OTHERS = {
    'shifted by whole pixels': {'transform': north_up(-7, 3)},
    'shifted by half a pixel': {'transform': north_up(0.5, -0.5)},
    'finer': {'transform': north_up(-2, -3, pixel=4.0)},
    'coarser': {'transform': north_up(-3, -4, pixel=25.0)},
}


@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
@pytest.mark.parametrize('other', OTHERS)
@pytest.mark.parametrize('grid', ['target', 'input'])
@pytest.mark.parametrize('dtype', ['uint8', 'float32'])
def test_the_other_raster_is_read_on_the_grid(tmp_path, export, image, other, grid, dtype, resampling):
    source = write_raster(tmp_path / 'source.tif', noise(2, 150, 170, dtype, 1, 240), **OTHERS[other])
    pair, sides = ((source, image), 'AB') if grid == 'target' else ((image, source), 'BA')
    folder = export(*pair, grid=grid, resampling=resampling)
    pixel = OTHERS[other]['transform'].a
    scale = ['-wo', f'XSCALE={min(pixel / 10, 1)}', '-wo', f'YSCALE={min(pixel / 10, 1)}']
    expected = warped_by_gdal(source, image, resampling, tmp_path, *scale)
    values, there = mosaic(folder, sides[0], image)
    assert there.mean() > 0.5
    assert np.abs(values[:, there] - expected[:, there].astype(float)).max() <= (1 if dtype == 'uint8' else 1e-3)
    kept, there = mosaic(folder, sides[1], image)
    assert np.array_equal(kept[:, there], read_raster(image)[:, there])


@pytest.mark.parametrize('crs', ['EPSG:4326', 'EPSG:3857', 'EPSG:32632'])
@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
def test_the_other_raster_may_have_another_coordinate_system(tmp_path, export, image, crs, resampling):
    bounds = transform_bounds(UTM, crs, LEFT - 100, TOP - 740, LEFT + 900, TOP + 100)
    source = write_raster(tmp_path / 's.tif', waves(1, 90, 100), crs=crs, transform=from_bounds(*bounds, 100, 90))
    folder = export(source, image, resampling=resampling)
    assert export.results['CHIP_COUNT'] == 20
    values, there = mosaic(folder, 'A', image)
    assert there.all()
    expected = warped_by_gdal(source, image, resampling, tmp_path, '-et', 0, '-wo', 'XSCALE=1', '-wo', 'YSCALE=1')
    # GDAL finds the scale in another way: less than an eighth of a pixel, and of 27 from pixel to pixel, apart.
    difference = np.abs(values - expected)
    if resampling == 'bilinear':
        assert difference.max() < 27 / 8
    assert (difference > 27 / 8).mean() < 0.1
    assert difference.max() < 28


def test_partial_overlap_begins_where_both_are(tmp_path, export, image):
    other = write_raster(tmp_path / 'other.tif', noise(1, 64, 80, 'uint16', 1, 999), transform=north_up(20.3, 10.6))
    folder = export(other, image)
    assert places(folder) == {(row, column) for row in (11, 27, 43) for column in (21, 37, 53)}
    assert (export.results['CHIP_COUNT'], export.results['REJECTED_COUNT']) == (9, 0)


def test_a_dem_of_the_whole_world_serves_as_input(tmp_path, export, image):
    world = write_raster(
        tmp_path / 'world.tif', waves(1, 180, 360), crs='EPSG:4326', transform=from_bounds(-180, -90, 180, 90, 360, 180)
    )
    export(world, image)
    assert export.results['CHIP_COUNT'] == 20


GAPS = np.ones((64, 80), dtype=bool)
GAPS[3:9, 5:21] = False
GAPS[40:, 60:] = False


def with_gaps(path, kind):
    """Write a raster whose gaps hold nothing."""
    dtype = 'float32' if kind in ('nan', 'real nodata') else 'uint8'
    values = noise(2, 64, 80, dtype, 10, 200)
    if kind == 'mask':
        return write_raster(path, values, mask=GAPS)
    if kind == 'alpha':
        values[1] = 255 * GAPS
        return write_raster(path, values, alpha=True)
    if kind == 'nan':
        values[1, ~GAPS] = np.nan
        return write_raster(path, values)
    values[:, ~GAPS] = 5
    return write_raster(path, values, nodata=5)


@pytest.mark.parametrize('kind', ['nodata', 'real nodata', 'nan', 'mask', 'alpha'])
@pytest.mark.parametrize('side', [0, 1])
@pytest.mark.parametrize('allowed', [0.0, 0.15, 0.6])
def test_gaps_of_either_raster_count_and_stay(tmp_path, export, image, kind, side, allowed):
    pair = [image, image]
    pair[side] = with_gaps(tmp_path / 'gaps.tif', kind)
    folder = export(*pair, max_nodata=allowed)
    shares = {
        (row, column): 1 - GAPS[row : row + SIZE, column : column + SIZE].mean()
        for row in range(0, 64, SIZE)
        for column in range(0, 80, SIZE)
    }
    assert places(folder) == {place for place, share in shares.items() if share <= allowed}
    assert export.results['REJECTED_COUNT'] == 20 - len(places(folder))
    found = read_chips(folder).set_index('id')['nodata']
    assert {name: pytest.approx(share) for name, share in found.items()} == {
        f'r{row:06}_c{column:06}': share for (row, column), share in shares.items() if share <= allowed
    }
    for row, column in places(folder):
        valid = read_chip(folder / 'AB'[side] / f'r{row:06}_c{column:06}.tif')[1]
        assert np.array_equal(valid, GAPS[row : row + SIZE, column : column + SIZE])
        assert read_chip(folder / 'BA'[side] / f'r{row:06}_c{column:06}.tif')[1].all()


@pytest.mark.parametrize(
    ('bands', 'dtype', 'nodata'),
    [(13, 'int16', -32768), (4, 'float64', None), (1, 'uint16', 65535), (4, 'uint8', None), (2, 'int32', 0)],
)
def test_bands_data_type_and_nodata_are_kept(tmp_path, export, image, bands, dtype, nodata):
    values = noise(bands, 64, 80, dtype, 0 if nodata else 1, 30000 if dtype != 'uint8' else 200)
    described = [f'B{band}' for band in range(1, bands + 1)]
    folder = export(write_raster(tmp_path / 'a.tif', values, nodata=nodata, names=described), image)
    found, there = mosaic(folder, 'A', image)
    assert there.all()
    assert found.dtype == dtype
    assert np.array_equal(found, values)
    domain = read_description(folder).a
    assert (domain.dtype, domain.names, domain.nodata) == (dtype, tuple(described), nodata)
    with rasterio.open(next((folder / 'A').iterdir())) as chip:
        assert (chip.nodata == nodata) or (nodata is None and np.isnan(chip.nodata))


def test_bands_may_be_chosen_in_any_order(tmp_path, export, image):
    folder = export(image, image, input_bands=[3, 1], target_bands=[2])
    assert np.array_equal(mosaic(folder, 'A', image)[0], read_raster(image)[[2, 0]])
    assert np.array_equal(mosaic(folder, 'B', image)[0], read_raster(image)[[1]])
    assert read_description(folder).a.names == ('blue', 'red')


def test_alpha_is_told_and_left_out(tmp_path, export, image):
    folder = export(write_raster(tmp_path / 'a.tif', noise(4, 64, 80), photometric='rgb', alpha=True), image)
    assert read_description(folder).a.bands == (1, 2, 3)
    assert any('band 4 (alpha) tells where it has data' in text for text in export.notes.infos)


PALETTE = {value: (value * 20, 255 - value, 7, 255) for value in range(12)}


def test_colour_table_and_class_names_are_kept(tmp_path, export, image):
    classes = write_raster(tmp_path / 'classes.tif', noise(1, 64, 80, 'uint8', 1, 4), palette=PALETTE)
    gdal('gdal_translate', '-q', '-of', 'VRT', classes, tmp_path / 'c.vrt')
    text = (tmp_path / 'c.vrt').read_text()
    named = '<CategoryNames><Category/><Category>sea</Category><Category>land</Category></CategoryNames>'
    (tmp_path / 'c.vrt').write_text(text.replace('</ColorInterp>', f'</ColorInterp>{named}', 1))
    gdal('gdal_translate', '-q', tmp_path / 'c.vrt', tmp_path / 'c.tif')
    folder = export(tmp_path / 'c.tif', image)
    domain = read_description(folder).a
    assert (domain.classes.values, domain.classes.names) == ((1, 2, 3), ('sea', 'land', 'class 3'))
    assert domain.classes.colours == tuple(PALETTE[value][:3] for value in (1, 2, 3))
    with rasterio.open(next((folder / 'A').iterdir())) as chip:
        assert {value: chip.colormap(1)[value] for value in PALETTE} == PALETTE
    assert domain.scaling == ()


def test_rare_class_outside_the_sample_is_a_class_too(tmp_path, export, image, monkeypatch):
    monkeypatch.setattr('core.rasters.classes._SAMPLED_PIXELS', 1)
    values = np.ones((1, 64, 80), dtype='uint8')
    values[0, 30, 30] = 9
    folder = export(write_raster(tmp_path / 'a.tif', values, blockysize=8), image)
    assert read_description(folder).a.classes.values == (1, 9)


def test_few_values_in_the_sample_do_not_make_classes_of_measurements(tmp_path, export, image, monkeypatch):
    monkeypatch.setattr('core.rasters.classes._SAMPLED_PIXELS', 1)
    values = np.ones((1, 64, 80), dtype='int16')
    values[0, 20:60] = np.arange(40)[:, None]
    folder = export(write_raster(tmp_path / 'a.tif', values, blockysize=8), image)
    domain = read_description(folder).a
    assert domain.classes is None
    assert len(domain.scaling) == 1


@pytest.mark.parametrize('resampling', ['bilinear', 'cubic', 'average'])
def test_nothing_is_invented_between_classes(tmp_path, export, image, resampling):
    values = np.where(noise(1, 150, 170) > 100, 200, 10).astype('uint8')
    classes = write_raster(tmp_path / 'classes.tif', values, transform=north_up(-2, -3, pixel=7.0))
    folder = export(classes, image, resampling=resampling)
    found, there = mosaic(folder, 'A', image)
    assert set(np.unique(found[:, there])) == {10, 200}
    assert np.array_equal(found[:, there], warped_by_gdal(classes, image, 'nearest', tmp_path)[:, there])
    assert any(f'between which there is no {resampling}' in text for text in export.notes.warnings)


def test_rasters_without_coordinate_system_go_pixel_by_pixel(tmp_path, export):
    a = write_raster(tmp_path / 'a.tif', noise(1, 64, 80), crs=None, transform=None)
    b = write_raster(tmp_path / 'b.tif', noise(1, 64, 80, seed=1), crs=None, transform=None)
    folder = export(a, b)
    for name in names(folder):
        row, column = int(name[1:7]), int(name[9:])
        for side, source in (('A', a), ('B', b)):
            chip = read_chip(folder / side / f'{name}.tif')[0]
            assert np.array_equal(chip, read_raster(source)[:, row : row + SIZE, column : column + SIZE])
    dataset = read_description(folder)
    assert (dataset.crs, dataset.ground_pixel_size) == (None, None)
    assert len(read_chips(folder)) == 20


@pytest.mark.parametrize(
    ('first', 'second', 'words'),
    [
        ({'crs': None}, {}, r'a\.tif has no coordinate system, but the other raster has one'),
        ({}, {'crs': None}, r'b\.tif has no coordinate system, but the other raster has one'),
        ({'crs': None}, {'crs': None, 'rows': 60}, 'have no coordinate system and differ in size'),
        ({}, {'crs': 'EPSG:32719'}, r'(b|a)\.tif and .*(a|b)\.tif do not overlap'),
        ({}, {'transform': north_up(80, 0)}, 'do not overlap'),
        ({}, {'transform': north_up(70, 0)}, 'A chip of 16 pixels does not fit: the rasters share 10 x 64 pixels'),
        ({'rows': 15}, {'rows': 15}, 'share 80 x 15 pixels'),
        ({'nodata': 7, 'fill': 7}, {}, r'All \d+ chips are without data: .*a\.tif and .*b\.tif have no valid pixel'),
        ({}, {'dtype': 'float32', 'fill': np.nan}, r'All \d+ chips are without data'),
        ({'dtype': 'complex64'}, {}, r'a\.tif holds complex64 values'),
    ],
)
def test_rasters_that_do_not_fit_are_told_and_leave_nothing(tmp_path, export, first, second, words):
    paths = []
    for name, facts in (('a.tif', dict(first)), ('b.tif', dict(second))):
        values = noise(1, facts.pop('rows', 64), 80, facts.pop('dtype', 'uint8'))
        if 'fill' in facts:
            values[:] = facts.pop('fill')
        paths.append(write_raster(tmp_path / name, values, **facts))
    with pytest.raises(SatganError, match=words):
        export(*paths, max_nodata=1.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a.tif', 'b.tif']


def test_nodata_over_all_chips_is_told_with_the_best_one(tmp_path, export, image):
    values = noise(1, 64, 80, low=10)
    values[:, ::4] = 5
    values[:, 16:32, :16] = 5
    raster = write_raster(tmp_path / 'a.tif', values, nodata=5)
    facts = r'All 20 chips .* the best one has 25% nodata, the worst one 100%, and 10% is allowed\.'
    with pytest.raises(SatganError, match=facts + r' Set "Largest share of nodata" \(MAX_NODATA\) to 0\.25 or more\.'):
        export(raster, image, max_nodata=0.1)
    assert not (tmp_path / 'dataset').exists()
    export(raster, image, max_nodata=0.25)
    assert export.results['CHIP_COUNT'] == 19


@pytest.mark.parametrize(
    ('size', 'gaps', 'share'),
    [(64, 1, '0.00025'), (64, 41, '0.011'), (50, 175, '0.070'), (60, 7, '0.0020')],
)
def test_the_share_that_is_proposed_keeps_a_chip(tmp_path, export, size, gaps, share):
    """Of 64 x 64 pixels one is 0.000244..., and 41 are 0.01001...: rounded up, however small it is."""
    values = noise(1, size, 2 * size, low=10)
    values[0].T[: 2 * gaps // size + 1] = 5  # columns of the first chip: more gaps than in the second one
    second = values[0, :, size:]
    second[np.unravel_index(range(gaps), second.shape)] = 5
    raster = write_raster(tmp_path / 'a.tif', values, nodata=5)
    options = {'chip_size': size, 'validation': 0, 'test': 0}
    with pytest.raises(SatganError, match=rf'\(MAX_NODATA\) to {re.escape(share)} or more'):
        export(raster, raster, **options)
    export(raster, raster, max_nodata=float(share), **options)
    assert export.results['CHIP_COUNT'] == 1


def test_chips_without_content_are_no_reason_to_allow_nodata(tmp_path, export, image):
    """A chip that has data everywhere, but no content, says nothing of the nodata of the others."""
    values = noise(1, 64, 80, low=10)
    values[:, ::4] = 5
    values[:, :16, :16] = 0
    raster = write_raster(tmp_path / 'a.tif', values, nodata=5)
    with pytest.raises(SatganError, match=r'best one has 25% nodata, .* to 0\.25 or more'):
        export(raster, image, min_content=0.1)


@pytest.mark.parametrize('layout', [{}, {'tiled': True, 'blockxsize': 16, 'blockysize': 16, 'compress': 'deflate'}])
@pytest.mark.parametrize('side', [0, 1])
@pytest.mark.parametrize('shift', [0, 0.4])
def test_truncated_raster_is_told_by_name_and_leaves_nothing(tmp_path, export, layout, side, shift):
    paths = [write_raster(tmp_path / name, waves(1, 64, 80), **layout) for name in ('a.tif', 'b.tif')]
    write_raster(paths[1 - side], waves(1, 64, 80), transform=north_up(shift))
    content = paths[side].read_bytes()
    paths[side].write_bytes(content[: len(content) // 2])
    with pytest.raises(SatganError, match=rf'{"ab"[side]}\.tif cannot be (read|opened)'):
        export(*paths)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a.tif', 'b.tif']


@pytest.mark.parametrize('crs', [UTM, 'EPSG:4326', 'EPSG:3857'])
def test_extent_in_its_own_or_other_coordinates(export, image, crs):
    corners = (LEFT + 160, LEFT + 640, TOP - 480, TOP - 160)
    if crs != UTM:
        corners = densest(corners, crs)
    folder = export(image, image, extent=','.join(map(str, corners)) + f' [{crs}]')
    assert places(folder) == {(row, column) for row in (16, 32) for column in (16, 32, 48)}


def densest(corners, crs):
    """Return the extent in other coordinates that lies inside the corners, less a pixel."""
    left, right, bottom, top = corners
    to_other = Transformer.from_crs(UTM, crs, always_xy=True)
    xs, ys = to_other.transform([left + 1, left + 1, right - 1, right - 1], [bottom + 1, top - 1, bottom + 1, top - 1])
    return max(xs[:2]), min(xs[2:]), max(ys[::2]), min(ys[1::2])


@pytest.mark.parametrize(
    ('extent', 'words'),
    [
        ('0,1,0,1', 'lies outside the raster'),
        (f'{LEFT},{LEFT + 100},{TOP - 640},{TOP}', 'A chip of 16 pixels does not fit: the rasters share 10 x 64'),
        ('a,b', 'is not an extent'),
    ],
)
def test_extent_of_no_use_is_told(export, image, extent, words):
    with pytest.raises(SatganError, match=words):
        export(image, image, extent=extent)


def test_extent_where_only_one_raster_is_is_told(tmp_path, export, image):
    other = write_raster(tmp_path / 'other.tif', noise(1, 64, 80), transform=north_up(40, 0))
    extent = f'{LEFT},{LEFT + 300},{TOP - 640},{TOP}'
    with pytest.raises(SatganError, match='The two rasters do not overlap inside the extent'):
        export(other, image, extent=extent)


@pytest.mark.parametrize('crs', [UTM, 'EPSG:4326'])
def test_mask_keeps_the_chips_that_lie_wholly_inside(tmp_path, export, image, crs):
    outline = shapely.union(box(-1, -1, 50, 33), box(60, 40, 90, 70)).difference(box(20, 20, 22, 22))
    moved = geopandas.GeoSeries([outline], crs=UTM).to_crs(crs)
    folder = export(image, image, mask=str(write_polygons(tmp_path / 'mask.gpkg', moved, crs=crs)))
    assert places(folder) == {(0, 0), (0, 16), (0, 32), (16, 0), (16, 32), (48, 64)}
    assert export.results['REJECTED_COUNT'] == 14
    assert read_description(folder).rejected == {'mask': 14}
    assert '14 rejected: outside the mask polygons.' in export.notes.infos


def test_chips_may_lie_across_polygons_that_touch(tmp_path, export, image):
    halves = [box(0, 0, 40, 64), box(40, 0, 80, 64)]
    export(image, image, mask=str(write_polygons(tmp_path / 'mask.gpkg', halves)))
    assert export.results['CHIP_COUNT'] == 20


def test_mask_of_the_outline_of_the_raster_keeps_all(tmp_path, export):
    transform = from_bounds(499999.123456789, 4999000.1, 500000.987654321, 4999001.7, 80, 64)
    image = write_raster(tmp_path / 'image.tif', noise(1, 64, 80), transform=transform)
    with rasterio.open(image) as raster:
        outline = geopandas.GeoSeries([shapely.box(*raster.bounds)], crs=UTM).to_crs(4326)
    mask = write_polygons(tmp_path / 'mask.gpkg', outline.segmentize(1e-7), crs='EPSG:4326')
    export(image, image, mask=str(mask))
    assert export.results['CHIP_COUNT'] == 20


@pytest.mark.parametrize(
    ('outline', 'words'),
    [
        (box(1, 1, 15, 15), 'None of the 20 possible chips lies wholly inside the polygons of .*mask'),
        (shapely.Point(0, 0), 'has no polygons'),
    ],
)
def test_mask_that_excludes_all_is_told(tmp_path, export, image, outline, words):
    mask = write_polygons(tmp_path / 'mask.gpkg', [outline])
    with pytest.raises(SatganError, match=words):
        export(image, image, mask=str(mask))
    assert not (tmp_path / 'dataset').exists()


@pytest.mark.parametrize(('wanted', 'count'), [(0.0, 20), (0.01, 5), (0.1875, 2), (0.19, 1), (1.0, 0)])
def test_chips_with_too_little_content_are_rejected(tmp_path, export, image, wanted, count):
    classes = np.zeros((1, 64, 80), dtype='uint8')
    classes[0, 0:3, 0:16] = 1  # 48 of 256 pixels: 0.1875
    classes[0, 20:30, 30:50] = 2  # over three chips: 20, 160 and 20 of 256 pixels
    classes[0, 63, 79] = 3
    path = write_raster(tmp_path / 'classes.tif', classes)
    shares = {
        (row, column): (classes[0, row : row + 16, column : column + 16] > 0).mean()
        for row in range(0, 64, 16)
        for column in range(0, 80, 16)
    }
    expected = {place for place, share in shares.items() if share >= wanted}
    if not expected:
        with pytest.raises(SatganError, match=r'best one has 62\.5% content, and 100% is .*CONTENT\) to 0\.62 or'):
            export(path, image, min_content=wanted)
        return
    folder = export(path, image, min_content=wanted)
    assert places(folder) == expected
    assert export.results['REJECTED_COUNT'] == 20 - len(expected)
    found = read_chips(folder).set_index('id')['content']
    assert found.tolist() == pytest.approx([shares[int(name[1:7]), int(name[9:])] for name in found.index])


def test_statistics_are_those_of_the_training_chips(tmp_path, export, image):
    values = noise(3, 64, 80, 'int16', -500, 3000)
    values[:, ~GAPS] = -999
    values[1, 30:34, 2:60] = -999  # one band without data
    a = write_raster(tmp_path / 'a.tif', values, nodata=-999)
    folder = export(a, image, max_nodata=0.9, validation=0.2, test=0.2)
    chips = read_chips(folder)
    training = chips.loc[chips['split'] == 'train', 'id']
    assert 8 < len(training) < 16
    dataset = read_description(folder)
    for side, domain in (('A', dataset.a), ('B', dataset.b)):
        for band, (found, scaling) in enumerate(zip(domain.statistics, domain.scaling, strict=True)):
            data = np.concatenate([read_raster(folder / side / f'{name}.tif')[band].ravel() for name in training])
            data = data[data != -999].astype(float)
            figures = (found.minimum, found.maximum, found.mean, found.std, found.count)
            assert figures == pytest.approx((data.min(), data.max(), data.mean(), data.std(), data.size))
            percentiles = np.percentile(data, (0.1, 99.9)) if side == 'A' else (0, 255)
            assert (scaling.low, scaling.high) == pytest.approx(tuple(percentiles))


def test_band_without_any_data_is_told(tmp_path, export, image):
    values = noise(2, 64, 80, 'int16')
    values[1] = -999
    a = write_raster(tmp_path / 'a.tif', values, nodata=-999, names=['good', 'empty'])
    with pytest.raises(SatganError, match=r'Band 2 \(empty\) of .*a\.tif has no data in any training chip'):
        export(a, image)
    assert not (tmp_path / 'dataset').exists()


@pytest.fixture
def large(tmp_path):
    return write_raster(tmp_path / 'large.tif', noise(1, 200, 240, 'uint16', 0, 5000))


def test_split_reaches_its_shares_and_is_told(export, large):
    folder = export(large, large, validation=0.1, test=0.2)
    chips = read_chips(folder)
    counts = chips['split'].value_counts().to_dict()
    assert counts == read_description(folder).split['chips']
    assert sum(counts.values()) == 180
    assert abs(counts['validation'] - 18) <= 2 and abs(counts['test'] - 36) <= 2
    assert any(f'{counts["train"]} train, {counts["validation"]} validation' in text for text in export.notes.infos)


def test_overlapping_chips_of_different_parts_share_no_pixels(tmp_path, export, large):
    folder = export(large, large, stride=8, validation=0.15, test=0.15)
    covered = {part: np.zeros((200, 240), dtype=int) for part in ('train', 'validation', 'test')}
    for name, part in read_chips(folder)[['id', 'split']].itertuples(index=False):
        row, column = int(name[1:7]), int(name[9:])
        covered[part][row : row + SIZE, column : column + SIZE] = 1
    assert min(mask.sum() for mask in covered.values()) > 1000
    assert sum(covered.values()).max() == 1
    dropped = read_description(folder).rejected['shared']
    assert dropped == export.results['REJECTED_COUNT'] == 24 * 29 - len(names(folder)) > 0
    assert names(folder) == sorted(read_chips(folder)['id'])


def test_too_few_chips_for_a_part_of_their_own_are_a_warning(tmp_path, export):
    small = write_raster(tmp_path / 'small.tif', noise(1, 20, 40))
    export(small, small, stride=4, validation=0.2, test=0.2)
    assert any('too few chips for a test part' in text for text in export.notes.warnings)


def test_outlines_lie_where_the_chips_lie(tmp_path, export, image):
    folder = export(image, image)
    chips = read_chips(folder)
    assert chips.crs == UTM
    assert list(chips.columns) == ['id', 'split', 'nodata', 'content', 'geometry']
    for name, outline in chips[['id', 'geometry']].itertuples(index=False):
        with rasterio.open(folder / 'B' / f'{name}.tif') as chip:
            assert outline.equals(shapely.box(*chip.bounds))


@pytest.mark.parametrize('place', ['layer.gpkg', 'new/layer.gpkg', 'dataset/layer.gpkg', 'dataset/new/layer.gpkg'])
def test_layer_of_outlines_is_written_where_it_is_wanted(tmp_path, export, image, place):
    folder = export(image, image, chips_layer=str(tmp_path / place))
    assert export.results['CHIPS_LAYER'] == str(tmp_path / place)
    assert (tmp_path / place).read_bytes() == (folder / 'chips.gpkg').read_bytes()
    with sqlite3.connect(tmp_path / place) as database:
        assert database.execute('PRAGMA integrity_check').fetchall() == [('ok',)]
        assert database.execute('SELECT count(*) FROM chips').fetchall() == [(20,)]


@pytest.mark.parametrize(
    ('place', 'words'),
    [('layer.shp', 'Give it the name of a GeoPackage'), ('file/a.gpkg', 'file cannot be written to')],
)
def test_layer_that_cannot_be_written_is_told_before_the_work(tmp_path, export, image, place, words):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match=words):
        export(image, image, chips_layer=str(tmp_path / place))
    assert not export.notes.steps
    assert sorted(path.name for path in tmp_path.iterdir()) == ['file', 'image.tif']


def test_output_that_cannot_be_written_is_told(tmp_path, export, image):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match='file cannot be written to'):
        export(image, image, output=str(tmp_path / 'file' / 'dataset'))


def test_output_that_holds_something_is_told_and_kept(tmp_path, export, image):
    (tmp_path / 'dataset').mkdir()
    (tmp_path / 'dataset' / 'mine.txt').write_text('mine')
    with pytest.raises(SatganError, match='dataset is not empty'):
        export(image, image)
    assert folder_content(tmp_path / 'dataset') == {'mine.txt': b'mine'}


def test_description_tells_where_the_chips_come_from(tmp_path, export, image):
    folder = export(image, image, stride=20, seed=7, validation=0.1)
    content = json.loads((folder / 'dataset.json').read_text(), parse_constant=pytest.fail)
    assert (content['schema'], content['kind'], content['chip_size'], content['stride']) == (1, 'paired', 16, 20)
    assert (content['seed'], content['split']['rule'], content['split']['validation']) == (7, 'blocks', 0.1)
    assert content['pixel_size'] == [10, 10]
    assert content['ground_pixel_size'] == pytest.approx(10 / 0.9996, rel=1e-4)
    assert 'UTM zone 33N' in content['crs']
    for domain in content['domains'].values():
        assert domain['source'] == str(image)
        assert domain['checksum'] == hashlib.sha256(image.read_bytes()).hexdigest()


@pytest.mark.parametrize('how', [{}, {'stride': 8}, {'split': 'random'}, {'resampling': 'cubic'}])
def test_equal_runs_give_equal_bytes(tmp_path, export, how):
    a = write_raster(
        tmp_path / 'a.tif', noise(2, 170, 190, 'uint8'), transform=north_up(-0.3, 0.2, pixel=8.0), nodata=9
    )
    b = write_raster(tmp_path / 'b.tif', noise(1, 130, 140, 'float32'), mask=noise(1, 130, 140)[0] > 3)
    settings = {'validation': 0.2, 'test': 0.1, 'max_nodata': 0.3} | how
    folders = [tmp_path / name for name in ('first', 'second')]
    for folder in folders:
        export(a, b, output=str(folder), **settings)
    first, second = (folder_content(folder) for folder in folders)
    assert len(first) > 50
    assert first == second


@pytest.mark.parametrize('step', [0, 1, 7, 15])
def test_cancelling_leaves_nothing(tmp_path, export, large, step):
    with pytest.raises(Cancelled):
        export(large, large, Notes(stop_at=step), chips_layer=str(tmp_path / 'layer.gpkg'))
    assert sorted(path.name for path in tmp_path.iterdir()) == ['large.tif']


def test_progress_rises_to_the_end(export, large):
    export(large, large)
    assert len(export.notes.steps) >= 8
    assert export.notes.steps == sorted(export.notes.steps)
    assert export.notes.steps[-1] == 1


FULL_DISK = """
import json, resource, shutil, sys
from pathlib import Path
from core.engine import run_mapping
from core.errors import SatganError
from core.reporting import Reporter

job = json.loads(sys.argv[1])
output = Path(job['output'])
for limit in json.loads(sys.argv[2]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        run_mapping(job, Reporter())
        outcome = 'whole'
    except SatganError as error:
        outcome = error.code if str(output) in str(error) and 'disk' in str(error) else str(error)
    print(outcome, len(list(output.parent.iterdir())))
    shutil.rmtree(output, ignore_errors=True)
"""


def test_full_disk_at_any_moment_is_told_and_leaves_nothing(tmp_path, export, large):
    """A limit on the size of files stands for the full disk: a small one cannot be mounted without being root."""
    out = tmp_path / 'out'
    out.mkdir()
    job = {'job': 'exportpairedchips', 'input': str(large), 'target': str(large), 'chip_size': 64}
    folder = export(large, large, chip_size=64)
    chip, layer = ((folder / name).stat().st_size for name in ('A/r000000_c000000.tif', 'chips.gpkg'))
    assert chip < layer
    # Too little for a header, for the pixels of a chip, for the list of chips; enough for all.
    limits = [0, 100, chip - 1, chip, layer - 1, layer]
    told = run_python(FULL_DISK, json.dumps(job | {'output': str(out / 'dataset')}), json.dumps(limits))
    assert told.splitlines() == ['disk 0'] * 5 + ['whole 1']


MEMORY = f"""{PEAK_MEMORY}
import json, sys
from core.engine import run_mapping
from core.reporting import Reporter

print(run_mapping(json.loads(sys.argv[1]), Reporter())['CHIP_COUNT'], peak_memory())
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_raster(tmp_path):
    used = {}
    for size in (4096, 16384):
        image = tmp_path / f'{size}.tif'
        profile = {'driver': 'GTiff', 'width': size, 'height': size, 'count': 3, 'dtype': 'uint8', 'crs': UTM}
        with rasterio.open(image, 'w', **profile, transform=north_up(), tiled=True) as raster:
            block = noise(3, 256, size)
            for row in range(0, size, 256):
                raster.write(block, window=rasterio.windows.Window(0, row, size, 256))
        job = {
            'job': 'exportpairedchips',
            'input': str(image),
            'target': str(image),
            'output': str(tmp_path / f'o{size}'),
        }
        told = run_python(MEMORY, json.dumps(job)).split()
        assert int(told[0]) == (size // 256) ** 2
        used[size] = int(told[1])
    assert used[16384] < 1.1 * used[4096]


def test_class_raster_of_our_own_keeps_its_names(tmp_path, export, image):
    legend = Legend((0, 1, 2), ('background', 'house', 'pool'), ((0, 0, 0), (200, 0, 0), (0, 0, 200)))
    path = write_raster(tmp_path / 'classes.tif', noise(1, 64, 80, 'uint8', 0, 2), palette=legend.colormap())
    with rasterio.open(path, 'r+') as raster:
        raster.update_tags(1, ns=TAGS, **class_tags(legend))
    write_category_names(path, legend)
    folder = export(path, image)
    # A class that is in the legend but not in the chips stays a class: another raster may have it.
    assert read_description(folder).a.classes == legend


def test_extra_inputs_follow_the_bands_of_the_input(tmp_path, export, image):
    heights = write_raster(tmp_path / 'heights.tif', waves(1, 64, 80), nodata=-9999.0)
    folder = export(image, image, extra_inputs=[str(heights)])
    values, there = mosaic(folder, 'A', image)
    assert there.all()
    assert values.dtype == 'float32'
    assert np.array_equal(values, np.concatenate([read_raster(image), read_raster(heights)]))
    domain = read_description(folder).a
    assert domain.bands == (1, 2, 3, 1)
    assert domain.bands_by_raster() == [(1, 2, 3), (1,)]
    assert domain.names == ('red', 'green', 'blue', 'heights band 1')
    assert [(extra.source, extra.bands) for extra in domain.extra] == [(str(heights), 1)]
    assert domain.extra[0].checksum == hashlib.sha256(heights.read_bytes()).hexdigest()


def test_extra_input_of_another_grid_is_resampled_as_gdal_does(tmp_path, export, image):
    coarse = write_raster(tmp_path / 'coarse.tif', waves(1, 40, 50), transform=north_up(-40, -40, 40))
    values, _ = mosaic(export(image, image, extra_inputs=[str(coarse)]), 'A', image)
    np.testing.assert_allclose(values[3], warped_by_gdal(coarse, image, 'bilinear', tmp_path)[0], atol=1e-3)


def test_gaps_of_an_extra_input_count(tmp_path, export, image):
    heights = waves(1, 64, 80)
    heights[0, 20, 20] = np.nan
    folder = export(image, image, extra_inputs=[str(write_raster(tmp_path / 'heights.tif', heights))])
    assert places(folder) == {(r, c) for r in range(0, 64, 16) for c in range(0, 80, 16)} - {(16, 16)}
    assert read_description(folder).rejected == {'nodata': 1}


def test_classes_among_extra_inputs_are_values_that_nothing_is_invented_between(tmp_path, export, image):
    classes = write_raster(tmp_path / 'classes.tif', noise(1, 32, 40, low=0, high=2) * 9, transform=north_up(0, 0, 20))
    folder = export(image, image, extra_inputs=[str(classes)])
    assert read_description(folder).a.classes is None
    assert set(np.unique(mosaic(folder, 'A', image)[0][3])) == {0, 9}


def test_extra_input_elsewhere_is_told(tmp_path, export, image):
    away = write_raster(tmp_path / 'away.tif', waves(1, 16, 16), transform=north_up(5000))
    with pytest.raises(SatganError, match=r'away\.tif do not overlap'):
        export(image, image, extra_inputs=[str(away)])
    assert not (tmp_path / 'dataset').exists()


@pytest.fixture
def many(tmp_path):
    """Two folders: rasters of equal names at different places, and one that has no partner."""
    for number, name in enumerate(('north', 'south')):
        shift = {'transform': north_up(0, 100 * number)}
        write_raster(
            tmp_path / 'a' / f'{name}.tif', noise(1, 32, 48, 'int16', 100 * number, 100 * number + 90), **shift
        )
        write_raster(tmp_path / 'b' / f'{name}.tif', noise(3, 32, 48, seed=number), photometric='rgb', **shift)
    write_raster(tmp_path / 'a' / 'alone.tif', noise(1, 32, 48, 'int16'))
    return tmp_path / 'a', tmp_path / 'b'


def test_rasters_of_equal_names_in_two_folders_belong_together(export, many):
    folder = export(*many)
    assert export.results['CHIP_COUNT'] == 12
    assert {name.split('_')[0] for name in names(folder)} == {'north', 'south'}
    for side, source in zip('AB', many, strict=True):
        chip, _ = read_chip(folder / side / 'south_r000016_c000032.tif')
        assert np.array_equal(chip, read_raster(source / 'south.tif')[:, 16:32, 32:48])
    assert any('1 rasters have no partner' in warning for warning in export.notes.warnings)


@pytest.fixture
def lists(tmp_path, many):
    """A list for each of the two folders, in which nothing stands in the order of the names."""
    paths = tmp_path / 'a.txt', tmp_path / 'b.txt'
    paths[0].write_text('a/south.tif\na/north.tif\na/alone.tif\n')
    paths[1].write_text(f'b/south.tif\n\n{many[1] / "north.tif"}\n')
    return paths


@pytest.mark.parametrize('which', ['both', 'input', 'target'])
def test_lists_are_paired_as_folders_are(export, many, lists, which):
    pair = lists if which == 'both' else (lists[0], many[1]) if which == 'input' else (many[0], lists[1])
    folder = export(*pair)
    assert export.results['CHIP_COUNT'] == 12
    chip, _ = read_chip(folder / 'A' / 'south_r000016_c000032.tif')
    assert np.array_equal(chip, read_raster(many[0] / 'south.tif')[:, 16:32, 32:48])
    assert any('1 rasters have no partner' in warning for warning in export.notes.warnings)
    sums = {name: hashlib.sha256((many[1] / f'{name}.tif').read_bytes()).hexdigest() for name in ('north', 'south')}
    expected = hashlib.sha256(''.join(f'{sums[name]} {name}.tif\n' for name in sorted(sums)).encode()).hexdigest()
    assert read_description(folder).b.checksum == expected


def test_a_list_and_one_raster_are_paired_one_by_one(tmp_path, export, lists):
    whole = write_raster(tmp_path / 'whole.tif', noise(3, 132, 48), photometric='rgb')
    folder = export(lists[0], whole, grid='input')
    assert {name.split('_')[0] for name in names(folder)} == {'north', 'south', 'alone'}


def test_rasters_of_the_same_name_in_one_list_are_told(tmp_path, export, image):
    for place in ('a', 'b'):
        write_raster(tmp_path / place / 'tile.tif', noise(1, 64, 80, 'int16'))
    (tmp_path / 'list.txt').write_text('b/tile.tif\na/tile.tif\n')
    with pytest.raises(SatganError, match=r'a/tile\.tif and .*b/tile\.tif have the same name.* out of .*list\.txt'):
        export(tmp_path / 'list.txt', image)


def test_many_rasters_share_one_scaling(export, many):
    folder = export(*many)
    values = np.stack([read_raster(many[0] / f'{name}.tif') for name in ('north', 'south')])
    domain = read_description(folder).a
    assert domain.source == str(many[0])
    assert domain.statistics[0].mean == pytest.approx(values.mean())
    assert domain.statistics[0].minimum == values.min()
    assert (domain.scaling[0].low, domain.scaling[0].high) == pytest.approx(np.percentile(values, [0.1, 99.9]), abs=2)


def test_outlines_of_many_rasters_lie_where_they_lie(export, many):
    outlines = read_chips(export(*many)).set_index('id')
    assert outlines.loc['south_r000016_c000032'].geometry.equals(box(32, 116, 48, 132))


def test_rasters_of_one_folder_may_lie_in_different_coordinate_systems(tmp_path, export, many):
    other = rasterio.open(many[0] / 'south.tif').crs
    for folder in many:
        with rasterio.open(folder / 'south.tif', 'r+') as raster:
            raster.crs = 'EPSG:32634'
    folder = export(*many)
    outline = read_chips(folder).set_index('id').loc['south_r000016_c000032'].geometry
    expected = geopandas.GeoSeries([box(32, 116, 48, 132)], crs='EPSG:32634').to_crs(other)[0]
    assert outline.normalize().equals_exact(expected.normalize(), 1e-3)


def test_one_target_serves_many_inputs(tmp_path, export, many):
    whole = write_raster(tmp_path / 'whole.tif', noise(3, 132, 48), photometric='rgb')
    (many[0] / 'alone.tif').unlink()
    export(many[0], whole, grid='input')
    assert export.results['CHIP_COUNT'] == 12


def test_rasters_that_do_not_fit_are_left_out_of_many(tmp_path, export, many):
    write_raster(many[0] / 'east.tif', noise(1, 32, 48, 'int16'))
    write_raster(many[1] / 'east.tif', noise(3, 32, 48), transform=north_up(9000), photometric='rgb')
    export(*many)
    assert export.results['CHIP_COUNT'] == 12
    assert any('Left out' in warning and 'east.tif' in warning for warning in export.notes.warnings)


@pytest.mark.parametrize(
    ('spoil', 'words'),
    [
        (lambda a, b: write_raster(a / 'x.tif', noise(1, 32, 48, 'uint8')), r'x\.tif has uint8 values, but'),
        (lambda a, b: write_raster(a / 'x.tif', noise(2, 32, 48, 'int16')), r'x\.tif has 2 bands, but'),
        (lambda a, b: (a / 'x.tif').write_bytes(b'II*\0nothing'), r'x\.tif cannot be opened'),
        (lambda a, b: [path.rename(path.with_stem(f'b_{path.stem}')) for path in b.iterdir()], 'No raster in'),
        (lambda a, b: [path.unlink() for path in b.iterdir()], 'holds no rasters'),
    ],
)
def test_folders_that_do_not_fit_are_told(tmp_path, export, many, spoil, words):
    spoil(*many)
    with pytest.raises(SatganError, match=words) if 'holds no' not in words else pytest.raises(ValueError, match=words):
        export(*many)
    assert not (tmp_path / 'dataset').exists()


def test_raster_that_is_placed_by_control_points_alone_is_told(tmp_path, export, image):
    corners = [(0, 0, LEFT, TOP), (0, 80, LEFT + 800, TOP), (64, 0, LEFT, TOP - 640), (64, 80, LEFT + 800, TOP - 640)]
    path = write_raster(tmp_path / 'gcp.tif', waves(1, 64, 80), crs=None, transform=None)
    with rasterio.open(path, 'r+') as raster:
        raster.gcps = ([GroundControlPoint(*corner) for corner in corners], CRS.from_string(UTM))
    with pytest.raises(SatganError, match=r'gcp\.tif has no pixel grid: .* control points'):
        export(path, image)


def test_dry_run_tells_how_much_there_would_be_and_writes_nothing(tmp_path, export, image):
    before = folder_content(tmp_path)
    export(image, image, dry_run=True)
    assert export.results['CHIP_COUNT'] == 20
    # 20 pairs of 2 x 3 bands of 16 x 16 bytes
    assert any('up to 20 chip pairs, about 0.0 MB' in info for info in export.notes.infos)
    assert folder_content(tmp_path) == before


def test_dry_run_with_a_layer_to_write_is_refused(tmp_path, export, image):
    with pytest.raises(JobError, match='dry run writes nothing'):
        export(image, image, dry_run=True, chips_layer=str(tmp_path / 'chips.gpkg'))


@pytest.mark.parametrize(('rule', 'percentiles'), [('range', (0, 100)), ('percentile', (2, 98)), ('auto', (0.1, 99.9))])
def test_scaling_follows_the_chosen_rule(tmp_path, export, image, rule, percentiles):
    heights = waves(1, 64, 80)
    folder = export(write_raster(tmp_path / 'heights.tif', heights), image, scaling=rule)
    (scaling,) = read_description(folder).a.scaling
    # The sample is all pixels of so few.
    assert (scaling.low, scaling.high) == pytest.approx(np.percentile(heights, percentiles), rel=1e-5)


def test_overlapping_inputs_of_one_target_keep_all_their_chips(tmp_path, export, image):
    for name in ('dry', 'wet'):
        write_raster(tmp_path / 'seasons' / f'{name}.tif', noise(1, 64, 80, 'int16'))
    folder = export(tmp_path / 'seasons', image)
    assert export.results['CHIP_COUNT'] == 40 == len(names(folder, 'A')) == len(names(folder, 'B'))
    assert {name.split('_')[0] for name in names(folder)} == {'dry', 'wet'}


def test_rasters_of_the_same_name_in_one_folder_are_told(tmp_path, export, image):
    for name in ('x.tif', 'x.tiff'):
        write_raster(tmp_path / 'twice' / name, noise(1, 64, 80, 'int16'))
    with pytest.raises(SatganError, match=r'x\.tif and .*x\.tiff have the same name'):
        export(tmp_path / 'twice', image)
    assert not (tmp_path / 'dataset').exists()


@pytest.fixture
def thousand(tmp_path):
    """A class raster of a thousand chips and more, with a hole, and an image of other pixels."""
    classes = np.random.default_rng(5).integers(0, 3, (1, 520, 560)).astype('uint8')
    a = write_raster(tmp_path / 'a.tif', classes)
    image = noise(3, 270, 290, 'uint16', 0, 5000)
    image[:, 40:60, 50:90] = 0
    b = write_raster(tmp_path / 'b.tif', image, nodata=0, transform=north_up(pixel=2 * PIXEL))
    return a, b


def test_processes_make_the_same_dataset_as_threads(tmp_path, export, thousand, monkeypatch):
    for how, least in (('threads', 10**9), ('processes', 1)):
        monkeypatch.setattr(cutting, '_MANY', least)
        export(*thousand, output=str(tmp_path / how), grid='input', min_content=0.65)
    assert export.results['CHIP_COUNT'] > 500 and export.results['REJECTED_COUNT'] > 100
    threads, processes = (folder_content(tmp_path / how) for how in ('threads', 'processes'))
    assert len(threads) > 1000
    assert threads == processes


def test_cancelling_processes_leaves_nothing(tmp_path, export, thousand):
    with pytest.raises(Cancelled):
        export(*thousand, Notes(stop_at=5), grid='input', max_nodata=1.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a.tif', 'b.tif']

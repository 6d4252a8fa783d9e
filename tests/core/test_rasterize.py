"""Polygons to class rasters: the same pixels as GDAL burns, with names and colours, in constant memory."""

import json
from xml.etree import ElementTree

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.crs import CRS

from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import RasterizeFootprints
from core.labels import rasterize
from core.rasters.classes import TAGS
from tests.core.rasters_made import (
    LEFT,
    PEAK_MEMORY,
    TOP,
    UTM,
    Notes,
    box,
    gdal,
    noise,
    north_up,
    read_raster,
    run_python,
    write_polygons,
    write_raster,
)


@pytest.fixture
def reference(tmp_path):
    return write_raster(tmp_path / 'reference.tif', noise(1, 60, 80))


@pytest.fixture
def burn(tmp_path, reference):
    """Burns a layer and returns the class raster; `results` and `notes` tell of the last run."""

    def run(footprints, notes=None, **more):
        run.notes = notes or Notes()
        job = RasterizeFootprints.from_mapping(
            {'footprints': str(footprints), 'reference': str(reference), 'output': str(tmp_path / 'out' / 'a.tif')}
            | {name: str(value) if name == 'reference' else value for name, value in more.items()}
        )
        run.results = run_job(job, run.notes)
        return tmp_path / 'out' / 'a.tif'

    return run


def blobs(count, seed=0, columns=80, rows=60, most=15):
    """Return polygons with many corners, some with a hole, some overlapping, some reaching over the edge."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        angles = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(3, 20)))
        radii = rng.uniform(0.3, 1, len(angles)) * rng.uniform(5, most * 10)
        centre = LEFT + rng.uniform(-5, columns + 5) * 10, TOP - rng.uniform(-5, rows + 5) * 10
        blob = shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None] + centre).buffer(0)
        made.append(blob.difference(shapely.Point(centre).buffer(20)) if rng.random() < 0.3 else blob)
    return [blob for blob in made if not blob.is_empty]


def burned_by_gdal(footprints, reference, *options):
    """Return what gdal_rasterize makes of a layer, reprojected by ogr2ogr, on the grid of a raster."""
    folder = reference.parent
    with rasterio.open(reference) as raster:
        profile = raster.profile
        crs = raster.crs.to_string()
    gdal('ogr2ogr', '-overwrite', '-t_srs', crs, '-nln', 'a', folder / 'moved.gpkg', footprints)
    write_raster(folder / 'burned.tif', np.zeros((1, profile['height'], profile['width']), 'uint16'),
                 crs=crs, transform=profile['transform'])  # fmt: skip
    gdal('gdal_rasterize', '-q', '-l', 'a', *options, folder / 'moved.gpkg', folder / 'burned.tif')
    return read_raster(folder / 'burned.tif')


@pytest.mark.parametrize('crs', [UTM, 'EPSG:4326', 'EPSG:3857', 'EPSG:32632'])
@pytest.mark.parametrize(('all_touched', 'options'), [(False, []), (True, ['-at'])])
def test_pixels_are_those_of_gdal_rasterize(tmp_path, burn, reference, crs, all_touched, options):
    moved = geopandas.GeoSeries(blobs(20), crs=UTM).to_crs(crs)
    layer = write_polygons(tmp_path / 'layer.gpkg', moved, crs=crs)
    result = read_raster(burn(layer, all_touched=all_touched))
    assert result.dtype == 'uint8'
    assert 500 < result.sum() < 4000
    assert np.array_equal(result, burned_by_gdal(layer, reference, '-burn', 1, *options))
    assert burn.results['CLASS_COUNT'] == 1


@pytest.mark.parametrize('all_touched', [False, True])
def test_later_polygons_win_in_every_window_alike(tmp_path, burn, reference, monkeypatch, all_touched):
    monkeypatch.setattr(rasterize, '_WINDOW', 16)
    layer = write_polygons(
        tmp_path / 'layer.gpkg', blobs(60, seed=1), kind=np.random.default_rng(0).permutation(60) + 1
    )
    options = ['-at'] if all_touched else []
    result = read_raster(burn(layer, field='kind', all_touched=all_touched))
    assert np.array_equal(result, burned_by_gdal(layer, reference, '-a', 'kind', *options))
    assert len(np.unique(result)) > 30


def test_raster_of_several_windows(tmp_path, burn):
    reference = write_raster(tmp_path / 'large.tif', np.zeros((1, 2300, 4200), 'uint8'))
    shapes = blobs(200, columns=4200, rows=2300, most=400)
    layer = write_polygons(tmp_path / 'layer.gpkg', shapes, kind=np.arange(len(shapes)) % 9 + 1)
    result = read_raster(burn(layer, reference=reference, field='kind'))
    assert np.array_equal(result, burned_by_gdal(layer, reference, '-a', 'kind'))


def test_reference_may_be_turned_upside_down(tmp_path, burn):
    upwards = Affine(10, 0, LEFT, 0, 10, TOP - 600)
    reference = write_raster(tmp_path / 'up.tif', noise(1, 60, 80), transform=upwards)
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(10, 5, 20, 9)])
    result = read_raster(burn(layer, reference=reference))
    expected = np.zeros((60, 80), 'uint8')
    expected[5:9, 10:20] = 1
    assert np.array_equal(result[0], expected[::-1])


def test_class_raster_lies_on_the_grid_of_the_reference(tmp_path, burn, reference):
    result = burn(write_polygons(tmp_path / 'layer.gpkg', [box(1, 1, 5, 5)]))
    ours, theirs = (json.loads(gdal('gdalinfo', '-json', path)) for path in (result, reference))
    for fact in ('size', 'geoTransform', 'coordinateSystem'):
        assert ours[fact] == theirs[fact]


def test_texts_become_numbered_classes_that_gdal_can_name(tmp_path, burn):
    kinds = ['road', 'house', 'Öl & Gas', 'house']
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(10 * i, 0, 10 * i + 5, 5) for i in range(4)], kind=kinds)
    path = burn(layer, field='kind')
    assert [int(read_raster(path)[0, 2, 10 * i + 2]) for i in range(4)] == [2, 1, 3, 1]
    assert (burn.results['FEATURE_COUNT'], burn.results['CLASS_COUNT']) == (4, 3)
    band = json.loads(gdal('gdalinfo', '-json', path))['bands'][0]
    assert band['categories'] == ['background', 'house', 'road', 'Öl & Gas']
    assert band['colorInterpretation'] == 'Palette'
    entries = [tuple(entry) for entry in band['colorTable']['entries'][:4]]
    assert entries[0] == (0, 0, 0, 255)
    assert len(set(entries)) == 4
    with rasterio.open(path) as raster:
        rows = json.loads(raster.tags(1, ns=TAGS)['CLASSES'])
        assert raster.nodata is None
    assert [(row['value'], row['name'], (*row['colour'], 255)) for row in rows] == [
        (number, name, entry) for number, (name, entry) in enumerate(zip(band['categories'], entries, strict=True))
    ]


def test_numbers_stay_as_they_are(tmp_path, burn):
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(10 * i, 0, 10 * i + 5, 5) for i in range(3)], code=[7, 0, 300])
    path = burn(layer, field='code')
    result = read_raster(path)[0]
    assert result.dtype == 'uint16'
    assert [int(result[2, 10 * i + 2]) for i in range(3)] == [7, 0, 300]
    assert burn.results['CLASS_COUNT'] == 2
    categories = json.loads(gdal('gdalinfo', '-json', path))['bands'][0]['categories']
    assert {value: name for value, name in enumerate(categories) if name} == {0: 'code 0', 7: 'code 7', 300: 'code 300'}


def test_whole_numbers_may_be_stored_as_reals_or_truth_values(tmp_path, burn):
    squares = [box(0, 0, 5, 5), box(10, 0, 15, 5)]
    layer = write_polygons(tmp_path / 'layer.gpkg', squares, real=[4.0, 9.0], flag=[False, True])
    assert read_raster(burn(layer, field='real'))[0, 2, [2, 12]].tolist() == [4, 9]
    assert read_raster(burn(layer, field='flag'))[0, 2, [2, 12]].tolist() == [0, 1]


@pytest.mark.parametrize('value', [200, 65535])
def test_burn_value_without_a_field(tmp_path, burn, value):
    result = read_raster(burn(write_polygons(tmp_path / 'layer.gpkg', [box(1, 1, 5, 5)]), burn=value))
    assert np.unique(result).tolist() == [0, value]


@pytest.mark.parametrize(('values', 'shown'), [([1, -3], '-3'), ([1.5, 2], '1.5'), ([1, 65536], '65536')])
def test_numbers_that_are_no_class_values_are_told(tmp_path, burn, values, shown):
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)] * 2, code=values)
    with pytest.raises(SatganError, match=f'"code" holds {shown}, but a class value must be a whole number'):
        burn(layer, field='code')


@pytest.mark.parametrize(('field', 'kept'), [('number', 3), ('text', 2)])
def test_polygons_without_a_value_are_left_out_and_counted(tmp_path, burn, field, kept):
    squares = [box(10 * i, 0, 10 * i + 5, 5) for i in range(5)]
    layer = write_polygons(
        tmp_path / 'layer.gpkg', squares, number=[1, None, 2, None, 3], text=['a', None, ' ', '', 'b']
    )
    burn(layer, field=field)
    assert burn.results['FEATURE_COUNT'] == kept
    assert burn.notes.warnings == [f'{5 - kept} polygons have no value in the field "{field}" and were left out.']


@pytest.mark.parametrize(
    ('field', 'words'),
    [
        ('nothing', r'The field "nothing" of .*layer\.gpkg is empty in every polygon'),
        ('none', r'layer\.gpkg has no field "none"\. It has: nothing, kind\.'),
    ],
)
def test_field_that_is_of_no_use_is_told(tmp_path, burn, field, words):
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)], nothing=[None], kind=['a'])
    with pytest.raises(SatganError, match=words):
        burn(layer, field=field)


def test_more_texts_than_values_are_told(tmp_path, burn, monkeypatch):
    monkeypatch.setattr(rasterize, '_MAX_VALUE', 2)
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)] * 3, kind=list('abc'))
    with pytest.raises(SatganError, match='"kind" holds 3 different texts, but a raster holds at most 2 classes'):
        burn(layer, field='kind')


def test_more_classes_than_can_be_trained_on_are_a_warning(tmp_path, burn):
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)] * 300, kind=range(300))
    burn(layer, field='kind')
    assert burn.notes.warnings == ['The field "kind" gives 300 classes, but no more than 256 can be trained on.']


def test_bow_tie_is_repaired_and_burned(tmp_path, burn):
    corners = [(0, 0), (200, -200), (200, 0), (0, -200)]
    tie = shapely.Polygon([(LEFT + x, TOP + y) for x, y in corners])
    result = read_raster(burn(write_polygons(tmp_path / 'layer.gpkg', [tie])))[0, :20, :20]
    row, column = np.mgrid[:20, :20]
    left, right = (column < row) & (column < 19 - row), (column > row) & (column > 19 - row)
    off_the_edges = (row != column) & (row + column != 19)
    assert np.array_equal(result[off_the_edges] == 1, (left | right)[off_the_edges])
    assert 'were repaired' in burn.notes.warnings[0]


@pytest.mark.parametrize('width', [25.0, -12.5])
def test_buffer_grows_and_shrinks_in_map_units(tmp_path, burn, reference, width):
    footprints = geopandas.GeoSeries(blobs(8, seed=2, most=30), crs=UTM)
    layer = write_polygons(tmp_path / 'layer.gpkg', footprints.to_crs(4326), crs='EPSG:4326')
    result = read_raster(burn(layer, buffer=width))
    grown = write_polygons(tmp_path / 'grown.gpkg', [shape for shape in footprints.buffer(width) if not shape.is_empty])
    expected = burned_by_gdal(grown, reference, '-burn', 1)
    assert expected.any()
    # The outlines went to degrees and back again, so that a pixel on one may fall to the other side.
    assert (result != expected).sum() <= 1


def test_buffer_that_leaves_nothing_is_told(tmp_path, burn):
    with pytest.raises(SatganError, match='The buffer of -30 leaves nothing of the 1 polygons'):
        burn(write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)]), buffer=-30)


@pytest.mark.parametrize('system', [None, 'EPSG:32633'])
def test_extent_gives_that_part_of_the_whole(tmp_path, burn, system):
    layer = write_polygons(tmp_path / 'layer.gpkg', blobs(20))
    whole = read_raster(burn(layer))
    extent = f'{LEFT + 105},{LEFT + 395},{TOP - 400},{TOP - 200}' + (f' [{system}]' if system else '')
    part = burn(layer, extent=extent)
    assert np.array_equal(read_raster(part), whole[:, 20:40, 10:40])
    with rasterio.open(part) as raster:
        assert raster.transform == north_up(10, 20)


def test_tiny_polygons_stay_visible_in_small_scales(tmp_path, burn):
    reference = write_raster(tmp_path / 'large.tif', np.zeros((1, 600, 600), 'uint8'))
    squares = [box(column, row, column + 2, row + 2) for column in range(0, 600, 8) for row in range(0, 600, 8)]
    path = burn(write_polygons(tmp_path / 'layer.gpkg', squares), reference=reference)
    with rasterio.open(path) as raster:
        assert raster.overviews(1) == [2, 4]
        assert raster.read(1, out_shape=(150, 150)).mean() > 0.05


@pytest.mark.parametrize(
    ('layer', 'words'),
    [
        (lambda path: write_polygons(path, [box(500, 0, 505, 5)]), r'None of the 1 polygons of .* lies on .*reference'),
        (lambda path: write_polygons(path, [shapely.Point(LEFT, TOP)]), 'has no polygons, but Point'),
        (lambda path: write_polygons(path, [box(0, 0, 5, 5)], crs=None), 'has no coordinate system'),
    ],
)
def test_layer_that_does_not_fit_is_told_and_leaves_nothing(tmp_path, burn, layer, words):
    with pytest.raises(SatganError, match=words):
        burn(layer(tmp_path / 'layer.shp'))
    assert not (tmp_path / 'out').exists()


def test_raster_without_coordinate_system_takes_the_coordinates_as_they_are(tmp_path, burn):
    reference = write_raster(tmp_path / 'plain.tif', noise(1, 60, 80), crs=None)
    result = read_raster(burn(write_polygons(tmp_path / 'layer.gpkg', [box(3, 4, 6, 9)]), reference=reference))
    assert np.argwhere(result[0]).min(axis=0).tolist() == [4, 3]
    assert result.sum() == 15


@pytest.mark.parametrize('kind', ['file', 'damaged'])
def test_reference_that_is_no_raster_is_told(tmp_path, burn, kind):
    (tmp_path / 'b.tif').write_bytes(b'II*\0' if kind == 'damaged' else b'text')
    with pytest.raises(SatganError, match=r'b\.tif cannot be opened as a raster'):
        burn(write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)]), reference=tmp_path / 'b.tif')


def test_output_that_cannot_be_written_is_told(tmp_path, burn):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match='file/sub cannot be written to'):
        burn(write_polygons(tmp_path / 'layer.gpkg', [box(0, 0, 5, 5)]), output=str(tmp_path / 'file/sub/a.tif'))


def test_the_legend_in_qgis_has_the_classes_and_no_others(tmp_path, burn):
    """QGIS lists all 256 entries of a palette where no style says otherwise."""
    shapes = blobs(3)
    layer = write_polygons(tmp_path / 'layer.gpkg', shapes, kind=['well', 'house', 'well'][: len(shapes)])
    output = burn(layer, field='kind')
    entries = [entry.attrib for entry in ElementTree.parse(output.with_suffix('.qml')).iter('paletteEntry')]
    named = [(entry['value'], entry['label']) for entry in entries]
    assert named == [('0', 'background'), ('1', 'house'), ('2', 'well')]
    with rasterio.open(output) as dataset:
        colours = [dataset.colormap(1)[value][:3] for value in range(3)]
    assert [entry['color'] for entry in entries] == ['#{:02x}{:02x}{:02x}'.format(*colour) for colour in colours]


def test_cancelling_leaves_what_was_there(tmp_path, burn, monkeypatch):
    monkeypatch.setattr(rasterize, '_WINDOW', 16)
    layer = write_polygons(tmp_path / 'layer.gpkg', blobs(20))
    before = burn(layer).read_bytes()
    with pytest.raises(Cancelled):
        burn(layer, Notes(stop_at=2), buffer=5)
    assert (tmp_path / 'out' / 'a.tif').read_bytes() == before
    assert sorted(path.name for path in (tmp_path / 'out').iterdir()) == ['a.qml', 'a.tif', 'a.tif.aux.xml']


def test_equal_runs_give_equal_bytes(tmp_path, burn):
    shapes = blobs(20)
    layer = write_polygons(tmp_path / 'layer.gpkg', shapes, kind=[f'kind {i % 5}' for i in range(len(shapes))])
    first = burn(layer, field='kind').read_bytes()
    assert burn(layer, field='kind').read_bytes() == first


FULL_DISK = """
import json, resource, sys
from pathlib import Path
from core.engine import run_mapping
from core.errors import SatganError
from core.reporting import Reporter

job = json.loads(sys.argv[1])
output = Path(job['output'])
size = run_mapping(job, Reporter()) and output.stat().st_size
whole = output.read_bytes()
for number in range(16):
    for path in output.parent.iterdir():
        path.unlink()
    limit = size * number // 15
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        run_mapping(job, Reporter())
        outcome = 'whole' if output.read_bytes() == whole else 'damaged'
    except SatganError as error:
        outcome = error.code if 'a.tif' in str(error) and 'disk' in str(error) else str(error)
    print(outcome, len(list(output.parent.iterdir())))
"""


def test_full_disk_at_any_moment_is_told_and_leaves_nothing(tmp_path):
    """A limit on the size of files stands for the full disk: a small one cannot be mounted without being root."""
    reference = write_raster(tmp_path / 'large.tif', np.zeros((1, 1500, 1500), 'uint8'))
    shapes = blobs(400, columns=1500, rows=1500)
    layer = write_polygons(tmp_path / 'layer.gpkg', shapes, kind=np.arange(len(shapes)) % 99 + 1)
    job = {
        'job': 'rasterizefootprints',
        'footprints': str(layer),
        'reference': str(reference),
        'field': 'kind',
        'output': str(tmp_path / 'out' / 'a.tif'),
    }
    assert run_python(FULL_DISK, json.dumps(job)).splitlines() == ['disk 0'] * 15 + ['whole 3']


MEMORY = f"""{PEAK_MEMORY}
import sys
from core.engine import run_mapping
from core.reporting import Reporter

job = dict(zip(('footprints', 'reference', 'output'), sys.argv[1:]), job='rasterizefootprints', field='kind')
print(run_mapping(job, Reporter())['FEATURE_COUNT'], peak_memory())
"""


def test_memory_does_not_grow_with_the_raster(tmp_path):
    """Ten million pixels of footprints on a raster of 60000 x 60000 pixels need no more memory than on a small one."""
    used = {}
    for size in (4096, 60000):
        reference = tmp_path / f'{size}.tif'
        profile = {'driver': 'GTiff', 'width': size, 'height': size, 'count': 1, 'dtype': 'uint8', 'crs': UTM}
        with rasterio.open(reference, 'w', **profile, transform=north_up(), tiled=True, sparse_ok=True):
            corners = np.random.default_rng(0).uniform(0, size - 317, (100, 2))
        squares = [box(column, row, column + 316.5, row + 316.5) for column, row in corners]
        layer = write_polygons(tmp_path / f'{size}.gpkg', squares, kind=np.arange(100) % 3 + 1)
        told = run_python(MEMORY, layer, reference, tmp_path / f'out{size}.tif').split()
        assert told[0] == '100'
        used[size] = int(told[1])
    assert used[60000] < 1.1 * used[4096]
    with rasterio.open(tmp_path / 'out60000.tif') as raster:
        assert raster.shape == (60000, 60000)
        column, row = np.floor(corners[-1]).astype(int)
        window = rasterio.windows.Window(column - 100, row + 10, 200, 3)
        assert (raster.read(1, window=window)[:, 101:] > 0).all()
    assert (tmp_path / 'out60000.tif').stat().st_size < 5e6


def test_reference_that_is_placed_by_control_points_alone_is_told(tmp_path, burn):
    points = [GroundControlPoint(0, 0, LEFT, TOP), GroundControlPoint(0, 80, LEFT + 800, TOP)]
    points.append(GroundControlPoint(60, 0, LEFT, TOP - 600))
    path = write_raster(tmp_path / 'scan.tif', noise(1, 60, 80), crs=None, transform=None)
    with rasterio.open(path, 'r+') as raster:
        raster.gcps = points, CRS.from_string(UTM)
    with pytest.raises(SatganError, match=r'scan\.tif has no pixel grid.* Run "Warp \(reproject\)" on it'):
        burn(write_polygons(tmp_path / 'layer.gpkg', [box(1, 1, 5, 5)]), reference=path)

"""Odd but possible input, job by job: right values, or a sentence with the file, the fact and the remedy."""

import json
import shutil

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from PIL import Image

from core.datasets.chip import read_chip
from core.engine import run_mapping
from core.errors import SatganError
from core.rasters.classes import TAGS
from tests.core.rasters_made import (
    LEFT,
    TOP,
    Notes,
    box,
    folder_content,
    gdal,
    noise,
    north_up,
    read_raster,
    waves,
    write_polygons,
    write_raster,
)

SIZE = 16
ROTATED = Affine.translation(LEFT + 300, TOP + 100) @ Affine.rotation(-30) @ Affine.scale(10, -10)
SOUTH_UP = Affine(10, 0, LEFT, 0, 10, TOP - 640)
TURNED = pytest.mark.parametrize('transform', [ROTATED, SOUTH_UP], ids=['rotated', 'south up'])


@pytest.fixture
def pairs(tmp_path):
    """Exports pairs to `dataset` and returns the folder; `results` and `notes` tell of the run."""

    def run(a, b, **more):
        run.notes = Notes()
        given = {'job': 'exportpairedchips', 'input': str(a), 'target': str(b), 'output': str(tmp_path / 'dataset')}
        run.results = run_mapping(given | {'chip_size': SIZE, 'validation': 0, 'test': 0} | more, run.notes)
        return tmp_path / 'dataset'

    return run


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / 'image.tif', noise(3, 64, 80, seed=5), photometric='rgb')


def cut_at(path, raster):
    """Return the part of a raster where a chip says that it lies."""
    with rasterio.open(path) as chip, rasterio.open(raster) as whole:
        relative = ~whole.transform @ chip.transform
        column, row = round(relative.c), round(relative.f)
        assert relative.almost_equals(Affine.translation(column, row), precision=1e-6)
        return whole.read()[:, row : row + SIZE, column : column + SIZE]


# --- Grids that are not north up


@TURNED
def test_chips_of_a_turned_grid_keep_its_pixels(tmp_path, pairs, transform):
    a = write_raster(tmp_path / 'a.tif', noise(1, 64, 80), transform=transform)
    b = write_raster(tmp_path / 'b.tif', noise(3, 64, 80, seed=1), transform=transform)
    folder = pairs(a, b)
    assert pairs.results['CHIP_COUNT'] == 20
    for side, raster in (('A', a), ('B', b)):
        for path in (folder / side).iterdir():
            assert np.array_equal(read_raster(path), cut_at(path, raster))


@TURNED
@pytest.mark.parametrize('grid', ['target', 'input'])
@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
def test_a_turned_raster_is_resampled_as_by_gdal(tmp_path, pairs, transform, grid, resampling):
    a = write_raster(tmp_path / 'a.tif', waves(1, 64, 80), transform=transform)
    b = write_raster(tmp_path / 'b.tif', waves(1, 64, 80), transform=north_up(0.3, 0.4))
    folder = pairs(a, b, grid=grid, resampling=resampling)
    gridded, other, side = (b, a, 'A') if grid == 'target' else (a, b, 'B')
    with rasterio.open(gridded) as raster:
        expected = write_raster(tmp_path / 'w.tif', np.full((1, 64, 80), np.nan, 'float32'), transform=raster.transform)
    gdal('gdalwarp', '-q', '-et', 0, '-r', resampling.replace('nearest', 'near'),
         '-wo', 'XSCALE=1', '-wo', 'YSCALE=1', other, expected)  # fmt: skip
    assert pairs.results['CHIP_COUNT'] >= 6
    for path in (folder / side).iterdir():
        assert np.abs(read_chip(path)[0] - cut_at(path, expected)).max() < 2 * 27e-3


@TURNED
def test_classes_lie_on_a_turned_grid(tmp_path, transform):
    raster = write_raster(tmp_path / 'a.tif', waves(2, 64, 80), transform=transform)
    output = str(tmp_path / 'classes.tif')
    run_mapping({'job': 'kmeanssegmentation', 'input': str(raster), 'clusters': 3, 'output': output}, Notes())
    run_mapping(
        {'job': 'exportunpairedchips', 'input_a': output, 'chip_size': SIZE, 'output': str(tmp_path / 'chips')}, Notes()
    )
    with rasterio.open(output) as classes:
        assert classes.transform == transform
    for path in (tmp_path / 'chips' / 'A').iterdir():
        assert np.array_equal(read_raster(path), cut_at(path, output))


def test_polygons_are_burned_on_a_rotated_grid(tmp_path):
    reference = write_raster(tmp_path / 'reference.tif', noise(1, 64, 80), transform=ROTATED)
    layer = write_polygons(tmp_path / 'layer.gpkg', [box(30, 10, 60, 40)])
    output = str(tmp_path / 'mask.tif')
    run_mapping(
        {'job': 'rasterizefootprints', 'footprints': str(layer), 'reference': str(reference), 'output': output}, Notes()
    )
    row, column = np.mgrid[:64, :80] + 0.5
    x, y = ROTATED @ (column, row)
    inside = (x > LEFT + 300) & (x < LEFT + 600) & (y < TOP - 100) & (y > TOP - 400)
    assert np.array_equal(read_raster(output)[0], inside)


# --- Folders


def test_rasters_of_equal_names_and_different_sizes_share_what_they_share(tmp_path, pairs):
    small = write_raster(tmp_path / 'a' / 'x.tif', noise(1, 40, 40), transform=north_up(20, 8))
    large = write_raster(tmp_path / 'b' / 'x.tif', noise(3, 64, 80))
    folder = pairs(small.parent, large.parent)
    assert pairs.results['CHIP_COUNT'] == 4
    for side, raster in (('A', small), ('B', large)):
        for path in (folder / side).iterdir():
            assert np.array_equal(read_raster(path), cut_at(path, raster))


def test_images_of_equal_names_and_different_sizes_are_told_by_name(tmp_path, pairs):
    nowhere = {'crs': None, 'transform': None}
    for name, rows in (('good', 32), ('odd', 48)):
        write_raster(tmp_path / 'a' / f'{name}.tif', noise(1, 32, 32), **nowhere)
        write_raster(tmp_path / 'b' / f'{name}.tif', noise(3, rows, 32), **nowhere)
    pairs(tmp_path / 'a', tmp_path / 'b')
    assert pairs.results['CHIP_COUNT'] == 4
    (warning,) = pairs.notes.warnings
    assert 'odd.tif (32 x 48 pixels)' in warning
    assert warning.endswith('Georeference them, or cut them to the same size.')


def plain_folders(folder, images):
    for side in ('a', 'b'):
        for name, pixels in images.items():
            save(folder / side / f'{name}.png', pixels)
    return folder / 'b' / '2.png'


def esri_folders(folder, images):
    for side in ('images', 'images2'):
        for name, pixels in images.items():
            save(folder / side / f'{name}.png', pixels)
    return folder / 'images2' / '2.png'


def side_by_side(folder, images):
    for name, pixels in images.items():
        save(folder / 'train' / f'{name}.png', np.concatenate([pixels, pixels], axis=1))
    return folder / 'train' / '2.png'


def save(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)


@pytest.mark.parametrize('layout', [plain_folders, esri_folders, side_by_side])
@pytest.mark.parametrize('kept', [0, 200])
def test_the_one_unreadable_image_of_a_dataset_is_told(tmp_path, layout, kept):
    images = {str(number): noise(3, SIZE, SIZE, seed=number).transpose(1, 2, 0).copy() for number in range(5)}
    damaged = layout(tmp_path / 'dataset', images)
    damaged.write_bytes(damaged.read_bytes()[:kept])
    page = tmp_path / 'page.html'
    with pytest.raises(SatganError, match=r'2\.png cannot be (opened|read).* copy it again from its source\.'):
        run_mapping({'job': 'inspectdataset', 'dataset': str(tmp_path / 'dataset'), 'output_html': str(page)}, Notes())
    assert not page.exists()


# --- Polygons


def test_300_names_with_accents_survive(tmp_path):
    reference = write_raster(tmp_path / 'reference.tif', noise(1, 64, 80))
    names = [f'Straße {number:03d} / Ñandú, 日本' for number in range(300)]
    squares = [box(4 * (n % 20), 4 * (n // 20), 4 * (n % 20) + 3, 4 * (n // 20) + 3) for n in range(300)]
    layer = write_polygons(tmp_path / 'layer.gpkg', squares, kind=names)
    output = tmp_path / 'classes.tif'
    job = {'footprints': str(layer), 'reference': str(reference), 'field': 'kind', 'output': str(output)}
    results = run_mapping({'job': 'rasterizefootprints'} | job, Notes())
    assert results['CLASS_COUNT'] == 300
    values = read_raster(output)[0]
    assert values.dtype == 'uint16'
    assert [values[4 * (n // 20) + 1, 4 * (n % 20) + 1] for n in range(300)] == list(range(1, 301))
    band = json.loads(gdal('gdalinfo', '-json', output))['bands'][0]
    assert band['categories'] == ['background', *names]
    colours = [tuple(entry) for entry in band['colorTable']['entries'][:301]]
    assert len(set(colours)) > 250
    with rasterio.open(output) as raster:
        legend = json.loads(raster.tags(1, ns=TAGS)['CLASSES'])
    assert [row['name'] for row in legend] == ['background', *names]
    assert [(*row['colour'], 255) for row in legend] == colours


def test_a_mask_may_hold_bow_ties_and_collections(tmp_path, pairs, image):
    corners = [(0, 0), (640, -640), (640, 0), (0, -640)]  # two triangles, left and right of pixel 32
    tie = shapely.Polygon([(LEFT + x, TOP + y) for x, y in corners])
    collection = shapely.GeometryCollection([box(64, 0, 80, 16), shapely.Point(LEFT, TOP)])
    mask = write_polygons(tmp_path / 'mask.gpkg', [tie, collection])
    folder = pairs(image, image, mask=str(mask), stride=8)
    kept = {path.stem for path in (folder / 'A').iterdir()}
    inside = [(16, 0), (24, 0), (32, 0), (24, 8), (24, 40), (16, 48), (24, 48), (32, 48), (0, 64)]
    assert kept == {f'r{row:06d}_c{column:06d}' for row, column in inside}
    assert any('1 of 2 polygons were invalid (self-intersections)' in warning for warning in pairs.notes.warnings)


# --- Numbers


def test_a_stride_beyond_the_raster_gives_the_first_chip(pairs, image):
    folder = pairs(image, image, stride=1000)
    assert [path.name for path in (folder / 'A').iterdir()] == ['r000000_c000000.tif']


# --- Paths


def test_any_path_will_do_and_nothing_is_written_beside_the_sources(tmp_path):
    """Every job, with blanks and other alphabets in all its paths; sources may lie where nobody can write."""
    sources, made = tmp_path / 'Quellen für 東京 №1', tmp_path / 'my résumé & output'
    sources.mkdir()
    made.mkdir()
    classes = np.kron(noise(1, 16, 16, low=0, high=3)[0], np.ones((16, 16), 'uint8'))[np.newaxis]
    image = write_raster(sources / 'Luftbild ä.tif', noise(3, 256, 256), photometric='rgb')
    picture = sources / 'plain' / 'Foto ö.png'
    save(picture, noise(3, 128, 128).transpose(1, 2, 0).copy())
    squares = [box(column, row, column + 40, row + 40) for row in (10, 150) for column in (10, 150)]
    layers = [
        write_polygons(sources / f'Häuser {ending}.{ending}', squares, kind=['Öl', 'Gas', '水', 'Öl'])
        for ending in ('gpkg', 'shp', 'geojson')
    ]
    write_raster(sources / 'Klassen.tif', classes)
    mask = write_polygons(sources / 'Maske ñ.gpkg', [box(-1, -1, 300, 300)])
    (sources / 'Liste ß.txt').write_text('Luftbild ä.tif\n', encoding='utf-8')
    before = folder_content(sources)

    def run(job, **given):
        notes = Notes()
        results = run_mapping({'job': job} | {k: v if isinstance(v, int) else str(v) for k, v in given.items()}, notes)
        assert folder_content(sources) == before, job
        return results

    for layer in layers:
        burned = made / f'Maske {layer.suffix}.tif'
        results = run('rasterizefootprints', footprints=layer, reference=image, field='kind', output=burned)
        assert results['CLASS_COUNT'] == 3
        assert set(np.unique(read_raster(burned))) == {0, 1, 2, 3}
    centroids = made / 'Mittel é.json'
    run('kmeanssegmentation', input=image, clusters=3, output=made / 'Klassen é.tif', output_centroids=centroids)
    run('kmeanssegmentation', input=image, centroids=centroids, output=made / 'Klassen è.tif')
    assert np.array_equal(read_raster(made / 'Klassen é.tif'), read_raster(made / 'Klassen è.tif'))
    small = {'chip_size': 128, 'validation': 0, 'test': 0}
    outlines = made / 'Umrisse ü.gpkg'
    dataset = made / 'Datensatz 1'
    results = run(
        'exportpairedchips', input=sources / 'Liste ß.txt', target=image, mask=mask, chips_layer=outlines,
        output=dataset, **small,
    )  # fmt: skip
    assert (results['CHIP_COUNT'], outlines.exists()) == (4, True)
    for layout in ('esri', 'pix2pix', 'folders'):
        run(
            'exportpairedchips', input=sources / 'Klassen.tif', target=image, layout=layout, output=made / layout,
            **small,
        )  # fmt: skip
    results = run('exportunpairedchips', input_a=image, input_b=picture.parent, output=made / 'ohne Paare', **small)
    assert (results['CHIP_COUNT_A'], results['CHIP_COUNT_B']) == (4, 1)
    page = made / 'Bericht ß.html'
    assert run('inspectdataset', dataset=dataset, output_html=page)['CHIP_COUNT'] == 4
    training = {'generator': 'unet128', 'filters': 4, 'epochs': 1, 'decay_epochs': 0, 'device': 'cpu'}
    results = run('trainpix2pix', dataset=dataset, output=made / 'Lauf №1', **training)
    model = sources / 'Modell ø.safetensors'
    shutil.copy(results['MODEL'], model)
    before = folder_content(sources)
    run('modelinformation', model=model, output_html=made / 'Karte.html')
    run('applymodel', model=model, input=image, output=made / 'erfunden é.tif', device='cpu')
    with rasterio.open(made / 'erfunden é.tif') as raster:
        assert raster.shape == (256, 256)

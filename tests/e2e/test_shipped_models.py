"""The graphical models that come with the plugin, through `qgis_process` with the real engine, on very little data."""

import json
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
import shapely

PIXEL, ROWS, COLUMNS = 0.5, 192, 256
LEFT, TOP = 450000, 30096
SMALL = {'chip_size': 64, 'epochs': 1, 'generator': 'resnet6', 'filters': 4}


@pytest.fixture(scope='module')
def data(tmp_path_factory):
    """A dark image with bright houses, a grey one of another place, and the polygons of the houses."""
    folder = tmp_path_factory.mktemp('little data')
    rng = np.random.default_rng(0)
    houses = [(x, y) for x in range(4, 116, 16) for y in range(4, 84, 14)]
    boxes = [shapely.box(LEFT + x, TOP - y - 6, LEFT + x + 8, TOP - y) for x, y in houses]
    geopandas.GeoDataFrame({'kind': ['house'] * len(boxes)}, geometry=boxes, crs=32636).to_file(folder / 'houses.gpkg')
    image = rng.integers(20, 60, (3, ROWS, COLUMNS), dtype='uint8')
    for x, y in houses:
        image[:, int(y / PIXEL) : int((y + 6) / PIXEL), int(x / PIXEL) : int((x + 8) / PIXEL)] += 150
    _write(folder / 'image.tif', image, LEFT)
    _write(folder / 'grey.tif', rng.integers(90, 130, (3, ROWS, COLUMNS), dtype='uint8'), LEFT + 5000)
    return folder


def _write(path, values, left):
    profile = {'count': len(values), 'height': ROWS, 'width': COLUMNS, 'dtype': 'uint8', 'crs': 'EPSG:32636'}
    transform = rasterio.Affine(PIXEL, 0, left, 0, -PIXEL, TOP)
    with rasterio.open(path, 'w', driver='GTiff', transform=transform, **profile) as file:
        file.write(values)


@pytest.fixture(scope='module')
def footprints_model(qgis, data, tmp_path_factory):
    """The results of the first model, which the others build upon."""
    folder = tmp_path_factory.mktemp('footprints')
    return _run(qgis, 'footprintstoimage', folder, image=data / 'image.tif', footprints=data / 'houses.gpkg', **SMALL)


def _run(qgis, name, folder, **parameters):
    outputs = {
        'generated_image': folder / 'generated é.tif',
        'dataset_folder': folder / 'dataset',
        **({'run_folder': folder / 'run'} if name != 'forgeplace' else {'forged_footprints': folder / 'forged.gpkg'}),
        **({'class_raster': folder / 'classes.tif'} if not name.startswith('train') else {}),
    }
    outcome = qgis.run(name, **parameters, **outputs)
    assert outcome.code == 0, outcome.errors
    assert {key: outcome.results[key] for key in outputs} == {key: str(path) for key, path in outputs.items()}
    return outcome.results


def _require_generated(path, like):
    """The raster says that it is synthetic, and lies pixel on pixel on another one."""
    with rasterio.open(path) as made, rasterio.open(like) as given:
        assert (made.transform, made.shape, made.crs) == (given.transform, given.shape, given.crs)
        assert made.tags()['SYNTHETIC'] == 'YES'
        assert made.count == 3
        return made.read()


def _domains(folder):
    return json.loads((Path(folder) / 'dataset.json').read_text())['domains']


def test_footprints_become_an_image(data, footprints_model):
    values = _require_generated(footprints_model['generated_image'], data / 'image.tif')
    assert values.std() > 0
    with rasterio.open(footprints_model['class_raster']) as classes, rasterio.open(data / 'image.tif') as image:
        is_house = classes.read(1) == 1
        # The houses are the bright pixels of the image, by construction.
        assert np.array_equal(is_house, image.read(1) > 100)
    assert [_domains(footprints_model['dataset_folder'])[side]['synthetic'] for side in 'AB'] == [False, False]


def test_clusters_become_an_image(qgis, data, tmp_path):
    results = _run(qgis, 'labelstoimage', tmp_path, image=data / 'image.tif', clusters=2, **SMALL)
    _require_generated(results['generated_image'], data / 'image.tif')
    with rasterio.open(results['class_raster']) as classes, rasterio.open(data / 'image.tif') as image:
        # Numbered by size: the ground is 1, the houses are 2.
        assert np.array_equal(classes.read(1) == 2, image.read(1) > 100)


def test_two_rasters_are_trained_and_translated(qgis, data, tmp_path):
    coarse = tmp_path / 'coarse.tif'
    with rasterio.open(data / 'image.tif') as image:
        profile, values = image.profile, image.read()[:1, ::2, ::2]
    profile |= {'count': 1, 'height': ROWS // 2, 'width': COLUMNS // 2}
    profile['transform'] = rasterio.Affine(2 * PIXEL, 0, LEFT, 0, -2 * PIXEL, TOP)
    with rasterio.open(coarse, 'w', **profile) as file:
        file.write(values)
    small = SMALL | {'chip_size': 32}
    results = _run(qgis, 'trainandtranslate', tmp_path, input=coarse, target=data / 'image.tif', **small)
    _require_generated(results['generated_image'], coarse)


def test_two_places_are_trained_and_translated(qgis, data, tmp_path):
    rasters = {'input_a': data / 'image.tif', 'input_b': data / 'grey.tif'}
    results = _run(qgis, 'trainandtranslateunpaired', tmp_path, **rasters, **SMALL)
    _require_generated(results['generated_image'], data / 'image.tif')
    with rasterio.open(results['generated_image']) as made:
        assert made.tags()['GAN_DIRECTION'] == 'AtoB'


def test_a_forged_place_says_that_it_is_synthetic(qgis, data, footprints_model, tmp_path):
    model = f'{footprints_model["run_folder"]}/model.safetensors'
    place = {'footprints': data / 'houses.gpkg', 'reference': data / 'grey.tif', 'model': model}
    results = _run(qgis, 'forgeplace', tmp_path, **place, count=12, seed=3, chip_size=64)
    _require_generated(results['generated_image'], data / 'grey.tif')
    forged = geopandas.read_file(results['forged_footprints'])
    with rasterio.open(data / 'grey.tif') as grey, rasterio.open(results['class_raster']) as classes:
        assert len(forged) == 12 and shapely.box(*grey.bounds).covers(forged.geometry.union_all())
        burned = (classes.read(1) == 1).sum() * PIXEL**2
    assert burned == pytest.approx(forged.area.sum(), rel=0.1)
    assert [_domains(results['dataset_folder'])[side]['synthetic'] for side in 'AB'] == [False, True]
    checked = qgis.run('inspectdataset', DATASET=results['dataset_folder'], OUTPUT_HTML=tmp_path / 'page.html')
    assert [text for text in checked.warnings if 'B (target) is synthetic' in text]

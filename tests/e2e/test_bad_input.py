"""Bad input through `qgis_process`: exit code not 0, one sentence with the remedy, nothing left behind."""

import subprocess

import geopandas
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine

from tests.e2e.qgis_process import PLUGINS, ROOT, QgisProcess

CRS = 'EPSG:32636'


def write_raster(path, *, side=64, east=500000.0, crs=CRS, nodata=None, value=None):
    rng = np.random.default_rng(0)
    pixels = (
        rng.integers(20, 250, (3, side, side), dtype=np.uint8) if value is None else np.full((3, side, side), value)
    )
    profile = {'driver': 'GTiff', 'width': side, 'height': side, 'count': 3, 'dtype': 'uint8', 'nodata': nodata}
    profile |= {'crs': crs, 'transform': Affine(1, 0, east, 0, -1, 40000)} if crs else {}
    with rasterio.open(path, 'w', **profile) as raster:
        raster.write(pixels.astype(np.uint8))
    return path


def write_layer(path, geometries):
    geopandas.GeoDataFrame(geometry=geometries, crs=CRS).to_file(path)
    return path


@pytest.fixture
def raster(tmp_path):
    return write_raster(tmp_path / 'image.tif')


def export(**change):
    return lambda folder, raster: {
        'INPUT': raster, 'TARGET': raster, 'CHIP_SIZE': 32, 'OUTPUT': folder / 'out',
        **{name: value(folder) if callable(value) else value for name, value in change.items()},
    }  # fmt: skip


def rasterize(footprints):
    return lambda folder, raster: {'FOOTPRINTS': footprints(folder), 'REFERENCE': raster, 'OUTPUT': folder / 'out.tif'}


def cut_short(folder):
    path = write_raster(folder / 'short.tif', side=512)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def list_of_one_too_many(folder):
    (folder / 'list.txt').write_text('image.tif\nmissing.tif\n')
    return folder / 'list.txt'


def plain_file(folder):
    (folder / 'file').write_text('no folder')
    return folder / 'file' / 'out'


def empty_folder(folder):
    (folder / 'dataset').mkdir()
    return folder / 'dataset'


def outside(folder):
    return write_layer(folder / 'mask.gpkg', [shapely.box(499000, 39000, 499100, 39100)])


CASES = {
    'no overlap': (
        'exportpairedchips',
        export(TARGET=lambda folder: write_raster(folder / 'far.tif', east=900000)),
        'do not overlap',
    ),
    'one without CRS': (
        'exportpairedchips',
        export(TARGET=lambda folder: write_raster(folder / 'nowhere.tif', crs=None)),
        'has no coordinate system',
    ),
    'mask excludes all': ('exportpairedchips', export(MASK=outside), 'lies wholly inside'),
    'chip larger than raster': ('exportpairedchips', export(CHIP_SIZE=128), 'does not fit'),
    'all nodata': (
        'exportpairedchips',
        export(TARGET=lambda folder: write_raster(folder / 'empty.tif', nodata=0, value=0)),
        'nodata',
    ),
    'centroids of another kind': (
        'kmeanssegmentation',
        lambda folder, raster: {'INPUT': raster, 'CENTROIDS': raster, 'OUTPUT': folder / 'out.tif'},
        'image.tif is no centroids file',
    ),
    'cut short': ('exportpairedchips', export(INPUT=cut_short, TARGET=cut_short, CHIP_SIZE=64), 'short.tif'),
    'missing raster in a list': ('exportpairedchips', export(INPUT=list_of_one_too_many), 'Line 2 of'),
    'not writable': ('exportpairedchips', export(OUTPUT=plain_file), 'Choose another folder'),
    'shares': ('exportpairedchips', export(VALIDATION=0.5, TEST=0.5), 'leave nothing to train on'),
    'points': (
        'rasterizefootprints',
        rasterize(lambda folder: write_layer(folder / 'points.gpkg', [shapely.Point(500010, 39990)])),
        'olygon',
    ),
    'empty layer': (
        'rasterizefootprints',
        rasterize(lambda folder: write_layer(folder / 'empty.gpkg', geopandas.GeoSeries([], dtype='geometry'))),
        'olygon',
    ),
    'no dataset': (
        'trainpix2pix',
        lambda folder, raster: {'DATASET': empty_folder(folder), 'OUTPUT': folder / 'out'},
        'is not a dataset folder',
    ),
    'no model': (
        'applymodel',
        lambda folder, raster: {'MODEL': raster, 'INPUT': raster, 'OUTPUT': folder / 'out.tif'},
        'image.tif',
    ),
}


@pytest.mark.parametrize(('algorithm', 'parameters', 'words'), CASES.values(), ids=CASES.keys())
def test_bad_input_is_told_in_a_sentence(qgis, raster, tmp_path, algorithm, parameters, words):
    """The message names what is wrong, shows no traceback, and no output is left, not even in part."""
    outcome = qgis.run(algorithm, **parameters(tmp_path, raster))
    assert outcome.code != 0
    assert words in outcome.errors
    assert 'Traceback' not in outcome.errors + outcome.output
    assert not [path for path in tmp_path.rglob('*') if path.name.startswith(('out', '.partial'))]


def test_a_missing_engine_is_told_with_the_remedy(raster, tmp_path, tmp_path_factory):
    """Everything is listed, nothing runs, and the sentence names the algorithm that installs the engine."""
    qgis = QgisProcess(tmp_path_factory.mktemp('home'), PLUGINS, None)
    assert 'trainpix2pix' in qgis.call('list').output
    outcome = qgis.run('exportpairedchips', **export()(tmp_path, raster))
    assert outcome.code != 0
    assert 'Install engine' in outcome.errors
    assert qgis.run('checkengine').results['READY'] == 0


def test_a_broken_torch_is_told_with_the_remedy(engine_python, raster, tmp_path, tmp_path_factory):
    """Check engine says which package does not load, and training says so instead of a traceback."""
    broken = tmp_path / 'site' / 'torch'
    broken.mkdir(parents=True)
    (broken / '__init__.py').write_text('raise OSError("libtorch_cpu.so: cannot open shared object file")')
    python = tmp_path / 'python'
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{broken.parent}:$PYTHONPATH" exec {engine_python} "$@"\n')
    python.chmod(0o755)
    qgis = QgisProcess(tmp_path_factory.mktemp('home'), PLUGINS, str(python))
    checked = qgis.run('checkengine').results
    assert checked['READY'] == 0
    assert 'libtorch_cpu.so' in checked['REPORT']
    exported = qgis.run('exportpairedchips', **export()(tmp_path, raster))
    assert exported.code == 0, exported.errors
    trained = qgis.run('trainpix2pix', DATASET=tmp_path / 'out', OUTPUT=tmp_path / 'run')
    assert trained.code != 0
    assert 'torch' in trained.errors
    assert 'Traceback' not in trained.errors


def test_the_plugin_of_the_zip_works_in_a_clean_profile(engine_python, raster, tmp_path, tmp_path_factory):
    """`make package`, unpacked into a new profile: all algorithms are there and one runs."""
    plugins = tmp_path_factory.mktemp('plugins')
    subprocess.run([engine_python, str(ROOT / '.ci' / 'package.py'), str(plugins / 'satgan.zip')], check=True)
    subprocess.run([engine_python, '-m', 'zipfile', '-e', str(plugins / 'satgan.zip'), str(plugins)], check=True)
    qgis = QgisProcess(tmp_path_factory.mktemp('home'), plugins, engine_python)
    exported = qgis.run('exportpairedchips', **export()(tmp_path, raster))
    assert exported.code == 0, exported.errors
    assert exported.results['CHIP_COUNT'] == 4

"""The main job through `qgis_process`: footprints, class raster, chips, training, synthetic raster."""

import csv
import hashlib
import json
import subprocess
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio

from tests.e2e.qgis_process import ROOT

IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'
FOOTPRINTS = ROOT / 'resources' / 'sample' / 'kampala_buildings.geojson'


@pytest.fixture(scope='module')
def chain(qgis, tmp_path_factory):
    """The results of all steps by algorithm."""
    folder = tmp_path_factory.mktemp('chain with späce')
    steps = {
        'rasterizefootprints': {'FOOTPRINTS': FOOTPRINTS, 'REFERENCE': IMAGE, 'OUTPUT': folder / 'mask.tif'},
        'kmeanssegmentation': {
            'INPUT': IMAGE,
            'CLUSTERS': 5,
            'MIN_AREA': 6,
            'OUTPUT': folder / 'clusters.tif',
            'OUTPUT_CENTROIDS': folder / 'clusters.json',
        },
        'exportpairedchips': {
            'INPUT': folder / 'mask.tif',
            'TARGET': IMAGE,
            'CHIP_SIZE': 128,
            'MAX_NODATA': 0.05,
            'OUTPUT': folder / 'chips',
            'CHIPS_LAYER': folder / 'outlines.gpkg',
        },
        'inspectdataset': {'DATASET': folder / 'chips', 'OUTPUT_HTML': folder / 'chips.html'},
        'trainpix2pix': {
            'DATASET': folder / 'chips',
            'GENERATOR': 'unet128',
            'FILTERS': 8,
            'EPOCHS': 1,
            'DECAY_EPOCHS': 1,
            'OUTPUT': folder / 'run',
        },
        'applymodel': {
            'MODEL': folder / 'run' / 'model.safetensors',
            'INPUT': folder / 'mask.tif',
            'OUTPUT': folder / 'synthetic.tif',
            'OUTPUT_UNCERTAINTY': folder / 'uncertainty.tif',
        },
        'modelinformation': {
            'MODEL': folder / 'run' / 'model.safetensors',
            'OUTPUT_HTML': folder / 'model.html',
        },
    }
    results = {}
    for name, parameters in steps.items():
        outcome = qgis.run(name, **parameters)
        assert outcome.code == 0, outcome.errors
        results[name] = outcome.results
    return results


def test_the_mask_covers_as_much_as_the_polygons(chain):
    """Burned pixels times their area equal the area of the footprints inside the image, to 2 %."""
    results = chain['rasterizefootprints']
    with rasterio.open(results['OUTPUT']) as mask, rasterio.open(IMAGE) as image:
        assert (mask.transform, mask.shape, mask.crs) == (image.transform, image.shape, image.crs)
        burned = int((mask.read(1) == 1).sum()) * abs(mask.transform.determinant)
        bounds = image.bounds
    polygons = geopandas.read_file(FOOTPRINTS).to_crs('EPSG:3857')
    inside = polygons.make_valid().clip_by_rect(*bounds).union_all()
    assert burned == pytest.approx(inside.area, rel=0.02)
    assert (results['FEATURE_COUNT'], results['CLASS_COUNT']) == (65, 1)


def test_the_clusters_are_classes_that_another_run_repeats(qgis, chain, tmp_path):
    """GDAL's own gdalinfo sees five named classes, and the centroids give the same raster again."""
    results = chain['kmeanssegmentation']
    band = _gdalinfo(results['OUTPUT'])['bands'][0]
    assert band['categories'] == ['', *(f'cluster {number}' for number in range(1, 6))]
    assert band['noDataValue'] == 0
    parameters = {'INPUT': IMAGE, 'MIN_AREA': 6, 'CENTROIDS': results['OUTPUT_CENTROIDS']}
    again = qgis.run('kmeanssegmentation', **parameters, OUTPUT=tmp_path / 'again.tif')
    assert again.code == 0, again.errors
    assert Path(again.results['OUTPUT']).read_bytes() == Path(results['OUTPUT']).read_bytes()


def test_the_chips_are_cuts_of_both_rasters(chain):
    """Each of the 16 possible chips lies where its outline says, pixel for pixel."""
    results = chain['exportpairedchips']
    outlines = geopandas.read_file(results['CHIPS_LAYER'])
    assert results['CHIP_COUNT'] + results['REJECTED_COUNT'] == 16
    assert len(outlines) == results['CHIP_COUNT']
    for chip in outlines.itertuples():
        for side, source in (('A', chain['rasterizefootprints']['OUTPUT']), ('B', IMAGE)):
            with rasterio.open(f'{results["OUTPUT"]}/{side}/{chip.id}.tif') as cut, rasterio.open(source) as whole:
                window = whole.window(*chip.geometry.bounds).round_offsets().round_lengths()
                expected = whole.read(list(range(1, cut.count + 1)), window=window)
                assert np.array_equal(cut.read(), expected)


def test_the_inspection_counts_the_chips_and_warns_of_so_few(chain):
    """All chips of the export are inspected, and their number alone is worth a warning."""
    results = chain['inspectdataset']
    assert results['CHIP_COUNT'] == chain['exportpairedchips']['CHIP_COUNT']
    page = Path(results['OUTPUT_HTML']).read_text()
    assert page.count('<li><b>') == results['WARNING_COUNT'] >= 1
    assert '300 are a usable least' in page


def test_the_training_leaves_model_report_and_metrics(chain):
    """The results are the figures of the last row of metrics.csv."""
    results = chain['trainpix2pix']
    with Path(results['OUTPUT'], 'metrics.csv').open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row['epoch']) for row in rows] == [1, 2]
    assert results['EPOCHS_DONE'] == 2
    for name in ('MAE', 'PSNR', 'SSIM'):
        assert results[name] == pytest.approx(float(rows[-1][name]))
    assert f'{results["MAE"]:.4g}' in Path(results['REPORT']).read_text()


def test_the_synthetic_raster_lies_exactly_on_the_input(chain):
    """GDAL's own gdalinfo sees the same size, geotransform and coordinate system."""
    descriptions = [_gdalinfo(chain[name]['OUTPUT']) for name in ('rasterizefootprints', 'applymodel')]
    for key in ('size', 'geoTransform', 'coordinateSystem'):
        assert descriptions[0][key] == descriptions[1][key]
    bands = descriptions[1]['bands']
    assert [band['type'] for band in bands] == ['Byte'] * 3
    assert [band['colorInterpretation'] for band in bands] == ['Red', 'Green', 'Blue']
    assert bands[0]['overviews']


def test_the_synthetic_raster_says_what_it_is(chain):
    """The file carries the mark and the checksum of its model."""
    with rasterio.open(chain['applymodel']['OUTPUT']) as raster:
        tags, names = raster.tags(), raster.descriptions
    model = Path(chain['trainpix2pix']['MODEL']).read_bytes()
    assert tags['SYNTHETIC'] == 'YES'
    assert tags['MODEL_SHA256'] == hashlib.sha256(model).hexdigest()
    assert all(name.startswith('synthetic: ') for name in names)


def test_the_uncertainty_lies_on_the_synthetic_raster(chain):
    """A deviation of each colour, from 0 to the half of the range that no deviation exceeds."""
    results = chain['applymodel']
    with rasterio.open(results['OUTPUT']) as output, rasterio.open(results['OUTPUT_UNCERTAINTY']) as beside:
        assert (beside.transform, beside.shape, beside.crs) == (output.transform, output.shape, output.crs)
        values = beside.read(masked=True)
    assert values.shape[0] == 3
    assert 0 <= values.min() < values.mean() < values.max() <= 127.5


def test_the_model_tells_what_it_was_trained_on(chain):
    """The card's fields are those of the sample and the training."""
    results = chain['modelinformation']
    assert (results['KIND'], results['GENERATOR']) == ('pix2pix', 'unet128')
    assert (results['INPUT_BANDS'], results['TARGET_BANDS'], results['TARGET_DTYPE']) == (1, 3, 'uint8')
    assert results['CHIP_SIZE'] == 128
    with rasterio.open(IMAGE) as image:
        assert results['PIXEL_SIZE'] == pytest.approx(image.res[0])


def test_a_hole_in_the_image_is_filled_from_the_mask(qgis, chain, tmp_path):
    """The image keeps every pixel outside the hole; inside it the last band says that the pixels are generated."""
    with rasterio.open(IMAGE) as image:
        pixels, profile = image.read(), image.profile
    pixels[3, 200:260, 150:240] = 0  # alpha
    with rasterio.open(tmp_path / 'holed.tif', 'w', **profile) as holed:
        holed.write(pixels)
    mask, model = chain['rasterizefootprints']['OUTPUT'], chain['trainpix2pix']['MODEL']
    sources = {'MODEL': model, 'INPUT': tmp_path / 'holed.tif', 'CONDITION': mask}
    outcome = qgis.run('fillgaps', **sources, OUTPUT=tmp_path / 'filled.tif')
    assert outcome.code == 0, outcome.errors
    with rasterio.open(outcome.results['OUTPUT']) as output:
        *bands, provenance = output.read()
        assert output.tags()['SYNTHETIC_PART'] == 'LAST BAND IS 1'
    is_real = pixels[3] > 0
    assert np.array_equal(np.array(bands)[:, is_real], pixels[:3, is_real])
    assert np.array_equal(provenance == 0, is_real)
    assert outcome.results['FILLED_COUNT'] == (~is_real).sum() >= 60 * 90
    checked = qgis.run('verifyprovenance', INPUT=outcome.results['OUTPUT'])
    assert checked.results['SYNTHETIC'] == 'yes'


@pytest.mark.parametrize('layout', ['esri', 'pix2pix', 'folders'])
def test_chips_in_another_layout_train_as_well(qgis, chain, tmp_path, layout):
    """As many pairs are read as were written."""
    sources = {'INPUT': chain['rasterizefootprints']['OUTPUT'], 'TARGET': IMAGE}
    export = {'CHIP_SIZE': 128, 'MAX_NODATA': 0.05, 'LAYOUT': layout, 'OUTPUT': tmp_path / 'chips'}
    exported = qgis.run('exportpairedchips', **sources, **export)
    assert exported.code == 0, exported.errors
    training = {'GENERATOR': 'unet128', 'FILTERS': 4, 'EPOCHS': 1, 'DECAY_EPOCHS': 0, 'OUTPUT': tmp_path / 'run'}
    outcome = qgis.run('trainpix2pix', DATASET=tmp_path / 'chips', **training)
    assert outcome.code == 0, outcome.errors
    card = qgis.run('modelinformation', MODEL=outcome.results['MODEL']).results
    assert (card['INPUT_BANDS'], card['TARGET_BANDS'], card['CHIP_SIZE']) == (1, 3, 128)
    images = {'esri': 'images/*.tif', 'pix2pix': '*/*.png', 'folders': '*A/*.tif'}
    assert len(list((tmp_path / 'chips').glob(images[layout]))) == exported.results['CHIP_COUNT']


def test_a_second_training_into_the_same_folder_is_refused(qgis, chain):
    """The run of an hour must not be overwritten by a click."""
    training = chain['trainpix2pix']
    outcome = qgis.run(
        'trainpix2pix',
        DATASET=chain['exportpairedchips']['OUTPUT'],
        GENERATOR='unet128',
        FILTERS=8,
        EPOCHS=1,
        DECAY_EPOCHS=1,
        OUTPUT=training['OUTPUT'],
    )
    assert outcome.code == 1
    assert 'Tick Resume' in outcome.errors


def test_the_same_job_runs_without_qgis(chain, engine_python, tmp_path):
    """The engine's command line makes the same pixels of the same job."""
    output = tmp_path / 'synthetic.tif'
    job = {
        'job': 'applymodel',
        'model': chain['trainpix2pix']['MODEL'],
        'input': chain['rasterizefootprints']['OUTPUT'],
        'output': str(output),
    }
    path = tmp_path / 'job.json'
    path.write_text(json.dumps(job))
    subprocess.run([engine_python, '-m', 'satgan.core', 'run', str(path)], check=True, capture_output=True)
    with rasterio.open(output) as ours, rasterio.open(chain['applymodel']['OUTPUT']) as theirs:
        assert np.array_equal(ours.read(), theirs.read())


def _gdalinfo(path):
    return json.loads(subprocess.run(['gdalinfo', '-json', path], check=True, capture_output=True, text=True).stdout)

"""CycleGAN through `qgis_process`: chips without pairs, training, and both ways over rasters."""

import json

import pytest
import rasterio
from rasterio.windows import Window

from tests.e2e.qgis_process import ROOT

IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'


def test_two_domains_are_trained_and_translated_both_ways(qgis, tmp_path):
    """Colours of one part of the sample and its red band alone become each other."""
    chips, run = tmp_path / 'chips', tmp_path / 'run'
    with rasterio.open(IMAGE) as image:
        left, bottom, right, top = image.window_bounds(Window(128, 128, 128, 128))
    part = f'{left},{right},{bottom},{top} [{image.crs}]'
    outcome = qgis.run(
        'exportunpairedchips',
        INPUT_A=IMAGE,
        BANDS_A='1;2;3',
        INPUT_B=IMAGE,
        BANDS_B='1',
        EXTENT_A=part,
        EXTENT_B=part,
        CHIP_SIZE=32,
        SPLIT='random',
        MAX_NODATA=1,
        TEST=0,
        OUTPUT=chips,
    )
    assert outcome.code == 0, outcome.errors
    outcome = qgis.run(
        'traincyclegan',
        DATASET=chips,
        GENERATOR='resnet6',
        FILTERS=4,
        EPOCHS=1,
        DECAY_EPOCHS=0,
        BATCH_SIZE=4,
        DISCRIMINATOR_LAYERS=1,
        DEVICE='cpu',
        OUTPUT=run,
    )
    assert outcome.code == 0, outcome.errors
    assert outcome.results['EPOCHS_DONE'] == 1
    assert 0 < outcome.results['CYCLE_A'] < 255
    assert 'there is no identity loss' in outcome.output
    model = outcome.results['MODEL']

    told = qgis.run('modelinformation', MODEL=model)
    assert told.results['DIRECTIONS'] == 'AtoB, BtoA'

    for bands, direction, count in (('1;2;3', 'AtoB', 1), ('1', 'BtoA', 3)):
        output = tmp_path / f'{direction}.tif'
        beside = tmp_path / f'{direction}_cycle.tif'
        place = {'EXTENT': part, 'OUTPUT': output, 'OUTPUT_CYCLE_ERROR': beside}
        outcome = qgis.run('applymodel', MODEL=model, INPUT=IMAGE, BANDS=bands, **place)
        assert outcome.code == 0, outcome.errors
        with rasterio.open(output) as raster:
            assert (raster.count, raster.shape) == (count, (128, 128))
            assert raster.bounds == pytest.approx((left, bottom, right, top))
            assert raster.tags()['GAN_DIRECTION'] == direction
        with rasterio.open(outcome.results['OUTPUT_CYCLE_ERROR']) as raster:
            assert (raster.count, raster.shape) == (4 - count, (128, 128))
            assert raster.bounds == pytest.approx((left, bottom, right, top))
            values = raster.read(masked=True)
            assert 0 <= values.min() < values.max() <= 255
    assert json.loads((run / 'job.json').read_text())['pool_size'] == 50

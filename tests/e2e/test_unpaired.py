"""Chips without partners through `qgis_process`."""

import json
from pathlib import Path

import geopandas
import numpy as np
import rasterio

from tests.e2e.qgis_process import ROOT

IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'


def test_a_list_and_a_folder_of_images_become_two_domains(qgis, tmp_path):
    """Each chip of the folder is an image, pixel for pixel."""
    images = tmp_path / 'plain images ü'
    images.mkdir()
    values = np.random.default_rng(0).integers(0, 255, (4, 64, 64)).astype('uint8')
    for number, band in enumerate(values):
        with rasterio.open(
            images / f'{number}.png', 'w', driver='PNG', width=64, height=64, count=1, dtype='uint8'
        ) as file:
            file.write(band, 1)
    listed = tmp_path / 'my rasters é.txt'
    listed.write_text(f'{IMAGE}\n')
    outcome = qgis.run(
        'exportunpairedchips',
        INPUT_A=listed,
        INPUT_B=images,
        CHIP_SIZE=64,
        MAX_NODATA=1,
        VALIDATION=0,
        TEST=0,
        OUTPUT=tmp_path / 'chips',
    )
    assert outcome.code == 0, outcome.errors
    assert (outcome.results['CHIP_COUNT_A'], outcome.results['CHIP_COUNT_B']) == (64, 4)
    folder = Path(outcome.results['OUTPUT'])
    for number, band in enumerate(values):
        with rasterio.open(folder / 'B' / f'{number}_r000000_c000000.tif') as chip:
            assert np.array_equal(chip.read(1), band)
    assert json.loads((folder / 'dataset.json').read_text())['kind'] == 'unpaired'
    assert geopandas.read_file(folder / 'chips.gpkg').groupby('domain').size().to_dict() == {'A': 64, 'B': 4}


def test_a_dataset_without_pairs_is_refused_by_pix2pix(qgis, tmp_path):
    """The sentence names the folder and the algorithm that makes pairs."""
    folder = tmp_path / 'single'
    outcome = qgis.run('exportunpairedchips', INPUT_A=IMAGE, CHIP_SIZE=128, MAX_NODATA=1, OUTPUT=folder)
    assert outcome.code == 0, outcome.errors
    outcome = qgis.run('trainpix2pix', DATASET=folder, GENERATOR='unet128', OUTPUT=tmp_path / 'run')
    assert outcome.code == 1
    assert f'{folder} holds chips without partners' in outcome.errors
    assert not (tmp_path / 'run').exists()


def test_a_dataset_without_pairs_is_inspected(qgis, tmp_path):
    """Colours against one band: the page says that there is no identity loss for them."""
    folder = tmp_path / 'chips'
    outcome = qgis.run(
        'exportunpairedchips', INPUT_A=IMAGE, INPUT_B=IMAGE, BANDS_B='1', CHIP_SIZE=64, MAX_NODATA=1, OUTPUT=folder
    )
    assert outcome.code == 0, outcome.errors
    outcome = qgis.run('inspectdataset', DATASET=folder, OUTPUT_HTML=tmp_path / 'page.html')
    assert outcome.code == 0, outcome.errors
    assert outcome.results['CHIP_COUNT'] == len(geopandas.read_file(folder / 'chips.gpkg'))
    assert outcome.results['WARNING_COUNT'] >= 1
    assert 'A has 3 bands, B has 1' in (tmp_path / 'page.html').read_text()

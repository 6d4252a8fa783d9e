"""Chips cut from generated rasters say so: in dataset.json, in themselves, to the doctor and on the card of a model."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import rasterio

from core.datasets.source import open_any_dataset
from core.engine import run_mapping
from core.rasters.marks import is_synthetic
from tests.core.models_made import Listener, card, exported, measured, noise, write_model, write_raster

PACKET = '<x:xmpmeta>http://cv.iptc.org/newscodes/digitalsourcetype/{}</x:xmpmeta>'


def by_tag(dataset):
    dataset.update_tags(SYNTHETIC='yes')


def by_packet(dataset):
    dataset.update_tags(ns='xml:XMP', **{'xml:XMP': PACKET.format('trainedAlgorithmicMedia')})


def by_band_name(dataset):
    dataset.set_band_description(2, 'partly synthetic: green')


def marked(path: Path, mark) -> Path:
    with rasterio.open(path, 'r+') as dataset:
        mark(dataset)
    return path


@pytest.fixture
def rasters(tmp_path):
    return [write_raster(tmp_path / f'{name}.tif', noise(3, 128, 128, seed=seed)) for seed, name in enumerate('ab')]


def description(dataset: Path) -> dict:
    return json.loads((dataset / 'dataset.json').read_text())['domains']


@pytest.mark.parametrize('mark', [by_tag, by_packet, by_band_name])
def test_a_synthetic_target_is_told_in_the_dataset(rasters, mark):
    a, b = rasters
    dataset = exported(a, marked(b, mark), chip_size=32)
    assert [description(dataset)[side]['synthetic'] for side in 'AB'] == [False, True]
    for side, tag in (('A', None), ('B', 'YES')):
        for chip in (dataset / side).glob('*.tif'):
            with rasterio.open(chip) as file:
                assert file.tags().get('SYNTHETIC') == tag


def test_observed_rasters_are_not_called_synthetic(rasters):
    """Neither by a packet that says that a camera took them, nor by a tag that says no."""
    a, b = rasters
    with rasterio.open(a, 'r+') as file:
        file.update_tags(SYNTHETIC='NO')
    marked(b, lambda file: file.update_tags(ns='xml:XMP', **{'xml:XMP': PACKET.format('digitalCapture')}))
    assert [description(exported(a, b, chip_size=32))[side]['synthetic'] for side in 'AB'] == [False, False]


def test_a_description_of_an_earlier_release_is_of_observed_pixels(rasters):
    dataset = exported(*rasters, chip_size=32)
    content = json.loads((dataset / 'dataset.json').read_text())
    del content['domains']['B']['synthetic']
    (dataset / 'dataset.json').write_text(json.dumps(content))
    assert open_any_dataset(dataset).dataset.b.synthetic is False


@pytest.mark.parametrize('layout', ['satgan', 'esri', 'folders', 'pix2pix'])
def test_every_layout_keeps_the_mark(rasters, layout):
    """Images side by side cannot tell which of their halves is meant."""
    a, b = rasters
    folder = exported(a, marked(b, by_tag), chip_size=32, layout=layout)
    read = open_any_dataset(folder).dataset
    assert (read.a.synthetic, read.b.synthetic) == (layout == 'pix2pix', True)


def test_an_extra_raster_or_one_of_many_makes_the_side_synthetic(rasters, tmp_path):
    a, b = rasters
    marked(b, by_tag)
    read = open_any_dataset(exported(a, a, chip_size=32, extra_inputs=[str(b)])).dataset
    assert (read.a.synthetic, read.b.synthetic) == (True, False)


def test_appended_synthetic_chips_are_told(rasters, tmp_path):
    a, b = rasters
    dataset = exported(a, b, chip_size=32)
    assert not open_any_dataset(dataset).dataset.b.synthetic
    marked(b, by_tag)
    elsewhere = [_moved(path, tmp_path / f'moved {path.name}') for path in (a, b)]
    run_mapping(
        {
            'job': 'exportpairedchips',
            'input': str(elsewhere[0]),
            'target': str(elsewhere[1]),
            'chip_size': 32,
            'append': True,
            'output': str(dataset),
        },
        Listener(),
    )
    assert open_any_dataset(dataset).dataset.b.synthetic


def _moved(path: Path, target: Path) -> Path:
    with rasterio.open(path) as source:
        profile, values, tags = source.profile, source.read(), source.tags()
    profile['transform'] = rasterio.Affine.translation(1000, 0) @ profile['transform']
    with rasterio.open(target, 'w', **profile) as file:
        file.write(values)
        file.update_tags(**tags)
    return target


def test_unpaired_chips_keep_the_mark(rasters, tmp_path):
    a, b = rasters
    values = {'input_a': str(marked(a, by_tag)), 'input_b': str(b), 'chip_size': 32, 'output': str(tmp_path / 'chips')}
    run_mapping({'job': 'exportunpairedchips', **values}, Listener())
    assert [description(tmp_path / 'chips')[side]['synthetic'] for side in 'AB'] == [True, False]


def test_the_doctor_tells(rasters, tmp_path):
    a, b = rasters
    page = tmp_path / 'page.html'
    told = []
    for _ in range(2):
        listener = Listener()
        dataset = exported(a, b, chip_size=32)
        run_mapping({'job': 'inspectdataset', 'dataset': str(dataset), 'output_html': str(page)}, listener)
        told.append([text for text in listener.warnings if 'B (target) is synthetic' in text])
        marked(b, by_tag)
    assert told[0] == [] and len(told[1]) == 1
    assert f'{b} (synthetic)' in page.read_text()


def test_the_card_of_a_model_tells(tmp_path):
    generated = replace(measured(), synthetic=True)
    model = write_model(tmp_path / 'model.safetensors', card(measured(1), generated))
    listener, page = Listener(), tmp_path / 'model.html'
    run_mapping({'job': 'modelinformation', 'model': str(model), 'output_html': str(page)}, listener)
    assert [text for text in listener.warnings if 'training data of B are synthetic' in text]
    assert not [text for text in listener.warnings if 'training data of A' in text]
    assert page.read_text().count('were generated by a model') == 1


def test_a_chip_is_recognised_as_synthetic_by_itself(rasters):
    a, b = rasters
    dataset = exported(a, marked(b, by_packet), chip_size=32)
    with rasterio.open(next((dataset / 'B').glob('*.tif'))) as chip:
        assert is_synthetic(chip)

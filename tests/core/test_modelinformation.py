"""What a model file tells about itself."""

from dataclasses import replace

import pytest

from core.engine import run_mapping
from core.errors import SatganError
from core.jobs import ModelInformation
from core.modelfile import NO_CONDITION, GeneratorDesign, PixelGrid, checksum, save_model
from core.modelinformation import model_information
from tests.core.models_made import Listener, card, classed, measured, write_model

TRAINING = {
    'job': {'job': 'trainpix2pix', 'epochs': 7, 'seed': 3},
    'epochs_done': 7,
    'figures': {'MAE': 12.3456789, 'PSNR': 20.5, 'SSIM': 0.25},
}


def told(folder, model_card, **more) -> tuple[dict, list[str], str]:
    """Return results, messages and page of a model."""
    path = write_model(folder / 'm.safetensors', model_card)
    listener = Listener()
    job = ModelInformation(model=str(path), output_html=str(folder / 'page.html'), **more)
    results = model_information(job, listener)
    return results, listener.infos, (folder / 'page.html').read_text(encoding='utf-8')


def test_the_main_fields_are_results_and_messages(tmp_path):
    model_card = card(measured(4, 'uint16'), measured(1, 'int16'), training=TRAINING, pixel_size=(0.3, 0.4))
    results, infos, _ = told(tmp_path, model_card)
    assert results == {
        'KIND': 'pix2pix',
        'DIRECTIONS': 'AtoB',
        'GENERATOR': 'unet128',
        'INPUT_BANDS': 4,
        'TARGET_BANDS': 1,
        'TARGET_DTYPE': 'int16',
        'PIXEL_SIZE': 0.3,
        'CHIP_SIZE': 128,
        'EPOCHS_DONE': 7,
        'MAE': 12.3456789,
        'PSNR': 20.5,
        'SSIM': 0.25,
    }
    assert infos[:2] == ['Kind of model: pix2pix', 'Directions that it translates: AtoB']
    assert infos[6] == 'Pixel size (map units of the training data): 0.3'
    assert infos[9:] == ['Validation MAE (target units): 12.35', 'Validation PSNR (dB): 20.5', 'Validation SSIM: 0.25']
    assert set(results) <= {result.name for result in ModelInformation.results}


def test_a_model_without_validation_has_no_figures(tmp_path):
    results, _, page = told(tmp_path, card(measured(3), measured(3)))
    assert not {'MAE', 'PSNR', 'SSIM'} & results.keys()
    assert 'Validation' not in page


def test_a_model_of_noise_has_no_input(tmp_path):
    design = GeneratorDesign('dcgan64', 4, 'batch', dropout=False, noise=12)
    training = TRAINING | {'figures': {'DIVERSITY': 0.8765}}
    model_card = replace(card(NO_CONDITION, measured(3), kind='dcgan', training=training), generator=design)
    path, page = tmp_path / 'm.safetensors', tmp_path / 'page.html'
    save_model(path, {}, model_card)
    results = model_information(ModelInformation(model=str(path), output_html=str(page)), Listener())
    assert (results['KIND'], results['GENERATOR'], results['INPUT_BANDS']) == ('dcgan', 'dcgan64', 0)
    assert results['DIVERSITY'] == 0.8765
    text = page.read_text(encoding='utf-8')
    assert 'from 12 random numbers' in text and '0.8765 (1: as much as real chips)' in text
    assert 'Input (A)' not in text and 'Validation' not in text


def test_the_page_shows_the_whole_card(tmp_path):
    b = measured(2, 'int16', low=-50, high=700, nodata=-99, names=('height', 'slope'), units=('m', 'degree'))
    _, _, page = told(tmp_path, card(classed(), b, training=TRAINING))
    for text in (
        'unet128 with 4 filters, norm batch',
        '12.35 (units of the target)',
        '20.5 dB',
        'house',
        'rgb(200, 30, 30)',
        'height',
        'degree',
        '-50 to 700',
        'nodata -99',
        'CC-BY-4.0',
        'seed',
        checksum(str(tmp_path / 'm.safetensors')),
    ):
        assert text in page, text


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(tmp_path):
    evil = measured(1, names=('<script>alert(1)</script>',))
    _, _, page = told(tmp_path, card(measured(3), evil, licence='<img src=http://example.org/x.png>'))
    assert '<script' not in page
    assert '<img' not in page
    assert 'http' not in page.replace('&lt;img src=http://example.org/x.png&gt;', '')


def test_without_a_page_only_the_results_come(tmp_path):
    path = write_model(tmp_path / 'm.safetensors', card(measured(3), measured(3)))
    results = run_mapping({'job': 'modelinformation', 'model': str(path)}, Listener())
    assert results['KIND'] == 'pix2pix'
    assert [file.name for file in tmp_path.iterdir()] == ['m.safetensors']


def test_a_file_that_is_no_model_is_told_and_leaves_no_page(tmp_path):
    path = tmp_path / 'm.safetensors'
    path.write_bytes(b'nothing')
    with pytest.raises(SatganError, match='is no model file or was cut short'):
        run_mapping(
            {'job': 'modelinformation', 'model': str(path), 'output_html': str(tmp_path / 'p.html')}, Listener()
        )
    assert list(tmp_path.iterdir()) == [path]


def test_both_directions_are_shown(tmp_path):
    figures = {'CYCLE_A': 3.25, 'CYCLE_B': 0.125, 'PASSED_A': 0.5, 'PASSED_B': 0.25}
    b_grid = PixelGrid((2.0, 2.0), 1.5, None)
    model_card = card(measured(4), classed(), kind='cyclegan', training=TRAINING | {'figures': figures}, b_grid=b_grid)
    results, _, page = told(tmp_path, model_card)
    assert results['KIND'] == 'cyclegan'
    assert results['DIRECTIONS'] == 'AtoB, BtoA'
    assert {name: results[name] for name in figures} == figures
    assert set(results) <= {result.name for result in ModelInformation.results}
    for text in ('AtoB and BtoA', 'Domain A', 'Domain B', '3.25 (units of A)', '0.125 (share of each class)'):
        assert text in page
    assert '0.5 map units, 0.5 m' in page
    assert '2 map units, 1.5 m' in page
    assert 'Target' not in page

"""Training a DCGAN: what a run leaves, that it can be broken off and gone on with, and what it refuses."""

import csv
import functools
import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.datasets.folder import read_unpaired_description
from core.datasets.source import open_any_dataset
from core.datasets.unpaired_loader import DomainChips
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportUnpairedChips, JobError, TrainDCGAN, job_from_mapping
from core.modelfile import NO_CONDITION, read_card, read_weights
from core.networks import PRESETS
from core.training import train_dcgan as module
from core.training.diversity import diversity
from tests.core.models_made import LEGEND, Listener, blocks, new_folder, noise, write_raster

SIZES = {'dcgan64': 64, 'keras80': 80}


def exported(values: np.ndarray, size: int = 64, **profile) -> str:
    folder = new_folder('single')
    raster = write_raster(folder / 'image.tif', values, **profile)
    output = folder / 'chips'
    job = ExportUnpairedChips(
        input_a=str(raster), output=str(output), chip_size=size, validation=0, test=0, max_nodata=0.5
    )
    run_job(job, Listener())
    return str(output)


@functools.cache
def chips(preset: str = 'dcgan64') -> str:
    """Return a dataset of one domain: six chips of two 16-bit bands."""
    size = SIZES[preset]
    return exported(noise(2, 2 * size, 3 * size, low=200, high=9000, dtype='uint16'), size)


def train(output, reporter=None, **more) -> dict:
    job = {'dataset': chips(), 'filters': 4, 'noise': 8, 'epochs': 2, 'decay_epochs': 0, 'batch_size': 4}
    job |= {'device': 'cpu', 'precision': 'fp32', 'output': str(output)} | more
    return run_job(TrainDCGAN.from_mapping(job), reporter or Listener())


@pytest.fixture(scope='module')
def finished():
    """Return a finished training of two epochs: its folder, results and what it told."""
    folder, listener = new_folder('dcgan') / 'run', Listener()
    return folder, train(folder, listener), listener


def rows_of(folder) -> list[dict[str, float]]:
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


# --- What a run leaves


def test_a_run_leaves_all_that_it_should_and_nothing_else(finished):
    folder, results, listener = finished
    names = {str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file()}
    assert {
        'model.safetensors',
        'checkpoint.pt',
        'metrics.csv',
        'report.html',
        'job.json',
        'samples/epoch_0001.png',
        'samples/epoch_0002.png',
    } <= names
    assert results['MODEL'] == str(folder / 'model.safetensors')
    assert results['EPOCHS_DONE'] == 2
    assert results['DIVERSITY'] == pytest.approx(rows_of(folder)[-1]['DIVERSITY'])
    assert listener.infos[0] == (
        'dcgan64 from 8 random numbers to 2 channels, 6 training chips of 64 pixels, on cpu in fp32.'
    )


def test_metrics_have_a_row_per_epoch(finished):
    rows = rows_of(finished[0])
    assert [row['epoch'] for row in rows] == [1, 2]
    for row in rows:
        assert row.keys() == {'epoch', 'seconds', 'D_real', 'D_fake', 'G_GAN', 'DIVERSITY', 'CONTRAST', 'SATURATION'}
        assert 0 < row['D_real'] < 3 and 0 < row['D_fake'] < 3


def test_the_card_tells_how_the_model_was_made(finished):
    card = read_card(str(finished[0] / 'model.safetensors'))
    dataset = read_unpaired_description(Path(chips()))
    assert (card.kind, card.generator.name, card.generator.noise) == ('dcgan', 'dcgan64', 8)
    assert (card.a, card.b) == (NO_CONDITION, dataset.a.domain)
    assert (card.chip_size, card.pixel_size, card.crs) == (64, (0.5, 0.5), dataset.a.crs)
    assert card.ground_pixel_size == pytest.approx(0.5, rel=1e-3)
    assert card.training['chips'] == {'train': 6, 'validation': 0, 'test': 0}


def test_the_sheets_show_a_column_of_training_chips_and_four_of_the_same_noise(finished):
    first, last = (np.asarray(Image.open(finished[0] / 'samples' / f'epoch_000{epoch}.png')) for epoch in (1, 2))
    side, gap, header = 256, 6, 26
    assert last.shape == (header + 4 * (side + gap), gap + 5 * (side + gap), 3)
    assert np.array_equal(first[header:, : gap + side], last[header:, : gap + side])
    source = DomainChips(open_any_dataset(Path(chips())), 'A', 'train')
    for row in range(4):
        top = header + row * (side + gap)
        real = source.encoded(source.names[row * 6 // 4])[0][0].numpy()
        np.testing.assert_allclose(last[top : top + side : 4, gap : gap + side : 4, 0], (real + 1) * 127.5, atol=0.6)
        for column in range(1, 5):
            left = gap + column * (side + gap)
            assert last[top : top + side, left : left + side].std() > 0


def test_the_report_speaks_of_diversity_and_not_of_errors(finished):
    page = re.sub('data:[^"]+', '', (finished[0] / 'report.html').read_text(encoding='utf-8'))
    assert 'Diversity (1: as much as real chips)' in page
    assert 'Diversity over the epochs</h2>' in page and 'Validation over the epochs' not in page
    assert 'MAE' not in page and 'Input (A)' not in page and 'validation chips, so nothing' not in page


# --- Broken off and gone on with


def test_a_training_starts_with_the_weights_of_a_model(finished, tmp_path):
    model = finished[0] / 'model.safetensors'
    train(tmp_path / 'run', epochs=1, start_from=str(model), learning_rate=1e-8, seed=5)
    before, after = (read_weights(str(path)) for path in (model, tmp_path / 'run' / 'model.safetensors'))
    for name in (name for name in before if name.endswith('weight')):
        torch.testing.assert_close(after[name], before[name], atol=1e-6, rtol=0)


def test_a_start_with_noise_of_another_length_is_refused(finished, tmp_path):
    with pytest.raises(SatganError, match='its length of noise vectors is 8, that of this training 9'):
        train(tmp_path / 'run', noise=9, start_from=str(finished[0] / 'model.safetensors'))


@pytest.mark.parametrize('preset', PRESETS)
def test_a_resumed_training_ends_as_one_that_was_never_stopped(tmp_path, preset):
    settings = {'preset': preset, 'dataset': chips(preset), 'diff_augment': True, 'augment': 'flip_rotate'}
    train(tmp_path / 'whole', **settings)
    with pytest.raises(Cancelled):
        train(tmp_path / 'parts', Listener(stop_at='Epoch 2 of 2'), **settings)
    train(tmp_path / 'parts', resume=True, **settings)
    whole, parts = ((tmp_path / name / 'model.safetensors').read_bytes() for name in ('whole', 'parts'))
    assert whole == parts


def test_the_same_job_gives_the_same_bytes(finished, tmp_path):
    train(tmp_path / 'again')
    assert (tmp_path / 'again' / 'model.safetensors').read_bytes() == (finished[0] / 'model.safetensors').read_bytes()


# --- Presets


@pytest.mark.parametrize('preset', SIZES)
def test_the_model_tells_its_upsampling(tmp_path, preset):
    train(tmp_path / 'run', dataset=chips(preset), preset=preset, upsampling='resize', epochs=1)
    path = str(tmp_path / 'run' / 'model.safetensors')
    design = read_card(path).generator
    assert design.upsampling == 'resize'
    network = PRESETS[preset].generator(design.noise, 2, filters=4, upsampling='resize')
    network.load_state_dict(read_weights(path))


def test_keras80_has_its_own_values_where_the_defaults_are_left_alone(tmp_path):
    train(tmp_path / 'run', preset='keras80', dataset=chips('keras80'), noise=100, epochs=1)
    job = json.loads((tmp_path / 'run' / 'job.json').read_text(encoding='utf-8'))
    assert (job['noise'], job['learning_rate']) == (80, 0.0003)
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).generator.noise == 80
    assert isinstance(job_from_mapping(job), TrainDCGAN)


def test_keras80_has_the_values_that_are_given(tmp_path):
    train(tmp_path / 'run', preset='keras80', dataset=chips('keras80'), noise=9, learning_rate=0.001, epochs=1)
    job = json.loads((tmp_path / 'run' / 'job.json').read_text(encoding='utf-8'))
    assert (job['noise'], job['learning_rate']) == (9, 0.001)


# --- Data of other kinds


def test_classes_become_channels(tmp_path):
    dataset = exported(blocks(128, 128), palette=LEGEND.colormap())
    listener = Listener()
    train(tmp_path / 'run', listener, dataset=dataset, epochs=1)
    assert 'to 4 channels' in listener.infos[0]
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).b.classes.values == LEGEND.values


def test_plain_images_of_a_folder_train(tmp_path):
    folder = tmp_path / 'images'
    folder.mkdir()
    for index in range(12):
        Image.fromarray(noise(3, 64, 64, seed=index).transpose(1, 2, 0)).save(folder / f'{index}.png')
    train(tmp_path / 'run', dataset=str(folder), epochs=1)
    card = read_card(str(tmp_path / 'run' / 'model.safetensors'))
    assert (card.b.channels, card.crs, card.pixel_size) == (3, None, (1.0, 1.0))


def test_chips_with_gaps_are_warned_of(tmp_path):
    values = noise(1, 64, 192)
    values[:, :8, :8] = 0
    listener = Listener()
    train(tmp_path / 'run', listener, dataset=exported(values, nodata=0), epochs=1)
    assert any('1 of the training chips have pixels without data' in text for text in listener.warnings)


# --- What it refuses


def test_chips_of_another_size_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(SatganError) as caught:
        train(tmp_path / 'run', preset='keras80')
    assert 'have 64 pixels, but keras80 makes chips of 80' in str(caught.value)
    assert 'Choose the preset dcgan64, or export chips of 80 pixels' in str(caught.value)
    assert not (tmp_path / 'run').exists()


def test_a_folder_without_chips_is_refused(tmp_path):
    (tmp_path / 'folder').mkdir()
    (tmp_path / 'folder' / 'notes.txt').touch()
    with pytest.raises(JobError, match='Make one with "Export unpaired chips"'):
        train(tmp_path / 'run', dataset=str(tmp_path / 'folder'))


def test_a_side_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SatganError, match='has no side B'):
        train(tmp_path / 'run', side='B')


# --- Diversity


def test_diversity_is_the_ratio_of_mean_distances():
    generated = torch.tensor([[0.0, 0], [3, 4], [0, 0]]).reshape(3, 1, 1, 2)  # distances 5, 0, 5
    real = torch.tensor([[0.0, 0], [6, 8]]).reshape(2, 1, 1, 2)  # distance 10
    assert diversity(generated, real) == pytest.approx(10 / 3 / 10)


def test_diversity_of_equal_chips_is_none_at_all():
    same = torch.ones(3, 1, 2, 2)
    assert diversity(same, torch.rand(3, 1, 2, 2)) == 0
    assert diversity(torch.rand(3, 1, 2, 2), same) is None
    assert diversity(same[:1], same) is None


@pytest.mark.parametrize(('value', 'is_told'), [(0.19, True), (0.21, False)])
def test_a_collapsed_generator_is_warned_of(tmp_path, monkeypatch, value, is_told):
    monkeypatch.setattr(module, 'diversity', lambda generated, real: value)
    listener = Listener()
    train(tmp_path / 'run', listener, epochs=1)
    assert any('(mode collapse)' in text for text in listener.warnings) == is_told

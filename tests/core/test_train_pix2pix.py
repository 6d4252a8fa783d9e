"""Training: what a run leaves, that it can be broken off and gone on with, that it learns, and what it refuses."""

import csv
import functools
import json
import math
import re
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from core.datasets.folder import read_description
from core.datasets.layouts.satgan import SatganFolder
from core.datasets.loader import Chips
from core.engine import run_job, run_mapping
from core.errors import Cancelled, SatganError
from core.gans.pix2pix import Pix2Pix
from core.jobs import job_from_mapping
from core.modelfile import read_card, read_weights
from core.networks import build_generator
from core.training import loop
from core.training import train_pix2pix as module
from core.training.norms import statistics_batches
from core.training.runfolder import RunFolder
from tests.core.models_made import (
    LEGEND,
    SIZE,
    Listener,
    applied,
    blocks,
    easy_dataset,
    exported,
    few_chips,
    new_folder,
    noise,
    read,
    train,
    training_job,
    write_raster,
)

SCORES = ('MAE', 'RMSE', 'BIAS', 'PSNR', 'SSIM', 'SAM')  # of several bands
RESULTS = (*SCORES, 'TEXTURE', 'BALANCE')
JUDGED = (*RESULTS, 'CONTRAST', 'SATURATION')


@pytest.fixture(scope='module')
def finished():
    """Return a finished training of two epochs: its folder, results and what it told."""
    listener = Listener()
    folder = new_folder('finished') / 'run'
    return folder, train(few_chips(), folder, listener), listener


def chips(dataset: Path, part: str) -> Chips:
    return Chips(SatganFolder(dataset), part)


def generator_of(folder: Path) -> torch.nn.Module:
    """Return the generator of a run folder, ready to be applied."""
    card = read_card(str(folder / 'model.safetensors'))
    design = card.generator
    generator = build_generator(
        design.name,
        card.a.channels,
        card.b.channels,
        filters=design.filters,
        norm=design.norm,
        dropout=design.dropout,
        upsampling=design.upsampling,
    )
    generator.load_state_dict(read_weights(str(folder / 'model.safetensors')))
    return generator.eval()


def generated(generator, a: torch.Tensor) -> np.ndarray:
    with torch.no_grad():
        return generator(a[None])[0].numpy()


def rows_of(folder: Path) -> list[dict[str, float]]:
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def model_bytes(folder: Path) -> bytes:
    return (folder / 'model.safetensors').read_bytes()


# --- What a run leaves


def test_a_run_leaves_all_that_it_should_and_nothing_else(finished):
    folder, _, _ = finished
    [events] = (folder / 'tensorboard').iterdir()
    names = {str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file() and path != events}
    assert names == {
        'model.safetensors',
        'checkpoint.pt',
        'metrics.csv',
        'report.html',
        'job.json',
        'progress.json',
        'samples/epoch_0001.png',
        'samples/epoch_0002.png',
    }


def test_the_results_are_the_figures_of_the_last_and_of_the_best_epoch(finished):
    folder, results, _ = finished
    rows = rows_of(folder)
    lowest = min(row['BALANCE'] for row in rows)
    best, last = [row for row in rows if row['BALANCE'] <= 1.03 * lowest][-1], rows[-1]
    assert results == {
        'MODEL': str(folder / 'model.safetensors'),
        'REPORT': str(folder / 'report.html'),
        'EPOCHS_DONE': 2,
        'BEST_EPOCH': best['epoch'],
        **{name: pytest.approx(last[name]) for name in RESULTS},
        **{f'BEST_{name}': pytest.approx(best[name]) for name in RESULTS},
    }


def test_metrics_have_a_row_per_epoch(finished):
    rows = rows_of(finished[0])
    assert [row['epoch'] for row in rows] == [1, 2]
    for row in rows:
        assert row.keys() == {'epoch', 'G_L1', 'D_fake', 'D_real', 'G_GAN', *JUDGED, 'seconds'}
        assert all(math.isfinite(value) for value in row.values())
    assert 20 < rows[0]['G_L1'] < 80  # about 50 on random data


def test_the_messages_tell_the_plan_and_each_epoch(finished):
    folder, _, listener = finished
    plan, *epochs, end = listener.infos
    assert plan == 'unet128 from 3 to 3 channels, 7 training and 2 validation chips of 128 pixels, on cpu in fp32.'
    assert end == f'The model of epoch 2 is saved as {folder / "model.safetensors"}, for "Apply model".'
    for epoch, (text, row) in enumerate(zip(epochs, rows_of(folder), strict=True), start=1):
        assert text.startswith(f'Epoch {epoch}/2: ')
        for name in ('G_L1', 'D_fake', 'D_real', 'G_GAN'):
            assert f'{name} {row[name]:.3f}' in text
        assert f'MAE {row["MAE"]:.4g} of 255, PSNR {row["PSNR"]:.2f} dB, SSIM {row["SSIM"]:.3f}' in text


def test_a_model_that_a_trivial_one_beats_is_told_of_it(finished):
    folder, results, listener = finished
    targets = {
        part: np.stack([read(few_chips() / 'B' / f'{name}.tif') for name in chips(few_chips(), part).names]).astype(
            float
        )
        for part in ('train', 'validation')
    }
    colour = targets['train'].mean(axis=(0, 2, 3), keepdims=True)
    error = np.abs(targets['validation'] - colour).mean()
    assert error < results['BEST_MAE']  # after two epochs at most
    sentence = f'the mean of the training targets everywhere: MAE {results["BEST_MAE"]:.4g} against {error:.4g}.'
    assert any(warning.endswith(sentence) for warning in listener.warnings)
    assert sentence in (folder / 'report.html').read_text(encoding='utf-8')


def test_the_progress_rises_and_tells_epoch_and_time_left(finished):
    _, _, listener = finished
    fractions = [fraction for fraction, _ in listener.steps]
    assert all(first <= second for first, second in pairwise(fractions))
    assert fractions[0] == 0.25  # after one of two steps in the first of two epochs
    assert fractions[-1] == 1
    assert re.fullmatch(r'Epoch 1 of 2, (less than a minute|about \d+ min) left', listener.steps[0][1])
    assert 'Epoch 2 of 2, validating' in [text for _, text in listener.steps]


@pytest.mark.parametrize(
    ('resume', 'limit', 'texts'),
    [
        (False, 0, ['about 3 min', 'about 2 min', 'about 1 min', 'less than a minute']),
        (False, 2, ['about 1 min', 'less than a minute']),
        (True, 0, ['about 1 min', 'less than a minute']),
    ],
)
def test_the_time_left_follows_the_time_taken(tmp_path, monkeypatch, resume, limit, texts):
    if resume:
        train(few_chips(), tmp_path / 'run', epochs=1)
    now = 0.0
    good_step = Pix2Pix.training_step

    def minute_long_step(self, *batch):
        nonlocal now
        now += 60
        return good_step(self, *batch)

    monkeypatch.setattr(Pix2Pix, 'training_step', minute_long_step)
    monkeypatch.setattr(loop, 'time', SimpleNamespace(monotonic=lambda: now))
    listener = Listener()
    train(few_chips(), tmp_path / 'run', listener, resume=resume, time_limit=limit)
    assert [text.partition(', ')[2] for _, text in listener.steps if 'left' in text] == [
        f'{text} left' for text in texts
    ]


def test_the_job_file_runs_the_same_training_again(finished, tmp_path):
    folder, _, _ = finished
    job = job_from_mapping(json.loads((folder / 'job.json').read_text(encoding='utf-8')))
    assert job == training_job(few_chips(), folder)
    run_job(replace(job, output=str(tmp_path / 'again')), Listener())
    assert model_bytes(tmp_path / 'again') == model_bytes(folder)


def test_the_card_tells_how_the_model_was_made(finished):
    folder, results, _ = finished
    card = read_card(str(folder / 'model.safetensors'))
    dataset = read_description(few_chips())
    assert (card.a, card.b, card.chip_size, card.pixel_size) == (dataset.a, dataset.b, SIZE, (0.5, 0.5))
    assert card.crs == dataset.crs
    assert card.ground_pixel_size == pytest.approx(0.5, rel=1e-3)
    assert card.training['epochs_done'] == results['BEST_EPOCH']
    assert card.training['chips'] == {'train': 7, 'validation': 2, 'test': 0}
    assert card.training['figures'] == {name: results[f'BEST_{name}'] for name in RESULTS}
    assert card.training['job']['filters'] == card.generator.filters == 4
    assert card.training['job']['seed'] == 0


def test_the_report_is_complete_in_itself(finished):
    page = (finished[0] / 'report.html').read_text(encoding='utf-8')
    links = re.findall(r'(?:src|href)\s*=\s*"([^"]*)"', page)
    assert len(links) == 11  # two sheets, eight figures, the losses
    assert all(link.startswith('data:image/') for link in links)
    assert '2 validation chips' in page
    assert f'{finished[1]["BEST_MAE"]:.4g}</b><span>MAE (target range 0 to 255)' in page


def test_the_sheet_shows_the_validation_chips_as_the_model_translates_them(finished):
    folder, results, _ = finished
    sheet = np.asarray(Image.open(folder / 'samples' / f'epoch_{results["BEST_EPOCH"]:04}.png')).astype(int)
    validation, generator = chips(few_chips(), 'validation'), generator_of(folder)
    assert sheet.shape[0] == 26 + 2 * 262
    for row, name in enumerate(validation.names):
        a, b, _ = validation.encoded(name)
        top = 26 + row * 262
        shown = [sheet[top : top + 256 : 2, left : left + 256 : 2] for left in (6, 268, 530)]
        for picture, bands in zip(shown, (a.numpy(), b.numpy(), generated(generator, a)), strict=True):
            np.testing.assert_allclose(picture, (bands.transpose(1, 2, 0) + 1) * 127.5, atol=0.6)


def test_pixels_without_data_are_grey_on_the_sheet(tmp_path):
    folder = new_folder('gaps')
    classes, colours = blocks(SIZE, 2 * SIZE), noise(3, SIZE, 2 * SIZE)
    classes[:, :32], colours[:, :, :16] = 255, 0
    a = write_raster(folder / 'a.tif', classes, palette=LEGEND.colormap(), nodata=255)
    b = write_raster(folder / 'b.tif', colours, nodata=0)
    train(exported(a, b, max_nodata=0.5, validation=0.0), tmp_path / 'run', epochs=1)
    sheet = np.asarray(Image.open(tmp_path / 'run' / 'samples' / 'epoch_0001.png'))
    for row in range(2):
        top = 26 + row * 262
        assert (sheet[top : top + 64, 6 : 6 + 256] == 128).all()
        assert not (sheet[top + 64 : top + 256, 6 : 6 + 256] == 128).all(axis=2).any()
    for left in (268, 530):  # real and generated
        assert (sheet[26 : 26 + 256, left : left + 32] == 128).all()
        assert not (sheet[26 : 26 + 256, left + 32 : left + 256] == 128).all(axis=2).all()


def test_about_forty_sheets_are_kept_of_a_long_training(tmp_path, monkeypatch):
    monkeypatch.setattr(loop, '_SHEETS', 3)
    train(few_chips(), tmp_path / 'run', epochs=7, gan_loss='none')
    assert [path.stem for path in RunFolder(tmp_path / 'run').sheets()] == [f'epoch_000{e}' for e in (1, 2, 4, 6, 7)]


def test_further_losses_are_in_metrics_and_report(tmp_path):
    further = {'lambda_ssim': 10.0, 'lambda_features': 10.0}
    train(few_chips(), tmp_path / 'run', epochs=1, gan_loss='hinge', discriminator_scales=2, **further)
    with (tmp_path / 'run' / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        [row] = csv.DictReader(file)
    assert all(float(row[name]) > 0 for name in ('G_L1', 'G_SSIM', 'G_features', 'D_real', 'D_fake'))
    assert float(row['G_SSIM']) < 20
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).training['job'].items() >= further.items()


# --- Validation is what applying does


def test_the_figures_are_those_of_the_applied_model(finished, tmp_path):
    folder, results, _ = finished
    errors = []
    for name in chips(few_chips(), 'validation').names:
        output = applied(folder / 'model.safetensors', few_chips() / 'A' / f'{name}.tif', tmp_path / 'b.tif')
        errors.append(np.abs(output.astype(float) - read(few_chips() / 'B' / f'{name}.tif')))
    assert np.mean(errors) == pytest.approx(results['MAE'], abs=0.1)  # whole numbers against real ones


def test_applying_gives_the_pixels_of_the_generator(finished, tmp_path):
    folder, _, _ = finished
    validation, generator = chips(few_chips(), 'validation'), generator_of(folder)
    for name in validation.names:
        output = applied(folder / 'model.safetensors', few_chips() / 'A' / f'{name}.tif', tmp_path / 'b.tif')
        expected = (generated(generator, validation.encoded(name)[0]) + 1) * 127.5
        np.testing.assert_allclose(output, expected, atol=0.51)


def test_the_statistics_of_the_first_norm_are_those_of_its_inputs(finished):
    folder, _, _ = finished
    generator, training = generator_of(folder), chips(few_chips(), 'train')
    norm = next(layer for layer in generator.modules() if isinstance(layer, torch.nn.BatchNorm2d))
    seen = []
    norm.register_forward_hook(lambda layer, inputs, output: seen.append(inputs[0].double().numpy()))
    for names in statistics_batches(training.names, SIZE, batch_size=4):
        with torch.no_grad():
            generator(torch.stack([training.encoded(name)[0] for name in names]))
    np.testing.assert_allclose(
        norm.running_mean, np.mean([x.mean(axis=(0, 2, 3)) for x in seen], axis=0), rtol=1e-3, atol=1e-6
    )
    np.testing.assert_allclose(norm.running_var, np.mean([x.var(axis=(0, 2, 3)) for x in seen], axis=0), rtol=1e-3)


# --- Learning


def baseline(dataset: Path) -> float:
    """Return the error of painting every validation pixel in the mean colour of the training chips."""
    targets = {
        part: [chips(dataset, part).load(name)[2] for name in chips(dataset, part).names]
        for part in ('train', 'validation')
    }
    mean = np.mean(targets['train'], axis=(0, 2, 3)).reshape(1, -1, 1, 1)
    return float(np.abs(np.array(targets['validation']) - mean).mean())


def test_a_colour_per_class_is_learnt(tmp_path):
    results = train(easy_dataset(), tmp_path / 'run', epochs=6, batch_size=2, learning_rate=0.002)
    assert baseline(easy_dataset()) > 50
    assert results['MAE'] < 0.3 * baseline(easy_dataset())
    errors = [row['MAE'] for row in rows_of(tmp_path / 'run')]
    assert errors[-1] < errors[0]


def test_training_without_a_discriminator_learns_too(tmp_path):
    results = train(easy_dataset(), tmp_path / 'run', epochs=4, batch_size=2, learning_rate=0.002, gan_loss='none')
    assert results['MAE'] < 0.5 * baseline(easy_dataset())
    assert rows_of(tmp_path / 'run')[0].keys() == {'epoch', 'G_L1', *JUDGED, 'seconds'}
    assert torch.load(tmp_path / 'run' / 'checkpoint.pt', weights_only=True)['gan'].keys() == {
        'generator',
        'generator_optimiser',
    }


def test_the_learning_rate_follows_the_schedule(tmp_path, monkeypatch):
    rates = []
    monkeypatch.setattr(Pix2Pix, 'set_learning_rate', lambda self, rate: rates.append(rate))
    train(few_chips(), tmp_path / 'run', epochs=3, decay_epochs=3, learning_rate=0.004)
    assert rates == pytest.approx([0.004, 0.004, 0.003, 0.002, 0.001, 0])


def test_the_last_epoch_of_a_decay_changes_no_weight(tmp_path):
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', Listener(stop_at='Epoch 2 of 2'), epochs=1, decay_epochs=1)
    before = read_weights(str(tmp_path / 'run' / 'model.safetensors'))
    train(few_chips(), tmp_path / 'run', epochs=1, decay_epochs=1, resume=True)
    for name, weight in read_weights(str(tmp_path / 'run' / 'model.safetensors')).items():
        assert torch.equal(weight, before[name]), name


@pytest.mark.parametrize('norm', ['batch', 'instance', 'group', 'none'])
def test_a_last_batch_of_one_chip_is_no_trouble(tmp_path, norm):
    train(few_chips(), tmp_path / 'run', batch_size=3, epochs=1, norm=norm)  # batches of 3, 3 and 1
    assert all(math.isfinite(value) for value in rows_of(tmp_path / 'run')[0].values())


@functools.cache
def chips_of_36_pixels() -> Path:
    """Return chips that only networks with few halvings can work on: 6 to train on, 2 to validate."""
    folder = new_folder('chips-of-36')
    a = write_raster(folder / 'a.tif', noise(3, 2 * 36, 4 * 36, seed=1))
    b = write_raster(folder / 'b.tif', noise(2, 2 * 36, 4 * 36, seed=2))
    return exported(a, b, chip_size=36)


@pytest.mark.parametrize(
    'more',
    [
        {'generator': 'resnet9', 'norm': 'instance', 'dropout': False},
        {'generator': 'resnet6', 'norm': 'batch', 'upsampling': 'resize'},
        {'generator': 'resnet6', 'norm': 'group', 'discriminator_layers': 0, 'discriminator_scales': 2},
        {'generator': 'resnet6', 'norm': 'none', 'discriminator_layers': 1, 'discriminator_scales': 3},
    ],
)
def test_other_networks_train_and_are_applied_as_they_were_judged(tmp_path, more):
    dataset = chips_of_36_pixels()
    train(dataset, tmp_path / 'run', **({'discriminator_layers': 2} | more))
    card = read_card(str(tmp_path / 'run' / 'model.safetensors'))
    design = card.generator
    assert (design.name, design.norm) == (more['generator'], more['norm'])
    assert design.upsampling == more.get('upsampling', 'transpose')
    name = chips(dataset, 'validation').names[0]
    expected = (generated(generator_of(tmp_path / 'run'), chips(dataset, 'validation').encoded(name)[0]) + 1) * 127.5
    chip = dataset / 'A' / f'{name}.tif'
    output = applied(tmp_path / 'run' / 'model.safetensors', chip, tmp_path / 'b.tif', overlap=0)
    np.testing.assert_allclose(output, expected, atol=0.51)


@pytest.mark.parametrize('generator', ['global', 'resunet256'])
def test_large_networks_train(tmp_path, generator):
    folder = new_folder('large')
    a = write_raster(folder / 'a.tif', noise(1, 256, 768, seed=1))
    b = write_raster(folder / 'b.tif', noise(1, 256, 768, seed=2))
    dataset = exported(a, b, chip_size=256, validation=0.4)
    results = train(dataset, tmp_path / 'run', generator=generator, epochs=1, batch_size=1, discriminator_scales=2)
    assert results['EPOCHS_DONE'] == 1
    assert 0 < results['MAE'] < 255


def test_several_scales_go_on_as_if_never_stopped(tmp_path):
    settings = {'generator': 'resnet6', 'discriminator_layers': 1, 'discriminator_scales': 2, 'norm': 'group'}
    train(chips_of_36_pixels(), tmp_path / 'whole', **settings)
    with pytest.raises(Cancelled):
        train(chips_of_36_pixels(), tmp_path / 'parts', Listener(stop_at='Epoch 2 of 2'), **settings)
    train(chips_of_36_pixels(), tmp_path / 'parts', resume=True, **settings)
    assert model_bytes(tmp_path / 'parts') == model_bytes(tmp_path / 'whole')


# --- Other data


def test_classes_can_be_the_target(tmp_path):
    folder = new_folder('to-classes')
    classes = blocks(2 * SIZE, 2 * SIZE)
    colours = np.array([[0, 0, 0], [255, 0, 0], [0, 255, 0], *[[0] * 3] * 4, [0, 0, 255]])[classes[0]].transpose(
        2, 0, 1
    )
    a = write_raster(folder / 'a.tif', colours.astype('uint8'))
    b = write_raster(folder / 'b.tif', classes, palette=LEGEND.colormap())
    results = train(exported(a, b), tmp_path / 'run', epochs=6, batch_size=1, learning_rate=0.003)
    assert results['MAE'] < 0.25  # all channels at 0 would be 0.5
    assert 'share of each class' in (tmp_path / 'run' / 'report.html').read_text()
    output = applied(tmp_path / 'run' / 'model.safetensors', a, tmp_path / 'classes.tif')
    assert (output == classes).mean() > 0.8


def test_thirteen_bands_of_16_bits_train(tmp_path):
    folder = new_folder('bands')
    values = noise(13, 2 * SIZE, 2 * SIZE, low=-200, high=9000, dtype='int16')
    values[:, :40, :40] = -9999
    a = write_raster(folder / 'a.tif', values, nodata=-9999)
    b = write_raster(folder / 'b.tif', (values[:1] / 100).astype('float32'))
    listener = Listener()
    train(exported(a, b, max_nodata=0.5), tmp_path / 'run', listener, epochs=1)
    assert listener.infos[0].startswith('unet128 from 13 to 1 channels')
    card = read_card(str(tmp_path / 'run' / 'model.safetensors'))
    assert (card.a.nodata, card.a.dtype, card.b.dtype) == (-9999, 'int16', 'float32')


def test_without_validation_chips_it_trains_and_says_so(tmp_path):
    folder = new_folder('no-validation')
    a = write_raster(folder / 'a.tif', noise(1, SIZE, 2 * SIZE))
    dataset = exported(a, a, validation=0.0)
    listener = Listener()
    results = train(dataset, tmp_path / 'run', listener, epochs=1)
    assert not {'MAE', 'PSNR', 'SSIM'} & results.keys()
    assert listener.warnings == ['The dataset has no validation chips: nothing will tell how good the model is.']
    assert 'validation' not in listener.infos[-2]
    assert 'no validation chips' in (tmp_path / 'run' / 'report.html').read_text()
    sheet = Image.open(tmp_path / 'run' / 'samples' / 'epoch_0001.png')
    assert sheet.height == 26 + 2 * 262  # training chips instead


def test_bf16_trains_and_saves_single_precision(tmp_path):
    results = train(few_chips(), tmp_path / 'run', precision='bf16')
    weights = read_weights(str(tmp_path / 'run' / 'model.safetensors'))
    assert {weight.dtype for weight in weights.values()} == {torch.float32, torch.int64}
    assert math.isfinite(results['MAE'])
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).training['precision'] == 'bf16'


# --- The same again, and going on


def test_the_same_seed_gives_the_same_file(finished, tmp_path):
    train(few_chips(), tmp_path / 'run')
    assert model_bytes(tmp_path / 'run') == model_bytes(finished[0])


def test_another_seed_gives_other_weights(finished, tmp_path):
    train(few_chips(), tmp_path / 'run', seed=1)
    first, second = (read_weights(str(folder / 'model.safetensors')) for folder in (finished[0], tmp_path / 'run'))
    assert not torch.equal(first['model.model.0.weight'], second['model.model.0.weight'])


@pytest.fixture(scope='module')
def uninterrupted():
    """Return the folder of a training of three epochs."""
    folder = new_folder('uninterrupted') / 'run'
    train(few_chips(), folder, epochs=3)
    return folder


def assert_same_training(folder: Path, other: Path) -> None:
    assert model_bytes(folder) == model_bytes(other)
    untimed = [[{**row, 'seconds': 0} for row in rows_of(each)] for each in (folder, other)]
    assert untimed[0] == untimed[1]


@pytest.mark.parametrize('stop_at', ['Epoch 2 of 3', 'Epoch 2 of 3, validating', 'Epoch 3 of 3'])
def test_a_resumed_training_ends_as_one_that_was_never_stopped(tmp_path, uninterrupted, stop_at):
    listener = Listener(stop_at=stop_at)
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', listener, epochs=3)
    saved = int(stop_at[6]) - 1
    assert listener.warnings == [
        f'Stopped. The training up to epoch {saved} is kept in {tmp_path / "run"}: run this again with Resume ticked to go on.'
    ]
    again = Listener()
    assert train(few_chips(), tmp_path / 'run', again, epochs=3, resume=True)['EPOCHS_DONE'] == 3
    assert f'Going on after epoch {saved} of 3.' in again.infos
    assert_same_training(tmp_path / 'run', uninterrupted)


def test_epochs_can_be_added_to_a_finished_training(tmp_path, uninterrupted):
    train(few_chips(), tmp_path / 'run', epochs=1)
    train(few_chips(), tmp_path / 'run', epochs=3, resume=True)
    assert_same_training(tmp_path / 'run', uninterrupted)


def test_a_process_that_dies_between_model_and_checkpoint_loses_nothing(tmp_path, uninterrupted, monkeypatch):
    save = RunFolder.save_checkpoint

    def dying(self, checkpoint):
        if checkpoint.epoch == 3:
            raise Cancelled
        save(self, checkpoint)

    monkeypatch.setattr(RunFolder, 'save_checkpoint', dying)
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', epochs=3)
    monkeypatch.undo()
    assert model_bytes(tmp_path / 'run') == model_bytes(uninterrupted)  # the newer one
    train(few_chips(), tmp_path / 'run', epochs=3, resume=True)
    assert_same_training(tmp_path / 'run', uninterrupted)


def test_resuming_a_finished_training_changes_nothing(tmp_path, uninterrupted):
    shutil.copytree(uninterrupted, tmp_path / 'run')
    results = train(few_chips(), tmp_path / 'run', epochs=3, resume=True)
    assert results['EPOCHS_DONE'] == 3
    assert results['MAE'] == pytest.approx(rows_of(uninterrupted)[-1]['MAE'])
    assert_same_training(tmp_path / 'run', uninterrupted)


def test_a_model_that_was_taken_away_is_written_again(tmp_path, uninterrupted):
    shutil.copytree(uninterrupted, tmp_path / 'run')
    (tmp_path / 'run' / 'model.safetensors').unlink()
    train(few_chips(), tmp_path / 'run', epochs=3, resume=True)
    assert model_bytes(tmp_path / 'run') == model_bytes(uninterrupted)


def test_resume_without_a_checkpoint_starts_from_the_beginning(finished, tmp_path):
    listener = Listener()
    train(few_chips(), tmp_path / 'run', listener, resume=True)
    assert 'There is no checkpoint to resume from yet: starting from the beginning.' in listener.infos
    assert model_bytes(tmp_path / 'run') == model_bytes(finished[0])


@pytest.mark.parametrize(('stop_at', 'saved'), [('Epoch 2 of 4', 0), ('Epoch 4 of 4', 2)])
def test_a_cancel_tells_what_is_kept(tmp_path, stop_at, saved):
    listener = Listener(stop_at=stop_at)
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', listener, epochs=4, save_every=2)
    [warning] = listener.warnings
    assert ('up to epoch 2 is kept' if saved else 'Stopped before the first checkpoint') in warning
    assert (tmp_path / 'run' / 'checkpoint.pt').exists() == bool(saved)
    assert not list(tmp_path.rglob('.partial*'))


def test_a_training_is_not_overwritten(finished):
    folder, _, _ = finished
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(SatganError, match='holds a training already'):
        train(few_chips(), folder)
    with pytest.raises(SatganError, match='was started with filters = 4, not 8'):
        train(few_chips(), folder, filters=8, resume=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_a_moved_dataset_can_be_resumed_and_another_one_not(finished, tmp_path):
    shutil.copytree(finished[0], tmp_path / 'run')
    shutil.copytree(few_chips(), tmp_path / 'moved')
    assert train(tmp_path / 'moved', tmp_path / 'run', resume=True)['EPOCHS_DONE'] == 2
    with pytest.raises(SatganError, match=r'was started with another dataset than'):
        train(easy_dataset(), tmp_path / 'run', resume=True)


# --- What is refused


@pytest.fixture
def broken(tmp_path) -> Path:
    """Return a copy of the dataset that may be broken."""
    return Path(shutil.copytree(few_chips(), tmp_path / 'broken'))


def fails(dataset: Path, tmp_path: Path, **more) -> SatganError:
    """Run a training that must be refused, and make sure that it leaves no folder."""
    mapping = {**training_job(dataset, tmp_path / 'run', **more).to_mapping()}
    with pytest.raises(SatganError) as raised:
        run_mapping(mapping, Listener())
    assert not list(tmp_path.rglob('.partial*'))
    return raised.value


def test_a_folder_that_is_no_dataset_is_told(tmp_path):
    (tmp_path / 'empty').mkdir()
    error = fails(tmp_path / 'empty', tmp_path)
    assert error.code == 'job'
    assert f'{tmp_path / "empty"} is not a dataset folder' in error.message
    with pytest.raises(SatganError, match=r'is not a dataset folder: it has no dataset\.json'):
        train(tmp_path / 'empty', tmp_path / 'run')
    assert not (tmp_path / 'run').exists()


@pytest.mark.parametrize('text', ['', '{"schema": 1', '[]', '{"schema": 1}', '{"schema": "1"}'])
def test_a_damaged_description_is_told(broken, tmp_path, text):
    (broken / 'dataset.json').write_text(text)
    error = fails(broken, tmp_path)
    assert f'{broken / "dataset.json"} is damaged' in error.message
    assert error.hint == 'Export the chips again.'
    assert not (tmp_path / 'run').exists()


def test_a_newer_dataset_is_told(broken, tmp_path):
    content = json.loads((broken / 'dataset.json').read_text())
    (broken / 'dataset.json').write_text(json.dumps(content | {'schema': 99}))
    error = fails(broken, tmp_path)
    assert 'newer release' in error.message
    assert error.hint == 'Update the plugin to read it.'


def test_a_missing_list_of_chips_is_told(broken, tmp_path):
    (broken / 'chips.gpkg').unlink()
    assert f'{broken / "chips.gpkg"} is missing or damaged' in fails(broken, tmp_path).message


def test_a_missing_chip_is_told(broken, tmp_path):
    path = broken / 'B' / f'{chips(broken, "train").names[3]}.tif'
    path.unlink()
    assert str(path) in fails(broken, tmp_path).message


def test_a_chip_cut_short_is_told(broken, tmp_path):
    path = broken / 'A' / f'{chips(broken, "train").names[0]}.tif'
    path.write_bytes(path.read_bytes()[:3000])
    assert str(path) in fails(broken, tmp_path).message


def test_a_chip_of_another_size_is_told(broken, tmp_path):
    path = broken / 'A' / f'{chips(broken, "train").names[0]}.tif'
    write_raster(path, noise(3, 64, 64))
    assert f'{path} has 3 bands of 64 x 64 pixels, but 3 of 128 x 128 are expected' in fails(broken, tmp_path).message


@pytest.mark.parametrize(
    ('more', 'message', 'hint'),
    [
        (
            {'generator': 'unet256'},
            '128 pixels, but unet256 needs a multiple of 256',
            'Choose a generator that fits (unet128, resnet9, resnet6, global), or export chips of 256',
        ),
        (
            {'discriminator_layers': 6},
            '6 discriminator layers at 1 scale need 192 or more',
            'Choose fewer discriminator layers or scales',
        ),
        (
            {'discriminator_layers': 4, 'discriminator_scales': 3},
            '4 discriminator layers at 3 scales need 192 or more',
            'Choose fewer discriminator layers or scales',
        ),
        ({'device': 'cuda'}, 'The device "cuda" is asked for, but PyTorch finds none here', 'Choose auto or cpu'),
    ],
)
def test_settings_that_do_not_fit_are_told(tmp_path, monkeypatch, more, message, hint):
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    error = fails(few_chips(), tmp_path, **more)
    assert message in error.message
    assert hint in error.hint
    assert not (tmp_path / 'run').exists()


def test_a_dataset_without_training_chips_is_told(broken, tmp_path, monkeypatch):
    monkeypatch.setattr(module, 'TRAIN', 'nothing')
    assert f'{broken} has no training chips' in fails(broken, tmp_path).message


@pytest.mark.parametrize(
    ('what', 'words'),
    [
        ('loss', 'The loss G_L1 is'),
        ('generator', 'Weights of the generator are'),
        ('discriminator', 'Weights of the discriminator are'),
    ],
)
def test_numbers_that_are_none_are_told_and_the_last_good_model_stays(tmp_path, monkeypatch, what, words):
    steps = 0
    good_step = Pix2Pix.training_step

    def bad_step(self, *batch):
        nonlocal steps
        steps += 1
        losses = good_step(self, *batch)
        if steps == 4:  # the last of the second epoch
            if what == 'loss':
                return losses | {'G_L1': torch.tensor(math.nan)}
            with torch.no_grad():
                next(self.networks[what].parameters())[0, 0, 0, 0] = math.inf
        return losses

    monkeypatch.setattr(Pix2Pix, 'training_step', bad_step)
    error = fails(few_chips(), tmp_path, epochs=3)
    assert words in error.message
    assert f'in epoch 2. The training up to epoch 1 is kept in {tmp_path / "run"}.' in error.message
    assert 'lower learning rate' in error.hint
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).training['epochs_done'] == 1
    assert torch.load(tmp_path / 'run' / 'checkpoint.pt', weights_only=True)['epoch'] == 1
    read_weights(str(tmp_path / 'run' / 'model.safetensors'))


def test_an_output_that_cannot_be_written_is_told_before_the_training(tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match=r'The folder .*file/run cannot be written to'):
        train(few_chips(), tmp_path / 'file' / 'run')

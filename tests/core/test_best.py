"""The best epoch: it is the model, whatever comes after it, and waiting for a better one has an end."""

import shutil
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Cancelled, SatganError
from core.modelfile import read_card, read_weights
from core.training import loop
from core.training import train_pix2pix as module
from core.training.best import Criterion, _chance, best_epoch, is_settled
from core.training.runfolder import RunFolder
from core.training.texture import balance
from tests.core.models_made import SIZE, Listener, exported, few_chips, new_folder, noise, write_raster
from tests.core.models_made import train as train_any

train = partial(train_any, gan_loss='none')  # beside a GAN loss the error alone is not what counts
ERROR, BALANCE = Criterion('MAE'), Criterion('BALANCE', wavers=True)
ERRORS = (50.0, 30.0, 40.0, 30.0, 35.0)


def rows(*errors: float) -> list[dict[str, float]]:
    return [{'epoch': epoch, 'G_L1': 1.0 / epoch, 'MAE': error} for epoch, error in enumerate(errors, start=1)]


@pytest.mark.parametrize(
    ('errors', 'best'), [((), 0), ((3,), 1), ((3, 2, 4), 2), ((3, 2, 2), 2), ((3, 3, 1), 3), ((1, 2, 3), 1)]
)
def test_the_best_epoch_is_the_first_with_the_lowest_error(errors, best):
    assert best_epoch(rows(*errors), ERROR) == best


def balances(figures) -> list[dict[str, float]]:
    return [{'epoch': epoch, 'BALANCE': figure} for epoch, figure in enumerate(figures, start=1)]


def test_a_lucky_epoch_is_not_the_best_where_the_figure_wavers():
    """Figures of a training of 100 epochs on few chips: epoch 16 is one of many draws, and looked far worse than the last."""
    wavering = np.random.default_rng(0).normal(10, 0.7, 100)
    wavering[15] = wavering.min() - 0.1
    assert best_epoch(balances(wavering), BALANCE) > 90


@pytest.mark.parametrize('rise', [0.3, 1.0])
def test_an_epoch_before_the_figure_rises_is_the_best(rise):
    steady = np.random.default_rng(1).normal(10, 0.2, 60)
    steady[40:] += rise * np.arange(1, 21)
    assert 38 <= best_epoch(balances(steady), BALANCE) <= 45


def test_of_figures_that_fall_without_wavering_the_last_is_the_best():
    assert best_epoch(balances(range(50, 10, -1)), BALANCE) == 40


def test_the_lowest_of_many_draws_is_as_far_off_as_chance_says():
    """The share that is taken for chance against draws themselves."""
    draws = np.random.default_rng(2).normal(100, 2, (200, 100))
    lowest = (1 - draws.min(axis=1) / 100).mean()
    assert np.mean([_chance(row.tolist()) for row in draws]) == pytest.approx(lowest, rel=0.35)


@given(st.lists(st.floats(0.9, 1.1), min_size=1), st.booleans())
def test_the_best_epoch_was_the_best_when_it_came_and_none_after_it_was(figures, wavers):
    """So that weights need to be kept of one epoch only."""
    history = balances(figures)
    criterion = Criterion('BALANCE', wavers)
    when_they_came = [epoch for epoch in range(1, len(figures) + 1) if best_epoch(history[:epoch], criterion) == epoch]
    assert best_epoch(history, criterion) == when_they_came[-1]


def test_without_a_figure_the_last_epoch_is_the_best():
    assert best_epoch(rows(1, 2, 3), None) == 3
    assert best_epoch([{'epoch': 1, 'G_L1': 1.0}, {'epoch': 2, 'G_L1': 2.0}], ERROR) == 2


@pytest.mark.parametrize(
    ('errors', 'patience', 'settled'),
    [
        ((), 1, False),
        ((3,), 1, False),
        ((3, 4), 1, True),
        ((3, 4), 2, False),
        ((3, 4, 3), 2, True),
        ((3, 4, 2), 2, False),
        ((3, 4, 4, 4), 0, False),
    ],
)
def test_patience_counts_the_epochs_since_the_best(errors, patience, settled):
    assert is_settled(rows(*errors), ERROR, patience) is settled
    assert not is_settled(rows(*errors), None, patience)


@pytest.fixture
def judged(monkeypatch):
    """Let the validation say `ERRORS`, whatever the networks do."""
    validate = module._Recipe.validate

    def told(self, epoch, tell):
        judgement = validate(self, epoch, tell)
        return replace(judgement, figures=judgement.figures | {'MAE': ERRORS[epoch - 1]})

    monkeypatch.setattr(module._Recipe, 'validate', told)


@pytest.fixture(scope='module')
def two_epochs():
    """Return the weights after two epochs."""
    folder = new_folder('two') / 'run'
    train(few_chips(), folder)
    return read_weights(str(folder / 'model.safetensors'))


def assert_holds(folder, weights) -> None:
    held = read_weights(str(folder / 'model.safetensors'))
    assert held.keys() == weights.keys()
    assert all(torch.equal(held[name], weight) for name, weight in weights.items())


def test_the_model_file_holds_the_best_epoch_and_all_say_so(judged, two_epochs, tmp_path):
    results = train(few_chips(), tmp_path / 'run', epochs=5)
    assert_holds(tmp_path / 'run', two_epochs)
    card = read_card(str(tmp_path / 'run' / 'model.safetensors'))
    assert card.training['epochs_done'] == 2
    assert card.training['figures']['MAE'] == 30
    assert (results['EPOCHS_DONE'], results['MAE']) == (5, 35)
    assert (results['BEST_EPOCH'], results['BEST_MAE']) == (2, 30)
    assert results['BEST_PSNR'] == card.training['figures']['PSNR'] != results['PSNR']
    text = ' '.join((tmp_path / 'run' / 'report.html').read_text(encoding='utf-8').split())
    assert ', 5 epochs in ' in text
    assert 'The model file holds epoch 2, the best one: MAE 30, PSNR' in text


@pytest.mark.parametrize(('save_every', 'stop_at'), [(1, 'Epoch 3 of 5'), (2, 'Epoch 5 of 5')])
def test_the_best_epoch_survives_a_resumption(judged, tmp_path, save_every, stop_at):
    settings = {'epochs': 5, 'save_every': save_every}
    train(few_chips(), tmp_path / 'whole', **settings)
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'parts', Listener(stop_at=stop_at), **settings)
    (tmp_path / 'parts' / 'model.safetensors').unlink()
    assert train(few_chips(), tmp_path / 'parts', resume=True, **settings)['BEST_EPOCH'] == 2
    first, second = ((tmp_path / name / 'model.safetensors').read_bytes() for name in ('whole', 'parts'))
    assert first == second


def test_early_stopping_stops_and_says_so(judged, two_epochs, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, '_SHEETS', 1)
    listener = Listener()
    results = train(few_chips(), tmp_path / 'run', listener, epochs=5, early_stopping=2)
    assert (results['EPOCHS_DONE'], results['BEST_EPOCH']) == (4, 2)
    assert listener.infos[-2:] == [
        'Stopped early: the validation MAE has not improved since epoch 2. The model is that of epoch 2.',
        f'The model of epoch 2 is saved as {tmp_path / "run" / "model.safetensors"}, for "Apply model".',
    ]
    assert [sheet.stem for sheet in RunFolder(tmp_path / 'run').sheets()] == ['epoch_0001', 'epoch_0004']
    assert_holds(tmp_path / 'run', two_epochs)


def test_a_training_that_stopped_early_goes_on_with_more_patience(judged, tmp_path):
    train(few_chips(), tmp_path / 'run', epochs=5, early_stopping=2, save_every=3)
    shutil.copytree(tmp_path / 'run', tmp_path / 'more')
    assert train(few_chips(), tmp_path / 'run', epochs=5, early_stopping=2, resume=True)['EPOCHS_DONE'] == 4
    assert train(few_chips(), tmp_path / 'more', epochs=5, early_stopping=3, resume=True)['EPOCHS_DONE'] == 5


def test_early_stopping_needs_a_validation_figure(tmp_path):
    folder = new_folder('unjudged')
    a = write_raster(folder / 'a.tif', noise(1, SIZE, 2 * SIZE))
    with pytest.raises(SatganError, match=r'Early stopping after 3 epochs is asked for, but no validation') as raised:
        train(exported(a, a, validation=0.0), tmp_path / 'run', early_stopping=3)
    assert 'Set Early stopping to 0' in raised.value.hint
    assert not (tmp_path / 'run').exists()


def test_with_a_gan_loss_a_blurred_epoch_of_low_error_is_not_the_model(monkeypatch, tmp_path):
    """The first epoch has the lowest error and no texture, the last one is worse in both than the one before."""
    validate = module._Recipe.validate

    def told(self, epoch, tell):
        judgement = validate(self, epoch, tell)
        error, texture = ((8.0, 0.6), (10.0, 0.1), (11.0, 0.2))[epoch - 1]
        return replace(judgement, figures=judgement.figures | {'MAE': error, 'BALANCE': balance(error, texture)})

    monkeypatch.setattr(module._Recipe, 'validate', told)
    results = train_any(few_chips(), tmp_path / 'run', epochs=3)
    assert (results['EPOCHS_DONE'], results['BEST_EPOCH'], results['BEST_MAE']) == (3, 2, 10.0)
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).training['epochs_done'] == 2


def test_the_balance_is_made_of_error_and_texture(tmp_path):
    results = train_any(few_chips(), tmp_path / 'run', epochs=1)
    assert 0 < results['TEXTURE'] < 2
    assert results['BALANCE'] == pytest.approx(results['MAE'] * (0.1 + results['TEXTURE']))

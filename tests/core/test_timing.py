"""The time that a training takes: what is told of it, and how a limit is kept."""

from types import SimpleNamespace

import pytest
import torch

from core.errors import Cancelled
from core.gans.pix2pix import Pix2Pix
from core.modelfile import read_card
from core.training import loop
from core.training.schedule import Schedule
from core.training.timing import affordable_epochs, duration, estimate
from tests.core.models_made import Listener, few_chips, train

CPU = torch.device('cpu')


@pytest.mark.parametrize(
    ('seconds', 'words'),
    [
        (0.2, 'less than a minute'),
        (59, 'less than a minute'),
        (89, 'about 1 min'),
        (3569, 'about 59 min'),
        (3599, 'about 1 h 0 min'),
        (7190, 'about 2 h 0 min'),
        (90000, 'about 25 h 0 min'),
    ],
)
def test_the_time_left_is_readable(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ('total', 'fitted'),
    [(200, (100, 100)), (300, (100, 100)), (14, (7, 7)), (3, (2, 1)), (2, (1, 1)), (1, (1, 0))],
)
def test_a_fitted_schedule_keeps_the_share_of_decay(total, fitted):
    assert Schedule(100, 100).fitted(total) == Schedule(*fitted)


def test_a_fitted_schedule_keeps_other_shares_too():
    assert Schedule(90, 10).fitted(20) == Schedule(18, 2)
    assert Schedule(10, 0).fitted(4) == Schedule(4, 0)


@pytest.mark.parametrize(('left', 'epochs'), [(600, 13), (599, 12), (49, 3), (0, 3), (-1, 3), (-600, 3)])
def test_the_epochs_that_are_done_count(left, epochs):
    assert affordable_epochs(3, 60 if left > 50 else 50, left) == epochs


@pytest.mark.parametrize(
    ('limit', 'text'),
    [
        (0, '20 epochs will take about 1 h 0 min on this CPU.'),
        (3600, '20 epochs will take about 1 h 0 min on this CPU.'),
        (
            600,
            (
                '20 epochs will take about 1 h 0 min on this CPU. After the first one the epochs will be made fewer, to keep '
                'the time limit.'
            ),
        ),
        (
            90,
            (
                '20 epochs will take about 1 h 0 min on this CPU. The time limit cannot be kept: one epoch alone takes about '
                '3 min.'
            ),
        ),
    ],
)
def test_the_estimate_tells_what_becomes_of_the_limit(limit, text):
    assert estimate(20, 180, limit, CPU) == text


def test_a_graphics_card_is_called_one():
    assert estimate(2, 60, 0, torch.device('cuda', 0)) == '2 epochs will take about 2 min on this GPU.'


@pytest.fixture
def clock(monkeypatch):
    """Let each step take as many seconds as `clock.step` says, and note the learning rates."""
    clock = SimpleNamespace(now=0.0, step=60.0, rates=[])
    step, rate = Pix2Pix.training_step, Pix2Pix.set_learning_rate

    def timed(self, *batch):
        clock.now += clock.step
        return step(self, *batch)

    def noted(self, learning_rate):
        clock.rates.append(learning_rate)
        rate(self, learning_rate)

    monkeypatch.setattr(Pix2Pix, 'training_step', timed)
    monkeypatch.setattr(Pix2Pix, 'set_learning_rate', noted)
    monkeypatch.setattr(loop, 'time', SimpleNamespace(monotonic=lambda: clock.now))
    return clock


LIMITED = {'epochs': 10, 'decay_epochs': 10, 'learning_rate': 0.004, 'gan_loss': 'none'}  # of two steps each


def test_the_schedule_is_fitted_into_the_time(clock, tmp_path):
    listener = Listener()
    results = train(few_chips(), tmp_path / 'run', listener, time_limit=12.5, **LIMITED)
    assert clock.now == 12 * 60
    assert results['EPOCHS_DONE'] == 6
    assert clock.rates == pytest.approx([0.004, 0.004, 0.003, 0.002, 0.001, 0])
    assert listener.infos[1] == (
        '20 epochs will take about 40 min on this CPU. After the first one the epochs will be made fewer, to keep the time '
        'limit.'
    )
    assert listener.infos[3] == 'An epoch takes about 2 min: 3 + 3 epochs fit into 12.5 min, instead of 10 + 10.'
    assert read_card(str(tmp_path / 'run' / 'model.safetensors')).training['epochs_done'] <= 6


def test_one_epoch_is_always_done(clock, tmp_path):
    assert train(few_chips(), tmp_path / 'run', time_limit=0.5, **LIMITED)['EPOCHS_DONE'] == 1


def test_time_to_spare_adds_no_epochs(clock, tmp_path):
    assert train(few_chips(), tmp_path / 'run', time_limit=1000, epochs=2)['EPOCHS_DONE'] == 2


def test_a_slow_first_epoch_does_not_cost_the_others(clock, tmp_path, monkeypatch):
    validate = loop.Training._validate

    def faster(self, epoch):
        clock.step = 30.0
        return validate(self, epoch)

    monkeypatch.setattr(loop.Training, '_validate', faster)
    # 2 min, then 1 min each: fitted to 5 at first, put right while the rate is constant.
    results = train(few_chips(), tmp_path / 'run', time_limit=10, epochs=20, gan_loss='none')
    assert 7 <= results['EPOCHS_DONE'] <= 9
    assert clock.now <= 600


def test_a_resumed_training_keeps_the_schedule_and_the_time_spent(clock, tmp_path):
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', Listener(stop_at='Epoch 4 of 6'), time_limit=12.5, **LIMITED)
    clock.rates.clear()
    listener = Listener()
    results = train(few_chips(), tmp_path / 'run', listener, time_limit=12.5, resume=True, **LIMITED)
    assert 'Going on after epoch 3 of 6.' in listener.infos
    assert results['EPOCHS_DONE'] == 6
    assert clock.rates == pytest.approx([0.002, 0.001, 0])


def test_without_the_limit_a_resumed_training_does_all_epochs(clock, tmp_path):
    train(few_chips(), tmp_path / 'run', time_limit=4, epochs=3, gan_loss='none')
    assert train(few_chips(), tmp_path / 'run', epochs=3, gan_loss='none', resume=True)['EPOCHS_DONE'] == 3

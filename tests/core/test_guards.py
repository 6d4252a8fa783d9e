"""The guards: each speaks when a training fails in its way, once, and is silent when it does not."""

import math

import pytest
import torch

from core.errors import SatganError
from core.gans.losses import gan_loss
from core.training import guards
from core.training.contrast import Contrast, worst
from core.training.guards import WON, Rivals, require_output, warnings
from tests.core.models_made import (
    COLOURS,
    LEGEND,
    Listener,
    blocks,
    exported,
    few_chips,
    new_folder,
    train,
    write_raster,
)

WELL = {'CONTRAST': 0.5, 'SATURATION': 0.0, 'DIVERSITY': 0.8}
BLANK = WELL | {'CONTRAST': 0.001}
SATURATED = WELL | {'SATURATION': 0.97}
ALIKE = WELL | {'DIVERSITY': 0.01}
PAIR = Rivals('vanilla', 'G_GAN', ('D_fake', 'D_real'))


def said(rows, rivals=()) -> list[list[str]]:
    """Return what the guards say after each epoch."""
    return [warnings(rows[:epoch], rivals) for epoch in range(1, len(rows) + 1)]


@pytest.mark.parametrize(
    ('row', 'words'),
    [(BLANK, 'are blank'), (SATURATED, 'at the limits of their range'), (ALIKE, 'nearly all the same (mode collapse)')],
)
def test_an_illness_is_told_once_after_some_epochs(row, words):
    texts = said([WELL, *[row] * 9])
    assert [len(each) for each in texts] == [0] * 5 + [1] + [0] * 4
    assert words in texts[5][0]
    assert '(epochs 2 to 6)' in texts[5][0]


def test_an_illness_that_goes_away_is_not_told_and_one_that_comes_back_is():
    texts = said([*[BLANK] * 4, WELL, *[BLANK] * 5])
    assert [len(each) for each in texts] == [0] * 9 + [1]


def test_a_healthy_training_and_one_without_figures_are_left_alone():
    assert said([WELL] * 30) == said([{'G_L1': 1.0}] * 30) == [[]] * 30
    require_output([WELL] * 30)


@pytest.mark.parametrize(('row', 'words'), [(BLANK, 'are blank'), (SATURATED, 'at the limits')])
def test_output_that_stays_useless_ends_the_training(row, words):
    require_output([*[row] * 19, WELL, *[row] * 19])
    with pytest.raises(SatganError, match=words) as raised:
        require_output([WELL, *[row] * 20])
    assert 'for 20 epochs, up to epoch 21' in raised.value.message
    assert 'lower learning rate' in raised.value.hint


def losses(name: str, certainty: float) -> dict[str, float]:
    """Return the losses for a discriminator whose scores are `certainty` on the right side."""
    loss, middle = gan_loss(name), 0.5 if name == 'lsgan' else 0.0
    fake, real = torch.tensor(middle - certainty), torch.tensor(middle + certainty)
    return {
        'D_fake': float(loss(fake, False)),
        'D_real': float(loss(real, True)),
        'G_GAN': float(loss(fake, True)),
    }


@pytest.mark.parametrize(('name', 'certain', 'unsure'), [('vanilla', 5.0, 3.0), ('lsgan', 0.45, 0.3)])
def test_a_discriminator_that_has_won_is_told(name, certain, unsure):
    rivals = Rivals(name, 'G_GAN', ('D_fake', 'D_real'))
    assert said([losses(name, unsure)] * 9, [rivals]) == [[]] * 9
    texts = said([losses(name, certain)] * 9, [rivals])
    assert [len(each) for each in texts] == [0] * 4 + [1] + [0] * 4
    assert texts[4][0].startswith('The discriminator has won')


def test_a_discriminator_that_misses_the_real_ones_has_not_won():
    row = losses('vanilla', 6.0) | {'D_real': 0.7}
    assert said([row] * 9, [PAIR]) == [[]] * 9


def test_the_losses_of_a_discriminator_may_come_as_one_sum_times_a_factor():
    row = losses('lsgan', 0.45)
    summed = {'G_A': row['G_GAN'], 'D_A': 0.5 * (row['D_fake'] + row['D_real'])}
    assert summed['D_A'] == pytest.approx(0.05**2)
    assert len(said([summed] * 5, [Rivals('lsgan', 'G_A', ('D_A',), factor=0.5)])[4]) == 1
    assert said([summed] * 9, [Rivals('lsgan', 'G_A', ('D_A',), factor=0.2)]) == [[]] * 9


def test_of_two_domains_the_worse_figures_count():
    found = [{'SATURATION': 0.1, 'CONTRAST': 0.5}, {'SATURATION': 0.3}, {'SATURATION': -0.2, 'CONTRAST': 0.01}]
    assert worst(found) == {'SATURATION': 0.3, 'CONTRAST': 0.01}
    assert worst([{}, {}]) == {}


def test_each_known_loss_has_thresholds():
    assert {'vanilla', 'lsgan'} <= WON.keys()
    assert math.isclose(WON['vanilla'][1], -math.log(0.01), rel_tol=1e-2)


# --- The figures


def chip(values: torch.Tensor) -> torch.Tensor:
    return values.float().reshape(1, 2, 4, 4)


def compared(fake: torch.Tensor, real: torch.Tensor, valid: torch.Tensor | None = None) -> Contrast:
    contrast = Contrast()
    contrast.fake.update(fake, valid)
    contrast.real.update(real, valid)
    return contrast


def test_contrast_is_the_ratio_of_the_spreads():
    real = chip(torch.linspace(-0.9, 0.9, 32))
    contrast = compared(real / 4 + 0.3, real)
    assert contrast.figures() == pytest.approx({'CONTRAST': 0.25, 'SATURATION': 0})


def test_saturation_counts_what_the_real_ones_have_not():
    real, fake = torch.zeros(32), torch.full((32,), 0.5)
    real[:8], fake[:20] = -1, 1
    contrast = compared(chip(fake), chip(real))
    assert contrast.figures()['SATURATION'] == pytest.approx((20 - 8) / 32)


def test_only_valid_pixels_count():
    valid = torch.zeros(1, 1, 4, 4, dtype=torch.bool)
    valid[..., :2] = True
    real = torch.where(valid, chip(torch.arange(32) / 32), math.nan)
    fake = torch.where(valid, torch.tensor(0.5), math.nan).expand(1, 2, 4, 4)
    contrast = compared(fake, real, valid)
    contrast.fake.update(fake, torch.zeros_like(valid))
    assert contrast.figures() == {'CONTRAST': 0, 'SATURATION': 0}


def test_blank_real_chips_judge_nobody():
    assert Contrast().figures() == {}
    contrast = compared(chip(torch.zeros(32)), chip(torch.ones(32)))
    assert contrast.figures() == {'SATURATION': -1}


# --- In a training


def test_a_blank_training_is_warned_of_and_stopped_with_its_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, '_WARN_AFTER', 2)
    monkeypatch.setattr(guards, '_STOP_AFTER', 3)
    monkeypatch.setattr(Contrast, 'figures', lambda self: {'CONTRAST': 0.0})
    listener = Listener()
    with pytest.raises(SatganError, match='are blank although the real ones are not for 3 epochs, up to epoch 3'):
        train(few_chips(), tmp_path / 'run', listener, epochs=5, gan_loss='none')
    [warning] = listener.warnings
    assert '(epochs 1 to 2)' in warning
    assert torch.load(tmp_path / 'run' / 'checkpoint.pt', weights_only=True)['epoch'] == 3


@pytest.mark.parametrize(('learning_rate', 'blank'), [(0.002, True), (0.0002, False)])
def test_ten_times_the_learning_rate_gives_blank_images_and_is_warned_of(tmp_path, learning_rate, blank):
    folder = new_folder('colours')
    classes = blocks(128, 160)
    a = write_raster(folder / 'a.tif', classes, palette=LEGEND.colormap())
    b = write_raster(folder / 'b.tif', COLOURS[classes[0]].transpose(2, 0, 1).astype('uint8'))
    listener = Listener()
    settings = {'generator': 'resnet6', 'norm': 'none', 'filters': 32, 'gan_loss': 'none', 'batch_size': 1}
    dataset = exported(a, b, chip_size=32)
    train(dataset, tmp_path / 'run', listener, epochs=6, learning_rate=learning_rate, **settings)
    guarding = [text for text in listener.warnings if 'trivial' not in text]
    assert any('are blank' in text for text in guarding) == bool(guarding) == blank

"""Validation figures: what they are worked out to, and that pixels without data do not count."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torchmetrics.functional.image import (
    peak_signal_noise_ratio,
    spectral_angle_mapper,
    structural_similarity_index_measure,
)

from core.datasets.domain import Scaling
from core.training.metrics import Metrics
from core.training.scores import ClassScores, Scores
from tests.core.models_made import classed, measured

SIDE = 32


def image(seed: int, channels: int = 3, count: int = 1) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    return torch.rand(count, channels, SIDE, SIDE, generator=random) * 2 - 1


def everywhere(count: int = 1) -> torch.Tensor:
    return torch.ones(count, 1, SIDE, SIDE, dtype=torch.bool)


def left_half() -> torch.Tensor:
    valid = everywhere()
    valid[..., SIDE // 2 :] = False
    return valid


def scores(target, *batches) -> Scores:
    metrics = Metrics(target)
    for batch in batches:
        metrics.update(*batch)
    return metrics.scores()


def test_mae_is_in_units_of_the_target():
    real = torch.zeros(1, 1, SIDE, SIDE)
    fake = torch.full_like(real, 0.5)  # a quarter of the range from -1 to 1
    assert scores(measured(1, 'int16', low=-100, high=300), (fake, real, everywhere())).mae == pytest.approx(100)


def test_mae_of_several_bands_takes_each_in_its_own_scaling():
    target = replace(measured(2), scaling=(Scaling(0, 10), Scaling(0, 1000)))
    fake = torch.tensor([0.2, -0.4]).reshape(1, 2, 1, 1).expand(1, 2, SIDE, SIDE)
    figures = scores(target, (fake, torch.zeros_like(fake), everywhere()))
    assert figures.mae == pytest.approx((0.1 * 10 + 0.2 * 1000) / 2)
    assert figures.data_range == 1000


def test_mae_of_classes_is_in_shares():
    fake = torch.tensor([1.0, -1, -1, -1]).reshape(1, 4, 1, 1).expand(1, 4, SIDE, SIDE)
    real = fake.roll(1, dims=1)  # everywhere another class: wrong in two of four channels
    figures = scores(classed(), (fake, real, everywhere()))
    assert figures.mae == pytest.approx(0.5)
    assert figures.psnr == pytest.approx(10 * math.log10(2))
    assert figures.data_range == 1


def test_psnr_has_the_peak_of_the_scaled_range():
    real = torch.zeros(1, 1, SIDE, SIDE)
    fake = torch.full_like(real, 0.02)  # 2.55 of 255
    assert scores(measured(1), (fake, real, everywhere())).psnr == pytest.approx(20 * math.log10(255 / 2.55))


def test_psnr_equals_that_of_torchmetrics():
    fake, real = image(1), image(2)
    in_units = [(values.double() + 1) * 127.5 for values in (fake, real)]
    expected = peak_signal_noise_ratio(*in_units, data_range=255.0)
    assert scores(measured(3), (fake, real, everywhere())).psnr == pytest.approx(float(expected))


def test_psnr_of_equal_images_is_infinite():
    assert scores(measured(3), (image(1), image(1), everywhere())).psnr == math.inf


def test_ssim_equals_that_of_torchmetrics():
    fake, real = image(1) * 0.3 + image(2) * 0.7, image(2)
    expected = structural_similarity_index_measure(fake.double(), real.double(), data_range=2.0)
    assert scores(measured(3), (fake, real, everywhere())).ssim == pytest.approx(float(expected))


def plain_ssim(fake: np.ndarray, real: np.ndarray, row: int, column: int) -> float:
    """Return the SSIM of one place as Wang et al. 2004 have it: a window of 11 pixels, Gaussian of 1.5 pixels."""
    ramp = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    weights = np.outer(ramp, ramp) / ramp.sum() ** 2
    x, y = (values[row - 5 : row + 6, column - 5 : column + 6] for values in (fake, real))
    mean_x, mean_y = (weights * x).sum(), (weights * y).sum()
    variances = (weights * x**2).sum() - mean_x**2 + (weights * y**2).sum() - mean_y**2
    covariance = (weights * x * y).sum() - mean_x * mean_y
    c1, c2 = (0.01 * 2) ** 2, (0.03 * 2) ** 2
    return (2 * mean_x * mean_y + c1) * (2 * covariance + c2) / ((mean_x**2 + mean_y**2 + c1) * (variances + c2))


def test_ssim_of_one_valid_pixel_is_that_of_its_window():
    real = image(2, 1)
    fake = (image(1, 1) * 0.3 + real * 0.7).clamp(-1, 1)
    valid = torch.zeros(1, 1, SIDE, SIDE, dtype=torch.bool)
    valid[0, 0, 10, 17] = True
    hidden = [np.where(valid[0, 0], values[0, 0].double(), 0) for values in (fake, real)]
    assert scores(measured(1), (fake, real, valid)).ssim == pytest.approx(plain_ssim(*hidden, 10, 17))


@pytest.mark.parametrize('hidden', [0.0, 1.0, 1e30, math.nan, math.inf])
def test_pixels_without_data_do_not_matter(hidden):
    fake, real, valid = image(1), image(2), left_half()
    other_fake = torch.where(valid, fake, hidden)
    other_real = torch.where(valid, real, -hidden)
    first, second = (scores(measured(3), batch) for batch in ((fake, real, valid), (other_fake, other_real, valid)))
    assert first == second
    assert math.isfinite(second.mae)


def test_figures_of_a_half_are_those_of_that_half():
    fake, real = image(1), image(2)
    figures = scores(measured(3), (fake, real, left_half()))
    halves = [values[..., : SIDE // 2].double() for values in (fake, real)]
    assert figures.mae == pytest.approx(float((halves[0] - halves[1]).abs().mean()) * 127.5)
    assert figures.psnr == pytest.approx(float(peak_signal_noise_ratio(*halves, data_range=2.0)))


def test_batches_count_by_their_valid_pixels():
    fakes, reals = image(1, count=3), image(2, count=3)
    valid = torch.cat([everywhere(), left_half(), torch.zeros_like(everywhere())])
    at_once = scores(measured(3), (fakes, reals, valid))
    one_by_one = scores(measured(3), *((fakes[i : i + 1], reals[i : i + 1], valid[i : i + 1]) for i in range(3)))
    assert one_by_one.to_json() == pytest.approx(at_once.to_json())
    assert set(at_once.to_json()) == {'MAE', 'RMSE', 'BIAS', 'PSNR', 'SSIM', 'SAM'}


def test_without_any_valid_pixel_there_are_no_figures():
    assert scores(measured(3)) is None
    assert scores(measured(3), (image(1), image(2), ~everywhere())) is None


def test_figures_do_not_lose_precision_over_many_batches():
    fake, real = torch.full((1, 1, SIDE, SIDE), 1e-3), torch.zeros(1, 1, SIDE, SIDE)
    metrics = Metrics(measured(1, low=0, high=2))
    for _ in range(300):
        metrics.update(fake, real, everywhere())
    assert metrics.scores().mae == pytest.approx(float(fake[0, 0, 0, 0]), rel=1e-9)


def test_rmse_and_bias_are_in_units_of_the_target():
    fake = torch.tensor([0.5, -0.1]).repeat(SIDE * SIDE // 2).reshape(1, 1, SIDE, SIDE)
    figures = scores(measured(1, 'int16', low=-100, high=300), (fake, torch.zeros_like(fake), everywhere()))
    assert figures.bias == pytest.approx((100 - 20) / 2)  # 200 units for each 1 of network output
    assert figures.rmse == pytest.approx(math.sqrt((100**2 + 20**2) / 2))
    assert figures.mae == pytest.approx(60)


def test_each_band_has_figures_of_its_own():
    target = replace(
        measured(2, names=('height', 'slope'), units=('m', 'degree')), scaling=(Scaling(0, 10), Scaling(0, 1000))
    )
    fake, real, valid = image(1, 2), image(2, 2), left_half()
    both = scores(target, (fake, real, valid))
    for band, figures in enumerate(both.bands):
        part = slice(band, band + 1)
        alone = scores(replace(measured(1), scaling=target.scaling[part]), (fake[:, part], real[:, part], valid))
        names = ('mae', 'rmse', 'bias', 'psnr', 'ssim', 'data_range')
        assert [getattr(figures, name) for name in names] == pytest.approx([getattr(alone, name) for name in names])
    assert [(figures.name, figures.unit) for figures in both.bands] == [('height', 'm'), ('slope', 'degree')]


def test_the_spectral_angle_equals_that_of_torchmetrics():
    fake, real = image(1, 4), image(2, 4)
    in_units = [(values.double() + 1) * 127.5 for values in (fake, real)]
    expected = math.degrees(float(spectral_angle_mapper(*in_units)))
    assert scores(measured(4), (fake, real, everywhere())).sam == pytest.approx(expected)


def test_brightness_does_not_change_the_spectral_angle_and_black_has_none():
    real = image(2).abs()
    half = (real + 1) / 2 - 1  # half of it, counted from -1
    half[..., 0], real[..., 1] = -1, -1
    assert scores(measured(3), (half, real, everywhere())).sam == pytest.approx(0, abs=1e-4)


def test_a_single_band_has_no_spectral_angle():
    assert scores(measured(1), (image(1, 1), image(2, 1), everywhere())).sam is None


def one_hot(classes: np.ndarray, count: int) -> torch.Tensor:
    return torch.from_numpy(np.where(np.arange(count)[:, None, None] == classes, 1.0, -1.0))[None].float()


def test_accuracy_and_iou_of_classes_are_those_of_a_count():
    random = np.random.default_rng(3)
    real, fake = (random.choice(4, (SIDE, SIDE), p=(0.5, 0.3, 0.2, 0.0)) for _ in range(2))
    valid = left_half()
    figures = scores(classed(), (one_hot(fake, 4) * 0.3, one_hot(real, 4), valid))
    seen = valid[0, 0].numpy()
    real, fake = real[seen], fake[seen]
    assert figures.accuracy == pytest.approx((real == fake).mean())
    ious = [((real == k) & (fake == k)).sum() / ((real == k) | (fake == k)).sum() for k in range(3)]
    assert figures.iou == pytest.approx(np.mean(ious))  # the fourth class is nowhere
    for k, each in enumerate(figures.classes[:3]):
        assert each.iou == pytest.approx(ious[k])
        assert each.accuracy == pytest.approx((fake[real == k] == k).mean())
        assert each.share == pytest.approx((real == k).mean())
    assert [each.name for each in figures.classes] == ['background', 'house', 'road', 'water']
    assert figures.classes[3] == ClassScores('water', 0.0, None, None)
    assert figures.bands == ()


def test_values_that_are_no_class_do_not_count_for_the_accuracy():
    real = one_hot(np.zeros((SIDE, SIDE), dtype=int), 4)
    real[..., : SIDE // 2] = -1
    assert scores(classed(), (one_hot(np.zeros((SIDE, SIDE), dtype=int), 4), real, everywhere())).accuracy == 1


@pytest.mark.parametrize(('target', 'channels'), [(measured(3), 3), (classed(), 4)])
def test_merged_figures_are_those_of_all_together(target, channels):
    batches = [(image(seed, channels), image(seed + 9, channels).sign(), left_half()) for seed in range(3)]
    merged = Metrics(target)
    for batch in batches:
        part = Metrics(target)
        part.update(*batch)
        merged.merge(part)
    assert merged.scores() == scores(target, *batches)

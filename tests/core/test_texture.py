"""The distance of textures: 0 for the same chips, high for blurred ones, and no matter which chip is which."""

import numpy as np
import pytest
import torch
from scipy.stats import wasserstein_distance

from core.training.texture import Texture, balance

EVERYWHERE = torch.ones(1, 1, 32, 32, dtype=torch.bool)


def grain(seed: int, count: int = 8) -> torch.Tensor:
    """Return chips of coarse and fine noise, (count, 2, 32, 32)."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.randn(count, 2, 4, 4, generator=random).repeat_interleave(8, 2).repeat_interleave(8, 3)
    return (0.3 * coarse + 0.2 * torch.randn(count, 2, 32, 32, generator=random)).clamp(-1, 1)


def blurred(chips: torch.Tensor, by: int) -> torch.Tensor:
    return torch.nn.functional.avg_pool2d(chips, by).repeat_interleave(by, 2).repeat_interleave(by, 3)


def distance(fake: torch.Tensor, real: torch.Tensor, valid: torch.Tensor | None = None) -> float | None:
    texture = Texture()
    texture.update(fake, real, EVERYWHERE.expand(len(real), -1, -1, -1) if valid is None else valid)
    return texture.distance()


def test_the_same_chips_have_no_distance_and_others_of_their_kind_hardly_any():
    real = grain(1)
    assert distance(real, real) == 0
    assert distance(grain(2), real) < 0.1


def test_the_more_is_blurred_the_further_away():
    real = grain(1)
    found = [distance(blurred(grain(2), by), real) for by in (1, 2, 4, 32)]
    assert found == sorted(found)
    assert found[1] > 2 * found[0] and found[3] > 0.5


def test_a_lack_of_contrast_counts():
    assert distance(0.5 * grain(2), grain(1)) > 0.25


def test_the_distance_of_one_flat_level_is_that_of_the_shift():
    """Slices are shifted by as much as the patches times the sum of the direction."""
    real = grain(1)[..., :16, :16]  # one level only
    valid = EVERYWHERE[..., :16, :16].expand(len(real), -1, -1, -1)
    directions = torch.randn(98, 64, generator=torch.Generator().manual_seed(0))
    sums = (directions / directions.norm(dim=0)).sum(dim=0)
    expected = 0.1 * float(sums.abs().mean()) / float(real.std(correction=0))
    assert distance(real + 0.1, real, valid) == pytest.approx(expected, rel=0.15)


def test_slices_are_compared_as_scipy_does():
    """Chips of one patch, so that it is known which one is cut out."""
    fake, real = (torch.randn(40, 1, 7, 7, generator=torch.Generator().manual_seed(seed)) for seed in (1, 2))
    texture = Texture(seed=3)
    texture.update(fake, real, torch.ones(40, 1, 7, 7, dtype=torch.bool))
    directions = torch.randn(49, 64, generator=torch.Generator().manual_seed(3))
    directions /= directions.norm(dim=0)
    slices = [(chips.flatten(1) @ directions).T.numpy() for chips in (fake, real)]
    distances = [wasserstein_distance(*pair) for pair in zip(*slices, strict=True)]
    spread = np.sqrt(np.mean(np.var(slices[1], axis=1)))
    assert texture.distance() == pytest.approx(np.mean(distances) / spread, rel=1e-4)


def test_pixels_without_data_are_alike():
    real = grain(1)
    valid = EVERYWHERE.repeat(len(real), 1, 1, 1)
    valid[..., 8:] = False
    fake = torch.where(valid, real, torch.nan)
    assert distance(fake, torch.where(valid, real, 5.0), valid) == 0


def test_blank_real_chips_and_none_tell_nothing():
    assert Texture().distance() is None
    assert distance(grain(1), torch.zeros(8, 2, 32, 32)) is None


def test_chips_beyond_those_needed_change_nothing():
    texture, real = Texture(), grain(1, count=64)
    everywhere = EVERYWHERE.expand(64, -1, -1, -1)
    texture.update(grain(2, count=64), real, everywhere)
    before = Texture()
    before.update(grain(2, count=64), real, everywhere)
    texture.update(-real, real, everywhere)
    assert texture.distance() == before.distance()


def test_balance_prefers_a_sharp_image_to_a_blurred_one_of_lower_error():
    sharp, blurry = (10.0, 0.15), (8.0, 0.6)
    assert balance(*sharp) < balance(*blurry)
    assert balance(10.0, 0.0) == pytest.approx(1.0)

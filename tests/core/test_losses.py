"""The losses against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch

from core.gans.losses import (
    GAN_LOSSES,
    discriminator_loss,
    gan_loss,
    generator_loss,
    hinge_loss,
    least_squares_loss,
    masked_l1,
    vanilla_loss,
)


class TestVanilla:
    def test_undecided_scores_cost_the_logarithm_of_two(self) -> None:
        scores = torch.zeros(2, 1, 30, 30)
        assert vanilla_loss(scores, True).item() == pytest.approx(0.693147)
        assert vanilla_loss(scores, False).item() == pytest.approx(0.693147)

    def test_by_hand(self) -> None:
        # Sigmoids 0.75 and 0.2: real costs -ln 0.75 and -ln 0.2, fake costs -ln 0.25 and -ln 0.8.
        scores = torch.tensor([math.log(3), math.log(0.25)])
        assert vanilla_loss(scores, True).item() == pytest.approx((0.287682 + 1.609438) / 2, rel=1e-5)
        assert vanilla_loss(scores, False).item() == pytest.approx((1.386294 + 0.223144) / 2, rel=1e-5)

    def test_sure_scores_stay_finite(self) -> None:
        assert vanilla_loss(torch.tensor([-1000.0]), True).item() == 1000.0
        assert vanilla_loss(torch.tensor([1000.0]), True).item() == 0.0


class TestLeastSquares:
    def test_by_hand(self) -> None:
        # Distances to 1: 0, 1, 3, 0.5; to 0: 1, 0, 2, 0.5.
        scores = torch.tensor([[1.0, 0.0], [-2.0, 0.5]])
        assert least_squares_loss(scores, True).item() == (0 + 1 + 9 + 0.25) / 4
        assert least_squares_loss(scores, False).item() == (1 + 0 + 4 + 0.25) / 4


class TestHinge:
    def test_by_hand(self) -> None:
        # Short of 1 by 0, 1, 3, 0.5; beyond -1 by 3, 1, 0, 1.5.
        scores = torch.tensor([[2.0, 0.0], [-2.0, 0.5]])
        assert hinge_loss(scores, True).item() == (0 + 1 + 3 + 0.5) / 4
        assert hinge_loss(scores, False).item() == (3 + 1 + 0 + 1.5) / 4


class TestGeneratorLoss:
    @pytest.mark.parametrize(('name', 'loss'), [('vanilla', vanilla_loss), ('lsgan', least_squares_loss)])
    def test_wants_real(self, name: str, loss: Callable) -> None:
        scores = torch.tensor([0.3, -2.0])
        assert generator_loss(name)(scores) == loss(scores, True)

    def test_of_hinge_has_no_margin(self) -> None:
        assert generator_loss('hinge')(torch.tensor([5.0, -2.0, 3.0])).item() == -2.0

    def test_unknown(self) -> None:
        with pytest.raises(ValueError, match='"wgan" is unknown: it must be one of vanilla, lsgan, hinge'):
            generator_loss('wgan')


@pytest.mark.parametrize('name', GAN_LOSSES)
def test_computed_in_32_bits(name: str) -> None:
    loss = gan_loss(name)(torch.tensor([0.5], dtype=torch.bfloat16), True)
    assert loss.dtype == torch.float32
    assert generator_loss(name)(torch.tensor([0.5], dtype=torch.bfloat16)).dtype == torch.float32


def test_unknown_loss() -> None:
    with pytest.raises(ValueError, match='"wgan" is unknown: it must be one of vanilla, lsgan'):
        gan_loss('wgan')


def test_discriminator_loss() -> None:
    fake, real = torch.tensor(3.0), torch.tensor(1.0)
    assert discriminator_loss(fake, real).item() == 2.0
    assert discriminator_loss(fake, real, 0.25).item() == 1.0


class TestMaskedL1:
    FAKE = torch.tensor([[[[1.0, 2.0]], [[3.0, 4.0]]]])  # two channels of two pixels
    REAL = torch.tensor([[[[0.0, 9.0]], [[1.0, 9.0]]]])

    def test_all_pixels(self) -> None:
        assert masked_l1(self.FAKE, self.REAL).item() == (1 + 7 + 2 + 5) / 4

    @pytest.mark.parametrize('dtype', [torch.bool, torch.float32, torch.uint8])
    def test_valid_pixels_of_all_channels(self, dtype: torch.dtype) -> None:
        valid = torch.tensor([[[[1, 0]]]]).to(dtype)
        assert masked_l1(self.FAKE, self.REAL, valid).item() == (1 + 2) / 2

    def test_everything_valid_equals_no_mask(self) -> None:
        valid = torch.ones(1, 1, 1, 2)
        assert masked_l1(self.FAKE, self.REAL, valid).item() == masked_l1(self.FAKE, self.REAL).item()

    def test_mean_over_the_pixels_of_the_batch(self) -> None:
        fake, real = torch.zeros(2, 1, 1, 2), torch.tensor([[[[3.0, 3.0]]], [[[6.0, 99.0]]]])
        valid = torch.tensor([[[[1.0, 1.0]]], [[[1.0, 0.0]]]])
        assert masked_l1(fake, real, valid).item() == (3 + 3 + 6) / 3

    def test_gradient(self) -> None:
        fake = self.FAKE.clone().requires_grad_()
        real = torch.tensor([[[[0.0, torch.nan]], [[9.0, torch.inf]]]])
        masked_l1(fake, real, torch.tensor([[[[True, False]]]])).backward()
        assert fake.grad.tolist() == [[[[0.5, 0.0]], [[-0.5, 0.0]]]]

    def test_nothing_valid(self) -> None:
        fake = self.FAKE.clone().requires_grad_()
        loss = masked_l1(fake, torch.full_like(fake, torch.nan), torch.zeros(1, 1, 1, 2))
        loss.backward()
        assert loss.item() == 0.0
        assert not fake.grad.any()

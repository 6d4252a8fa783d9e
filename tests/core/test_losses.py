"""The losses against numbers worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from skimage.metrics import structural_similarity

from core.gans.losses import (
    GAN_LOSSES,
    discriminator_loss,
    feature_loss,
    filled,
    gan_loss,
    generator_loss,
    hinge_loss,
    least_squares_loss,
    masked_l1,
    ssim_loss,
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


class TestSsim:
    @staticmethod
    def images(seed: int = 0, side: int = 24) -> tuple[torch.Tensor, torch.Tensor]:
        random = torch.Generator().manual_seed(seed)
        real = torch.rand(2, 3, side, side, generator=random) * 2 - 1
        return (real + 0.4 * torch.randn(2, 3, side, side, generator=random)).clamp(-1, 1), real

    def test_equals_scikit_image(self) -> None:
        fake, real = self.images()
        valid = torch.zeros(2, 1, 24, 24)
        valid[..., 5:-5, 5:-5] = 1  # whole windows: the two mirror the edges in different ways
        fake, real = filled(fake, valid), filled(real, valid)
        expected = []
        for one, other in zip(fake, real, strict=True):
            _, image = structural_similarity(
                one.numpy(),
                other.numpy(),
                data_range=2.0,
                channel_axis=0,
                gaussian_weights=True,
                use_sample_covariance=False,
                full=True,
            )
            expected.append(1 - image[:, 5:-5, 5:-5].mean())
        assert ssim_loss(fake, real, valid).item() == pytest.approx(sum(expected) / 2, abs=1e-4)

    def test_equal_images_cost_nothing(self) -> None:
        _, real = self.images()
        assert ssim_loss(real, real).item() == pytest.approx(0.0, abs=1e-6)

    def test_everything_valid_equals_no_mask(self) -> None:
        fake, real = self.images()
        everywhere = torch.ones(2, 1, 24, 24)
        assert ssim_loss(fake, real, everywhere).item() == pytest.approx(ssim_loss(fake, real).item(), rel=1e-6)

    def test_gradient_leads_to_the_real_image(self) -> None:
        fake, real = self.images()
        fake.requires_grad_()
        before = ssim_loss(fake, real)
        before.backward()
        assert ssim_loss(fake - 5.0 * fake.grad, real) < before

    def test_pixels_without_data_have_no_influence(self) -> None:
        fake, real = self.images()
        valid = torch.ones(2, 1, 24, 24, dtype=torch.bool)
        valid[..., :7] = False
        results = []
        for garbage in (0.0, torch.nan):
            made = torch.where(valid, fake, garbage).requires_grad_()
            loss = ssim_loss(made, torch.where(valid, real, garbage), valid)
            loss.backward()
            assert not made.grad[..., :7].any()
            results.append((loss.item(), made.grad))
        assert results[0][0] == results[1][0] > 0.1
        assert torch.equal(results[0][1], results[1][1])

    def test_nothing_valid(self) -> None:
        fake = self.images()[0].requires_grad_()
        loss = ssim_loss(fake, torch.full_like(fake, torch.nan), torch.zeros(2, 1, 24, 24))
        loss.backward()
        assert loss.item() == 0.0
        assert not fake.grad.any()


class TestFeatureLoss:
    def test_by_hand(self) -> None:
        # The first layer differs by 1 and 2 on average 1.5, the second by 0.5: 4 x (1.5 + 0.5) / 2.
        fake = [torch.tensor([[[[1.0, 2.0]]]]), torch.full((1, 2, 1, 1), 0.5)]
        real = [torch.zeros(1, 1, 1, 2), torch.zeros(1, 2, 1, 1)]
        assert feature_loss(fake, real).item() == 4.0

    def test_computed_in_32_bits(self) -> None:
        fake = [torch.ones(1, 1, 1, 1, dtype=torch.bfloat16)]
        assert feature_loss(fake, fake).dtype == torch.float32

"""The training step of pix2pix.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", arXiv 1611.07004. Losses and the
order of a step are those of junyanz/pytorch-CycleGAN-and-pix2pix.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from ..networks.features import listening
from .gan import Backward, Gan, adam
from .losses import (
    D_LOSS_FACTOR,
    Comparison,
    GanLoss,
    GeneratorLoss,
    discriminator_loss,
    feature_loss,
    filled,
    gan_loss,
    generator_loss,
    masked_l1,
    mean_over_scales,
    ssim_loss,
)
from .share import ALL, Share

if TYPE_CHECKING:
    from lightning_fabric import Fabric

    from .perceptual import Perceptual


class Pix2Pix(Gan):
    """Generator, discriminator and their optimisers, trained one step at a time.

    Attributes:
        generator: makes B of A.
        generator_optimiser: Adam of the generator.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module | None,
        *,
        loss: str = 'vanilla',
        lambda_l1: float = 100.0,
        lambda_ssim: float = 0.0,
        lambda_features: float = 0.0,
        lambda_perceptual: float = 0.0,
        perceptual: Perceptual | None = None,
        d_loss_factor: float = D_LOSS_FACTOR,
        learning_rate: float = 0.0002,
        backward: Backward = Tensor.backward,
    ) -> None:
        """Take two initialised networks and make their optimisers.

        Args:
            generator: (N, C_a, H, W) to (N, C_b, H, W); already in the memory format it is to be trained in.
            discriminator: (N, C_a + C_b, H, W) to scores of any shape, or to a tuple of them, one per scale; None
                exactly if `loss` is `none`.
            loss: a key of `losses.GAN_LOSSES`, or `none` to compare images only.
            lambda_l1: weight of L1 beside the GAN loss, from 0.
            lambda_ssim: weight of `losses.ssim_loss`, from 0.
            lambda_features: weight of `losses.feature_loss`, from 0; 0 without a discriminator.
            lambda_perceptual: weight of `perceptual`, from 0.
            perceptual: compares images by what a trained network sees in them; already on the device.
            d_loss_factor: factor of the discriminator's loss, above 0.
            learning_rate: of both optimisers, from 0.
            backward: computes the gradients; `prepare` replaces it by that of Lightning Fabric.

        Raises:
            ValueError: an unknown loss, or a discriminator and losses that do not go together.
        """
        if (discriminator is None) != (loss == 'none'):
            raise ValueError('A GAN loss needs a discriminator, and the loss "none" goes without one.')
        if lambda_features and discriminator is None:
            raise ValueError('Features can be compared only where there is a discriminator.')
        self.generator = generator
        self.generator_optimiser = adam(generator.parameters(), learning_rate)
        self._adversary: _Adversary | None = None
        if discriminator is not None:
            optimiser = adam(discriminator.parameters(), learning_rate)
            self._adversary = _Adversary(discriminator, optimiser, gan_loss(loss), generator_loss(loss))
        self._comparisons: dict[str, tuple[float, Comparison]] = {'G_L1': (lambda_l1, masked_l1)}
        if lambda_ssim:
            self._comparisons['G_SSIM'] = (lambda_ssim, ssim_loss)
        self._perceptual, self._lambda_perceptual = perceptual, lambda_perceptual
        self._lambda_features = lambda_features
        self._d_loss_factor = d_loss_factor
        self._backward = backward

    @property
    def discriminator(self) -> nn.Module | None:
        """Judges A and B together; None where only L1 is trained."""
        return self._adversary.network if self._adversary else None

    @property
    def discriminator_optimiser(self) -> Optimizer | None:
        """Adam of the discriminator; None where only L1 is trained."""
        return self._adversary.optimiser if self._adversary else None

    @property
    def networks(self) -> dict[str, nn.Module]:
        """Generator and, where there is one, discriminator."""
        pair = {'generator': self.generator, 'discriminator': self.discriminator}
        return {name: network for name, network in pair.items() if network is not None}

    @property
    def optimisers(self) -> dict[str, Optimizer]:
        """Those of the networks."""
        pair = {
            'generator_optimiser': self.generator_optimiser,
            'discriminator_optimiser': self.discriminator_optimiser,
        }
        return {name: optimiser for name, optimiser in pair.items() if optimiser is not None}

    def prepare(self, fabric: Fabric) -> None:
        """Hand networks, optimisers and backward to Lightning Fabric, which moves them and sets the precision.

        Args:
            fabric: a launched Fabric.
        """
        self.generator, self.generator_optimiser = fabric.setup(self.generator, self.generator_optimiser)
        if self._adversary:
            network, optimiser = fabric.setup(self._adversary.network, self._adversary.optimiser)
            self._adversary = replace(self._adversary, network=network, optimiser=optimiser)
        self._backward = fabric.backward

    def training_step(self, a: Tensor, b: Tensor, valid: Tensor | None = None, share: Share = ALL) -> dict[str, Tensor]:
        """Train both networks on one batch: first the discriminator, then the generator against the result.

        Args:
            a: inputs, (N, C_a, H, W) in [-1, 1].
            b: targets, (N, C_b, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            valid: (N, 1, H, W), true or not 0 where the target has data; None if everywhere.
            share: what these images are of a batch that other processes train on too.

        Returns:
            The losses as scalars without graph: `G_L1` and, where they are asked for, `G_SSIM`, `G_features` and
            `G_perceptual`, times their weights as the reference prints them; with a discriminator `D_fake`, `D_real`
            and `G_GAN`.
        """
        valid = None if valid is None else valid.bool()
        fake = self.generator(a)
        goals = {
            name: weight * share.mean(compare(fake, b, valid), valid)
            for name, (weight, compare) in self._comparisons.items()
        }
        if self._perceptual:
            goals['G_perceptual'] = self._lambda_perceptual * share.mean(self._perceptual(fake, b, valid))
        losses = {}
        if self._adversary:
            shown, real = filled(fake, valid), filled(b, valid)
            losses = self._train_discriminator(self._adversary, a, real, shown.detach(), share)
            goals |= self._convince(self._adversary, a, real, shown, share)
        self.generator_optimiser.zero_grad()
        self._backward(torch.stack(list(goals.values())).sum())
        self.generator_optimiser.step()
        return {name: loss.detach() for name, loss in (goals | losses).items()}

    def _train_discriminator(
        self, adversary: _Adversary, a: Tensor, real: Tensor, fake: Tensor, share: Share
    ) -> dict[str, Tensor]:
        adversary.network.requires_grad_(True)
        # One pass each: batch norm over both at once would let each see the statistics of the other.
        losses = {
            'D_fake': share.mean(adversary.judge(a, fake, real=False)),
            'D_real': share.mean(adversary.judge(a, real, real=True)),
        }
        adversary.optimiser.zero_grad()
        self._backward(discriminator_loss(losses['D_fake'], losses['D_real'], self._d_loss_factor))
        adversary.optimiser.step()
        return losses

    def _convince(
        self, adversary: _Adversary, a: Tensor, real: Tensor, fake: Tensor, share: Share
    ) -> dict[str, Tensor]:
        """Return what the generator is to minimise against the discriminator as it is now."""
        adversary.network.requires_grad_(False)
        with listening(adversary.network) as found:
            goals = {'G_GAN': share.mean(adversary.convinced(a, fake))}
        if self._lambda_features:
            with torch.no_grad(), listening(adversary.network) as wanted:
                adversary.judge(a, real, real=True)
            goals['G_features'] = self._lambda_features * share.mean(feature_loss(found, wanted))
        return goals


@dataclass(frozen=True)
class _Adversary:
    """The discriminator with its optimiser, its loss and that of the generator."""

    network: nn.Module
    optimiser: Optimizer
    loss: GanLoss
    generator_loss: GeneratorLoss

    def judge(self, a: Tensor, b: Tensor, *, real: bool) -> Tensor:
        """Return the discriminator's loss of the scores of A and B where they should say `real`, as a scalar."""
        return self._mean(a, b, lambda scores: self.loss(scores, real))

    def convinced(self, a: Tensor, fake: Tensor) -> Tensor:
        """Return the generator's loss of the scores of A and what it made of it, as a scalar."""
        return self._mean(a, fake, self.generator_loss)

    def _mean(self, a: Tensor, b: Tensor, loss: GeneratorLoss) -> Tensor:
        return mean_over_scales(self.network(torch.cat((a, b), dim=1)), loss)

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

from .gan import Backward, Gan, adam
from .losses import D_LOSS_FACTOR, GanLoss, GeneratorLoss, discriminator_loss, gan_loss, generator_loss, masked_l1

if TYPE_CHECKING:
    from lightning_fabric import Fabric


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
        d_loss_factor: float = D_LOSS_FACTOR,
        learning_rate: float = 0.0002,
        backward: Backward = Tensor.backward,
    ) -> None:
        """Take two initialised networks and make their optimisers.

        Args:
            generator: (N, C_a, H, W) to (N, C_b, H, W); already in the memory format it is to be trained in.
            discriminator: (N, C_a + C_b, H, W) to scores of any shape, or to a tuple of them, one per scale; None
                exactly if `loss` is `none`.
            loss: a key of `losses.GAN_LOSSES`, or `none` for L1 only.
            lambda_l1: weight of L1 beside the GAN loss, from 0.
            d_loss_factor: factor of the discriminator's loss, above 0.
            learning_rate: of both optimisers, from 0.
            backward: computes the gradients; `prepare` replaces it by that of Lightning Fabric.

        Raises:
            ValueError: an unknown loss, or a discriminator and a loss that do not go together.
        """
        if (discriminator is None) != (loss == 'none'):
            raise ValueError('A GAN loss needs a discriminator, and the loss "none" goes without one.')
        self.generator = generator
        self.generator_optimiser = adam(generator.parameters(), learning_rate)
        self._adversary: _Adversary | None = None
        if discriminator is not None:
            optimiser = adam(discriminator.parameters(), learning_rate)
            self._adversary = _Adversary(discriminator, optimiser, gan_loss(loss), generator_loss(loss))
        self._lambda_l1 = lambda_l1
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

    def training_step(self, a: Tensor, b: Tensor, valid: Tensor | None = None) -> dict[str, Tensor]:
        """Train both networks on one batch: first the discriminator, then the generator against the result.

        Args:
            a: inputs, (N, C_a, H, W) in [-1, 1].
            b: targets, (N, C_b, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            valid: (N, 1, H, W), true or not 0 where the target has data; None if everywhere.

        Returns:
            The losses as scalars without graph: `D_fake`, `D_real`, `G_GAN` and `G_L1`, the last one times its weight
            as the reference prints it; only `G_L1` without a discriminator.
        """
        valid = None if valid is None else valid.bool()
        fake = self.generator(a)
        losses = {'G_L1': self._lambda_l1 * masked_l1(fake, b, valid)}
        if self._adversary:
            shown = _filled(fake, valid)
            losses |= self._train_discriminator(self._adversary, a, _filled(b, valid), shown.detach())
            self._adversary.network.requires_grad_(False)
            losses['G_GAN'] = self._adversary.convinced(a, shown)
        self.generator_optimiser.zero_grad()
        self._backward(losses['G_GAN'] + losses['G_L1'] if self._adversary else losses['G_L1'])
        self.generator_optimiser.step()
        return {name: loss.detach() for name, loss in losses.items()}

    def _train_discriminator(self, adversary: _Adversary, a: Tensor, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        adversary.network.requires_grad_(True)
        # One pass each: batch norm over both at once would let each see the statistics of the other.
        losses = {'D_fake': adversary.judge(a, fake, real=False), 'D_real': adversary.judge(a, real, real=True)}
        adversary.optimiser.zero_grad()
        self._backward(discriminator_loss(losses['D_fake'], losses['D_real'], self._d_loss_factor))
        adversary.optimiser.step()
        return losses


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
        """Return the mean over the scales, so that the weights of the other losses mean the same for any number."""
        scores = self.network(torch.cat((a, b), dim=1))
        scales = (scores,) if isinstance(scores, Tensor) else scores
        return torch.stack([loss(scale) for scale in scales]).mean()


def _filled(image: Tensor, valid: Tensor | None) -> Tensor:
    """Put 0 where the target has no data, so that real and fake do not differ by the hole."""
    return image if valid is None else torch.where(valid, image, 0.0)

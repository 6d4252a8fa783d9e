"""The training step of CycleGAN.

Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", arXiv 1703.10593.
Losses, the order of a step and the names of the losses are those of junyanz/pytorch-CycleGAN-and-pix2pix: what ends in
`_A` belongs to the way from A to B, what ends in `_B` to the way back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn
from torch.optim import Optimizer

from .gan import Backward, Gan, adam
from .losses import (
    D_LOSS_FACTOR,
    discriminator_loss,
    filled,
    gan_loss,
    generator_loss,
    masked_l1,
    mean_over_scales,
    real_from,
)
from .pool import ImagePool
from .share import ALL, Share

if TYPE_CHECKING:
    from lightning_fabric import Fabric


@dataclass
class Way:
    """One direction of the translation.

    Attributes:
        generator: from images of one domain to those of the other.
        discriminator: judges images of that other domain.
        pool: earlier images of the generator.
    """

    generator: nn.Module
    discriminator: nn.Module
    pool: ImagePool


class CycleGan(Gan):
    """Two generators, two discriminators, an optimiser for each two, trained one step at a time.

    Attributes:
        a_to_b: the way from A to B.
        b_to_a: the way back.
        generator_optimiser: Adam of both generators.
        discriminator_optimiser: Adam of both discriminators.
    """

    def __init__(
        self,
        a_to_b: Way,
        b_to_a: Way,
        *,
        loss: str = 'lsgan',
        lambda_cycle: float = 10.0,
        lambda_identity: float = 0.5,
        d_loss_factor: float = D_LOSS_FACTOR,
        learning_rate: float = 0.0002,
        backward: Backward = Tensor.backward,
    ) -> None:
        """Take initialised networks and make their optimisers.

        Args:
            a_to_b: generator of (N, C_a, H, W) to (N, C_b, H, W), and discriminator of (N, C_b, H, W) to scores of any
                shape, or to a tuple of them, one per scale; already in the memory format they are to be trained in.
            b_to_a: the same the other way round.
            loss: a key of `losses.GAN_LOSSES`.
            lambda_cycle: weight of the cycle losses beside the GAN losses, from 0.
            lambda_identity: weight of the identity losses in units of `lambda_cycle`, from 0; above 0 both domains have
                the same number of channels.
            d_loss_factor: factor of the discriminators' losses, above 0.
            learning_rate: of both optimisers, from 0.
            backward: computes the gradients; `prepare` replaces it by that of Lightning Fabric.

        Raises:
            ValueError: an unknown loss.
        """
        self.a_to_b, self.b_to_a = a_to_b, b_to_a
        self.generator_optimiser = adam(_weights(a_to_b.generator, b_to_a.generator), learning_rate)
        self.discriminator_optimiser = adam(_weights(a_to_b.discriminator, b_to_a.discriminator), learning_rate)
        self._loss, self._generator_loss = gan_loss(loss), generator_loss(loss)
        self._real_from = real_from(loss)
        self._lambda_cycle = lambda_cycle
        self._lambda_identity = lambda_identity
        self._d_loss_factor = d_loss_factor
        self._backward = backward

    @property
    def networks(self) -> dict[str, nn.Module]:
        """Generators and discriminators by their names in the reference."""
        return {
            'G_A': self.a_to_b.generator,
            'G_B': self.b_to_a.generator,
            'D_A': self.a_to_b.discriminator,
            'D_B': self.b_to_a.discriminator,
        }

    @property
    def optimisers(self) -> dict[str, Optimizer]:
        """That of the generators and that of the discriminators."""
        return {
            'generator_optimiser': self.generator_optimiser,
            'discriminator_optimiser': self.discriminator_optimiser,
        }

    @property
    def _pools(self) -> dict[str, ImagePool]:
        return {'pool_A': self.a_to_b.pool, 'pool_B': self.b_to_a.pool}

    def state_dict(self) -> dict[str, Any]:
        """Return everything needed to go on, the pools included."""
        return super().state_dict() | {name: pool.state_dict() for name, pool in self._pools.items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned.

        Raises:
            ValueError: a state of other networks.
            RuntimeError: weights that do not fit the networks.
        """
        super().load_state_dict({name: part for name, part in state.items() if name not in self._pools})
        for name, pool in self._pools.items():
            pool.load_state_dict(state[name])

    def prepare(self, fabric: Fabric) -> None:
        """Hand networks, optimisers and backward to Lightning Fabric, which moves them and sets the precision.

        Args:
            fabric: a launched Fabric.
        """
        for way in (self.a_to_b, self.b_to_a):
            way.generator = fabric.setup_module(way.generator)
            way.discriminator = fabric.setup_module(way.discriminator)
        optimisers: Any = fabric.setup_optimizers(self.generator_optimiser, self.discriminator_optimiser)
        self.generator_optimiser, self.discriminator_optimiser = optimisers
        self._backward = fabric.backward

    def training_step(
        self,
        a: Tensor,
        b: Tensor,
        valid_a: Tensor | None = None,
        valid_b: Tensor | None = None,
        share: Share = ALL,
    ) -> dict[str, Tensor]:
        """Train all networks on one batch: first both generators, then both discriminators.

        Args:
            a: images of A, (N, C_a, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            b: images of B, (N, C_b, H, W) in [-1, 1]; the same. They need not show what `a` shows.
            valid_a: (N, 1, H, W), true or not 0 where `a` has data; None if everywhere.
            valid_b: the same for `b`.
            share: what these images are of a batch that other processes train on too.

        Returns:
            The losses as scalars without graph: `G_A`, `cycle_A`, `idt_A`, `D_A` of the way from A to B and of its
            return to A, and the same of the other way; weighted as the reference prints them. `idt_A` and `idt_B` are
            missing where their weight is 0.
        """
        a, b = filled(a, valid_a), filled(b, valid_b)
        there, back = self.a_to_b, self.b_to_a
        for way in (there, back):
            way.discriminator.requires_grad_(False)
        fake_b, again_a = cycle(there, back, a, valid_a)
        fake_a, again_b = cycle(back, there, b, valid_b)
        losses = self._identity_losses(a, b, valid_a, valid_b, share) | {
            'G_A': share.mean(mean_over_scales(there.discriminator(fake_b), self._generator_loss)),
            'G_B': share.mean(mean_over_scales(back.discriminator(fake_a), self._generator_loss)),
            'cycle_A': self._lambda_cycle * share.mean(masked_l1(again_a, a, valid_a), valid_a),
            'cycle_B': self._lambda_cycle * share.mean(masked_l1(again_b, b, valid_b), valid_b),
        }
        self.generator_optimiser.zero_grad()
        self._backward(sum(losses.values(), start=a.new_zeros(())))
        self.generator_optimiser.step()
        losses |= self._train_discriminators(a, b, fake_a.detach(), fake_b.detach(), share)
        return {name: loss.detach() for name, loss in losses.items()}

    def share_passed(self, way: Way, fake: Tensor) -> float:
        """Return the share of generated patches that the discriminator of a way takes for real, 0 to 1.

        Args:
            way: that generated them.
            fake: (N, C, H, W).
        """
        scores = way.discriminator(fake)
        scales = (scores,) if isinstance(scores, Tensor) else scores
        return sum(float((scale > self._real_from).float().mean()) for scale in scales) / len(scales)

    def _identity_losses(
        self, a: Tensor, b: Tensor, valid_a: Tensor | None, valid_b: Tensor | None, share: Share
    ) -> dict[str, Tensor]:
        """Return how much each generator changes images that are of its target domain already."""
        weight = self._lambda_cycle * self._lambda_identity
        if not weight:
            return {}
        return {
            'idt_A': weight * share.mean(masked_l1(self.a_to_b.generator(b), b, valid_b), valid_b),
            'idt_B': weight * share.mean(masked_l1(self.b_to_a.generator(a), a, valid_a), valid_a),
        }

    def _train_discriminators(
        self, a: Tensor, b: Tensor, fake_a: Tensor, fake_b: Tensor, share: Share
    ) -> dict[str, Tensor]:
        losses = {}
        for name, way, real, fake in (('D_A', self.a_to_b, b, fake_b), ('D_B', self.b_to_a, a, fake_a)):
            way.discriminator.requires_grad_(True)
            # One pass each: batch norm over both at once would let each see the statistics of the other.
            of_real = self._judged(way, real, real=True)
            of_fake = self._judged(way, way.pool.exchange(fake, share), real=False)
            losses[name] = share.mean(discriminator_loss(of_fake, of_real, self._d_loss_factor))
        self.discriminator_optimiser.zero_grad()
        self._backward(losses['D_A'] + losses['D_B'])
        self.discriminator_optimiser.step()
        return losses

    def _judged(self, way: Way, image: Tensor, *, real: bool) -> Tensor:
        return mean_over_scales(way.discriminator(image), lambda scores: self._loss(scores, real))


def cycle(way: Way, back: Way, image: Tensor, valid: Tensor | None) -> tuple[Tensor, Tensor]:
    """Return what a generator makes of images, and what the other one makes of that.

    Args:
        way: the way there.
        back: the way back.
        image: (N, C, H, W) in [-1, 1], 0 where not valid.
        valid: (N, 1, H, W), true or not 0 where there is data; None if everywhere.
    """
    fake = filled(way.generator(image), valid)
    return fake, back.generator(fake)


def _weights(first: nn.Module, second: nn.Module) -> chain[nn.Parameter]:
    return chain(first.parameters(), second.parameters())

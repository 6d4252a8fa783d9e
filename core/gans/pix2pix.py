"""The training step of pix2pix.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", arXiv 1611.07004. Losses and the
order of a step are those of junyanz/pytorch-CycleGAN-and-pix2pix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

from .losses import D_LOSS_FACTOR, GanLoss, discriminator_loss, gan_loss, masked_l1

if TYPE_CHECKING:
    from lightning_fabric import Fabric

#: Computes the gradients of a scalar loss.
Backward = Callable[[Tensor], None]

_BETAS = (0.5, 0.999)


class Pix2Pix:
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
        self.generator_optimiser = _adam(generator, learning_rate)
        self._adversary: _Adversary | None = None
        if discriminator is not None:
            self._adversary = _Adversary(discriminator, _adam(discriminator, learning_rate), gan_loss(loss))
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
            losses['G_GAN'] = self._adversary.judge(a, shown, real=True)
        self.generator_optimiser.zero_grad()
        self._backward(losses['G_GAN'] + losses['G_L1'] if self._adversary else losses['G_L1'])
        self.generator_optimiser.step()
        return {name: loss.detach() for name, loss in losses.items()}

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set the learning rate of both optimisers, from 0."""
        for optimiser in (self.generator_optimiser, self.discriminator_optimiser):
            for group in optimiser.param_groups if optimiser else ():
                group['lr'] = learning_rate

    def state_dict(self) -> dict[str, Any]:
        """Return everything needed to go on: tensors, numbers, lists and dicts only, so `weights_only` loads it."""
        networks, optimisers = self._parts()
        return {name: part.state_dict() for name, part in (networks | optimisers).items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned.

        Args:
            state: of networks of the same kind and size.

        Raises:
            ValueError: a state with a discriminator for a training without one, or the other way round.
            RuntimeError: weights that do not fit the networks.
        """
        networks, optimisers = self._parts()
        needed = networks | optimisers
        if state.keys() != needed.keys():
            raise ValueError(f'The state holds {", ".join(state)}, but this training needs {", ".join(needed)}.')
        for name, network in networks.items():
            network.load_state_dict(state[name])
        for name, optimiser in optimisers.items():
            optimiser.load_state_dict(state[name])
            _match_layout(optimiser)

    def _train_discriminator(self, adversary: _Adversary, a: Tensor, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        adversary.network.requires_grad_(True)
        # One pass each: batch norm over both at once would let each see the statistics of the other.
        losses = {'D_fake': adversary.judge(a, fake, real=False), 'D_real': adversary.judge(a, real, real=True)}
        adversary.optimiser.zero_grad()
        self._backward(discriminator_loss(losses['D_fake'], losses['D_real'], self._d_loss_factor))
        adversary.optimiser.step()
        return losses

    def _parts(self) -> tuple[dict[str, nn.Module], dict[str, Optimizer]]:
        networks = {'generator': self.generator}
        optimisers = {'generator_optimiser': self.generator_optimiser}
        if self._adversary:
            networks['discriminator'] = self._adversary.network
            optimisers['discriminator_optimiser'] = self._adversary.optimiser
        return networks, optimisers


@dataclass(frozen=True)
class _Adversary:
    """The discriminator with its optimiser and its loss."""

    network: nn.Module
    optimiser: Optimizer
    loss: GanLoss

    def judge(self, a: Tensor, b: Tensor, *, real: bool) -> Tensor:
        """Return the loss of the scores of A and B where they should say `real`, as a scalar.

        Of several scales it is the mean, so that the weights of the other losses mean the same for any number.
        """
        scores = self.network(torch.cat((a, b), dim=1))
        if isinstance(scores, Tensor):
            return self.loss(scores, real)
        return torch.stack([self.loss(scale, real) for scale in scores]).mean()


def _adam(network: nn.Module, learning_rate: float) -> Optimizer:
    # Fused: one pass over the weights instead of one per operation, about four times as fast on a CPU.
    return Adam(network.parameters(), lr=learning_rate, betas=_BETAS, fused=True)


def _match_layout(optimiser: Optimizer) -> None:
    # The fused Adam reads weights and moments in the order of memory, and does not notice when a moment that was saved
    # in another memory format has another order.
    for weight, moments in optimiser.state.items():
        for name, moment in moments.items():
            if moment.shape == weight.shape and moment.stride() != weight.stride():
                moments[name] = torch.empty_like(weight).copy_(moment)


def _filled(image: Tensor, valid: Tensor | None) -> Tensor:
    """Put 0 where the target has no data, so that real and fake do not differ by the hole."""
    return image if valid is None else torch.where(valid, image, 0.0)

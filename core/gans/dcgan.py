"""The training step of DCGAN: images out of noise.

Radford et al. 2016, arXiv 1511.06434; losses and the order of a step are those of the DCGAN tutorial of PyTorch, or,
for networks of Keras, those of the article that they come from (see `networks/keras80.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from torch import Tensor, nn
from torch.optim import Optimizer

from .gan import Backward, Gan, adam
from .keras_rmsprop import KerasRMSprop
from .losses import discriminator_loss, vanilla_loss
from .share import ALL, Share

if TYPE_CHECKING:
    from lightning_fabric import Fabric


@dataclass(frozen=True)
class Rule:
    """How the weights of a preset are trained.

    Attributes:
        optimiser: takes weights and learning rate.
        learning_rate: of the generator.
        d_rate_factor: by how much the discriminator's rate is higher.
        d_loss_factor: factor of the discriminator's loss.
    """

    optimiser: Callable[[Iterable[Tensor], float], Optimizer]
    learning_rate: float
    d_rate_factor: float
    d_loss_factor: float


def _keras_rmsprop(weights: Iterable[Tensor], learning_rate: float) -> Optimizer:
    return KerasRMSprop(weights, learning_rate, clip=1.0, decay=1e-7)


#: Rules by the name of their preset. Keras takes the mean over real and generated images where the tutorial adds up.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        'dcgan64': Rule(adam, learning_rate=0.0002, d_rate_factor=1.0, d_loss_factor=1.0),
        'keras80': Rule(_keras_rmsprop, learning_rate=0.0003, d_rate_factor=2.0, d_loss_factor=0.5),
    }
)


class DCGAN(Gan):
    """Generator, discriminator and their optimisers, trained one step at a time.

    Attributes:
        generator: makes images of noise.
        discriminator: judges images.
        generator_optimiser: that of the generator.
        discriminator_optimiser: that of the discriminator.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        *,
        rule: Rule = RULES['dcgan64'],
        augment: Callable[[Tensor], Tensor] | None = None,
        backward: Backward = Tensor.backward,
    ) -> None:
        """Take two initialised networks and make their optimisers.

        Args:
            generator: (N, noise) to (N, C, H, W); already in the memory format it is to be trained in.
            discriminator: (N, C, H, W) to scores of any shape.
            rule: how the weights are trained.
            augment: changes what the discriminator sees, real or generated; gradients must pass through. None: nothing
                does.
            backward: computes the gradients; `prepare` replaces it by that of Lightning Fabric.
        """
        self.generator = generator
        self.discriminator = discriminator
        self.generator_optimiser = rule.optimiser(generator.parameters(), rule.learning_rate)
        self.discriminator_optimiser = rule.optimiser(
            discriminator.parameters(), rule.learning_rate * rule.d_rate_factor
        )
        self._rule = rule
        self._augment = augment
        self._backward = backward

    @property
    def networks(self) -> dict[str, nn.Module]:
        """Generator and discriminator."""
        return {'generator': self.generator, 'discriminator': self.discriminator}

    @property
    def optimisers(self) -> dict[str, Optimizer]:
        """Those of the networks."""
        return {
            'generator_optimiser': self.generator_optimiser,
            'discriminator_optimiser': self.discriminator_optimiser,
        }

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set the learning rate of the generator, from 0, and that of the discriminator in proportion."""
        super().set_learning_rate(learning_rate)
        for group in self.discriminator_optimiser.param_groups:
            group['lr'] *= self._rule.d_rate_factor

    def prepare(self, fabric: Fabric) -> None:
        """Hand networks, optimisers and backward to Lightning Fabric, which moves them and sets the precision.

        Args:
            fabric: a launched Fabric.
        """
        self.generator, self.generator_optimiser = fabric.setup(self.generator, self.generator_optimiser)
        self.discriminator, self.discriminator_optimiser = fabric.setup(
            self.discriminator, self.discriminator_optimiser
        )
        self._backward = fabric.backward

    def training_step(self, real: Tensor, noise: Tensor, share: Share = ALL) -> dict[str, Tensor]:
        """Train both networks on one batch: first the discriminator, then the generator against the result.

        Args:
            real: (N, C, H, W) in [-1, 1].
            noise: (N, length of the vectors), from the normal distribution.
            share: what these images are of a batch that other processes train on too.

        Returns:
            The losses as scalars without graph: `D_fake`, `D_real` and `G_GAN`.
        """
        fake = self.generator(noise)
        losses = self._train_discriminator(real, fake.detach(), share)
        self.discriminator.requires_grad_(False)
        losses['G_GAN'] = share.mean(self._judged(fake, real=True))
        self.generator_optimiser.zero_grad()
        self._backward(losses['G_GAN'])
        self.generator_optimiser.step()
        return {name: loss.detach() for name, loss in losses.items()}

    def _train_discriminator(self, real: Tensor, fake: Tensor, share: Share) -> dict[str, Tensor]:
        self.discriminator.requires_grad_(True)
        # One pass each: batch norm over both at once would let each see the statistics of the other.
        losses = {
            'D_real': share.mean(self._judged(real, real=True)),
            'D_fake': share.mean(self._judged(fake, real=False)),
        }
        self.discriminator_optimiser.zero_grad()
        self._backward(discriminator_loss(losses['D_fake'], losses['D_real'], self._rule.d_loss_factor))
        self.discriminator_optimiser.step()
        return losses

    def _judged(self, images: Tensor, *, real: bool) -> Tensor:
        seen = self._augment(images) if self._augment else images
        return vanilla_loss(self.discriminator(seen), real)

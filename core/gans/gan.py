"""What all GANs have in common: networks and optimisers by name, and their state."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Adam, Optimizer

#: Computes the gradients of a scalar loss.
Backward = Callable[[Tensor], None]

_BETAS = (0.5, 0.999)


class Gan(ABC):
    """Networks and their optimisers, trained one step at a time."""

    @property
    @abstractmethod
    def networks(self) -> dict[str, nn.Module]:
        """The networks by the names that the state has for them."""

    @property
    @abstractmethod
    def optimisers(self) -> dict[str, Optimizer]:
        """The optimisers by the names that the state has for them."""

    def train(self) -> None:
        """Put all networks into training mode."""
        for network in self.networks.values():
            network.train()

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set the learning rate of all optimisers, from 0."""
        for optimiser in self.optimisers.values():
            for group in optimiser.param_groups:
                group['lr'] = learning_rate

    def state_dict(self) -> dict[str, Any]:
        """Return everything needed to go on: tensors, numbers, lists and dicts only, so `weights_only` loads it."""
        return {name: part.state_dict() for name, part in (self.networks | self.optimisers).items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from what `state_dict` returned.

        Args:
            state: of networks of the same kind and size.

        Raises:
            ValueError: a state of other networks, as of a training without discriminator.
            RuntimeError: weights that do not fit the networks.
        """
        needed = self.networks | self.optimisers
        if state.keys() != needed.keys():
            raise ValueError(f'The state holds {", ".join(state)}, but this training needs {", ".join(needed)}.')
        for name, network in self.networks.items():
            network.load_state_dict(state[name])
        for name, optimiser in self.optimisers.items():
            optimiser.load_state_dict(state[name])
            _match_layout(optimiser)


def adam(weights: Iterable[Tensor], learning_rate: float) -> Optimizer:
    """Return the Adam of the reference recipes."""
    # Fused: one pass over the weights instead of one per operation, about four times as fast on a CPU.
    return Adam(weights, lr=learning_rate, betas=_BETAS, fused=True)


def _match_layout(optimiser: Optimizer) -> None:
    # The fused Adam reads weights and moments in the order of memory, and does not notice when a moment that was saved
    # in another memory format has another order.
    for weight, moments in optimiser.state.items():
        for name, moment in moments.items():
            if moment.shape == weight.shape and moment.stride() != weight.stride():
                moments[name] = torch.empty_like(weight).copy_(moment)

"""RMSprop as Keras computes it: gradients are clipped, and the rate falls with every step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor
from torch.nn.utils import clip_grad_value_
from torch.optim import RMSprop

_MEMORY = 0.9  # Keras' own values, which differ from those of PyTorch
_EPSILON = 1e-7


class KerasRMSprop(RMSprop):
    """RMSprop with the two further settings of Keras 2, `clipvalue` and `decay`."""

    def __init__(self, weights: Iterable[Tensor], learning_rate: float, *, clip: float, decay: float) -> None:
        """Take the weights.

        Args:
            weights: to be trained.
            learning_rate: of the first step, from 0.
            clip: gradients are kept within -clip and clip, one by one.
            decay: step n, counted from 0, has the rate `learning_rate / (1 + decay * n)`.
        """
        super().__init__(weights, lr=learning_rate, alpha=_MEMORY, eps=_EPSILON)
        self._clip = clip
        self._decay = decay

    def step(self, closure: Callable[[], float] | None = None) -> Any:
        """Train by one step."""
        rates = [group['lr'] for group in self.param_groups]
        for group in self.param_groups:
            clip_grad_value_(group['params'], self._clip)
            group['lr'] /= 1 + self._decay * self._steps_done(group['params'][0])
        try:
            return super().step(closure)
        finally:
            for group, rate in zip(self.param_groups, rates, strict=True):
                group['lr'] = rate

    def _steps_done(self, weight: Tensor) -> float:
        return float(self.state[weight]['step']) if weight in self.state else 0.0

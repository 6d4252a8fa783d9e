"""What a discriminator finds on the way to its scores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn


@contextmanager
def listening(discriminator: nn.Module) -> Iterator[list[Tensor]]:
    """Collect the features of a discriminator while images pass through it.

    Args:
        discriminator: any of this package, also inside a wrapper.

    Yields:
        A list that gets what each layer but the last one finds, (N, C, h, w) behind its activation: those of the full
        resolution first, all with their graph.
    """
    found: list[Tensor] = []

    def note(layer: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
        found.append(output)

    activations = [layer for layer in discriminator.modules() if isinstance(layer, nn.LeakyReLU)]
    hooks = [layer.register_forward_hook(note) for layer in activations]
    try:
        yield found
    finally:
        for hook in hooks:
            hook.remove()

"""The starting weights of the networks."""

from __future__ import annotations

import torch
from torch import nn

#: Standard deviation of all random starting weights (Isola et al. 2017, section 6.2).
STANDARD_DEVIATION = 0.02

_WEIGHTED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
_SCALED = (nn.BatchNorm2d, nn.GroupNorm)


def initialise(network: nn.Module, generator: torch.Generator | None = None) -> None:
    """Draw the starting weights of a network in place: convolutions from N(0, 0.02), norms from N(1, 0.02).

    Biases become 0. Follows Isola et al. 2017 (section 6.2) and, for batch norms, Radford et al. 2016 (DCGAN).

    Args:
        network: any network of this package, on the device of `generator`.
        generator: where the random numbers come from; None takes the global generator of PyTorch.
    """
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, _WEIGHTED):
                module.weight.normal_(0.0, STANDARD_DEVIATION, generator=generator)
            elif isinstance(module, _SCALED):
                module.weight.normal_(1.0, STANDARD_DEVIATION, generator=generator)
            else:
                continue
            if module.bias is not None:
                module.bias.zero_()


def initialise_glorot(network: nn.Module, generator: torch.Generator | None = None) -> None:
    """Draw the starting weights of a network in place as Keras does (Glorot and Bengio 2010); biases become 0.

    Args:
        network: a network without norms, on the device of `generator`.
        generator: where the random numbers come from; None takes the global generator of PyTorch.
    """
    for module in network.modules():
        if isinstance(module, _WEIGHTED):
            nn.init.xavier_uniform_(module.weight, generator=generator)
            if module.bias is not None:
                nn.init.zeros_(module.bias)

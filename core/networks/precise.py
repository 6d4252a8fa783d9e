"""Which layers of a network calculate with 32 bits and which with 16."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Precise(nn.Module):
    """A layer in single precision, whatever precision is at work around it."""

    def __init__(self, layer: nn.Module) -> None:
        """Take the layer."""
        super().__init__()
        self.layer = layer

    def forward(self, image: Tensor) -> Tensor:
        """Return what the layer makes of (N, C, H, W), float32."""
        with torch.autocast(image.device.type, enabled=False):
            precise: Tensor = self.layer(image.float())
        return precise


def make_output_precise(generator: nn.Module) -> None:
    """Let the last convolution of a generator, and so the tanh behind it, calculate with 32 bits.

    Values near -1 and 1 have steps of 1/256 in bf16, which would show as bands.
    """
    ends = (layer for layer in generator.modules() if isinstance(layer, nn.Sequential) and len(layer) > 1)
    last = next(layer for layer in ends if isinstance(layer[-1], nn.Tanh))
    last[-2] = Precise(last[-2])


def round_weights(generator: nn.Module) -> None:
    """Keep the weights of convolutions in bf16, but for those that `make_output_precise` has left alone.

    Autocast would round them anew for each batch, to the same values, which takes as long as a layer or two.
    """
    if isinstance(generator, Precise):
        return
    if isinstance(generator, nn.Conv2d | nn.ConvTranspose2d):
        generator.to(torch.bfloat16)
    for layer in generator.children():
        round_weights(layer)

"""The U-Net generator of pix2pix.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", arXiv 1611.07004, section 6.1.1.
Layers and weight names are those of `unet_256` and `unet_128` of junyanz/pytorch-CycleGAN-and-pix2pix, so that weight
files can go either way.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from .generator import Generator
from .norms import has_bias, norm_layer
from .upsampling import doubled

_LEAK = 0.2
#: Share of the decoder's activations that is dropped in training.
DROPOUT = 0.5
#: The channels double from level to level up to this multiple of `filters`.
_WIDEST = 8
#: Levels above this one keep all activations; below it there is dropout, except at the bottleneck.
LAST_LEVEL_WITHOUT_DROPOUT = 4


class UNet(Generator):
    """Encoder and decoder of `downs` levels each, with a connection between the two at every level.

    Each level halves the image on the way down and doubles it on the way up, to 1 x 1 at the bottleneck for an image of
    `multiple` pixels.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        downs: int = 8,
        filters: int = 64,
        norm: str = 'batch',
        dropout: bool = True,
        upsampling: str = 'transpose',
    ) -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            in_channels: channels of the input, from 1.
            out_channels: channels of the output, from 1.
            downs: number of levels, from 2; 8 is `unet_256`, 7 is `unet_128`.
            filters: channels of the first level, from 1.
            norm: one of `norms.NORMS`.
            dropout: whether half of the decoder's activations are dropped on levels 5 to `downs` - 1 in training.
            upsampling: one of `upsampling.UPSAMPLINGS`.

        Raises:
            ValueError: fewer than 2 levels, or an unknown norm or upsampling.
        """
        super().__init__(in_channels, out_channels, downs=downs)
        widths = widths_of(downs, filters)
        inner = _bottleneck(widths[-2], widths[-1], norm, upsampling)
        for level in range(downs - 1, 1, -1):
            has_dropout = dropout and level > LAST_LEVEL_WITHOUT_DROPOUT
            inner = _middle(widths[level - 2], widths[level - 1], inner, norm, has_dropout, upsampling)
        self.model = _outermost(in_channels, out_channels, filters, inner, norm, upsampling)


class Level(nn.Module):
    """One level of the U-Net with all levels below it inside."""

    def __init__(self, steps: Iterable[nn.Module], *, joined: bool) -> None:
        """Chain the steps; `joined` puts the input in front of their result, which is the skip connection."""
        super().__init__()
        self.model = nn.Sequential(*steps)
        self.joined = joined

    def forward(self, image: Tensor) -> Tensor:
        """Pass (N, C, H, W) through the steps; with a skip connection (N, 2 C, H, W) comes out, the input first."""
        result: Tensor = self.model(image)
        # The first step is a LeakyReLU in place, so the image joined here is activated already. The next step is a
        # ReLU, which makes the same of it either way, and one copy of every skip connection is saved.
        return torch.cat((image, result), dim=1) if self.joined else result


def widths_of(downs: int, filters: int) -> list[int]:
    """Return the channels of each level.

    Raises:
        ValueError: fewer than 2 levels.
    """
    if downs < 2:
        raise ValueError(f'A U-Net needs 2 levels or more, not {downs}.')
    return [min(2**level, _WIDEST) * filters for level in range(downs)]


def activation() -> nn.Module:
    """Build what precedes each convolution on the way down but the first."""
    return nn.LeakyReLU(_LEAK, inplace=True)


def down(before: int, after: int, bias: bool) -> nn.Module:
    """Build the convolution that halves height and width."""
    return nn.Conv2d(before, after, 4, stride=2, padding=1, bias=bias)


def up(before: int, after: int, norm: str, upsampling: str) -> tuple[nn.Module, ...]:
    """Build activation, doubling of height and width, and norm of one level of the way up."""
    convolution = doubled(upsampling, before, after, kernel=4, bias=has_bias(norm))
    return nn.ReLU(inplace=True), convolution, norm_layer(norm, after)


def _bottleneck(outer: int, inner: int, norm: str, upsampling: str) -> Level:
    # No norm after the way down: at 1 x 1 pixels an instance has no variance.
    steps = (activation(), down(outer, inner, has_bias(norm)), *up(inner, outer, norm, upsampling))
    return Level(steps, joined=True)


def _middle(outer: int, inner: int, submodule: Level, norm: str, dropout: bool, upsampling: str) -> Level:
    encoder = (activation(), down(outer, inner, has_bias(norm)), norm_layer(norm, inner))
    last = (nn.Dropout(DROPOUT),) if dropout else ()
    return Level((*encoder, submodule, *up(2 * inner, outer, norm, upsampling), *last), joined=True)


def _outermost(
    in_channels: int, out_channels: int, filters: int, submodule: Level, norm: str, upsampling: str
) -> Level:
    last = doubled(upsampling, 2 * filters, out_channels, kernel=4, bias=True)
    steps = (down(in_channels, filters, has_bias(norm)), submodule, nn.ReLU(inplace=True), last, nn.Tanh())
    return Level(steps, joined=False)

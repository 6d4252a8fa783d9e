"""The U-Net generator of pix2pix.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", arXiv 1611.07004, section 6.1.1.
Layers and weight names are those of `unet_256` and `unet_128` of junyanz/pytorch-CycleGAN-and-pix2pix, so that weight
files can go either way.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from .norms import has_bias, norm_layer

_LEAK = 0.2
_DROPOUT = 0.5
#: The channels double from level to level up to this multiple of `filters`.
_WIDEST = 8
#: Levels above this one keep all activations; below it there is dropout, except at the bottleneck.
_LAST_LEVEL_WITHOUT_DROPOUT = 4


class UNet(nn.Module):
    """Encoder and decoder of `downs` levels each, with a connection between the two at every level.

    Each level halves the image on the way down and doubles it on the way up, to 1 x 1 at the bottleneck for an image of
    `multiple` pixels.

    Attributes:
        in_channels: channels of the input.
        out_channels: channels of the output.
        multiple: height and width of the input must be multiples of this, in pixels.
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
    ) -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            in_channels: channels of the input, from 1.
            out_channels: channels of the output, from 1.
            downs: number of levels, from 2; 8 is `unet_256`, 7 is `unet_128`.
            filters: channels of the first level, from 1.
            norm: one of `norms.NORMS`.
            dropout: whether half of the decoder's activations are dropped on levels 5 to `downs` - 1 in training.

        Raises:
            ValueError: fewer than 2 levels, or an unknown norm.
        """
        super().__init__()
        if downs < 2:
            raise ValueError(f'A U-Net needs 2 levels or more, not {downs}.')
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.multiple: int = 2**downs
        widths = [min(2**level, _WIDEST) * filters for level in range(downs)]
        inner = _bottleneck(widths[-2], widths[-1], norm)
        for level in range(downs - 1, 1, -1):
            has_dropout = dropout and level > _LAST_LEVEL_WITHOUT_DROPOUT
            inner = _middle(widths[level - 2], widths[level - 1], inner, norm, has_dropout)
        self.model = _outermost(in_channels, out_channels, filters, inner, norm)

    def forward(self, image: Tensor) -> Tensor:
        """Translate images.

        Args:
            image: (N, in_channels, H, W) in [-1, 1]; H and W multiples of `multiple`.

        Returns:
            (N, out_channels, H, W) in [-1, 1].

        Raises:
            ValueError: another number of channels, or a height or width that is no multiple.
        """
        self._check(image)
        translated: Tensor = self.model(image)
        return translated

    def _check(self, image: Tensor) -> None:
        channels, height, width = image.shape[-3:]
        if channels != self.in_channels:
            raise ValueError(f'The generator was built for {self.in_channels} channels, the image has {channels}.')
        if height % self.multiple or width % self.multiple:
            fitting = tuple(-(-side // self.multiple) * self.multiple for side in (height, width))
            raise ValueError(
                f'Height and width of the image must be divisible by {self.multiple}, but it has {height} x {width} '
                f'pixels: pad it to {fitting[0]} x {fitting[1]}.'
            )


class _Level(nn.Module):
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


def _bottleneck(outer: int, inner: int, norm: str) -> _Level:
    # No norm after the way down: at 1 x 1 pixels an instance has no variance.
    steps = (_activation(), _down(outer, inner, has_bias(norm)), *_up(inner, outer, norm))
    return _Level(steps, joined=True)


def _middle(outer: int, inner: int, submodule: _Level, norm: str, dropout: bool) -> _Level:
    down = (_activation(), _down(outer, inner, has_bias(norm)), norm_layer(norm, inner))
    last = (nn.Dropout(_DROPOUT),) if dropout else ()
    return _Level((*down, submodule, *_up(2 * inner, outer, norm), *last), joined=True)


def _outermost(in_channels: int, out_channels: int, filters: int, submodule: _Level, norm: str) -> _Level:
    up = nn.ConvTranspose2d(2 * filters, out_channels, 4, stride=2, padding=1)
    steps = (_down(in_channels, filters, has_bias(norm)), submodule, nn.ReLU(inplace=True), up, nn.Tanh())
    return _Level(steps, joined=False)


def _activation() -> nn.Module:
    return nn.LeakyReLU(_LEAK, inplace=True)


def _down(before: int, after: int, bias: bool) -> nn.Module:
    return nn.Conv2d(before, after, 4, stride=2, padding=1, bias=bias)


def _up(before: int, after: int, norm: str) -> tuple[nn.Module, ...]:
    convolution = nn.ConvTranspose2d(before, after, 4, stride=2, padding=1, bias=has_bias(norm))
    return nn.ReLU(inplace=True), convolution, norm_layer(norm, after)

"""A U-Net of residual blocks.

The U-Net of pix2pix with one residual block behind each convolution that halves and each that doubles, after Zhang et
al. 2018, "Road Extraction by Deep Residual U-Net", arXiv 1711.10684. No reference weights exist for it.
"""

from __future__ import annotations

from torch import Tensor, nn

from .generator import Generator
from .norms import has_bias, norm_layer
from .unet import DROPOUT, LAST_LEVEL_WITHOUT_DROPOUT, Level, activation, down, up, widths_of
from .upsampling import doubled


class ResUNet(Generator):
    """The U-Net with residual blocks on all levels but the bottleneck, which has a single pixel to look at."""

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
            downs: number of levels, from 2.
            filters: channels of the first level, from 1.
            norm: one of `norms.NORMS`.
            dropout: whether half of the decoder's activations are dropped on levels 5 to `downs` - 1 in training.
            upsampling: one of `upsampling.UPSAMPLINGS`.

        Raises:
            ValueError: fewer than 2 levels, or an unknown norm or upsampling.
        """
        super().__init__(in_channels, out_channels, downs=downs)
        widths = widths_of(downs, filters)
        inner = Level(
            (
                activation(),
                down(widths[-2], widths[-1], has_bias(norm)),
                *up(widths[-1], widths[-2], norm, upsampling),
                _Block(widths[-2], norm),
            ),
            joined=True,
        )
        for level in range(downs - 1, 1, -1):
            outer, width = widths[level - 2], widths[level - 1]
            has_dropout = dropout and level > LAST_LEVEL_WITHOUT_DROPOUT
            inner = Level(
                (
                    activation(),
                    down(outer, width, has_bias(norm)),
                    norm_layer(norm, width),
                    _Block(width, norm),
                    inner,
                    *up(2 * width, outer, norm, upsampling),
                    _Block(outer, norm),
                    *((nn.Dropout(DROPOUT),) if has_dropout else ()),
                ),
                joined=True,
            )
        self.model = nn.Sequential(
            down(in_channels, filters, has_bias(norm)),
            _Block(filters, norm),
            inner,
            nn.ReLU(inplace=True),
            doubled(upsampling, 2 * filters, out_channels, kernel=4, bias=True),
            nn.Tanh(),
        )


class _Block(nn.Module):
    """A residual block; padded with 0, since a mirror needs more pixels than the inner levels have."""

    def __init__(self, channels: int, norm: str) -> None:
        """Chain the steps; there is no activation after the sum."""
        super().__init__()
        first, second = (
            (nn.Conv2d(channels, channels, 3, padding=1, bias=has_bias(norm)), norm_layer(norm, channels))
            for _ in range(2)
        )
        self.conv_block = nn.Sequential(*first, nn.ReLU(inplace=True), *second)

    def forward(self, image: Tensor) -> Tensor:
        """Return (N, C, H, W) of the same."""
        residual: Tensor = self.conv_block(image)
        return image + residual

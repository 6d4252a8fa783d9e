"""The ResNet generators: of CycleGAN, and the global one of pix2pixHD.

Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks", arXiv 1703.10593,
section 7.2, after Johnson et al. 2016, arXiv 1603.08155. Layers and weight names are those of `resnet_9blocks` and
`resnet_6blocks` of junyanz/pytorch-CycleGAN-and-pix2pix, so that weight files can go either way. The global generator
is that of Wang et al. 2018, arXiv 1711.11585, section 3.1: the same with four halvings and a bias in all convolutions.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from .generator import Generator
from .norms import has_bias, norm_layer
from .upsampling import doubled

_DROPOUT = 0.5


class ResNet(Generator):
    """Halving convolutions, residual blocks at the low resolution, and as many doublings."""

    least_multiples = 2  # the mirror around a residual block needs two pixels

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        *,
        downs: int = 2,
        blocks: int = 9,
        always_biased: bool = False,
        filters: int = 64,
        norm: str = 'batch',
        dropout: bool = True,
        upsampling: str = 'transpose',
    ) -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            in_channels: channels of the input, from 1.
            out_channels: channels of the output, from 1.
            downs: number of halvings; the channels double with each.
            blocks: number of residual blocks.
            always_biased: whether convolutions have a bias whatever the norm, as in pix2pixHD.
            filters: channels of the first layer, from 1.
            norm: one of `norms.NORMS`.
            dropout: whether half of the activations inside each block are dropped in training.
            upsampling: one of `upsampling.UPSAMPLINGS`.

        Raises:
            ValueError: an unknown norm or upsampling.
        """
        super().__init__(in_channels, out_channels, downs=downs)
        self.reach = _reach(downs, blocks)
        bias = always_biased or has_bias(norm)
        widths = [filters * 2**level for level in range(downs + 1)]
        steps: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(in_channels, filters, 7, bias=bias)]
        steps += _after(filters, norm)
        for before, after in pairwise(widths):
            steps += [nn.Conv2d(before, after, 3, stride=2, padding=1, bias=bias), *_after(after, norm)]
        steps += [_Block(widths[-1], norm, bias, dropout) for _ in range(blocks)]
        for before, after in pairwise(reversed(widths)):
            steps += [doubled(upsampling, before, after, kernel=3, bias=bias), *_after(after, norm)]
        self.model = nn.Sequential(*steps, nn.ReflectionPad2d(3), nn.Conv2d(filters, out_channels, 7), nn.Tanh())


class _Block(nn.Module):
    """A residual block: two convolutions, whose result is added to the input."""

    def __init__(self, channels: int, norm: str, bias: bool, dropout: bool) -> None:
        """Chain the steps; there is no activation after the sum."""
        super().__init__()
        first, second = (
            (nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3, bias=bias), norm_layer(norm, channels))
            for _ in range(2)
        )
        between = (nn.ReLU(inplace=True), *((nn.Dropout(_DROPOUT),) if dropout else ()))
        self.conv_block = nn.Sequential(*first, *between, *second)

    def forward(self, image: Tensor) -> Tensor:
        """Return (N, C, H, W) of the same."""
        residual: Tensor = self.conv_block(image)
        return image + residual


def _reach(downs: int, blocks: int) -> int:
    """Return how far the convolutions see: 3 pixels at either end, 1 of the resolution at hand everywhere else."""
    coarsest: int = 2**downs
    return 2 * 3 + 2 * (coarsest - 1) + 2 * blocks * coarsest


def _after(channels: int, norm: str) -> tuple[nn.Module, nn.Module]:
    return norm_layer(norm, channels), nn.ReLU(inplace=True)

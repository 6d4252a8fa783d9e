"""The discriminator of single pixels.

Isola et al. 2017, arXiv 1611.07004, section 4.4 (1 x 1 "PixelGAN"). Layers and weight names are those of the `pixel`
discriminator of junyanz/pytorch-CycleGAN-and-pix2pix.
"""

from __future__ import annotations

from torch import Tensor, nn

from .norms import has_bias, norm_layer
from .patchgan import activation


class PixelGAN(nn.Module):
    """Convolutions of 1 x 1 that return one score per pixel: they judge colours, not shapes.

    Attributes:
        in_channels: channels of the input.
        smallest_side: height and width of the input must be at least this, in pixels.
    """

    smallest_side = 1

    def __init__(self, in_channels: int, *, filters: int = 64, norm: str = 'batch') -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            in_channels: channels of the input, from 1; of input and target together in a conditional GAN.
            filters: channels of the first layer, from 1.
            norm: one of `norms.NORMS`.

        Raises:
            ValueError: an unknown norm.
        """
        super().__init__()
        self.in_channels = in_channels
        bias = has_bias(norm)
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, filters, 1),
            activation(),
            nn.Conv2d(filters, 2 * filters, 1, bias=bias),
            norm_layer(norm, 2 * filters),
            activation(),
            nn.Conv2d(2 * filters, 1, 1, bias=bias),
        )

    def forward(self, image: Tensor) -> Tensor:
        """Judge images.

        Args:
            image: (N, in_channels, H, W) in [-1, 1].

        Returns:
            (N, 1, H, W), one score per pixel without bounds.
        """
        scores: Tensor = self.net(image)
        return scores

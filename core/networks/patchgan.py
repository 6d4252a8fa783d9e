"""The discriminator of pix2pix: judges patches instead of whole images.

Isola et al. 2017, arXiv 1611.07004, sections 3.2.2 and 6.1.2. Layers and weight names are those of the `basic` and
`n_layers` discriminators of junyanz/pytorch-CycleGAN-and-pix2pix.
"""

from __future__ import annotations

from torch import Tensor, nn

from .norms import has_bias, norm_layer

_LEAK = 0.2
#: The channels double from layer to layer up to this multiple of `filters`.
_WIDEST = 8
#: The two convolutions at the end keep the resolution and each need this many pixels more than they return.
_PIXELS_LOST_AT_THE_END = 2


class PatchGAN(nn.Module):
    """Convolutions that return one score per overlapping patch of the image.

    Attributes:
        in_channels: channels of the input.
        smallest_side: height and width of the input must be at least this, in pixels.
    """

    def __init__(self, in_channels: int, *, layers: int = 3, filters: int = 64, norm: str = 'batch') -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            in_channels: channels of the input, from 1; of input and target together in a conditional GAN.
            layers: number of halving convolutions, from 1; see `receptive_field` for the patch size that results.
            filters: channels of the first layer, from 1.
            norm: one of `norms.NORMS`.

        Raises:
            ValueError: fewer than 1 layer, or an unknown norm.
        """
        super().__init__()
        if layers < 1:
            raise ValueError(f'The discriminator needs 1 layer or more, not {layers}.')
        self.in_channels = in_channels
        self.smallest_side = smallest_patchgan_side(layers)
        widths = [min(2**layer, _WIDEST) * filters for layer in range(layers + 1)]
        steps: list[nn.Module] = [_convolution(in_channels, filters, stride=2, bias=True), activation()]
        for layer in range(1, layers + 1):
            stride = 2 if layer < layers else 1
            steps.append(_convolution(widths[layer - 1], widths[layer], stride=stride, bias=has_bias(norm)))
            steps += [norm_layer(norm, widths[layer]), activation()]
        self.model = nn.Sequential(*steps, _convolution(widths[-1], 1, stride=1, bias=True))

    def forward(self, image: Tensor) -> Tensor:
        """Judge images.

        Args:
            image: (N, in_channels, H, W) in [-1, 1]; H and W from `smallest_side`.

        Returns:
            (N, 1, h, w), one score per patch without bounds (a logit for the vanilla loss); 30 x 30 scores for
            256 x 256 pixels and 3 layers.

        Raises:
            ValueError: an image too small for a single patch.
        """
        height, width = image.shape[-2:]
        if min(height, width) < self.smallest_side:
            raise ValueError(
                f'The image has {height} x {width} pixels, this discriminator needs {self.smallest_side} or more on '
                'each side: use larger chips or fewer discriminator layers.'
            )
        scores: Tensor = self.model(image)
        return scores


def smallest_patchgan_side(layers: int) -> int:
    """Return what height and width of the input of a `PatchGAN` must be at least, in pixels.

    Args:
        layers: as of `PatchGAN`, from 1.
    """
    side: int = (_PIXELS_LOST_AT_THE_END + 1) * 2**layers
    return side


def receptive_field(layers: int) -> int:
    """Return the side of the patch that one score of a `PatchGAN` judges.

    Two convolutions of 4 x 4 with stride 1 see 7 pixels; each with stride 2 before them makes 2 n + 2 of n.

    Args:
        layers: as of `PatchGAN`, from 1.

    Returns:
        Pixels: 16, 34, 70, 142, 286, 574 for 1 to 6 layers.
    """
    patch: int = 9 * 2**layers - 2
    return patch


def _convolution(before: int, after: int, *, stride: int, bias: bool) -> nn.Module:
    return nn.Conv2d(before, after, 4, stride=stride, padding=1, bias=bias)


def activation() -> nn.Module:
    """Build what follows each convolution but the last."""
    return nn.LeakyReLU(_LEAK, inplace=True)

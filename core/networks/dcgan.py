"""The networks of DCGAN: an image of 64 pixels out of noise, and one score for such an image.

Radford et al. 2016, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks",
arXiv 1511.06434. Layers and weight names are those of the DCGAN tutorial of PyTorch.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from .upsampling import doubled

_LEAK = 0.2


class DCGANGenerator(nn.Module):
    """A transposed convolution of one pixel and four doublings, each followed by batch norm and ReLU but for the last.

    Attributes:
        noise: length of the noise vectors.
    """

    def __init__(self, noise: int, channels: int, *, filters: int = 64, upsampling: str = 'transpose') -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            noise: length of the noise vectors, from 1.
            channels: channels of the image, from 1.
            filters: channels of the last level before the image, from 1.
            upsampling: one of `upsampling.UPSAMPLINGS`.

        Raises:
            ValueError: an unknown upsampling.
        """
        super().__init__()
        self.noise = noise
        widths = [filters * 2**level for level in (3, 2, 1, 0)]
        steps: list[nn.Module] = [nn.ConvTranspose2d(noise, widths[0], 4, bias=False)]
        for before, after in zip(widths, [*widths[1:], channels], strict=True):
            steps += [nn.BatchNorm2d(before), nn.ReLU(inplace=True)]
            steps.append(doubled(upsampling, before, after, kernel=4, bias=False))
        self.main = nn.Sequential(*steps, nn.Tanh())

    def forward(self, noise: Tensor) -> Tensor:
        """Make images.

        Args:
            noise: (N, length of the vectors), from the normal distribution.

        Returns:
            (N, channels, 64, 64) in [-1, 1].
        """
        images: Tensor = self.main(noise[:, :, None, None])
        return images


class DCGANDiscriminator(nn.Module):
    """Five convolutions, those between the first and the last with batch norm."""

    def __init__(self, channels: int, *, filters: int = 64) -> None:
        """Build the network with PyTorch's own starting weights; see `initialise` for those of the recipe.

        Args:
            channels: channels of the image, from 1.
            filters: channels of the first level, from 1.
        """
        super().__init__()
        widths = [filters * 2**level for level in range(4)]
        steps: list[nn.Module] = [_halving(channels, filters), _activation()]
        for before, after in pairwise(widths):
            steps += [_halving(before, after), nn.BatchNorm2d(after), _activation()]
        self.main = nn.Sequential(*steps, nn.Conv2d(widths[-1], 1, 4, bias=False))

    def forward(self, image: Tensor) -> Tensor:
        """Judge images.

        Args:
            image: (N, channels, 64, 64) in [-1, 1].

        Returns:
            (N, 1), scores without bounds: the logits of the probability that an image is real.
        """
        scores: Tensor = self.main(image)
        return scores.flatten(1)


def _halving(before: int, after: int) -> nn.Module:
    return nn.Conv2d(before, after, 4, stride=2, padding=1, bias=False)


def _activation() -> nn.Module:
    return nn.LeakyReLU(_LEAK, inplace=True)

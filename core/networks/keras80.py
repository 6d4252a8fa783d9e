"""The networks of a DCGAN for ships in satellite imagery: an image of 80 pixels out of noise, and one score for it.

After an article of Appsilon (2018) that builds them with Keras in R. There is no batch norm; leaky ReLU and starting
weights are those that Keras takes by itself.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from .upsampling import doubled

_LEAK = 0.3
_COARSE = 20  # pixels: side of the image that the dense layer makes
_DROPOUT = 0.3


class Keras80Generator(nn.Module):
    """A dense layer that makes an image of 20 pixels, and convolutions that enlarge it to 80.

    Attributes:
        noise: length of the noise vectors.
    """

    def __init__(self, noise: int, channels: int, *, filters: int = 64, upsampling: str = 'transpose') -> None:
        """Build the network with PyTorch's own starting weights; see `initialise_glorot` for those of the recipe.

        Args:
            noise: length of the noise vectors, from 1.
            channels: channels of the image, from 1.
            filters: channels of the image of 20 pixels, from 1.
            upsampling: one of `upsampling.UPSAMPLINGS`.

        Raises:
            ValueError: an unknown upsampling.
        """
        super().__init__()
        self.noise = noise
        narrow, middle, wide = filters, 2 * filters, 4 * filters
        self.main = nn.Sequential(
            nn.Linear(noise, narrow * _COARSE**2),
            _activation(),
            nn.Unflatten(1, (narrow, _COARSE, _COARSE)),
            nn.Conv2d(narrow, middle, 5, padding=2),
            _activation(),
            doubled(upsampling, middle, middle, kernel=4, bias=True),
            _activation(),
            doubled(upsampling, middle, wide, kernel=4, bias=True),
            _activation(),
            nn.Conv2d(wide, wide, 5, padding=2),
            _activation(),
            nn.Conv2d(wide, wide, 5, padding=2),
            _activation(),
            nn.Conv2d(wide, channels, 7, padding=3),
            nn.Tanh(),
        )

    def forward(self, noise: Tensor) -> Tensor:
        """Make images.

        Args:
            noise: (N, length of the vectors), from the normal distribution.

        Returns:
            (N, channels, 80, 80) in [-1, 1].
        """
        images: Tensor = self.main(noise)
        return images


class Keras80Discriminator(nn.Module):
    """Seven convolutions that leave one pixel of 80, and a dense layer."""

    def __init__(self, channels: int, *, filters: int = 64) -> None:
        """Build the network with PyTorch's own starting weights; see `initialise_glorot` for those of the recipe.

        Args:
            channels: channels of the image, from 1.
            filters: a quarter of the channels of the first level, from 1.
        """
        super().__init__()
        middle, wide = 2 * filters, 4 * filters
        steps: list[nn.Module] = [nn.Conv2d(channels, wide, 4), _activation()]
        for before, after in pairwise([wide, wide, *5 * [middle]]):
            steps += [nn.Conv2d(before, after, 2, stride=2), _activation()]
        self.main = nn.Sequential(*steps, nn.Flatten(), nn.Dropout(_DROPOUT), nn.Linear(middle, 1))

    def forward(self, image: Tensor) -> Tensor:
        """Judge images.

        Args:
            image: (N, channels, 80, 80) in [-1, 1].

        Returns:
            (N, 1), scores without bounds: the logits of the probability that an image is real.
        """
        scores: Tensor = self.main(image)
        return scores


def _activation() -> nn.Module:
    return nn.LeakyReLU(_LEAK, inplace=True)

"""The perceptual loss: images differ by what a network sees in them that was trained on photographs.

Johnson et al. 2016, "Perceptual Losses for Real-Time Style Transfer and Super-Resolution", arXiv 1603.08155; layers and
their weights are those of pix2pixHD (Wang et al. 2018, arXiv 1711.11585).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..errors import SatganError
from ..foreignweights import read_foreign_weights
from ..networks.vgg import VGG
from .losses import filled, masked_l1

_WEIGHTS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1.0)
#: Of the pixels of ImageNet, red, green and blue from 0 to 1: how torchvision normalises images for its networks.
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Perceptual(nn.Module):
    """Compares images by the first activation of each block of a VGG."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, vgg: VGG) -> None:
        """Take the network."""
        super().__init__()
        self.vgg = vgg
        self.register_buffer('mean', torch.tensor(_MEAN).view(1, -1, 1, 1))
        self.register_buffer('deviation', torch.tensor(_DEVIATION).view(1, -1, 1, 1))

    def forward(self, fake: Tensor, real: Tensor, valid: Tensor | None = None) -> Tensor:
        """Return the weighted sum of the mean absolute differences of the activations.

        Three channels are taken for red, green and blue. Of any other number each channel is looked at by itself, as a
        grey image, so that all count alike.

        Args:
            fake: (N, C, H, W) in [-1, 1]; H and W from 16.
            real: (N, C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            valid: (N, 1, H, W), true or not 0 where the pixel counts, else both images get 0; None if all do.

        Returns:
            A scalar from 0.
        """
        with torch.no_grad():
            wanted = self._activations(filled(real, valid))
        found = self._activations(filled(fake, valid))
        differences = [masked_l1(one, other) for one, other in zip(found, wanted, strict=True)]
        return sum((w * d for w, d in zip(_WEIGHTS, differences, strict=True)), torch.zeros_like(differences[0]))

    def _activations(self, image: Tensor) -> list[Tensor]:
        colours = len(_MEAN)
        if image.shape[1] != colours:
            image = image.flatten(0, 1).unsqueeze(1).expand(-1, colours, -1, -1)
        activations: list[Tensor] = self.vgg(((image.float() + 1) / 2 - self.mean) / self.deviation)
        return activations


def read_perceptual(path: str) -> Perceptual:
    """Read the weights of a VGG for the loss.

    Args:
        path: a file with torchvision's weights, such as vgg19-dcbb9e9d.pth.

    Raises:
        SatganError: damaged, of another network, or with values that are no numbers.
    """
    try:
        vgg = VGG(read_foreign_weights(path))
    except ValueError as error:
        raise SatganError(
            f'{path} cannot be used for the perceptual loss. {error}.',
            "Choose the file of torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth.",
        ) from error
    if not all(torch.isfinite(weight).all() for weight in vgg.parameters()):
        raise SatganError(f'{path} holds weights that are no numbers.', 'Copy it again from its source.')
    return Perceptual(vgg)

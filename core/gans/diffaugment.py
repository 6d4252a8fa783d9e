"""Differentiable augmentation: what the discriminator sees, real or generated, is changed at random.

Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training", arXiv 2006.10738. The discriminator
cannot learn few images by heart if it never sees one twice, and since the generator is trained through the same
changes, they do not leak into what it makes. The policy is that of the paper: colour, translation, cutout.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_LARGEST_SHIFT = 1 / 8  # of the side
_CUTOUT = 1 / 2  # of the side


def augment_differentiably(images: Tensor, *, colour: bool = True) -> Tensor:
    """Change images at random, each in its own way; gradients pass through.

    Args:
        images: (N, C, H, W) in [-1, 1].
        colour: whether brightness, saturation and contrast may change; not for classes.

    Returns:
        The same shape; with `colour` values may leave [-1, 1].
    """
    if colour:
        images = _contrast(_saturation(_brightness(images)))
    return _cutout(_translation(images))


def _brightness(images: Tensor) -> Tensor:
    return images + _chance(images) - 0.5


def _saturation(images: Tensor) -> Tensor:
    grey = images.mean(dim=1, keepdim=True)
    return grey + (images - grey) * 2 * _chance(images)


def _contrast(images: Tensor) -> Tensor:
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    return mean + (images - mean) * (_chance(images) + 0.5)


def _translation(images: Tensor) -> Tensor:
    """Shift by up to an eighth of the side; 0 comes in."""
    height, width = images.shape[-2:]
    margin = [round(side * _LARGEST_SHIFT) for side in (height, width)]
    padded = F.pad(images, (margin[1], margin[1], margin[0], margin[0]))
    rows = _starts(images, 2 * margin[0] + 1) + torch.arange(height, device=images.device)
    columns = _starts(images, 2 * margin[1] + 1) + torch.arange(width, device=images.device)
    number = torch.arange(len(images), device=images.device)[:, None, None]
    moved = padded.permute(0, 2, 3, 1)[number, rows[:, :, None], columns[:, None, :]]
    return moved.permute(0, 3, 1, 2)


def _cutout(images: Tensor) -> Tensor:
    """Set a square of half the side, which may reach beyond the edge, to 0."""
    is_cut = [_span(images, side) for side in images.shape[-2:]]
    return images * ~(is_cut[0][:, None, :, None] & is_cut[1][:, None, None, :])


def _span(images: Tensor, side: int) -> Tensor:
    """Return which places along a side are cut out, (N, side) bool."""
    size = round(side * _CUTOUT)
    start = _starts(images, side + 1 - size % 2) - size // 2
    place = torch.arange(side, device=images.device)
    return (place >= start) & (place < start + size)


def _chance(images: Tensor) -> Tensor:
    """Return a number from 0 to 1 for each image, (N, 1, 1, 1)."""
    return torch.rand(len(images), 1, 1, 1, device=images.device)


def _starts(images: Tensor, count: int) -> Tensor:
    """Return a whole number from 0 to below `count` for each image, (N, 1)."""
    return torch.randint(count, (len(images), 1), device=images.device)

"""How far the texture of generated images is from that of real ones: blurred ones have a low error, but no texture.

The sliced Wasserstein distance of patches from a Laplacian pyramid (Karras et al. 2018, "Progressive Growing of GANs",
arXiv 1710.10196, section 5): it needs no pairs and no trained network. Unlike there the patches are scaled by the spread
of the real ones alone, so that a lack of contrast counts as well.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

_PATCH = 7  # pixels a side
_PATCHES = 256  # of each chip and level
_CHIPS = 128  # enough for all levels; more would only cost memory
_DIRECTIONS = 256
_SMALLEST = 16  # pixels a side of the lowest level
_USUAL = 0.1  # about what real chips of one data set differ by from each other: less means nothing


def balance(error: float, texture: float) -> float:
    """Return what is low for images that are both near to the real ones and as sharp.

    Args:
        error: any mean error, from 0.
        texture: of `Texture.distance`.

    Returns:
        From 0, in the units of the error.
    """
    return error * (_USUAL + texture)


class Texture:
    """Collects patches of generated and real chips."""

    def __init__(self, seed: int = 0) -> None:
        """Begin with nothing.

        Args:
            seed: decides where patches are cut out, and in which directions they are compared.
        """
        self._random = torch.Generator().manual_seed(seed)
        self._chips = 0
        self._fake: list[list[Tensor]] = []
        self._real: list[list[Tensor]] = []

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        """Take chips, as long as there are not enough of them.

        Args:
            fake: (N, C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            real: (N, C, H, W) in [-1, 1]; the same.
            valid: (N, 1, H, W), bool; 0 is put in both images elsewhere.
        """
        room = _CHIPS - self._chips
        fake, real, valid = (images[:room].cpu() for images in (fake, real, valid))
        self._chips += len(fake)
        levels = [_pyramid(torch.where(valid, images.float(), 0.0)) for images in (fake, real)]
        for level, (made, wanted) in enumerate(zip(*levels, strict=True)):
            if level == len(self._fake):
                self._fake.append([])
                self._real.append([])
            for shown, held in zip(made, wanted, strict=True):
                corners = self._corners(shown)
                self._fake[level].append(_patches(shown, corners))
                self._real[level].append(_patches(held, corners))

    def distance(self) -> float | None:
        """Return the mean distance over the levels.

        Returns:
            From 0, in standard deviations of the real patches; None without chips, or where the real ones are blank.
        """
        found = []
        for fake, real in zip(self._fake, self._real, strict=True):
            distance = self._level_distance(torch.cat(fake), torch.cat(real))
            if distance is not None:
                found.append(distance)
        return sum(found) / len(found) if found else None

    def _corners(self, image: Tensor) -> Tensor:
        places = tuple(side - _PATCH + 1 for side in image.shape[1:])
        return torch.stack([torch.randint(side, (_PATCHES,), generator=self._random) for side in places], dim=1)

    def _level_distance(self, fake: Tensor, real: Tensor) -> float | None:
        """Return the sliced Wasserstein distance of patches, (n, C, pixels) each."""
        spread = real.std(dim=(0, 2), correction=0)
        if not (spread > 0).any():
            return None
        scale = torch.where(spread > 0, 1 / spread, 0.0)[:, None]
        directions = torch.randn(scale.numel() * real.shape[2], _DIRECTIONS, generator=self._random)
        directions /= directions.norm(dim=0)
        slices = [((patches * scale).flatten(1) @ directions).sort(dim=0).values for patches in (fake, real)]
        return float((slices[0] - slices[1]).abs().mean())


def _pyramid(images: Tensor) -> list[Tensor]:
    """Return what each halving takes away, and what is left in the end."""
    levels = []
    while min(images.shape[2:]) >= 2 * _SMALLEST:
        halved = F.avg_pool2d(images, 2)
        levels.append(images - F.interpolate(halved, size=images.shape[2:], mode='bilinear'))
        images = halved
    return [*levels, images]


def _patches(image: Tensor, corners: Tensor) -> Tensor:
    """Return the patches of (C, H, W) with the given first rows and columns: (n, C, pixels)."""
    windows = image.unfold(1, _PATCH, 1).unfold(2, _PATCH, 1)
    return windows[:, corners[:, 0], corners[:, 1]].flatten(2).transpose(0, 1)

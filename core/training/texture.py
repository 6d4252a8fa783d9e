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
_CHIPS = 64  # more would only cost time
_DIRECTIONS = 64
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
        self._levels: list[_Level] = []

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
        pyramids = [_pyramid(torch.where(valid, images.float(), 0.0)) for images in (fake, real)]
        if not self._levels:
            self._levels = [_Level(level.shape[1], self._random) for level in pyramids[0]]
        for level, made, wanted in zip(self._levels, *pyramids, strict=True):
            for pair in zip(made, wanted, strict=True):
                level.update(*pair)

    def distance(self) -> float | None:
        """Return the mean distance over the levels.

        Returns:
            From 0, in standard deviations of the real patches; None without chips, or where the real ones are blank.
        """
        found = [distance for level in self._levels if (distance := level.distance()) is not None]
        return sum(found) / len(found) if found else None


class _Level:
    """The patches of one level of the pyramid, of which only the places on some lines through their space are kept."""

    def __init__(self, channels: int, random: torch.Generator) -> None:
        self._random = random
        directions = torch.randn(channels * _PATCH**2, _DIRECTIONS, generator=random)
        self._directions = directions / directions.norm(dim=0)
        self._fake: list[Tensor] = []
        self._real: list[Tensor] = []

    def update(self, fake: Tensor, real: Tensor) -> None:
        """Take the patches at the same random places of two images, (C, H, W) each."""
        rows, columns = (
            torch.randint(side - _PATCH + 1, (_PATCHES,), generator=self._random) for side in real.shape[1:]
        )
        made, wanted = (_patches(image, rows, columns) for image in (fake, real))
        self._fake.append(made.flatten(1) @ self._directions)
        self._real.append(wanted.flatten(1) @ self._directions)

    def distance(self) -> float | None:
        """Return the sliced Wasserstein distance in spreads of the real patches; None where these are blank."""
        fake, real = (torch.cat(slices).sort(dim=0).values for slices in (self._fake, self._real))
        spread = real.var(dim=0, correction=0).mean().sqrt()
        return float((fake - real).abs().mean() / spread) if spread > 0 else None


def _pyramid(images: Tensor) -> list[Tensor]:
    """Return what each halving takes away, and what is left in the end."""
    levels = []
    while min(images.shape[2:]) >= 2 * _SMALLEST:
        halved = F.avg_pool2d(images, 2)
        levels.append(images - F.interpolate(halved, size=images.shape[2:], mode='bilinear'))
        images = halved
    return [*levels, images]


def _patches(image: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Return the patches of (C, H, W) with the given first rows and columns: (n, C, pixels)."""
    windows = image.unfold(1, _PATCH, 1).unfold(2, _PATCH, 1)
    return windows[:, rows, columns].flatten(2).transpose(0, 1)

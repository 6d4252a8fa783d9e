"""Augmentation of training chips: the same for A, B and mask, the same again for the same seed and epoch."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

_ENLARGED = 286 / 256  # the reference loads 256-pixel images at 286 pixels and crops


def augmented(chips: list[Tensor], smooth: list[bool], how: str, rng: np.random.Generator) -> list[Tensor]:
    """Augment the layers of one chip alike.

    Args:
        chips: layers of one chip, each (channels, rows, columns).
        smooth: whether each layer may be interpolated (measurements) or not (classes, masks).
        how: `none`, `flip`, `flip_rotate` or `jitter`.
        rng: the source of chance.

    Returns:
        Layers of the same shapes.
    """
    if how == 'none':
        return chips
    if how == 'jitter':
        chips = _jittered(chips, smooth, rng)
    if rng.random() < 0.5:
        chips = [chip.flip(-1) for chip in chips]
    if how == 'flip_rotate':
        turns = int(rng.integers(4))
        chips = [torch.rot90(chip, turns, (-2, -1)) for chip in chips]
    return chips


def _jittered(chips: list[Tensor], smooth: list[bool], rng: np.random.Generator) -> list[Tensor]:
    """Enlarge by 286/256 (bicubic, classes by the nearest pixel) and crop back at a random place."""
    size = chips[0].shape[-1]
    enlarged = round(size * _ENLARGED)
    top, left = rng.integers(enlarged - size + 1, size=2).tolist()
    return [
        _resized(chip, enlarged, is_smooth)[:, top : top + size, left : left + size]
        for chip, is_smooth in zip(chips, smooth, strict=True)
    ]


def _resized(chip: Tensor, size: int, is_smooth: bool) -> Tensor:
    if is_smooth:
        return F.interpolate(chip[None], size=size, mode='bicubic', align_corners=False)[0].clamp(-1, 1)
    return F.interpolate(chip[None], size=size, mode='nearest-exact')[0]

"""The noise vectors that chips are made of."""

from __future__ import annotations

import torch
from torch import Tensor


def noise_of_seed(seed: int, length: int) -> Tensor:
    """Return the noise vector of a seed, (length,), from the normal distribution.

    Args:
        seed: from 0.
        length: from 1.
    """
    return torch.randn(length, generator=torch.Generator().manual_seed(seed))


def spherical_walk(begin: Tensor, end: Tensor, share: float) -> Tensor:
    """Return the vector at a share of the way from one to another along the sphere (White 2016, arXiv 1609.04468).

    A straight line would lead through vectors that are shorter than any that a generator has learned from.

    Args:
        begin: (length,).
        end: (length,).
        share: from 0, which is `begin` itself, to 1, which is `end`.
    """
    cosine = torch.dot(begin / begin.norm(), end / end.norm()).clamp(-1, 1)
    angle = torch.arccos(cosine)
    if share in (0, 1) or torch.sin(angle) == 0:
        return torch.lerp(begin, end, share)
    return (torch.sin((1 - share) * angle) * begin + torch.sin(share * angle) * end) / torch.sin(angle)

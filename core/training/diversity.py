"""How much generated chips differ from each other, beside real ones.

A GAN that makes nearly the same image of any noise ("mode collapse") can have fine losses. Whether its images are any
good this figure does not say.
"""

from __future__ import annotations

import torch
from torch import Tensor


def diversity(generated: Tensor, real: Tensor) -> float | None:
    """Return the mean distance of two generated chips as a share of that of two real ones.

    Args:
        generated: (N, C, H, W).
        real: (M, C, H, W).

    Returns:
        From 0, which means that all are the same; about 1 for as much variety as the real chips have; None where there
        are fewer than two chips of a kind, or the real ones do not differ.
    """
    if len(generated) < 2 or len(real) < 2:
        return None
    distance = _mean_distance(real)
    return _mean_distance(generated) / distance if distance else None


def _mean_distance(chips: Tensor) -> float:
    return float(torch.pdist(chips.float().flatten(1)).mean())

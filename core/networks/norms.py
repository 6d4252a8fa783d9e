"""Normalisation layers of the networks, and what they mean for the biases of the convolutions before them."""

from __future__ import annotations

import math

from torch import nn

#: The names that `norm_layer` knows; `batch` is the pix2pix recipe, `instance_affine` is in checkpoints of 2017 only.
NORMS = ('batch', 'instance', 'instance_affine', 'group', 'none')

#: Those that measure each image by itself, when the network is applied too.
NORMS_OF_EACH_IMAGE = ('instance', 'instance_affine', 'group')

#: Most groups of a group norm (Wu and He 2018, arXiv 1803.08494, section 4.1).
_GROUPS = 32


def norm_layer(norm: str, channels: int) -> nn.Module:
    """Build the layer that follows an inner convolution.

    Args:
        norm: one of `NORMS`. `batch` learns scale and shift and tracks running statistics, `instance` does neither,
            `instance_affine` learns only; `group` measures up to 32 groups of channels together and learns as well.
        channels: number of channels of the tensors that pass.

    Returns:
        A module that keeps the shape (N, C, H, W).

    Raises:
        ValueError: an unknown `norm`.
    """
    _check(norm)
    if norm == 'batch':
        return nn.BatchNorm2d(channels)
    if norm == 'instance_affine':
        return nn.InstanceNorm2d(channels, affine=True)
    if norm == 'instance':
        return nn.InstanceNorm2d(channels, affine=False, track_running_stats=False)
    if norm == 'group':
        return nn.GroupNorm(math.gcd(_GROUPS, channels), channels)
    return nn.Identity()


def has_bias(norm: str) -> bool:
    """Return whether inner convolutions have a bias beside this norm.

    Only beside the instance norms, as in the reference: it leaves the bias out for `none` too, which decides whether its
    weight files fit. Batch and group normalisation bring a shift of their own.

    Args:
        norm: one of `NORMS`.

    Raises:
        ValueError: an unknown `norm`.
    """
    _check(norm)
    return norm in ('instance', 'instance_affine')


def _check(norm: str) -> None:
    if norm not in NORMS:
        raise ValueError(f'The normalisation "{norm}" is unknown: it must be one of {", ".join(NORMS)}.')

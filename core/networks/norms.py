"""Normalisation layers of the networks, and what they mean for the biases of the convolutions before them."""

from __future__ import annotations

from torch import nn

#: The names that `norm_layer` knows; `batch` is the pix2pix recipe.
NORMS = ('batch', 'instance', 'none')


def norm_layer(norm: str, channels: int) -> nn.Module:
    """Build the layer that follows an inner convolution.

    Args:
        norm: one of `NORMS`. `batch` learns scale and shift and tracks running statistics, `instance` does neither.
        channels: number of channels of the tensors that pass.

    Returns:
        A module that keeps the shape (N, C, H, W).

    Raises:
        ValueError: an unknown `norm`.
    """
    _check(norm)
    if norm == 'batch':
        return nn.BatchNorm2d(channels)
    if norm == 'instance':
        return nn.InstanceNorm2d(channels, affine=False, track_running_stats=False)
    return nn.Identity()


def has_bias(norm: str) -> bool:
    """Return whether inner convolutions have a bias beside this norm.

    Only beside `instance`: batch normalisation brings a shift of its own, and the reference leaves the bias out for
    `none` too, which decides whether its weight files fit.

    Args:
        norm: one of `NORMS`.

    Raises:
        ValueError: an unknown `norm`.
    """
    _check(norm)
    return norm == 'instance'


def _check(norm: str) -> None:
    if norm not in NORMS:
        raise ValueError(f'The normalisation "{norm}" is unknown: it must be one of {", ".join(NORMS)}.')

"""Norm layers whose statistics are measured once and then stay, so that every tile of a raster is treated alike."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import batch_norm

NormLayer = nn.BatchNorm2d | nn.InstanceNorm2d | nn.GroupNorm


class FixedNorm(nn.Module):
    """A norm by the statistics of the first batch that passes, for this batch and all that follow.

    A layer fixes its statistics before the next one sees anything. So a single batch gives each layer those that arise
    when the layers before it use theirs, as one image made of all the images of the batch would have.

    Attributes:
        statistics: mean and biased variance per channel, each (C,) float32; None before the first batch.
    """

    def __init__(self, norm: NormLayer) -> None:
        """Take groups, eps and learnt scale and shift from the layer that is to be replaced."""
        super().__init__()
        self.statistics: tuple[Tensor, Tensor] | None = None
        self._groups = norm.num_groups if isinstance(norm, nn.GroupNorm) else norm.num_features
        self._eps = norm.eps
        self._scale, self._shift = norm.weight, norm.bias

    def forward(self, image: Tensor) -> Tensor:
        """Normalise (N, C, H, W)."""
        if self.statistics is None:
            self.statistics = _measured(image, self._groups)
        mean, variance = self.statistics
        return batch_norm(image, mean, variance, self._scale, self._shift, eps=self._eps)


def fix_norms(network: nn.Module) -> list[FixedNorm]:
    """Let the first batch that passes fix the statistics of all norm layers, and return these in their order."""
    _replace(network, FixedNorm)
    return [layer for layer in network.modules() if isinstance(layer, FixedNorm)]


def measure_each_image(network: nn.Module) -> None:
    """Let batch norms measure each image by itself, as they do while training with a batch of one."""
    _replace(network, lambda norm: _of_each_image(norm) if isinstance(norm, nn.BatchNorm2d) else norm)


def _replace(network: nn.Module, replacement: Callable[[NormLayer], nn.Module]) -> None:
    for module in list(network.modules()):
        for name, layer in module.named_children():
            if isinstance(layer, NormLayer):
                setattr(module, name, replacement(layer))


def _of_each_image(norm: nn.BatchNorm2d) -> nn.InstanceNorm2d:
    layer = nn.InstanceNorm2d(norm.num_features, eps=norm.eps, affine=True)
    layer.weight, layer.bias = norm.weight, norm.bias
    return layer


def _measured(image: Tensor, groups: int) -> tuple[Tensor, Tensor]:
    """Return mean and biased variance of a batch per channel; channels of a group share theirs."""
    size, channels = image.shape[:2]
    variance, mean = torch.var_mean(image.float().reshape(size, groups, -1), dim=(0, 2), correction=0)
    return mean.repeat_interleave(channels // groups), variance.repeat_interleave(channels // groups)

"""Fixed statistics for batch-norm layers, taken from the training chips once the weights are what they are.

While training, batch norm normalises each batch by its own statistics and keeps a running mean of them that lags
behind the weights; at batch size 1 it is useless (reference issues phillipi/pix2pix#34, junyanz #555). Taken again over
many chips with the final weights ("precise batch norm", Wu and Johnson 2021, arXiv 2105.07576), they are fit to be used
when the model is applied, and then every tile of a raster is treated alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn

_CHIPS = 64
_BATCH = 8
_PIXELS = _BATCH * 256 * 256  # of larger chips a batch holds fewer, so that it needs no more memory


@torch.no_grad()
def fix_statistics(generator: nn.Module, inputs: Iterable[Tensor]) -> None:
    """Set the statistics of all batch-norm layers to their mean over `inputs`, and leave the network in eval mode.

    Args:
        generator: the network.
        inputs: batches, each (N, C, H, W) in [-1, 1], on the network's device.
    """
    generator.eval()
    layers = [layer for layer in generator.modules() if isinstance(layer, nn.BatchNorm2d)]
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.reset_running_stats()
        layer.momentum = None  # PyTorch's way to ask for a plain mean over the batches
        layer.train()
    if layers:
        for batch in inputs:
            generator(batch)
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum
        layer.eval()


def statistics_batches(names: Sequence[str], chip_size: int) -> list[list[str]]:
    """Choose the chips to take statistics from, and deal them out to batches.

    The chips are spread evenly over all, and each batch is as well, so that a batch has the variety of the whole. The
    batches differ by one chip at most, since each counts the same.

    Args:
        names: of the training chips, at least one.
        chip_size: their side in pixels.
    """
    count = min(len(names), _CHIPS)
    chosen = [names[i * len(names) // count] for i in range(count)]
    size = min(_BATCH, max(1, _PIXELS // chip_size**2))
    batches = -(-count // size)
    return [chosen[first::batches] for first in range(batches)]

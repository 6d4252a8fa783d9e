"""Fixed statistics for batch-norm layers, taken from the training chips once the weights are what they are.

While training, batch norm normalises each batch by its own statistics and keeps a running mean of them that lags
behind the weights; at batch size 1 it is useless (reference issues phillipi/pix2pix#34, junyanz #555). Taken again over
many chips with the final weights ("precise batch norm", Wu and Johnson 2021, arXiv 2105.07576), they are fit to be used
when the model is applied, and then every tile of a raster is treated alike.

The batches are as large as those of the training, and each is normalised by its own statistics as well: those of larger
ones have the spread from chip to chip in them, which the weights after the norm have never seen. In the deepest layers of
a U-Net, of 2 x 2 pixels, that is most of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn

_CHIPS = 64
_PIXELS = 8 * 256 * 256  # at most in a batch, so that it needs no more memory than a training


@torch.no_grad()
def fix_statistics(generator: nn.Module, inputs: Iterable[Tensor]) -> None:
    """Set the statistics of all batch-norm layers to their mean over `inputs`, and leave the network in eval mode.

    The variance is the biased one, by which a batch is normalised in training.

    Args:
        generator: the network.
        inputs: batches, each (N, C, H, W) in [-1, 1], on the network's device.
    """
    generator.eval()
    moments: dict[nn.BatchNorm2d, list[tuple[Tensor, Tensor]]] = {
        layer: [] for layer in generator.modules() if isinstance(layer, nn.BatchNorm2d)
    }

    def measure(layer: nn.BatchNorm2d, arguments: tuple[Tensor]) -> None:
        variance, mean = torch.var_mean(arguments[0].float(), dim=(0, 2, 3), correction=0)
        moments[layer].append((mean, variance))

    hooks = [layer.train().register_forward_pre_hook(measure) for layer in moments]
    for batch in inputs if moments else ():
        generator(batch)
    for hook in hooks:
        hook.remove()
    for layer, measured in moments.items():
        means, variances = zip(*measured, strict=True)
        layer.eval().reset_running_stats()
        layer.get_buffer('running_mean').copy_(torch.stack(means).mean(dim=0))
        layer.get_buffer('running_var').copy_(torch.stack(variances).mean(dim=0))


def statistics_batches(names: Sequence[str], chip_size: int, batch_size: int) -> list[list[str]]:
    """Choose the chips to take statistics from, and deal them out to batches.

    The chips are spread evenly over all, and each batch is as well, so that a batch has the variety of the whole. The
    batches differ by one chip at most, since each counts the same.

    Args:
        names: of the training chips, at least one.
        chip_size: their side in pixels.
        batch_size: of the training.
    """
    count = min(len(names), _CHIPS)
    chosen = [names[i * len(names) // count] for i in range(count)]
    size = min(batch_size, max(1, _PIXELS // chip_size**2))
    batches = -(-count // size)
    return [chosen[first::batches] for first in range(batches)]

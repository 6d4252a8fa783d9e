"""The precision that a network calculates with, so that its rounding does not show in what it makes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..datasets.domain import Domain
from ..device import open_compute
from ..networks.precise import round_weights
from ..reporting import Reporter
from .network import Network

_LEAST_PSNR = 53  # dB: 50, and a reserve for other tiles and for what rounding to 8 bits adds
_RANGE = 2  # of network output, from -1 to 1
#: Tiles by which it is told whether bf16 will do.
TRIALS = 2


def precision_for(wanted: str, target: Domain, reporter: Reporter) -> str:
    """Return the precision for a target: what is finer than 8 bits needs fp32, unless bf16 is asked for.

    Args:
        wanted: of a job: `auto`, `fp32` or `bf16`.
        target: what the network makes.
        reporter: is warned.
    """
    if target.classes or np.dtype(target.dtype).itemsize == 1:
        return wanted
    if wanted == 'bf16':
        reporter.warning(
            f'bf16 keeps 8 bits of a number, but the model makes {target.dtype} values: they will be rounded, and bands '
            'can show. Choose auto or fp32 for values that are measured.'
        )
        return wanted
    return 'fp32'


def settled(network: Network, wanted: str, trials: Callable[[], np.ndarray], reporter: Reporter) -> Network:
    """Return the network, in fp32 where bf16 was taken by itself and makes a visible difference on a trial.

    In bf16, the weights of its generator are rounded once and for all.

    Args:
        network: as its device would have it.
        wanted: of a job: `auto`, `fp32` or `bf16`.
        trials: gives some tiles to try it on, (n, channels, size, size).
        reporter: is told.

    Raises:
        SatganError: there are no tiles.
    """
    if not network.compute.is_bf16:
        return network
    if wanted == 'auto':
        tiles = trials()
        precise = replace(network, compute=open_compute(network.compute.device.type, 'fp32'))
        error = float(np.square(precise.run(tiles) - network.run(tiles)).mean())
        if error > _RANGE**2 / 10 ** (_LEAST_PSNR / 10):
            psnr = 10 * math.log10(_RANGE**2 / error)
            reporter.info(
                f'The network runs in fp32: bf16 would change what it makes here visibly (PSNR {psnr:.1f} dB).'
            )
            return precise
    round_weights(network.generator)
    return network

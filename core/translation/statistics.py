"""Which statistics the norm layers of a model use on a raster.

With statistics of its own every tile gets colours of its own, which no overlap can hide. So they are fixed: either those
of the training, or, where the model has none of use, those of tiles from all over the raster, measured in one pass.
"""

from __future__ import annotations

import hashlib

import numpy as np

from ..datasets.domain import Domain
from ..errors import SatganError
from ..jobs import ApplyModel, ImportCheckpoint
from ..modelfile import ModelCard
from ..networks.fixednorm import FixedNorm, fix_norms, measure_each_image
from ..networks.norms import NORMS_OF_EACH_IMAGE
from ..rasters.stack import StackReader
from ..reporting import Reporter
from ..wording import counted
from .network import Network
from .sample import sample_tiles

NONE, RUNNING, CALIBRATED, TILE = 'none', 'running', 'calibrated', 'tile'
_PIXELS = 16 * 256 * 256  # of all tiles to measure, which pass the network at once
_FEWEST = 4  # tiles, however large


def choose_statistics(job: ApplyModel, card: ModelCard) -> str:
    """Return which statistics are used: `running`, `calibrated`, `tile`, or `none` where there are no norm layers.

    Args:
        job: names them, or leaves it to the model.
        card: of the model.

    Raises:
        SatganError: those of the training are asked for, but the model keeps none.
    """
    norm = card.generator.norm
    if norm == NONE:
        return NONE
    if job.statistics == RUNNING and norm in NORMS_OF_EACH_IMAGE:
        raise SatganError(
            f'The model {job.model} has {norm} norm, which keeps no running statistics of the training.',
            'Choose auto or calibrated, which measures them on the raster.',
        )
    if job.statistics != 'auto':
        return job.statistics
    return CALIBRATED if norm in NORMS_OF_EACH_IMAGE or has_noisy_statistics(card) else RUNNING


def has_noisy_statistics(card: ModelCard) -> bool:
    """Return whether the statistics in a model are the running averages of the reference, which trains with single images."""
    return card.generator.norm == 'batch' and card.training['job'].get('job') == ImportCheckpoint.id


def tiles_to_measure(size: int) -> int:
    """Return how many tiles of `size` pixels a side statistics are measured on at most."""
    return max(_FEWEST, _PIXELS // size**2)


def calibrate(network: Network, tiles: np.ndarray) -> list[FixedNorm]:
    """Fix the statistics of all norm layers to those of tiles, (n, channels, size, size), and return the layers."""
    layers = fix_norms(network.generator)
    network.run(tiles)
    return layers


def set_statistics(
    kind: str, network: Network, reader: StackReader, source: Domain, size: int, reporter: Reporter
) -> dict[str, str]:
    """Give the norm layers of a network their statistics, and say which.

    Args:
        kind: of `choose_statistics`.
        network: whose generator is changed.
        reader: of the input on the grid of its first raster.
        source: how the values of the input become network input.
        size: side in pixels of the tiles to measure.
        reporter: is told.

    Returns:
        Tags for the output.

    Raises:
        SatganError: there is nothing to measure.
    """
    tags = {'GAN_STATISTICS': kind}
    if kind == CALIBRATED:
        reporter.progress(0.0, 'Measuring statistics')
        tiles = sample_tiles(reader, source, size, tiles_to_measure(size))
        layers = calibrate(network, tiles)
        measured = [values.cpu().numpy().tobytes() for layer in layers for values in layer.statistics or ()]
        tags['GAN_STATISTICS_SHA256'] = hashlib.sha256(b''.join(measured)).hexdigest()
        reporter.info(
            f'The statistics of the {len(layers)} norm layers are measured on {counted(len(tiles), "tile")} from all over '
            f'{reader.path} and are the same for every tile (calibrated).'
        )
    elif kind == TILE:
        measure_each_image(network.generator)
        reporter.info(
            'The norm layers measure each tile by itself (tile), as the reference does, so edges of tiles can stay '
            'visible.'
        )
    elif kind == RUNNING:
        reporter.info('The norm layers use the statistics of the training (running).')
    else:
        reporter.info('The model has no norm layers and so needs no statistics.')
    return tags

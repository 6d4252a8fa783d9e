"""The job `importcheckpoint`: a checkpoint of the reference code to a model file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from . import __version__
from .datasets.domain import Domain, Scaling
from .errors import SatganError
from .foreignweights import read_foreign_weights
from .jobs import ImportCheckpoint
from .modelfile import GeneratorDesign, ModelCard, checksum, save_model
from .networks import build_generator
from .networks.fingerprint import Fingerprint, fingerprint
from .reporting import Reporter

_CHIP_SIZE = 256  # pixels: what the reference crops to
_NAMES = {1: ('grey',), 3: ('red', 'green', 'blue')}
_WRAPPER = 'module.'
_RUNNING = ('running_mean', 'running_var', 'num_batches_tracked')


def import_checkpoint(job: ImportCheckpoint, reporter: Reporter) -> dict[str, Any]:
    """Write the generator of a checkpoint of junyanz/pytorch-CycleGAN-and-pix2pix as a model file.

    Raises:
        SatganError: no checkpoint of a generator of that code, or one with weights that are no numbers.
    """
    try:
        weights = _unwrapped(read_foreign_weights(job.checkpoint), job.checkpoint)
        found = fingerprint(weights)
    except ValueError as error:
        raise _refusal(job.checkpoint, str(error)) from error
    if found.norm != 'batch':
        # PyTorch before 0.4 kept figures for instance norm that it did not use.
        weights = {name: tensor for name, tensor in weights.items() if not name.endswith(_RUNNING)}
    _require_fitting(weights, found, job.checkpoint)
    save_model(Path(job.output), weights, _card(job, found))
    reporter.info(
        f'{Path(job.checkpoint).name} is {found.name} with {found.filters} filters and norm {found.norm}, from '
        f'{found.in_channels} to {found.out_channels} channels. It is taken to expect 8-bit values in the order red, '
        'green, blue, and pixels of the size that it was trained with, which the file does not tell.'
    )
    if found.norm == 'batch':
        reporter.info(
            'This generator has batch norm. As in the reference, the running averages of its training are left out when '
            'it is applied, unless STATISTICS asks for them: its statistics are those of the raster.'
        )
    return {}


def _unwrapped(weights: dict[str, Tensor], path: str) -> dict[str, Tensor]:
    """Return the weights as float32, without the prefix that data parallel training puts before their names."""
    if not all(torch.isfinite(tensor).all() for tensor in weights.values()):
        raise SatganError(f'{path} holds weights that are no numbers.', 'Its training failed: take an earlier one.')
    return {
        name.removeprefix(_WRAPPER): tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in weights.items()
    }


def _require_fitting(weights: dict[str, Tensor], found: Fingerprint, path: str) -> None:
    with torch.device('meta'):  # names and shapes only
        generator = build_generator(**asdict(found))
    try:
        generator.load_state_dict(weights, assign=True)
    except RuntimeError as error:
        raise _refusal(path, f'It looks like {found.name}, but some layers are missing or of another size') from error


def _refusal(path: str, reason: str) -> SatganError:
    return SatganError(
        f'{path} cannot be imported. {reason}.',
        'Choose the file of a U-Net or ResNet generator of pytorch-CycleGAN-and-pix2pix, such as latest_net_G.pth.',
    )


def _card(job: ImportCheckpoint, found: Fingerprint) -> ModelCard:
    return ModelCard(
        kind='pix2pix',  # one generator from A to B, which is how a half of CycleGAN is applied too
        generator=GeneratorDesign(found.name, found.filters, found.norm, found.dropout),
        chip_size=_CHIP_SIZE,
        pixel_size=(1.0, 1.0),
        ground_pixel_size=None,
        crs=None,
        a=_domain(found.in_channels),
        b=_domain(found.out_channels),
        training={
            'job': {'job': job.id, 'checkpoint': Path(job.checkpoint).name, 'sha256': checksum(job.checkpoint)},
            'epochs_done': None,
            'figures': {},
        },
        versions={'satgan': __version__, 'torch': torch.__version__},
        licence='unknown',
    )


def _domain(channels: int) -> Domain:
    """Return 8-bit bands that are scaled as the reference does it: x / 127.5 - 1."""
    return Domain(
        source='unknown',
        checksum=None,
        bands=tuple(range(1, channels + 1)),
        names=_NAMES.get(channels) or tuple(f'band {band}' for band in range(1, channels + 1)),
        units=('',) * channels,
        dtype='uint8',
        nodata=None,
        classes=None,
        scaling=(Scaling(0.0, 255.0),) * channels,
        statistics=(),
    )

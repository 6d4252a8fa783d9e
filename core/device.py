"""The device and the precision that networks run with."""

from __future__ import annotations

import logging
from datetime import timedelta

import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from .errors import SatganError
from .team import ALONE, Team

_ACCELERATORS = {'cpu': 'cpu', 'cuda': 'cuda', 'mps': 'mps'}
_PATIENCE = timedelta(days=1)  # the first process validates while the others wait


def open_fabric(device: str, precision: str, team: Team = ALONE) -> Fabric:
    """Return a Fabric for the device and precision of a job.

    Args:
        device: `auto`, `cpu`, `cuda` or `mps`.
        precision: `auto`, `fp32` or `bf16`.
        team: the processes that share the job, each with a device of its own.

    Raises:
        SatganError: the device is not there, or not for each process.
    """
    chosen = best_device() if device == 'auto' else device
    if not _is_available(chosen):
        raise SatganError(
            f'The device "{chosen}" is asked for, but PyTorch finds none here.',
            'Choose auto or cpu, or install a PyTorch build for it with "Install engine".',
        )
    _require_own_device(chosen, team)
    logging.getLogger('lightning_fabric').setLevel(logging.WARNING)
    is_bf16 = precision == 'bf16' or (precision == 'auto' and has_fast_bf16(chosen))
    fabric = Fabric(
        accelerator=_ACCELERATORS[chosen],
        devices=team.local_size,
        num_nodes=team.machines,
        strategy='auto' if team.size == 1 else _SharedTraining(timeout=_PATIENCE),
        precision='bf16-mixed' if is_bf16 else '32-true',
    )
    if team.size > 1:
        fabric.launch()
    return fabric


def best_device() -> str:
    """Return the fastest device that is there."""
    return next(device for device in ('cuda', 'mps', 'cpu') if _is_available(device))


class _SharedTraining(DDPStrategy):
    """Averages gradients over the processes, and leaves what batch norm keeps to each.

    A discriminator looks twice before its gradients are computed: nothing may be overwritten in between.
    """

    def setup_module(self, module: nn.Module) -> DistributedDataParallel:
        shared = super().setup_module(module)
        shared.broadcast_buffers = False  # the argument of this name is deprecated, and the new one is new
        return shared


def _require_own_device(device: str, team: Team) -> None:
    if device == 'cpu' or team.local_size == 1:
        return
    count = torch.cuda.device_count() if device == 'cuda' else 1
    if team.local_size > count:
        raise SatganError(
            f'{team.local_size} processes were started on this machine, but it has {count} graphics card(s).',
            'Start one process per card (--nproc-per-node), or set device to cpu.',
        )


def _is_available(device: str) -> bool:
    if device == 'cuda':
        return torch.cuda.is_available()
    if device == 'mps':
        return torch.backends.mps.is_available()
    return True


def has_fast_bf16(device: str) -> bool:
    """Return whether bf16 is clearly faster than fp32: with bf16 units on a graphics card, AMX or AVX512-BF16."""
    if device == 'cuda':
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == 'cpu' and (_cpu_has('amx_tile') or _cpu_has('avx512_bf16'))


def _cpu_has(feature: str) -> bool:
    ask = getattr(torch.cpu, f'_is_{feature}_supported', None)  # not in every release of PyTorch
    return ask is not None and bool(ask())


def memory_format(fabric: Fabric) -> torch.memory_format:
    """Return the memory format that trains fastest: channels last on graphics cards and for AMX, else PyTorch's own."""
    has_matrix_units = fabric.device.type != 'cpu' or (is_bf16(fabric) and _cpu_has('amx_tile'))
    return torch.channels_last if has_matrix_units else torch.contiguous_format


def is_bf16(fabric: Fabric) -> bool:
    """Return whether a Fabric calculates with bf16."""
    return 'bf16' in str(fabric._precision.precision)

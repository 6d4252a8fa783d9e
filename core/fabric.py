"""Lightning Fabric for trainings: device, precision and the processes that share one."""

from __future__ import annotations

import logging
from datetime import timedelta

import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from .device import cpu_has, open_compute
from .errors import SatganError
from .team import ALONE, Team
from .wording import counted

_PATIENCE = timedelta(days=1)  # the first process validates while the others wait


def open_fabric(device: str, precision: str, team: Team = ALONE) -> Fabric:
    """Return a Fabric for the device and precision of a training.

    Args:
        device: `auto`, `cpu`, `cuda` or `mps`.
        precision: `auto`, `fp32` or `bf16`.
        team: the processes that share the job, each with a device of its own.

    Raises:
        SatganError: the device is not there, or not for each process.
    """
    compute = open_compute(device, precision)
    _require_own_device(compute.device.type, team)
    logging.getLogger('lightning_fabric').setLevel(logging.WARNING)
    fabric = Fabric(
        accelerator=compute.device.type,
        devices=team.local_size,
        num_nodes=team.machines,
        strategy='auto' if team.size == 1 else _SharedTraining(timeout=_PATIENCE),
        precision='bf16-mixed' if compute.is_bf16 else '32-true',
    )
    if team.size > 1:
        fabric.launch()
    return fabric


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
            f'{team.local_size} processes were started on this machine, but it has {counted(count, "graphics card")}.',
            'Start one process per card (--nproc-per-node), or set device to cpu.',
        )


def memory_format(fabric: Fabric) -> torch.memory_format:
    """Return the memory format that trains fastest: channels last on graphics cards and for AMX, else PyTorch's own."""
    has_matrix_units = fabric.device.type != 'cpu' or (is_bf16(fabric) and cpu_has('amx_tile'))
    return torch.channels_last if has_matrix_units else torch.contiguous_format


def is_bf16(fabric: Fabric) -> bool:
    """Return whether a Fabric calculates with bf16."""
    return 'bf16' in str(fabric._precision.precision)

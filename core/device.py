"""The device and the precision that networks run with."""

from __future__ import annotations

import logging

import torch
from lightning_fabric import Fabric

from .errors import SatganError

_ACCELERATORS = {'cpu': 'cpu', 'cuda': 'cuda', 'mps': 'mps'}


def open_fabric(device: str, precision: str) -> Fabric:
    """Return a Fabric for the device and precision of a job.

    Args:
        device: `auto`, `cpu`, `cuda` or `mps`.
        precision: `auto`, `fp32` or `bf16`.

    Raises:
        SatganError: the device is not there.
    """
    chosen = best_device() if device == 'auto' else device
    if not _is_available(chosen):
        raise SatganError(
            f'The device "{chosen}" is asked for, but PyTorch finds none here.',
            'Choose auto or cpu, or install a PyTorch build for it with "Install engine".',
        )
    logging.getLogger('lightning_fabric').setLevel(logging.WARNING)
    is_bf16 = precision == 'bf16' or (precision == 'auto' and has_fast_bf16(chosen))
    return Fabric(accelerator=_ACCELERATORS[chosen], devices=1, precision='bf16-mixed' if is_bf16 else '32-true')


def best_device() -> str:
    """Return the fastest device that is there."""
    return next(device for device in ('cuda', 'mps', 'cpu') if _is_available(device))


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

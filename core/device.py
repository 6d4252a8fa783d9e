"""The device and the precision that networks run with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import torch

from .errors import SatganError


@dataclass(frozen=True)
class Compute:
    """What a network runs with.

    Attributes:
        device: where.
        is_bf16: whether it calculates with bf16 where that does no harm, else with fp32.
    """

    device: torch.device
    is_bf16: bool

    def autocast(self) -> AbstractContextManager[None]:
        """Return a context in which the layers of a network calculate so."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.is_bf16)


def open_compute(device: str, precision: str) -> Compute:
    """Return the device and the precision of a job.

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
    return Compute(torch.device(chosen), precision == 'bf16' or (precision == 'auto' and has_fast_bf16(chosen)))


def best_device() -> str:
    """Return the fastest device that is there."""
    return next(device for device in ('cuda', 'mps', 'cpu') if _is_available(device))


def has_fast_bf16(device: str) -> bool:
    """Return whether bf16 is clearly faster than fp32: with bf16 units on a graphics card, AMX or AVX512-BF16."""
    if device == 'cuda':
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device == 'cpu' and (cpu_has('amx_tile') or cpu_has('avx512_bf16'))


def cpu_has(feature: str) -> bool:
    """Return whether the processor has a feature, by PyTorch's name of it."""
    ask = getattr(torch.cpu, f'_is_{feature}_supported', None)  # not in every release of PyTorch
    return ask is not None and bool(ask())


def _is_available(device: str) -> bool:
    if device == 'cuda':
        return torch.cuda.is_available()
    if device == 'mps':
        return torch.backends.mps.is_available()
    return True


def sent(
    tensor: torch.Tensor, device: torch.device, memory_format: torch.memory_format = torch.preserve_format
) -> torch.Tensor:
    """Return a tensor on a device; a CUDA card fetches it by itself from pinned memory, while the processor goes on."""
    if device.type == 'cuda' and tensor.device.type == 'cpu':
        return tensor.pin_memory().to(device, memory_format=memory_format, non_blocking=True)
    return tensor.to(device, memory_format=memory_format)

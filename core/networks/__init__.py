"""The networks: plain PyTorch modules that know nothing of rasters, losses or training."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .initialise import initialise
from .patchgan import PatchGAN, receptive_field
from .unet import UNet

#: Generators by the name that jobs and model files use, and how often each halves the image.
GENERATORS: Mapping[str, int] = MappingProxyType({'unet256': 8, 'unet128': 7})


def build_generator(
    name: str, in_channels: int, out_channels: int, *, filters: int = 64, norm: str = 'batch', dropout: bool = True
) -> UNet:
    """Build a generator by its name, not yet initialised.

    Args:
        name: a key of `GENERATORS`.
        in_channels: channels of the input, from 1.
        out_channels: channels of the output, from 1.
        filters: channels of the first level, from 1.
        norm: one of `norms.NORMS`.
        dropout: whether there is dropout in training.

    Raises:
        ValueError: an unknown name or norm.
    """
    return UNet(in_channels, out_channels, downs=_downs(name), filters=filters, norm=norm, dropout=dropout)


def tile_multiple(name: str) -> int:
    """Return what height and width of an image must be a multiple of for this generator, in pixels.

    Args:
        name: a key of `GENERATORS`.

    Raises:
        ValueError: an unknown name.
    """
    multiple: int = 2 ** _downs(name)
    return multiple


def _downs(name: str) -> int:
    if name not in GENERATORS:
        raise ValueError(f'The generator "{name}" is unknown: it must be one of {", ".join(GENERATORS)}.')
    return GENERATORS[name]


__all__ = ['GENERATORS', 'PatchGAN', 'UNet', 'build_generator', 'initialise', 'receptive_field', 'tile_multiple']

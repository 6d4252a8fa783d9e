"""The networks: plain PyTorch modules that know nothing of rasters, losses or training."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .discriminators import build_discriminator, smallest_judged_side
from .generator import Generator
from .initialise import initialise
from .multiscale import MultiScale
from .patchgan import PatchGAN, receptive_field
from .pixelgan import PixelGAN
from .presets import PRESETS, Preset
from .resnet import ResNet
from .resunet import ResUNet
from .unet import UNet

_Family = type[UNet] | type[ResUNet] | type[ResNet]

#: Generators by the name that jobs and model files use: the family, and what makes it this one.
GENERATORS: Mapping[str, tuple[_Family, Mapping[str, Any]]] = MappingProxyType(
    {
        'unet256': (UNet, {'downs': 8}),
        'unet128': (UNet, {'downs': 7}),
        'resunet256': (ResUNet, {'downs': 8}),
        'resnet9': (ResNet, {'downs': 2, 'blocks': 9}),
        'resnet6': (ResNet, {'downs': 2, 'blocks': 6}),
        'global': (ResNet, {'downs': 4, 'blocks': 9, 'always_biased': True}),
    }
)


def build_generator(
    name: str,
    in_channels: int,
    out_channels: int,
    *,
    filters: int = 64,
    norm: str = 'batch',
    dropout: bool = True,
    upsampling: str = 'transpose',
) -> Generator:
    """Build a generator by its name, not yet initialised.

    Args:
        name: a key of `GENERATORS`.
        in_channels: channels of the input, from 1.
        out_channels: channels of the output, from 1.
        filters: channels of the first level, from 1.
        norm: one of `norms.NORMS`.
        dropout: whether there is dropout in training.
        upsampling: one of `upsampling.UPSAMPLINGS`.

    Raises:
        ValueError: an unknown name, norm or upsampling.
    """
    family, shape = _known(name)
    return family(
        in_channels, out_channels, filters=filters, norm=norm, dropout=dropout, upsampling=upsampling, **shape
    )


def tile_multiple(name: str) -> int:
    """Return what height and width of an image must be a multiple of for this generator, in pixels.

    Args:
        name: a key of `GENERATORS`.

    Raises:
        ValueError: an unknown name.
    """
    multiple: int = 2 ** _known(name)[1]['downs']
    return multiple


def smallest_side(name: str) -> int:
    """Return what height and width of an image must be at least for this generator, in pixels.

    Args:
        name: a key of `GENERATORS`.

    Raises:
        ValueError: an unknown name.
    """
    family, _ = _known(name)
    return family.least_multiples * tile_multiple(name)


def _known(name: str) -> tuple[_Family, Mapping[str, Any]]:
    if name not in GENERATORS:
        raise ValueError(f'The generator "{name}" is unknown: it must be one of {", ".join(GENERATORS)}.')
    return GENERATORS[name]


__all__ = [
    'GENERATORS',
    'PRESETS',
    'Generator',
    'MultiScale',
    'PatchGAN',
    'PixelGAN',
    'Preset',
    'ResNet',
    'ResUNet',
    'UNet',
    'build_discriminator',
    'build_generator',
    'initialise',
    'receptive_field',
    'smallest_judged_side',
    'smallest_side',
    'tile_multiple',
]

"""The networks that make images out of noise, by the name that jobs and model files use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from torch import nn

from .dcgan import DCGANDiscriminator, DCGANGenerator
from .initialise import initialise, initialise_glorot
from .keras80 import Keras80Discriminator, Keras80Generator


@dataclass(frozen=True)
class Preset:
    """A pair of networks and what belongs to it.

    Attributes:
        generator: family of the generator.
        discriminator: family of the discriminator.
        initialise: draws the starting weights of either.
        chip_size: side of the images in pixels.
        norm: the norm of both networks.
    """

    generator: type[DCGANGenerator | Keras80Generator]
    discriminator: type[DCGANDiscriminator | Keras80Discriminator]
    initialise: Callable[[nn.Module], None]
    chip_size: int
    norm: str


#: Networks out of noise by name.
PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        'dcgan64': Preset(DCGANGenerator, DCGANDiscriminator, initialise, 64, 'batch'),
        'keras80': Preset(Keras80Generator, Keras80Discriminator, initialise_glorot, 80, 'none'),
    }
)

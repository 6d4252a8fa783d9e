"""Discriminators by what a job says of them."""

from __future__ import annotations

from .multiscale import MultiScale
from .patchgan import PatchGAN, smallest_patchgan_side
from .pixelgan import PixelGAN


def build_discriminator(
    in_channels: int, *, layers: int = 3, scales: int = 1, filters: int = 64, norm: str = 'batch'
) -> PatchGAN | PixelGAN | MultiScale:
    """Build a discriminator, not yet initialised.

    Args:
        in_channels: channels of the input, from 1; of input and target together in a conditional GAN.
        layers: halving convolutions of a `PatchGAN`; 0 is a `PixelGAN`.
        scales: how many resolutions are judged, from 1, each half of the one before.
        filters: channels of the first layer, from 1.
        norm: one of `norms.NORMS`.

    Raises:
        ValueError: fewer than 0 layers, or an unknown norm.
    """

    def single() -> PatchGAN | PixelGAN:
        if layers == 0:
            return PixelGAN(in_channels, filters=filters, norm=norm)
        return PatchGAN(in_channels, layers=layers, filters=filters, norm=norm)

    return single() if scales == 1 else MultiScale([single() for _ in range(scales)])


def smallest_judged_side(layers: int, scales: int = 1) -> int:
    """Return what height and width of an image must be at least for a discriminator, in pixels.

    Args:
        layers: as of `build_discriminator`.
        scales: as of `build_discriminator`.
    """
    side: int = (smallest_patchgan_side(layers) if layers else 1) * 2 ** (scales - 1)
    return side

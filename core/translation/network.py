"""The generator of a model file, ready to translate tiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from lightning_fabric import Fabric

from ..errors import SatganError
from ..modelfile import A_TO_B, ModelCard, read_weights
from ..networks import Generator, build_generator

_FORMAT = torch.channels_last  # without gradients the faster one on every device, batch norm included
_CPU_PIXELS = 4 * 256 * 256  # as many at once, in tiles of any size
_GPU_PIXELS = 16 * 256 * 256


@dataclass(frozen=True)
class Network:
    """A generator, fed with batches of tiles.

    Attributes:
        generator: in eval mode, on the device.
        fabric: gives device and precision.
        batch_size: tiles at once.
    """

    generator: Generator
    fabric: Fabric
    batch_size: int

    @torch.inference_mode()
    def run(self, tiles: np.ndarray) -> np.ndarray:
        """Translate tiles, (n, channels of A, size, size), into (n, channels of B, size, size), float32."""
        batch = torch.from_numpy(tiles).to(self.fabric.device, memory_format=_FORMAT)
        with self.fabric.autocast():
            translated: np.ndarray = self.generator(batch).float().cpu().numpy()
        return translated


def tiles_at_once(fabric: Fabric, size: int) -> int:
    """Return how many tiles of `size` pixels a side the device should get at once."""
    pixels = _CPU_PIXELS if fabric.device.type == 'cpu' else _GPU_PIXELS
    return max(1, pixels // size**2)


def open_generator(model: str, card: ModelCard, fabric: Fabric, direction: str = A_TO_B) -> Generator:
    """Build a generator of a model file and load its weights.

    Args:
        model: the model file.
        card: its card, turned towards `direction`.
        fabric: gives the device.
        direction: one of the card's.

    Raises:
        SatganError: the weights are damaged, or the model is of a newer release.
    """
    generator = _built(model, card)
    try:
        generator.load_state_dict(read_weights(model, card.prefix(direction)))
    except RuntimeError as error:
        raise SatganError(
            f'The weights in {model} do not fit its card.', 'The file is damaged: train it again.'
        ) from error
    generator = generator.to(fabric.device, memory_format=_FORMAT)  # type: ignore[call-overload]
    return generator.eval()


def _built(model: str, card: ModelCard) -> Generator:
    design = card.generator
    try:
        if not card.directions:
            raise ValueError(f'The kind "{card.kind}" is unknown.')
        return build_generator(
            design.name,
            card.a.channels,
            card.b.channels,
            filters=design.filters,
            norm=design.norm,
            dropout=design.dropout,
            upsampling=design.upsampling,
        )
    except ValueError as error:
        raise SatganError(
            f'This release of SatGAN cannot apply the model {model}: {error}', 'Update the plugin to use it.'
        ) from error

"""The generator of a model file, ready to translate tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.backends import cudnn

from ..device import Compute, sent
from ..errors import SatganError
from ..modelfile import A_TO_B, ModelCard, read_weights
from ..networks import PRESETS, Generator, build_generator
from ..networks.dcgan import DCGANGenerator
from ..networks.keras80 import Keras80Generator
from ..networks.precise import make_output_precise
from .openvino import OpenVinoGenerator

_FORMAT = torch.channels_last  # without gradients the faster one on every device, batch norm included
_CPU_PIXELS = 4 * 256 * 256  # as many at once, in tiles of any size
_GPU_PIXELS = 16 * 256 * 256
_FROM_NOISE = 'dcgan'

#: Waits for a translation and returns it.
Finish = Callable[[], np.ndarray]
#: Makes chips out of noise.
NoiseGenerator = DCGANGenerator | Keras80Generator


@dataclass(frozen=True)
class Network:
    """A generator, fed with batches of tiles.

    Attributes:
        generator: in eval mode, on the device; of PyTorch, or what OpenVINO makes of it.
        compute: device and precision.
        batch_size: tiles at once.
    """

    generator: Generator | OpenVinoGenerator
    compute: Compute
    batch_size: int

    def run(self, tiles: np.ndarray) -> np.ndarray:
        """Translate tiles, (n, channels of A, size, size), into (n, channels of B, size, size), float32."""
        return self.start(tiles)()

    def start(self, tiles: np.ndarray) -> Finish:
        """Begin to translate tiles as `run` does; what is returned waits for the rest.

        A graphics card works meanwhile. Where its memory is too small for all tiles at once, they go there in halves.
        """
        try:
            translated = self._translated(tiles)
        except torch.OutOfMemoryError:
            if len(tiles) == 1:
                raise
        else:
            return lambda: translated.cpu().numpy()
        # Out here nothing refers any more to what did not fit.
        half = len(tiles) // 2
        finish_first, finish_second = self.start(tiles[:half]), self.start(tiles[half:])
        return lambda: np.concatenate([finish_first(), finish_second()])

    @torch.inference_mode()
    def _translated(self, tiles: np.ndarray) -> torch.Tensor:
        batch = sent(torch.from_numpy(tiles), self.compute.device, _FORMAT)
        # Else cuDNN would round 32 bits to 19 on graphics cards.
        with self.compute.autocast(), cudnn.flags(enabled=True, allow_tf32=False):
            translated: torch.Tensor = self.generator(batch).float()
        return translated


def tiles_at_once(compute: Compute, size: int) -> int:
    """Return how many tiles of `size` pixels a side the device should get at once."""
    pixels = _CPU_PIXELS if compute.device.type == 'cpu' else _GPU_PIXELS
    return max(1, pixels // size**2)


def open_generator(model: str, card: ModelCard, compute: Compute, direction: str = A_TO_B) -> Generator:
    """Build a generator of a model file and load its weights.

    Args:
        model: the model file.
        card: its card, turned towards `direction`.
        compute: the device, and the precision of all layers but the last.
        direction: one of the card's.

    Raises:
        SatganError: the weights are damaged, or the model is of a newer release.
    """
    require_translation(model, card)
    with torch.device('meta'):  # no random weights are drawn that are replaced at once
        generator = _built(model, card)
    _load(generator, model, card.prefix(direction))
    if compute.is_bf16:
        make_output_precise(generator)
    generator = generator.to(compute.device, memory_format=_FORMAT)  # type: ignore[call-overload]
    return generator.eval()


def open_noise_generator(model: str, card: ModelCard) -> NoiseGenerator:
    """Build the generator of a model file that makes chips out of noise, and load its weights; on the processor.

    Args:
        model: the model file.
        card: its card.

    Raises:
        SatganError: a model that translates rasters, damaged weights, or a model of a newer release.
    """
    design = card.generator
    if card.kind != _FROM_NOISE:
        raise SatganError(
            f'{model} is a model of the kind {card.kind}: it translates rasters and makes nothing out of noise.',
            'Use it with "Apply model", or choose a model of "Train DCGAN".',
        )
    if design.name not in PRESETS:
        raise SatganError(
            f'This release of SatGAN cannot use the model {model}: the preset "{design.name}" is unknown.',
            'Update the plugin to use it.',
        )
    with torch.device('meta'):
        generator = PRESETS[design.name].generator(
            design.noise, card.b.channels, filters=design.filters, upsampling=design.upsampling
        )
    _load(generator, model)
    return generator.eval()


def require_translation(model: str, card: ModelCard) -> None:
    """Make sure that a model translates rasters.

    Args:
        model: the model file.
        card: its card.

    Raises:
        SatganError: it makes chips out of noise.
    """
    if card.kind == _FROM_NOISE:
        raise SatganError(
            f'{model} is a model of the kind {card.kind}: it makes chips out of noise and takes no raster.',
            'Use it with "Generate chips".',
        )


def _load(generator: nn.Module, model: str, prefix: str = '') -> None:
    try:
        generator.load_state_dict(read_weights(model, prefix), assign=True)
    except RuntimeError as error:
        raise SatganError(
            f'The weights in {model} do not fit its card.', 'The file is damaged: train it again.'
        ) from error


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

"""A generator that OpenVINO runs on the processor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from ..errors import SatganError
from ..memory import give_back
from ..networks import Generator
from ..networks.onnxgraph import onnx_graph
from ..networks.precise import round_weights

if TYPE_CHECKING:
    from openvino import CompiledModel


def has_openvino() -> bool:
    """Return whether OpenVINO is installed, without the second that importing takes."""
    return find_spec('openvino') is not None


class OpenVinoError(SatganError):
    """OpenVINO is there but cannot run a network."""


class OpenVinoGenerator(nn.Module):
    """A generator that OpenVINO runs on the processor, one image at a time, which is how it uses all cores best.

    It reads the network as ONNX: its converter of PyTorch modules could report its use over the network. It can be
    pickled, and is compiled anew where it arrives.
    """

    def __init__(self, generator: Generator, is_bf16: bool) -> None:
        """Convert a generator.

        Args:
            generator: on the processor, with fixed statistics if it shall have some; it stays as it is.
            is_bf16: whether its weights are rounded to bf16, which then OpenVINO calculates with as well where the
                processor has it, but for the last layers.

        Raises:
            OpenVinoError: it cannot be converted.
        """
        super().__init__()
        with _telling():
            self._graph = onnx_graph(generator.float())
            if is_bf16:  # PyTorch may go on with it
                round_weights(generator)
        give_back()
        self._precision = 'bf16' if is_bf16 else 'f32'
        self._compiled: dict[tuple[int, ...], CompiledModel] = {}

    def forward(self, images: Tensor) -> Tensor:
        """Translate images, (N, channels, H, W) float32, as the generator would.

        Raises:
            OpenVinoError: OpenVINO does not run, or not this network.
        """
        tiles = images.numpy()
        run = self._compiled_for(tiles.shape[1:])
        return torch.from_numpy(np.concatenate([run(np.ascontiguousarray(tile[np.newaxis]))[0] for tile in tiles]))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what belongs to this process."""
        return {**self.__dict__, '_compiled': {}}

    def _compiled_for(self, shape: tuple[int, ...]) -> CompiledModel:
        if shape not in self._compiled:
            with _telling():
                self._compiled[shape] = self._compile(shape)
        return self._compiled[shape]

    def _compile(self, shape: tuple[int, ...]) -> CompiledModel:
        from openvino import Core

        core = Core()
        model = core.read_model(self._graph)
        model.reshape([1, *shape])
        hints = {
            'INFERENCE_PRECISION_HINT': self._precision,
            'INFERENCE_NUM_THREADS': torch.get_num_threads(),
            'PERFORMANCE_HINT': 'LATENCY',
        }
        return core.compile_model(model, 'CPU', hints)


@contextmanager
def _telling() -> Iterator[None]:
    """Turn what PyTorch's exporter and OpenVINO raise into a sentence."""
    try:
        yield
    except (ImportError, RuntimeError) as error:
        reason = str(error).strip().partition('\n')[0].rstrip('.')
        raise OpenVinoError(
            f'OpenVINO cannot run the network here: {reason}.',
            'Choose pytorch as the runtime, or install the engine anew with "Install engine".',
        ) from error

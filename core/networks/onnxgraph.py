"""A generator as an ONNX graph."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch

from .generator import Generator

INPUT, OUTPUT = 'input', 'output'
_OPSET = 17  # what programs of 2023 read
_AXES = {0: 'batch', 2: 'height', 3: 'width'}


def onnx_graph(generator: Generator) -> bytes:
    """Return a generator, on the processor and in single precision, as an ONNX graph for images of any number and size.

    Args:
        generator: in eval mode. Its graph has the input `INPUT` and the output `OUTPUT`, both (batch, channels, height,
            width).
    """
    side = generator.smallest_side
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), torch.no_grad():
        path = Path(folder) / 'model.onnx'
        # It warns of its age. The newer exporter needs more packages and asks for sizes that it can prove.
        warnings.simplefilter('ignore')
        torch.onnx.export(
            generator.model,  # without the checks of sizes, which would be kept as constants
            (torch.zeros(1, generator.in_channels, side, side),),
            path,
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={INPUT: _AXES, OUTPUT: _AXES},
            opset_version=_OPSET,
            dynamo=False,
        )
        return path.read_bytes()

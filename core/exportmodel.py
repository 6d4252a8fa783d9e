"""The job `exportmodel`: a model file to ONNX, for programs without PyTorch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor

from . import __version__
from .device import open_compute
from .errors import SatganError
from .jobs import ExportModel
from .modelfile import ModelCard, checksum, read_card
from .networks import Generator
from .networks.norms import NORMS_OF_EACH_IMAGE
from .networks.onnxgraph import INPUT, OUTPUT, onnx_graph
from .rasters.writing import whole_file
from .reporting import Reporter
from .translation.direction import require_direction
from .translation.network import open_generator, require_translation

_LARGEST_FILE = 2**31 - 2**20  # bytes of weights: ONNX ends at 2 GiB
_TOLERANCE = 1e-4  # of values in [-1, 1]: about a hundredth of a step of 8 bits
# Norms of each image divide by what little there may be of variation, and rounding with it: half a step of 8 bits.
_TOLERANCE_OF_EACH_IMAGE = 1 / 255
_DESCRIPTION = (
    'Input: (batch, channels, height, width) scaled to [-1, 1] as the card says, 0 where there is no data; height and '
    'width must be multiples of "multiple", from "smallest_side". Output: the same of the target. What it makes is '
    'synthetic.'
)


def export_model(job: ExportModel, reporter: Reporter) -> dict[str, Any]:
    """Write the generator of a model file as ONNX, once ONNX Runtime makes the same of it as PyTorch.

    Raises:
        SatganError: no model file, one that is too large, or results that differ.
    """
    card = read_card(job.model)
    require_translation(job.model, card)
    require_direction(job.model, card, job.direction)
    card = card.towards(job.direction)
    generator = open_generator(job.model, card, open_compute('cpu', 'fp32'), job.direction)
    _require_room(job.model, generator)
    reporter.progress(0.1, 'Exporting')
    content = _described(onnx.load_from_string(onnx_graph(generator)), generator, card, checksum(job.model))
    reporter.progress(0.4, 'Comparing ONNX Runtime with PyTorch')
    difference = _largest_difference(content, generator, card.chip_size)
    _require_small(difference, job.model, card.generator.norm)
    with whole_file(Path(job.output)) as partial:
        partial.write_bytes(content)
    reporter.info(
        f'On made chips of two sizes ONNX Runtime and PyTorch differ by {difference:.1g} at most, of values from -1 to 1. '
        f'The file takes images of any size that is a multiple of {generator.multiple} pixels.'
    )
    return {}


def _require_room(model: str, generator: Generator) -> None:
    size = sum(tensor.nbytes for tensor in generator.state_dict().values())
    if size > _LARGEST_FILE:
        raise SatganError(
            f'The weights of {model} take {size / 2**30:.1f} GiB, but an ONNX file ends at 2 GiB.',
            'Train a model with fewer filters.',
        )


def _described(graph: onnx.ModelProto, generator: Generator, card: ModelCard, sha256: str) -> bytes:
    graph.producer_name, graph.producer_version = 'SatGAN', __version__
    graph.doc_string = _DESCRIPTION
    properties = {
        'card': json.dumps(card.to_json(), ensure_ascii=False),
        'model_sha256': sha256,
        'multiple': str(generator.multiple),
        'smallest_side': str(generator.smallest_side),
    }
    onnx.helper.set_model_props(graph, properties)
    return graph.SerializeToString()


def _largest_difference(content: bytes, generator: Generator, chip_size: int) -> float:
    """Return how much ONNX Runtime differs from PyTorch at most; NaN where one of them makes no numbers."""
    session = onnxruntime.InferenceSession(content, providers=['CPUExecutionProvider'])
    differences = []
    for image in _trials(generator, chip_size):
        with torch.inference_mode():
            expected = generator(image).numpy()
        differences.append(np.abs(_run(session, image) - expected).max())
    return float(np.max(differences))


def _require_small(difference: float, model: str, norm: str) -> None:
    tolerance = _TOLERANCE_OF_EACH_IMAGE if norm in NORMS_OF_EACH_IMAGE else _TOLERANCE
    if not difference <= tolerance:  # NaN is not either
        raise SatganError(
            f'ONNX Runtime makes something else of {model} than PyTorch: the values differ by up to {difference:.1g}, in '
            'a range from -1 to 1.',
            'Update onnxruntime and PyTorch with "Install engine", then export it again. Nothing was written.',
        )


def _trials(generator: Generator, chip_size: int) -> Iterator[Tensor]:
    """Yield noise in one size, and in another one extreme values beside a gap without data.

    Plain images are none of them: instance norm turns what was rounded there into the whole range of values.
    """
    random = torch.Generator().manual_seed(0)
    yield torch.rand(1, generator.in_channels, chip_size, chip_size, generator=random) * 2 - 1
    wider = (2, generator.in_channels, chip_size, chip_size + generator.multiple)
    extremes = (torch.rand(wider, generator=random) - 0.5).sign()
    extremes[..., : chip_size // 2] = 0
    yield extremes


def _run(session: onnxruntime.InferenceSession, image: Tensor) -> np.ndarray:
    [result] = session.run([OUTPUT], {INPUT: image.numpy()})
    return result

"""The model file: safetensors weights with a card that knows everything needed to apply the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from .datasets.domain import Domain
from .errors import SatganError
from .rasters.writing import whole_file

SCHEMA = 1
A_TO_B, B_TO_A = 'AtoB', 'BtoA'
#: Which ways the models of a kind translate. Those of several keep the weights of each under its name.
DIRECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType({'pix2pix': (A_TO_B,), 'cyclegan': (A_TO_B, B_TO_A)})
_CARD = 'card'
_NEEDED = {'training': {'job', 'epochs_done', 'figures'}, 'versions': {'satgan', 'torch'}}


@dataclass(frozen=True)
class GeneratorDesign:
    """What is needed to build the generator of a model; `noise` is the length of the noise vectors, 0 without noise."""

    name: str
    filters: int
    norm: str
    dropout: bool
    upsampling: str = 'transpose'
    noise: int = 0


#: The condition of a model that makes its target out of noise: no bands.
NO_CONDITION = Domain(
    source='noise',
    checksum=None,
    bands=(),
    names=(),
    units=(),
    dtype='float32',
    nodata=None,
    classes=None,
    scaling=(),
    statistics=(),
)


@dataclass(frozen=True)
class PixelGrid:
    """How the pixels of a domain lie.

    Attributes:
        pixel_size: width and height of a pixel in map units; 1 where unknown.
        ground_pixel_size: side of a pixel in metres on the ground; None without a coordinate system.
        crs: coordinate system as WKT; None without one.
    """

    pixel_size: tuple[float, float]
    ground_pixel_size: float | None
    crs: str | None


@dataclass(frozen=True)
class ModelCard:
    """What a model knows about itself.

    Attributes:
        kind: `pix2pix`: one generator from A to B; `cyclegan`: one more from B to A, of the same design; `dcgan`: one from
            noise to B.
        generator: the network.
        chip_size: side of the training chips in pixels.
        pixel_size: width and height of a pixel in map units of the training data; 1 where unknown.
        ground_pixel_size: side of a pixel in metres on the ground; None where the data had no coordinate system.
        crs: coordinate system of the training data as WKT; None without one.
        a: the condition; `NO_CONDITION` of a model from noise.
        b: the target.
        training: the record of the training: job, epochs done (the epoch that the weights are of; None where unknown),
            number of chips, split, device, precision, the validation figures of that epoch, and the model that it started
            from where there was one.
        versions: of SatGAN and PyTorch.
        licence: of the model; it depends on the licence of the training data.
        b_grid: of B, where its pixels may lie otherwise than those of A; None where they do not.
    """

    kind: str
    generator: GeneratorDesign
    chip_size: int
    pixel_size: tuple[float, float]
    ground_pixel_size: float | None
    crs: str | None
    a: Domain
    b: Domain
    training: dict[str, Any]
    versions: dict[str, str]
    licence: str
    b_grid: PixelGrid | None = None

    @property
    def directions(self) -> tuple[str, ...]:
        """Which ways the model translates."""
        return DIRECTIONS.get(self.kind, ())

    def prefix(self, direction: str) -> str:
        """Return what the names of the weights of one direction begin with in the model file."""
        return f'{direction}.' if len(self.directions) > 1 else ''

    def towards(self, direction: str) -> ModelCard:
        """Return the card with what goes in as A and what comes out as B."""
        return self.swapped() if direction == B_TO_A else self

    def swapped(self) -> ModelCard:
        """Return the card with A as B and B as A."""
        own = PixelGrid(self.pixel_size, self.ground_pixel_size, self.crs)
        return replace(self, a=self.b, b=self.a, b_grid=own, **vars(self.b_grid or own))

    def to_json(self) -> dict[str, Any]:
        """Return the card as plain objects."""
        return {'schema': SCHEMA, **asdict(self), 'a': self.a.to_json(), 'b': self.b.to_json()}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> ModelCard:
        """Return the card that `to_json` described."""
        fields = {name: content[name] for name in cls.__dataclass_fields__ if name != 'b_grid'}
        for name, needed in _NEEDED.items():
            if missing := needed - dict(content[name]).keys():
                raise KeyError(*missing)
        fields['generator'] = GeneratorDesign(**content['generator'])
        fields['pixel_size'] = tuple(content['pixel_size'])
        fields['a'], fields['b'] = Domain.from_json(content['a']), Domain.from_json(content['b'])
        if b_grid := content.get('b_grid'):
            fields['b_grid'] = PixelGrid(**b_grid | {'pixel_size': tuple(b_grid['pixel_size'])})
        return cls(**fields)


def save_model(path: Path, weights: dict[str, Tensor], card: ModelCard) -> None:
    """Write a model file, whole or not at all.

    Args:
        path: the model file.
        weights: the generator's state, or those of all generators under their prefixes.
        card: what the model knows.
    """
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
    with whole_file(path) as partial:
        # Not save_file, which makes files that nobody else on the computer may read.
        partial.write_bytes(save(tensors, metadata={_CARD: json.dumps(card.to_json(), ensure_ascii=False)}))


def read_card(path: str) -> ModelCard:
    """Read the card of a model file.

    Raises:
        SatganError: missing, damaged, of another kind, or of a newer release.
    """
    metadata = _metadata(path)
    try:
        content = json.loads(metadata[_CARD])
        if content['schema'] > SCHEMA:
            raise SatganError(
                f'The model {path} was made by a newer release of SatGAN.', 'Update the plugin to use it.'
            )
        return ModelCard.from_json(content)
    except (ValueError, KeyError, TypeError) as error:
        raise SatganError(
            f'{path} is a safetensors file, but not a SatGAN model: it has no readable card.',
            'Choose a model.safetensors that SatGAN has trained.',
        ) from error


def _metadata(path: str) -> dict[str, str]:
    if not Path(path).is_file():
        raise SatganError(f'The model file {path} does not exist.', 'Check its path.')
    try:
        with safe_open(path, framework='pt') as file:
            return file.metadata() or {}
    except (SafetensorError, OSError) as error:
        raise SatganError(
            f'{path} is no model file or was cut short ({error}).', 'Copy it again from its source.'
        ) from error


def read_weights(path: str, prefix: str = '') -> dict[str, Tensor]:
    """Read the weights of a model file whose card has been read.

    Args:
        path: the model file.
        prefix: only those whose names begin with it are read, and lose it.

    Raises:
        SatganError: damaged, or with values that are no numbers.
    """
    try:
        with safe_open(path, framework='pt') as file:
            weights = {
                name.removeprefix(prefix): file.get_tensor(name)
                for name in file.keys()  # noqa: SIM118 - not a mapping
                if name.startswith(prefix)
            }
    except (SafetensorError, OSError) as error:
        raise SatganError(f'{path} is damaged ({error}).', 'Copy it again from its source.') from error
    if not all(torch.isfinite(tensor).all() for tensor in weights.values()):
        raise SatganError(f'{path} holds weights that are no numbers.', 'Its training failed: train it again.')
    return weights


def checksum(path: str) -> str:
    """Return the SHA-256 of a file."""
    with open(path, 'rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()

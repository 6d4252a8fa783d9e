"""Fine-tuning: a training that starts from the weights of a model file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from ..datasets.domain import Domain, Scaling
from ..errors import SatganError
from ..modelfile import ModelCard, checksum, read_card, read_weights
from ..reporting import Reporter

_GROUND_RATIO = 1.25  # pixels that differ by more show other things, and the model learns anew
_SCALING_SHARE = 0.1  # of the range: percentiles of another scene always differ a little
_REMEDY = 'Train with the settings and the bands of the model, or leave "Start from model" empty.'


def start_from(path: str, weights: dict[str, Tensor], wanted: ModelCard, reporter: Reporter) -> dict[str, str]:
    """Put the weights of a model file into networks, and warn of what makes it a bad start.

    Args:
        path: the model file.
        weights: those of the networks themselves, which are overwritten.
        wanted: the card that a model of these networks would have.
        reporter: is told the warnings.

    Returns:
        What the card is to record of it.

    Raises:
        SatganError: no model file, or one of other networks.
    """
    card = read_card(path)
    _require_same(path, _traits(card), _traits(wanted))
    loaded = read_weights(path)
    if _shapes(loaded) != _shapes(weights):
        # In a ResNet dropout is a layer that moves the names of those behind it; elsewhere it may differ.
        _require_same(path, {'dropout': card.generator.dropout}, {'dropout': wanted.generator.dropout})
        raise SatganError(f'The weights in {path} do not fit its card.', 'The file is damaged: copy it again.')
    with torch.no_grad():
        for name, tensor in weights.items():
            tensor.copy_(loaded[name])
    reporter.info(f'Starting from {path}.')
    for warning in (*_pixel_warnings(card, wanted), *_domain_warnings(card, wanted)):
        reporter.warning(warning)
    return {'model': path, 'checksum': checksum(path)}


def _traits(card: ModelCard) -> dict[str, Any]:
    design = card.generator
    return {
        'kind': card.kind,
        'generator': design.name,
        'number of filters': design.filters,
        'norm': design.norm,
        'upsampling': design.upsampling,
        'length of noise vectors': design.noise,
        'number of input channels': card.a.channels,
        'number of target channels': card.b.channels,
    }


def _require_same(path: str, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name, value in found.items():
        if value != wanted[name]:
            raise SatganError(
                f'The model {path} cannot be trained on: its {name} is {value}, that of this training {wanted[name]}.',
                _REMEDY,
            )


def _shapes(weights: dict[str, Tensor]) -> dict[str, torch.Size]:
    return {name: tensor.shape for name, tensor in weights.items()}


def _pixel_warnings(card: ModelCard, wanted: ModelCard) -> Iterator[str]:
    before, now = card.ground_pixel_size, wanted.ground_pixel_size
    if before and now and max(before, now) > _GROUND_RATIO * min(before, now):
        yield (
            f'The model was trained on pixels of {before:.3g} m, the chips have {now:.3g} m: it will hardly be better '
            'than starting anew. Resample the rasters to the pixel size of the model before exporting the chips.'
        )


def _domain_warnings(card: ModelCard, wanted: ModelCard) -> Iterator[str]:
    for side, before, now in (('input', card.a, wanted.a), ('target', card.b, wanted.b)):
        if _labels(before) != _labels(now):
            yield (
                f'The {side} of the model is {", ".join(_labels(before))}; that of the dataset is '
                f'{", ".join(_labels(now))}. Make sure that they mean the same, in the same order.'
            )
        for name, first, second in zip(now.names, before.scaling, now.scaling, strict=False):
            if _differ(first, second):
                yield (
                    f'The {side} band {name} had values from {first.low:g} to {first.high:g} when the model was trained, '
                    f'now from {second.low:g} to {second.high:g}: the model has to get used to that first.'
                )


def _labels(domain: Domain) -> list[str]:
    if domain.classes:
        return [f'class {value:g}' for value in domain.classes.values]
    return list(domain.names)


def _differ(first: Scaling, second: Scaling) -> bool:
    allowed = _SCALING_SHARE * (first.high - first.low)
    return abs(first.low - second.low) > allowed or abs(first.high - second.high) > allowed

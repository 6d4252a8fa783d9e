"""Which generator of junyanz/pytorch-CycleGAN-and-pix2pix weights belong to, told from their names and shapes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

_UNETS = {8: 'unet256', 7: 'unet128'}
_RESNETS = {9: 'resnet9', 6: 'resnet6'}
_LAST_OF_RESNET = 17  # index of the last convolution of a ResNet without blocks
_NORMS_WITH_SCALE = {True: 'instance_affine', False: 'batch'}  # by whether the convolution before has a bias
_NORMS_WITHOUT = {True: 'instance', False: 'none'}


@dataclass(frozen=True)
class Fingerprint:
    """What the weights say of their generator.

    Attributes:
        name: a key of `GENERATORS`.
        in_channels: channels of the input.
        out_channels: channels of the output.
        filters: channels of the first level.
        norm: one of `norms.NORMS`.
        dropout: whether there was dropout in training; true for a U-Net, whose weights do not tell.
    """

    name: str
    in_channels: int
    out_channels: int
    filters: int
    norm: str
    dropout: bool


def fingerprint(weights: Mapping[str, Tensor]) -> Fingerprint:
    """Recognise a generator.

    Args:
        weights: its state.

    Raises:
        ValueError: no generator that can be built here; the message says what it is instead.
    """
    if any(name.endswith('.filt') for name in weights):
        raise ValueError('It is of CUT or FastCUT, whose generator has other layers')
    if 'model.model.0.weight' in weights:
        return _unet(weights)
    if 'model.0.weight' in weights or 'net.0.weight' in weights:
        raise ValueError('It holds a discriminator (the files of generators have _net_G in their names)')
    if 'model.1.weight' in weights:
        return _resnet(weights)
    raise ValueError('The names of its weights are not those of pytorch-CycleGAN-and-pix2pix')


def _unet(weights: Mapping[str, Tensor]) -> Fingerprint:
    downs = sum(tensor.ndim == 4 for tensor in weights.values()) // 2
    first, last = weights['model.model.0.weight'], weights.get('model.model.3.weight')
    if downs not in _UNETS or last is None:
        raise ValueError(f'It holds a U-Net of {downs} levels, not of 7 or 8')
    return Fingerprint(
        name=_UNETS[downs],
        in_channels=first.shape[1],
        out_channels=last.shape[1],
        filters=first.shape[0],
        norm=_norm(weights, 'model.model.0', 'model.model.1.model.2'),
        dropout=True,
    )


def _resnet(weights: Mapping[str, Tensor]) -> Fingerprint:
    blocks = len({name.split('.')[1] for name in weights if '.conv_block.' in name})
    first, last = weights['model.1.weight'], weights.get(f'model.{_LAST_OF_RESNET + blocks}.weight')
    if blocks not in _RESNETS or last is None:
        raise ValueError(f'It holds a ResNet of {blocks} blocks, not of 6 or 9')
    behind_dropout = weights.get('model.10.conv_block.6.weight')
    return Fingerprint(
        name=_RESNETS[blocks],
        in_channels=first.shape[1],
        out_channels=last.shape[0],
        filters=first.shape[0],
        norm=_norm(weights, 'model.1', 'model.2'),
        dropout=behind_dropout is not None and behind_dropout.ndim == 4,
    )


def _norm(weights: Mapping[str, Tensor], convolution: str, norm: str) -> str:
    """Return the norm; only batch norm has a scale beside a convolution without bias."""
    is_biased = f'{convolution}.bias' in weights
    return (_NORMS_WITH_SCALE if f'{norm}.weight' in weights else _NORMS_WITHOUT)[is_biased]

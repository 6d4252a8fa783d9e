"""Guards: each looks at the figures of the epochs so far for one way in which trainings of GANs fail.

They look at nothing else, so that a resumed training is warned of what an uninterrupted one would be. Each speaks once,
when it has been so for some epochs in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import SatganError

Row = Mapping[str, float]

_WARN_AFTER = 5  # epochs in a row: the first ones of a good training may be blank, too
_STOP_AFTER = 20
_BLANK = 0.02  # share of the contrast of the real chips; a training that learns has ten times as much after an epoch
_SATURATED = 0.9  # share of all values, beyond that of the real chips
_ALIKE = 0.05  # share of the diversity of the real chips
_LOWER_RATE = 'Start anew with a lower learning rate.'


@dataclass(frozen=True)
class Rivals:
    """The losses that tell whether a discriminator has won.

    Attributes:
        loss: a key of `WON`.
        generator: name of the loss of the generator against the discriminator.
        discriminator: names of the losses of the discriminator.
        factor: by which these were multiplied.
    """

    loss: str
    generator: str
    discriminator: tuple[str, ...]
    factor: float = 1.0


#: By GAN loss: the discriminator has won where its losses are below the first figure and that of the generator is above
#: the second. `vanilla`: real is told from fake with a certainty of 99 % and more. `lsgan`: the scores are within 0.1 of
#: their aims, where the generator gets 1 for a score of 0. `hinge`: nearly all scores lie beyond their margins.
WON: Mapping[str, tuple[float, float]] = MappingProxyType(
    {'vanilla': (0.01, 4.6), 'lsgan': (0.01, 0.8), 'hinge': (0.02, 1.0)}
)


def warnings(history: Sequence[Row], rivals: Sequence[Rivals] = ()) -> list[str]:
    """Return what the user should look at after the last epoch.

    Args:
        history: a row of losses and validation figures per epoch.
        rivals: the losses of each discriminator.
    """
    epoch = len(history)
    texts = [
        f'{what} (epochs {epoch - _WARN_AFTER + 1} to {epoch}). {remedy}'
        for is_ill, what, remedy in _ILLNESSES
        if _epochs_in_a_row(history, is_ill) == _WARN_AFTER
    ]
    for rival in rivals:
        if _epochs_in_a_row(history, lambda row, rival=rival: _has_won(row, rival)) == _WARN_AFTER:  # type: ignore[misc]
            texts.append(
                f'The discriminator has won: it tells generated chips from real ones without fail (epochs '
                f'{epoch - _WARN_AFTER + 1} to {epoch}; {rival.generator} {history[-1][rival.generator]:.2f}). The '
                'generator learns little from it any more. Take a smaller discriminator loss factor, fewer '
                'discriminator layers or more training chips.'
            )
    return texts


def require_output(history: Sequence[Row]) -> None:
    """Make sure that the output is not blank or saturated for good.

    Raises:
        SatganError: it has been for many epochs in a row.
    """
    for is_ill, what, remedy in _FATAL:
        if _epochs_in_a_row(history, is_ill) >= _STOP_AFTER:
            raise SatganError(f'{what} for {_STOP_AFTER} epochs, up to epoch {len(history)}.', remedy)


def _epochs_in_a_row(history: Sequence[Row], is_ill: Callable[[Row], bool]) -> int:
    count = 0
    for row in reversed(history):
        if not is_ill(row):
            break
        count += 1
    return count


def _is_blank(row: Row) -> bool:
    return row.get('CONTRAST', 1) < _BLANK


def _is_saturated(row: Row) -> bool:
    return row.get('SATURATION', 0) > _SATURATED


def _is_alike(row: Row) -> bool:
    return row.get('DIVERSITY', 1) < _ALIKE


def _has_won(row: Row, rivals: Rivals) -> bool:
    low, high = WON[rivals.loss]
    return row[rivals.generator] > high and all(row[name] < low * rivals.factor for name in rivals.discriminator)


_FATAL = (
    (_is_blank, 'The generated validation chips are blank although the real ones are not', _LOWER_RATE),
    (
        _is_saturated,
        'The generated validation chips are at the limits of their range, unlike the real ones',
        _LOWER_RATE,
    ),
)
_ILLNESSES = (
    *_FATAL,
    (
        _is_alike,
        'The generated chips are nearly all the same (mode collapse)',
        'Take more training chips, a lower learning rate or another seed.',
    ),
)

"""The scale of a plot: where a value lies on it, and which values are marked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_LOGARITHMIC_FROM = 20.0  # times as large as the smallest value
_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Axis:
    """A scale.

    Attributes:
        low: the value where it begins.
        high: the value where it ends, above `low`.
        ticks: the values that are marked, from low to high.
        is_logarithmic: whether equal steps are equal ratios; all values are above 0 then.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    is_logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where a value lies: 0 at the beginning, 1 at the end."""
        if self.is_logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


def axis_for(values: Iterable[float], count: int) -> Axis:
    """Return a scale that shows all values, with about `count` ticks; logarithmic where they are of many magnitudes."""
    shown = list(values) or [0.0, 1.0]
    low, high = min(shown), max(shown)
    if low > 0 and high / low > _LOGARITHMIC_FROM:
        return _logarithmic(low, high, count)
    return _linear(low, high, count)


def epoch_axis(last: int, count: int) -> Axis:
    """Return the scale of the epochs from 1 to `last`, with at most about `count` ticks."""
    end = max(last, 2)
    step = max(1, round(_nice_step((end - 1) / count)))
    ticks = [1, *(tick for tick in range(step, end + 1, step) if tick > 1 + step / 2)]
    return Axis(1, end, tuple(float(tick) for tick in ticks))


def label(value: float) -> str:
    """Return a marked value as text, with as few digits as tell it from its neighbours."""
    return f'{value:.4g}'


def _linear(low: float, high: float, count: int) -> Axis:
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        margin = abs(high) / 10 or 1.0
        low, high = low - margin, high + margin
    step = _nice_step((high - low) / count)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(float(f'{number * step:.12g}') for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def _logarithmic(low: float, high: float, count: int) -> Axis:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max(1, math.ceil((last - first) / count))
    return Axis(10.0**first, 10.0**last, tuple(10.0**power for power in range(first, last + 1, every)), True)


def _nice_step(step: float) -> float:
    """Return the next larger of 1, 2 and 5 times a power of 10."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(nice * power for nice in _STEPS if nice * power >= step * (1 - 1e-9))

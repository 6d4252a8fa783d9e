"""The epoch whose weights are the model, and when there is no use in waiting for a better one."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

History = Sequence[dict[str, float]]


# Of a normal distribution: the median of what lies between two draws, in standard deviations.
_MEDIAN_STEP = 0.6745 * math.sqrt(2)
_MOST_CHANCE = 0.25  # of few epochs the steps tell what was learned, and not chance


@dataclass(frozen=True)
class Criterion:
    """The validation figure that judges the whole.

    Attributes:
        figure: its name; the lowest value is the best.
        wavers: whether it goes up and down by chance while images still improve: then the last epoch that only chance sets
            apart from the lowest value is the best.
    """

    figure: str
    wavers: bool = False


def best_epoch(history: History, criterion: Criterion | None) -> int:
    """Return the epoch whose weights are the model, counted from 1; 0 before the first.

    Weights need to be kept of one epoch only: whether an epoch is the best one so far depends on none after it.

    Args:
        history: a row of losses and validation figures per epoch.
        criterion: None where no figure judges the whole.

    Returns:
        The first epoch with the lowest figure, or the last one that differed from the lowest by chance when it came; the
        last epoch where there is no figure.
    """
    if criterion is None:
        return len(history)
    judged = {int(row['epoch']): row[criterion.figure] for row in history if criterion.figure in row}
    if not judged:
        return len(history)
    epochs, figures = list(judged), list(judged.values())
    if not criterion.wavers:
        return epochs[figures.index(min(figures))]
    return max(epoch for count, epoch in enumerate(epochs, start=1) if _is_among_lowest(figures[:count]))


def _is_among_lowest(figures: list[float]) -> bool:
    """Return whether no more than chance sets the last figure apart from the lowest."""
    return figures[-1] <= (1 + _chance(figures)) * min(figures)


def _chance(figures: list[float]) -> float:
    """Return how far, as a share, chance alone sets the lowest of some figures apart from the others.

    The lowest of n draws from a normal distribution is expected sqrt(2 ln n) standard deviations below the mean. These are
    estimated from the steps between neighbours, which a slow rise or fall hardly changes (von Neumann 1941), by the median,
    which a sudden one does not.
    """
    steps = [abs(after - before) for before, after in pairwise(figures)]
    if not steps:
        return 0.0
    deviation = statistics.median(steps) / _MEDIAN_STEP / statistics.median(figures)
    return min(_MOST_CHANCE, deviation * math.sqrt(2 * math.log(len(figures))))


def improved_epoch(history: History, criterion: Criterion | None) -> int:
    """Return the first epoch with the lowest figure, however near others come to it; the rest as of `best_epoch`."""
    return best_epoch(history, criterion and Criterion(criterion.figure))


def is_settled(history: History, criterion: Criterion | None, patience: int) -> bool:
    """Return whether the figure has not improved for `patience` epochs; never with 0, or without such a figure.

    Args:
        history: a row of losses and validation figures per epoch.
        criterion: as of `best_epoch`.
        patience: epochs, from 0.
    """
    return patience > 0 and len(history) - improved_epoch(history, criterion) >= patience

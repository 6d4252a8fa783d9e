"""The epoch whose weights are the model, and when there is no use in waiting for a better one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

History = Sequence[dict[str, float]]


@dataclass(frozen=True)
class Criterion:
    """The validation figure that judges the whole.

    Attributes:
        figure: its name; the lowest value is the best.
        chance: share of it by which it goes up and down from epoch to epoch, from 0. Of epochs that differ by less the last
            one is the best, since images still improve.
    """

    figure: str
    chance: float = 0.0


def best_epoch(history: History, criterion: Criterion | None) -> int:
    """Return the epoch whose weights are the model, counted from 1; 0 before the first.

    Args:
        history: a row of losses and validation figures per epoch.
        criterion: None where no figure judges the whole.

    Returns:
        The first epoch with the lowest figure, or the last one that differs from it by chance; the last epoch where there is
        no figure.
    """
    if criterion is None:
        return len(history)
    judged = {int(row['epoch']): row[criterion.figure] for row in history if criterion.figure in row}
    if not judged:
        return len(history)
    lowest = min(judged, key=lambda epoch: judged[epoch])
    if not criterion.chance:
        return lowest
    return max(epoch for epoch, value in judged.items() if value <= (1 + criterion.chance) * judged[lowest])


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

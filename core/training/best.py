"""The epoch whose weights are the model, and when there is no use in waiting for a better one."""

from __future__ import annotations

from collections.abc import Sequence

_CHANCE = 1.03  # by so much the balance goes up and down from epoch to epoch while images still improve


def best_epoch(history: Sequence[dict[str, float]], criterion: str | None) -> int:
    """Return the epoch whose weights are the model, counted from 1; 0 before the first.

    Args:
        history: a row of losses and validation figures per epoch.
        criterion: the validation figure whose lowest value is the best; None where no figure judges the whole.

    Returns:
        The first epoch with the lowest figure, or of `BALANCE` the last one that is as good but for chance; the last epoch
        where there is no figure.
    """
    judged = [row for row in history if criterion in row]
    if criterion is None or not judged:
        return len(history)
    best = min(judged, key=lambda row: row[criterion])
    if criterion == 'BALANCE':
        best = [row for row in judged if row[criterion] <= _CHANCE * best[criterion]][-1]
    return int(best['epoch'])


def is_settled(history: Sequence[dict[str, float]], criterion: str | None, patience: int) -> bool:
    """Return whether the figure has not improved for `patience` epochs; never with 0, or without such a figure.

    Args:
        history: a row of losses and validation figures per epoch.
        criterion: as of `best_epoch`.
        patience: epochs, from 0.
    """
    return patience > 0 and len(history) - best_epoch(history, criterion) >= patience

"""What the other processes do of a training that the first one leads."""

from __future__ import annotations

from typing import Any, TypeVar

from ..jobs import TrainingJob
from .distributed import equalise, from_leader
from .loop import Plan, Recipe, train_epoch

Loaded = TypeVar('Loaded')


def follow(job: TrainingJob, recipe: Recipe[Loaded]) -> dict[str, Any]:
    """Train this process's share of every batch until the first process says that it is enough.

    Returns:
        No results: those are the first one's.
    """
    equalise(recipe.gan, recipe.team)
    plan: Plan | None = None
    while plan := from_leader(plan, recipe.team):
        train_epoch(job, recipe, plan, lambda step: None)
    return {}

"""Batches of the chips of one domain alone."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from ..team import ALONE, Team
from .loader import prepared_ahead
from .unpaired_loader import DomainChips


def single_batches(
    chips: DomainChips, size: int, augment: str, seed: int, epoch: int, team: Team = ALONE
) -> Iterator[Tensor]:
    """Yield all chips, shuffled and augmented, (N, channels, rows, columns) in [-1, 1] each time.

    Args:
        chips: at least one.
        size: chips per batch; the last batch may be smaller.
        augment: how to augment.
        seed: with `epoch` decides order and augmentation, whatever ran before.
        epoch: counted from 1.
        team: the processes that share each batch; this one gets its share only.
    """
    order = np.random.default_rng((seed, epoch)).permutation(len(chips)).tolist()

    def prepare(group: list[int]) -> Tensor:
        each = ((chips.names[index], np.random.default_rng((seed, epoch, index))) for index in group)
        return torch.stack([chips.augmented(name, augment, rng)[0] for name, rng in each])

    groups = [team.share(order[start : start + size]) for start in range(0, len(order), size)]
    yield from prepared_ahead(prepare, groups)

"""The share that one process has of a batch where several train together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
import torch.distributed
from torch import Tensor

from ..team import ALONE, Team


@dataclass(frozen=True)
class Share:
    """Every n-th chip of a batch, which n processes work on together.

    Attributes:
        team: the processes.
        whole: chips of the whole batch.
    """

    team: Team
    whole: int

    @property
    def _count(self) -> int:
        """Chips of this process; 0 in some where there are fewer chips than processes."""
        return len(range(self.team.rank, self.whole, self.team.size))

    def mean(self, loss: Tensor, valid: Tensor | None = None) -> Tensor:
        """Return the part of this process in a loss: the mean of the parts is the loss of the whole batch.

        The gradients of several processes are averaged, though each may have another number of chips or valid pixels.

        Args:
            loss: mean over the chips of this process or, where `valid` is given, over their valid pixels.
            valid: (N, 1, H, W), true or not 0 where the pixel counts.
        """
        if self.team.size == 1:
            return loss
        if valid is None:
            return loss * (self._count * self.team.size / self.whole)
        own = valid[: self._count].bool().sum().double()
        every = own.clone()
        torch.distributed.all_reduce(every)
        return loss * (own * self.team.size / every.clamp(min=1)).to(loss.dtype)

    def gathered(self, images: Tensor) -> Tensor:
        """Return the images of the whole batch, in its order.

        Args:
            images: those of this process, (N, C, H, W), without graph.
        """
        if self.team.size == 1:
            return images
        whole = images.new_zeros(self.whole, *images.shape[1:])
        whole[self.team.rank :: self.team.size] = images[: self._count]
        torch.distributed.all_reduce(whole)
        return whole


#: The share of a process that trains alone: all.
ALL: Final = Share(ALONE, whole=0)

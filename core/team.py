"""The processes that work on one job together, as torchrun starts them; most often there is only one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

_FAILED = 'satgan/failed'
_PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True)
class Team:
    """Who works on a job, seen by one of the processes.

    Attributes:
        rank: number of this process, from 0. The first one leads: it alone judges, decides, writes and tells.
        size: number of all processes.
        local_size: number of those on this machine.
    """

    rank: int = 0
    size: int = 1
    local_size: int = 1

    @classmethod
    def of_this_process(cls) -> Team:
        """Return the team that torchrun put this process into, or one of this process alone."""
        if 'TORCHELASTIC_RUN_ID' not in os.environ:
            return cls()
        return cls(*(int(os.environ[name]) for name in ('RANK', 'WORLD_SIZE', 'LOCAL_WORLD_SIZE')))

    @property
    def leads(self) -> bool:
        """Whether this process is the first one."""
        return self.rank == 0

    @property
    def machines(self) -> int:
        """Number of machines, each with as many processes as this one."""
        return self.size // self.local_size

    def share(self, batch: Any) -> Any:
        """Return which items of a batch are those of this process: every n-th one.

        Where there are fewer items than processes, some get one of another process too; `gans.share.Share` does not
        count it.

        Args:
            batch: a sequence, array or tensor, not empty.
        """
        return batch[self.rank % len(batch) :: self.size]

    def tell_failure(self, tell: Callable[[], None]) -> None:
        """Tell why this process of several failed; what fails the first one too, that one alone tells.

        Args:
            tell: does it.
        """
        if self.leads:
            tell()  # first of all: as soon as one process ends, torchrun ends the others
        # Here, because jobs for one process do not all need PyTorch.
        from torch.distributed import TCPStore  # type: ignore[attr-defined]

        try:
            store = TCPStore(os.environ['MASTER_ADDR'], int(os.environ['MASTER_PORT']), timeout=_PATIENCE)
            store.set(_FAILED, '') if self.leads else store.wait([_FAILED])
        except RuntimeError:  # the first one works on, or nobody is left to ask
            if not self.leads:
                tell()


#: The team of a process that works by itself.
ALONE: Final = Team()

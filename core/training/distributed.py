"""Training in several processes: each works on its share of every batch, the first one leads."""

from __future__ import annotations

import io
from typing import TypeVar

import torch
import torch.distributed
from torch import Tensor

from ..errors import SatganError
from ..gans.gan import Gan
from ..jobs import TrainingJob
from ..parallel import cores
from ..reporting import Reporter
from ..team import Team

Value = TypeVar('Value')


def form_team(job: TrainingJob, reporter: Reporter) -> Team:
    """Return the processes that share a training, and give this one its part of the cores.

    Raises:
        SatganError: a batch that cannot be shared evenly.
    """
    team = Team.of_this_process()
    torch.set_num_threads(max(1, cores() // team.local_size))
    if job.batch_size % team.size:
        raise SatganError(
            f'A batch size of {job.batch_size} cannot be shared evenly among {team.size} processes.',
            f'Set batch_size to a multiple of {team.size}, or start fewer processes.',
        )
    if team.size > 1:
        reporter.info(f'{team.size} processes share each batch of {job.batch_size} chips.')
    return team


def from_leader(value: Value, team: Team) -> Value:
    """Return the value that the first process gives; the others wait for it, whatever they give."""
    if team.size == 1:
        return value
    values = [value]
    torch.distributed.broadcast_object_list(values)
    return values[0]


def equalise(gan: Gan, team: Team) -> None:
    """Give all processes the networks and optimisers of the first one, which may have read them from a file."""
    if team.size == 1:
        return
    buffer = io.BytesIO()
    if team.leads:
        torch.save(gan.state_dict(), buffer)
    state = from_leader(buffer.getvalue(), team)
    if not team.leads:
        gan.load_state_dict(torch.load(io.BytesIO(state), map_location='cpu', weights_only=True))


def mean_over_team(values: Tensor, team: Team) -> Tensor:
    """Return the mean of the values of all processes."""
    if team.size > 1:
        torch.distributed.all_reduce(values)
    return values / team.size

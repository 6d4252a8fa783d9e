"""How a training is, in words."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from enum import Enum

from ....core.protocol import FAILED, FINISHED, RUNNING, Progress
from ...language import tr
from .run import Run

_SILENCE = 300  # seconds: longer than any step, and than the statistics before a validation


class State(Enum):
    """What a training does."""

    UNREACHABLE = 'unreachable'
    WAITING = 'waiting'
    RUNNING = 'running'
    STOPPING = 'stopping'
    SILENT = 'silent'
    STOPPED = 'stopped'
    FINISHED = 'finished'
    FAILED = 'failed'


@dataclass(frozen=True)
class Status:
    """What the dock says of a training.

    Attributes:
        state: what it does.
        headline: in a few words.
        detail: what else there is to know; may be empty.
    """

    state: State
    headline: str
    detail: str = ''


class Pulse:
    """Tells for how long a training has been silent.

    The clock of its machine may be wrong, so once a sign of life was seen, the time since then counts.
    """

    def __init__(self) -> None:
        self._written: float | None = None
        self._heard = 0.0

    def silence(self, progress: Progress | None) -> float:
        """Return seconds without a sign of life."""
        if progress is None:
            return 0.0
        if progress.time != self._written:
            age = max(0.0, time.time() - progress.time) if self._written is None else 0.0
            self._written, self._heard = progress.time, time.monotonic() - age
        return time.monotonic() - self._heard


def status_of(run: Run, silence: float) -> Status:
    """Return how a training is.

    Args:
        run: what its folder holds.
        silence: seconds since it last gave a sign of life.
    """
    if not run.is_there:
        return Status(
            State.UNREACHABLE,
            tr('The folder cannot be reached'),
            tr('{folder} does not exist, or its drive is not connected.').format(folder=run.folder),
        )
    progress = run.progress
    if progress is None:
        return _without_progress(run)
    if progress.state == RUNNING:
        return _running(run, progress, silence)
    if progress.state == FINISHED:
        return _finished(run)
    if progress.state == FAILED:
        headline = tr('Failed in epoch {epoch}').format(epoch=progress.epoch) if progress.epoch else tr('Failed')
        return Status(State.FAILED, headline, progress.message)
    return Status(
        State.STOPPED,
        tr('Stopped in epoch {epoch} of {epochs}').format(epoch=progress.epoch, epochs=progress.epochs),
        _how_to_go_on(run),
    )


def duration(seconds: float) -> str:
    """Return a time in words, to the minute."""
    if seconds < 60:
        return tr('less than a minute')
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return tr('{hours} h {minutes} min').format(hours=hours, minutes=minutes)
    return tr('{minutes} min').format(minutes=minutes)


def _without_progress(run: Run) -> Status:
    if run.has_report:
        return _finished(run)
    if run.history:
        return Status(State.STOPPED, tr('Epoch {epoch} is done').format(epoch=len(run.history)), _how_to_go_on(run))
    return Status(
        State.WAITING,
        tr('No training here yet'),
        tr('Losses and pictures appear as soon as a training into this folder has begun.'),
    )


def _running(run: Run, progress: Progress, silence: float) -> Status:
    if silence > _SILENCE:
        return Status(
            State.SILENT,
            tr('No sign of life for {time}').format(time=duration(silence)),
            tr('{host} may have been switched off, or the training killed.').format(host=progress.host)
            + f' {_how_to_go_on(run)}',
        )
    if run.is_asked_to_stop:
        return Status(State.STOPPING, tr('Stopping'), tr('The training ends after the step at work.'))
    if not progress.epochs:
        return Status(State.RUNNING, tr('Starting'), _place(progress))
    headline = tr('Epoch {epoch} of {epochs}').format(epoch=max(1, progress.epoch), epochs=progress.epochs)
    left = '' if progress.seconds_left is None else tr('{time} left').format(time=duration(progress.seconds_left))
    return Status(State.RUNNING, headline, ', '.join(filter(None, (left, _place(progress)))))


def _place(progress: Progress) -> str:
    """Return where it runs, if that is elsewhere."""
    return '' if progress.host == socket.gethostname() else tr('on {host}').format(host=progress.host)


def _finished(run: Run) -> Status:
    seconds = sum(row.get('seconds', 0.0) for row in run.history)
    return Status(
        State.FINISHED,
        tr('Finished'),
        tr('{epochs} epochs in {time}').format(epochs=len(run.history), time=duration(seconds)),
    )


def _how_to_go_on(run: Run) -> str:
    if run.has_checkpoint:
        return tr('Resume goes on after the last saved epoch.')
    return tr('No epoch has been saved: there is nothing to go on from.')

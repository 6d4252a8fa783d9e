"""A training as others see it through its run folder: how far it is, and a request to stop it."""

from __future__ import annotations

import socket
import time
from types import TracebackType
from typing import Self

from ..errors import Cancelled
from ..failures import explained
from ..jobs import TrainingJob
from ..protocol import FAILED, FINISHED, RUNNING, STOP_REQUEST, STOPPED, Progress
from ..reporting import Reporter, Stretch
from .runfolder import RunFolder

_INTERVAL = 1.0  # seconds between two looks at the run folder, which may lie on a slow network drive


class LiveReporter(Stretch):
    """Passes on what it is told, keeps progress.json up to date, and raises `Cancelled` from `progress` on request.

    It begins with the first call of `place`: a training that is refused before leaves the files of the one that is there. A
    context: on leaving it the file says how the training ended. A training that was killed is still running by its file,
    whose `time` then stands still.
    """

    def __init__(self, reporter: Reporter, run: RunFolder, job: TrainingJob) -> None:
        super().__init__(reporter, 0, 1)
        self._run = run
        self._job = job
        self._has_begun = False
        self._epoch = self._epochs = 0
        self._fraction = 0.0
        self._seconds_left: float | None = None
        self._next_look = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._has_begun:
            return
        if error is None:
            self._write(FINISHED)
        elif isinstance(error, Exception):
            self._write(FAILED, str(explained(error, self._job)))
        else:
            self._write(STOPPED)
        self._run.withdraw_stop_request()

    def place(self, epoch: int, epochs: int, seconds_left: float | None = None) -> None:
        """Note where the training is.

        Args:
            epoch: the one that is being trained, or the last one that is done.
            epochs: in all.
            seconds_left: until the end; None where nobody knows yet.
        """
        self._epoch, self._epochs, self._seconds_left = epoch, epochs, seconds_left
        if not self._has_begun:
            self._has_begun = True
            self._run.withdraw_stop_request()  # one of the training before
            self._write(RUNNING)

    def progress(self, fraction: float, text: str = '') -> None:
        """Tell how much is done, here and in the run folder, or stop.

        Raises:
            Cancelled: the run folder holds a request to stop.
        """
        super().progress(fraction, text)
        self._fraction = fraction
        if not self._has_begun or time.monotonic() < self._next_look:
            return
        self._write(RUNNING)
        if self._run.is_asked_to_stop():
            self.info(f'Asked to stop by the file "{STOP_REQUEST}" in {self._run.path}.')
            raise Cancelled
        self._next_look = time.monotonic() + _INTERVAL

    def _write(self, state: str, message: str = '') -> None:
        self._run.write_progress(
            Progress(
                state=state,
                epoch=self._epoch,
                epochs=self._epochs,
                fraction=round(self._fraction, 4),
                seconds_left=self._seconds_left if state == RUNNING else None,
                message=message,
                host=socket.gethostname(),
                time=time.time(),
            )
        )

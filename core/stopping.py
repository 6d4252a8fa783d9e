"""Stopping a job from outside: Ctrl-C, termination, and the death of the program that started the engine."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

from .errors import Cancelled
from .protocol import EXIT_CANCELLED
from .reporting import Reporter, Stretch

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# QGIS waits a second before it kills. This leaves a job time to clear away its partial outputs.
_GRACE_SECONDS = 0.7


class Stopper:
    """Turns signals, and the end of a pipe, into `Cancelled` in the main thread, until the job is finished."""

    def __init__(self, *, twice_kills: bool) -> None:
        """Take over the signals.

        Args:
            twice_kills: whether a second signal ends the process at once; else it is ignored, so that nothing
                interrupts the clearing away.
        """
        self._after_first = signal.SIG_DFL if twice_kills else signal.SIG_IGN
        self._finished = threading.Event()
        for number in _SIGNALS:
            signal.signal(number, self._stop)

    def finish(self) -> None:
        """Let nothing stop the process any more: the job is done, what is left is to say so."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        self._finished.set()

    def watch(self, descriptor: int) -> None:
        """Stop the job when the other end of the pipe `descriptor` closes."""
        threading.Thread(target=self._wait_for_end, args=(descriptor,), name='satgan-watch', daemon=True).start()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, self._after_first)
        raise Cancelled

    def _wait_for_end(self, descriptor: int) -> None:
        # os.read, because a buffered reader would still hold its lock when the interpreter shuts down.
        while _read(descriptor):
            continue
        if self._finished.is_set():
            return
        _interrupt_main_thread()
        if not self._finished.wait(_GRACE_SECONDS):
            _kill_helpers()
            os._exit(EXIT_CANCELLED)


class StopRequest:
    """Notes the signals to stop, for a process that works with others: it may not be torn out of what they do together."""

    def __init__(self) -> None:
        """Take over the signals."""
        self.is_made = False
        for number in _SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.is_made = True


class Interruptible(Stretch):
    """Passes on what it is told, and raises `Cancelled` from `progress` where that is requested."""

    def __init__(self, reporter: Reporter, request: StopRequest) -> None:
        super().__init__(reporter, 0, 1)
        self._request = request

    def progress(self, fraction: float, text: str = '') -> None:
        """Tell how much is done, or stop."""
        if self._request.is_made:
            raise Cancelled
        super().progress(fraction, text)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b''


def _interrupt_main_thread() -> None:
    main = threading.main_thread().ident
    if hasattr(signal, 'pthread_kill') and main is not None:
        # Unlike raise_signal, this also wakes a main thread that waits for a lock or a file.
        signal.pthread_kill(main, signal.SIGTERM)
    else:
        signal.raise_signal(signal.SIGTERM)


def _kill_helpers() -> None:
    """Kill the worker processes, which os._exit would leave behind."""
    multiprocessing = sys.modules.get('multiprocessing')
    if multiprocessing is not None:
        for child in multiprocessing.active_children():
            child.kill()

"""A child process whose output lines are followed, and which ends when the user cancels."""

from __future__ import annotations

import os
import queue
import signal
import subprocess  # nosec B404
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from ..language import tr
from . import system
from .discovery import options_place
from .errors import EngineCancelled, EngineError

_POLL = 0.1
_GRACE = 0.7
_LEAVE = 5.0
_TAIL = 2048


class Child:
    """A running child process; `close` it, so that it never outlives its user."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], merge_errors: bool = False) -> None:
        """Start it in a neutral folder.

        Args:
            command: program and arguments.
            environment: all its environment variables.
            merge_errors: whether the lines of stderr come among those of stdout; else `error_tail` has them.

        Raises:
            EngineError: it could not be started.
        """
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
        try:
            # Not a shell but an argument list; which Python it is was the user's choice.
            self._process = subprocess.Popen(  # nosec B603
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if merge_errors else self._errors,
                env=dict(environment),
                cwd=tempfile.gettempdir(),
                creationflags=subprocess.CREATE_NO_WINDOW if system.IS_WINDOWS else 0,
                start_new_session=not system.IS_WINDOWS,
            )
        except OSError as error:
            self._errors.close()
            sentence = tr(
                '{program} could not be started: {reason}. Name a Python that can be run in {options}, or empty the path '
                'there and run "Install engine".'
            )
            raise EngineError(
                sentence.format(program=command[0], reason=error.strerror or error, options=options_place())
            ) from error
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """End the process if it still runs, and all that it started and left behind."""
        self.stop()
        self._kill_group()
        self._reader.join(_GRACE)
        with suppress(OSError):
            self._process.stdin.close()
        self._errors.close()

    def send(self, text: str) -> None:
        """Write `text` to its standard input; who reads its output finds out if it has ended already."""
        with suppress(OSError):
            self._process.stdin.write(text.encode('utf-8'))
            self._process.stdin.flush()

    def lines(self, is_cancelled: Callable[[], bool]) -> Iterator[str]:
        """Yield its output line by line until it closes it.

        Raises:
            EngineCancelled: `is_cancelled` became true; the process has ended then.
        """
        silence = 0.0
        while silence < _GRACE:
            if is_cancelled():
                self.stop()
                raise EngineCancelled(tr('Cancelled.'))
            try:
                line = self._lines.get(timeout=_POLL)
            except queue.Empty:
                # A process that it started may hold its output open after it has ended.
                silence = silence + _POLL if self._process.poll() is not None else 0.0
                continue
            if line is None:
                return
            silence = 0.0
            yield line

    def exit_code(self) -> int:
        """Return its exit code, after its output has ended; minus the signal where one killed it."""
        try:
            return self._process.wait(timeout=_LEAVE)
        except subprocess.TimeoutExpired:
            self.stop()
            return self._process.returncode

    def error_tail(self) -> str:
        """Return the last lines of what it wrote to stderr."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - _TAIL))
        return self._errors.read().decode('utf-8', errors='replace').strip()

    def stop(self) -> None:
        """End the process: ask it first, then kill it with all that it started."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            self._kill_group()
            self._process.wait()

    def _kill_group(self) -> None:
        if system.IS_WINDOWS:
            self._process.kill()
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _read(self) -> None:
        with self._process.stdout as output:
            for line in output:
                self._lines.put(line.decode('utf-8', errors='replace').rstrip('\r\n'))
        self._lines.put(None)

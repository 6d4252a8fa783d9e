"""The pipe to whoever started the engine: messages out, and nothing else on standard output."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any

from .errors import Cancelled, SatganError
from .protocol import message_line
from .reporting import Reporter


class Channel:
    """Writes the messages of protocol.py to a file descriptor, one line each, from any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    @classmethod
    def from_stdout(cls) -> Channel:
        """Take standard output for messages; what libraries print from now on goes to standard error.

        To be called before anything heavy is imported: C libraries keep the file descriptor 1 that they find.
        """
        sys.stdout.flush()
        descriptor = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        return cls(descriptor)

    def send(self, type: str, **content: Any) -> None:
        """Write one message.

        Raises:
            Cancelled: nobody reads any more.
        """
        line = message_line(type, **content).encode()
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError as error:
                raise Cancelled from error

    def send_error(self, error: SatganError) -> None:
        """Write why the job did not succeed."""
        self.send('error', code=error.code, message=error.message, hint=error.hint)


class ChannelReporter(Reporter):
    """Passes messages and progress through a channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last: tuple[float, str] | None = None

    def info(self, text: str) -> None:
        """Send something worth reading."""
        self._channel.send('log', level='info', text=text)

    def warning(self, text: str) -> None:
        """Send something that the user should look at."""
        self._channel.send('log', level='warning', text=text)

    def progress(self, fraction: float, text: str = '') -> None:
        """Send how much is done, unless a reader would see no change: jobs may call this once per chip."""
        now = (round(100 * min(max(fraction, 0.0), 1.0), 1), text)
        if now != self._last:
            self._last = now
            self._channel.send('progress', percent=now[0], text=text)

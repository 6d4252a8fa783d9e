"""What `satgan run` shows: a progress bar and sentences for a person, or lines of JSON for a program."""

from __future__ import annotations

import sys
from typing import Any

from .channel import Channel, ChannelReporter
from .errors import SatganError
from .reporting import Reporter

_BAR = '{percentage:3.0f} %|{bar:30}| {elapsed}<{remaining} {desc}'


class Console:
    """Results on standard output; all else on standard error, with a progress bar where that is a terminal."""

    def __init__(self) -> None:
        self.reporter = TerminalReporter()

    def succeed(self, results: dict[str, Any]) -> None:
        """Print the results, one per line."""
        self.reporter.close()
        for name, value in results.items():
            print(f'{name}: {value}')

    def fail(self, error: SatganError) -> None:
        """Print the sentence."""
        self.reporter.close()
        print(error, file=sys.stderr)


class JsonConsole:
    """The messages of protocol.py on standard output, and the sentence of an error on standard error as well."""

    def __init__(self) -> None:
        self._channel = Channel.from_stdout()
        self.reporter = ChannelReporter(self._channel)

    def succeed(self, results: dict[str, Any]) -> None:
        """Write the results."""
        self._channel.send('result', results=results)

    def fail(self, error: SatganError) -> None:
        """Write the error."""
        print(error, file=sys.stderr)
        self._channel.send_error(error)


class TerminalReporter(Reporter):
    """Writes messages to standard error, above a progress bar if that is a terminal."""

    def __init__(self) -> None:
        self._bar: Any = None

    def info(self, text: str) -> None:
        """Print something worth reading."""
        self._print(text)

    def warning(self, text: str) -> None:
        """Print something that the user should look at."""
        self._print(f'Warning: {text}')

    def progress(self, fraction: float, text: str = '') -> None:
        """Move the progress bar."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = _progress_bar()
        if text:
            self._bar.set_description_str(text, refresh=False)
        self._bar.n = round(100 * min(max(fraction, 0.0), 1.0), 1)
        self._bar.update(0)

    def close(self) -> None:
        """Leave the progress bar as it stands."""
        if self._bar is not None:
            self._bar.refresh()
            self._bar.close()
            self._bar = None

    def _print(self, text: str) -> None:
        if self._bar is None:
            print(text, file=sys.stderr, flush=True)
        else:
            self._bar.write(text, file=sys.stderr)


def _progress_bar() -> Any:
    from tqdm import tqdm  # here, because the program's other commands need no package at all

    return tqdm(total=100, bar_format=_BAR, file=sys.stderr, dynamic_ncols=True)

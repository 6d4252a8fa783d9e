"""How a running job tells what it is doing."""

from __future__ import annotations

import logging

_log = logging.getLogger('satgan')


class Reporter:
    """Receives the messages and the progress of a job; this one passes them to the `satgan` logger.

    The command line and QGIS derive their own. A library user may too, and may raise `Cancelled` from `progress`.
    """

    def info(self, text: str) -> None:
        """Tell something worth reading."""
        _log.info(text)

    def warning(self, text: str) -> None:
        """Tell something that the user should look at."""
        _log.warning(text)

    def progress(self, fraction: float, text: str = '') -> None:
        """Tell how much is done.

        Args:
            fraction: 0 to 1.
            text: what is being done; empty leaves the last text standing.
        """
        _log.debug('%.1f %% %s', 100 * fraction, text)


class Stretch(Reporter):
    """Passes on what it is told; its progress is a stretch of that of the whole job."""

    def __init__(self, reporter: Reporter, start: float, end: float) -> None:
        """Take the shares of the job, 0 to 1, that are done where it starts and where it ends."""
        self._reporter, self._start, self._end = reporter, start, end

    def info(self, text: str) -> None:
        """Tell something worth reading."""
        self._reporter.info(text)

    def warning(self, text: str) -> None:
        """Tell something that the user should look at."""
        self._reporter.warning(text)

    def progress(self, fraction: float, text: str = '') -> None:
        """Tell how much of the stretch is done."""
        self._reporter.progress(self._start + (self._end - self._start) * fraction, text)


class Silence(Reporter):
    """Passes on nothing: of several processes that share a job, one tells."""

    def info(self, text: str) -> None:
        """Ignore it."""

    def warning(self, text: str) -> None:
        """Ignore it."""

    def progress(self, fraction: float, text: str = '') -> None:
        """Ignore it."""

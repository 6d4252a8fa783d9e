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


class PartReporter(Reporter):
    """Tells another reporter the progress of one of several equal parts of a job."""

    def __init__(self, reporter: Reporter, index: int, count: int) -> None:
        self._reporter, self._index, self._count = reporter, index, count

    def info(self, text: str) -> None:
        """Pass it on."""
        self._reporter.info(text)

    def warning(self, text: str) -> None:
        """Pass it on."""
        self._reporter.warning(text)

    def progress(self, fraction: float, text: str = '') -> None:
        """Pass it on as a fraction of the whole."""
        self._reporter.progress((self._index + fraction) / self._count, text)

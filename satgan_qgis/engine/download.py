"""How far pip is with its downloads."""

from __future__ import annotations

import re

from qgis.core import QgsProcessingFeedback

_PROGRESS = re.compile(r'Progress (\d+) of \d+')


class Download:
    """Adds up the files that pip downloads one after the other, and moves the progress bar."""

    def __init__(self, feedback: QgsProcessingFeedback, expected: int, start: float, end: float) -> None:
        """Begin with nothing.

        Args:
            feedback: whose progress is moved.
            expected: what all files together have, about, in bytes.
            start: the progress at no byte, 0 to 100.
            end: the progress at all bytes.
        """
        self._feedback = feedback
        self._expected = expected
        self._start = start
        self._end = end
        self._before = 0
        self._current = 0

    def takes(self, line: str) -> bool:
        """Return whether a line of pip tells how far it is; if so, move the progress."""
        told = _PROGRESS.fullmatch(line.strip())
        if told is None:
            return False
        received = int(told[1])
        if received < self._current:  # the next file
            self._before += self._current
        self._current = received
        share = min(1.0, (self._before + received) / self._expected)
        self._feedback.setProgress(self._start + (self._end - self._start) * share)
        return True

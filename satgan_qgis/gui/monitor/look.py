"""Looking at a run folder in a thread of its own: a network drive that does not answer must not stop QGIS."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from qgis.PyQt.QtCore import QObject, pyqtSignal

from .run import RunReader


class Lookout(QObject):
    """Looks at one run folder, one look at a time.

    It has no parent, so that a look that is late finds it alive.
    """

    seen = pyqtSignal(object)
    """What the folder holds, a `Run`."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._reader = RunReader(folder)
        self._began: float | None = None

    def look(self) -> None:
        """Begin a look, unless the last one still waits for an answer."""
        if self._began is None:
            self._began = time.monotonic()
            threading.Thread(target=self._read, name='satgan-monitor', daemon=True).start()

    def waiting(self) -> float:
        """Return for how many seconds the drive has not answered."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    def _read(self) -> None:
        try:
            run = self._reader.read()
        finally:
            self._began = None
        self.seen.emit(run)

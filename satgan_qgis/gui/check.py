"""Checking the engine while the window stays alive."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingFeedback, QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..engine.diagnostics import diagnostics
from ..engine.errors import EngineCancelled
from ..language import tr

# Python forgets what only QGIS knows of, and with it how a task ends.
_running: set[CheckTask] = set()


class CheckTask(QgsTask):
    """Gathers the diagnostics; the first time PyTorch may take a minute to start.

    Attributes:
        done: tells the text, in the thread of the window.
    """

    done = pyqtSignal(str)

    def __init__(self) -> None:
        """Be ready to start."""
        super().__init__(tr('Check engine'), QgsTask.Flag.CanCancel)
        self._feedback = QgsProcessingFeedback(False)
        self._text = ''

    def start(self) -> None:
        """Put it in the queue of QGIS."""
        _running.add(self)
        QgsApplication.taskManager().addTask(self)

    def run(self) -> bool:
        """Gather them, in a thread of its own."""
        try:
            self._text = diagnostics(self._feedback)
        except EngineCancelled:
            return False
        except Exception as error:  # noqa: BLE001 - one that leaves this method ends QGIS
            self._text = f'{type(error).__name__}: {error}'
        return True

    def finished(self, result: bool) -> None:
        """Tell, unless it was cancelled."""
        _running.discard(self)
        if result:
            self.done.emit(self._text)

    def cancel(self) -> None:
        """Stop the engine that is being asked."""
        self._feedback.cancel()
        super().cancel()

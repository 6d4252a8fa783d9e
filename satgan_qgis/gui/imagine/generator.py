"""The model at work behind the painting: one engine that stays warm, fed from a thread of its own."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ....core.jobs import ApplyModel, JobError
from ...engine.discovery import Engine
from ...engine.errors import EngineCancelled, EngineError
from ...engine.runner import EngineProcess


@dataclass(frozen=True)
class Wish:
    """An image to be made.

    Attributes:
        engine: the Python to run it with.
        model: the model file.
        classes: the class raster.
        output: the image.
        passing: whether it may be forgotten when a newer one comes before its turn.
    """

    engine: Engine
    model: Path
    classes: Path
    output: Path
    passing: bool = True

    @property
    def job(self) -> ApplyModel:
        """What the engine is asked for; without the comparison of precisions, which takes longer than the image."""
        return ApplyModel(model=str(self.model), input=str(self.classes), output=str(self.output), precision='fp32')


class Generator(QObject):
    """Grants wishes one after the other; of the passing ones that come while it works, the last one."""

    #: The image that was made, and the seconds that it took.
    made = pyqtSignal(object, float)
    #: Why there is none, as a sentence.
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        """Make a generator that does nothing yet."""
        super().__init__()
        self._change = threading.Condition()
        self._wishes: list[Wish] = []
        self._thread: threading.Thread | None = None
        self._feedback = _silent()

    def ask(self, wish: Wish) -> None:
        """Wish for an image."""
        with self._change:
            self._wishes = [*(older for older in self._wishes if not older.passing), wish]
            self._change.notify_all()
        if self._thread is None:
            self._feedback = _silent()
            self._thread = threading.Thread(
                target=self._work, args=(self._feedback,), name='satgan-imagine', daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """End the engine; the next wish starts another."""
        if self._thread is None:
            return
        self._feedback.cancel()
        with self._change:
            self._wishes = []
            self._change.notify_all()
        self._thread = None

    def _work(self, feedback: QgsProcessingFeedback) -> None:
        process: EngineProcess | None = None
        while wish := self._next(feedback):
            began = time.monotonic()
            try:
                process = process or EngineProcess(wish.engine, warm=True)
                process.run(wish.job, feedback)
            except EngineCancelled:
                break
            except (EngineError, JobError) as error:
                # It may have died; the next wish starts another.
                process = _closed(process)
                self.failed.emit(str(error))
            else:
                self.made.emit(wish, time.monotonic() - began)
        _closed(process)

    def _next(self, feedback: QgsProcessingFeedback) -> Wish | None:
        """Wait for a wish and return it; None when it is time to end."""
        with self._change:
            while not self._wishes and not feedback.isCanceled():
                self._change.wait()
            # A later wish is for the thread that was started for it.
            return None if feedback.isCanceled() else self._wishes.pop(0)


def _silent() -> QgsProcessingFeedback:
    """Return a feedback that writes nothing into the log of QGIS: every stroke would."""
    return QgsProcessingFeedback(False)


def _closed(process: EngineProcess | None) -> None:
    if process is not None:
        process.close()

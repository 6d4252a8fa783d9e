"""The model at work behind the painting: one engine that stays warm, fed from a thread of its own."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ....core.jobs import ApplyModel, JobError
from ....core.protocol import remove_partial
from ...disk import sentence_about
from ...engine.discovery import Engine
from ...engine.errors import EngineError
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

    def tidy(self) -> None:
        """Remove what an engine left half-written, and what it made for a painting that was put away meanwhile."""
        remove_partial(self.output)
        if self.passing and not self.classes.exists():
            folder = self.output.parent
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # there are later states
                folder.parent.rmdir()


class Generator(QObject):
    """Grants wishes one after the other; of the passing ones that come while it works, the last one."""

    #: The image that was made, and the seconds that it took.
    made = pyqtSignal(object, float)
    #: The image that was not made, and why, as a sentence.
    failed = pyqtSignal(object, str)

    def __init__(self) -> None:
        """Make a generator that does nothing yet."""
        super().__init__()
        self._change = threading.Condition()
        self._wishes: list[Wish] = []
        self._thread: threading.Thread | None = None
        self._is_resting = False
        self._feedback = _silent()

    def ask(self, wish: Wish) -> None:
        """Wish for an image."""
        with self._change:
            self._wishes = [*self._lasting(), wish]
            self._is_resting = False
            if self._thread is None:
                self._feedback = _silent()
                work = threading.Thread(target=self._work, args=(self._feedback,), name='satgan-imagine', daemon=True)
                self._thread = work
                work.start()
            self._change.notify_all()

    def rest(self) -> None:
        """End the engine when the wishes that last are granted; the next wish starts another."""
        with self._change:
            self._wishes = self._lasting()
            self._is_resting = True
            self._change.notify_all()

    def stop(self) -> None:
        """End the engine at once."""
        with self._change:
            self._wishes = []
            self._thread = None
            self._feedback.cancel()
            self._change.notify_all()

    def _lasting(self) -> list[Wish]:
        return [wish for wish in self._wishes if not wish.passing]

    def _work(self, feedback: QgsProcessingFeedback) -> None:
        process: EngineProcess | None = None
        while wish := self._next(feedback):
            began = time.monotonic()
            try:
                process = process or EngineProcess(wish.engine, warm=True)
                process.run(wish.job, feedback)
            except (EngineError, JobError, OSError) as error:
                # It may have died; the next wish starts another.
                process = _closed(process)
                wish.tidy()
                if not feedback.isCanceled():
                    self.failed.emit(wish, sentence_about(error) if isinstance(error, OSError) else str(error))
            else:
                wish.tidy()
                self.made.emit(wish, time.monotonic() - began)
        _closed(process)

    def _next(self, feedback: QgsProcessingFeedback) -> Wish | None:
        """Wait for a wish and return it; None when it is time to end."""
        with self._change:
            while not (self._wishes or self._is_resting or feedback.isCanceled()):
                self._change.wait()
            if feedback.isCanceled():  # wishes are for the thread that was started after it
                return None
            if not self._wishes:
                self._thread = None
                return None
            return self._wishes.pop(0)


def _silent() -> QgsProcessingFeedback:
    """Return a feedback that writes nothing into the log of QGIS: every stroke would."""
    return QgsProcessingFeedback(False)


def _closed(process: EngineProcess | None) -> None:
    if process is not None:
        process.close()

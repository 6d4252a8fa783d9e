"""What a run folder tells of its training. Its files may be missing, half-written, or on a drive that has gone."""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from qgis.PyQt.QtGui import QImage

from ....core.protocol import PROGRESS, STOP_REQUEST, Progress

REPORT = 'report.html'
_JOB = 'job.json'
_METRICS = 'metrics.csv'
_CHECKPOINT = 'checkpoint.pt'
_SAMPLES = 'samples'
_SHEET = re.compile(r'epoch_(\d+)\.png')

Content = TypeVar('Content')


@dataclass(frozen=True)
class Sheet:
    """A picture of samples."""

    epoch: int
    image: QImage


@dataclass(frozen=True)
class Run:
    """What was found in a run folder.

    Attributes:
        folder: the run folder.
        is_there: whether it can be reached; if not, the rest is what was read last.
        files: the names of what is in it.
        progress: how far the training is, where it says so.
        job: content of job.json; empty without one.
        history: losses and figures by name, a row per epoch.
        sheet: the newest one, where there is one.
    """

    folder: Path
    is_there: bool = False
    files: frozenset[str] = frozenset()
    progress: Progress | None = None
    job: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[Mapping[str, float], ...] = ()
    sheet: Sheet | None = None

    @property
    def has_report(self) -> bool:
        """Whether there is a report."""
        return REPORT in self.files

    @property
    def has_checkpoint(self) -> bool:
        """Whether the training can be gone on with."""
        return _CHECKPOINT in self.files

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether somebody asks the training to stop."""
        return STOP_REQUEST in self.files


class RunReader:
    """Reads a run folder again and again, and of its larger files only what has changed."""

    def __init__(self, folder: Path) -> None:
        self._run = Run(folder)
        self._stamps: dict[Path, tuple[int, int]] = {}

    def read(self) -> Run:
        """Return what is there now; what cannot be read is as it was before."""
        folder, last = self._run.folder, self._run
        try:
            files = frozenset(os.listdir(folder))
        except OSError:
            self._run = replace(last, is_there=False)
            return self._run
        # What comes back is read again, even if it is as it was.
        self._stamps = {
            path: stamp for path, stamp in self._stamps.items() if path.relative_to(folder).parts[0] in files
        }
        self._run = Run(
            folder,
            is_there=True,
            files=files,
            progress=self._content(folder / PROGRESS, _progress, last.progress) if PROGRESS in files else None,
            job=self._content(folder / _JOB, _job, last.job) if _JOB in files else {},
            history=self._content(folder / _METRICS, _history, last.history) if _METRICS in files else (),
            sheet=self._sheet(folder / _SAMPLES, last.sheet) if _SAMPLES in files else None,
        )
        return self._run

    def _sheet(self, samples: Path, last: Sheet | None) -> Sheet | None:
        try:
            found = [int(match[1]) for name in os.listdir(samples) if (match := _SHEET.fullmatch(name))]
        except OSError:
            return last
        if not found:
            return None
        epoch = max(found)
        path = samples / f'epoch_{epoch:04d}.png'
        return self._content(path, lambda path: Sheet(epoch, _image(path)), last)

    def _content(self, path: Path, read: Callable[[Path], Content], last: Content) -> Content:
        try:
            status = path.stat()
            stamp = status.st_mtime_ns, status.st_size
            if self._stamps.get(path) == stamp:
                return last
            content = read(path)
        except (
            OSError,
            ValueError,
            TypeError,
            KeyError,
            OverflowError,
            csv.Error,
        ):  # half-written, or the folder has just gone: the next look tells
            return last
        self._stamps[path] = stamp
        return content


def _progress(path: Path) -> Progress:
    found = json.loads(path.read_text(encoding='utf-8'))
    left = found['seconds_left']
    return Progress(
        state=str(found['state']),
        epoch=int(found['epoch']),
        epochs=int(found['epochs']),
        fraction=_number(found['fraction']),
        seconds_left=None if left is None else _number(left),
        message=str(found['message']),
        host=str(found['host']),
        time=_number(found['time']),
    )


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f'{value} is no number')
    return number


def _job(path: Path) -> Mapping[str, Any]:
    found = json.loads(path.read_text(encoding='utf-8'))
    if not isinstance(found, dict):
        raise ValueError(f'{path} holds no job')
    return found


def _history(path: Path) -> tuple[Mapping[str, float], ...]:
    """Return the rows that are whole: the last line may still be on its way."""
    lines = path.read_text(encoding='utf-8').splitlines(keepends=True)
    whole = [line for line in lines if line.endswith('\n')]
    rows = ({name: float(value) for name, value in row.items() if value} for row in csv.DictReader(whole))
    return tuple(row for row in rows if 1 <= row.get('epoch', 0) < math.inf)


def _image(path: Path) -> QImage:
    image = QImage(str(path))
    if image.isNull():
        raise ValueError(f'{path} holds no picture')
    return image

"""What QGIS and the engine tell each other. Standard library only, because QGIS's Python imports it.

QGIS starts the engine and writes one request line to its stdin, then keeps the pipe open; the engine ends itself when
the pipe closes. An engine that was started to stay warm takes another request after each answer. The engine answers on
stdout with one JSON object per line:

    {"type": "hello", "protocol": 1, "version": "0.1.0"}           always the first
    {"type": "log", "level": "info" | "warning", "text": ...}
    {"type": "progress", "percent": 0..100, "text": ...}
    {"type": "result", "results": {"OUTPUT": ..., ...}}            the last of a job that succeeded
    {"type": "error", "code": ..., "message": ..., "hint": ...}    the last of a job that did not

Whoever has not started a training follows it through the file progress.json in its run folder, which holds a `Progress`,
and stops it with an empty file named `stop` there.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROTOCOL = 1

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_BAD_JOB = 2
EXIT_CANCELLED = 130

#: What the name of a generated raster is followed by in that of the file that tells how its pixels were made.
PROVENANCE = '.provenance.json'

#: Files of a run folder.
PROGRESS = 'progress.json'
STOP_REQUEST = 'stop'

#: States of a training.
RUNNING, FINISHED, STOPPED, FAILED = 'running', 'finished', 'stopped', 'failed'

_PARTIAL = '.partial-'
_SIDECARS = (
    *('.aux.xml', '.ovr', '.ovr.tmp', '.msk', '.msk.ovr', PROVENANCE, '.qml'),
    *('-journal', '-wal', '-shm', '.unsieved', '.generated'),
)


@dataclass(frozen=True)
class Progress:
    """How far a training is: the content of progress.json.

    Attributes:
        state: `running`, `finished`, `stopped` by somebody, or `failed`.
        epoch: the one that is being trained, from 1, or the last one that is done; 0 before the first.
        epochs: in all; 0 while nobody knows.
        fraction: of the training that is done, 0 to 1.
        seconds_left: until the end; None where nobody knows.
        message: why it failed; else empty.
        host: name of the machine that it runs on.
        time: when this was written, in seconds since 1970.
    """

    state: str
    epoch: int
    epochs: int
    fraction: float
    seconds_left: float | None
    message: str
    host: str
    time: float


def request_line(job: Mapping[str, Any]) -> str:
    """Return the line that asks the engine to run `job` (the content of a job file)."""
    return json.dumps({'protocol': PROTOCOL, 'job': dict(job)}) + '\n'


def parse_request(line: str) -> dict[str, Any]:
    """Return the job of a request line.

    Raises:
        ValueError: not a request, or one of another protocol; the message is a sentence.
    """
    request = parse_message(line)
    if request is None or 'protocol' not in request or 'job' not in request:
        raise ValueError('The engine got something on its standard input that is not a job request.')
    if request['protocol'] != PROTOCOL:
        raise ValueError(protocol_mismatch(request['protocol'], PROTOCOL))
    job = request['job']
    if not isinstance(job, dict):
        raise ValueError('The job request holds no job.')
    return job


def protocol_mismatch(plugin: Any, engine: Any) -> str:
    """Return the sentence for a plugin and an engine that speak different versions."""
    return (
        f'The plugin speaks version {plugin} of the engine protocol and the engine version {engine}: they are of '
        'different releases. Run "Install engine" again and restart QGIS.'
    )


def message_line(type: str, **content: Any) -> str:
    """Return one message as a line of JSON."""
    return json.dumps({'type': type, **content}, ensure_ascii=False) + '\n'


def parse_message(line: str) -> dict[str, Any] | None:
    """Return the message in `line`, or None where the line is no JSON object (a library printed something)."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None


def partial_path(path: Path) -> Path:
    """Return where an output is built up before it appears, complete, at `path`.

    It lies in the same folder, so that the last step is one rename; its name keeps the suffix, since drivers look at it.
    """
    return path.with_name(f'{_PARTIAL}{path.name}')


def remove_partial(path: Path) -> None:
    """Remove what a killed engine may have left of the output `path`: sidecar files, and files in a folder, included."""
    beside = (path.parent / f'{partial_path(path).name}{suffix}' for suffix in ('', *_SIDECARS))
    inside = (leftover for pattern in (f'{_PARTIAL}*', f'*/{_PARTIAL}*') for leftover in path.glob(pattern))
    for leftover in [*beside, *inside]:
        if leftover.is_dir():
            shutil.rmtree(leftover, ignore_errors=True)
        elif leftover.exists():  # asked first: removing below what is no folder would be an error
            leftover.unlink(missing_ok=True)

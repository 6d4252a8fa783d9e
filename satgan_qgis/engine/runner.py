"""Running one job in the engine: the request goes out, the messages come back into the feedback."""

from __future__ import annotations

import json
import os
from contextlib import closing
from typing import Any

from qgis.core import QgsApplication, QgsProcessingFeedback

from ...core.jobs import Job
from ...core.protocol import PROTOCOL, parse_message, protocol_mismatch, remove_partial, request_line
from ..folder import PLUGIN_FOLDER
from ..language import tr
from .child import Child
from .discovery import Engine
from .environment import engine_environment, qgis_bundles
from .errors import EngineError

_OUT_OF_MEMORY = frozenset({-9, 137})


def child_environment() -> dict[str, str]:
    """Return the environment for a Python that is not QGIS's, made from that of this process."""
    return engine_environment(os.environ, qgis_bundles(QgsApplication.prefixPath(), os.environ))


def run_job(engine: Engine, job: Job, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Run `job` in a process of its own and return its results.

    Raises:
        EngineCancelled: the user pressed Cancel.
        EngineError: anything else that kept the job from its result. No partial output is left in either case.
    """
    try:
        with closing(EngineProcess(engine)) as process:
            return process.run(job, feedback)
    except EngineError:
        for path in job.outputs():
            remove_partial(path)
        raise


class EngineProcess:
    """The engine as a running process; `close` it, so that it never outlives its user."""

    def __init__(self, engine: Engine, warm: bool = False) -> None:
        """Start it.

        Args:
            engine: the Python to run it with.
            warm: whether it stays for further jobs, which then begin at once; else it ends after the first.

        Raises:
            EngineError: it could not be started.
        """
        environment = child_environment() | {'PYTHONPATH': str(PLUGIN_FOLDER)}
        options = ['--warm'] if warm else []
        self._engine = engine
        self._child = Child([str(engine.python), '-m', 'core', 'serve', *options], environment)
        self._greeted = False
        self._feedback = QgsProcessingFeedback()
        self._progress_text = ''

    def run(self, job: Job, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Run `job` and return its results.

        Raises:
            EngineCancelled: the user pressed Cancel; the process has ended then.
            EngineError: anything else that kept the job from its result.
        """
        feedback.pushCommandInfo(json.dumps(job.to_mapping(), ensure_ascii=False))
        self._feedback, self._progress_text = feedback, ''
        self._child.send(request_line(job.to_mapping()))
        for line in self._child.lines(self._feedback.isCanceled):
            message = parse_message(line)
            if message is None or 'type' not in message:
                self._feedback.pushDebugInfo(line)
                continue
            results = self._take(message)
            if results is not None:
                return results
        raise EngineError(self._death())

    def close(self) -> None:
        """End it."""
        self._child.close()

    def _take(self, message: dict[str, Any]) -> dict[str, Any] | None:
        kind = message['type']
        if kind == 'error':
            raise EngineError(' '.join(filter(None, (message.get('message'), message.get('hint')))))
        if kind == 'hello':
            self._greet(message.get('protocol'))
        elif not self._greeted:
            raise EngineError(protocol_mismatch(PROTOCOL, 'unknown'))
        elif kind == 'result':
            return message.get('results', {})
        elif kind == 'progress':
            self._show_progress(message)
        elif kind == 'log' and message.get('level') == 'warning':
            self._feedback.pushWarning(message.get('text', ''))
        elif kind == 'log':
            self._feedback.pushInfo(message.get('text', ''))
        return None

    def _greet(self, protocol: Any) -> None:
        if protocol != PROTOCOL:
            raise EngineError(protocol_mismatch(PROTOCOL, protocol))
        self._greeted = True

    def _show_progress(self, message: dict[str, Any]) -> None:
        self._feedback.setProgress(float(message.get('percent', 0)))
        text = message.get('text') or ''
        if text and text != self._progress_text:
            self._feedback.setProgressText(text)
            self._progress_text = text

    def _death(self) -> str:
        code = self._child.exit_code()
        tail = self._child.error_tail()
        if tail:
            self._feedback.pushConsoleInfo(tail)
        if code in _OUT_OF_MEMORY:
            return tr(
                'The engine ran out of memory or was killed. Close other programs, or choose smaller settings (batch '
                'size, chip size, filters), and try again.'
            )
        if self._greeted:
            death = tr('The engine stopped without a result (exit code {code}).').format(code=code)
        else:
            death = tr('The engine did not start: {python} (from {place}) ended with exit code {code}.').format(
                python=self._engine.python, place=self._engine.place, code=code
            )
        return death + ' ' + tr('Run "Check engine"; the last lines that the engine wrote are in the log.')

"""Programs that are run to make the engine's environment."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import closing

from qgis.core import QgsProcessingFeedback

from ..language import tr
from .child import Child
from .download import Download
from .errors import EngineCancelled, EngineError
from .runner import child_environment

_KEPT = 40


class Commands:
    """Runs programs, shows their output as it comes, and keeps the end of it.

    Attributes:
        tail: the last lines that came.
    """

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        """Show the output in `feedback`, and stop when the user cancels there."""
        self.feedback = feedback
        self.tail: deque[str] = deque(maxlen=_KEPT)

    def run(
        self, command: list[str], more: Mapping[str, str] | None = None, download: Download | None = None
    ) -> list[str]:
        """Run `command` and return the lines that it writes.

        Args:
            command: program and arguments.
            more: environment variables beside those that QGIS leaves to other Pythons.
            download: takes the lines that tell how far pip is; they are not shown.

        Raises:
            EngineCancelled: the user pressed Cancel.
            EngineError: it could not be started or failed.
        """
        lines: list[str] = []
        environment = child_environment() | {'PIP_USER': '0'} | dict(more or {})
        with closing(Child(command, environment, merge_errors=True)) as child:
            for line in child.lines(self.feedback.isCanceled):
                if download is not None and download.takes(line):
                    continue
                self.feedback.pushConsoleInfo(line)
                self.tail.append(line)
                lines.append(line)
            code = child.exit_code()
        if code != 0:
            raise EngineError(tr('exit code {code}').format(code=code))
        return lines

    def demand(
        self,
        command: list[str],
        failure: str,
        more: Mapping[str, str] | None = None,
        download: Download | None = None,
    ) -> list[str]:
        """Run `command` as `run` does, with a sentence that begins with `failure` where it fails."""
        try:
            return self.run(command, more, download)
        except EngineCancelled:
            raise
        except EngineError as error:
            sentence = tr('{failure} ({reason}). The last lines in the log say why.')
            raise EngineError(sentence.format(failure=failure, reason=error)) from error

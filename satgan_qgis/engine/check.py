"""Asking the engine how it is."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingFeedback

from ...core.jobs import CheckEngine
from ..language import tr
from .discovery import find_engine
from .errors import EngineCancelled, EngineError
from .runner import run_job

_PAGE = """<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{reason}</p></body>
</html>
"""


def check_engine(job: CheckEngine, feedback: QgsProcessingFeedback) -> dict[str, Any]:
    """Return what the engine says of itself, or answer in its place where it cannot.

    Raises:
        EngineCancelled: the user pressed Cancel.
        OSError: the page could not be written.
    """
    try:
        return run_job(find_engine(), job, feedback)
    except EngineCancelled:
        raise
    except EngineError as error:
        reason = str(error)
    feedback.pushWarning(reason)
    if job.output_html:
        page = Path(job.output_html)
        page.parent.mkdir(parents=True, exist_ok=True)
        title = tr('The SatGAN engine cannot be used')
        page.write_text(_PAGE.format(title=title, reason=html.escape(reason)), encoding='utf-8')
    return {'READY': 0, 'PYTHON': '', 'VERSIONS': '', 'DEVICES': '', 'REPORT': reason}

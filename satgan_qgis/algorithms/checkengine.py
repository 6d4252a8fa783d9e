"""Whether the engine works."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingFeedback

from ...core.jobs import CheckEngine
from ..engine.discovery import find_engine
from ..engine.errors import EngineCancelled, EngineError
from ..engine.runner import run_job
from .base import SatganAlgorithm
from .groups import ENGINE

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>SatGAN engine</title></head>
<body><h1>The SatGAN engine cannot be used</h1><p>{reason}</p></body>
</html>
"""


class CheckEngineAlgorithm(SatganAlgorithm):
    """Reports on the engine, and never fails."""

    job = CheckEngine
    title = 'Check engine'
    toolbox_group = ENGINE
    keywords = ('diagnose', 'status', 'pytorch', 'gpu', 'cuda', 'version', 'troubleshooting')
    summary = 'Reports whether the engine works, which Python and packages it has and which devices it can use.'
    description = """
        SatGAN calculates in a Python of its own, the engine, so that PyTorch and QGIS cannot disturb each other. This
        algorithm starts it and says what it found.

        READY is 1 if the engine can be used. If not, it is 0 and the report says why and what to do; the algorithm
        itself does not fail, so that a script can go by the result.

        The engine is looked for in this order: the setting "Python of the engine" (Settings > Options > Processing >
        Providers > SatGAN), the environment variable SATGAN_PYTHON, the environment that "Install engine" made.

        When you report a problem, add the report.
    """
    needs_engine = False

    def run_job(self, job: CheckEngine, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Ask the engine, and answer in its place where it cannot."""
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
            page.write_text(_PAGE.format(reason=html.escape(reason)), encoding='utf-8')
        return {'READY': 0, 'PYTHON': '', 'VERSIONS': '', 'DEVICES': '', 'REPORT': reason}

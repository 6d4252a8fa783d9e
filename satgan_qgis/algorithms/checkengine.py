"""Whether the engine works."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback

from ...core.jobs import CheckEngine
from ..engine.check import check_engine
from .base import SatganAlgorithm
from .groups import ENGINE


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

        The engine is looked for in this order: the setting "Python of your own" (Settings > Options > Processing >
        SatGAN), the environment variable SATGAN_PYTHON, the environment that "Install engine" made.

        When you report a problem, add what "Copy diagnostics" copies, on the same page of the options.
    """
    needs_engine = False

    def run_job(self, job: CheckEngine, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Ask the engine, or answer in its place."""
        return check_engine(job, feedback)

"""Making the engine's Python environment."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback

from ...core.jobs import InstallEngine
from ..engine.installer import install_engine
from .base import SatganAlgorithm
from .groups import ENGINE


class InstallEngineAlgorithm(SatganAlgorithm):
    """Makes the environment that the engine runs in."""

    job = InstallEngine
    title = 'Install engine'
    toolbox_group = ENGINE
    keywords = ('setup', 'pip', 'venv', 'environment', 'pytorch', 'torch', 'dependencies', 'cuda')
    summary = 'Installs PyTorch and the other packages that SatGAN needs into a Python environment of their own.'
    description = """
        Needed once, before the first run, and again where a new version of the plugin asks for it. It downloads up to
        some gigabytes with pip, through the proxy of the QGIS settings if there is one. QGIS's own Python and your
        other plugins are not touched: everything goes into one folder, which may simply be deleted to uninstall.

        PyTorch comes in builds for processors and for graphics cards. auto takes what pip offers for your computer.
        If that is not the build you want, open the installation page of PyTorch, choose your system there, and copy
        the address behind --index-url into "Package index for PyTorch".

        If it fails or is cancelled, the half-made environment is removed again. An environment that you made yourself
        can be used instead: name its Python in Settings > Options > Processing > Providers > SatGAN, or in the
        environment variable SATGAN_PYTHON.
    """
    needs_engine = False
    after_cancel = 'The half-made environment was removed.'

    def run_job(self, job: InstallEngine, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Install in this process: there is no engine yet."""
        return {'PYTHON': str(install_engine(job, feedback))}

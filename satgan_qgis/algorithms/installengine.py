"""Making the engine's Python environment."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingFeedback

from ...core.jobs import InstallEngine
from ..engine.installer import install_engine
from ..language import translatable
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
        Needed once, before the first run, and again where a new version of the plugin asks for it: then it upgrades.
        QGIS's own Python and your other plugins are not touched: everything goes into one folder, the folder
        satgan/engine of your QGIS user profile unless you name another, which is remembered. Delete it to uninstall.

        PyTorch comes in builds for processors, about 0.5 GB to download and 2 GB on the disk with all that it needs,
        and for graphics cards (CUDA), about 3.3 GB to download and 8 GB on the disk. auto takes what pip offers for
        your computer: on Linux with an Intel or AMD processor that is the one for graphics cards, on Windows and Macs
        the other, which uses the graphics of Macs too. If that is not the build you want, open the installation page
        of PyTorch, choose your system there, and copy the address behind --index-url into "Package index for PyTorch".

        The log says first which build it is going to be, how large and where. Then pip downloads it, through the proxy
        of the QGIS settings if there is one. If it fails or is cancelled, the half-made environment is removed again
        and an earlier one stays as it was; the log then holds a text that you can paste into an issue.

        An environment that you made yourself can be used instead: name its Python in Settings > Options > Processing >
        SatGAN, or in the environment variable SATGAN_PYTHON.
    """
    needs_engine = False
    after_cancel = translatable('The half-made environment was removed; an earlier one is as before.')

    def run_job(self, job: InstallEngine, feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Install in this process: there is no engine yet."""
        return {'PYTHON': str(install_engine(job, feedback))}

"""What a user waits for every day: the plugin, a dialog, a small job; run by QGIS's Python.

Each figure stands beside the limit that it must keep, or beside what QGIS itself takes, measured in the same run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import MagicMock

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / 'resources' / 'sample'
ROUNDS = 5
BESIDE = 'native:buffer'  # an ordinary dialog of QGIS

ENABLE = """
import sys, time
from unittest.mock import MagicMock
from qgis.core import QgsApplication
application = QgsApplication([], True)
application.initQgis()
sys.path += ['/usr/share/qgis/python/plugins', {plugins!r}]
from processing.core.Processing import Processing
Processing.initialize()
from qgis.PyQt.QtWidgets import QMainWindow
window = QMainWindow()
iface = MagicMock()
iface.mainWindow.return_value = window
began = time.perf_counter()
from satgan import classFactory
classFactory(iface).initGui()
print('took', time.perf_counter() - began)
"""


def main() -> None:
    """Print all figures."""
    print(f'\n{"Everyday (seconds)":42}{"SatGAN":>12}{"limit":>12}')
    row('enabling the plugin', enabling(), 0.15)
    from processing.core.Processing import Processing
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import qInstallMessageHandler

    qInstallMessageHandler(lambda kind, context, text: None)  # a display in memory complains of each window
    application = QgsApplication([], True)
    application.initQgis()

    Processing.initialize()
    sys.path.insert(0, str(ROOT / 'build' / 'plugins'))
    from satgan.satgan_qgis.plugin import SatganPlugin

    plugin = SatganPlugin(None)
    plugin.initProcessing()
    dialogs()
    jobs()


def enabling() -> float:
    """Return how long enabling takes, in a QGIS that has just started."""
    script = ENABLE.format(plugins=str(ROOT / 'build' / 'plugins'))
    times = []
    for _ in range(ROUNDS):
        done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True, check=True)
        times.append(next(float(line.split()[1]) for line in done.stdout.splitlines() if line.startswith('took ')))
    return min(times)


def dialogs() -> None:
    """Print how long the dialogs take to open, and one of QGIS's own."""
    import qgis.utils
    from qgis.core import QgsApplication
    from qgis.gui import QgsBrowserGuiModel
    from qgis.PyQt.QtWidgets import QApplication

    model = QgsBrowserGuiModel()
    qgis.utils.iface = MagicMock(browserModel=lambda: model)
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    registry = QgsApplication.processingRegistry()

    def opening(name: str) -> float:
        def open_and_close() -> None:
            dialog = AlgorithmDialog(registry.createAlgorithmById(name))
            dialog.show()
            QApplication.processEvents()
            dialog.close()

        return best(open_and_close)

    opening(BESIDE)  # what all dialogs share
    ours = {algorithm.id(): opening(algorithm.id()) for algorithm in registry.providerById('satgan').algorithms()}
    slowest = max(ours, key=ours.get)
    row(f'slowest dialog ({slowest})', ours[slowest], 0.2)
    row('median dialog', statistics.median(ours.values()), 0.2)
    row(f'dialog of {BESIDE}', opening(BESIDE))


def jobs() -> None:
    """Print how long small jobs take in an engine that starts for them, and in a warm one."""
    from qgis.core import QgsProcessingFeedback
    from satgan.core.jobs import ApplyModel, ModelInformation
    from satgan.satgan_qgis.engine.discovery import find_engine
    from satgan.satgan_qgis.engine.runner import EngineProcess, run_job

    model = str(SAMPLE / 'models' / 'kampala_land_cover.safetensors')
    with tempfile.TemporaryDirectory() as folder:
        patch = f'{folder}/patch.tif'
        cut = [
            'gdal_translate',
            '-q',
            '-srcwin',
            '128',
            '128',
            '256',
            '256',
            str(SAMPLE / 'kampala_land_cover.tif'),
            patch,
        ]
        subprocess.run(cut, check=True)
        trivial = ModelInformation(model=model)
        small = ApplyModel(model=model, input=patch, output=f'{folder}/made.tif', precision='fp32')
        engine = find_engine()
        warm = EngineProcess(engine, warm=True)
        for name, job, cold_limit, warm_limit in (
            ('model information', trivial, 3.0, 0.2),
            ('apply model, 256 x 256', small, None, 0.5),
        ):
            row(f'{name}, cold', best(lambda job=job: run_job(engine, job, QgsProcessingFeedback(False))), cold_limit)
            warm.run(job, QgsProcessingFeedback(False))
            row(f'{name}, warm', best(lambda job=job: warm.run(job, QgsProcessingFeedback(False))), warm_limit)
        warm.close()


def best(action: Callable[[], object]) -> float:
    """Return the shortest time that an action took."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        times.append(time.perf_counter() - began)
    return min(times)


def row(name: str, seconds: float, limit: float | None = None) -> None:
    """Print a figure and its limit."""
    print(f'{name:42}{seconds:12.3f}{limit if limit is not None else "":>12}', flush=True)


if __name__ == '__main__':
    main()
    sys.stdout.flush()
    os._exit(0)  # QGIS without its window does not leave in good order

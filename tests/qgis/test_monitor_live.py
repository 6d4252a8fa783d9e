"""The training monitor beside a real training: watched, stopped and gone on with, as a user does it."""

from pathlib import Path

import pytest
from osgeo import gdal
from pytest_qgis.utils import wait_until
from qgis.core import QgsProcessingContext
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt.QtWidgets import QApplication

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300_000  # milliseconds: PyTorch may have to be read from a slow disk


@pytest.fixture
def dataset(provider, no_engine, monkeypatch, run, raster, tmp_path):
    monkeypatch.setenv('SATGAN_PYTHON', str(ROOT / '.venv' / 'bin' / 'python'))
    image = raster(size=384)
    data = gdal.Open(str(image), gdal.GA_Update)
    for band in (1, 2, 3):
        data.GetRasterBand(band).WriteRaster(0, 0, 192, 384, bytes([50 * band]) * (192 * 384))
    data.FlushCache()
    parameters = {'INPUT': str(image), 'TARGET': str(image), 'CHIP_SIZE': 128, 'SPLIT': 'random', 'TEST': 0}
    run('exportpairedchips', parameters | {'OUTPUT': str(tmp_path / 'chips')})
    return str(tmp_path / 'chips')


def dialogs():
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, AlgorithmDialog)]


def started(dialog) -> list[bool]:
    """Press Run and return where it is noted whether it succeeded."""
    ends = []
    dialog.algorithmFinished.connect(lambda successful, results: ends.append(successful))
    dialog.runAlgorithm()
    return ends


@pytest.mark.slow
def test_a_training_is_watched_stopped_and_gone_on_with(dataset, qgis_iface, monkeypatch, tmp_path):
    import processing
    from satgan.satgan_qgis.gui.monitor.dock import MonitorDock

    def until(condition):
        assert wait_until(condition, timeout_milliseconds=PATIENCE)

    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)
    training = {'DATASET': dataset, 'GENERATOR': 'unet128', 'FILTERS': 4, 'BATCH_SIZE': 4, 'DEVICE': 'cpu'}
    training |= {'EPOCHS': 10000, 'DECAY_EPOCHS': 0, 'OUTPUT': str(tmp_path / 'run')}
    dialog = processing.createAlgorithmDialog('satgan:trainpix2pix', training)
    dock = MonitorDock()
    dock.show()
    ends = started(dialog)
    until(lambda: dock.run and len(dock.run.history) >= 2)
    assert dock.run.folder == tmp_path / 'run'
    dock.head.stop.click()
    until(lambda: ends)
    until(lambda: dock.head.headline.text().startswith('Stopped in epoch '))
    assert ends == [False]
    dialog.close()

    epochs = len(dock.run.history) + 1
    dock.head.resume.click()
    [again] = [each for each in dialogs() if each.isVisible()]
    again.mainWidget().wrappers['EPOCHS'].setParameterValue(epochs, QgsProcessingContext())
    ends = started(again)
    until(lambda: ends)
    until(lambda: dock.head.headline.text() == 'Finished')
    assert ends == [True]
    assert [row['epoch'] for row in dock.run.history] == list(range(1, epochs + 1))
    assert dock.head.report.isEnabled()
    again.close()
    dock.close()

"""The dialogs of the toolbox open without a screen, and run."""

import pytest
from pytest_qgis.utils import wait
from qgis.core import QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject
from qgis.gui import QgsBrowserGuiModel

IDS = (
    'rasterizefootprints',
    'forgefootprints',
    'exportpairedchips',
    'exportunpairedchips',
    'inspectdataset',
    'trainpix2pix',
    'traincyclegan',
    'applymodel',
    'verifyprovenance',
    'modelinformation',
    'importcheckpoint',
    'exportmodel',
    'checkengine',
    'installengine',
)


@pytest.fixture
def browser(qgis_iface, monkeypatch):
    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)


@pytest.mark.parametrize('name', IDS)
def test_dialogs_open_without_an_engine(provider, no_engine, browser, name):
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    for dialog_class in (AlgorithmDialog, BatchAlgorithmDialog):
        dialog = dialog_class(provider.algorithm(name).create())
        dialog.show()
        dialog.close()


def test_dialog_shows_the_smallest_learning_rate(provider, browser):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    dialog = AlgorithmDialog(provider.algorithm('trainpix2pix').create())
    wrapper = dialog.mainWidget().wrappers['LEARNING_RATE']
    wrapper.setParameterValue(1e-8, QgsProcessingContext())
    assert wrapper.parameterValue() == 1e-8
    dialog.close()


def test_dialog_runs_and_loads_the_result(provider, fake_engine, browser, raster, tmp_path, qgis_new_project):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    fake_engine()
    (tmp_path / 'model.safetensors').touch()
    dialog = AlgorithmDialog(provider.algorithm('applymodel').create())
    values = {
        'MODEL': str(tmp_path / 'model.safetensors'),
        'INPUT': str(raster()),
        'OUTPUT': QgsProcessingOutputLayerDefinition(str(tmp_path / 'o.tif'), QgsProject.instance()),
    }
    for name, value in values.items():
        dialog.mainWidget().wrappers[name].setParameterValue(value, QgsProcessingContext())
    finished = []
    dialog.algorithmFinished.connect(lambda successful, results: finished.append((successful, results)))
    dialog.runAlgorithm()
    while not finished:
        wait(10)
    assert finished == [(True, {'OUTPUT': str(tmp_path / 'o.tif'), 'FROM_ENGINE': 'applymodel'})]
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.name() == 'image (synthetic)'
    assert 'Synthetic' in layer.metadata().abstract()

"""The dialogs of the toolbox: each is opened, filled in and run without a screen, and its results land where they are seen."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_qgis.utils import wait
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt.QtWidgets import QDialogButtonBox, QListView, QToolButton


@dataclass
class Case:
    """What is filled into a dialog, and what comes of it.

    Attributes:
        filled: parameters to names of fixtures of this file, or to values.
        asked_for: outputs that are off at first.
        layers: names of the layers on the map to group and type of renderer.
        pages: names in the Results Viewer.
    """

    filled: dict
    asked_for: tuple = ()
    layers: dict = field(default_factory=dict)
    pages: tuple = ()


PAIR = {'INPUT': 'image', 'TARGET': 'other'}
CASES = {
    'rasterizefootprints': Case(
        {'FOOTPRINTS': 'houses', 'REFERENCE': 'image', 'FIELD': 'kind'},
        layers={'houses (classes)': ('Training data', 'paletted')},
    ),
    'forgefootprints': Case({'FOOTPRINTS': 'houses'}, layers={'houses (forged)': ('Synthetic', 'singleSymbol')}),
    'kmeanssegmentation': Case({'INPUT': 'image'}, layers={'image (clusters)': ('Training data', 'paletted')}),
    'exportpairedchips': Case(
        PAIR, asked_for=('CHIPS_LAYER',), layers={'other (chips)': ('Training data', 'categorizedSymbol')}
    ),
    'exportunpairedchips': Case({'INPUT_A': 'image', 'INPUT_B': 'other'}),
    'inspectdataset': Case({'DATASET': 'dataset'}, pages=('Dataset report',)),
    'trainpix2pix': Case({'DATASET': 'dataset', 'EPOCHS': 3}, pages=('Training report',)),
    'traincyclegan': Case({'DATASET': 'dataset', 'EPOCHS': 3}, pages=('Training report',)),
    'traindcgan': Case({'DATASET': 'dataset', 'EPOCHS': 3}, pages=('Training report',)),
    'applymodel': Case(
        {'MODEL': 'model', 'INPUT': 'image'},
        asked_for=('OUTPUT_UNCERTAINTY', 'OUTPUT_CYCLE_ERROR'),
        layers={
            'image (synthetic)': ('Synthetic', 'multibandcolor'),
            'image (uncertainty)': ('Synthetic', 'singlebandpseudocolor'),
            'image (cycle error)': ('Synthetic', 'singlebandpseudocolor'),
        },
    ),
    'evaluatemodel': Case(
        {'MODEL': 'model', 'DATASET': 'dataset'},
        layers={'Judged chips': ('Evaluation', 'graduatedSymbol')},
        pages=('Evaluation report',),
    ),
    'fillgaps': Case(
        {'MODEL': 'model', 'INPUT': 'image', 'CONDITION': 'other'},
        layers={'image (partly synthetic)': ('Synthetic', 'multibandcolor')},
    ),
    'generatechips': Case(
        {'MODEL': 'model', 'COUNT': 9}, layers={'Chips (synthetic)': ('Synthetic', 'multibandcolor')}
    ),
    'verifyprovenance': Case({'INPUT': 'image'}, pages=('Provenance report',)),
    'modelinformation': Case({'MODEL': 'model'}, pages=('Model card',)),
    'importcheckpoint': Case({'CHECKPOINT': 'model'}),
    'exportmodel': Case({'MODEL': 'model'}),
    'checkengine': Case({}, pages=('Engine report',)),
    'installengine': Case({'TORCH': 'cpu'}),
}


@pytest.fixture
def project(qgis_new_project, qgis_iface, monkeypatch):
    """An empty project in a window whose Results Viewer is empty."""
    from processing.core.ProcessingResults import resultsList

    browser = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: browser, raising=False)
    monkeypatch.setattr(resultsList, 'results', [])
    return QgsProject.instance()


@pytest.fixture
def given(project, raster, polygons, tmp_path):
    """What can be filled in, by the names that the cases use: ids of layers, and paths."""
    (tmp_path / 'model.safetensors').touch()
    (tmp_path / 'dataset').mkdir()
    (tmp_path / 'dataset' / 'dataset.json').touch()
    layers = {'image': QgsRasterLayer(str(raster('image.tif')), 'image')}
    layers |= {'other': QgsRasterLayer(str(raster('other.tif', bands=1)), 'other'), 'houses': polygons}
    project.addMapLayers(list(layers.values()))
    paths = {'model': str(tmp_path / 'model.safetensors'), 'dataset': str(tmp_path / 'dataset')}
    return {name: layer.id() for name, layer in layers.items()} | paths


@pytest.fixture
def dialog(provider, project):
    """Returns a function that opens the dialog of an algorithm."""
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    opened = []

    def open_dialog(name):
        opened.append(AlgorithmDialog(provider.algorithm(name).create()))
        opened[-1].show()
        return opened[-1]

    yield open_dialog
    for each in opened:
        each.close()


def fill(dialog, parameter, value):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    wrapper = dialog.mainWidget().wrappers[parameter]
    wrapper.setParameterValue(value, context)
    return wrapper


def run(dialog):
    """Press Run, and return the results."""
    finished = []
    dialog.algorithmFinished.connect(lambda successful, results: finished.append((successful, results)))
    dialog.runAlgorithm()
    while not finished:
        wait(10)
    ((successful, results),) = finished
    assert successful
    return results


def landed(project, before):
    """Return what is new on the map, from top to bottom: names of layers to group and type of renderer."""
    root = project.layerTreeRoot()
    new = [layer for layer in root.layerOrder() if layer.id() not in before]
    return {layer.name(): (root.findLayer(layer).parent().name(), layer.renderer().type()) for layer in new}


def test_no_algorithm_is_forgotten(provider):
    assert set(CASES) == {algorithm.name() for algorithm in provider.algorithms() if algorithm.group() != 'Models'}


@pytest.mark.parametrize('name', CASES)
def test_dialogs_open_without_an_engine(provider, no_engine, project, name):
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    for dialog_class in (AlgorithmDialog, BatchAlgorithmDialog):
        opened = dialog_class(provider.algorithm(name).create())
        opened.show()
        opened.close()


@pytest.mark.parametrize('name', CASES)
def test_results_land_where_they_are_seen(provider, fake_engine, dialog, given, project, name, monkeypatch):
    """Everything but the inputs is left as the dialog has it: outputs are temporary, and all of them open."""
    from processing.core.ProcessingResults import resultsList

    monkeypatch.setattr(
        'satgan.satgan_qgis.algorithms.installengine.install_engine', lambda job, feedback: given['model']
    )
    record = fake_engine('whole')
    case, opened, before = CASES[name], dialog(name), set(project.mapLayers())
    for parameter, value in case.filled.items():
        fill(opened, parameter, given.get(value, value))
    for parameter in case.asked_for:
        fill(opened, parameter, QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', project))
    results = run(opened)
    assert list(landed(project, before).items()) == list(case.layers.items())
    assert tuple(page.name for page in resultsList.getResults()) == case.pages
    assert all(Path(page.filename).is_file() for page in resultsList.getResults())
    written = [definition.name() for definition in provider.algorithm(name).destinationParameterDefinitions()]
    assert all(Path(results[output]).exists() for output in written if output in results)
    if name != 'installengine':
        job = json.loads((record / 'record.json').read_text())['request']['job']
        numbers = {parameter.lower(): value for parameter, value in case.filled.items() if value not in given}
        assert job['job'] == name
        assert numbers == {parameter: job[parameter] for parameter in numbers}


def test_dialog_shows_the_smallest_learning_rate(dialog):
    assert fill(dialog('trainpix2pix'), 'LEARNING_RATE', 1e-8).parameterValue() == 1e-8


@pytest.mark.parametrize(
    ('name', 'parent', 'child'),
    [
        ('kmeanssegmentation', 'INPUT', 'BANDS'),
        ('applymodel', 'INPUT', 'BANDS'),
        ('exportpairedchips', 'TARGET', 'TARGET_BANDS'),
        ('exportunpairedchips', 'INPUT_A', 'BANDS_A'),
        ('exportunpairedchips', 'INPUT_B', 'BANDS_B'),
    ],
)
def test_bands_follow_their_raster(dialog, given, name, parent, child):
    opened = dialog(name)
    for raster, bands in (('image', 3), ('other', 1), ('image', 3)):
        fill(opened, parent, given[raster])
        assert len(choices_of(opened, child)) == bands


def choices_of(dialog, parameter):
    """Press the button beside a list of bands, and return what can be ticked."""
    dialog.mainWidget().wrappers[parameter].wrappedWidget().findChild(QToolButton).click()
    choices = dialog.findChild(QListView, 'mSelectionList')
    model = choices.model()
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    choices.parent().findChild(QDialogButtonBox).accepted.emit()
    wait(1)
    return texts


def test_field_follows_the_footprints(dialog, given, project):
    crops = QgsVectorLayer('Polygon?crs=EPSG:32636&field=crop:string&field=area:double', 'crops', 'memory')
    project.addMapLayer(crops)
    opened = dialog('rasterizefootprints')
    fields = opened.mainWidget().wrappers['FIELD'].wrappedWidget()
    for footprints, names in ((given['houses'], ['', 'kind']), (crops.id(), ['', 'crop', 'area'])):
        fill(opened, 'FOOTPRINTS', footprints)
        assert [fields.itemText(row) for row in range(fields.count())] == names

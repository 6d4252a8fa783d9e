"""The graphical models that come with the plugin: what is in the files, in the designer and in a run."""

import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest
from pytest_qgis.utils import wait
from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorFileWriter,
)
from qgis.gui import QgsBrowserGuiModel, QgsGui

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / 'resources' / 'models'
STEPS = {
    'footprintstoimage': ['rasterizefootprints', 'exportpairedchips', 'trainpix2pix', 'applymodel'],
    'labelstoimage': ['kmeanssegmentation', 'exportpairedchips', 'trainpix2pix', 'applymodel'],
    'trainandtranslate': ['exportpairedchips', 'trainpix2pix', 'applymodel'],
    'trainandtranslateunpaired': ['exportunpairedchips', 'traincyclegan', 'applymodel'],
    'forgeplace': ['forgefootprints', 'rasterizefootprints', 'applymodel', 'exportpairedchips'],
}
TRAINING = [name for name in STEPS if name != 'forgeplace']


@pytest.fixture(scope='session')
def make_models():
    spec = importlib.util.spec_from_file_location('make_models', ROOT / 'docs' / 'make_models.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def browser(qgis_iface, monkeypatch):
    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)


@pytest.fixture
def given(provider, raster, polygons, tmp_path):
    """Returns a function that fills the required inputs of a model, and the outputs with paths."""
    (tmp_path / 'given.safetensors').touch()
    values = {
        'image': str(raster('image.tif')),
        'input': str(raster('a.tif')),
        'target': str(raster('b.tif')),
        'input_a': str(raster('a.tif')),
        'input_b': str(raster('b.tif')),
        'reference': str(raster('place.tif')),
        'footprints': _saved(polygons, tmp_path / 'houses.gpkg'),
        'model': str(tmp_path / 'given.safetensors'),
    }
    outputs = {
        'class_raster': str(tmp_path / 'classes.tif'),
        'generated_image': str(tmp_path / 'generated.tif'),
        'forged_footprints': str(tmp_path / 'forged.gpkg'),
        'dataset_folder': str(tmp_path / 'dataset'),
        'run_folder': str(tmp_path / 'run'),
    }

    def fill(name):
        known = {definition.name() for definition in provider.algorithm(name).parameterDefinitions()}
        return {key: value for key, value in (values | outputs).items() if key in known}

    return fill


def _saved(layer, path):
    options = QgsVectorFileWriter.SaveVectorOptions()
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, str(path), QgsProject.instance().transformContext(), options)
    return str(path)


def _loaded(name):
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(FOLDER / f'{name}.model3'))
    return model


def test_every_file_is_one_of_the_script(make_models):
    assert {path.stem for path in FOLDER.glob('*.model3')} == set(make_models.MODELS) == set(STEPS)


@pytest.mark.parametrize('name', STEPS)
def test_files_hold_what_the_script_writes(provider, make_models, name, tmp_path):
    """Their content is compared, since another release of QGIS may write it otherwise."""
    (tmp_path / 'again.model3').write_text(make_models.written(make_models.MODELS[name]()), encoding='utf-8')
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(tmp_path / 'again.model3'))
    assert again.toVariant() == _loaded(name).toVariant()


@pytest.mark.parametrize('name', STEPS)
def test_models_are_valid_and_keep_their_steps(provider, name):
    model = _loaded(name)
    assert model.validate() == (True, [])
    children = model.childAlgorithms()
    assert [children[key].algorithmId() for key in sorted(children)] == [f'satgan:{step}' for step in STEPS[name]]
    for key, child in children.items():
        assert model.validateChildAlgorithm(key) == (True, [])
        assert set(child.parameterSources()) <= {d.name() for d in child.algorithm().parameterDefinitions()}


@pytest.mark.parametrize('name', STEPS)
def test_models_survive_being_saved_again(provider, name, tmp_path):
    model = _loaded(name)
    assert model.toFile(str(tmp_path / 'saved.model3'))
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(tmp_path / 'saved.model3'))
    assert again.toVariant() == model.toVariant()


@pytest.mark.parametrize('name', STEPS)
def test_models_can_be_exported_as_a_script(provider, name):
    lines = _loaded(name).asPythonCode(QgsProcessing.PythonOutputType.PythonQgsProcessingAlgorithmSubclass, 4)
    calls = [node for node in ast.walk(ast.parse('\n'.join(lines))) if isinstance(node, ast.Constant)]
    assert {f'satgan:{step}' for step in STEPS[name]} <= {node.value for node in calls}


@pytest.mark.parametrize('name', STEPS)
def test_models_open_in_the_designer(provider, browser, monkeypatch, name):
    from processing.modeler import ModelerDialog

    monkeypatch.setattr(ModelerDialog, 'iface', None)  # the stand-in has another way to tell the size of icons
    dialog = ModelerDialog.ModelerDialog()
    dialog.loadModel(str(FOLDER / f'{name}.model3'))
    opened = dialog.model()
    assert opened.displayName() == provider.algorithm(name).displayName()
    assert opened.toVariant() == _loaded(name).toVariant()
    assert opened.validate() == (True, [])
    dialog.setDirty(False)
    dialog.close()


@pytest.mark.parametrize('name', STEPS)
def test_the_designer_offers_each_link(provider, name):
    """It shows only outputs and inputs of a type that the parameter takes, and would replace any other."""
    model = _loaded(name)
    links = 0
    for key, child in model.childAlgorithms().items():
        for parameter, (source,) in child.parameterSources().items():
            widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(
                model, key, child.algorithm().parameterDefinition(parameter), QgsProcessingContext()
            )
            widget.setWidgetValue(source)
            value = widget.value()
            shown = value[0] if isinstance(value, list) else value
            assert shown == source, (key, parameter)
            links += source.source() == Qgis.ProcessingModelChildParameterSource.ChildOutput
    assert links >= len(STEPS[name]) - 1


@pytest.mark.parametrize('name', STEPS)
def test_a_beginner_needs_inputs_only(provider, name):
    """All but layers and model files has a default."""
    asked = {
        definition.name()
        for definition in provider.algorithm(name).parameterDefinitions()
        if not definition.isDestination()
        and definition.defaultValue() is None
        and not definition.flags() & definition.Flag.FlagOptional
    }
    expected = {
        'footprintstoimage': {'image', 'footprints'},
        'labelstoimage': {'image'},
        'trainandtranslate': {'input', 'target'},
        'trainandtranslateunpaired': {'input_a', 'input_b'},
        'forgeplace': {'footprints', 'reference', 'model'},
    }
    assert asked == expected[name]


@pytest.mark.parametrize('name', STEPS)
def test_steps_run_one_after_the_other(provider, run, fake_engine, given, name):
    record = fake_engine('whole')
    parameters = given(name)
    results = run(name, parameters).results
    jobs = [json.loads(line) for line in (record / 'jobs.jsonl').read_text().splitlines()]
    assert [job['job'] for job in jobs] == STEPS[name]
    for output in {'generated_image', 'dataset_folder', 'run_folder'} & set(parameters):
        assert results[output] == parameters[output]
        assert Path(results[output]).exists()


@pytest.mark.parametrize('name', TRAINING)
def test_the_model_trained_is_the_one_applied(provider, run, fake_engine, given, name):
    record = fake_engine('whole')
    parameters = given(name) | {'epochs': 3, 'filters': 8}
    run(name, parameters)
    jobs = [json.loads(line) for line in (record / 'jobs.jsonl').read_text().splitlines()]
    *_, training, translation = jobs
    assert (training['epochs'], training['decay_epochs'], training['filters']) == (3, 3, 8)
    assert training['dataset'] == parameters['dataset_folder']
    assert translation['model'] == f'{parameters["run_folder"]}/model.safetensors'


def test_a_forged_place_lies_where_its_raster_lies(provider, run, fake_engine, given):
    record = fake_engine('whole')
    run('forgeplace', given('forgeplace') | {'seed': 5})
    forging, classes, translation, chips = [
        json.loads(line) for line in (record / 'jobs.jsonl').read_text().splitlines()
    ]
    assert forging['extent'] == '450000.0,450016.0,29984.0,30000.0 [EPSG:32636]'
    assert forging['seed'] == 5
    assert classes['footprints'].split('|')[0] == forging['output']
    assert translation['input'] == chips['input'] == classes['output']
    assert chips['target'] == translation['output']


def test_nothing_but_the_run_folder_need_be_named(provider, run, fake_engine, given):
    """All other results go to temporary places."""
    record = fake_engine('whole')
    parameters = given('footprintstoimage')
    temporary = {'class_raster', 'dataset_folder', 'generated_image'}
    results = run('footprintstoimage', parameters | dict.fromkeys(temporary, QgsProcessing.TEMPORARY_OUTPUT)).results
    assert results['run_folder'] == parameters['run_folder']
    assert all(Path(results[name]).exists() for name in temporary)
    assert len((record / 'jobs.jsonl').read_text().splitlines()) == 4


def test_the_dialog_puts_the_generated_image_on_the_map(provider, fake_engine, browser, qgis_new_project, given):
    from processing.gui.AlgorithmDialog import AlgorithmDialog

    fake_engine('whole')
    values = given('labelstoimage')
    values['generated_image'] = QgsProcessingOutputLayerDefinition(values['generated_image'], QgsProject.instance())
    dialog = AlgorithmDialog(provider.algorithm('labelstoimage').create())
    for name, value in values.items():
        dialog.mainWidget().wrappers[name].setParameterValue(value, QgsProcessingContext())
    finished = []
    dialog.algorithmFinished.connect(lambda successful, results: finished.append(successful))
    dialog.runAlgorithm()
    while not finished:
        wait(10)
    assert finished == [True]
    names = {layer.name() for layer in QgsProject.instance().mapLayers().values()}
    assert 'Generated image (synthetic)' in names


def test_the_commands_of_the_page_name_all_outputs_and_no_unknown_parameter(provider):
    text = (ROOT / 'docs' / 'models.md').read_text(encoding='utf-8').replace('\\\n', ' ')
    commands = re.findall(r'qgis_process run satgan:(\w+) -- (.+)', text)
    assert len(commands) >= 2
    for name, arguments in commands:
        given = {word.partition('=')[0] for word in arguments.split()}
        definitions = provider.algorithm(name).parameterDefinitions()
        assert given <= {definition.name() for definition in definitions}
        assert {definition.name() for definition in definitions if definition.isDestination()} <= given

"""The provider and its algorithms, as the toolbox and qgis_process see them."""

import configparser
import importlib.util
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingParameterDefinition

ROOT = Path(__file__).resolve().parents[2]
IDS = {
    'rasterizefootprints': 'Training data',
    'forgefootprints': 'Training data',
    'kmeanssegmentation': 'Training data',
    'exportpairedchips': 'Training data',
    'exportunpairedchips': 'Training data',
    'inspectdataset': 'Training data',
    'trainpix2pix': 'Training',
    'traincyclegan': 'Training',
    'traindcgan': 'Training',
    'applymodel': 'Using models',
    'evaluatemodel': 'Using models',
    'fillgaps': 'Using models',
    'generatechips': 'Using models',
    'verifyprovenance': 'Using models',
    'modelinformation': 'Using models',
    'importcheckpoint': 'Using models',
    'exportmodel': 'Using models',
    'checkengine': 'Engine',
    'installengine': 'Engine',
    'footprintstoimage': 'Models',
    'labelstoimage': 'Models',
    'trainandtranslate': 'Models',
    'trainandtranslateunpaired': 'Models',
    'forgeplace': 'Models',
}


def test_lists_all_algorithms_without_an_engine(provider, no_engine):
    provider.refreshAlgorithms()
    assert {algorithm.name(): algorithm.group() for algorithm in provider.algorithms()} == IDS


def test_toolbox_tells_that_the_engine_is_missing(provider, no_engine):
    assert 'Install engine' in provider.warningMessage()


def test_toolbox_tells_nothing_when_there_is_an_engine(provider, fake_engine):
    fake_engine()
    assert provider.warningMessage() == ''


def test_provider_writes_files_only(provider):
    assert provider.defaultRasterFileExtension() == 'tif'
    assert provider.defaultVectorFileExtension() == 'gpkg'
    assert not provider.supportsNonFileBasedOutput()


def test_version_is_that_of_the_engine(provider):
    source = (ROOT / 'core' / '__init__.py').read_text(encoding='utf-8')
    assert f"__version__ = '{provider.versionInfo()}'" in source


def test_plugin_registers_and_unregisters_twice(qgis_app, qgis_processing, provider):
    from satgan.satgan_qgis.plugin import SatganPlugin

    plugin = SatganPlugin(None)
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById('satgan') is not None


@pytest.mark.parametrize('name', IDS)
def test_icon_is_there(provider, name):
    algorithm = provider.algorithm(name)
    assert Path(algorithm.svgIconPath()).is_file()
    assert not algorithm.icon().isNull()


@pytest.mark.parametrize('name', IDS)
def test_texts_follow_the_rules_of_qgis(provider, name):
    """Those that QGIS tests its own algorithms by."""
    algorithm = provider.algorithm(name)
    assert re.fullmatch('[a-z0-9]+', name)
    assert algorithm.tags()
    assert len(algorithm.shortHelpString().splitlines()) >= 3
    assert re.fullmatch(r'[A-Z][a-z]+s [^.<>]*\.', algorithm.shortDescription())
    assert not algorithm.shortDescription().lower().startswith('this')
    assert algorithm.groupId() and algorithm.displayName()


@pytest.mark.parametrize('name', IDS)
def test_help_button_leads_to_the_part_on_the_algorithm(provider, name):
    page, _, anchor = provider.algorithm(name).helpUrl().partition('#')
    text = (ROOT / page.partition('/blob/main/')[2]).read_text(encoding='utf-8')
    if IDS[name] == 'Models':
        assert provider.algorithm(name).displayName() in text
    else:
        assert f'\n## `{anchor}`\n' in text
        assert anchor == name


@pytest.mark.parametrize('name', IDS)
def test_instances_are_independent(provider, name):
    algorithm = provider.algorithm(name)
    assert type(algorithm.create()) is type(algorithm)
    assert algorithm.create() is not algorithm


@pytest.mark.parametrize('name', IDS)
def test_every_parameter_is_explained(provider, name):
    for parameter in provider.algorithm(name).parameterDefinitions():
        assert parameter.help().endswith('.'), parameter.name()
        assert parameter.description()[0].isupper()
        assert parameter.description()[-1] not in '.:'


@pytest.mark.parametrize('name', IDS)
def test_advanced_parameters_can_be_left_alone(provider, name):
    flags = QgsProcessingParameterDefinition.Flag
    for parameter in provider.algorithm(name).parameterDefinitions():
        if parameter.flags() & flags.FlagAdvanced:
            assert parameter.flags() & flags.FlagOptional or parameter.defaultValue() is not None, parameter.name()


def test_metadata_follow_the_rules_of_the_plugin_repository():
    metadata = configparser.ConfigParser()  # a % in a text would be an error here
    metadata.read(ROOT / 'metadata.txt', encoding='utf-8')
    general = metadata['general']
    for key in ('name', 'description', 'version', 'about', 'author', 'email', 'tags', 'license', 'category'):
        assert general[key]
    for key in ('homepage', 'tracker', 'repository'):
        assert general[key].startswith('https://')
    assert '/' not in general['author']
    assert 'supportsQt6' not in general  # the range of versions says it
    assert len(general['description']) <= 100 and '\n' not in general['description']
    assert general['tags'].split(',') == [tag.strip() for tag in general['tags'].split(',')]
    assert (general['qgisMinimumVersion'], general['qgisMaximumVersion']) == ('3.40', '4.99')
    assert general['hasProcessingProvider'] == 'yes'
    assert general['changelog'].startswith(general['version'])
    assert (ROOT / general['icon']).is_file()


def test_python_that_is_too_old_is_told(monkeypatch):
    spec = importlib.util.spec_from_file_location('satgan_entry', ROOT / '__init__.py')
    entry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(entry)
    monkeypatch.setattr(entry.sys, 'version_info', (3, 9, 5))
    with pytest.raises(RuntimeError, match=r'needs a QGIS with Python 3\.10 or newer; this one has 3\.9'):
        entry.classFactory(None)

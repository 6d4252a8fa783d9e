"""The German of the plugin: complete, up to date, and seen where QGIS speaks German."""

import ast
import builtins
import importlib.util
import json
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsProject, QgsSettings

ROOT = Path(__file__).resolve().parents[2]
I18N = ROOT / 'satgan_qgis' / 'i18n'
LANGUAGES = sorted(path.stem.removeprefix('satgan_') for path in I18N.glob('*.ts'))
FIELD = re.compile(r'\{[^{}]*\}')
WORD = re.compile(r'[A-Za-z]{3}')
# What says its arguments to a user, besides exceptions.
SAYING = frozenset(
    {
        *('EngineMissing', 'EngineCancelled', 'QgsProcessingException'),
        *('pushInfo', 'pushWarning', 'reportError', 'setProgressText'),
        *(
            'QLabel',
            'QPushButton',
            'QToolButton',
            'QCheckBox',
            'QGroupBox',
            'QAction',
            'QgsMapLayerComboBox',
            'QComboBox',
        ),
        *(
            'setText',
            'setTitle',
            'setToolTip',
            'setPlaceholderText',
            'setWindowTitle',
            'addRow',
            'addItem',
            'addAction',
        ),
        *(
            'critical',
            'warning',
            'question',
            'information',
            'getOpenFileName',
            'getSaveFileName',
            'getExistingDirectory',
        ),
    }
)


@pytest.fixture(scope='module')
def write_translations(provider):
    spec = importlib.util.spec_from_file_location('write_translations', ROOT / 'docs' / 'write_translations.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def speaking(provider):
    """Returns a function that has QGIS speak a language, and returns the provider, whose new algorithms follow."""
    from satgan.satgan_qgis.plugin import SatganPlugin

    plugins = []

    def speak(language):
        stop()
        QgsSettings().setValue('locale/overrideFlag', True)
        QgsSettings().setValue('locale/userLocale', language)
        plugins.append(SatganPlugin(None))
        return provider

    def stop():
        while plugins:
            plugins.pop().unload()

    yield speak
    stop()
    QgsSettings().remove('locale/overrideFlag')
    QgsSettings().remove('locale/userLocale')


def messages(language):
    """The sources of a .ts file and the elements of their translations."""
    tree = ElementTree.parse(I18N / f'satgan_{language}.ts')
    return {message.findtext('source'): message.find('translation') for message in tree.iter('message')}


def said_past_tr(path):
    """The calls in a file that say something, with a text that has words in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        name = getattr(node.func, 'id', '') or getattr(node.func, 'attr', '') if isinstance(node, ast.Call) else ''
        if name in SAYING or (name.endswith('Error') and not hasattr(builtins, name)):
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                pieces = given.values if isinstance(given, ast.JoinedStr) else [given]
                words = (piece.value for piece in pieces if isinstance(piece, ast.Constant))
                if any(isinstance(word, str) and WORD.search(word) for word in words):
                    yield f'{path.name} {node.lineno}: {ast.unparse(node)}'


def test_german_is_there():
    assert 'de' in LANGUAGES


@pytest.mark.parametrize('language', LANGUAGES)
def test_the_files_of_the_translators_hold_what_the_plugin_says(language, write_translations):
    assert list(messages(language)) == list(write_translations.texts()), 'run `make translations`'


def test_german_is_complete():
    assert [source for source, target in messages('de').items() if target.get('type') or not target.text] == []


@pytest.mark.parametrize('language', LANGUAGES)
def test_what_qgis_loads_is_what_the_translators_wrote(language, speaking):
    from satgan.satgan_qgis.language import tr

    speaking(language)
    written = {source: target.text or source for source, target in messages(language).items()}
    assert {source: tr(source) for source in written} == written, 'run `make translations`'


@pytest.mark.parametrize('language', LANGUAGES)
def test_figures_and_names_keep_their_places_in_a_sentence(language):
    for source, target in messages(language).items():
        if target.text:
            assert sorted(FIELD.findall(target.text)) == sorted(FIELD.findall(source)), source


@pytest.mark.parametrize('language', LANGUAGES)
def test_short_forms_end_at_a_colon_in_all_languages(language):
    """A message bar says what is wrong with the engine up to the first colon."""
    tree = ElementTree.parse(I18N / f'satgan_{language}.ts')
    for message in tree.iter('message'):
        is_of_the_engine = message.find('location').get('filename').endswith('discovery.py')
        translation = message.findtext('translation')
        if is_of_the_engine and ': ' in message.findtext('source') and translation:
            assert 20 < translation.find(': ') < 60, translation


def test_nothing_is_said_past_tr():
    """No error, message or widget of the QGIS side is handed a text with words in it that is not looked up."""
    assert [said for path in sorted((ROOT / 'satgan_qgis').rglob('*.py')) for said in said_past_tr(path)] == []


def test_what_algorithms_hand_to_tr_later_is_collected(provider):
    from satgan.satgan_qgis.algorithms import ALGORITHMS

    said = {text for algorithm in ALGORITHMS for text in (algorithm.after_cancel, algorithm.toolbox_group.label)}
    said |= {
        text for algorithm in ALGORITHMS for landing in algorithm.landings for text in (landing.name, landing.group)
    }
    assert said - {'{source}'} <= messages('de').keys()


def test_layers_have_german_names(speaking):
    from satgan.satgan_qgis.algorithms.applymodel import ApplyModelAlgorithm
    from satgan.satgan_qgis.landing import prepare_landing

    speaking('de')
    context = QgsProcessingContext()
    path = '/uncertainty.tif'
    context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails('Unsicherheit', QgsProject.instance()))
    landing = next(landing for landing in ApplyModelAlgorithm.landings if landing.output == 'OUTPUT_UNCERTAINTY')
    prepare_landing(context, path, 'Unsicherheit', landing, 'Wald')
    details = context.layerToLoadOnCompletionDetails(path)
    assert (details.name, details.groupName) == ('Wald (Unsicherheit)', 'Synthetisch')


def test_words_past_tr_would_be_found(tmp_path):
    path = tmp_path / 'new.py'
    path.write_text(
        "raise JobError(f'{layer} is gone.')\nbar.pushInfo('Done')\nQLabel(toolTip='Pixels a side')\n"
        "raise JobError(tr('Gone'))\nQLabel('…')\nbar.pushInfo(f'{error} {reason}')\n"
    )
    assert [said.partition(':')[0] for said in said_past_tr(path)] == ['new.py 1', 'new.py 2', 'new.py 3']


def test_an_f_string_is_refused(write_translations, tmp_path, monkeypatch):
    (tmp_path / 'new.py').write_text("tr(f'{count} chips')\n")
    monkeypatch.setattr(write_translations, 'SIDE', tmp_path)
    with pytest.raises(SystemExit, match=r'new\.py:1: an f-string'):
        write_translations.texts()


def test_new_texts_are_unfinished_and_known_ones_stay(write_translations, tmp_path):
    path = tmp_path / 'satgan_fr.ts'
    path.write_text(
        write_translations.written('fr', {'Band': 'a.py', 'Gone': 'a.py'}, {'Band': 'Bande', 'Gone': 'Parti'})
    )
    translated = write_translations.translations(path)
    path.write_text(write_translations.written('fr', {'Band': 'a.py', 'New': 'b.py'}, translated))
    assert write_translations.translations(path) == {'Band': 'Bande'}
    assert [message.findtext('source') for message in ElementTree.parse(path).iter('message')] == ['Band', 'New']
    assert ElementTree.parse(path).find('.//message[2]/translation').get('type') == 'unfinished'


def test_a_german_qgis_shows_german_and_keeps_its_words(speaking):
    algorithm = speaking('de').algorithm('trainpix2pix').create()
    assert (algorithm.displayName(), algorithm.group()) == ('pix2pix trainieren', 'Training')
    assert algorithm.shortDescription().startswith('Trainiert ein pix2pix-Modell')
    assert '\nDas Protokoll zeigt nach jeder Epoche die Verluste' in algorithm.shortHelpString()
    assert 'The log shows' not in algorithm.shortHelpString()
    assert {'neural network', 'neuronales Netz'} <= set(algorithm.tags())
    generator = algorithm.parameterDefinition('NORM')
    assert generator.description() == 'Normalisierungsschichten'
    assert generator.help().startswith('batch ist das pix2pix-Rezept')
    assert generator.options() == ['batch', 'instance', 'group', 'none']
    assert (algorithm.name(), algorithm.groupId()) == ('trainpix2pix', 'training')
    assert algorithm.outputDefinition('EPOCHS_DONE').description() == 'Ausgeführte Epochen'


def test_a_german_qgis_shows_shipped_models_in_german(speaking):
    model = speaking('de').algorithm('footprintstoimage').create()
    assert (model.displayName(), model.group()) == ('Grundrisse zu synthetischem Bild', 'Modelle')
    assert model.shortDescription().startswith('Trainiert ein Modell mit einem Bild')
    assert 'keine Beobachtung' in model.shortHelpString()
    assert model.parameterDefinition('footprints').description() == 'Grundrisse'
    assert model.parameterDefinition('class_raster').description() == 'Klassenraster'


def test_ids_words_and_results_are_the_same_in_all_languages(speaking):
    def contract(provider):
        algorithms = [algorithm.create() for algorithm in provider.algorithms()]
        return [
            (
                algorithm.name(),
                algorithm.groupId(),
                [(item.name(), item.type(), item.defaultValue()) for item in algorithm.parameterDefinitions()],
                [item.options() for item in algorithm.parameterDefinitions() if item.type() == 'enum'],
                [item.name() for item in algorithm.outputDefinitions()],
            )
            for algorithm in algorithms
        ]

    english = contract(speaking('en'))
    assert contract(speaking('de')) == english


def test_errors_are_german(speaking, no_engine):
    algorithm = speaking('de').algorithm('modelinformation').create()
    with pytest.raises(QgsProcessingException, match='Die SatGAN-Engine ist nicht installiert'):
        algorithm.run({'MODEL': __file__}, QgsProcessingContext(), QgsProcessingFeedback(), {}, False)


@pytest.mark.parametrize('language', ['en_US', 'fr', 'C'])
def test_without_a_translation_it_is_english(speaking, language):
    assert speaking(language).algorithm('applymodel').displayName() == 'Apply model'


@pytest.mark.parametrize('language', ['de', 'de_AT', 'de_CH'])
def test_german_is_spoken_in_all_german_countries(speaking, language):
    assert speaking(language).algorithm('applymodel').displayName() == 'Modell anwenden'


def test_unloading_takes_the_language_along(speaking):
    from satgan.satgan_qgis.plugin import SatganPlugin

    algorithm = speaking('fr').algorithm('applymodel')
    QgsSettings().setValue('locale/userLocale', 'de')
    plugin = SatganPlugin(None)
    assert algorithm.displayName() == 'Modell anwenden'
    plugin.unload()
    assert algorithm.displayName() == 'Apply model'


def test_qgis_process_lists_german_names_in_a_german_system(tmp_path):
    environment = os.environ | {
        'LC_ALL': 'de_DE.UTF-8',
        'QGIS_CUSTOM_CONFIG_PATH': str(tmp_path),
        'QGIS_PLUGINPATH': str(ROOT / 'build' / 'plugins'),
    }

    def qgis_process(*arguments):
        command = ['qgis_process', *arguments]
        return subprocess.run(command, check=True, env=environment, capture_output=True, text=True).stdout

    qgis_process('plugins', 'enable', 'satgan')
    listed = json.loads(qgis_process('--json', 'list'))['providers']['satgan']['algorithms']
    assert listed['satgan:applymodel']['name'] == 'Modell anwenden'
    assert listed['satgan:applymodel']['group'] == 'Modelle verwenden'

"""What somebody sees who has enabled the plugin and has no engine yet."""

import pytest
from pytest_qgis.utils import wait
from qgis import utils
from qgis.core import QgsApplication
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QPushButton


@pytest.fixture
def window(qgis_iface, monkeypatch):
    """The window of QGIS, as far as dialogs need one."""
    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)
    monkeypatch.setattr(utils, 'iface', qgis_iface)
    return qgis_iface


@pytest.fixture
def dialog(provider, window):
    """Returns a function that makes what the toolbox opens for an algorithm; None for the usual dialog."""
    made = []

    def open_dialog(name):
        made.append(provider.algorithm(name).create().createCustomParametersWidget(window.mainWindow()))
        return made[-1]

    yield open_dialog
    for widget in made:
        if widget is not None and not sip.isdeleted(widget):
            widget.close()


@pytest.fixture
def installation(window):
    """Returns a function that returns the dialog of "Install engine" that is open."""
    found = []

    def find():
        dialogs = (child for child in window.mainWindow().children() if getattr(child, 'algorithm', None))
        found.extend(dialog for dialog in dialogs if dialog.algorithm().name() == 'installengine')
        (dialog,) = (dialog for dialog in found if dialog.isVisible())
        return dialog

    yield find
    for dialog in found:
        dialog.close()


def offer_in(dialog):
    (item,) = dialog.messageBar().items()
    return item.text(), item.findChild(QPushButton)


def test_dialog_offers_to_install_the_engine(dialog, no_engine):
    text, button = offer_in(dialog('applymodel'))
    assert text == 'The SatGAN engine is not installed.'
    assert button.text() == 'Install engine…'


def test_button_opens_the_dialog_that_says_what_it_downloads(dialog, no_engine, installation):
    opened = dialog('trainpix2pix')
    offer_in(opened)[1].click()
    install = installation()
    assert install.isVisible() and not install.isModal()
    assert install.algorithm().id() == 'satgan:installengine'
    assert '3.3 GB to download and 8 GB on the disk' in install.algorithm().shortHelpString()


def test_offer_goes_when_the_engine_is_there(dialog, no_engine, installation):
    opened = dialog('trainpix2pix')
    offer_in(opened)[1].click()
    install = installation()
    install.algorithmFinished.emit(False, {})
    assert offer_in(opened)
    install.algorithmFinished.emit(True, {})
    while opened.messageBar().items():
        wait(10)
    install.algorithmFinished.emit(True, {})
    sip.delete(opened)  # as QGIS does a minute after it was closed
    install.algorithmFinished.emit(True, {})


def test_path_that_is_wrong_leads_to_the_options(dialog, window, no_engine, monkeypatch):
    shown = []
    monkeypatch.setattr(window, 'showOptionsDialog', lambda parent, page: shown.append(page), raising=False)
    monkeypatch.setenv('SATGAN_PYTHON', '/nowhere/python')
    text, button = offer_in(dialog('applymodel'))
    assert text == 'The Python of the SatGAN engine does not exist.'
    button.click()
    assert shown == ['satganOptions']


def test_dialogs_are_the_usual_ones_where_there_is_an_engine(dialog, fake_engine):
    fake_engine()
    assert dialog('applymodel') is None


def test_toolbox_opens_dialogs_without_an_engine(provider, no_engine):
    """QGIS shows nothing but a refusal for an algorithm that cannot be executed."""
    assert all(algorithm.canExecute()[0] for algorithm in provider.algorithms())


@pytest.mark.parametrize('name', ['installengine', 'checkengine'])
def test_algorithms_that_need_no_engine_offer_none(dialog, no_engine, name):
    wait(1)
    assert not dialog(name).messageBar().items()


def test_enabling_the_plugin_shows_nothing(provider, window, no_engine):
    from satgan.satgan_qgis.plugin import SatganPlugin

    before = set(QgsApplication.topLevelWidgets())
    window.messageBar().clearWidgets()
    plugin = SatganPlugin(window)
    plugin.initProcessing = lambda: None
    plugin.initGui()
    wait(1)
    assert not [widget for widget in set(QgsApplication.topLevelWidgets()) - before if widget.isVisible()]
    assert not window.messageBar().items()
    plugin.unload()

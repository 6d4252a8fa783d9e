"""The page Settings > Options > Processing > SatGAN, with its real widgets."""

import pytest
from processing.core.ProcessingConfig import ProcessingConfig
from pytest_qgis.utils import wait
from qgis import utils
from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog


@pytest.fixture
def factory(provider, qgis_iface, monkeypatch):
    from satgan.satgan_qgis.gui.options import OptionsFactory

    model = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, 'browserModel', lambda: model, raising=False)
    monkeypatch.setattr(utils, 'iface', qgis_iface)
    return OptionsFactory()


@pytest.fixture
def open_page(factory, qgis_iface):
    """Returns a function that opens the page in a window."""
    windows = []

    def make():
        windows.append(QDialog())
        windows[-1].setModal(True)
        page = factory.createWidget(windows[-1])
        windows[-1].show()
        return page

    yield make
    for window in windows:
        window.close()


def test_page_lies_below_processing(factory):
    assert (factory.title(), factory.path(), factory.key()) == ('SatGAN', ['Processing'], 'satganOptions')
    assert not factory.icon().isNull()


def test_missing_engine_is_told_with_what_installing_takes(open_page, no_engine):
    page = open_page()
    state = page.state.text()
    assert state.startswith('The SatGAN engine is not installed')
    assert 'satgan/engine. For processors it downloads about 0.5 GB and takes 2 GB' in state
    assert page.install.text() == 'Install engine…'
    assert not page.copy.isEnabled()


def test_engine_is_told_with_its_place_and_version(open_page, no_engine, tmp_path, monkeypatch):
    (tmp_path / 'bin').mkdir()
    (tmp_path / 'bin' / 'python').touch()
    (tmp_path / 'lib/python3.11/site-packages/torch-2.13.0+cpu.dist-info').mkdir(parents=True)
    monkeypatch.setenv('SATGAN_PYTHON', str(tmp_path / 'bin' / 'python'))
    state = open_page().state.text()
    assert f'The engine is {tmp_path}/bin/python. It comes from the environment variable SATGAN_PYTHON.' in state
    assert 'It has PyTorch 2.13.0+cpu.' in state


def test_path_is_stored_where_processing_keeps_it(open_page, no_engine, tmp_path):
    python = tmp_path / 'python'
    python.touch()
    page = open_page()
    page.python.setFilePath(f' {python} ')
    assert ProcessingConfig.getSetting('SATGAN_PYTHON') == ''
    page.apply()
    assert QgsSettings().value('Processing/Configuration/SATGAN_PYTHON') == str(python)
    assert str(python) in page.state.text()
    again = open_page()
    assert again.python.filePath() == str(python)
    again.python.setFilePath('')
    again.apply()
    assert not QgsSettings().contains('Processing/Configuration/SATGAN_PYTHON')


def test_path_that_does_not_exist_keeps_the_options_open(open_page, no_engine):
    page = open_page()
    page.python.setFilePath('/nowhere/python')
    assert not page.isValid()
    assert page.state.text().startswith('There is no /nowhere/python. Correct the path')
    page.apply()
    assert ProcessingConfig.getSetting('SATGAN_PYTHON') == ''
    page.check.click()
    assert page.check.isEnabled() and page.report.toPlainText() == ''


def test_processing_shows_the_setting_in_no_second_place(provider):
    assert ProcessingConfig.settings['SATGAN_PYTHON'].hidden
    assert 'SatGAN' not in ProcessingConfig.getSettings()


def test_install_button_opens_the_algorithm_in_front_of_the_options(open_page, no_engine, qgis_iface):
    page = open_page()
    page.install.click()
    dialogs = (child for child in qgis_iface.mainWindow().children() if getattr(child, 'algorithm', None))
    (install,) = (dialog for dialog in dialogs if dialog.isVisible())
    assert install.algorithm().id() == 'satgan:installengine'
    assert install.isModal()
    page.state.clear()
    install.algorithmFinished.emit(True, {})
    assert page.state.text()
    sip.delete(page)
    install.algorithmFinished.emit(True, {})
    install.close()


def test_check_fills_the_report_and_copy_takes_it(open_page, fake_engine):
    fake_engine('silent')
    page = open_page()
    page.check.click()
    assert not page.check.isEnabled()
    while not page.check.isEnabled():
        wait(10)
    assert 'The engine did not start' in page.report.toPlainText()
    page.copy.click()
    copied = QgsApplication.clipboard().text()
    assert copied == page.report.toPlainText()
    assert copied.startswith('----- SatGAN diagnostics -----\nSatGAN 0.1.0')


def test_check_is_of_the_python_that_the_page_names(open_page, no_engine, tmp_path):
    python = tmp_path / 'python'
    python.touch(mode=0o644)
    page = open_page()
    page.python.setFilePath(str(python))
    page.check.click()
    while not page.check.isEnabled():
        wait(10)
    assert f'{python} could not be started' in page.report.toPlainText()


def test_closing_the_options_while_it_checks_is_harmless(open_page, fake_engine):
    # The stand-in gives no report, so that an error that nobody has foreseen is met as well.
    fake_engine()
    page = open_page()
    page.check.click()
    (task,) = QgsApplication.taskManager().activeTasks()
    ended = []
    task.taskTerminated.connect(lambda: ended.append('terminated'))
    task.taskCompleted.connect(lambda: ended.append('completed'))
    page.deleteLater()
    while not ended:
        wait(10)
    assert ended == ['completed']

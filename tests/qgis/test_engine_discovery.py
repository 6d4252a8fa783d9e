"""In which order the Python of the engine is looked for."""

from pathlib import Path

import pytest
from processing.core.ProcessingConfig import ProcessingConfig


@pytest.fixture
def discovery(no_engine):
    from satgan.satgan_qgis.engine import discovery

    return discovery


@pytest.fixture
def python(tmp_path):
    def make(name):
        path = tmp_path / name
        path.touch()
        return path

    return make


def test_setting_goes_before_variable_before_managed(discovery, python, monkeypatch):
    managed = discovery.Engine(Path('managed'), '"Install engine"')
    monkeypatch.setattr(discovery, '_managed', lambda: managed)
    assert discovery.find_engine() is managed
    monkeypatch.setenv('SATGAN_PYTHON', str(python('variable')))
    assert discovery.find_engine().python.name == 'variable'
    ProcessingConfig.setSettingValue(discovery.SETTING, str(python('setting')))
    assert discovery.find_engine().python.name == 'setting'


def test_links_are_not_followed(discovery, python, tmp_path, monkeypatch):
    link = tmp_path / 'venv-python'
    link.symlink_to(python('real'))
    monkeypatch.setenv('SATGAN_PYTHON', str(link))
    assert discovery.find_engine().python == link


def test_folder_of_an_environment_will_do(discovery, tmp_path, monkeypatch):
    (tmp_path / 'bin').mkdir()
    (tmp_path / 'bin' / 'python').touch()
    monkeypatch.setenv('SATGAN_PYTHON', str(tmp_path))
    assert discovery.find_engine().python == tmp_path / 'bin' / 'python'


def test_none_says_what_to_run(discovery):
    from satgan.satgan_qgis.engine.errors import EngineError

    with pytest.raises(EngineError, match='not installed: run "Install engine"'):
        discovery.find_engine()


@pytest.mark.parametrize(
    ('place', 'told'),
    [('setting', 'the setting'), ('variable', 'environment variable SATGAN_PYTHON')],
)
def test_missing_file_is_named_with_its_place(discovery, python, monkeypatch, place, told):
    from satgan.satgan_qgis.engine.errors import EngineError

    path = python('gone')
    if place == 'setting':
        ProcessingConfig.setSettingValue(discovery.SETTING, str(path))
    else:
        monkeypatch.setenv('SATGAN_PYTHON', str(path))
    path.unlink()
    with pytest.raises(EngineError, match=f'does not exist: {path}, .*{told}'):
        discovery.find_engine()

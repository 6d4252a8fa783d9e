"""Where a Python to make environments from is looked for, on each operating system, and which one will do."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from qgis.core import QgsApplication, QgsProcessingFeedback


@pytest.fixture
def basepython(provider):
    from satgan.satgan_qgis.engine import basepython

    return basepython


@pytest.fixture
def on(basepython, monkeypatch):
    """Returns a function that makes the finder believe that it is on another operating system."""

    def change(windows=False, mac=False, base='/usr', prefix='/usr'):
        monkeypatch.setattr(basepython.system, 'IS_WINDOWS', windows)
        monkeypatch.setattr(basepython.system, 'IS_MAC', mac)
        monkeypatch.setattr(sys, 'base_prefix', base)
        monkeypatch.setattr(QgsApplication, 'prefixPath', lambda: prefix)

    return change


@pytest.fixture
def commands(basepython):
    from satgan.satgan_qgis.engine.commands import Commands

    return Commands(QgsProcessingFeedback())


def test_windows_takes_the_python_beside_qgis_and_then_those_of_the_user(basepython, on, monkeypatch):
    on(windows=True, base='/QGIS 3.40/apps/Python312', prefix='/QGIS 3.40/apps/qgis-ltr')
    monkeypatch.setenv('LOCALAPPDATA', '/Users/me/AppData/Local')
    monkeypatch.setenv('PROGRAMFILES', '/Program Files')
    monkeypatch.setattr(sys, 'executable', '/QGIS 3.40/bin/qgis-ltr-bin.exe')
    found = [path.as_posix() for path in basepython.base_pythons()]
    assert found[0] == '/QGIS 3.40/apps/Python312/python.exe'
    assert found.index('/Users/me/AppData/Local/Programs/Python/Python313/python.exe') < found.index(
        '/Program Files/Python313/python.exe'
    )
    assert all(path.endswith('.exe') and 'qgis-ltr-bin' not in path for path in found)


def test_mac_looks_into_the_bundle_and_never_at_the_python_that_asks_for_developer_tools(basepython, on, monkeypatch):
    contents = '/Applications/QGIS.app/Contents'
    on(mac=True, base=f'{contents}/Frameworks', prefix=f'{contents}/MacOS')
    monkeypatch.setattr(sys, 'executable', f'{contents}/MacOS/QGIS')
    found = [path.as_posix() for path in basepython.base_pythons()]
    version = f'python{sys.version_info.major}.{sys.version_info.minor}'
    assert found[0] == f'{contents}/MacOS/{version}'
    assert f'{contents}/MacOS/bin/python3' in found
    assert '/Library/Frameworks/Python.framework/Versions/3.12/bin/python3' in found
    assert '/opt/homebrew/bin/python3.11' in found
    assert not [path for path in found if path.startswith('/usr/bin') or path.endswith('/QGIS')]


def test_linux_takes_the_python_of_qgis_before_another_of_the_system(basepython, on):
    on(base='/opt/conda', prefix='/opt/qgis')
    found = [path.as_posix() for path in basepython.base_pythons()]
    assert [path.rpartition('/')[0] for path in found] == 2 * ['/opt/conda/bin'] + 2 * ['/opt/qgis/bin'] + 2 * [
        '/usr/bin'
    ]


def test_the_first_whose_environments_start_is_taken(basepython, commands, monkeypatch, tmp_path):
    """The Pythons inside some bundles make environments that look for their library where the bundle was built."""
    real = next(path for path in basepython.base_pythons() if path.is_file())
    bundled = tmp_path / 'python3'
    bundled.write_text(f'#!/bin/sh\n{real} "$@"\n[ "$2" = venv ] && rm "$4/bin/python"\nexit 0\n')
    bundled.chmod(0o755)
    monkeypatch.setattr(basepython, 'base_pythons', lambda: [tmp_path / 'gone', bundled, real])
    assert basepython.base_python(commands) == real


@pytest.mark.parametrize('says', ['3 10', '2 7', 'nothing that is a version', ''])
def test_others_will_not_do(basepython, commands, monkeypatch, tmp_path, says):
    from satgan.satgan_qgis.engine.errors import EngineError

    python = tmp_path / 'python3'
    python.write_text(f'#!/bin/sh\necho {says}\n')
    python.chmod(0o755)
    monkeypatch.setattr(basepython, 'base_pythons', lambda: [python])
    with pytest.raises(EngineError, match=r'No Python 3\.11 or newer .*python3-venv.*Options > Processing > SatGAN'):
        basepython.base_python(commands)


def test_engine_starts_on_windows_without_a_console_window(provider, monkeypatch):
    from satgan.satgan_qgis.engine import child

    started = {}

    def popen(command, **options):
        started.update(options, command=command)
        nothing = SimpleNamespace(close=lambda: None, __enter__=None)
        return SimpleNamespace(stdin=nothing, stdout=open('/dev/null', 'rb'), poll=lambda: 0, kill=lambda: None)

    monkeypatch.setattr(child.system, 'IS_WINDOWS', True)
    monkeypatch.setattr(child.subprocess, 'CREATE_NO_WINDOW', 0x08000000, raising=False)
    monkeypatch.setattr(child.subprocess, 'Popen', popen)
    child.Child(['C:/engine/Scripts/python.exe', '-m', 'core', 'serve'], {}).close()
    assert started['creationflags'] == 0x08000000
    assert not started['start_new_session']
    assert started['command'][0] == 'C:/engine/Scripts/python.exe'


def test_environments_have_their_python_elsewhere_on_windows(provider, monkeypatch):
    from satgan.satgan_qgis.engine import managed

    assert managed.python_of(Path('/e')) == Path('/e/bin/python')
    monkeypatch.setattr(managed.system, 'IS_WINDOWS', True)
    assert managed.python_of(Path('/e')) == Path('/e/Scripts/python.exe')

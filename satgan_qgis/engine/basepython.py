"""The Python that the engine's environment is made from."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from qgis.core import QgsApplication

from ..language import tr
from . import system
from .commands import Commands
from .discovery import options_place
from .errors import EngineCancelled, EngineError
from .managed import python_of

_OLDEST = (3, 11)
_TRIED_VERSIONS = ('3.13', '3.12', '3.11')
_PROBE = 'import sys, venv, ensurepip; print(*sys.version_info[:2])'


def base_python(commands: Commands) -> Path:
    """Return a Python that makes virtual environments which work.

    Raises:
        EngineError: there is none, or the user cancelled.
    """
    for python in base_pythons():
        if python.is_file() and _is_suitable(python, commands):
            return python
    sentence = tr(
        'No Python {version} or newer that can make virtual environments was found. {remedy} Then run "Install engine" '
        'again. Or make an environment yourself and name its Python in {options}.'
    )
    version = '.'.join(map(str, _OLDEST))
    raise EngineError(sentence.format(version=version, remedy=_remedy(), options=options_place()))


def base_pythons() -> list[Path]:
    """Return where a Python may be: the one that QGIS itself runs in first, as sys.executable may be QGIS."""
    if system.IS_WINDOWS:
        found = _on_windows()
    elif system.IS_MAC:
        found = _on_mac()
    else:
        found = _in_folders(Path(sys.base_prefix) / 'bin', Path(QgsApplication.prefixPath()) / 'bin', Path('/usr/bin'))
    return list(dict.fromkeys(found))


def _on_windows() -> Iterator[Path]:
    base = Path(sys.base_prefix)
    yield from (base / 'python.exe', base / 'python3.exe')
    for variable, folder in (('LOCALAPPDATA', 'Programs/Python'), ('PROGRAMFILES', '')):
        if os.environ.get(variable):
            for version in _TRIED_VERSIONS:
                name = f'Python{version.replace(".", "")}'
                yield Path(os.environ[variable]) / folder / name / 'python.exe'


def _on_mac() -> Iterator[Path]:
    # The Python inside QGIS.app comes first, although not every build of it can make environments; trying tells. Not
    # /usr/bin: what lies there asks to install developer tools.
    contents = [folder for folder in (Path(QgsApplication.prefixPath()), Path(sys.base_prefix))]
    yield from _in_folders(*contents, *(folder / 'bin' for folder in contents))
    frameworks = Path('/Library/Frameworks/Python.framework/Versions')
    yield from (frameworks / version / 'bin' / 'python3' for version in _TRIED_VERSIONS)
    for folder in (Path('/opt/homebrew/bin'), Path('/usr/local/bin')):
        yield from (folder / f'python{version}' for version in _TRIED_VERSIONS)


def _in_folders(*folders: Path) -> Iterator[Path]:
    version = f'python{sys.version_info.major}.{sys.version_info.minor}'
    return (folder / name for folder in folders for name in (version, 'python3'))


def _is_suitable(python: Path, commands: Commands) -> bool:
    """Return whether an environment made from `python` starts: those of Pythons inside a bundle may not."""
    try:
        lines = commands.run([str(python), '-c', _PROBE])
        if tuple(int(number) for number in lines[-1].split()) < _OLDEST:
            return False
        with tempfile.TemporaryDirectory(prefix='satgan-', ignore_cleanup_errors=True) as trial:
            commands.run([str(python), '-m', 'venv', '--without-pip', trial])
            commands.run([str(python_of(Path(trial))), '-c', _PROBE])
    except EngineCancelled:
        raise
    except (EngineError, IndexError, ValueError):
        return False
    return True


def _remedy() -> str:
    if system.IS_WINDOWS or system.IS_MAC:
        return tr('Install Python from python.org.')
    return tr('On Debian and Ubuntu install the package python3-venv.')

"""Where the Python of the engine is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from .errors import EngineError

SETTING = 'SATGAN_PYTHON'
VARIABLE = 'SATGAN_PYTHON'
REMEMBERED = 'satgan/engine_python'
COMPLETE = 'satgan-engine-complete'

_SETTING_PLACE = 'the setting "Python of the engine" (Settings > Options > Processing > Providers > SatGAN)'
_VARIABLE_PLACE = f'the environment variable {VARIABLE}'
_MANAGED_PLACE = '"Install engine"'


@dataclass(frozen=True)
class Engine:
    """A Python to run the engine with.

    Attributes:
        python: the interpreter; symbolic links stay as they are, since they lead a virtual environment to its packages.
        place: who named it, for messages.
    """

    python: Path
    place: str


def default_folder() -> Path:
    """Return where "Install engine" makes the environment when it is told nothing else."""
    return Path(QgsApplication.qgisSettingsDirPath()) / 'satgan' / 'engine'


def python_of(folder: Path) -> Path:
    """Return the interpreter of the virtual environment in `folder`."""
    return folder / 'Scripts' / 'python.exe' if os.name == 'nt' else folder / 'bin' / 'python'


def is_complete(folder: Path) -> bool:
    """Return whether "Install engine" has finished its work in `folder`."""
    return (folder / COMPLETE).is_file()


def find_engine() -> Engine:
    """Return the Python of the engine: of the plugin's setting, else of SATGAN_PYTHON, else of "Install engine".

    Raises:
        EngineError: none is known, or the one that is named does not exist.
    """
    for path, place in ((_setting(), _SETTING_PLACE), (os.environ.get(VARIABLE, ''), _VARIABLE_PLACE)):
        if path:
            return _existing(path, place, 'Correct the path there, or empty it and run "Install engine".')
    managed = QgsSettings().value(REMEMBERED, '', type=str)
    if managed:
        return _existing(managed, _MANAGED_PLACE, 'Run "Install engine" again.')
    if is_complete(default_folder()):
        return _existing(str(python_of(default_folder())), _MANAGED_PLACE, 'Run "Install engine" again.')
    raise EngineError(
        'The SatGAN engine is not installed: run "Install engine" from the Processing Toolbox (SatGAN > Engine) once.'
    )


def _setting() -> str:
    from processing.core.ProcessingConfig import ProcessingConfig

    return (ProcessingConfig.getSetting(SETTING) or '').strip()


def _existing(path: str, place: str, remedy: str) -> Engine:
    python = Path(path).expanduser()
    if python.is_dir():
        python = python_of(python)
    if not python.is_file():
        raise EngineError(f'The Python of the SatGAN engine, {path}, does not exist. It comes from {place}. {remedy}')
    return Engine(python.absolute(), place)

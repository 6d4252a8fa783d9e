"""Where the Python of the engine is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsSettings

from ..folder import engine_requirements
from ..language import tr
from .errors import EngineError, EngineMissing
from .managed import (
    REMEMBERED,
    base_is_there,
    is_complete,
    previous_of,
    python_of,
    remembered_folder,
    unmet,
)

SETTING = 'SATGAN_PYTHON'
VARIABLE = 'SATGAN_PYTHON'


@dataclass(frozen=True)
class Engine:
    """A Python to run the engine with.

    Attributes:
        python: the interpreter; symbolic links stay as they are, since they lead a virtual environment to its packages.
        place: who named it, for messages.
    """

    python: Path
    place: str


def options_place() -> str:
    """Return where the page of the options is, for messages."""
    return tr('Settings > Options > Processing > SatGAN')


def find_engine() -> Engine:
    """Return the Python of the engine: of the plugin's setting, else of SATGAN_PYTHON, else of "Install engine".

    Raises:
        EngineMissing: none is known, or that of "Install engine" will not do any more.
        EngineError: the one that is named does not exist.
    """
    if path := _setting():
        return _existing(path, tr('the setting "Python of your own" ({options})').format(options=options_place()))
    if path := os.environ.get(VARIABLE, ''):
        return _existing(path, tr('the environment variable {variable}').format(variable=VARIABLE))
    return _managed()


def _setting() -> str:
    from processing.core.ProcessingConfig import ProcessingConfig

    return (ProcessingConfig.getSetting(SETTING) or '').strip()


def _existing(path: str, place: str) -> Engine:
    python = Path(path).expanduser()
    if python.is_dir():
        python = python_of(python)
    if not python.is_file():
        sentence = tr(
            'The Python of the SatGAN engine does not exist: {path}, which comes from {place}. Correct the path there, or '
            'empty it and run "Install engine".'
        )
        raise EngineError(sentence.format(path=path, place=place))
    return Engine(python.absolute(), place)


def _managed() -> Engine:
    folder = remembered_folder()
    complete = [place for place in (folder, previous_of(folder)) if is_complete(place)]
    if not complete:
        if QgsSettings().contains(REMEMBERED):
            sentence = tr(
                'The SatGAN engine is not there any more: what "Install engine" made in {folder} was moved or deleted. '
                'Run "Install engine" again.'
            )
            raise EngineMissing(sentence.format(folder=folder))
        raise EngineMissing(
            tr(
                'The SatGAN engine is not installed: run "Install engine" from the Processing Toolbox (SatGAN > Engine) '
                'once.'
            )
        )
    if not base_is_there(complete[0]):
        sentence = tr(
            'The SatGAN engine has lost its Python: the one that {folder} was made from is gone, as happens when QGIS or '
            'the system is updated. Run "Install engine" again.'
        )
        raise EngineMissing(sentence.format(folder=complete[0]))
    lacking = unmet(complete[0], engine_requirements())
    if lacking:
        sentence = tr(
            'The SatGAN engine is too old: it was made for an older release of the plugin, and this one also needs '
            '{packages} or newer. Run "Install engine" again: it upgrades the engine.'
        )
        raise EngineMissing(sentence.format(packages=', '.join(lacking)))
    return Engine(python_of(complete[0]), tr('"Install engine"'))

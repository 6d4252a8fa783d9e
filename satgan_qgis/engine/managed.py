"""The environment that "Install engine" makes: where it lies, whether it is complete, and whether it will still do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from . import system

REMEMBERED = 'satgan/engine_folder'
COMPLETE = 'satgan-engine-complete'
INCOMPLETE = 'satgan-engine-incomplete'


def default_folder() -> Path:
    """Return where "Install engine" makes the environment when it is told nothing else."""
    return Path(QgsApplication.qgisSettingsDirPath()) / 'satgan' / 'engine'


def remembered_folder() -> Path:
    """Return where "Install engine" made the environment the last time, or would make it the first time."""
    folder = QgsSettings().value(REMEMBERED, '', type=str)
    return Path(folder) if folder else default_folder()


def previous_of(folder: Path) -> Path:
    """Return where the environment of `folder` lies while it is made anew; it still works from there."""
    return folder.with_name(f'{folder.name}.previous')


def python_of(folder: Path) -> Path:
    """Return the interpreter of the virtual environment in `folder`."""
    return folder / 'Scripts' / 'python.exe' if system.IS_WINDOWS else folder / 'bin' / 'python'


def is_complete(folder: Path) -> bool:
    """Return whether "Install engine" has finished its work in `folder`."""
    return (folder / COMPLETE).is_file()


def base_is_there(folder: Path) -> bool:
    """Return whether the Python that the environment was made from still exists: an update of QGIS may remove it."""
    try:
        text = (folder / 'pyvenv.cfg').read_text(encoding='utf-8')
    except OSError:
        return False
    home = re.search(r'^home *= *(.+?) *$', text, flags=re.MULTILINE)
    return home is not None and Path(home[1]).is_dir() and python_of(folder).is_file()


def unmet(folder: Path, requirements: Iterable[str]) -> list[str]:
    """Return those of `requirements` (`name>=version`) that the packages in the environment do not meet.

    It goes by the names of the folders that pip leaves, since the toolbox asks whenever it is drawn.
    """
    versions = dict(_installed(folder))
    wanted = (requirement.partition('>=') for requirement in requirements)
    return [f'{name} {lowest}' for name, _, lowest in wanted if _numbers(versions.get(_plain(name))) < _numbers(lowest)]


def package_version(folder: Path, name: str) -> str | None:
    """Return the version of a package in an environment, None where it has none."""
    return dict(_installed(folder)).get(_plain(name))


def _installed(folder: Path) -> Iterable[tuple[str, str]]:
    for pattern in ('lib/python3*/site-packages/*.dist-info', 'Lib/site-packages/*.dist-info'):
        for information in folder.glob(pattern):
            name, _, version = information.name.removesuffix('.dist-info').partition('-')
            yield _plain(name), version


def _plain(name: str) -> str:
    return re.sub(r'[-_.]+', '_', name).lower()


def _numbers(version: str | None) -> tuple[int, ...]:
    """Return a version as numbers that compare: 2.0 and 2.0.0 are equal, no version at all is below any."""
    if version is None:
        return ()
    numbers = [int(part) for part in re.findall(r'\d+', version.partition('+')[0])[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))

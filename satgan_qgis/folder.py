"""What lies in the plugin folder: icons, version, requirements of the engine."""

from __future__ import annotations

import configparser
from pathlib import Path

from qgis.PyQt.QtGui import QIcon

PLUGIN_FOLDER = Path(__file__).resolve().parents[1]


def icon_path(name: str) -> str:
    """Return the path of the icon `name`, without its suffix."""
    return str(PLUGIN_FOLDER / 'resources' / 'icons' / f'{name}.svg')


def icon(name: str) -> QIcon:
    """Return the icon `name`, without its suffix."""
    return QIcon(icon_path(name))


def version() -> str:
    """Return the version of the plugin."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(PLUGIN_FOLDER / 'metadata.txt', encoding='utf-8')
    return metadata['general']['version']


def engine_requirements() -> list[str]:
    """Return what pip has to install for the engine."""
    lines = (PLUGIN_FOLDER / 'core' / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    requirements = (line.partition('#')[0].strip() for line in lines)
    return [requirement for requirement in requirements if requirement]

"""The help of the dialogs: plain text for whoever prints it, with a picture and a link to the manual where there is a window."""

from __future__ import annotations

import html
from pathlib import Path

from qgis import utils
from qgis.PyQt.QtCore import QUrl

from .folder import PLUGIN_FOLDER
from .language import tr


def help_text(text: str, name: str, manual: str) -> str:
    """Return the help of an algorithm.

    Args:
        text: plain, a line per paragraph.
        name: id of the algorithm, after which its picture is named.
        manual: address of the page with more.

    Returns:
        HTML in the window of QGIS, else `text` as it is: qgis_process prints it raw.
    """
    if utils.iface is None:
        return text
    parts = [html.escape(text, quote=False), f'<a href="{manual}">{tr("More in the manual")}</a>']
    picture = help_picture(name)
    if picture.is_file():
        parts.insert(0, f'<img src="{QUrl.fromLocalFile(str(picture)).toString()}">')
    return '\n'.join(parts)


def help_picture(name: str) -> Path:
    """Return where the picture of an algorithm lies, which not all have."""
    return PLUGIN_FOLDER / 'resources' / 'help' / f'{name}.png'

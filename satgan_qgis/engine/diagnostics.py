"""A text about this installation that can be pasted into an issue."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable
from pathlib import Path

from qgis.core import Qgis, QgsProcessingFeedback
from qgis.PyQt.QtCore import QT_VERSION_STR

from ...core.jobs import CheckEngine
from ..folder import version
from .check import check_engine
from .proxy import qgis_proxy


def diagnostics(feedback: QgsProcessingFeedback, tail: Iterable[str] = ()) -> str:
    """Return versions, system and the report of the engine, without names and passwords of the user.

    Args:
        feedback: cancels the check of the engine.
        tail: the last lines of what went wrong.

    Raises:
        EngineCancelled: the user pressed Cancel.
    """
    proxy = qgis_proxy()
    report = check_engine(CheckEngine(), feedback)['REPORT']
    parts = [
        '----- SatGAN diagnostics -----',
        f'SatGAN {version()}, QGIS {Qgis.version()}, Qt {QT_VERSION_STR}',
        f'{platform.platform()}, Python {platform.python_version()} in QGIS',
        f'Proxy in QGIS: {proxy.kind or "HttpProxy" if proxy.host else "none"}',
        '',
        report,
        *(['', 'Last lines of the installation', *(f'  {line}' for line in tail)] if tail else []),
        '----- end -----',
    ]
    return redacted('\n'.join(parts), proxy.password)


def redacted(text: str, password: str) -> str:
    """Return `text` without the user's name and home in paths, logins in addresses, and `password`."""
    home = Path.home()
    for spelling in {str(home), home.as_posix()}:
        text = re.sub(rf'{re.escape(spelling)}(?![\w-])', '~', text)
    text = re.sub(rf'(?<=[/\\]){re.escape(home.name)}(?=[/\\]|$)', 'user', text, flags=re.MULTILINE)
    text = re.sub(r'(?<=://)[^/\s@]+@', '***@', text)
    return text.replace(password, '***') if password else text

"""The run folders of the last trainings, which the training monitor offers."""

from __future__ import annotations

import json

from qgis.core import QgsSettings

_KEY = 'satgan/recent_runs'
_KEPT = 10


def recent_runs() -> list[str]:
    """Return the run folders, the one that was started or looked at last first."""
    try:
        return [str(folder) for folder in json.loads(QgsSettings().value(_KEY, '[]', type=str))]
    except ValueError:
        return []


def remember_run(folder: str) -> None:
    """Put a run folder first."""
    others = [other for other in recent_runs() if other != folder]
    QgsSettings().setValue(_KEY, json.dumps([folder, *others][:_KEPT]))

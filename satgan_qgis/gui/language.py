"""The words of the windows in the language of QGIS."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication


def tr(text: str) -> str:
    """Return a text in the language of QGIS, where it has been translated."""
    return QCoreApplication.translate('SatGAN', text)

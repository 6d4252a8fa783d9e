"""The language of QGIS: what the plugin says is said in it, where there is a translation."""

from __future__ import annotations

import inspect
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

CONTEXT = 'SatGAN'
TRANSLATIONS = Path(__file__).with_name('i18n')


def tr(text: str) -> str:
    """Return a text in the language of QGIS, where it has been translated.

    What stands in the source is found by docs/write_translations.py; so are texts of jobs, algorithms and models.
    """
    return QCoreApplication.translate(CONTEXT, text)


def translatable(text: str) -> str:
    """Return a text as it is, and have it found: it stands where the language is not known yet, and meets `tr` later."""
    return text


def install_translator() -> QTranslator | None:
    """Have `tr` translate into the language of QGIS; None where there is no translation. Keep what is returned."""
    translator = QTranslator()
    if not translator.load(QLocale(QgsApplication.locale()), 'satgan', '_', str(TRANSLATIONS)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of an indented text, each on one line: the pieces in which long texts are translated."""
    return [' '.join(paragraph.split()) for paragraph in inspect.cleandoc(text).split('\n\n')]

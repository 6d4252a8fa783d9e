"""Colours of curves, after Okabe and Ito (2008): people tell them apart however they see colours, on light and dark."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette, QPen

_ON_LIGHT = ('#0072b2', '#d55e00', '#009e73', '#cc79a7', '#202020', '#b87700')
_ON_DARK = ('#56b4e9', '#e69f00', '#2fc79b', '#e3a0c6', '#f4f4f4', '#f0e442')
_WIDTH = 1.6


def is_dark(palette: QPalette) -> bool:
    """Return whether text is lighter than what it stands on."""
    role = QPalette.ColorRole
    return palette.color(role.WindowText).lightness() > palette.color(role.Window).lightness()


def pen_of(number: int, palette: QPalette) -> QPen:
    """Return the pen of the curve `number`, from 0; where the colours are used up, the lines are dashed."""
    colours = _ON_DARK if is_dark(palette) else _ON_LIGHT
    pen = QPen(QColor(colours[number % len(colours)]), _WIDTH)
    pen.setStyle(Qt.PenStyle.SolidLine if number < len(colours) else Qt.PenStyle.DashLine)
    return pen


def faint(palette: QPalette, opacity: float) -> QColor:
    """Return the colour of text with an opacity from 0 to 1."""
    colour = QColor(palette.color(QPalette.ColorRole.WindowText))
    colour.setAlphaF(opacity)
    return colour

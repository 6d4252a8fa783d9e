"""The classes to paint with, as a list to choose from."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, pyqtSignal
from qgis.PyQt.QtGui import QIcon, QPixmap
from qgis.PyQt.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QWidget

from .palette import PaintedClass, Palette

_SWATCH = 18
_ROWS = 6  # seen at once


class Legend(QListWidget):
    """A list of classes, one of which is chosen."""

    chosen = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.setMaximumHeight(_ROWS * (_SWATCH + 8))
        self.currentRowChanged.connect(lambda row: self.chosen.emit())
        self._classes: tuple[PaintedClass, ...] = ()

    def show_palette(self, palette: Palette | None) -> None:
        """List the classes of a palette and choose the last: of footprints that is the building, not the ground."""
        self._classes = palette.classes if palette else ()
        self.clear()
        for painted in self._classes:
            self.addItem(QListWidgetItem(swatch(painted), painted.name))
        self.setCurrentRow(self.count() - 1)

    @property
    def current(self) -> PaintedClass | None:
        """The chosen class."""
        row = self.currentRow()
        return self._classes[row] if 0 <= row < len(self._classes) else None

    def choose(self, value: int) -> None:
        """Choose the class of a value."""
        for row, painted in enumerate(self._classes):
            if painted.value == value:
                self.setCurrentRow(row)


def fill_with_classes(box: QComboBox, palette: Palette | None) -> None:
    """Offer the classes of a palette in a box; the data of an item is the value."""
    box.clear()
    for painted in palette.classes if palette else ():
        box.addItem(swatch(painted), painted.name, painted.value)


def swatch(painted: PaintedClass) -> QIcon:
    """Return a square in the colour of a class."""
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(painted.colour)
    return QIcon(pixmap)

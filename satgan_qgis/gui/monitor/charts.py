"""What the monitor draws of a training: its losses, and one of its validation figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import QSignalBlocker
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...language import tr
from .figures import NO_CURVES, meanings, telling
from .plot import Plot, curves_of


class Charts(QWidget):
    """Shows the history of a training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.losses, self.figure = Plot(), Plot()
        self.figures = QComboBox()
        self.figures.currentIndexChanged.connect(self._draw_figure)
        self.meaning = QLabel()
        self.meaning.setWordWrap(True)
        self._meanings = meanings()
        self._history: Sequence[Mapping[str, float]] = ()
        self._validation = QWidget()
        self._arrange()

    def show_history(self, history: Sequence[Mapping[str, float]], job: Mapping[str, Any]) -> None:
        """Show the rows of metrics.csv, of a training by this job."""
        if history == self._history:
            return
        self._history = history
        names = [name for name in dict.fromkeys(name for row in history for name in row) if name not in NO_CURVES]
        self.losses.show_curves(curves_of(history, [name for name in names if name not in self._meanings]))
        self._offer([name for name in names if name in self._meanings], telling(job))
        self._draw_figure()

    def _offer(self, figures: list[str], first: str) -> None:
        """Let the user choose among these figures, of which one is shown first."""
        self._validation.setVisible(bool(figures))
        if figures == [self.figures.itemText(index) for index in range(self.figures.count())]:
            return
        chosen = self.figures.currentText() if self.figures.currentText() in figures else first
        with QSignalBlocker(self.figures):
            self.figures.clear()
            self.figures.addItems(figures)
            self.figures.setCurrentIndex(max(0, self.figures.findText(chosen)))

    def _draw_figure(self) -> None:
        figure = self.figures.currentText()
        self.meaning.setText(self._meanings.get(figure, ''))
        self.figure.show_curves(curves_of(self._history, [figure] if figure else []))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(heading(tr('Validation')))
        row.addStretch()
        row.addWidget(self.figures)
        validation = QVBoxLayout(self._validation)
        validation.setContentsMargins(0, 0, 0, 0)
        validation.addLayout(row)
        validation.addWidget(self.figure)
        validation.addWidget(self.meaning)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr('Losses')))
        layout.addWidget(self.losses)
        self.losses.setToolTip(
            tr('Generator and discriminator hold each other in balance: no loss tells how good the pictures are.')
        )
        layout.addSpacing(8)
        layout.addWidget(self._validation)


def heading(text: str) -> QLabel:
    """Return the heading of a part of the dock."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label

"""What the monitor draws of a training: its losses, and one of its validation figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qgis.PyQt.QtCore import QSignalBlocker, Qt
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ....core.jobs import JOBS, TrainingJob
from ..language import tr
from .plot import Plot, curves_of

_NO_CURVES = frozenset({'epoch', 'seconds', 'CONTRAST', 'SATURATION'})  # the last two are for the guards
_MEANINGS = {
    result.name: result.label for job in JOBS.values() if issubclass(job, TrainingJob) for result in job.results
}


class Charts(QWidget):
    """Shows the history of a training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.losses, self.figure = Plot(), Plot()
        self.figures = QComboBox()
        self.figures.currentIndexChanged.connect(self._draw_figure)
        self._history: Sequence[Mapping[str, float]] = ()
        self._validation = QWidget()
        self._arrange()

    def show_history(self, history: Sequence[Mapping[str, float]]) -> None:
        """Show the rows of metrics.csv."""
        if history == self._history:
            return
        self._history = history
        names = [name for name in dict.fromkeys(name for row in history for name in row) if name not in _NO_CURVES]
        self.losses.show_curves(curves_of(history, [name for name in names if name not in _MEANINGS]))
        self._offer([name for name in names if name in _MEANINGS])
        self._draw_figure()

    def _offer(self, figures: list[str]) -> None:
        """Let the user choose among these figures."""
        self._validation.setVisible(bool(figures))
        if figures == [self.figures.itemText(index) for index in range(self.figures.count())]:
            return
        chosen = self.figures.currentText()
        with QSignalBlocker(self.figures):
            self.figures.clear()
            for figure in figures:
                self.figures.addItem(figure)
                self.figures.setItemData(self.figures.count() - 1, _MEANINGS[figure], Qt.ItemDataRole.ToolTipRole)
            self.figures.setCurrentIndex(max(0, figures.index(chosen) if chosen in figures else 0))

    def _draw_figure(self) -> None:
        figure = self.figures.currentText()
        self.figures.setToolTip(_MEANINGS.get(figure, ''))
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading(tr('Losses')))
        layout.addWidget(self.losses)
        layout.addSpacing(8)
        layout.addWidget(self._validation)


def heading(text: str) -> QLabel:
    """Return the heading of a part of the dock."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label

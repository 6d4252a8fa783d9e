"""The head of the monitor: how the training is, and what can be done with it."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ...language import tr
from .status import State, Status

_ALARMING = frozenset({State.UNREACHABLE, State.SILENT, State.FAILED})
_ICON = 16
_BAR_HEIGHT = 8
_BAR_STEPS = 1000


class Head(QWidget):
    """Shows a status and the progress, and has the buttons."""

    stopped = pyqtSignal()
    resumed = pyqtSignal()
    report_opened = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headline, self.detail, self._alarm = QLabel(), QLabel(), QLabel()
        font = self.headline.font()
        font.setBold(True)
        self.headline.setFont(font)
        self.detail.setWordWrap(True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._alarm.setPixmap(QgsApplication.getThemeIcon('mIconWarning.svg').pixmap(_ICON, _ICON))
        self.bar = QProgressBar()
        self.bar.setRange(0, _BAR_STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_BAR_HEIGHT)
        self.stop = _button(
            tr('Stop'), tr('Ends the training now. What was saved last stays, and Resume goes on from it.')
        )
        self.resume = _button(
            tr('Resume…'), tr('Opens the dialog of the training as it was started, to go on or to add epochs.')
        )
        self.report = _button(tr('Open report'), tr('Opens the report with all figures in the browser.'))
        for button, signal in (
            (self.stop, self.stopped),
            (self.resume, self.resumed),
            (self.report, self.report_opened),
        ):
            button.clicked.connect(signal)
        self._arrange()

    def show_status(self, status: Status, fraction: float) -> None:
        """Show a status, and how much of the training is done, 0 to 1."""
        self.headline.setText(status.headline)
        self.detail.setText(status.detail)
        self.detail.setVisible(bool(status.detail))
        self._alarm.setVisible(status.state in _ALARMING)
        self.bar.setValue(round(_BAR_STEPS * fraction))

    def allow(self, stop: bool, resume: bool, report: bool) -> None:
        """Allow what makes sense now."""
        self.stop.setEnabled(stop)
        self.resume.setEnabled(resume)
        self.report.setEnabled(report)

    def _arrange(self) -> None:
        line, buttons = QHBoxLayout(), QHBoxLayout()
        line.addWidget(self._alarm)
        line.addWidget(self.headline, 1)
        for button in (self.stop, self.resume, self.report):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self.bar)
        layout.addWidget(self.detail)
        layout.addLayout(buttons)


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return button

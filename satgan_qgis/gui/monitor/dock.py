"""The dock: the run folder that is watched, and what it holds."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from qgis.PyQt.QtWidgets import QFrame, QLabel, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from ....core.protocol import STOP_REQUEST
from ...language import tr
from ...recent_runs import recent_runs
from .charts import Charts, heading
from .folder_box import FolderBox
from .head import Head
from .look import Lookout
from .resume import resumption
from .run import REPORT, Run
from .sheet import SheetView, SheetWindow
from .status import Pulse, State, Status, status_of

_INTERVAL = 1000  # milliseconds between two looks
_PATIENCE = 10.0  # seconds until a drive is said not to answer
_AT_WORK = frozenset({State.RUNNING, State.STOPPING})


class MonitorDock(QgsDockWidget):
    """Watches a run folder while it is visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr('SatGAN training monitor'), parent)
        self.setObjectName('SatganTrainingMonitor')
        self.setAcceptDrops(True)
        self.folder_box, self.head, self.charts, self.sheet = FolderBox(), Head(), Charts(), SheetView()
        self.sheet_title = heading('')
        self.hint = QLabel(
            tr('Choose the run folder of a training, or drag it here. A training that begins shows itself.')
        )
        self.hint.setWordWrap(True)
        self._lookout: Lookout | None = None
        self._pulse = Pulse()
        self._run: Run | None = None
        self._state = State.WAITING
        self._newest = ''
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._look)
        self._arrange()
        self._connect()

    @property
    def run(self) -> Run | None:
        """What is shown."""
        return self._run

    def watch(self, folder: str) -> None:
        """Watch another run folder."""
        self._lookout = Lookout(Path(folder))
        self._lookout.seen.connect(self._show)
        self._pulse = Pulse()
        self._show(Run(Path(folder), is_there=True))
        self._lookout.look()

    def end(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders, and files for the folder that they are in."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Watch the folder that was dragged here."""
        path = next(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        self.folder_box.choose(str(path.parent if path.is_file() else path))

    def _arrange(self) -> None:
        content = QWidget()
        self._body = QWidget()
        layout, body = QVBoxLayout(content), QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(8)
        for part in (self.charts, self.sheet_title, self.sheet):
            body.addWidget(part)
        layout.setSpacing(10)
        for part in (self.folder_box, self.hint, self.head, self._body):
            layout.addWidget(part)
        layout.addStretch()
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(content)
        self.setWidget(area)
        self.head.hide()
        self._body.hide()

    def _connect(self) -> None:
        self.visibilityChanged.connect(self._watch_while_visible)
        self.folder_box.chosen.connect(self.watch)
        self.head.stopped.connect(self._ask_to_stop)
        self.head.resumed.connect(self._open_resumption)
        self.head.report_opened.connect(self._open_report)
        self.sheet.opened.connect(self._open_sheet)

    def _watch_while_visible(self, is_visible: bool) -> None:
        if is_visible:
            self._look()
            self._timer.start()
        else:
            self._timer.stop()

    def _look(self) -> None:
        self._follow_new_training()
        if self._lookout is None:
            return
        if self._lookout.waiting() > _PATIENCE:
            self._show_status(Status(State.UNREACHABLE, tr('The drive of the run folder does not answer')))
        self._lookout.look()

    def _follow_new_training(self) -> None:
        """Watch a training that has begun in the meantime, unless the one that is watched still runs."""
        newest = next(iter(recent_runs()), '')
        if newest == self._newest:
            return
        self._newest = newest
        if self._state in _AT_WORK:
            self.folder_box.refresh()
        elif newest != self.folder_box.folder():
            self.folder_box.choose(newest)

    def _show(self, run: Run) -> None:
        if self._lookout is None or run.folder != self._lookout.folder:
            return  # a late answer about the folder before
        self._run = run
        self.charts.show_history(run.history, run.job)
        if run.sheet is not None and run.sheet.image is not self.sheet.image:
            self.sheet_title.setText(tr('Samples of epoch {epoch}').format(epoch=run.sheet.epoch))
            self.sheet.show_image(run.sheet.image)
        for part in (self.sheet_title, self.sheet):
            part.setVisible(run.sheet is not None)
        self.hint.hide()
        self.head.show()
        self._body.setVisible(bool(run.history))
        self._show_status(status_of(run, self._pulse.silence(run.progress)))

    def _show_status(self, status: Status) -> None:
        run, self._state = self._run, status.state
        if run is None:
            return
        is_reachable = status.state is not State.UNREACHABLE
        self.head.show_status(status, run.progress.fraction if run.progress else float(run.has_report))
        self.head.allow(
            stop=status.state is State.RUNNING,
            resume=is_reachable and status.state not in _AT_WORK and run.has_checkpoint and resumption(run) is not None,
            report=is_reachable and run.has_report,
        )

    def _ask_to_stop(self) -> None:
        try:
            (self._run.folder / STOP_REQUEST).touch()
        except OSError as error:
            sentence = tr('The training cannot be asked to stop: {folder} cannot be written to ({reason}).')
            sentence = sentence.format(folder=self._run.folder, reason=error.strerror)
            QMessageBox.warning(self, self.windowTitle(), sentence)
        self._lookout.look()

    def _open_resumption(self) -> None:
        import processing

        algorithm, parameters = resumption(self._run)
        dialog = processing.createAlgorithmDialog(algorithm, parameters)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def _open_report(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._run.folder / REPORT)))

    def _open_sheet(self) -> None:
        SheetWindow(self.sheet.image, self.sheet_title.text(), self).show()

"""The choice of a run folder: one of the last ones, or any other."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ...language import tr
from ...recent_runs import recent_runs, remember_run


class FolderBox(QWidget):
    """Lets the user choose a run folder."""

    chosen = pyqtSignal(str)
    """Another run folder."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QComboBox()
        self._box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._box.activated.connect(self._choose_recent)
        browse = QToolButton()
        browse.setIcon(QgsApplication.getThemeIcon('mActionFileOpen.svg'))
        browse.setToolTip(tr('Choose a run folder'))
        browse.clicked.connect(self._browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box)
        layout.addWidget(browse)
        self.refresh()

    def folder(self) -> str:
        """Return the folder that is chosen; empty for none."""
        return self._box.currentData() or ''

    def folders(self) -> list[str]:
        """Return the folders that are offered."""
        return [self._box.itemData(index) for index in range(self._box.count())]

    def choose(self, folder: str) -> None:
        """Choose a folder, and offer it first from now on."""
        remember_run(folder)
        self.refresh(folder)
        self.chosen.emit(folder)

    def refresh(self, chosen: str = '') -> None:
        """Offer the run folders of the last trainings; that which is chosen stays so unless another one is named."""
        chosen = chosen or self.folder()
        folders = recent_runs()
        if folders == self.folders() and chosen == self.folder():
            return
        with QSignalBlocker(self._box):
            self._box.clear()
            for folder in folders:
                path = Path(folder)
                self._box.addItem(str(Path(path.parent.name, path.name)), folder)
                self._box.setItemData(self._box.count() - 1, folder, Qt.ItemDataRole.ToolTipRole)
            self._box.setCurrentIndex(self._box.findData(chosen))
        self._box.setToolTip(chosen)

    def _choose_recent(self, index: int) -> None:
        self.choose(self._box.itemData(index))

    def _browse(self) -> None:
        start = str(Path(self.folder()).parent) if self.folder() else ''
        folder = QFileDialog.getExistingDirectory(self, tr('Run folder of a training'), start)
        if folder:
            self.choose(str(Path(folder)))

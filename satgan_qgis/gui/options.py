"""The page Settings > Options > Processing > SatGAN: which engine there is, and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import QgsApplication
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ..engine.discovery import SETTING, VARIABLE, find_engine
from ..engine.errors import EngineError
from ..engine.managed import is_complete, package_version, remembered_folder
from ..engine.plan import SIZES
from ..folder import icon
from ..language import tr
from .check import CheckTask
from .offer import PAGE, open_installation


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever the options are opened."""

    def __init__(self) -> None:
        """Take the place below Processing."""
        super().__init__('SatGAN', icon('satgan'), PAGE)

    def icon(self) -> QIcon:
        """Return the icon in the list of pages."""
        return icon('satgan')

    def path(self) -> list[str]:
        """Return the page that this one lies below."""
        return ['Processing']

    def createWidget(self, parent: QWidget | None = None) -> QgsOptionsPageWidget:
        """Return a page."""
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """The state of the engine with buttons to install, check and report it, and the path of a Python of one's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the settings as they are stored."""
        super().__init__(parent)
        self.setObjectName(PAGE)
        self.state = _text_label()
        self.install = QPushButton()
        self.install.clicked.connect(self._install)
        self.check = QPushButton(tr('Check'))
        self.check.clicked.connect(self._check)
        self.copy = QPushButton(QgsApplication.getThemeIcon('/mActionEditCopy.svg'), tr('Copy diagnostics'))
        self.copy.setToolTip(tr('A text to paste into an issue, without your name and passwords'))
        self.copy.clicked.connect(lambda: QgsApplication.clipboard().setText(self.report.toPlainText()))
        self.report = _report()
        self.python = QgsFileWidget()
        self.python.setFilePath(ProcessingConfig.getSetting(SETTING) or '')
        self.python.lineEdit().setPlaceholderText(
            tr('Empty: the variable {variable}, or what "Install engine" made').format(variable=VARIABLE)
        )
        self._arrange()
        self._show_state()

    def isValid(self) -> bool:
        """Return whether the path of the Python exists; the options stay open otherwise, and the page says why."""
        path = self._path()
        if not path or Path(path).exists():
            return True
        self.state.setText(
            tr('There is no {path}. Correct the path below, or empty it to use no Python of your own.').format(
                path=path
            )
        )
        return False

    def apply(self) -> None:
        """Store the path."""
        if self.isValid():
            ProcessingConfig.setSettingValue(SETTING, self._path())
            self._show_state()

    def _path(self) -> str:
        return self.python.filePath().strip()

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        for button in (self.install, self.check, self.copy):
            button.setAutoDefault(False)  # Enter means the OK of the options
            buttons.addWidget(button)
        buttons.addStretch()
        engine = QVBoxLayout()
        engine.addWidget(self.state)
        engine.addLayout(buttons)
        engine.addWidget(self.report)
        own = QVBoxLayout()
        own.addWidget(_text_label(tr('An environment that has the packages already is used instead, if you name it.')))
        own.addWidget(self.python)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(_group(tr('Engine'), engine), 1)
        page.addWidget(_group(tr('Python of your own'), own))

    def _show_state(self) -> None:
        self.state.setText(_state())
        made = is_complete(remembered_folder())
        self.install.setText(tr('Upgrade engine…') if made else tr('Install engine…'))
        self.copy.setEnabled(bool(self.report.toPlainText()))

    def _install(self) -> None:
        open_installation(self.window()).algorithmFinished.connect(self._installed)

    def _installed(self, successful: bool, results: dict[str, Any]) -> None:
        self._show_state()

    def _check(self) -> None:
        if not self.isValid():
            return
        self.apply()  # whoever has just named a Python wants to know about that one
        self.check.setEnabled(False)
        self.report.setPlainText(tr('Checking…'))
        task = CheckTask()
        task.done.connect(self._show_report)
        task.start()

    def _show_report(self, text: str) -> None:
        self.check.setEnabled(True)
        self.report.setPlainText(text)
        self._show_state()


def _state() -> str:
    try:
        engine = find_engine()
    except EngineError as error:
        found = str(error)
    else:
        found = tr('The engine is {python}. It comes from {place}.').format(python=engine.python, place=engine.place)
        version = package_version(engine.python.parents[1], 'torch')
        if version:
            found += ' ' + tr('It has PyTorch {version}.').format(version=version)
    sizes = [f'{size:g} GB' for build in SIZES.values() for size in (build.download, build.disk)]
    install = tr(
        '"Install engine" makes it in {folder}. For processors it downloads about {0} and takes {1}, for graphics cards '
        '{2} and {3}. Nothing is downloaded before you press Run there.'
    )
    return found + '\n\n' + install.format(*sizes, folder=remembered_folder())


def _text_label(text: str = '') -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _report() -> QPlainTextEdit:
    report = QPlainTextEdit()
    report.setReadOnly(True)
    report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    report.setPlaceholderText(tr('"Check" starts the engine and tells its packages and devices.'))
    return report


def _group(title: str, content: QVBoxLayout) -> QGroupBox:
    group = QGroupBox(title)
    group.setLayout(content)
    return group

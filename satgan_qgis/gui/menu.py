"""The menu SatGAN among the plugins. What it opens is imported and built when somebody opens it for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QAction
from qgis.PyQt.QtWidgets import QDockWidget

from ..folder import icon
from ..language import tr

_TITLE = 'SatGAN'


def add_menu(iface: Any) -> list[MenuEntry]:
    """Add the menu to the window of QGIS and return its entries."""
    return [
        MenuEntry(iface, tr('Training monitor'), 'training', _monitor),
        MenuEntry(iface, tr('Imagine'), 'imagine', _imagine),
    ]


class MenuEntry:
    """An entry of the menu, which opens one dock."""

    def __init__(self, iface: Any, title: str, icon_name: str, make: Callable[[Any], QDockWidget]) -> None:
        """Add it.

        Args:
            iface: QGIS.
            title: what a person reads.
            icon_name: as of `folder.icon`.
            make: builds the dock, given QGIS; it has a method `end` that leaves nothing of it behind.
        """
        self._iface = iface
        self._make = make
        self._dock: QDockWidget | None = None
        self._action = QAction(icon(icon_name), title, iface.mainWindow())
        self._action.triggered.connect(self.open)
        iface.addPluginToMenu(_TITLE, self._action)

    def open(self) -> QDockWidget:
        """Show the dock, and return it."""
        if self._dock is None:
            self._dock = self._make(self._iface)
            self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.show()
        self._dock.raise_()
        return self._dock

    def remove(self) -> None:
        """Take entry and dock away."""
        self._iface.removePluginMenu(_TITLE, self._action)
        self._action.deleteLater()
        if self._dock is not None:
            self._dock.end()
            self._iface.removeDockWidget(self._dock)
            self._dock.deleteLater()
            self._dock = None


def _monitor(iface: Any) -> QDockWidget:
    from .monitor.dock import MonitorDock

    return MonitorDock(iface.mainWindow())


def _imagine(iface: Any) -> QDockWidget:
    from .imagine.dock import ImagineDock

    return ImagineDock(iface.mapCanvas(), iface.mainWindow())

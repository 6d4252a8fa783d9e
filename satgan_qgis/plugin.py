"""The plugin: registers the provider, adds the menu and the page of options, and takes all of it away again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication

from .language import install_translator
from .provider import SatganProvider


class SatganPlugin:
    """What QGIS and qgis_process load."""

    def __init__(self, iface: Any) -> None:
        """Keep what is needed later, and speak the language of QGIS; `iface` is None in qgis_process."""
        self._iface = iface
        self._translator = install_translator()
        self._provider: SatganProvider | None = None
        self._menu: list[Any] = []
        self._options: Any = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls nothing else."""
        if self._provider is None:
            self._provider = SatganProvider()
            QgsApplication.processingRegistry().addProvider(self._provider)
            self._provider.refreshAlgorithms()  # now with the graphical models

    def initGui(self) -> None:
        """Start in the QGIS window."""
        from .gui.menu import add_menu
        from .gui.options import OptionsFactory

        self.initProcessing()
        self._menu = add_menu(self._iface)
        self._options = OptionsFactory()
        self._iface.registerOptionsWidgetFactory(self._options)

    def unload(self) -> None:
        """Take menu, page, provider and translation away."""
        while self._menu:
            self._menu.pop().remove()
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

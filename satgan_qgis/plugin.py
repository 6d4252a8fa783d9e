"""The plugin: registers the provider and takes it away again."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .provider import SatganProvider


class SatganPlugin:
    """What QGIS and qgis_process load."""

    def __init__(self, iface: Any) -> None:
        """Keep nothing but the place for the provider; `iface` is None in qgis_process."""
        self._provider: SatganProvider | None = None

    def initProcessing(self) -> None:
        """Register the provider; qgis_process calls nothing else."""
        if self._provider is None:
            self._provider = SatganProvider()
            QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Start in the QGIS window."""
        self.initProcessing()

    def unload(self) -> None:
        """Take the provider away."""
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None

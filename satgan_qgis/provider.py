"""The Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .algorithms import ALGORITHMS
from .engine.discovery import SETTING, find_engine
from .engine.errors import EngineError
from .folder import icon, icon_path, version
from .language import tr
from .models import shipped_models


class SatganProvider(QgsProcessingProvider):
    """Lists all algorithms, whether there is an engine or not."""

    def id(self) -> str:
        """Return the id that users' models and scripts depend on."""
        return 'satgan'

    def name(self) -> str:
        """Return the name in the toolbox."""
        return 'SatGAN'

    def longName(self) -> str:
        """Return the name with what it is."""
        return tr('SatGAN (synthetic rasters with GANs)')

    def versionInfo(self) -> str:
        """Return the version of the plugin."""
        return version()

    def icon(self) -> QIcon:
        """Return the icon in the toolbox."""
        return icon('satgan')

    def svgIconPath(self) -> str:
        """Return the path of the icon, for the places that draw it themselves."""
        return icon_path('satgan')

    def warningMessage(self) -> str:
        """Return what the toolbox tells while there is no engine."""
        try:
            find_engine()
        except EngineError as error:
            return str(error)
        return ''

    def defaultRasterFileExtension(self) -> str:
        """Return what the engine writes."""
        return 'tif'

    def defaultVectorFileExtension(self, hasGeometry: bool = True) -> str:
        """Return what the engine writes."""
        return 'gpkg'

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        """Return what the engine writes."""
        return ['tif', 'tiff']

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        """Return what the engine writes."""
        return ['gpkg']

    def supportsNonFileBasedOutput(self) -> bool:
        """Return no: the engine is another process, so memory layers and databases are out of its reach."""
        return False

    def load(self) -> bool:
        """Add the plugin's setting and the algorithms."""
        from processing.core.ProcessingConfig import ProcessingConfig, Setting

        # Hidden, because the page of gui/options.py shows it; in two places at once, one would undo the other.
        group, description = ProcessingConfig.tr('General'), tr('Python of the engine of SatGAN')
        ProcessingConfig.addSetting(Setting(group, SETTING, description, '', hidden=True, valuetype=Setting.FILE))
        ProcessingConfig.readSettings()
        self.refreshAlgorithms()
        return True

    def unload(self) -> None:
        """Take the plugin's setting away."""
        from processing.core.ProcessingConfig import ProcessingConfig

        ProcessingConfig.removeSetting(SETTING)

    def loadAlgorithms(self) -> None:
        """Add the algorithms, then the models that are made of them."""
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        # A graphical model finds the algorithms that it is made of only once their provider is registered.
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            for model in shipped_models():
                self.addAlgorithm(model)

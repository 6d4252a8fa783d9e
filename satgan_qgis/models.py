"""The graphical models that come with the plugin, as algorithms of its provider."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from .algorithms.groups import MODELS
from .folder import PLUGIN_FOLDER, icon, icon_path
from .help import help_text
from .manual import manual


class ShippedModel(QgsProcessingModelAlgorithm):
    """A graphical model with an id, an icon and a help like those of the other algorithms."""

    def __init__(self, path: str) -> None:
        """Load the model from a file whose name is its id."""
        super().__init__()
        self.fromFile(path)
        self.setSourceFilePath(path)

    def createInstance(self) -> ShippedModel:
        """Return a fresh model."""
        return ShippedModel(self.sourceFilePath())

    def name(self) -> str:
        """Return the id, which is not the name that a person reads."""
        return Path(self.sourceFilePath()).stem

    def groupId(self) -> str:
        """Return the id of the group."""
        return MODELS.id

    def tags(self) -> list[str]:
        """Return the words that find it."""
        return ['model', 'workflow', 'chain', 'train', 'translate', 'synthetic', 'generate', 'gan', 'deep learning']

    def shortHelpString(self) -> str:
        """Return the help, with a picture where there is a window."""
        return help_text(self.helpContent()['ALG_DESC'], self.name(), self.helpUrl())

    def helpUrl(self) -> str:
        """Return where there is more to read."""
        return manual('models.md')

    def icon(self) -> QIcon:
        """Return the icon of the group."""
        return icon(MODELS.icon)

    def svgIconPath(self) -> str:
        """Return the path of the icon."""
        return icon_path(MODELS.icon)


def shipped_models() -> list[ShippedModel]:
    """Return all models of the plugin."""
    return [ShippedModel(str(path)) for path in sorted((PLUGIN_FOLDER / 'resources' / 'models').glob('*.model3'))]

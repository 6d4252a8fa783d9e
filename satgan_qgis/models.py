"""The graphical models that come with the plugin, as algorithms of its provider."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from .algorithms.groups import MODELS
from .folder import PLUGIN_FOLDER, icon, icon_path
from .help import help_text
from .language import tr
from .manual import manual

KEYWORDS = ('model', 'workflow', 'chain', 'train', 'translate', 'synthetic', 'generate', 'gan', 'deep learning')


class ShippedModel(QgsProcessingModelAlgorithm):
    """A graphical model with an id, an icon and a help like those of the other algorithms."""

    def __init__(self, path: str) -> None:
        """Load the model from a file whose name is its id."""
        super().__init__()
        self.fromFile(path)
        self.setSourceFilePath(path)
        for definition in self.parameterDefinitions():
            definition.setDescription(tr(definition.description()))
            definition.setHelp(tr(definition.help()))

    def createInstance(self) -> ShippedModel:
        """Return a fresh model."""
        return ShippedModel(self.sourceFilePath())

    def name(self) -> str:
        """Return the id, which is not the name that a person reads."""
        return Path(self.sourceFilePath()).stem

    def displayName(self) -> str:
        """Return the name in the toolbox."""
        return tr(super().displayName())

    def group(self) -> str:
        """Return the name of the group."""
        return tr(MODELS.label)

    def groupId(self) -> str:
        """Return the id of the group."""
        return MODELS.id

    def tags(self) -> list[str]:
        """Return the words that find it."""
        return list(dict.fromkeys([*KEYWORDS, *map(tr, KEYWORDS)]))

    def shortDescription(self) -> str:
        """Return what it does, in one sentence."""
        return tr(super().shortDescription())

    def shortHelpString(self) -> str:
        """Return the help, with a picture where there is a window."""
        text = '\n'.join(map(tr, self.helpContent()['ALG_DESC'].split('\n')))
        return help_text(text, self.name(), self.helpUrl())

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

"""The two layers of a painting on the map: the classes on top, and below them what the model makes of them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from qgis.core import (
    QgsLayerTreeGroup,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
)
from qgis.PyQt import sip

from ...language import tr
from ...layers import label_as_synthetic
from .painting import Painting


class Scene:
    """A painting as files in a temporary folder and layers of the project.

    A new state is a new folder: what QGIS shows cannot be replaced on every system, and what the engine reads must stay.
    """

    def __init__(self, painting: Painting) -> None:
        """Make the folder; layers come with the first files.

        Raises:
            OSError: there is no room for it.
        """
        self.painting = painting
        self._folder = tempfile.TemporaryDirectory(prefix='satgan-imagine-', ignore_cleanup_errors=True)
        self._states = 0
        self._classes: QgsRasterLayer | None = None
        self._image: QgsRasterLayer | None = None
        self._opacity = 0.0

    def new_state(self) -> tuple[Path, Path]:
        """Save the painting as it is now, show it, and return its file and that for the image.

        Raises:
            OSError: it could not be saved.
        """
        self._states += 1
        folder = Path(self._folder.name) / str(self._states)
        folder.mkdir()
        classes, image = folder / 'classes.tif', folder / 'image.tif'
        self.painting.save(classes)
        is_new = not _is_there(self._classes)
        self._classes = self._shown(self._classes, classes, tr('Painted classes'), above=True)
        if is_new:
            self._classes.setRenderer(self._renderer(self._classes.dataProvider()))
        self._blend()
        return classes, image

    def show_image(self, image: Path) -> None:
        """Show what the model made."""
        is_new = not _is_there(self._image)
        self._image = self._shown(self._image, image, tr('Imagined'), above=False)
        if is_new:
            label_as_synthetic(self._image)
            self._blend()
        self._forget_before(image.parent)

    def set_opacity(self, opacity: float) -> None:
        """Let the image be seen through the classes, 0 (classes invisible) to 1."""
        self._opacity = opacity
        self._blend()

    def holds(self, image: Path) -> bool:
        """Return whether an image was made of a state of this painting."""
        return image.parents[1] == Path(self._folder.name)

    def close(self) -> None:
        """Take layers and files away."""
        layers = [layer.id() for layer in (self._classes, self._image) if _is_there(layer)]
        QgsProject.instance().removeMapLayers(layers)
        group = QgsProject.instance().layerTreeRoot().findGroup(_group())
        if group is not None and not group.children():
            group.parent().removeChildNode(group)
        self._folder.cleanup()

    def _forget_before(self, state: Path) -> None:
        """Remove earlier states: the engine takes one after the other, and has done with them."""
        for earlier in list(state.parent.iterdir()):
            if int(earlier.name) < int(state.name):
                shutil.rmtree(earlier, ignore_errors=True)  # what is still open on Windows goes next time

    def _blend(self) -> None:
        """Show the classes as far as is wished; wholly as long as there is no image below them."""
        if _is_there(self._classes):
            self._classes.setOpacity(self._opacity if _is_there(self._image) else 1.0)
            self._classes.triggerRepaint()

    def _renderer(self, provider: QgsRasterDataProvider) -> QgsPalettedRasterRenderer:
        """Return one with an entry per class; by itself QGIS lists all 256 entries of a palette."""
        entry = QgsPalettedRasterRenderer.Class
        classes = [entry(painted.value, painted.colour, painted.name) for painted in self.painting.palette.classes]
        return QgsPalettedRasterRenderer(provider, 1, classes)

    def _shown(self, layer: QgsRasterLayer | None, path: Path, name: str, above: bool) -> QgsRasterLayer:
        if _is_there(layer):
            layer.setDataSource(str(path), layer.name(), 'gdal', layer.dataProvider().ProviderOptions())
            layer.triggerRepaint()
            return layer
        layer = QgsRasterLayer(str(path), name)
        QgsProject.instance().addMapLayer(layer, addToLegend=False)
        group = _layer_group()
        group.insertLayer(0 if above else len(group.children()), layer)
        return layer


def _layer_group() -> QgsLayerTreeGroup:
    root = QgsProject.instance().layerTreeRoot()
    return root.findGroup(_group()) or root.insertGroup(0, _group())


def _group() -> str:
    return tr('Imagine')


def _is_there(layer: QgsRasterLayer | None) -> bool:
    """Return whether a layer is still in the project: the user may have removed it."""
    return layer is not None and not sip.isdeleted(layer) and layer.isValid()

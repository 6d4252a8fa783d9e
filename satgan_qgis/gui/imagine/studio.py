"""What happens between the map and the model while somebody paints; without widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import Qgis, QgsGeometry, QgsPointXY, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...disk import sentence_about
from ...engine.discovery import find_engine
from ...engine.errors import EngineError
from ...layers import label_as_synthetic
from .generator import Generator, Wish
from .painting import Painting
from .scene import Scene
from .transformed import Place, transformed

_SMALLEST = 0.25  # of the width of the map: a painting that fills less is zoomed to
_MARGIN = 1.15


def classes_beside(image: Path) -> Path:
    """Return where the classes of an image that is kept are written."""
    return image.with_name(f'{image.stem}_classes.tif')


class Studio(QObject):
    """Holds the painting, has it generated after each stroke, and keeps it on request."""

    #: The painting is another one, or in another state.
    changed = pyqtSignal()
    #: An image was made and is shown; the seconds that it took.
    imagined = pyqtSignal(float)
    #: Painting and image were written to this path and one beside it.
    kept = pyqtSignal(str)
    #: Something went wrong, as a sentence.
    failed = pyqtSignal(str)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Make a studio without a painting."""
        super().__init__()
        self._canvas = canvas
        self._scene: Scene | None = None
        self._opacity = 0.0
        self._generator = Generator()
        self._generator.made.connect(self._take)
        self._generator.failed.connect(self._miss)

    @property
    def painting(self) -> Painting | None:
        """The painting, if there is one."""
        return self._scene.painting if self._scene else None

    def open(self, painting: Painting) -> None:
        """Show a painting in place of the one before, and see to it that the map shows it."""
        self.close()
        with self._telling():
            self._scene = Scene(painting)
            self._scene.set_opacity(self._opacity)
            self._move_map()
            self._refresh()

    def close(self) -> None:
        """Take the painting off the map."""
        if self._scene:
            self._scene.close()
            self._scene = None
            self.changed.emit()

    def rest(self) -> None:
        """End the engine when what is to be kept is written; painting on starts another."""
        self._generator.rest()

    def end(self) -> None:
        """Leave nothing behind: no layer, no process, and no word to who may be gone when an image arrives."""
        self._generator.stop()
        self.close()
        self.blockSignals(True)

    def paint(self, shape: QgsGeometry, brush: float, value: int | None) -> None:
        """Paint a shape.

        Args:
            shape: in map coordinates of the canvas: polygons, or a line or a point of the brush.
            brush: its diameter in pixels of the painting.
            value: of the class; None erases.
        """
        painting = self.painting
        if painting is None:
            return
        shape = self._on_grid(shape)
        if shape is None:
            return
        if shape.type() != Qgis.GeometryType.Polygon:
            shape = painting.grid.buffered(shape, brush / 2)
        if painting.erase(shape) if value is None else painting.paint(shape, value):
            self._refresh()

    def value_at(self, point: QgsPointXY) -> int | None:
        """Return the class at a point in map coordinates of the canvas; None beside the painting."""
        place = self._on_grid(point) if self.painting else None
        return None if place is None else self.painting.value_at(place)

    def brush_width(self, brush: float) -> float:
        """Return a width in pixels of the painting in map units of the canvas; 0 where that does not reach it."""
        extent = self._extent() if self.painting else None
        return 0.0 if extent is None else brush * extent.width() / self.painting.grid.size

    def undo(self) -> None:
        """Take a step back."""
        self._step(Painting.undo)

    def redo(self) -> None:
        """Take back the last undo."""
        self._step(Painting.redo)

    def set_opacity(self, opacity: float) -> None:
        """Show the classes over the image, 0 (not at all) to 1."""
        self._opacity = opacity
        if self._scene:
            self._scene.set_opacity(opacity)

    def keep(self, output: Path) -> None:
        """Write the image to `output` and the classes beside it, and load both."""
        painting = self.painting
        if painting is None:
            return
        classes = classes_beside(output)
        with self._telling():
            engine = find_engine()  # before anything is written
            painting.save(classes)
            self._generator.ask(Wish(engine, painting.palette.model, classes, output, passing=False))

    def _step(self, step: Callable[[Painting], None]) -> None:
        if self.painting is not None:
            step(self.painting)
            self._refresh()

    def _refresh(self) -> None:
        with self._telling():
            classes, image = self._scene.new_state()
            self._generator.ask(Wish(find_engine(), self.painting.palette.model, classes, image))
        self.changed.emit()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what ends the block early."""
        try:
            yield
        except EngineError as error:
            self.failed.emit(str(error))
        except OSError as error:
            self.failed.emit(sentence_about(error))

    def _move_map(self) -> None:
        """See to it that the map shows the painting, and not as a dot."""
        extent, view = self._extent(), self._canvas.extent()
        if extent is None:
            return
        if not view.intersects(extent) or extent.width() < _SMALLEST * view.width() or extent.width() > view.width():
            extent.scale(_MARGIN)
            self._canvas.setExtent(extent)

    def _take(self, wish: Wish, seconds: float) -> None:
        if not wish.passing:
            self._load(wish)
        elif self._is_of_scene(wish):
            self._scene.show_image(wish.output)
            self.imagined.emit(seconds)

    def _miss(self, wish: Wish, reason: str) -> None:
        if not wish.passing or self._is_of_scene(wish):  # a painting that is gone took its files with it
            self.failed.emit(reason)

    def _is_of_scene(self, wish: Wish) -> bool:
        return self._scene is not None and self._scene.holds(wish.output)

    def _load(self, wish: Wish) -> None:
        image = QgsRasterLayer(str(wish.output), wish.output.stem)
        label_as_synthetic(image)
        QgsProject.instance().addMapLayers([QgsRasterLayer(str(wish.classes), wish.classes.stem), image])
        self.kept.emit(str(wish.output))

    def _on_grid(self, place: Place) -> Place | None:
        return transformed(place, self._canvas.mapSettings().destinationCrs(), self.painting.grid.crs)

    def _extent(self) -> QgsRectangle | None:
        """Return what the painting covers, in map coordinates of the canvas."""
        grid = self.painting.grid
        return transformed(grid.extent, grid.crs, self._canvas.mapSettings().destinationCrs())

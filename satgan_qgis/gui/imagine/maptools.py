"""The tools with which classes are drawn on the map and picked from it."""

from __future__ import annotations

from qgis.core import Qgis, QgsGeometry, QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand, QgsSnapIndicator
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

_SEE_THROUGH = 150  # of 255
_CORNERS = 3


class DrawingTool(QgsMapTool):
    """Draws a shape in the colour of a class."""

    #: A shape in map coordinates of the canvas: a line or point of the brush, or a polygon.
    drawn = pyqtSignal(QgsGeometry)

    def __init__(self, canvas: QgsMapCanvas, kind: Qgis.GeometryType) -> None:
        """Make a tool that has drawn nothing yet."""
        super().__init__(canvas)
        self._kind = kind
        self._band = QgsRubberBand(canvas, kind)
        self._points: list[QgsPointXY] = []
        self.setCursor(Qt.CursorShape.CrossCursor)

    def set_colour(self, colour: QColor) -> None:
        """Draw in a colour from now on."""
        shown = QColor(colour)
        shown.setAlpha(_SEE_THROUGH)
        self._band.setColor(shown)
        self._band.setStrokeColor(shown)

    def deactivate(self) -> None:
        """Give up what is half drawn."""
        self._clear()
        super().deactivate()

    def _clear(self) -> None:
        self._points = []
        self._band.reset(self._kind)


class BrushTool(DrawingTool):
    """Draws as long as the button is held."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Make a brush without a width."""
        super().__init__(canvas, Qgis.GeometryType.Line)
        self._width = 0.0

    def set_width(self, width: float) -> None:
        """Show strokes of a width in map units of the canvas."""
        self._width = width

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._band.setWidth(max(1, round(self._width / self.canvas().mapUnitsPerPixel())))
            self._go_to(event.mapPoint())

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Go on with it."""
        if self._points:
            self._go_to(event.mapPoint())

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """End it."""
        if self._points and event.button() == Qt.MouseButton.LeftButton:
            points = [*self._points, event.mapPoint()]
            self._clear()
            moved = any(point != points[0] for point in points)
            self.drawn.emit(QgsGeometry.fromPolylineXY(points) if moved else QgsGeometry.fromPointXY(points[0]))

    def _go_to(self, point: QgsPointXY) -> None:
        self._points.append(point)
        self._band.addPoint(point)


class PolygonTool(DrawingTool):
    """Draws corner by corner, snapping as the project says; a right click ends it."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Make a tool without corners."""
        super().__init__(canvas, Qgis.GeometryType.Polygon)
        self._snapped = QgsSnapIndicator(canvas)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Show the polygon as it would be with a corner here."""
        here = event.snapPoint()
        self._snapped.setMatch(event.mapPointMatch())
        if self._points:
            self._show([*self._points, here])

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Add a corner, or end the polygon."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._points.append(event.snapPoint())
            self._show(self._points)
        elif event.button() == Qt.MouseButton.RightButton:
            self._end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the last corner away, or give up."""
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._points = self._points[:-1]
            self._show(self._points)
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self._clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end()

    def deactivate(self) -> None:
        """Give up what is half drawn."""
        self._snapped.setVisible(False)
        super().deactivate()

    def _show(self, points: list[QgsPointXY]) -> None:
        self._band.reset(self._kind)
        for point in points:
            self._band.addPoint(point, doUpdate=point is points[-1])

    def _end(self) -> None:
        points = self._points
        self._clear()
        if len(points) >= _CORNERS:
            self.drawn.emit(QgsGeometry.fromPolygonXY([points]))


class PickTool(QgsMapTool):
    """Tells where the map was clicked."""

    picked = pyqtSignal(QgsPointXY)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        """Make the tool."""
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Tell it."""
        self.picked.emit(event.mapPoint())

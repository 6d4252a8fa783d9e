"""The newest sheet of samples: as wide as the dock, and large in a window of its own."""

from __future__ import annotations

from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from qgis.PyQt.QtWidgets import QGraphicsScene, QGraphicsView, QSizePolicy, QWidget

from ...language import tr

_SCREEN_SHARE = 0.8
_ZOOM = 1.25


class SheetView(QWidget):
    """Shows a picture as wide as there is room, but never larger than it is."""

    opened = pyqtSignal()
    """Somebody wants to see it large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr('Double-click to see it large'))

    def show_image(self, image: QImage) -> None:
        """Show this picture from now on."""
        self.image = image
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the picture at a width."""
        return self._size(width).height()

    def sizeHint(self) -> QSize:
        """Return the size in a narrow dock."""
        return self._size(300)

    def minimumSizeHint(self) -> QSize:
        """Return a width at which a picture can still be told."""
        return self._size(160)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the large picture."""
        self.opened.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        if self.image.isNull():
            return
        size = self._size(self.width())
        ratio = self.devicePixelRatioF()
        scaled = self.image.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        scaled.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, scaled)
        painter.end()

    def _size(self, width: int) -> QSize:
        if self.image.isNull():
            return QSize(0, 0)
        shown = min(width, self.image.width())
        return QSize(shown, round(shown * self.image.height() / self.image.width()))


class SheetWindow(QGraphicsView):
    """Shows a picture at its full size, to be moved with the mouse and zoomed with its wheel."""

    def __init__(self, image: QImage, title: str, parent: QWidget | None = None) -> None:
        """Show it.

        Args:
            image: the picture.
            title: of the window.
            parent: the window that it lies above.
        """
        super().__init__(QGraphicsScene(), parent)
        self.scene().setParent(self)
        self.scene().addPixmap(QPixmap.fromImage(image))
        self.setWindowFlags(Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self.screen().availableSize() * _SCREEN_SHARE
        self.resize((image.size() + QSize(20, 20)).boundedTo(room))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        factor = _ZOOM if event.angleDelta().y() > 0 else 1 / _ZOOM
        self.scale(factor, factor)

"""Curves over the epochs, with a legend that tells their last values, or those under the mouse."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

from ...language import tr
from .axis import Axis, axis_for, epoch_axis, label
from .colours import faint, pen_of

_PLOT_HEIGHT = 130
_GAP = 6
_LINE, _SWATCH = 18, 18  # of the legend
_MARKED_EPOCHS = 30  # with fewer each one gets a point
_TICKS = 4


@dataclass(frozen=True)
class Curve:
    """A line.

    Attributes:
        name: what the legend calls it.
        points: values by epoch, which are counted from 1; none that is infinite or no number.
    """

    name: str
    points: Mapping[int, float]


def curves_of(history: Sequence[Mapping[str, float]], names: Sequence[str]) -> list[Curve]:
    """Return the curves of some columns of metrics.csv."""
    return [
        Curve(name, {int(row['epoch']): row[name] for row in history if math.isfinite(row.get(name, math.nan))})
        for name in names
    ]


class Plot(QWidget):
    """Draws curves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curves: list[Curve] = []
        self._pointed_epoch: int | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Draw these curves from now on."""
        if list(curves) != self.curves:
            self.curves = list(curves)
            self.updateGeometry()
            self.update()

    def legend(self) -> list[str]:
        """Return the texts of the legend: names, and values of the last epoch or of that under the mouse."""
        return [f'{curve.name}  {self._value(curve)}' for curve in self.curves]

    def heightForWidth(self, width: int) -> int:
        """Return the height that the legend needs with the plot."""
        return self._legend_height(width) + _PLOT_HEIGHT

    def sizeHint(self) -> QSize:
        """Return the size in a narrow dock."""
        return QSize(300, self.heightForWidth(300))

    def minimumSizeHint(self) -> QSize:
        """Return a width that leaves room for an axis and a legend."""
        return QSize(160, _PLOT_HEIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the epoch under the mouse."""
        epochs = self._epochs()
        if epochs:
            area = self._area(self._value_axis())
            share = (event.pos().x() - area.left()) / area.width()
            wanted = 1 + share * (self._epoch_axis().high - 1)
            self._point_at(min(epochs, key=lambda epoch: abs(epoch - wanted)))

    def leaveEvent(self, event: QEvent) -> None:
        """Point at no epoch any more."""
        self._point_at(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, curves and legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values, epochs = self._value_axis(), self._epoch_axis()
        area = self._area(values)
        self._draw_values(painter, area, values)
        self._draw_epochs(painter, area, epochs)
        for number, curve in enumerate(self.curves):
            self._draw_curve(painter, number, _places(curve, area, epochs, values))
        self._draw_legend(painter)
        painter.end()

    def _point_at(self, epoch: int | None) -> None:
        if epoch != self._pointed_epoch:
            self._pointed_epoch = epoch
            self.update()

    def _value(self, curve: Curve) -> str:
        epoch = self._pointed_epoch or max(curve.points, default=0)
        return f'{curve.points[epoch]:.4g}' if epoch in curve.points else tr('none')

    def _epochs(self) -> set[int]:
        return {epoch for curve in self.curves for epoch in curve.points}

    def _epoch_axis(self) -> Axis:
        return epoch_axis(max(self._epochs(), default=1), max(2, self.width() // 60))

    def _value_axis(self) -> Axis:
        return axis_for((value for curve in self.curves for value in curve.points.values()), _TICKS)

    def _area(self, values: Axis) -> QRectF:
        """Return where the curves are drawn."""
        metrics = self.fontMetrics()
        left = max(metrics.horizontalAdvance(label(tick)) for tick in values.ticks) + _GAP
        top = self._legend_height(self.width()) + metrics.height() / 2
        bottom = self.height() - metrics.height() - _GAP
        return QRectF(left, top, self.width() - left - _GAP, bottom - top)

    def _draw_values(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        height = self.fontMetrics().height()
        for tick in axis.ticks:
            y = area.bottom() - axis.place(tick) * area.height()
            painter.setPen(QPen(faint(self.palette(), 0.14), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(faint(self.palette(), 0.75))
            place = QRectF(0, y - height / 2, area.left() - _GAP, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label(tick))

    def _draw_epochs(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        metrics = self.fontMetrics()
        name = tr('epoch')
        end = self.width() - metrics.horizontalAdvance(name)
        painter.setPen(faint(self.palette(), 0.75))
        line = QRectF(0, area.bottom() + _GAP, self.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, name)
        for tick in axis.ticks:
            text = label(tick)
            width = metrics.horizontalAdvance(text)
            x = area.left() + axis.place(tick) * area.width()
            if x + width / 2 + _GAP < end:
                painter.drawText(QPointF(x - width / 2, line.bottom() - metrics.descent()), text)
        if self._pointed_epoch is not None:
            x = area.left() + axis.place(self._pointed_epoch) * area.width()
            painter.setPen(QPen(faint(self.palette(), 0.4), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _draw_curve(self, painter: QPainter, number: int, places: list[QPointF]) -> None:
        pen = pen_of(number, self.palette())
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(places))
        if len(places) <= _MARKED_EPOCHS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            for place in places:
                painter.drawEllipse(place, 2.2, 2.2)

    def _draw_legend(self, painter: QPainter) -> None:
        columns, width = self._legend_columns(self.width())
        for number, text in enumerate(self.legend()):
            x, y = number % columns * width, number // columns * _LINE
            painter.setPen(pen_of(number, self.palette()))
            painter.drawLine(QPointF(x, y + _LINE / 2), QPointF(x + _SWATCH, y + _LINE / 2))
            painter.setPen(self.palette().windowText().color())
            place = QRectF(x + _SWATCH + _GAP, y, width - _SWATCH - _GAP, _LINE)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _legend_columns(self, width: int) -> tuple[int, float]:
        """Return how many texts stand side by side, and how wide each may be."""
        widest = max(
            (self.fontMetrics().horizontalAdvance(f'{curve.name}  0.00000') for curve in self.curves), default=1
        )
        columns = max(1, min(len(self.curves), width // (widest + _SWATCH + 2 * _GAP)))
        return columns, width / columns

    def _legend_height(self, width: int) -> int:
        columns, _ = self._legend_columns(width)
        return -(-len(self.curves) // columns) * _LINE + _GAP


def _places(curve: Curve, area: QRectF, epochs: Axis, values: Axis) -> list[QPointF]:
    """Return where the points of a curve lie; of many, no more than there are pixels."""
    points = list(curve.points.items())
    every = max(1, len(points) // max(1, int(area.width())))
    chosen = points[::-every][::-1]
    return [
        QPointF(area.left() + epochs.place(epoch) * area.width(), area.bottom() - values.place(value) * area.height())
        for epoch, value in chosen
    ]

"""The dock: choose a model, paint its classes on the map, keep what comes out."""

from __future__ import annotations

from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsFileUtils, QgsGeometry, QgsPointXY, QgsProject, QgsSettings
from qgis.gui import QgsDockWidget, QgsMapCanvas, QgsMapLayerComboBox, QgsMapTool
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QAction, QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...folder import PLUGIN_FOLDER, icon
from ...language import tr
from .legend import Legend, fill_with_classes
from .maptools import BrushTool, PickTool, PolygonTool
from .palette import Palette, PaletteError, read_palette
from .start import StartError, begin
from .studio import Studio, classes_beside

_SAMPLES = PLUGIN_FOLDER / 'resources' / 'sample' / 'models'
_LAST_MODEL = 'satgan/imagine_model'
_SIZES = (256, 512, 1024)
_BRUSH, _WIDEST = 12, 200  # pixels of the painting
_FULL = 100  # per cent


class ImagineDock(QgsDockWidget):
    """Paints for a model; what is drawn goes to the studio, which has it generated."""

    def __init__(self, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        """Make the dock for a map."""
        super().__init__(tr('Imagine'), parent)
        self.setObjectName('SatganImagine')
        self._canvas = canvas
        self._palette: Palette | None = None
        self.studio = Studio(canvas)
        self._build()
        self._connect()
        self._offer_models()
        self._update()

    def end(self) -> None:
        """Leave nothing behind: no tool, no layer, no process."""
        for tool in self._tools:
            self._canvas.unsetMapTool(tool)
        self.studio.end()

    def choose_model(self, model: Path) -> None:
        """Paint for a model file."""
        try:
            palette = read_palette(model)
        except PaletteError as error:
            self._tell(str(error))
            if self._palette:
                self._show_in_models(self._palette.model)
            return
        QgsSettings().setValue(_LAST_MODEL, str(model))
        self._show_in_models(model)
        self._palette = palette
        self.legend.show_palette(palette)
        fill_with_classes(self.ground, palette)
        self.studio.close()
        self._tell(tr('Choose a place and press "Begin here".'))
        self._update()

    def begin(self) -> None:
        """Begin a painting in the middle of the map."""
        view = self._canvas.extent().center()
        crs = self._canvas.mapSettings().destinationCrs()
        layer = self.start.currentLayer()
        burn = self.legend.current
        try:
            painting = begin(
                self._palette, view, crs, self.side.currentData(), self.ground.currentData(), burn.value, layer
            )
        except StartError as error:
            self._tell(str(error))
            return
        self._tell(tr('Starting the engine: the first image takes some seconds.'))
        self.studio.open(painting)
        if self.studio.painting:
            self._canvas.setMapTool(self._brush_tool)

    def keep(self, path: str = '') -> None:
        """Write the painting and the image to files, and load them.

        Args:
            path: of the image; empty asks for it.
        """
        path = path or self._ask_where()
        if path:
            output = _geotiff(path)
            self._tell(tr('Writing {}').format(output.name))
            self.studio.keep(output)

    def _ask_where(self) -> str:
        """Return the path that the user wants for the image; empty for none."""
        folder, title = QgsProject.instance().absolutePath() or str(Path.home()), tr('Keep the image')
        path, _ = QFileDialog.getSaveFileName(
            self, title, str(Path(folder) / 'imagined.tif'), tr('GeoTIFF files (*.tif)')
        )
        if path and not Path(path).exists():  # else the dialog has asked
            output = _geotiff(path)
            taken = ', '.join(file.name for file in (output, classes_beside(output)) if file.exists())
            question = tr('There is {} already. Replace it?').format(taken)
            if taken and QMessageBox.question(self, title, question) != QMessageBox.StandardButton.Yes:
                return ''
        return path

    def _build(self) -> None:
        self.model = QComboBox()
        self.browse = QToolButton(text='…', toolTip=tr('Choose another model file'))
        self.start = QgsMapLayerComboBox(toolTip=tr('A class raster, or polygons, to begin with'))
        self.start.setFilters(Qgis.LayerFilters(Qgis.LayerFilter.RasterLayer | Qgis.LayerFilter.PolygonLayer))
        self.start.setAllowEmptyLayer(True, tr('an empty plot'))
        self.start.setLayer(None)
        self.ground = QComboBox(toolTip=tr('What is where nothing is painted'))
        self.side = QComboBox(toolTip=tr('Pixels a side'))
        for size in _SIZES:
            self.side.addItem(tr('{} x {} pixels').format(size, size), size)
        self.place = QPushButton(tr('Begin here'))
        self.legend = Legend(self)
        self.brush = QSpinBox(minimum=1, maximum=_WIDEST, value=_BRUSH, suffix=tr(' px'))
        self.opacity = QSlider(Qt.Orientation.Horizontal, minimum=0, maximum=_FULL, value=0)
        self.opacity.setToolTip(tr('How much of the painted classes is seen over the image'))
        self.status = QLabel(wordWrap=True)
        self.keeping = QPushButton(tr('Keep…'))
        self.leave = QPushButton(tr('Discard'))
        self._make_tools()
        self._arrange()

    def _make_tools(self) -> None:
        theme = QgsApplication.getThemeIcon
        self._brush_tool, self._polygon_tool = BrushTool(self._canvas), PolygonTool(self._canvas)
        self._eraser_tool, self._pick_tool = BrushTool(self._canvas), PickTool(self._canvas)
        self._tools = (self._brush_tool, self._polygon_tool, self._eraser_tool, self._pick_tool)
        self.bar = QToolBar()
        self.painting_actions = [
            self._tool_action(icon('brush'), tr('Brush'), self._brush_tool),
            self._tool_action(
                theme('/mActionCapturePolygon.svg'),
                tr('Polygon: a right click ends it, Backspace takes a corner back'),
                self._polygon_tool,
            ),
            self._tool_action(icon('eraser'), tr('Erase: bring back what was there'), self._eraser_tool),
            self._tool_action(theme('/mIconColorPicker.svg'), tr('Take a class from the map'), self._pick_tool),
        ]
        self.bar.addSeparator()
        self.undo = self.bar.addAction(theme('/mActionUndo.svg'), tr('Undo'))
        self.redo = self.bar.addAction(theme('/mActionRedo.svg'), tr('Redo'))

    def _tool_action(self, picture: QIcon, text: str, tool: QgsMapTool) -> QAction:
        action = self.bar.addAction(picture, text)
        action.setCheckable(True)
        tool.setAction(action)
        action.triggered.connect(lambda: self._canvas.setMapTool(tool))
        return action

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr('Model'), _row(self.model, self.browse))
        form.addRow(tr('Begin with'), self.start)
        form.addRow(tr('Ground'), self.ground)
        form.addRow(tr('Size'), _row(self.side, self.place))
        painting = QFormLayout()
        painting.addRow(tr('Brush'), self.brush)
        painting.addRow(tr('Show classes'), self.opacity)
        note = QLabel(tr('What you see is invented, and is no observation.'), wordWrap=True)
        note.setEnabled(False)
        body = QWidget()
        column = QVBoxLayout(body)
        column.addLayout(form)
        column.addWidget(self.legend)
        column.addWidget(self.bar)
        column.addLayout(painting)
        column.addWidget(self.status)
        column.addWidget(_row(self.keeping, self.leave))
        column.addWidget(note)
        column.addStretch()
        self.setWidget(body)

    def _connect(self) -> None:
        self.model.activated.connect(lambda: self.choose_model(Path(self.model.currentData())))
        self.browse.clicked.connect(self._browse)
        self.place.clicked.connect(self.begin)
        self.legend.chosen.connect(self._colour_tools)
        self.brush.valueChanged.connect(self._colour_tools)
        self.opacity.valueChanged.connect(lambda value: self.studio.set_opacity(value / _FULL))
        self.undo.triggered.connect(self.studio.undo)
        self.redo.triggered.connect(self.studio.redo)
        self.keeping.clicked.connect(lambda: self.keep())
        self.leave.clicked.connect(self.studio.close)
        self._canvas.scaleChanged.connect(self._colour_tools)
        self._brush_tool.drawn.connect(self._paint)
        self._polygon_tool.drawn.connect(self._paint)
        self._eraser_tool.drawn.connect(lambda shape: self.studio.paint(shape, self.brush.value(), None))
        self._pick_tool.picked.connect(self._pick)
        self.studio.changed.connect(self._update)
        self.studio.imagined.connect(lambda seconds: self._tell(tr('Imagined in {:.1f} s.').format(seconds)))
        self.studio.kept.connect(lambda path: self._tell(tr('Kept as {}.').format(Path(path).name)))
        self.studio.failed.connect(self._tell)
        self.visibilityChanged.connect(self._rest_unseen)

    def _offer_models(self) -> None:
        for model in sorted(_SAMPLES.glob('*.safetensors')):
            try:
                read_palette(model)
            except PaletteError:
                continue  # translates images
            self._show_in_models(model)
        last = Path(QgsSettings().value(_LAST_MODEL, '', type=str))
        if last.is_file():
            self.choose_model(last)
        if self._palette is None and self.model.count():
            self.choose_model(Path(self.model.itemData(0)))
        elif self._palette is None:
            self._tell(tr('Choose a model whose input is a class raster.'))

    def _show_in_models(self, model: Path) -> None:
        index = self.model.findData(str(model))
        if index < 0:
            name = model.stem if model.stem != 'model' else model.parent.name
            self.model.addItem(name.replace('_', ' '), str(model))
            index = self.model.count() - 1
        self.model.setCurrentIndex(index)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr('Model file'), '', tr('SatGAN models (*.safetensors)'))
        if chosen:
            self.choose_model(Path(chosen))

    def _paint(self, shape: QgsGeometry) -> None:
        self.studio.paint(shape, self.brush.value(), self.legend.current.value)

    def _pick(self, point: QgsPointXY) -> None:
        value = self.studio.value_at(point)
        if value is not None:
            self.legend.choose(value)
            self._canvas.setMapTool(self._brush_tool)

    def _colour_tools(self) -> None:
        if self.legend.current is None:
            return
        width = self.studio.brush_width(self.brush.value())
        for tool in (self._brush_tool, self._polygon_tool):
            tool.set_colour(self.legend.current.colour)
        self._eraser_tool.set_colour(self.palette().window().color())
        for tool in (self._brush_tool, self._eraser_tool):
            tool.set_width(width)

    def _update(self) -> None:
        painting = self.studio.painting
        for widget in (*self.painting_actions, self.keeping, self.leave):
            widget.setEnabled(painting is not None)
        self.place.setEnabled(self._palette is not None)
        self.undo.setEnabled(painting is not None and painting.can_undo)
        self.redo.setEnabled(painting is not None and painting.can_redo)
        self._colour_tools()

    def _rest_unseen(self, is_visible: bool) -> None:
        if not is_visible:
            self.studio.rest()

    def _tell(self, text: str) -> None:
        self.status.setText(text)


def _geotiff(path: str) -> Path:
    return Path(QgsFileUtils.ensureFileNameHasExtension(path, ['tif']))


def _row(*widgets: QWidget) -> QWidget:
    """Return widgets side by side; the first takes the room that is left."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for index, widget in enumerate(widgets):
        layout.addWidget(widget, stretch=1 if index == 0 else 0)
    return row

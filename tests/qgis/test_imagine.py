"""The dock Imagine, driven as a person does: by clicks and strokes on the map."""

import json
import os
import resource
import struct
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from pytest_qgis.utils import wait
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.gui import QgsDockWidget, QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox

SAMPLE = Path(__file__).resolve().parents[2] / 'resources' / 'sample'
ENGINE = os.environ.get('SATGAN_PYTHON', '')
CLASSES = [
    {'value': 1, 'name': 'ground', 'colour': [200, 180, 140]},
    {'value': 2, 'name': 'grass', 'colour': [90, 190, 90]},
    {'value': 5, 'name': 'roof', 'colour': [200, 60, 40]},
]
LEFT = Qt.MouseButton.LeftButton
RIGHT = Qt.MouseButton.RightButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CENTRE = QgsPointXY(450008, 29992)
GROUND, GRASS, ROOF = 1, 2, 5
# The globe seen from the Pacific: Kampala lies behind it, and the corners of the map beside it.
OTHER_SIDE = QgsCoordinateReferenceSystem.fromProj('+proj=ortho +lat_0=0 +lon_0=-147 +datum=WGS84')


def write_model(path, classes=CLASSES, kind='pix2pix', pixel=0.5):
    """Write a file with the header of a model file and no weights."""
    card = {'kind': kind, 'ground_pixel_size': pixel, 'a': {'classes': classes}}
    header = json.dumps({'__metadata__': {'card': json.dumps(card)}}).encode()
    path.write_bytes(struct.pack('<Q', len(header)) + header)
    return path


@pytest.fixture
def canvas(qgis_app, qgis_new_project):
    canvas = QgsMapCanvas()
    canvas.resize(800, 800)
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem('EPSG:32636'))
    canvas.show()
    show(canvas, 200)
    yield canvas
    canvas.deleteLater()


def show(canvas, width, centre=CENTRE):
    """Show a square of a width in map units."""
    half = width / 2
    canvas.setExtent(QgsRectangle(centre.x() - half, centre.y() - half, centre.x() + half, centre.y() + half))


@pytest.fixture
def dock(provider, canvas, fake_engine, tmp_path):
    from satgan.satgan_qgis.gui.imagine.dock import ImagineDock

    QgsSettings().setValue('satgan/imagine_model', '')
    fake_engine('warm')
    dock = ImagineDock(canvas)
    dock.choose_model(write_model(tmp_path / 'plain.safetensors'))
    yield dock
    dock.end()
    dock.deleteLater()


@pytest.fixture
def painting(dock):
    """Returns the dock after a painting of 256 pixels of half a metre has begun."""
    until_imagined(dock, dock.place.click)
    return dock


@pytest.fixture
def full_disk():
    """Returns a context in which a file ends after some bytes."""

    @contextmanager
    def limited():
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


def until_imagined(dock, action):
    """Do something and wait for the image that it leads to."""
    times = []
    dock.studio.imagined.connect(times.append)
    action()
    until(lambda: times)
    dock.studio.imagined.disconnect(times.append)


def until(is_so):
    for _ in range(3000):
        if is_so():
            return
        wait(10)
    raise AssertionError('it never came')


def at(canvas, x, y):
    """Return the pixel of the canvas at map coordinates."""
    point = canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
    return QPoint(round(point.x()), round(point.y()))


def stroke(canvas, *points):
    drag(canvas, *points)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=at(canvas, *points[-1]))


def drag(canvas, *points):
    view = canvas.viewport()
    QTest.mousePress(view, LEFT, pos=at(canvas, *points[0]))
    for point in points[1:]:
        # QTest's own moves do not arrive where there is no screen.
        pos = QPointF(at(canvas, *point))
        event = QMouseEvent(QEvent.Type.MouseMove, pos, pos, Qt.MouseButton.NoButton, LEFT, NO_KEY)
        QApplication.sendEvent(view, event)


def corners(canvas, points):
    for point in points:
        QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, *point))
    QTest.mouseClick(canvas.viewport(), RIGHT, pos=at(canvas, *points[-1]))


def bands_on(canvas):
    """Return what is half drawn on the map."""
    bands = [item for item in canvas.scene().items() if isinstance(item, QgsRubberBand)]
    return [band.asGeometry() for band in bands if band.numberOfVertices()]


def layer_named(name):
    (layer,) = QgsProject.instance().mapLayersByName(name)
    return layer


def write_raster(path, pixels, names):
    """Write a class raster of half a metre and return its path."""
    data = gdal.GetDriverByName('GTiff').Create(str(path), pixels.shape[1], pixels.shape[0], 1)
    data.SetGeoTransform((449900.25, 0.5, 0, 30100.25, 0, -0.5))
    data.SetProjection(QgsCoordinateReferenceSystem('EPSG:32636').toWkt())
    band = data.GetRasterBand(1)
    band.WriteArray(pixels)
    colours = gdal.ColorTable()
    for value in names:
        colours.SetColorEntry(value, (value, 2, 3))
    band.SetRasterColorTable(colours)
    band.SetRasterCategoryNames([names.get(value, '') for value in range(max(names) + 1)])
    return str(path)


def threads_of_imagine():
    return [thread for thread in threading.enumerate() if thread.name == 'satgan-imagine']


def files_of(folder):
    return {file.name for file in folder.iterdir()}


def contents_of(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def pixels_of(layer):
    return gdal.Open(layer.source()).ReadAsArray()


def test_the_legend_of_the_model_is_the_palette(dock):
    names = [dock.legend.item(row).text() for row in range(dock.legend.count())]
    assert names == ['ground', 'grass', 'roof']
    assert dock.legend.item(2).icon().pixmap(8, 8).toImage().pixelColor(4, 4).getRgb()[:3] == (200, 60, 40)
    assert [dock.ground.itemData(row) for row in range(dock.ground.count())] == [GROUND, GRASS, ROOF]


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        ({'classes': None}, 'no class raster'),
        ({'kind': 'dcgan', 'classes': CLASSES}, 'no class raster'),
        ({'classes': [{'value': 300, 'name': 'far', 'colour': [0, 0, 0]}]}, 'beyond 255'),
    ],
)
def test_a_model_without_paintable_classes_is_refused_with_a_sentence(dock, tmp_path, content, words):
    dock.choose_model(write_model(tmp_path / 'other.safetensors', **content))
    assert words in dock.status.text()
    assert dock.legend.count() == 3


def test_the_model_that_is_refused_is_not_the_one_that_is_shown(dock, tmp_path):
    dock.choose_model(write_model(tmp_path / 'second.safetensors'))
    (tmp_path / 'plain.safetensors').unlink()
    dock.model.setCurrentIndex(dock.model.findText('plain'))
    dock.model.activated.emit(dock.model.currentIndex())
    assert 'cannot be read' in dock.status.text()
    assert dock.model.currentText() == 'second'


def test_a_last_model_that_broke_is_passed_over(dock, canvas, tmp_path):
    (tmp_path / 'plain.safetensors').write_bytes(b'')
    fresh = type(dock)(canvas)
    assert Path(fresh.model.currentData()).parent == SAMPLE / 'models'
    assert fresh.legend.count() > 1
    assert fresh.place.isEnabled()
    fresh.end()
    fresh.deleteLater()


@pytest.mark.parametrize('content', [b'', b'short', b'\xff' * 8 + b'{', struct.pack('<Q', 2) + b'{}'])
def test_a_file_that_is_no_model_is_refused_with_a_sentence(dock, tmp_path, content):
    (tmp_path / 'broken.safetensors').write_bytes(content)
    dock.choose_model(tmp_path / 'broken.safetensors')
    assert dock.status.text() == 'broken.safetensors is no model file of SatGAN.'


def test_a_painting_lies_in_the_middle_of_the_map_in_the_pixels_of_the_model(painting):
    data = gdal.Open(layer_named('Painted classes').source())
    left, width, _, top, _, height = data.GetGeoTransform()
    # UTM at its central meridian shrinks by 0.9996; here, 0.44 degrees off it, by 0.99963.
    assert (data.RasterXSize, data.RasterYSize) == (256, 256)
    assert width == pytest.approx(0.5 * 0.9996, rel=2e-4)
    assert -height == pytest.approx(width, rel=1e-4)
    assert (left + 128 * width, top + 128 * height) == pytest.approx((CENTRE.x(), CENTRE.y()), abs=0.3)
    assert (pixels_of(layer_named('Painted classes')) == GROUND).all()
    assert data.GetRasterBand(1).GetCategoryNames()[5] == 'roof'
    assert data.GetRasterBand(1).GetColorTable().GetColorEntry(5)[:3] == (200, 60, 40)


def test_a_stroke_of_the_brush_is_as_wide_as_it_says(painting, canvas):
    painting.legend.choose(GRASS)
    painting.brush.setValue(20)
    until_imagined(painting, lambda: stroke(canvas, (449990, 29992), (450020, 29992)))
    pixels = pixels_of(layer_named('Painted classes'))
    # 30 m and 10 m in pixels of half a metre, and two half circles of 10 pixels.
    assert (pixels == GRASS).sum() == pytest.approx(60 * 20 + np.pi * 10**2, rel=0.04)
    assert (pixels == GRASS).any(axis=1).sum() == pytest.approx(20, abs=1)


def test_a_stroke_is_seen_as_it_goes_and_each_point_is_drawn_once(painting, canvas, monkeypatch):
    added = []
    add_point = QgsRubberBand.addPoint

    def counted(band, point, *more, **options):
        added.append(point)
        add_point(band, point, *more, **options)

    monkeypatch.setattr(QgsRubberBand, 'addPoint', counted)
    trail = [(450000 + step, 29990 + step % 2) for step in range(20)]
    drag(canvas, *trail)
    (seen,) = bands_on(canvas)
    assert [point.x() for point in seen.asPolyline()] == pytest.approx([x for x, _ in trail], abs=0.3)
    assert len(added) == len(trail)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=at(canvas, *trail[-1]))
    assert not bands_on(canvas)


def test_a_polygon_is_filled_and_is_what_the_model_gets(painting, canvas):
    painting.legend.choose(ROOF)
    painting.painting_actions[1].trigger()
    square = [(450000, 29990), (450010, 29990), (450010, 30000), (450000, 30000)]
    until_imagined(painting, lambda: corners(canvas, square))
    assert (pixels_of(layer_named('Painted classes')) == ROOF).sum() == pytest.approx(400, rel=0.06)
    # The stand-in for the engine gives back what it gets.
    assert (pixels_of(layer_named('Imagined (synthetic)')) == pixels_of(layer_named('Painted classes'))).all()


def test_backspace_takes_a_corner_back_and_escape_all_of_them(painting, canvas):
    painting.painting_actions[1].trigger()
    tool = canvas.mapTool()
    drawn = []
    tool.drawn.connect(drawn.append)
    points = [(450000, 29990), (450010, 29990), (450030, 30020), (450010, 30000)]
    for point in points[:3]:
        QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, *point))
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, *points[3]))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert drawn[0].area() == pytest.approx(50, rel=0.1)
    QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, *points[0]))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseClick(canvas.viewport(), RIGHT, pos=at(canvas, *points[0]))
    assert len(drawn) == 1


def test_the_layer_of_the_classes_lists_those_of_the_model(painting, canvas):
    stroke(canvas, (450000, 29990))
    entries = layer_named('Painted classes').renderer().classes()
    assert [(entry.value, entry.label) for entry in entries] == [(1, 'ground'), (2, 'grass'), (5, 'roof')]


def test_classes_are_seen_until_there_is_an_image_and_then_as_the_slider_says(dock, canvas):
    dock.begin()
    assert layer_named('Painted classes').opacity() == 1
    until(lambda: QgsProject.instance().mapLayersByName('Imagined (synthetic)'))
    assert layer_named('Painted classes').opacity() == 0
    dock.opacity.setValue(40)
    assert layer_named('Painted classes').opacity() == pytest.approx(0.4)
    stroke(canvas, (450000, 29990))
    assert layer_named('Painted classes').opacity() == pytest.approx(0.4)


def test_undo_redo_and_erase(painting, canvas):
    def painted():
        return int((painting.studio.painting.pixels == ROOF).sum())

    assert not painting.undo.isEnabled()
    stroke(canvas, (450000, 29990), (450010, 29990))
    first = painted()
    stroke(canvas, (450000, 30000), (450010, 30000))
    assert painted() > first > 0
    painting.undo.trigger()
    assert painted() == first
    painting.redo.trigger()
    assert painted() > first
    assert not painting.redo.isEnabled()
    painting.painting_actions[2].trigger()
    painting.brush.setValue(30)
    stroke(canvas, (449998, 30000), (450012, 30000))
    stroke(canvas, (449998, 29990), (450012, 29990))
    assert painted() == 0


def test_a_class_is_picked_from_the_map(painting, canvas):
    painting.legend.choose(GRASS)
    stroke(canvas, (450000, 29990), (450010, 29990))
    painting.legend.choose(ROOF)
    painting.painting_actions[3].trigger()
    QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, 450005, 29990))
    assert painting.legend.current.value == GRASS
    assert canvas.mapTool().action() is painting.painting_actions[0]


def test_strokes_on_a_turned_map_land_where_they_are_seen(painting, canvas):
    canvas.setRotation(30)
    stroke(canvas, (450000, 29990))
    row, column = np.argwhere(painting.studio.painting.pixels == ROOF).mean(axis=0)
    grid = painting.studio.painting.grid
    assert grid.left + (column + 0.5) * grid.pixel_width == pytest.approx(450000, abs=1)
    assert grid.top - (row + 0.5) * grid.pixel_height == pytest.approx(29990, abs=1)


def test_a_map_in_degrees_has_pixels_that_are_square_on_the_ground(dock, canvas):
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem('EPSG:4326'))
    show(canvas, 0.002, QgsPointXY(10, 60))
    until_imagined(dock, dock.begin)
    grid = dock.studio.painting.grid
    # A degree of longitude at 60 degrees is 55.8 km long, one of latitude 111.4 km (WGS 84).
    assert grid.pixel_width == pytest.approx(0.5 / 55800, rel=0.001)
    assert grid.pixel_height == pytest.approx(0.5 / 111412, rel=0.001)
    dock.brush.setValue(40)
    stroke(canvas, (10, 60))
    painted = np.argwhere(dock.studio.painting.pixels == ROOF)
    assert painted.mean(axis=0) == pytest.approx([127.5, 127.5], abs=1.5)
    assert np.ptp(painted, axis=0) == pytest.approx([39, 39], abs=1)


def test_a_map_that_does_not_reach_the_painting_changes_nothing_and_says_nothing(painting, canvas):
    until_imagined(painting, lambda: stroke(canvas, (450000, 29990), (450010, 29990)))
    before = painting.studio.painting.pixels.copy()
    told = painting.status.text()
    canvas.setDestinationCrs(OTHER_SIDE)
    canvas.setExtent(QgsRectangle(-7e6, -7e6, 7e6, 7e6))
    stroke(canvas, (0, 0), (1e6, 0))
    stroke(canvas, (6.9e6, 6.9e6))  # beside the globe
    stroke(canvas, (0, 0), (6.9e6, 6.9e6))
    painting.painting_actions[1].trigger()
    corners(canvas, [(0, 0), (6.9e6, 0), (6.9e6, 6.9e6)])
    painting.painting_actions[3].trigger()
    QTest.mouseClick(canvas.viewport(), LEFT, pos=at(canvas, 6.9e6, 6.9e6))
    assert (painting.studio.painting.pixels == before).all()
    assert painting.status.text() == told
    # Back where it is seen, painting goes on.
    canvas.setDestinationCrs(painting.studio.painting.grid.crs)
    show(canvas, 200)
    painting.painting_actions[0].trigger()
    until_imagined(painting, lambda: stroke(canvas, (450000, 30000)))
    assert (painting.studio.painting.pixels == ROOF).sum() > (before == ROOF).sum()


def test_a_class_raster_that_the_map_cannot_show_is_told(dock, canvas, tmp_path):
    pixels = np.full((600, 600), GRASS, np.uint8)
    layer = QgsRasterLayer(write_raster(tmp_path / 'cover.tif', pixels, {GRASS: 'grass'}), 'cover')
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    canvas.setDestinationCrs(OTHER_SIDE)
    canvas.setExtent(QgsRectangle(6.8e6, 6.8e6, 6.9e6, 6.9e6))
    dock.begin()
    assert dock.status.text() == 'The map does not show the layer: move it there.'
    assert dock.studio.painting is None


@pytest.mark.parametrize('has_footprints', [False, True])
def test_nothing_begins_beside_the_globe(dock, canvas, polygons, has_footprints):
    dock.start.setLayer(polygons if has_footprints else None)
    canvas.setDestinationCrs(OTHER_SIDE)
    canvas.setExtent(QgsRectangle(6.8e6, 6.8e6, 6.9e6, 6.9e6))
    dock.begin()
    assert dock.status.text() == 'The middle of the map lies outside of its coordinate system: move the map.'
    assert dock.studio.painting is None


def test_footprints_in_another_coordinate_system_are_burned_where_they_are(dock, canvas):
    layer = QgsVectorLayer('Polygon?crs=EPSG:4326', 'plan', 'memory')
    feature = QgsFeature(layer.fields())
    square = QgsGeometry.fromRect(QgsRectangle(450000, 29990, 450010, 30000))
    utm = QgsCoordinateReferenceSystem('EPSG:32636')
    square.transform(QgsCoordinateTransform(utm, layer.crs(), QgsProject.instance()))
    feature.setGeometry(square)
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    until_imagined(dock, dock.begin)
    burned = np.argwhere(dock.studio.painting.pixels == ROOF)
    assert len(burned) == pytest.approx(400, rel=0.06)
    grid = dock.studio.painting.grid
    row, column = burned.mean(axis=0) + 0.5
    assert (grid.left + column * grid.pixel_width, grid.top - row * grid.pixel_height) == pytest.approx(
        (450005, 29995), abs=0.5
    )


def test_footprints_are_burned_in_the_chosen_class(dock, canvas, polygons):
    dock.start.setLayer(polygons)
    dock.legend.choose(ROOF)
    until_imagined(dock, dock.begin)
    # Three squares of 3 m.
    assert (dock.studio.painting.pixels == ROOF).sum() == pytest.approx(3 * 36, abs=8)


def test_a_class_raster_is_taken_over_by_names_on_its_own_pixels(dock, canvas, tmp_path):
    pixels = np.full((600, 600), 9, np.uint8)
    pixels[200:250, 200:300] = 3
    layer = QgsRasterLayer(write_raster(tmp_path / 'cover.tif', pixels, {3: 'Grass', 9: 'sea'}), 'cover')
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    dock.ground.setCurrentIndex(dock.ground.findData(ROOF))
    until_imagined(dock, dock.begin)
    grid, found = dock.studio.painting.grid, dock.studio.painting.pixels
    row, column = (30100.25 - grid.top) / 0.5, (grid.left - 449900.25) / 0.5
    assert (row, column) == pytest.approx((round(row), round(column)), abs=1e-6)
    window = pixels[round(row) : round(row) + 256, round(column) : round(column) + 256]
    assert (found == np.where(window == 3, GRASS, ROOF)).all()


@pytest.mark.parametrize('raises', [True, False])
def test_a_class_raster_whose_file_is_gone_is_told(dock, canvas, tmp_path, monkeypatch, raises):
    if not raises:  # which is up to whichever plugin spoke to GDAL last
        monkeypatch.setattr(gdal, 'Open', lambda path: None)
    pixels = np.full((600, 600), GRASS, np.uint8)
    layer = QgsRasterLayer(write_raster(tmp_path / 'cover.tif', pixels, {GRASS: 'grass'}), 'cover')
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    (tmp_path / 'cover.tif').unlink()
    dock.begin()
    assert dock.status.text() == 'cover cannot be read: check that its file is whole and in its place.'
    assert dock.studio.painting is None


def test_round_footprints_are_burned(dock, canvas):
    layer = QgsVectorLayer('CurvePolygon?crs=EPSG:32636', 'silos', 'memory')
    feature = QgsFeature(layer.fields())
    circle = 'CIRCULARSTRING(450000 29990,450010 30000,450020 29990,450010 29980,450000 29990)'
    feature.setGeometry(QgsGeometry.fromWkt(f'CURVEPOLYGON({circle})'))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    until_imagined(dock, dock.begin)
    # A radius of 10 m.
    assert (dock.studio.painting.pixels == ROOF).sum() == pytest.approx(np.pi * 20**2, rel=0.02)


@pytest.mark.parametrize('crs', [QgsCoordinateReferenceSystem('EPSG:32636'), OTHER_SIDE])
def test_footprints_elsewhere_are_told(dock, canvas, provider, crs):
    layer = QgsVectorLayer('Polygon', 'far', 'memory')
    layer.setCrs(crs)
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(0, 0, 5, 5)))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    dock.start.setLayer(layer)
    dock.begin()
    assert dock.status.text() == 'far has nothing here: move the map to some of its polygons.'
    assert dock.studio.painting is None


def test_keep_writes_and_loads_classes_and_image(painting, canvas, tmp_path):
    stroke(canvas, (450000, 29990), (450010, 29990))
    kept = []
    painting.studio.kept.connect(kept.append)
    painting.keep(str(tmp_path / 'plan.tif'))
    until(lambda: kept)
    assert (pixels_of(layer_named('plan_classes')) == painting.studio.painting.pixels).all()
    image = layer_named('plan (synthetic)')
    assert Path(image.source()) == tmp_path / 'plan.tif'
    assert 'Synthetic' in image.metadata().abstract()


def test_kept_classes_are_complete_in_themselves_and_nothing_else_lies_there(painting, canvas, tmp_path):
    folder = tmp_path / 'plans'
    folder.mkdir()
    stroke(canvas, (450000, 29990), (450010, 29990))
    painting.keep(str(folder / 'plan.tif'))
    until(lambda: (folder / 'plan.tif').exists())
    assert files_of(folder) == {'plan.tif', 'plan_classes.tif', 'plan_classes.tif.aux.xml'}
    data = gdal.Open(str(folder / 'plan_classes.tif'))
    assert data.GetGeoTransform() == painting.studio.painting.grid.transform  # makes GDAL read the file beside it
    band = data.GetRasterBand(1)
    assert band.GetCategoryNames() == ['', 'ground', 'grass', '', '', 'roof']
    assert band.GetColorTable().GetColorEntry(5) == (200, 60, 40, 255)
    assert band.GetDescription() == 'class'


def test_kept_classes_do_not_inherit_from_the_file_that_they_replace(painting, tmp_path):
    write_raster(tmp_path / 'plan_classes.tif', np.full((600, 600), 9, np.uint8), {9: 'sea'})
    gdal.Open(str(tmp_path / 'plan_classes.tif')).BuildOverviews('NEAREST', [2])
    assert (tmp_path / 'plan_classes.tif.ovr').exists()
    painting.keep(str(tmp_path / 'plan.tif'))
    data = gdal.Open(str(tmp_path / 'plan_classes.tif'))
    assert data.GetGeoTransform() == painting.studio.painting.grid.transform
    band = data.GetRasterBand(1)
    assert band.GetCategoryNames()[-1] == 'roof'
    assert (band.XSize, band.GetOverviewCount()) == (256, 0)


def test_a_missing_folder_is_told(painting, tmp_path):
    painting.keep(str(tmp_path / 'gone' / 'plan.tif'))
    place = tmp_path / 'gone' / 'plan_classes.tif'
    assert painting.status.text().startswith(f'{place} could not be used: No such file or directory. Check the path')


@pytest.fixture
def chooses(monkeypatch):
    """Returns a function that has the user choose a path and answer all questions, and returns the questions."""

    def prepare(path, answer=QMessageBox.StandardButton.No):
        asked = []
        monkeypatch.setattr(QFileDialog, 'getSaveFileName', lambda *_: (str(path), ''))
        monkeypatch.setattr(QMessageBox, 'question', lambda _, title, text: asked.append(text) or answer)
        return asked

    return prepare


@pytest.mark.parametrize('typed', ['plan 1.5', 'plan 1.5.tif'])
def test_a_name_with_a_dot_stays(painting, tmp_path, chooses, typed):
    asked = chooses(tmp_path / typed)
    painting.keeping.click()
    until(lambda: painting.status.text() == 'Kept as plan 1.5.tif.')
    assert (tmp_path / 'plan 1.5_classes.tif').exists()
    assert not asked


@pytest.mark.parametrize(('typed', 'there'), [('plan', 'plan.tif'), ('plan.tif', 'plan_classes.tif')])
def test_no_file_is_replaced_without_a_question(painting, tmp_path, chooses, typed, there):
    (tmp_path / there).write_text('precious')
    asked = chooses(tmp_path / typed)
    painting.keeping.click()
    assert asked == [f'There is {there} already. Replace it?']
    assert (tmp_path / there).read_text() == 'precious'
    chooses(tmp_path / typed, QMessageBox.StandardButton.Yes)
    painting.keeping.click()
    until(lambda: painting.status.text() == 'Kept as plan.tif.')
    assert (gdal.Open(str(tmp_path / there)).ReadAsArray() == painting.studio.painting.pixels).all()


def test_what_lies_there_stays_where_the_disk_is_full(painting, tmp_path, full_disk):
    write_raster(tmp_path / 'plan_classes.tif', np.full((4, 4), 9, np.uint8), {9: 'sea'})
    before = contents_of(tmp_path)
    with full_disk():
        painting.keep(str(tmp_path / 'plan.tif'))
    assert 'plan_classes.tif could not be used: File too large.' in painting.status.text()
    assert contents_of(tmp_path) == before


def test_a_full_temporary_folder_is_told_and_painting_goes_on(painting, canvas, full_disk):
    with full_disk():
        stroke(canvas, (450000, 29990))
    assert 'could not be used: File too large.' in painting.status.text()
    until_imagined(painting, lambda: stroke(canvas, (450010, 29990)))
    pixels = pixels_of(layer_named('Painted classes'))
    assert (pixels == painting.studio.painting.pixels).all()
    # Both strokes, each a disc of 12 pixels.
    assert (pixels == ROOF).sum() == pytest.approx(2 * np.pi * 6**2, rel=0.1)


def test_no_painting_begins_without_a_temporary_folder(dock, canvas, tmp_path, monkeypatch):
    monkeypatch.setattr('tempfile.tempdir', str(tmp_path / 'gone'))
    dock.begin()
    assert 'could not be used: No such file or directory.' in dock.status.text()
    assert dock.studio.painting is None
    assert not dock.keeping.isEnabled()
    assert canvas.mapTool() is None or canvas.mapTool().action() not in dock.painting_actions


def test_nothing_is_written_without_an_engine(painting, tmp_path, monkeypatch):
    monkeypatch.delenv('SATGAN_PYTHON')
    painting.keep(str(tmp_path / 'plan.tif'))
    assert 'Install engine' in painting.status.text()
    assert not list(tmp_path.glob('*plan*'))


def test_what_is_to_be_kept_is_written_although_the_dock_closes(painting, tmp_path):
    kept = []
    painting.studio.kept.connect(kept.append)
    painting.keep(str(tmp_path / 'plan.tif'))
    painting.studio.rest()
    until(lambda: kept)
    assert (tmp_path / 'plan.tif').is_file()


@pytest.fixture
def gate(dock, fake_engine):
    """Returns a function that lets the engine go on with the next image, when it has come to that."""
    gate = fake_engine('gated') / 'gate'
    os.mkfifo(gate)
    return lambda: gate.write_text('open')


def test_a_stroke_while_the_engine_starts_takes_nothing_away_from_it(dock, canvas, gate, tmp_path):
    failures = []
    dock.studio.failed.connect(failures.append)
    dock.begin()
    until((tmp_path / 'record gated' / 'jobs.jsonl').exists)
    stroke(canvas, (450000, 29990))
    until_imagined(dock, gate)
    assert (pixels_of(layer_named('Imagined (synthetic)')) == GROUND).all()
    until_imagined(dock, gate)
    assert (pixels_of(layer_named('Imagined (synthetic)')) == dock.studio.painting.pixels).all()
    assert not failures
    # What is not shown any more is gone.
    shown = Path(layer_named('Painted classes').source()).parent
    assert files_of(shown.parent) == {shown.name}


def test_what_becomes_of_a_discarded_painting_is_not_told(dock, gate, tmp_path):
    failures = []
    dock.studio.failed.connect(failures.append)
    dock.begin()
    dock.leave.click()
    gate()
    first = int((tmp_path / 'record gated' / 'pid').read_text())
    until(lambda: not Path(f'/proc/{first}').exists())  # its classes are gone
    dock.begin()
    until_imagined(dock, gate)
    assert not failures


def test_a_discarded_painting_leaves_no_folder_although_the_engine_is_about_to_write(dock, gate, tmp_path):
    dock.begin()
    until((tmp_path / 'record gated' / 'jobs.jsonl').exists)
    state = Path(layer_named('Painted classes').source()).parent
    dock.leave.click()
    assert not state.parent.exists()
    state.mkdir(parents=True)  # as an engine does for its output
    (state / '.partial-image.tif').touch()
    gate()
    until(lambda: not state.parent.exists())


def test_a_kept_image_that_fails_leaves_nothing_half_written(dock, tmp_path, fake_engine):
    fake_engine('crash')
    folder = tmp_path / 'plans'
    folder.mkdir()
    dock.begin()
    until(lambda: 'exit code 3' in dock.status.text())
    dock.keep(str(folder / 'plan.tif'))
    until(lambda: 'exit code 3' in dock.status.text())
    assert files_of(folder) == {'plan_classes.tif', 'plan_classes.tif.aux.xml'}


def test_the_end_leaves_no_half_written_image(painting, tmp_path, fake_engine):
    painting.studio.rest()
    until(lambda: not threads_of_imagine())
    fake_engine('stubborn')
    folder = tmp_path / 'plans'
    folder.mkdir()
    painting.keep(str(folder / 'plan.tif'))
    until((folder / '.partial-plan.tif').exists)
    painting.end()
    until(lambda: files_of(folder) == {'plan_classes.tif', 'plan_classes.tif.aux.xml'})


def test_an_engine_that_finds_no_temporary_folder_is_told_and_starts_when_there_is_one(painting, tmp_path, monkeypatch):
    painting.studio.rest()
    until(lambda: not threads_of_imagine())
    with monkeypatch.context() as patch:
        patch.setattr('tempfile.tempdir', str(tmp_path / 'gone'))
        painting.keep(str(tmp_path / 'plan.tif'))
        until(lambda: 'could not be used: No such file or directory.' in painting.status.text())
    painting.keep(str(tmp_path / 'plan.tif'))
    until(lambda: painting.status.text() == 'Kept as plan.tif.')


def test_nothing_is_told_after_the_end(painting, tmp_path):
    told = []
    painting.studio.kept.connect(told.append)
    painting.keep(str(tmp_path / 'plan.tif'))
    painting.studio.rest()
    for thread in threads_of_imagine():
        thread.join()  # what it tells is on its way now
    painting.end()
    wait(10)
    assert (tmp_path / 'plan.tif').exists()
    assert not told


@pytest.fixture
def window(painting):
    """A window that holds the dock and, beside it as a tab, another one."""
    window = QMainWindow()
    other = QgsDockWidget('Layers', window)
    for widget in (painting, other):
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, widget)
    window.tabifyDockWidget(other, painting)
    window.show()
    painting.raise_()
    until(painting.isUserVisible)
    yield window
    window.removeDockWidget(painting)
    painting.setParent(None)
    window.deleteLater()


@pytest.mark.parametrize('hide', [lambda dock, other: dock.close(), lambda dock, other: other.raise_()])
def test_an_engine_rests_when_the_dock_is_closed_or_behind_another(painting, window, tmp_path, hide):
    engine = int((tmp_path / 'record warm' / 'pid').read_text())
    (other,) = [widget for widget in window.findChildren(QgsDockWidget) if widget is not painting]
    assert Path(f'/proc/{engine}').exists()
    hide(painting, other)
    until(lambda: not Path(f'/proc/{engine}').exists())
    assert painting.studio.painting is not None


def test_a_rested_engine_ends_and_another_one_starts(painting, canvas, tmp_path):
    first = int((tmp_path / 'record warm' / 'pid').read_text())
    painting.studio.rest()
    until(lambda: not Path(f'/proc/{first}').exists())
    until_imagined(painting, lambda: stroke(canvas, (450000, 29990)))
    assert int((tmp_path / 'record warm' / 'pid').read_text()) != first


def test_the_map_moves_to_a_painting_that_would_be_a_dot(dock, canvas):
    show(canvas, 20000)
    until_imagined(dock, dock.begin)
    assert 256 * 0.5 < canvas.extent().width() < 300


def test_without_an_engine_it_is_said(dock, monkeypatch):
    monkeypatch.delenv('SATGAN_PYTHON')
    dock.begin()
    assert 'Install engine' in dock.status.text()


def test_what_the_engine_refuses_is_said_and_painting_goes_on(dock, canvas, fake_engine):
    fake_engine('error')
    dock.begin()
    until(lambda: 'overlap' in dock.status.text())
    stroke(canvas, (450000, 29990))
    assert (dock.studio.painting.pixels == ROOF).any()


def test_the_sample_model_paints_what_is_drawn(dock, canvas, monkeypatch):
    monkeypatch.setenv('SATGAN_PYTHON', ENGINE)
    dock.choose_model(SAMPLE / 'models' / 'kampala_land_cover.safetensors')
    dock.ground.setCurrentIndex(dock.ground.findText('grass'))
    until_imagined(dock, dock.begin)
    before = pixels_of(layer_named('Imagined (synthetic)')).astype(int)
    roof = next(painted.value for painted in dock.studio.painting.palette.classes if painted.name == 'red roof')
    dock.legend.choose(roof)
    dock.brush.setValue(50)
    until_imagined(dock, lambda: stroke(canvas, (CENTRE.x(), CENTRE.y())))
    layer = layer_named('Imagined (synthetic)')
    after = pixels_of(layer).astype(int)
    is_roof = dock.studio.painting.pixels == roof
    redness = after[0] - after[1]
    assert is_roof.sum() == pytest.approx(np.pi * 25**2, rel=0.04)
    assert redness[is_roof].mean() > redness[~is_roof].mean() + 40
    # Farther away than the network sees, nothing changes.
    assert (after[:, :, 230:] == before[:, :, 230:]).all()
    grid = dock.studio.painting.grid
    assert gdal.Open(layer.source()).GetGeoTransform() == pytest.approx(grid.transform)
    assert gdal.Open(layer.source()).GetMetadata()['SYNTHETIC'] == 'YES'


def test_the_end_leaves_no_layer_no_file_and_no_tool(painting, canvas):
    folder = Path(layer_named('Painted classes').source()).parent
    painting.end()
    assert not QgsProject.instance().mapLayers()
    assert QgsProject.instance().layerTreeRoot().findGroup('Imagine') is None
    assert not folder.exists()
    assert canvas.mapTool() is None or canvas.mapTool().action() not in painting.painting_actions

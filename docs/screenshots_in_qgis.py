"""What `docs/make_screenshots.py` has QGIS do: the first hour of a new user, with a picture of each step."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import processing
from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog
from processing.gui.BatchPanel import BatchPanel
from qgis.core import (
    QgsApplication,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
)
from qgis.gui import QgsOptionsPageWidget
from qgis.PyQt.QtCore import QPoint, Qt, QTimer
from qgis.PyQt.QtGui import QAction, QTextCursor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QLineEdit, QTextEdit, QTreeView, QWidget
from qgis.utils import iface

PICTURES = Path(os.environ['SATGAN_PICTURES'])
DATA = Path(os.environ['SATGAN_DATA'])
ENGINE = os.environ['SATGAN_ENGINE']
SAMPLE = Path(os.environ['SATGAN_PLUGIN']) / 'resources' / 'sample'

WINDOW = 1400, 880
DIALOG = 1000, 620
OPTIONS = 1000, 640
BATCH = 1200, 400
DOCK = 380, 1120
PATIENCE = 1500  # seconds: the machine may be busy


def main() -> None:
    """Take all pictures and leave QGIS; whatever goes wrong is told on the terminal."""
    try:
        take_all()
        QgsProject.instance().clear()
        status = 0
    except Exception:  # noqa: BLE001 - the process ends here
        traceback.print_exc(file=sys.__stderr__)  # sys.stderr is a window of QGIS
        status = 1
    os._exit(status)  # QGIS would ask questions


def take_all() -> None:
    """Do what docs/installing.md, docs/five_minutes.md, docs/imagine.md and docs/models.md say, in this order."""
    take_offer()
    iface.mainWindow().setGeometry(0, 0, *WINDOW)
    take_options()
    iface.addProject(str(SAMPLE / 'satgan_sample.qgz'))
    tidy_window()
    take(iface.mainWindow(), 'toolbox')
    take_five_minutes()
    take_imagine()
    take_batch()
    take_model()


def take_offer() -> None:
    """Take a picture of a dialog that offers to install the engine."""
    dialog = processing.createAlgorithmDialog('satgan:applymodel')
    dialog.show()
    dialog.resize(*DIALOG)
    take(dialog, 'offer')
    dialog.close()


def take_options() -> None:
    """Name a Python on the page of the options, check it, and take a picture of that."""
    failures: list[Exception] = []
    QTimer.singleShot(2000, lambda: fill_options(failures))  # while the options keep all else waiting
    iface.showOptionsDialog(iface.mainWindow(), 'satganOptions')
    if failures:
        raise failures[0]


def fill_options(failures: list[Exception]) -> None:
    """Do in the options what a user does; what goes wrong is added to `failures`, since nobody would catch it here."""
    options = QApplication.activeModalWidget()
    try:
        options.resize(*OPTIONS)
        tree = options.findChild(QTreeView, 'mOptionsTreeView')
        tree.scrollTo(tree.currentIndex())
        page = options.findChild(QgsOptionsPageWidget, 'satganOptions')
        page.python.lineEdit().setText(ENGINE)
        page.check.click()
        wait_until(page.check.isEnabled)
        page.report.moveCursor(QTextCursor.MoveOperation.End)  # the devices
        take(options, 'options')
    except Exception as error:  # noqa: BLE001 - raised once the options are closed
        failures.append(error)
    options.accept()


def take_five_minutes() -> None:
    """Do the main job, from footprints to the synthetic raster."""
    image, footprints = layer_named('Image of Kampala'), layer_named('Buildings')
    mask = {'FOOTPRINTS': footprints, 'REFERENCE': image, 'OUTPUT': loaded(str(DATA / 'mask.tif'))}
    run('rasterizefootprints', mask, 'rasterize')
    classes = layer_named('mask')

    chips = {'INPUT': classes, 'TARGET': image, 'CHIP_SIZE': 128, 'STRIDE': 32, 'MAX_NODATA': 0.05}
    run('exportpairedchips', chips | {'OUTPUT': str(DATA / 'chips')}, 'export', height=1010)

    training = {'DATASET': str(DATA / 'chips'), 'GENERATOR': 'unet128', 'FILTERS': 32, 'TIME_LIMIT': 3}
    run(
        'trainpix2pix',
        training | {'OUTPUT': str(DATA / 'run')},
        'train',
        height=820,
        when='Epoch 2/',
        then=take_monitor,
    )

    translation = {'MODEL': str(DATA / 'run' / 'model.safetensors'), 'INPUT': classes}
    run('applymodel', translation | {'OUTPUT': loaded(QgsProcessing.TEMPORARY_OUTPUT)}, 'apply')
    drag_to_the_top(layer_named('mask (synthetic)'), footprints)
    tidy_window()
    take(iface.mainWindow(), 'synthetic')


def drag_to_the_top(result: QgsMapLayer, footprints: QgsMapLayer) -> None:
    """Put the outlines of the footprints above everything, as a user does to compare them with the result."""
    root = QgsProject.instance().layerTreeRoot()
    node = root.findLayer(footprints)
    root.insertChildNode(0, node.clone())
    root.removeChildNode(node)
    iface.setActiveLayer(result)


def take_batch() -> None:
    """Translate two rasters in one go, and take a picture of their rows."""
    forged = {'FOOTPRINTS': layer_named('Buildings'), 'OUTPUT': str(DATA / 'forged.gpkg')}
    run('forgefootprints', forged)
    mask = {'FOOTPRINTS': forged['OUTPUT'], 'REFERENCE': layer_named('Image of Kampala')}
    run('rasterizefootprints', mask | {'OUTPUT': str(DATA / 'forged.tif')})
    dialog = BatchAlgorithmDialog(QgsApplication.processingRegistry().createAlgorithmById('satgan:applymodel'))
    panel, rows = dialog.mainWidget(), ('mask', 'forged')
    panel.addRow()
    for row, name in enumerate(rows):
        values = {'MODEL': 'run/model.safetensors', 'INPUT': f'{name}.tif', 'OUTPUT': f'{name}_image.tif'}
        for parameter, value in values.items():
            fill_cell(panel, row, parameter, str(DATA / value))
    for parameter, width in {'MODEL': 330, 'INPUT': 230}.items():
        panel.tblParameters.setColumnWidth(panel.parameter_to_column[parameter], width)
    panel.checkLoadLayersOnCompletion.setChecked(True)
    dialog.show()
    dialog.resize(*BATCH)
    take(dialog, 'batch')
    before = len(QgsProject.instance().mapLayers())
    dialog.runAlgorithm()
    wait_until(lambda: len(QgsProject.instance().mapLayers()) == before + len(rows))
    dialog.close()


def fill_cell(panel: BatchPanel, row: int, parameter: str, value: str) -> None:
    """Fill in a value of a row of a batch."""
    column = panel.parameter_to_column[parameter]
    wrapper = panel.wrappers[row][column]
    if wrapper:
        wrapper.setParameterValue(value, panel.processing_context)
    else:  # an output; above the rows there is one that fills them all
        panel.tblParameters.cellWidget(row + 1, column).setValue(value)


def take_model() -> None:
    """Take a picture of the dialog of a graphical model, and run it."""
    asked = {'image': layer_named('Image of Kampala'), 'footprints': layer_named('Buildings'), 'chip_size': 128}
    asked |= {'generator': 'unet128', 'filters': 16, 'epochs': 1, 'run_folder': str(DATA / 'model_run')}
    run('footprintstoimage', asked, 'model', height=900)


def tidy_window() -> None:
    """Show the map, the layers and the toolbox, opened at our algorithms, and nothing else."""
    window = iface.mainWindow()
    window.setGeometry(0, 0, *WINDOW)
    for panel in window.findChildren(QDockWidget):
        if panel.objectName() not in ('Layers', 'ProcessingToolbox'):
            panel.hide()
    toolbox = window.findChild(QDockWidget, 'ProcessingToolbox')
    toolbox.show()
    wait(1)
    window.resizeDocks([window.findChild(QDockWidget, 'Layers'), toolbox], [290, 290], Qt.Orientation.Horizontal)
    tree = toolbox.findChild(QTreeView)
    tree.collapseAll()
    model = tree.model()
    providers = [model.index(row, 0) for row in range(model.rowCount())]
    ours = next(provider for provider in providers if provider.data() == 'SatGAN')
    tree.expandRecursively(ours)
    wait(1)
    tree.scrollToBottom()
    iface.messageBar().clearWidgets()


def loaded(output: str) -> QgsProcessingOutputLayerDefinition:
    """Return an output that is loaded when the run is over, as a tick in the dialog asks for."""
    return QgsProcessingOutputLayerDefinition(output, QgsProject.instance())


def layer_named(name: str) -> QgsMapLayer:
    """Return a layer of the project, which may be about to be loaded."""
    wait_until(lambda: bool(QgsProject.instance().mapLayersByName(name)))
    return QgsProject.instance().mapLayersByName(name)[0]


def take_monitor(dialog: QDialog) -> None:
    """Take a picture of the training monitor once there are curves to see."""
    wait_until(lambda: 'Epoch 5/' in log_of(dialog) or 'Execution completed' in log_of(dialog))
    window = iface.mainWindow()
    next(action for action in window.findChildren(QAction) if action.text() == 'Training monitor').trigger()
    dock = window.findChild(QDockWidget, 'SatganTrainingMonitor')
    dock.setFloating(True)
    dock.resize(*DOCK)
    take(dock, 'monitor')
    dock.close()


def take_imagine() -> None:
    """Draw a house, an avenue and trees on a part of the land cover, and take a picture of that and of the image of it."""
    land_cover, image = layer_named('Land cover'), layer_named('Image of Kampala')
    window, canvas = iface.mainWindow(), iface.mapCanvas()
    for layer in QgsProject.instance().mapLayers().values():
        node = QgsProject.instance().layerTreeRoot().findLayer(layer)
        node.setItemVisibilityChecked(layer is image)
        node.setExpanded(False)
    window.findChild(QDockWidget, 'ProcessingToolbox').hide()
    next(action for action in window.findChildren(QAction) if action.text() == 'Imagine').trigger()
    dock = window.findChild(QDockWidget, 'SatganImagine')
    dock.choose_model(SAMPLE / 'models' / 'kampala_land_cover.safetensors')
    dock.start.setLayer(land_cover)
    canvas.setExtent(image.extent())
    wait(1)
    imagined: list[float] = []
    dock.studio.imagined.connect(imagined.append)
    dock.begin()
    wait_until(lambda: len(imagined) == 1)
    draw_stroke(dock, 'grass', 90, [(0.38, 0.58), (0.42, 0.68), (0.48, 0.64)])
    draw_polygon(
        dock, 'red roof', [(0.36, 0.59), (0.46, 0.58), (0.465, 0.63), (0.425, 0.635), (0.43, 0.68), (0.365, 0.69)]
    )
    draw_stroke(dock, 'bare ground', 14, [(0.41, 0.5), (0.415, 0.55), (0.41, 0.59)])
    draw_stroke(dock, 'trees', 16, [(0.495, 0.55), (0.5, 0.6), (0.495, 0.68)])
    wait_until(lambda: len(imagined) >= 2)
    wait(5)  # strokes that follow each other are translated together
    take(window, 'imagine')
    dock.end()


def draw_polygon(dock: QDockWidget, name: str, corners: list[tuple[float, float]]) -> None:
    """Click on places of the map, given as shares of its width and height, with the polygon tool of Imagine."""
    choose_class(dock, name)
    dock.painting_actions[1].trigger()
    view = iface.mapCanvas().viewport()
    for corner in corners:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=on_map(corner))
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=on_map(corners[-1]))
    wait(0.5)


def draw_stroke(dock: QDockWidget, name: str, width: int, points: list[tuple[float, float]]) -> None:
    """Draw a line through places of the map with the brush of Imagine."""
    choose_class(dock, name)
    dock.painting_actions[0].trigger()
    dock.brush.setValue(width)
    view = iface.mapCanvas().viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=on_map(points[0]))
    for point in points[1:]:
        QTest.mouseMove(view, on_map(point))
        wait(0.2)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=on_map(points[-1]))
    wait(0.5)


def choose_class(dock: QDockWidget, name: str) -> None:
    """Choose a class of Imagine's legend by its name."""
    (item,) = dock.legend.findItems(name, Qt.MatchFlag.MatchExactly)
    dock.legend.setCurrentItem(item)


def on_map(place: tuple[float, float]) -> QPoint:
    """Return the pixel of the map at shares of its width and height."""
    canvas = iface.mapCanvas()
    return QPoint(round(place[0] * canvas.width()), round(place[1] * canvas.height()))


def run(
    algorithm: str,
    parameters: dict[str, Any],
    picture: str = '',
    height: int = 0,
    when: str = '',
    then: Callable[[QDialog], None] | None = None,
) -> None:
    """Fill in a dialog, run it and wait for the end.

    Args:
        algorithm: its id.
        parameters: what to fill in.
        picture: name of the picture; empty takes none.
        height: of the dialog, where it needs more than others.
        when: what the log must hold before the picture is taken; empty takes it before the run.
        then: is called after that, with the dialog.
    """
    dialog = processing.createAlgorithmDialog(f'satgan:{algorithm}', parameters)
    dialog.show()
    dialog.resize(DIALOG[0], height or DIALOG[1])  # after it has taken the size of the one before
    if picture and not when:
        take(dialog, picture)
    finished: list[bool] = []
    dialog.algorithmFinished.connect(lambda successful, results: finished.append(successful))
    dialog.runAlgorithm()
    if when:
        wait_until(lambda: when in log_of(dialog) or bool(finished))
        take(dialog, picture)
    if then:
        then(dialog)
    wait_until(lambda: bool(finished))
    if not finished[0]:
        raise RuntimeError(f'{algorithm} failed:\n{log_of(dialog)}')
    dialog.close()


def log_of(dialog: QDialog) -> str:
    """Return the text of the log of a dialog."""
    return '\n'.join(view.toPlainText() for view in dialog.findChildren(QTextEdit))


def take(window: QWidget, name: str) -> None:
    """Take a picture of a window once it is drawn."""
    for line in window.findChildren(QLineEdit):
        line.deselect()
    if window.focusWidget():
        window.focusWidget().clearFocus()
    canvas = iface.mapCanvas()
    canvas.refresh()
    wait(2)
    wait_until(lambda: not canvas.isDrawing())
    wait(0.5)
    if not window.grab().save(str(PICTURES / f'{name}.png')):
        raise RuntimeError(f'{name}.png could not be written')


def wait(seconds: float) -> None:
    """Let QGIS work for some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.02)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Let QGIS work until something is so."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError('QGIS did not get there')
        wait(0.1)


QTimer.singleShot(3000, main)

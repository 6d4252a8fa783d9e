"""What `docs/make_screenshots.py` has QGIS do: the main job in the windows of QGIS, with a picture of each."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import processing
from qgis.core import (
    Qgis,
    QgsFillSymbol,
    QgsMapLayer,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QPlainTextEdit, QTextEdit, QTreeView, QWidget
from qgis.utils import iface

PICTURES = Path(os.environ['SATGAN_PICTURES'])
DATA = Path(os.environ['SATGAN_DATA'])
DEMO = Path(os.environ['SATGAN_DEMO'])

WINDOW = QSize(1400, 900)
DIALOG = QSize(1000, 760)
PATIENCE = 600  # seconds


def main() -> None:
    """Take all pictures and leave QGIS; whatever goes wrong is told on the terminal."""
    try:
        take_all()
        QgsProject.instance().clear()
        status = 0
    except Exception:
        traceback.print_exc()
        status = 1
    os._exit(status)  # QGIS would ask questions


def take_all() -> None:
    """Do the main job, from footprints to the synthetic raster."""
    prepare_window()
    image = QgsRasterLayer(str(DATA / 'kampala.tif'), 'Kampala')
    footprints = QgsVectorLayer(str(DATA / 'kampala_buildings.geojson'), 'Buildings')
    outline(footprints)
    QgsProject.instance().addMapLayers([image, footprints])
    iface.setActiveLayer(image)
    iface.mapCanvas().setExtent(image.extent())
    picture(iface.mainWindow(), 'toolbox')

    mask = str(DATA / 'mask.tif')
    run('rasterizefootprints', {'FOOTPRINTS': footprints, 'REFERENCE': image, 'OUTPUT': loaded(mask)}, 'rasterize')
    classes = QgsProject.instance().mapLayersByName('Class raster')[0]
    classes.setName('Kampala buildings')

    chips = {'INPUT': classes, 'TARGET': image, 'CHIP_SIZE': 128, 'STRIDE': 32, 'MAX_NODATA': 0.05}
    chips |= {'VALIDATION': 0.06, 'TEST': 0, 'OUTPUT': str(DATA / 'chips')}
    run('exportpairedchips', chips, 'export')

    training = {'DATASET': str(DATA / 'chips'), 'GENERATOR': 'unet128', 'EPOCHS': 4, 'DECAY_EPOCHS': 2}
    training |= {'FILTERS': 16, 'OUTPUT': str(DATA / 'run')}
    run('trainpix2pix', training, 'train', when='Epoch 4/')

    apply = {'MODEL': str(DEMO / 'run' / 'model.safetensors'), 'INPUT': classes, 'OVERLAP': 64}
    run('applymodel', apply | {'OUTPUT': loaded(str(DATA / 'kampala_synthetic.tif'))}, 'apply')
    show_result()
    picture(iface.mainWindow(), 'synthetic')


def prepare_window() -> None:
    """Show the map, the layers and the toolbox, opened at our algorithms."""
    window = iface.mainWindow()
    window.showNormal()
    window.setGeometry(0, 0, WINDOW.width(), WINDOW.height())
    for name in ('Browser', 'Browser2'):
        panel = window.findChild(QDockWidget, name)
        if panel:
            panel.hide()
    toolbox = window.findChild(QDockWidget, 'ProcessingToolbox')
    toolbox.show()
    window.resizeDocks([toolbox], [330], Qgis_horizontal())
    tree = toolbox.findChild(QTreeView)
    tree.collapseAll()
    wait(1)
    model = tree.model()
    for row in range(model.rowCount()):
        provider = model.index(row, 0)
        if provider.data() == 'SatGAN':
            tree.expandRecursively(provider)
            tree.scrollTo(provider)


def Qgis_horizontal() -> Any:
    from qgis.PyQt.QtCore import Qt

    return Qt.Orientation.Horizontal


def outline(layer: QgsVectorLayer) -> None:
    """Draw polygons as outlines, so that the image below is seen."""
    style = {'style': 'no', 'outline_color': '#ffe100', 'outline_width': '0.5'}
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(style)))


def loaded(path: str) -> QgsProcessingOutputLayerDefinition:
    """Return an output that is loaded when the run is over, as the box below it says."""
    return QgsProcessingOutputLayerDefinition(path, QgsProject.instance())


def run(name: str, parameters: dict[str, Any], file: str, when: str = '') -> None:
    """Fill in a dialog, run it and wait for the end.

    Args:
        name: id of the algorithm.
        parameters: what to fill in.
        file: name of the picture.
        when: what the log must hold before the picture is taken; empty takes it before the run.
    """
    dialog = processing.createAlgorithmDialog(f'satgan:{name}', parameters)
    dialog.resize(DIALOG)
    dialog.show()
    if not when:
        picture(dialog, file)
    finished: list[tuple[bool, dict[str, Any]]] = []
    dialog.algorithmFinished.connect(lambda done, results: finished.append((done, results)))
    dialog.runAlgorithm()
    if when:
        wait_until(lambda: when in log_of(dialog) or bool(finished))
        picture(dialog, file)
    wait_until(lambda: bool(finished))
    if not finished[0][0]:
        raise RuntimeError(f'{name} failed:\n{log_of(dialog)}')
    dialog.close()


def log_of(dialog: QDialog) -> str:
    """Return the text of the log of a dialog."""
    views = [*dialog.findChildren(QTextEdit), *dialog.findChildren(QPlainTextEdit)]
    return '\n'.join(view.toPlainText() for view in views)


def show_result() -> None:
    """Leave on the map: the outlines, the synthetic raster below them, and below it the image."""
    root = QgsProject.instance().layerTreeRoot()
    for node in root.findLayers():
        node.setItemVisibilityChecked(node.name() != 'Kampala buildings')
        node.setExpanded(False)


def picture(widget: QWidget, name: str) -> None:
    """Take a picture of a window once it is drawn."""
    canvas = iface.mapCanvas()
    canvas.refresh()
    wait(2)
    wait_until(lambda: not canvas.isDrawing())
    wait(0.5)
    if not widget.grab().save(str(PICTURES / f'{name}.png')):
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

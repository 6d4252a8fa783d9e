"""What the tests of the QGIS side share: the provider, small layers, and stand-ins for the engine."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'build' / 'plugins'))

from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsSettings,
    QgsVectorLayer,
)

gdal.UseExceptions()


@pytest.fixture(scope='session')
def provider(qgis_app, qgis_processing):
    from satgan.satgan_qgis.plugin import SatganPlugin

    plugin = SatganPlugin(None)
    plugin.initProcessing()
    yield QgsApplication.processingRegistry().providerById('satgan')
    plugin.unload()


@pytest.fixture
def no_engine(provider, monkeypatch):
    """Nothing names an engine."""
    from processing.core.ProcessingConfig import ProcessingConfig
    from satgan.satgan_qgis.engine.discovery import SETTING, VARIABLE
    from satgan.satgan_qgis.engine.managed import REMEMBERED

    monkeypatch.delenv(VARIABLE, raising=False)
    ProcessingConfig.setSettingValue(SETTING, '')
    QgsSettings().remove(REMEMBERED)
    yield
    ProcessingConfig.setSettingValue(SETTING, '')
    QgsSettings().remove(REMEMBERED)


@pytest.fixture
def fake_engine(no_engine, tmp_path, monkeypatch):
    """Returns a function that makes SATGAN_PYTHON a stand-in of the given mode, and returns its record folder."""

    def install(mode='ok'):
        record = tmp_path / f'record {mode}'
        record.mkdir()
        script = record / 'python'
        engine = Path(__file__).with_name('fake_engine.py')
        script.write_text(f'#!/bin/sh\nexec /usr/bin/python3 "{engine}" {mode} "{record}" "$@"\n')
        script.chmod(0o755)
        monkeypatch.setenv('SATGAN_PYTHON', str(script))
        return record

    return install


@pytest.fixture
def run(provider):
    """Returns a function that runs an algorithm as Processing does and returns its results and its log."""

    def run_algorithm(name, parameters, context=None, feedback=None):
        context = context or QgsProcessingContext()
        context.setProject(QgsProject.instance())
        feedback = feedback or QgsProcessingFeedback()
        algorithm = provider.algorithm(name) if isinstance(name, str) else name
        accepted, reason = algorithm.checkParameterValues(parameters, context)
        assert accepted, reason
        results, _ = algorithm.run(parameters, context, feedback, {}, False)
        return SimpleNamespace(results=results, log=feedback.textLog(), context=context)

    return run_algorithm


@pytest.fixture
def raster(tmp_path):
    """Returns a function that writes a small raster and returns its path."""

    def write(name='image.tif', bands=3, epsg=32636, size=32):
        path = tmp_path / name
        data = gdal.GetDriverByName('GTiff').Create(str(path), size, size, bands)
        data.SetGeoTransform((450000.0, 0.5, 0.0, 30000.0, 0.0, -0.5))
        if epsg:
            reference = osr.SpatialReference()
            reference.ImportFromEPSG(epsg)
            data.SetProjection(reference.ExportToWkt())
        data.GetRasterBand(1).Fill(7)
        data.FlushCache()
        return path

    return write


@pytest.fixture
def polygons(provider):
    """Three squares in a memory layer, with a field `kind` of a, b, c."""
    layer = QgsVectorLayer('Polygon?crs=EPSG:32636&field=kind:string', 'houses', 'memory')
    for index, kind in enumerate('abc'):
        feature = QgsFeature(layer.fields())
        feature['kind'] = kind
        left = 450000 + 5 * index
        feature.setGeometry(
            QgsGeometry.fromWkt(f'POLYGON(({left} 29990,{left + 3} 29990,{left + 3} 29993,{left} 29993,{left} 29990))')
        )
        layer.dataProvider().addFeature(feature)
    layer.updateExtents()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())

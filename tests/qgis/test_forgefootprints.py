"""Streets on the way to the engine."""

import json

import pytest
from osgeo import ogr
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingContext, QgsProject, QgsVectorLayer

LINE = 'LineString (450000 30000, 450020 30010)'


@pytest.fixture
def streets(provider):
    """A line in a memory layer."""
    layer = QgsVectorLayer('LineString?crs=EPSG:32636', 'streets', 'memory')
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt(LINE))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


def test_a_layer_of_lines_arrives_as_a_file(run, fake_engine, polygons, streets, tmp_path):
    record = fake_engine('chain')
    run('forgefootprints', {'FOOTPRINTS': polygons.id(), 'STREETS': streets.id(), 'OUTPUT': str(tmp_path / 'f.gpkg')})
    (line,) = (record / 'jobs.jsonl').read_text().splitlines()
    data = ogr.Open(json.loads(line)['streets'].split('|')[0])
    (feature,) = list(data.GetLayer(0))
    assert QgsGeometry.fromWkt(feature.GetGeometryRef().ExportToWkt()).equals(QgsGeometry.fromWkt(LINE))


def test_without_streets_there_are_none(run, fake_engine, polygons, tmp_path):
    record = fake_engine('chain')
    run('forgefootprints', {'FOOTPRINTS': polygons.id(), 'OUTPUT': str(tmp_path / 'f.gpkg')})
    (line,) = (record / 'jobs.jsonl').read_text().splitlines()
    assert json.loads(line)['streets'] is None


def test_polygons_are_no_streets(provider, polygons, tmp_path):
    parameters = {'FOOTPRINTS': polygons.id(), 'STREETS': polygons.id(), 'OUTPUT': str(tmp_path / 'f.gpkg')}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    accepted, reason = provider.algorithm('forgefootprints').checkParameterValues(parameters, context)
    assert not accepted
    assert reason == 'houses (STREETS) is a polygon layer: choose a line layer.'

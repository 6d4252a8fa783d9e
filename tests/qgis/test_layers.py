"""How results look when they land on the map."""

import pytest
from qgis.core import QgsFeature, QgsProcessingContext, QgsProcessingOutputLayerDefinition, QgsProject, QgsVectorLayer
from satgan.satgan_qgis.layers import colour_by_error, colour_by_part


@pytest.fixture
def outlines():
    layer = QgsVectorLayer('Polygon?crs=EPSG:32636&field=split:string', 'outlines', 'memory')
    for part in ('train', 'validation', 'test'):
        feature = QgsFeature(layer.fields())
        feature['split'] = part
        layer.dataProvider().addFeature(feature)
    return layer


def test_chip_outlines_are_coloured_by_part(outlines):
    colour_by_part(outlines)
    categories = outlines.renderer().categories()
    assert outlines.renderer().classAttribute() == 'split'
    assert [category.value() for category in categories] == ['train', 'validation', 'test']
    assert len({category.symbol().color().name() for category in categories}) == 3
    assert all(category.symbol().color().alpha() < 128 for category in categories)


def test_outlines_that_are_loaded_get_their_colours(run, fake_engine, raster, tmp_path):
    fake_engine()
    context = QgsProcessingContext()
    target = QgsProcessingOutputLayerDefinition(str(tmp_path / 'outlines.gpkg'), QgsProject.instance())
    parameters = {'INPUT': str(raster('a.tif')), 'TARGET': str(raster('b.tif')), 'OUTPUT': str(tmp_path / 'chips')}
    run('exportpairedchips', parameters | {'CHIPS_LAYER': target}, context=context)
    (details,) = context.layersToLoadOnCompletion().values()
    assert details.postProcessor() is not None


def test_judged_chips_are_coloured_by_their_error():
    layer = QgsVectorLayer('Polygon?crs=EPSG:32636&field=mae:double', 'judged', 'memory')
    for error in range(20):
        feature = QgsFeature(layer.fields())
        feature['mae'] = float(error)
        layer.dataProvider().addFeature(feature)
    colour_by_error(layer)
    grades = layer.renderer().ranges()
    assert layer.renderer().classAttribute() == 'mae'
    assert len(grades) == 5
    assert (grades[0].lowerValue(), grades[-1].upperValue()) == (0, 19)
    lightness = [grade.symbol().color().lightness() for grade in grades]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(lightness)) == 5


def test_judged_chips_that_are_loaded_get_their_colours(run, fake_engine, tmp_path):
    fake_engine()
    (tmp_path / 'chips').mkdir()
    (tmp_path / 'chips' / 'dataset.json').touch()
    (tmp_path / 'model.safetensors').touch()
    context = QgsProcessingContext()
    target = QgsProcessingOutputLayerDefinition(str(tmp_path / 'judged.gpkg'), QgsProject.instance())
    parameters = {'MODEL': str(tmp_path / 'model.safetensors'), 'DATASET': str(tmp_path / 'chips'), 'OUTPUT': target}
    run('evaluatemodel', parameters, context=context)
    (details,) = context.layersToLoadOnCompletion().values()
    assert details.postProcessor() is not None

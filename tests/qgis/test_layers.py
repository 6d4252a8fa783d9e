"""How results look when they land on the map."""

import pytest
from osgeo import gdal
from qgis.core import QgsFeature, QgsRasterLayer, QgsVectorLayer
from satgan.satgan_qgis.layers import colour_by_error, colour_by_part, grade


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


def test_uncertainty_is_drawn_darker_where_it_is_larger(raster):
    path = str(raster(bands=2))
    data = gdal.Open(path, gdal.GA_Update)
    data.GetRasterBand(1).WriteRaster(0, 0, 2, 1, bytes([3, 90]))
    del data
    layer = QgsRasterLayer(path, 'uncertainty')
    grade(layer)
    renderer = layer.renderer()
    assert (renderer.type(), renderer.inputBand()) == ('singlebandpseudocolor', 1)
    colours = [item.color.lightness() for item in renderer.shader().rasterShaderFunction().colorRampItemList()]
    assert (renderer.classificationMin(), renderer.classificationMax()) == (3, 90)
    assert colours == sorted(colours, reverse=True) and colours[0] > colours[-1]

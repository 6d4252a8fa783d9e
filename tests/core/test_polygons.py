"""Reading polygon layers: filters, coordinate systems, repairs, and what is no polygon layer."""

import geopandas
import numpy as np
import pandas
import pyogrio
import pytest
import shapely
from rasterio.crs import CRS

from core.errors import SatganError
from core.labels.polygons import geojson, read_polygons
from tests.core.rasters_made import UTM, Notes, gdal, write_polygons

SQUARES = [shapely.box(500000 + 10 * i, 4999990, 500008 + 10 * i, 5000000) for i in range(4)]
BOW_TIE = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])


def read(source, crs=UTM, notes=None):
    return read_polygons(str(source), crs and CRS.from_user_input(crs), notes or Notes())


@pytest.mark.parametrize('suffix', ['gpkg', 'geojson', 'shp', 'fgb'])
def test_every_common_format_is_read(tmp_path, suffix):
    path = write_polygons(tmp_path / f'a.{suffix}', SQUARES, kind=list('abcd'))
    frame = read(path).sort_values('kind')
    assert frame['kind'].tolist() == list('abcd')
    assert shapely.equals(shapely.normalize(frame.geometry), shapely.normalize(SQUARES)).all()


def test_coordinates_are_converted(tmp_path):
    path = write_polygons(tmp_path / 'a.gpkg', geopandas.GeoSeries(SQUARES, crs=UTM).to_crs(4326), crs='EPSG:4326')
    found = shapely.get_coordinates(read(path).geometry)
    assert found == pytest.approx(shapely.get_coordinates(SQUARES), abs=1e-4)


def test_coordinates_stay_where_the_raster_has_no_system(tmp_path):
    path = write_polygons(tmp_path / 'a.gpkg', SQUARES)
    assert shapely.get_coordinates(read(path, crs=None).geometry).tolist() == shapely.get_coordinates(SQUARES).tolist()


def test_layer_without_coordinate_system_is_told(tmp_path):
    path = write_polygons(tmp_path / 'a.geojson', SQUARES, crs=None)
    gdal('ogr2ogr', '-a_srs', 'NONE', tmp_path / 'b.shp', path)
    with pytest.raises(SatganError, match=r'b\.shp has no coordinate system\. Assign it'):
        read(tmp_path / 'b.shp')
    assert len(read(tmp_path / 'b.shp', crs=None)) == 4


def test_local_coordinate_system_leads_nowhere(tmp_path):
    path = write_polygons(tmp_path / 'a.gpkg', SQUARES, crs='LOCAL_CS["site",UNIT["metre",1]]')
    with pytest.raises(SatganError, match=r'a\.gpkg cannot be converted into those of the raster'):
        read(path)


def test_one_layer_of_several(tmp_path):
    path = tmp_path / 'a.gpkg'
    write_polygons(path, SQUARES[:1], layer='first')
    write_polygons(path, SQUARES[1:], layer='se co|nd')
    assert len(read(f'{path}|layername=first')) == 1
    write_polygons(path, SQUARES[:2], layer='third')
    assert len(read(f'{path}|layername=third|geometrytype=Polygon')) == 2


def test_filter_as_qgis_writes_it(tmp_path):
    path = write_polygons(tmp_path / 'a.gpkg', SQUARES, kind=['a', 'b', 'a|b', 'c'])
    assert read(f'{path}|layername=a|subset="kind" = \'a|b\' OR "kind" = \'c\'')['kind'].tolist() == ['a|b', 'c']


@pytest.mark.parametrize(
    ('more', 'words'),
    [
        ('|layername=none', 'cannot be opened as a vector layer'),
        ('|subset="kind" ! 1', 'cannot be opened as a vector layer'),
        ('|subset="kind" = 5', 'has no features'),
    ],
)
def test_missing_layer_or_empty_filter_is_told(tmp_path, more, words):
    path = write_polygons(tmp_path / 'a.gpkg', SQUARES, kind=[1, 2, 3, 4])
    with pytest.raises(SatganError, match=rf'a\.gpkg.* {words}'):
        read(f'{path}{more}')


@pytest.mark.parametrize(
    ('content', 'words'), [(None, 'does not exist'), ('no layer', 'cannot be opened as a vector layer')]
)
def test_what_is_no_layer_is_told(tmp_path, content, words):
    if content:
        (tmp_path / 'a.gpkg').write_text(content)
    with pytest.raises(SatganError, match=words):
        read(tmp_path / 'a.gpkg')


def test_table_is_told(tmp_path):
    pyogrio.write_dataframe(pandas.DataFrame({'a': [1]}), tmp_path / 'a.csv')
    with pytest.raises(SatganError, match=r'a\.csv is a table without geometries'):
        read(tmp_path / 'a.csv')


def test_empty_layer_is_told(tmp_path):
    geopandas.GeoDataFrame({'a': []}, geometry=[], crs=UTM).to_file(tmp_path / 'a.gpkg', geometry_type='Polygon')
    with pytest.raises(SatganError, match=r'a\.gpkg has no features'):
        read(tmp_path / 'a.gpkg')


@pytest.mark.parametrize(
    ('geometries', 'words'),
    [
        ([shapely.Point(1, 1), shapely.Point(2, 2)], 'has no polygons, but Point'),
        ([shapely.LineString([(0, 0), (1, 1)]), shapely.Point(2, 2)], 'has no polygons, but LineString, Point'),
        ([shapely.Polygon()], 'has no polygons, but Polygon'),
        ([None], 'has no polygons, but no geometries'),
    ],
)
def test_layer_without_polygons_is_told(tmp_path, geometries, words):
    with pytest.raises(SatganError, match=words):
        read(write_polygons(tmp_path / 'a.gpkg', geometries))


def test_bow_tie_becomes_two_triangles(tmp_path):
    notes = Notes()
    frame = read(write_polygons(tmp_path / 'a.gpkg', [BOW_TIE, SQUARES[0]]), notes=notes)
    assert shapely.is_valid(frame.geometry).all()
    assert frame.geometry.area.tolist() == pytest.approx([2, 80])
    assert notes.warnings == ['1 of 2 polygons were invalid (self-intersections) and were repaired.']


def test_what_a_repair_leaves_beside_polygons_is_dropped(tmp_path):
    spike = shapely.Polygon([(0, 0), (4, 0), (4, 4), (8, 8), (4, 4), (0, 4)])
    (repaired,) = read(write_polygons(tmp_path / 'a.gpkg', [spike])).geometry
    assert repaired.equals(shapely.box(0, 0, 4, 4))


def test_polygons_are_picked_out_of_collections(tmp_path):
    mixed = shapely.GeometryCollection([SQUARES[0], shapely.Point(0, 0), shapely.MultiPolygon(SQUARES[1:3])])
    (picked,) = read(write_polygons(tmp_path / 'a.gpkg', [mixed])).geometry
    assert picked.equals(shapely.union_all(SQUARES[:3]))


def test_features_without_polygon_are_left_out_and_counted(tmp_path):
    notes = Notes()
    path = write_polygons(tmp_path / 'a.gpkg', [SQUARES[0], None, shapely.Point(0, 0), SQUARES[1]], kind=[1, 2, 3, 4])
    assert read(path, notes=notes)['kind'].tolist() == [1, 4]
    assert notes.warnings == ['2 of 4 features have no polygon and were left out.']


def test_heights_do_not_disturb(tmp_path):
    high = shapely.force_3d(SQUARES[0], 7.0)
    (found,) = read(write_polygons(tmp_path / 'a.gpkg', [high])).geometry
    assert found.area == SQUARES[0].area


def test_curved_outlines_are_followed(tmp_path):
    circle = 'CURVEPOLYGON(CIRCULARSTRING(0 0,10 0,0 0))'
    (tmp_path / 'a.csv').write_text(f'kind,WKT\n1,"{circle}"\n')
    gdal('ogr2ogr', '-a_srs', UTM, tmp_path / 'b.gpkg', tmp_path / 'a.csv', '-oo', 'KEEP_GEOM_COLUMNS=NO')
    (found,) = read(tmp_path / 'b.gpkg').geometry
    assert found.area == pytest.approx(np.pi * 25, rel=0.01)


FAR = shapely.box(-80, -5, -70, 5)  # a quarter of the earth away from the zone of the raster


def test_polygons_that_have_no_place_on_the_raster_are_left_out(tmp_path):
    notes = Notes()
    near = geopandas.GeoSeries(SQUARES[:1], crs=UTM).to_crs(4326).iloc[0]
    frame = read(write_polygons(tmp_path / 'a.gpkg', [near, FAR], crs='EPSG:4326'), notes=notes)
    assert frame.geometry.area.tolist() == pytest.approx([80], rel=1e-5)
    assert notes.warnings == ['1 of 2 polygons lie where the raster cannot be, and were left out.']


def test_no_polygon_with_a_place_on_the_raster_is_told(tmp_path):
    with pytest.raises(SatganError, match='has no place for them'):
        read(write_polygons(tmp_path / 'a.gpkg', [FAR], crs='EPSG:4326'))


@pytest.mark.parametrize('many', [False, True])
def test_geojson_is_that_of_shapely(many):
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)], [(5, 5), (6, 5), (6, 6)]])
    polygons = [holed, shapely.box(1.5, 2, 3, 4), shapely.Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])]
    if many:
        polygons.append(shapely.MultiPolygon([holed, shapely.box(20, 20, 21, 21)]))
    found = [shapely.geometry.shape(item) for item in geojson(np.array(polygons), lambda points: points + 1)]
    flat = [shapely.transform(shapely.force_2d(polygon), lambda points: points + 1) for polygon in polygons]
    assert all(shapely.normalize(a).equals(b) for a, b in zip(found, flat, strict=True))
    assert [len(shapely.get_coordinates(item)) for item in found] == [len(shapely.get_coordinates(p)) for p in flat]

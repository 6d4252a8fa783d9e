"""Footprints of a place that does not exist, through `qgis_process`, up to the class raster that a model translates."""

import geopandas
import rasterio
import shapely

from tests.e2e.qgis_process import ROOT

SAMPLE = ROOT / 'resources' / 'sample'
FOOTPRINTS, IMAGE = SAMPLE / 'kampala_buildings.geojson', SAMPLE / 'kampala.tif'


def test_forged_footprints_become_a_class_raster(qgis, tmp_path):
    with rasterio.open(IMAGE) as image:
        bounds, size = image.bounds, (image.width, image.height)
    extent = f'{bounds.left},{bounds.right},{bounds.bottom},{bounds.top} [EPSG:3857]'
    forged = qgis.run(
        'forgefootprints', FOOTPRINTS=FOOTPRINTS, EXTENT=extent, COUNT=40, SEED=3, OUTPUT=tmp_path / 'forged é.gpkg'
    )
    assert forged.code == 0, forged.errors
    assert forged.results['FEATURE_COUNT'] == 40
    frame = geopandas.read_file(forged.results['OUTPUT']).to_crs(3857)
    assert len(frame) == 40 and abs(frame.area.sum() - frame.union_all().area) < 1e-6 * frame.area.sum()
    burned = qgis.run(
        'rasterizefootprints', FOOTPRINTS=forged.results['OUTPUT'], REFERENCE=IMAGE, OUTPUT=tmp_path / 'mask.tif'
    )
    assert burned.code == 0, burned.errors
    assert burned.results['FEATURE_COUNT'] == 40
    with rasterio.open(tmp_path / 'mask.tif') as mask:
        assert (mask.width, mask.height) == size
        pixel = abs(mask.transform.a * mask.transform.e)
        covered = (mask.read(1) == 1).sum() * pixel
    assert abs(covered - frame.area.sum()) < 0.02 * frame.area.sum()


def test_forged_footprints_line_a_street(qgis, tmp_path):
    """Eight metres from it, measured in the zone of UTM, whatever the coordinate systems of both layers."""
    with rasterio.open(IMAGE) as image:
        left, bottom, right, top = image.bounds
    line = shapely.LineString([(left, bottom + 10), (right, top - 10)])
    geopandas.GeoDataFrame(geometry=[line], crs=3857).to_file(tmp_path / 'street.gpkg')
    extent = f'{left},{right},{bottom},{top} [EPSG:3857]'
    street = {'STREETS': tmp_path / 'street.gpkg', 'SETBACK': 8}
    forged = qgis.run(
        'forgefootprints', FOOTPRINTS=FOOTPRINTS, EXTENT=extent, COUNT=12, **street, OUTPUT=tmp_path / 'forged.gpkg'
    )
    assert forged.code == 0, forged.errors
    frame = geopandas.read_file(forged.results['OUTPUT'])
    utm = frame.estimate_utm_crs()
    apart = frame.to_crs(utm).distance(geopandas.read_file(tmp_path / 'street.gpkg').to_crs(utm).geometry[0])
    assert len(frame) == 12
    assert apart.between(7.999, 8.001).all()


def test_an_extent_without_room_is_a_sentence(qgis, tmp_path):
    outcome = qgis.run(
        'forgefootprints',
        FOOTPRINTS=FOOTPRINTS,
        EXTENT='3624000,3624001,0,1 [EPSG:3857]',
        COUNT=5,
        OUTPUT=tmp_path / 'f.gpkg',
    )
    assert outcome.code != 0
    assert 'has no room for a footprint' in outcome.errors
    assert not (tmp_path / 'f.gpkg').exists()

"""Forged footprints: shapes and attributes of real ones, with room between them, where they were asked for."""

import geopandas
import numpy as np
import pytest
import shapely

from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ForgeFootprints
from tests.core.rasters_made import Notes

UTM = 'EPSG:32636'
SHAPES = [
    shapely.box(0, 0, 20, 10),
    shapely.box(0, 0, 6, 6),
    shapely.Polygon([(0, 0), (18, 0), (18, 6), (6, 6), (6, 15), (0, 15)]),
    shapely.box(0, 0, 12, 12).difference(shapely.box(4, 4, 8, 8)),
    shapely.MultiPolygon([shapely.box(0, 0, 5, 5), shapely.box(8, 0, 12, 9)]),
]
ORIGIN = (450000, 30000)


def sample(folder, crs=UTM, unit=1.0):
    """Write the shapes, 40 m apart, with a kind each."""
    placed = [
        shapely.transform(shape, lambda points, i=i: (points + np.array([40 * i, 0])) / unit + ORIGIN)
        for i, shape in enumerate(SHAPES)
    ]
    frame = geopandas.GeoDataFrame({'kind': list('abcde')}, geometry=placed, crs=UTM if unit == 1 else crs)
    frame = frame.to_crs(crs)
    frame.to_file(folder / 'real.gpkg')
    return folder / 'real.gpkg'


def forge(source, output, notes=None, **more):
    job = ForgeFootprints(footprints=str(source), output=str(output), **more)
    results = run_job(job, notes or Notes())
    frame = geopandas.read_file(output)
    assert results['FEATURE_COUNT'] == len(frame)
    return frame


def extent(width, height, crs=''):
    west, south = ORIGIN
    return f'{west},{west + width},{south},{south + height}{crs}'


def distances(frame) -> np.ndarray:
    """Return the distance of each footprint from each other one."""
    geometries = frame.geometry.to_numpy()
    apart = shapely.distance(geometries[:, None], geometries[None])
    return apart[~np.eye(len(frame), dtype=bool)]


@pytest.mark.parametrize('distance', [0.0, 2.5, 10.0])
def test_they_are_real_shapes_with_room_between_them(tmp_path, distance):
    source = sample(tmp_path)
    real = geopandas.read_file(source)
    forged = forge(source, tmp_path / 'f.gpkg', count=150, min_distance=distance, extent=extent(600, 500))
    assert len(forged) == 150
    origin = real.iloc[forged['forged_from']]
    for measure in (shapely.area, shapely.length, shapely.get_num_coordinates, shapely.get_num_geometries):
        np.testing.assert_allclose(measure(forged.geometry.to_numpy()), measure(origin.geometry.to_numpy()), rtol=1e-6)
    assert list(forged['kind']) == list(origin['kind'])
    assert forged.crs == real.crs
    assert distances(forged).min() > distance
    assert forged.within(shapely.box(*ORIGIN, ORIGIN[0] + 600, ORIGIN[1] + 500)).all()


def test_all_shapes_are_drawn_alike_and_turned_by_any_angle(tmp_path):
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', count=1000, extent=extent(3000, 3000))
    counts = np.bincount(forged['forged_from'], minlength=len(SHAPES))
    assert counts.sum() == 1000 and np.abs(counts - 200).max() < 5 * np.sqrt(160)
    long = forged[forged['kind'] == 'a'].geometry.to_numpy()
    corners = shapely.get_coordinates(long).reshape(len(long), 5, 2)
    sides = corners[:, 1] - corners[:, 0]
    angles = np.degrees(np.arctan2(sides[:, 1], sides[:, 0])) % 360
    assert np.histogram(angles, bins=8, range=(0, 360))[0].min() > 0


def test_the_sizes_stay_those_of_the_sample_where_room_is_scarce(tmp_path):
    """Small shapes find room more easily: drawing anew after each failure would favour them."""
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', count=150, extent=extent(260, 260), min_distance=0.5)
    assert len(forged) == 150
    counts = np.bincount(forged['forged_from'], minlength=len(SHAPES))
    assert np.abs(counts - 30).max() < 5 * np.sqrt(24)


def test_a_density_is_per_hectare_and_that_of_the_sample_by_default(tmp_path):
    source = sample(tmp_path)
    assert len(forge(source, tmp_path / 'a.gpkg', density=7.5, extent=extent(400, 300))) == 90  # on 12 ha
    width, height = np.ptp(geopandas.read_file(source).total_bounds.reshape(2, 2), axis=0)
    expected = round(5 / (width * height) * 400 * 300)
    notes = Notes()
    assert len(forge(source, tmp_path / 'b.gpkg', notes, extent=extent(400, 300))) == expected
    assert notes.warnings == []


def test_without_an_extent_they_lie_where_the_real_ones_are(tmp_path):
    source = sample(tmp_path)
    forged = forge(source, tmp_path / 'f.gpkg', count=3)
    assert forged.within(shapely.box(*geopandas.read_file(source).total_bounds)).all()


def test_layers_in_degrees_are_placed_in_metres(tmp_path):
    source = sample(tmp_path, 'EPSG:4326')
    forged = forge(source, tmp_path / 'f.gpkg', count=60, min_distance=5.0, extent=extent(500, 500, f' [{UTM}]'))
    assert forged.crs.to_epsg() == 4326
    on_ground = forged.to_crs(UTM)
    assert distances(on_ground).min() > 5 - 1e-3
    np.testing.assert_allclose(on_ground.area, [SHAPES[i].area for i in forged['forged_from']], rtol=1e-3)


def test_distances_and_densities_are_metric_where_the_layer_is_in_feet(tmp_path):
    foot = 1200 / 3937
    source = sample(tmp_path, 'EPSG:2263', unit=foot)
    side = 200 / foot  # 4 ha
    place = f'{ORIGIN[0]},{ORIGIN[0] + side},{ORIGIN[1]},{ORIGIN[1] + side}'
    forged = forge(source, tmp_path / 'f.gpkg', density=5.0, min_distance=3.0, extent=place)
    assert len(forged) == 20
    assert distances(forged).min() * foot > 3 - 1e-3


def test_the_same_seed_forges_the_same(tmp_path):
    source, contents = sample(tmp_path), []
    for seed in (1, 1, 2):
        forge(source, tmp_path / 'f.gpkg', count=40, seed=seed, extent=extent(400, 400))
        contents.append((tmp_path / 'f.gpkg').read_bytes())
    assert contents[0] == contents[1] != contents[2]


def test_those_without_room_are_counted(tmp_path):
    notes = Notes()
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', notes, count=500, extent=extent(100, 100))
    assert 10 < len(forged) < 60
    assert notes.warnings == [
        f'{500 - len(forged)} of 500 footprints found no room. Choose fewer, a smaller distance or a larger extent.'
    ]


@pytest.mark.parametrize(
    ('more', 'sentence'),
    [
        ({'count': 4, 'extent': extent(3, 3)}, 'has no room for a footprint'),
        ({'density': 0.001, 'extent': extent(10, 10)}, '0.001 footprints per hectare make 0 on the 0.01 hectares'),
        ({'density': 9000.0, 'extent': extent(200000, 200000)}, 'footprints per hectare make 36000000000'),
        ({'extent': '1,2,3'}, '"1,2,3" is not an extent'),
        ({'output': 'f.shp'}, 'cannot be written to'),
    ],
)
def test_what_cannot_be_is_told_and_leaves_nothing(tmp_path, more, sentence):
    source, output = sample(tmp_path), tmp_path / 'out' / more.pop('output', 'f.gpkg')
    output.parent.mkdir()
    with pytest.raises(SatganError, match=sentence) as raised:
        forge(source, output, **more)
    assert raised.value.hint
    assert list(output.parent.iterdir()) == []


def test_cancelling_leaves_nothing(tmp_path):
    output = tmp_path / 'out' / 'f.gpkg'
    output.parent.mkdir()
    with pytest.raises(Cancelled):
        forge(sample(tmp_path), output, Notes(stop_at=0), count=50, extent=extent(400, 400))
    assert list(output.parent.iterdir()) == []


def test_a_local_coordinate_system_is_a_plane_already(tmp_path):
    local = 'LOCAL_CS["site grid",UNIT["metre",1],AXIS["x",EAST],AXIS["y",NORTH]]'
    frame = geopandas.GeoDataFrame({'kind': list('abcde')}, geometry=SHAPES).set_crs(local)
    frame.to_file(tmp_path / 'real.gpkg')
    forged = forge(tmp_path / 'real.gpkg', tmp_path / 'f.gpkg', count=30, min_distance=2.0, extent='0,300,0,200')
    assert len(forged) == 30
    assert distances(forged).min() > 2
    assert forged.within(shapely.box(0, 0, 300, 200)).all()
    np.testing.assert_allclose(forged.area, [SHAPES[i].area for i in forged['forged_from']], rtol=1e-6)

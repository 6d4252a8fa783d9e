"""Footprints forged along streets: at the setback, parallel, on both sides, and out of the way of other streets."""

import geopandas
import numpy as np
import pytest
import shapely

from core.errors import SatganError
from tests.core.rasters_made import Notes
from tests.core.test_forge import ORIGIN, SHAPES, UTM, distances, extent, forge, sample

WIDE = {'count': 40, 'extent': extent(800, 600)}


def streets(folder, *lines, crs=UTM):
    """Write lines, given by points in metres from the lower left corner of the extent."""
    placed = [shapely.LineString(np.asarray(points) + ORIGIN) for points in lines]
    geopandas.GeoDataFrame(geometry=placed, crs=UTM).to_crs(crs).to_file(folder / 'streets.gpkg')
    return folder / 'streets.gpkg'


def read(path):
    return geopandas.read_file(path).to_crs(UTM).geometry.union_all()


@pytest.mark.parametrize('setback', [0.5, 6.0, 25.0])
@pytest.mark.parametrize('end', [(800, 300), (800, 520), (400, 600)])
def test_they_stand_at_the_setback_on_both_sides(tmp_path, setback, end):
    path = streets(tmp_path, [(0, 100), end])
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', streets=str(path), setback=setback, **WIDE)
    assert len(forged) == 40
    np.testing.assert_allclose(forged.distance(read(path)), setback, rtol=1e-5)
    direction = np.subtract(end, (0, 100))
    centres = shapely.get_coordinates(shapely.centroid(forged.geometry.to_numpy())) - ORIGIN - (0, 100)
    left = np.cross(direction, centres) > 0
    assert 5 < left.sum() < 35
    assert distances(forged).min() > 1


def test_their_longer_sides_follow_the_street(tmp_path):
    path = streets(tmp_path, [(0, 50), (800, 550)])
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', streets=str(path), **WIDE)
    long = forged[forged['kind'] == 'a'].geometry.to_numpy()
    corners = shapely.get_coordinates(long).reshape(len(long), 5, 2)
    sides = np.diff(corners, axis=1)
    longer = sides[np.arange(len(long)), np.hypot(*sides.transpose(2, 0, 1)).argmax(axis=1)]
    along = np.array([800, 500]) / np.hypot(800, 500)
    np.testing.assert_allclose(np.abs(longer @ along), 20, rtol=1e-6)  # the length of the rectangle


def test_they_stay_away_from_every_street(tmp_path):
    """At corners and bends the nearer street decides."""
    path = streets(tmp_path, [(0, 300), (400, 300), (600, 590)], [(400, 0), (400, 600)], [(0, 330), (790, 340)])
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', streets=str(path), setback=4.0, **WIDE)
    apart = forged.distance(read(path)).to_numpy()
    np.testing.assert_allclose(apart, 4, rtol=1e-5)


def test_they_are_real_shapes_all_of_which_are_drawn(tmp_path):
    path = streets(tmp_path, [(0, 100), (800, 120)], [(0, 400), (800, 300)])
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', streets=str(path), **WIDE)
    expected = np.array([shape.area for shape in SHAPES])[forged['forged_from']]
    np.testing.assert_allclose(forged.area, expected, rtol=1e-6)
    assert set(forged['forged_from']) == set(range(len(SHAPES)))


def test_streets_may_be_in_another_coordinate_system(tmp_path):
    path = streets(tmp_path, [(0, 100), (800, 500)], crs='EPSG:4326')
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', streets=str(path), **WIDE)
    np.testing.assert_allclose(forged.distance(read(path)), 6, rtol=1e-4)


def test_the_same_seed_forges_the_same(tmp_path):
    source, path = sample(tmp_path), streets(tmp_path, [(0, 100), (800, 500)])
    for name, seed in (('a', 3), ('b', 3), ('c', 4)):
        forge(source, tmp_path / f'{name}.gpkg', streets=str(path), seed=seed, **WIDE)
    contents = [(tmp_path / f'{name}.gpkg').read_bytes() for name in 'abc']
    assert contents[0] == contents[1] != contents[2]


def test_a_short_street_has_room_for_few(tmp_path):
    notes = Notes()
    path = streets(tmp_path, [(400, 300), (440, 300)])
    forged = forge(sample(tmp_path), tmp_path / 'f.gpkg', notes, streets=str(path), **WIDE)
    assert 2 <= len(forged) < 12
    assert any('found no room' in text for text in notes.warnings)


@pytest.mark.parametrize(
    ('lines', 'sentence'),
    [
        ([[(5000, 0), (6000, 0)]], 'No street of .* lies in the extent'),
        ([], 'has no lines'),
    ],
)
def test_what_cannot_be_is_told_and_leaves_nothing(tmp_path, lines, sentence):
    source = sample(tmp_path)
    path = streets(tmp_path, *lines) if lines else source
    with pytest.raises(SatganError, match=sentence):
        forge(source, tmp_path / 'f.gpkg', streets=str(path), **WIDE)
    assert not (tmp_path / 'f.gpkg').exists()

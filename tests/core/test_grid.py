"""Pixel grids: sizes on the ground, coinciding pixels, and windows that others cover."""

import math

import numpy as np
import pyproj
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.windows import Window

from core.errors import SatganError
from core.rasters.grid import Grid, intersection

UTM = CRS.from_epsg(32633)
LOCAL = CRS.from_wkt('LOCAL_CS["building site",UNIT["metre",1]]')
SEMI_MAJOR, ECCENTRICITY_2 = 6378137.0, 0.00669437999014


hundredths = st.integers(-12000, 12000).map(lambda number: number / 100)
windows = st.builds(Window, *[st.integers(-20, 20)] * 2, *[st.integers(1, 20)] * 2)


def grid(column=0.0, row=0.0, width=100, height=80, pixel=10.0, crs=UTM):
    """Return a grid that begins some ten metres right of and below the usual corner."""
    return Grid(crs, Affine(pixel, 0, 500000 + 10 * column, 0, -pixel, 5000000 - 10 * row), width, height)


def box(window):
    return None if window is None else (window.col_off, window.row_off, window.width, window.height)


def pixels(window):
    if window is None:
        return set()
    columns = range(window.col_off, window.col_off + window.width)
    return {(column, row) for column in columns for row in range(window.row_off, window.row_off + window.height)}


def radii(latitude):
    """Return the radii of curvature of the ellipsoid: north-south and east-west."""
    flat = 1 - ECCENTRICITY_2 * math.sin(latitude) ** 2
    return SEMI_MAJOR * (1 - ECCENTRICITY_2) / flat**1.5, SEMI_MAJOR / math.sqrt(flat)


def test_pixel_size_of_a_turned_grid():
    turned = Grid(UTM, Affine.rotation(30) * Affine.scale(3, -4), 10, 10)
    assert turned.pixel_size == pytest.approx((3, 4))


def test_part_begins_at_its_window():
    part = grid().part(Window(7, 5, 20, 10))
    assert (part.width, part.height) == (20, 10)
    assert part.transform == Affine(10, 0, 500070, 0, -10, 4999950)


@given(st.floats(-360, 360), st.floats(0.01, 100), st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 2), min_size=1))
def test_pixels_and_map_are_inverse(angle, pixel, points):
    turned = Grid(UTM, Affine.translation(5e5, 5e6) * Affine.rotation(angle) * Affine.scale(pixel, -pixel), 9, 9)
    points = np.array(points)
    assert turned.to_map(turned.to_pixels(points)) == pytest.approx(points, abs=1e-3)


def test_pixels_are_counted_from_the_upper_left_corner():
    assert grid().to_pixels(np.array([[500025.0, 4999990.0]])).tolist() == [[2.5, 1.0]]
    assert grid().to_map(np.array([[2.5, 1.0]])).tolist() == [[500025.0, 4999990.0]]


def test_ground_size_in_the_middle_of_a_utm_zone():
    middle = grid(column=-50, width=100)
    assert middle.ground_pixel_size() == pytest.approx(10 / 0.9996, rel=1e-6)


@pytest.mark.parametrize('latitude', [0.0, 38.0, 60.0])
def test_ground_size_of_degrees(latitude):
    middle = Grid(CRS.from_epsg(4326), Affine(1e-4, 0, 10, 0, -1e-4, latitude + 5e-4), 10, 10)
    north, east = radii(math.radians(latitude))
    expected = math.radians(1e-4) * math.sqrt(north * east * math.cos(math.radians(latitude)))
    assert middle.ground_pixel_size() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize('latitude', [0.35, 45.0, -60.0])
def test_ground_size_of_web_maps(latitude):
    _, y = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(32, latitude)
    north, east = radii(math.radians(latitude))
    expected = 2 * math.cos(math.radians(latitude)) * math.sqrt(north * east) / SEMI_MAJOR
    web = Grid(CRS.from_epsg(3857), Affine(2, 0, 3.5e6, 0, -2, y + 2), 2, 2)
    assert web.ground_pixel_size() == pytest.approx(expected, rel=1e-5)


def test_ground_size_of_feet():
    feet = Grid(CRS.from_epsg(2263), Affine(1, 0, 1000000, 0, -1, 200000), 10, 10)
    assert feet.ground_pixel_size() == pytest.approx(0.3048, rel=1e-3)


@pytest.mark.parametrize('crs', [None, LOCAL])
def test_ground_size_is_unknown_without_a_place_on_earth(crs):
    assert grid(crs=crs).ground_pixel_size() is None


@pytest.mark.parametrize(
    ('other', 'offset'),
    [
        (grid(), (0, 0)),
        (grid(column=3, row=2), (3, 2)),
        (grid(column=-12, row=-7), (-12, -7)),
        (grid(column=3.00001), (3, 0)),
        (grid(column=0.5), None),
        (grid(row=0.01), None),
        (grid(pixel=5), None),
        (grid(pixel=10.0002), None),
        (grid(crs=CRS.from_epsg(32632)), None),
        (grid(crs=None), None),
    ],
)
def test_offset_of_coinciding_pixels(other, offset):
    assert grid().offset_of(other) == offset


def test_rasters_without_coordinate_system_begin_at_the_same_pixel():
    first, second = grid(crs=None), grid(column=5, crs=None)
    assert first.offset_of(second) == (0, 0)
    assert box(first.window_of(second)) == (0, 0, 100, 80)


@given(st.tuples(hundredths, hundredths), st.tuples(*[st.integers(1, 60)] * 2), st.sampled_from([2.5, 10.0, 25.0]))
def test_window_holds_exactly_the_pixels_that_are_covered(offset, size, pixel):
    whole, other = grid(width=40, height=30), grid(*offset, *size, pixel=pixel)
    ratio, slack = pixel / 10, 1e-3
    columns, rows = (
        [n for n in range(most) if begin - slack <= n and n + 1 <= begin + count * ratio + slack]
        for most, begin, count in ((40, offset[0], size[0]), (30, offset[1], size[1]))
    )
    expected = (columns[0], rows[0], len(columns), len(rows)) if columns and rows else None
    assert box(whole.window_of(other)) == expected


@pytest.mark.parametrize('epsg', [4326, 3857, 32632, 3035])
def test_window_in_another_coordinate_system(epsg):
    whole = grid(width=60, height=60)
    to_other = pyproj.Transformer.from_crs(32633, epsg, always_xy=True)
    xs, ys = to_other.transform([500120, 500120, 500480, 500480], [4999900, 4999500, 4999900, 4999500])
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    other = Grid(CRS.from_epsg(epsg), Affine((right - left) / 50, 0, left, 0, (low - high) / 50, high), 50, 50)
    window = whole.window_of(other)
    columns, rows = np.meshgrid(np.arange(61), np.arange(61))
    xs, ys = to_other.transform(500000 + 10 * columns, 5000000 - 10 * rows)
    corners = (left <= xs) & (xs <= right) & (low <= ys) & (ys <= high)
    covered = corners[1:, 1:] & corners[:-1, 1:] & corners[1:, :-1] & corners[:-1, :-1]
    inside = np.zeros_like(covered)
    inside[window.toslices()] = True
    assert inside[covered].all()
    # Seen from the other grid it is not upright, so that its corners are there without being covered.
    tight = np.argwhere(covered)
    assert (window.row_off, window.col_off) >= tuple(tight.min(axis=0) - 2)
    assert (window.row_off + window.height, window.col_off + window.width) <= tuple(tight.max(axis=0) + 3)


@pytest.mark.parametrize(
    ('epsg', 'x', 'y'), [(32633, 5e5, 5e6), (3857, 0, 5e6), (3031, 5e5, 5e5), (3035, 4.5e6, 3e6), (2154, 7e5, 6.6e6)]
)
def test_raster_of_the_whole_world_covers_everything(epsg, x, y):
    """In some of these systems the outline of the world lies elsewhere, or nowhere."""
    world = Grid(CRS.from_epsg(4326), Affine(0.1, 0, -180, 0, -0.1, 90), 3600, 1800)
    small = Grid(CRS.from_epsg(epsg), Affine(10, 0, x, 0, -10, y), 300, 200)
    assert box(small.window_of(world)) == (0, 0, 300, 200)


def test_small_raster_in_that_of_the_whole_world():
    world = Grid(CRS.from_epsg(4326), Affine(0.01, 0, -180, 0, -0.01, 90), 36000, 18000)
    window = world.window_of(grid(column=-5000, row=-5000, width=10000, height=10000))
    (west, east), (south, north) = pyproj.Transformer.from_crs(32633, 4326, always_xy=True).transform(
        [450000, 550000], [4950000, 5050000]
    )
    assert window.col_off == pytest.approx((west + 180) / 0.01, abs=5)
    assert window.col_off + window.width == pytest.approx((east + 180) / 0.01, abs=5)
    assert window.row_off == pytest.approx((90 - north) / 0.01, abs=5)
    assert window.row_off + window.height == pytest.approx((90 - south) / 0.01, abs=5)


def test_rasters_on_different_continents_do_not_overlap():
    assert grid().window_of(grid(crs=CRS.from_epsg(32719))) is None


def test_local_coordinates_lead_nowhere():
    with pytest.raises(SatganError, match='Nothing leads from the coordinate system building site to WGS 84 / UTM'):
        grid().window_of(grid(crs=LOCAL))


@pytest.mark.parametrize(
    ('extent', 'window'),
    [
        ('500100,500200,4999800,4999900', (10, 10, 10, 10)),
        ('500101,500199,4999801,4999899', (10, 10, 10, 10)),
        ('500099,500201,4999799,4999901', (9, 9, 12, 12)),
        ('500105,500106,4999895,4999896', (10, 10, 1, 1)),
        ('499000,500050,4999950,5001000', (0, 0, 5, 5)),
        (' 500100 , 500200, 4999800, 4999900 [EPSG:32633] ', (10, 10, 10, 10)),
        ('5.001e5,5.002e5,4999800,4999900', (10, 10, 10, 10)),
    ],
)
def test_extent_is_widened_to_whole_pixels_and_clipped(extent, window):
    assert box(grid().window_of_extent(extent)) == window


def test_extent_in_other_coordinates_is_covered():
    to_degrees = pyproj.Transformer.from_crs(32633, 4326, always_xy=True)
    xs, ys = to_degrees.transform([500100, 500100, 500500, 500500], [4999600, 4999900, 4999600, 4999900])
    extent = f'{min(xs)},{max(xs)},{min(ys)},{max(ys)} [EPSG:4326]'
    window = grid().window_of_extent(extent)
    wanted, most = Window(10, 10, 40, 30), Window(9, 9, 42, 32)  # parallels and meridians lean a little
    assert pixels(wanted) <= pixels(window) <= pixels(most)


def test_extent_outside_is_told():
    with pytest.raises(SatganError, match=r'The extent 0,1,0,1 lies outside the raster\. Draw it over'):
        grid().window_of_extent('0,1,0,1')


@pytest.mark.parametrize(
    'extent', ['', '1,2,3', '1,2,3,4,5', 'a,b,c,d', '2,1,0,1', 'nan,1,0,1', '0,inf,0,1', '0,1,0,1 [EPSG:0]']
)
def test_what_is_no_extent_is_told(extent):
    with pytest.raises(SatganError, match='is not an extent'):
        grid().window_of_extent(extent)


@pytest.mark.parametrize('extent', ['0,1,5,5', '1,1,0,5', '0,1,5,5 [EPSG:4326]'])
def test_an_empty_extent_is_told(extent):
    with pytest.raises(SatganError, match=r'The extent .+ is empty: it has no width or no height\. Draw a rectangle'):
        grid().window_of_extent(extent)


@settings(max_examples=50)
@given(windows, windows)
def test_intersection_holds_the_common_pixels(first, second):
    assert pixels(intersection(first, second)) == pixels(first) & pixels(second)

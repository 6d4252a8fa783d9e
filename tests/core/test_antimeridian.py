"""Rasters and polygons across 180 degrees of longitude, where the numbers begin anew."""

import numpy as np
import pytest
import rasterio
import shapely
from pyproj import Transformer
from rasterio.crs import CRS
from rasterio.transform import from_bounds

from core.datasets.chip import read_chip
from core.engine import run_mapping
from core.rasters.grid import Grid
from tests.core.rasters_made import Notes, noise, read_raster, warped_by_gdal, waves, write_polygons, write_raster

SIZE = 16
UTM_60, UTM_19, DEGREES = 'EPSG:32760', 'EPSG:32619', 'EPSG:4326'


def metres(path, crs, longitude, latitude):
    """Write a raster of 64 x 64 pixels of 100 m around a point."""
    x, y = Transformer.from_crs(DEGREES, crs, always_xy=True).transform(longitude, latitude)
    return write_raster(
        path, noise(2, 64, 64, 'uint16'), crs=crs, transform=from_bounds(x - 3200, y - 3200, x + 3200, y + 3200, 64, 64)
    )


def degrees(path, west, south, east, north, columns=200, rows=200):
    """Write a raster in degrees."""
    transform = from_bounds(west, south, east, north, columns, rows)
    return write_raster(path, waves(1, rows, columns), crs=DEGREES, transform=transform)


@pytest.fixture
def fiji(tmp_path):
    return metres(tmp_path / 'fiji.tif', UTM_60, 180, -17)


def exported(folder, a, b, **more):
    """Export pairs and return the folder and the number of chips."""
    given = {'job': 'exportpairedchips', 'input': str(a), 'target': str(b), 'output': str(folder)}
    results = run_mapping(given | {'chip_size': SIZE, 'validation': 0, 'test': 0} | more, Notes())
    return folder, results['CHIP_COUNT']


def assert_cut_from(folder, raster, expected):
    """Check that the chips of A are cuts of what gdalwarp made on the grid of a raster."""
    with rasterio.open(raster) as opened:
        to_pixels = ~opened.transform
    for path in (folder / 'A').iterdir():
        with rasterio.open(path) as chip:
            column, row = (round(place) for place in to_pixels @ (chip.transform.c, chip.transform.f))
        # Ours may be off by a thousandth of a pixel, where the values differ by at most 27 from pixel to pixel.
        difference = np.abs(read_chip(path)[0] - expected[:, row : row + SIZE, column : column + SIZE])
        assert difference.max() < 2 * 27e-3


def test_a_raster_that_counts_on_beyond_180_degrees_is_read_on_both_sides(tmp_path, fiji):
    source = degrees(tmp_path / 'a.tif', 179.9, -17.1, 180.1, -16.9)
    folder, count = exported(tmp_path / 'dataset', source, fiji)
    assert count == 16
    exact = ['-et', 0, '-wo', 'XSCALE=1', '-wo', 'YSCALE=1']
    assert_cut_from(folder, fiji, warped_by_gdal(source, fiji, 'bilinear', tmp_path, *exact))


def test_a_grid_that_counts_on_beyond_180_degrees_gets_both_sides(tmp_path, fiji):
    grid = degrees(tmp_path / 'b.tif', 179.975, -17.025, 180.025, -16.975, 48, 48)
    folder, count = exported(tmp_path / 'dataset', fiji, grid)
    assert count == 9
    names = sorted(path.name for path in (folder / 'A').iterdir())
    assert (names[0], names[-1]) == ('r000000_c000000.tif', 'r000032_c000032.tif')


@pytest.mark.parametrize(('west', 'east'), [(-180, 180), (0, 360)])
@pytest.mark.parametrize(('crs', 'longitude'), [(UTM_60, 180), (UTM_19, -70), ('EPSG:32633', 15), ('EPSG:32631', 0.01)])
def test_a_raster_of_the_whole_world_may_begin_anywhere(tmp_path, west, east, crs, longitude):
    image = metres(tmp_path / 'image.tif', crs, longitude, -17)
    world = degrees(tmp_path / 'world.tif', west, -90, east, 90, 3600, 1800)
    folder, count = exported(tmp_path / 'dataset', world, image)
    assert count == 16
    row, column = np.mgrid[:SIZE, :SIZE] + 0.5
    for path in (folder / 'A').iterdir():
        with rasterio.open(path) as chip:
            points = Transformer.from_crs(crs, DEGREES, always_xy=True).transform(*(chip.transform @ (column, row)))
        steps = ((np.array(points[0]) - west) % 360) * 10, (90 - points[1]) * 10
        nearby = read_raster(world)[0, steps[1].astype(int), steps[0].astype(int)]
        # A pixel of the world is seen from its edge to its edge, and waves differ by at most 27 from one to the next.
        assert np.abs(read_chip(path)[0][0] - nearby).max() < 2 * 27


SIDES = {
    'cut in two': [shapely.box(179.99, -17.01, 180, -16.99), shapely.box(-180, -17.01, -179.99, -16.99)],
    'going on': [shapely.box(179.99, -17.01, 180.01, -16.99)],
    'going back': [shapely.box(-180.01, -17.01, -179.99, -16.99)],
}


@pytest.mark.parametrize('sides', SIDES.values(), ids=SIDES)
def test_polygons_across_180_degrees_are_burned_on_both_sides(tmp_path, fiji, sides):
    layer = write_polygons(tmp_path / 'a.gpkg', [shapely.MultiPolygon(sides)], crs=DEGREES)
    output = str(tmp_path / 'mask.tif')
    run_mapping(
        {'job': 'rasterizefootprints', 'footprints': str(layer), 'reference': str(fiji), 'output': output}, Notes()
    )
    burned = read_raster(output)[0]
    with rasterio.open(fiji) as raster:
        row, column = np.mgrid[:64, :64] + 0.5
        east, north = Transformer.from_crs(UTM_60, DEGREES, always_xy=True).transform(
            *(raster.transform @ (column, row))
        )
    inside = (np.abs((east % 360) - 180) < 0.01) & (np.abs(north + 17) < 0.01)
    assert 400 < inside.sum() < 520
    # The straight sides of the polygon are straight on the raster too, which the degrees are not quite.
    assert (burned != inside).sum() <= 2


@pytest.mark.parametrize('sides', SIDES.values(), ids=SIDES)
def test_a_mask_across_180_degrees_keeps_chips_on_both_sides(tmp_path, fiji, sides):
    wide = [shapely.affinity.scale(side, 2.5, 2.5, origin=(round(side.centroid.x / 180) * 180, -17)) for side in sides]
    mask = write_polygons(tmp_path / 'mask.gpkg', [shapely.MultiPolygon(wide)], crs=DEGREES)
    folder, count = exported(tmp_path / 'dataset', fiji, fiji, mask=str(mask))
    assert {path.stem for path in (folder / 'A').iterdir()} == {
        f'r{row:06d}_c{column:06d}' for row in (16, 32) for column in (16, 32)
    }
    assert count == 4


def test_longitudes_are_counted_as_the_raster_counts_them():
    grid = Grid(CRS.from_epsg(4326), from_bounds(177, -20, 182, -15, 50, 50), 50, 50)
    points = np.array([(178.0, 1), (-179, 2), (181, 3), (-1, 4), (np.inf, np.inf)])
    expected = np.array([(178.0, 1), (181, 2), (181, 3), (359, 4), (np.inf, np.inf)])
    np.testing.assert_array_equal(grid.unwrapped(points), expected)
    assert grid.middle_longitude == 179.5
    metric = Grid(CRS.from_epsg(32760), grid.transform, 50, 50)
    assert metric.unwrapped(points) is points
    assert metric.middle_longitude is None

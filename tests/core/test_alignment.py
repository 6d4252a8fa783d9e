"""Chips cut anywhere on any grid against GDAL's own warp of the whole raster."""

import itertools

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_bounds
from rasterio.warp import transform_bounds

from core.datasets.chip import read_chip
from core.engine import run_job
from core.jobs import ExportPairedChips
from tests.core.rasters_made import LEFT, PIXEL, TOP, UTM, Notes, noise, north_up, warped_by_gdal, write_raster

SIDE = 300
SIZES = (16, 25, 64, 100, 256)
CONTRAST = 1000
# Of a source pixel: how far off ours may be along each axis, where coordinates are transformed. GDAL's are exact here.
OFF = 1e-3


def around(crs, pixel):
    """Return the grid of a raster in another coordinate system that reaches beyond the usual one on all sides."""
    bounds = transform_bounds(UTM, crs, LEFT - 200, TOP - (SIDE + 20) * PIXEL, LEFT + (SIDE + 20) * PIXEL, TOP + 200)
    columns, rows = int((bounds[2] - bounds[0]) / pixel), int((bounds[3] - bounds[1]) / pixel)
    return {'crs': crs, 'transform': from_bounds(*bounds, columns, rows)}, (rows, columns)


# Of the raster that is resampled: its grid, its size, and how many pixels of the other lie along one of it, at most 1.
GRIDS = {
    'whole pixels': ({'transform': north_up(-7, -4)}, (320, 330), 1),
    'half a pixel': ({'transform': north_up(-6.5, -3.5)}, (320, 330), 1),
    'half the pixel size': ({'transform': north_up(-5, -5, PIXEL / 2)}, (640, 640), 0.5),
    'web map': (*around('EPSG:3857', 14), 1),
    'degrees': (*around('EPSG:4326', 0.00031), 1),
}


@pytest.mark.parametrize('resampling', ['nearest', 'bilinear'])
@pytest.mark.parametrize('grid', GRIDS)
def test_chips_are_cuts_of_what_gdal_makes_of_the_whole_raster(tmp_path, grid, resampling):
    """20 chips in each of 10 cases, each from a random place; its partner on the grid is untouched."""
    profile, shape, scale = GRIDS[grid]
    source = write_raster(tmp_path / 'source.tif', noise(1, *shape, 'float32', 0, CONTRAST), **profile)
    image = noise(2, SIDE, SIDE, 'uint16', 1, 60000, seed=1)
    target = write_raster(tmp_path / 'target.tif', image)
    # Left to itself, GDAL finds the scale anew for each piece of the raster.
    exact = ['-et', 0, '-wo', f'XSCALE={scale}', '-wo', f'YSCALE={scale}']
    expected = warped_by_gdal(source, target, resampling, tmp_path, *exact)
    random = np.random.default_rng(sum(map(ord, grid)))
    differences = []
    for number, size in zip(range(20), itertools.cycle(SIZES)):
        row, column = random.integers(0, SIDE - size, 2)
        left, top = LEFT + column * PIXEL, TOP - row * PIXEL
        job = ExportPairedChips(
            input=str(source),
            target=str(target),
            chip_size=size,
            resampling=resampling,
            extent=f'{left},{left + size * PIXEL},{top - size * PIXEL},{top}',
            validation=0,
            test=0,
            output=str(tmp_path / f'dataset{number}'),
        )
        assert run_job(job, Notes())['CHIP_COUNT'] == 1
        name = f'r{row:06d}_c{column:06d}.tif'
        inside = np.s_[:, row : row + size, column : column + size]
        values, valid = read_chip(tmp_path / f'dataset{number}' / 'A' / name)
        assert valid.all()
        differences.append(np.abs(values - expected[inside]).ravel())
        assert np.array_equal(read_chip(tmp_path / f'dataset{number}' / 'B' / name)[0], image[inside])
        with rasterio.open(tmp_path / f'dataset{number}' / 'A' / name) as chip:
            assert chip.transform == rasterio.Affine(PIXEL, 0, left, 0, -PIXEL, top)
    difference = np.concatenate(differences)
    if 'crs' not in profile:
        assert difference.max() == 0
    elif resampling == 'bilinear':
        assert difference.max() <= 2 * OFF * CONTRAST
    else:
        # Only a pixel whose centre lies so close to one of four edges may be that of a neighbour.
        assert (difference > 0).mean() <= 4 * OFF

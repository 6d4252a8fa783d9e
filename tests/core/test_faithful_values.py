"""From a raster through training data and model to the output: what the values of the target mean comes back."""

import functools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.enums import ColorInterp, Resampling

from core.datasets.domain import Domain
from core.datasets.folder import read_description
from core.modelfile import read_card
from core.translation.style import write_style
from tests.core.models_made import (
    NORTH_UP,
    applied,
    blocks,
    card,
    exported,
    measured,
    new_folder,
    noise,
    rgb_model,
    write_model,
    write_raster,
)
from tests.core.rasters_made import gdal

SCALES, OFFSETS, UNITS = (0.0001, 0.0001, 0.01), (-0.1, -0.1, 273.15), ('', '', 'K')
COLOURS = (ColorInterp.blue, ColorInterp.red, ColorInterp.undefined)


def write_target(folder: Path) -> Path:
    """Write reflectances and a temperature as whole numbers with scale and offset, as satellite products come."""
    path = write_raster(
        folder / 'target.tif', noise(3, 300, 300, seed=4, low=900, high=9000, dtype='uint16'), nodata=0,
        names=('B02', 'B04', 'LST'),
    )  # fmt: skip
    with rasterio.open(path, 'r+') as raster:
        raster.scales, raster.offsets, raster.units, raster.colorinterp = SCALES, OFFSETS, UNITS, COLOURS
    return path


@functools.cache
def dataset() -> Path:
    folder = new_folder('faithful')
    return exported(write_raster(folder / 'mask.tif', blocks(300, 300)), write_target(folder))


@pytest.fixture
def model(tmp_path):
    """A model for the dataset, written and read as a file."""
    known = read_description(dataset())
    return write_model(tmp_path / 'model.safetensors', card(known.a, known.b))


def test_scale_offset_units_names_and_colours_come_back(tmp_path, model):
    applied(model, write_raster(tmp_path / 'a.tif', blocks(140, 200, seed=2)), tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.dtypes == ('uint16',) * 3
        assert (output.scales, output.offsets) == (SCALES, OFFSETS)
        assert output.units == (None, None, 'K')
        assert output.descriptions == ('synthetic: B02', 'synthetic: B04', 'synthetic: LST')
        assert output.colorinterp == COLOURS
        assert output.nodata == 0
    told = json.loads(gdal('gdalinfo', '-json', tmp_path / 'b.tif'))['bands'][2]
    assert (told['scale'], told['offset'], told['unit']) == (0.01, 273.15, 'K')


def test_the_card_of_an_older_release_means_what_is_stored(tmp_path, model):
    content = read_card(str(model)).b.to_json()
    for name in ('scales', 'offsets', 'colours'):
        del content[name]
    older = card(measured(3), Domain.from_json(content))
    applied(
        write_model(tmp_path / 'old.safetensors', older),
        write_raster(tmp_path / 'a.tif', noise(3, 50, 50)),
        tmp_path / 'b.tif',
    )
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert (output.scales, output.offsets) == ((1, 1, 1), (0, 0, 0))


def test_the_style_stretches_what_qgis_shows(tmp_path, model):
    target = read_card(str(model)).b
    write_style(tmp_path / 'partial.tif', tmp_path / 'b.tif', target)
    style = (tmp_path / 'partial.tif.qml').read_text()
    figures = target.statistics[0]
    low = max(figures.minimum, figures.mean - 2 * figures.std) * 0.0001 - 0.1
    assert f'<minValue>{low!r}</minValue>' in style


@pytest.mark.parametrize('colours', [('alpha',), ('palette',)])
def test_generated_bands_are_neither_alpha_nor_a_palette(tmp_path, colours):
    target = replace(measured(1), colours=colours)
    applied(
        write_model(tmp_path / 'm.safetensors', card(measured(3), target)),
        write_raster(tmp_path / 'a.tif', noise(3, 50, 50)),
        tmp_path / 'b.tif',
    )
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.colorinterp == (ColorInterp.gray,)
        assert output.dataset_mask().all()


def test_a_virtual_raster_is_translated_as_what_it_is_made_of(tmp_path):
    values = noise(3, 200, 300)
    whole = applied(rgb_model(), write_raster(tmp_path / 'a.tif', values), tmp_path / 'whole.tif')
    parts = [
        write_raster(
            tmp_path / f'{left}.tif', values[:, :, left : left + 150], transform=NORTH_UP @ Affine.translation(left, 0)
        )
        for left in (0, 150)
    ]
    gdal('gdalbuildvrt', '-q', tmp_path / 'a.vrt', *parts)
    np.testing.assert_array_equal(applied(rgb_model(), tmp_path / 'a.vrt', tmp_path / 'b.tif'), whole)


def test_overviews_inside_the_input_change_nothing(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 400, 300), tiled=True, blockxsize=128, blockysize=128)
    without = applied(rgb_model(), raster, tmp_path / 'without.tif')
    with rasterio.open(raster, 'r+') as dataset:
        dataset.build_overviews([2, 4], Resampling.nearest)
    np.testing.assert_array_equal(applied(rgb_model(), raster, tmp_path / 'with.tif'), without)

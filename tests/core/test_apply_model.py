"""Applying a model to a raster: the same grid, the right pixels, honest labels, and sentences for what is wrong."""

import hashlib
import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp
from safetensors.torch import load_file, save_file

from core.datasets.domain import Extra, Scaling
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ApplyModel
from core.modelfile import read_card, save_model
from core.translation import tiles
from core.translation.network import Network
from tests.core.models_made import (
    LEGEND,
    NORTH_UP,
    SIZE,
    UTM,
    Listener,
    applied,
    blocks,
    card,
    classed,
    generator_for,
    measured,
    noise,
    read,
    rgb_model,
    small_disk,
    write_model,
    write_raster,
)
from tests.core.rasters_made import gdal


def model(folder: Path, a, b, **more) -> Path:
    return write_model(folder / 'made.safetensors', card(a, b, **more))


def plainly(generator, encoded: np.ndarray, overlap: int = SIZE // 4) -> np.ndarray:
    """Translate a raster in memory: mirrored once, one tile after the other, sums in double precision."""
    rows, columns = encoded.shape[1:]
    stride = SIZE - overlap
    starts = []
    for length in (rows, columns):
        starts.append([0])
        while starts[-1][-1] + SIZE < length:
            starts[-1].append(starts[-1][-1] + stride)
    beyond = [s[-1] + SIZE - length for s, length in zip(starts, (rows, columns), strict=True)]
    padded = np.pad(encoded, ((0, 0), (0, beyond[0]), (0, beyond[1])), mode='reflect').astype('float32')
    profile = np.ones(SIZE)
    for i in range(overlap):
        profile[i] = profile[SIZE - 1 - i] = math.sin((i + 0.5) / overlap * math.pi / 2) ** 2
    weights = np.outer(profile, profile)
    sums, totals = 0.0, np.zeros(padded.shape[1:])
    for row in starts[0]:
        for column in starts[1]:
            place = np.s_[row : row + SIZE, column : column + SIZE]
            with torch.no_grad():
                tile = generator(torch.from_numpy(padded[:, *place].copy())[None])[0].numpy()
            if not totals.any():
                sums = np.zeros((len(tile), *padded.shape[1:]))
            sums[:, *place] += tile * weights
            totals[place] += weights
    return (sums / totals)[:, :rows, :columns]


def assert_rounded(values: np.ndarray, expected: np.ndarray) -> None:
    """Compare whole numbers with what they were rounded from."""
    np.testing.assert_allclose(values, expected, atol=0.51)


def grid_of(path) -> tuple:
    with rasterio.open(path) as raster:
        return raster.width, raster.height, raster.transform, raster.crs


# --- Pixels


@pytest.mark.parametrize(
    ('rows', 'columns', 'overlap'),
    [
        (128, 128, -1),
        (300, 200, -1),
        (50, 90, -1),
        (1, 200, -1),
        (150, 1, -1),
        (1, 1, -1),
        (129, 224, 0),
        (200, 330, 64),
    ],
)
def test_pixels_equal_a_plain_translation_of_the_whole_raster(tmp_path, rows, columns, overlap):
    values = noise(3, rows, columns)
    raster = write_raster(tmp_path / 'a.tif', values)
    result = applied(rgb_model(), raster, tmp_path / 'b.tif', overlap=overlap)
    expected = plainly(
        generator_for(card(measured(3), measured(3))), values / 127.5 - 1, 32 if overlap < 0 else overlap
    )
    assert_rounded(result, (expected + 1) * 127.5)
    assert result.std() > 1 or values.size == 3


def test_the_made_network_is_no_easy_one():
    generator = generator_for(card(measured(3), measured(3)))
    output = plainly(generator, noise(3, 256, 256) / 127.5 - 1)
    assert output.std(axis=(1, 2)).min() > 0.2


def test_a_raster_wider_than_a_panel_is_translated_the_same(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 140, 500))
    whole = applied(rgb_model(), raster, tmp_path / 'whole.tif')
    with patch.object(tiles, '_PANEL', 100):
        in_panels = applied(rgb_model(), raster, tmp_path / 'panels.tif')
    assert np.abs(whole.astype(int) - in_panels).max() <= 1
    assert (whole != in_panels).mean() < 0.001


@pytest.mark.parametrize('batch_size', [1, 3, 100])
def test_the_batch_size_does_not_matter(tmp_path, batch_size):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 230, 400))
    automatic = applied(rgb_model(), raster, tmp_path / 'auto.tif')
    other = applied(rgb_model(), raster, tmp_path / 'other.tif', batch_size=batch_size)
    assert np.abs(automatic.astype(int) - other).max() <= 1
    assert (automatic != other).mean() < 0.001


@pytest.mark.parametrize(('name', 'reach', 'side'), [('resnet6', 60, 512 + 368), ('resnet9', 84, 512 + 320)])
def test_a_resnet_makes_no_seam(tmp_path, name, reach, side):
    """Tiles give what the network makes of the whole raster at once."""
    reals = measured(1, 'float32', low=-1, high=1)
    model_card = card(measured(2), reals, name=name, chip_size=36, filters=4)
    values = noise(2, side, 620)
    generator = generator_for(model_card)
    assert generator.reach == reach
    output = applied(
        write_model(tmp_path / 'm.safetensors', model_card),
        write_raster(tmp_path / 'a.tif', values),
        tmp_path / 'b.tif',
    )
    with torch.no_grad():
        whole = generator(torch.from_numpy(values / np.float32(127.5) - 1)[None])[0].numpy()
    width = 620 - reach  # what lies beyond the right edge of the raster is mirrored
    np.testing.assert_allclose(output[:, :, :width], whole[:, :, :width], rtol=0, atol=5e-5)
    assert whole.std() > 0.2


@pytest.mark.parametrize(
    ('name', 'chip_size', 'norm', 'overlap'),
    [
        ('resnet9', 36, 'instance', 8),
        ('resnet6', 100, 'group', 24),
        ('global', 112, 'instance', 16),
        ('global', 48, 'group', 12),
        ('resunet256', 256, 'batch', 64),
    ],
)
@pytest.mark.parametrize('upsampling', ['transpose', 'resize'])
def test_other_networks_are_blended(tmp_path, name, chip_size, norm, overlap, upsampling):
    model_card = card(
        measured(3), measured(3), name=name, norm=norm, chip_size=chip_size, upsampling=upsampling, filters=2
    )
    path, values = write_model(tmp_path / 'm.safetensors', model_card), noise(3, chip_size, chip_size)
    raster = write_raster(tmp_path / 'a.tif', values)
    chosen = {'statistics': 'auto' if norm == 'batch' else 'tile'}
    one_tile = applied(path, raster, tmp_path / 'b.tif', **chosen)
    with torch.no_grad():
        expected = generator_for(model_card)(torch.from_numpy(values / np.float32(127.5) - 1)[None])[0].numpy()
    assert_rounded(one_tile, (expected + 1) * 127.5)
    raster = write_raster(tmp_path / 'large.tif', noise(3, 2 * chip_size, chip_size + 5))
    automatic = applied(path, raster, tmp_path / 'c.tif', **chosen)
    assert np.array_equal(automatic, applied(path, raster, tmp_path / 'd.tif', overlap=overlap, **chosen))


def test_an_extent_gives_that_part_of_the_whole(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 400, 500))
    whole = applied(rgb_model(), raster, tmp_path / 'whole.tif')
    left, top = NORTH_UP * (333, 131)
    right, bottom = NORTH_UP * (477, 399)
    part = applied(rgb_model(), raster, tmp_path / 'part.tif', extent=f'{left},{right},{bottom},{top} [EPSG:32636]')
    expected = whole[:, 131:399, 333:477]
    assert np.abs(part.astype(int) - expected).max() <= 1
    assert (part != expected).mean() < 0.001
    assert grid_of(tmp_path / 'part.tif') == (144, 268, NORTH_UP * Affine.translation(333, 131), UTM)


def test_dropout_is_off(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 128, 128))
    first = applied(rgb_model(), raster, tmp_path / '1.tif')
    torch.manual_seed(99)
    np.testing.assert_array_equal(applied(rgb_model(), raster, tmp_path / '2.tif'), first)


def test_the_same_job_writes_the_same_bytes(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 400, 600))
    written = []
    for _ in range(2):
        applied(rgb_model(), raster, tmp_path / 'b.tif')
        written.append((tmp_path / 'b.tif').read_bytes())
    assert written[0] == written[1]


def test_bf16_gives_nearly_the_same_pixels(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 200, 200))
    fp32 = applied(rgb_model(), raster, tmp_path / '32.tif').astype(int)
    bf16 = applied(rgb_model(), raster, tmp_path / '16.tif', precision='bf16').astype(int)
    assert 0 < np.abs(fp32 - bf16).mean() < 3


# --- Grid


@pytest.mark.parametrize(
    ('transform', 'crs'),
    [
        (NORTH_UP, UTM),
        (Affine.translation(450000, 30000) * Affine.rotation(25) * Affine.scale(0.5, -0.5), UTM),
        (Affine(1e-5, 0, 32.5, 0, -1e-5, 0.3), CRS.from_epsg(4326)),
        (Affine(0.4, 0, 100, 0, 0.6, 7), UTM),
    ],
    ids=['north up', 'rotated', 'degrees', 'south up'],
)
def test_the_output_lies_exactly_on_the_grid_of_the_input(tmp_path, transform, crs):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 60, 170), transform=transform, crs=crs)
    applied(rgb_model(), raster, tmp_path / 'b.tif')
    assert grid_of(tmp_path / 'b.tif') == grid_of(raster) == (170, 60, transform, crs)


def test_an_extent_of_a_rotated_raster_keeps_its_pixels(tmp_path):
    rotated = Affine.translation(450000, 30000) * Affine.rotation(30) * Affine.scale(0.5, -0.5)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 200, 200), transform=rotated)
    x, y = rotated * (100, 100)
    applied(rgb_model(), raster, tmp_path / 'b.tif', extent=f'{x - 10},{x + 10},{y - 10},{y + 10}')
    with rasterio.open(tmp_path / 'b.tif') as part:
        column, row = ~rotated * (part.transform.c, part.transform.f)
        assert (column, row) == pytest.approx((round(column), round(row)), abs=1e-6)
        assert part.transform.almost_equals(rotated * Affine.translation(round(column), round(row)))
        assert 54 <= part.width == part.height <= 56  # the square of 40 pixels, turned by 30 degrees


def test_a_raster_without_coordinate_system_works(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 60, 70), crs=None, transform=None)
    applied(rgb_model(), raster, tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert (output.crs, output.shape) == (None, (60, 70))


# --- Pixels without data


def gaps(rows: int = 200, columns: int = 300) -> np.ndarray:
    """Return which pixels of a raster lack data: a hole, and a corner of several tiles."""
    missing = np.zeros((rows, columns), dtype=bool)
    missing[20:40, 50:100] = True
    missing[120:, 150:] = True
    return missing


def with_gaps(path: Path, kind: str) -> Path:
    """Write a raster whose gaps are told in one way or another."""
    values, missing = noise(3, 200, 300, low=20), gaps()
    if kind == 'declared':
        return write_raster(path, np.where(missing, 0, values).astype('uint8'), nodata=0)
    if kind == 'mask':
        return write_raster(path, values, mask=~missing)
    if kind == 'NaN':
        return write_raster(path, np.where(missing, np.nan, values).astype('float32'))
    alpha = np.where(missing, 0, 255).astype('uint8')[np.newaxis]
    return write_raster(path, np.concatenate([values, alpha]), alpha=True)


@pytest.mark.parametrize('kind', ['declared', 'mask', 'NaN', 'alpha'])
@pytest.mark.parametrize('target', ['mask', 'nodata', 'NaN'])
def test_nodata_in_is_nodata_out(tmp_path, kind, target):
    dtype, nodata = {'mask': ('uint8', None), 'nodata': ('uint16', 7), 'NaN': ('float32', None)}[target]
    made = model(tmp_path, measured(3, 'float32' if kind == 'NaN' else 'uint8'), measured(1, dtype, nodata=nodata))
    values = applied(made, with_gaps(tmp_path / 'a.tif', kind), tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        np.testing.assert_array_equal(output.dataset_mask() == 0, gaps())
        assert output.nodata == nodata or math.isnan(output.nodata)
    if nodata is not None:
        assert (values[0][gaps()] == nodata).all()
    assert not (tmp_path / 'b.tif.msk').exists()


def test_pixels_without_data_do_not_change_their_neighbours(tmp_path):
    values, missing = noise(3, 200, 300, low=20), gaps()
    results = []
    for filling in (20, 255):
        filled = np.where(missing, filling, values).astype('uint8')
        raster = write_raster(tmp_path / f'{filling}.tif', filled, mask=~missing)
        results.append(applied(rgb_model(), raster, tmp_path / f'out{filling}.tif'))
    np.testing.assert_array_equal(results[0][:, ~missing], results[1][:, ~missing])


@pytest.mark.parametrize(
    ('dtype', 'nodata', 'low', 'high'),
    [
        ('uint8', 0, 0, 255),
        ('uint8', 255, 250, 255),
        ('int16', -5, -10, 10),
        ('float32', 0.0, 0, 0),
        ('float32', -9999.0, -9999, -9999),
        ('float64', 3.0, 3, 3),
    ],
)
def test_a_generated_value_never_looks_like_nodata(tmp_path, dtype, nodata, low, high):
    target = measured(1, dtype, nodata=nodata, low=low, high=high)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 150, 150))
    generator = generator_for(card(measured(3), target))
    made = model(tmp_path, measured(3), target)
    expected = low + (plainly(generator, read(raster) / 127.5 - 1) + 1) / 2 * (high - low)
    hit = np.rint(expected) == nodata
    assert hit.any()  # else this would test nothing
    values = applied(made, raster, tmp_path / 'b.tif')
    assert not (values == nodata).any()
    np.testing.assert_allclose(values[hit], nodata, rtol=3e-6, atol=1.01 if np.dtype(dtype).kind in 'iu' else 1e-6)
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.dataset_mask().all()


def test_a_nodata_value_among_the_classes_is_never_generated(tmp_path):
    made = model(tmp_path, measured(3), classed(nodata=1))
    raster = write_raster(tmp_path / 'a.tif', noise(3, 150, 150))
    expected = plainly(generator_for(card(measured(3), classed())), read(raster) / 127.5 - 1)
    assert (expected.argmax(axis=0) == 1).any()  # else this would test nothing
    expected[1] = -2
    values = applied(made, raster, tmp_path / 'b.tif')
    assert (values[0] == np.array(LEGEND.values)[expected.argmax(axis=0)]).mean() > 0.999
    assert not (values == 1).any()


def test_the_nodata_value_of_the_raster_at_hand_counts(tmp_path):
    a = measured(3, 'uint16', high=500, nodata=65535)
    values = noise(3, 128, 128, high=500, dtype='uint16')
    values[0, 5:90, 5:90] = 60000  # nothing in one band of three: 0 to the network, not the brightest of all
    values[1, 50:99, 50:99] = 65535  # what training would have taken for nodata is bright here
    raster = write_raster(tmp_path / 'a.tif', values, nodata=60000)
    result = applied(model(tmp_path, a, measured(1)), raster, tmp_path / 'b.tif')
    encoded = np.where(values == 60000, 0, np.clip(values / 250 - 1, -1, 1))
    assert_rounded(result, (plainly(generator_for(card(a, measured(1))), encoded) + 1) * 127.5)


def test_tiles_without_any_data_are_not_computed(tmp_path):
    values = noise(3, 128, 96 * 9 + 32, low=20)
    values[:, :, 128:] = 0
    raster = write_raster(tmp_path / 'a.tif', values, nodata=0)
    sizes = []
    start = Network.start

    def counting(self, tiles):
        sizes.append(len(tiles))
        return start(self, tiles)

    with patch.object(Network, 'start', counting):
        applied(rgb_model(), raster, tmp_path / 'b.tif')
    assert sum(sizes) == 2  # those that begin at 0 and 96, of 9


def test_a_raster_without_any_data_is_told(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', np.zeros((3, 200, 200), dtype='uint8'), nodata=0)
    with pytest.raises(SatganError, match=r'a\.tif has no valid pixel'):
        applied(rgb_model(), raster, tmp_path / 'b.tif')
    assert left_in(tmp_path) == {'a.tif'}


# --- Targets


def test_a_class_target_comes_out_with_palette_and_names(tmp_path):
    made = model(tmp_path, measured(3), classed())
    raster = write_raster(tmp_path / 'a.tif', noise(3, 140, 200))
    values = applied(made, raster, tmp_path / 'b.tif')
    expected = plainly(generator_for(card(measured(3), classed())), read(raster) / 127.5 - 1).argmax(axis=0)
    assert (values[0] == np.array(LEGEND.values)[expected]).mean() > 0.999
    assert len(np.unique(values)) > 1
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.colorinterp == (ColorInterp.palette,)
        assert {v: output.colormap(1)[v][:3] for v in LEGEND.values} == dict(
            zip(LEGEND.values, LEGEND.colours, strict=True)
        )
        assert [row['name'] for row in json.loads(output.tags(1, ns='SATGAN')['CLASSES'])] == list(LEGEND.names)
        assert set(np.unique(output.read(1, out_shape=(70, 100)))) <= set(LEGEND.values)  # overviews do not mix classes
    assert '<Category>house</Category>' in (tmp_path / 'b.tif.aux.xml').read_text()


@pytest.mark.parametrize(('dtype', 'shown'), [('uint16', ColorInterp.palette), ('int16', ColorInterp.gray)])
def test_a_class_target_of_16_bits_keeps_its_names(tmp_path, dtype, shown):
    made = model(tmp_path, measured(3), classed(dtype=dtype))
    values = applied(made, write_raster(tmp_path / 'a.tif', noise(3, 140, 200)), tmp_path / 'b.tif')
    assert values.dtype == dtype
    assert set(np.unique(values)) <= set(LEGEND.values)
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.colorinterp == (shown,)
        assert 'water' in output.tags(1, ns='SATGAN')['CLASSES']


def test_a_class_raster_is_taken_one_hot(tmp_path):
    made = model(tmp_path, classed(), measured(3))
    values = blocks(150, 200)
    raster = write_raster(tmp_path / 'a.tif', values, palette=LEGEND.colormap())
    result = applied(made, raster, tmp_path / 'b.tif')
    one_hot = np.where(values == np.array(LEGEND.values)[:, None, None], 1, -1)
    assert_rounded(result, (plainly(generator_for(card(classed(), measured(3))), one_hot) + 1) * 127.5)


def test_values_that_are_no_class_of_the_model_are_told(tmp_path):
    made = model(tmp_path, classed(), measured(3))
    values = blocks(150, 200)
    values[0, :9, 0] = (3, 4, 5, 6, 8, 9, 10, 11, 12)
    listener = Listener()
    applied(made, write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif', listener)
    assert len(listener.warnings) == 1
    assert 'none of the classes' in listener.warnings[0]
    assert '(3, 4, 5, 6, 8 and 4 more)' in listener.warnings[0]
    assert '"Model information" tells the classes' in listener.warnings[0]


@pytest.mark.parametrize(
    ('dtype', 'low', 'high'), [('uint16', 200, 4000), ('int16', -50, 30), ('float32', -1.5, 80.25)]
)
def test_measurements_come_out_in_units_of_the_target(tmp_path, dtype, low, high):
    target = measured(2, dtype, low=low, high=high, names=('height', 'slope'), units=('m', 'degree'))
    target = replace(target, nodata=low - 1)
    made = model(tmp_path, measured(3), target)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 140, 150))
    values = applied(made, raster, tmp_path / 'b.tif')
    expected = plainly(generator_for(card(measured(3), target)), read(raster) / 127.5 - 1)
    expected = low + (expected + 1) / 2 * (high - low)
    if dtype == 'float32':
        np.testing.assert_allclose(values, expected, atol=1e-3)
    else:
        assert_rounded(values, expected)
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.dtypes == (dtype, dtype)
        assert output.units == ('m', 'degree')
        assert output.descriptions == ('synthetic: height', 'synthetic: slope')
        assert output.nodata == low - 1


def test_bands_of_different_scaling_keep_their_own(tmp_path):
    target = replace(measured(2, 'int16'), scaling=(Scaling(-100, 100), Scaling(1000, 9000)))
    made = model(tmp_path, measured(3), target)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 128, 128))
    values = applied(made, raster, tmp_path / 'b.tif')
    expected = plainly(generator_for(card(measured(3), target)), read(raster) / 127.5 - 1)
    assert_rounded(values[0], expected[0] * 100)
    assert_rounded(values[1], 5000 + expected[1] * 4000)


def test_thirteen_bands_of_16_bits_go_in(tmp_path):
    a = measured(13, 'int16', low=-100, high=5000)
    values = noise(13, 128, 200, low=-300, high=6000, dtype='int16')
    raster = write_raster(tmp_path / 'a.tif', values)
    result = applied(model(tmp_path, a, measured(3)), raster, tmp_path / 'b.tif')
    encoded = np.clip((values + 100) / 5100 * 2 - 1, -1, 1)
    assert_rounded(result, (plainly(generator_for(card(a, measured(3))), encoded) + 1) * 127.5)


@pytest.mark.parametrize(
    ('names', 'interpreted'),
    [
        (('red', 'green', 'blue'), (ColorInterp.red, ColorInterp.green, ColorInterp.blue)),
        (
            ('Red', 'Green', 'Blue', 'NIR'),
            (ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.nir),
        ),
        (('height',), (ColorInterp.gray,)),
    ],
)
def test_colours_are_called_colours(tmp_path, names, interpreted):
    made = model(tmp_path, measured(3), measured(len(names), names=names))
    applied(made, write_raster(tmp_path / 'a.tif', noise(3, 50, 50)), tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.colorinterp == interpreted


# --- The file


def test_statistics_are_those_of_the_pixels(tmp_path):
    made = model(tmp_path, measured(3), measured(2, 'float32', low=-2, high=9, nodata=-99))
    with patch.object(tiles, '_PANEL', 100):
        values = applied(made, with_gaps(tmp_path / 'a.tif', 'mask'), tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        for band in (1, 2):
            pixels = values[band - 1][~gaps()].astype('float64')
            tags = {name.removeprefix('STATISTICS_'): float(text) for name, text in output.tags(band).items()}
            assert tags == pytest.approx(
                {
                    'MINIMUM': pixels.min(),
                    'MAXIMUM': pixels.max(),
                    'MEAN': pixels.mean(),
                    'STDDEV': pixels.std(),
                    'VALID_PERCENT': 100 * (~gaps()).mean(),
                }
            )


def test_overviews_are_there_and_average_what_is_valid(tmp_path):
    values = applied(rgb_model(), write_raster(tmp_path / 'a.tif', noise(3, 512, 640)), tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.overviews(1) == [2, 4]
        halved = output.read(1, out_shape=(256, 320)).astype(float)
    expected = values[0].reshape(256, 2, 320, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(halved, expected, atol=0.51)


@pytest.mark.parametrize('compression', ['deflate', 'lzw', 'zstd', 'none'])
@pytest.mark.parametrize('dtype', ['uint8', 'float32'])
def test_each_compression_keeps_the_pixels(tmp_path, compression, dtype):
    made = model(tmp_path, measured(3), measured(3, dtype))
    raster = write_raster(tmp_path / 'a.tif', noise(3, 150, 300))
    values = applied(made, raster, tmp_path / 'b.tif', compression=compression)
    np.testing.assert_array_equal(values, applied(made, raster, tmp_path / 'c.tif', compression='deflate'))
    with rasterio.open(tmp_path / 'b.tif') as output:
        assert output.block_shapes == [(256, 256)] * 3
        assert output.profile.get('compress', 'none') == compression


def test_the_file_says_that_it_is_synthetic_and_where_it_comes_from(tmp_path):
    raster = write_raster(tmp_path / 'scene.tif', noise(3, 50, 50))
    listener = Listener()
    applied(rgb_model(), raster, tmp_path / 'b.tif', listener)
    with rasterio.open(tmp_path / 'b.tif') as output:
        tags = output.tags()
        assert all(name.startswith('synthetic: ') for name in output.descriptions)
    assert tags['SYNTHETIC'] == 'YES'
    assert tags['MODEL_SHA256'] == hashlib.sha256(rgb_model().read_bytes()).hexdigest()
    assert tags['GAN_MODEL'] == 'model.safetensors'
    assert tags['SOURCE'] == 'scene.tif'
    assert tags['LICENSE'] == 'CC-BY-4.0'
    assert 'SYNTHETIC' in tags['TIFFTAG_IMAGEDESCRIPTION']
    assert 'synthetic' in listener.infos[-1]


def test_the_input_may_be_replaced_by_the_output(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 100, 100))
    expected = applied(rgb_model(), raster, tmp_path / 'b.tif')
    np.testing.assert_array_equal(applied(rgb_model(), raster, raster), expected)


def test_progress_never_falls_and_ends_near_one(tmp_path):
    listener = Listener()
    applied(rgb_model(), write_raster(tmp_path / 'a.tif', noise(3, 500, 300)), tmp_path / 'b.tif', listener)
    fractions = [fraction for fraction, _ in listener.steps]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 0.98
    assert len(fractions) == 8  # a row of tiles every 96 pixels, two checksums and the overviews


# --- Which bands


def test_the_bands_of_the_training_are_taken_in_its_order(tmp_path):
    a = replace(measured(3), bands=(3, 1, 2))
    values = noise(3, 128, 128)
    result = applied(model(tmp_path, a, measured(1)), write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif')
    generator = generator_for(card(a, measured(1)))
    assert_rounded(result, (plainly(generator, values[[2, 0, 1]] / 127.5 - 1) + 1) * 127.5)


def test_chosen_bands_are_taken_in_their_order(tmp_path):
    values = noise(4, 128, 128)
    raster = write_raster(tmp_path / 'a.tif', values)
    result = applied(rgb_model(), raster, tmp_path / 'b.tif', bands=(4, 2, 1))
    generator = generator_for(card(measured(3), measured(3)))
    assert_rounded(result, (plainly(generator, values[[3, 1, 0]] / 127.5 - 1) + 1) * 127.5)


def test_a_raster_of_just_the_right_bands_is_taken_where_the_numbers_differ(tmp_path):
    a = replace(measured(2), bands=(8, 4))
    values = noise(2, 128, 128)
    result = applied(model(tmp_path, a, measured(1)), write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif')
    generator = generator_for(card(a, measured(1)))
    assert_rounded(result, (plainly(generator, values / 127.5 - 1) + 1) * 127.5)


def test_bands_left_over_are_told(tmp_path):
    listener = Listener()
    applied(rgb_model(), write_raster(tmp_path / 'a.tif', noise(5, 50, 50)), tmp_path / 'b.tif', listener)
    [warning] = listener.warnings
    assert f'Of the 5 bands of {tmp_path / "a.tif"} the model gets 1, 2, 3' in warning
    assert 'Name the bands where that is wrong.' in warning


@pytest.mark.parametrize(
    ('count', 'more', 'sentence'),
    [
        (2, {}, r'a\.tif has 2 bands, but the model was trained with 3 \(band 1, band 2, band 3\)'),
        (3, {'bands': (1, 2)}, r'"bands" names 2 bands, but the model was trained with 3'),
        (3, {'bands': (1, 2, 4)}, r'a\.tif has 3 bands, but band 4 is asked for'),
        (3, {'overlap': 65}, r'An overlap of 65 pixels is too much for tiles of 128 pixels'),
        (3, {'extent': '0,1,0,1'}, r'The extent 0,1,0,1 lies outside the raster'),
        (3, {'device': 'cuda'}, r'The device "cuda" is asked for, but PyTorch finds none here'),
    ],
)
def test_wrong_choices_are_told(tmp_path, monkeypatch, count, more, sentence):
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    raster = write_raster(tmp_path / 'a.tif', noise(count, 50, 50))
    with pytest.raises(SatganError, match=sentence) as raised:
        applied(rgb_model(), raster, tmp_path / 'b.tif', **more)
    assert raised.value.hint
    assert left_in(tmp_path) == {'a.tif'}


# --- What the model was not trained for


def pixel_warning(tmp_path, transform, crs=UTM, trained=None) -> list[str]:
    made = model(tmp_path, measured(3), measured(1), **(trained or {}))
    raster = write_raster(tmp_path / 'a.tif', noise(3, 20, 20), transform=transform, crs=crs)
    listener = Listener()
    applied(made, raster, tmp_path / 'b.tif', listener)
    return listener.warnings


@pytest.mark.parametrize(('side', 'count'), [(0.41, 0), (0.59, 0), (0.39, 1), (0.61, 1), (2, 1)])
def test_pixels_of_another_size_are_told_with_both_figures(tmp_path, side, count):
    warnings = pixel_warning(tmp_path, Affine(side, 0, 500000, 0, -side, 30000))
    assert len(warnings) == count
    for warning in warnings:
        assert f'measure {side:.2g}' in warning.replace('0.3899', '0.39').replace('0.6099', '0.61').replace(
            '1.999', '2'
        )
        assert 'trained with 0.5 m' in warning


def test_degrees_are_compared_with_metres_on_the_ground(tmp_path):
    # At 60 degrees north a degree of longitude is half as long: these pixels measure 0.5 x 0.5 m, not 1 x 0.5 m.
    side = 0.5 / 111_412
    fitting = Affine(side * 2, 0, 33, 0, -side, 60)
    assert not pixel_warning(tmp_path, fitting, CRS.from_epsg(4326))
    assert len(pixel_warning(tmp_path, fitting * Affine.scale(2), CRS.from_epsg(4326))) == 1


def test_without_any_coordinate_system_map_units_are_compared(tmp_path):
    without = {'crs': None, 'ground_pixel_size': None}
    assert not pixel_warning(tmp_path, Affine.scale(0.5), None, without)
    assert 'map units' in pixel_warning(tmp_path, Affine.scale(2), None, without)[0]
    assert not pixel_warning(tmp_path, Affine.scale(2), None)  # nothing to compare


def test_another_data_type_is_told(tmp_path):
    listener = Listener()
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50, dtype='uint16'))
    applied(rgb_model(), raster, tmp_path / 'b.tif', listener)
    assert 'uint16' in listener.warnings[0]
    assert 'uint8' in listener.warnings[0]


# --- What is damaged


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {'made.safetensors'}


def fails(tmp_path, made, raster) -> SatganError:
    with pytest.raises(SatganError) as raised:
        run_job(
            ApplyModel(model=str(made), input=str(raster), output=str(tmp_path / 'b.tif'), device='cpu'), Listener()
        )
    assert not [name for name in left_in(tmp_path) if 'b.tif' in name]
    return raised.value


@pytest.mark.parametrize('share', [0.0, 0.001, 0.5, 0.999])
def test_a_model_file_cut_short_is_told(tmp_path, share):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50))
    whole = rgb_model().read_bytes()
    cut = tmp_path / 'cut.safetensors'
    cut.write_bytes(whole[: int(len(whole) * share)])
    error = fails(tmp_path, cut, raster)
    assert f'{cut} is no model file or was cut short' in error.message
    assert error.hint == 'Copy it again from its source.'


def test_weights_that_are_no_numbers_are_told(tmp_path):
    made = model(tmp_path, measured(3), measured(3))
    weights = load_file(made)
    weights['model.model.0.weight'][0, 0, 0, 0] = math.nan
    save_model(made, weights, card(measured(3), measured(3)))
    error = fails(tmp_path, made, write_raster(tmp_path / 'a.tif', noise(3, 50, 50)))
    assert 'weights that are no numbers' in error.message


def test_weights_that_do_not_fit_the_card_are_told(tmp_path):
    made = tmp_path / 'made.safetensors'
    save_model(
        made, generator_for(card(measured(3), measured(3))).state_dict(), card(measured(3), measured(3), filters=8)
    )
    error = fails(tmp_path, made, write_raster(tmp_path / 'a.tif', noise(3, 50, 50)))
    assert 'do not fit its card' in error.message


@pytest.mark.parametrize('field', ['kind', 'generator'])
def test_a_model_that_only_a_newer_release_knows_is_told(tmp_path, field):
    known = card(measured(3), measured(3))
    value = 'diffusion' if field == 'kind' else replace(known.generator, name='resnet99')
    made = tmp_path / 'made.safetensors'
    save_model(made, generator_for(known).state_dict(), replace(known, **{field: value}))
    error = fails(tmp_path, made, write_raster(tmp_path / 'a.tif', noise(3, 50, 50)))
    assert 'cannot apply the model' in error.message
    assert error.hint == 'Update the plugin to use it.'


def test_a_file_that_is_no_model_is_told(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50))
    assert 'is no model file' in fails(tmp_path, raster, raster).message
    other = tmp_path / 'other.safetensors'
    save_file({'weight': torch.zeros(3)}, other)
    assert 'is a safetensors file, but not a SatGAN model' in fails(tmp_path, other, raster).message


def test_a_raster_cut_in_the_middle_is_told_and_leaves_nothing(tmp_path):
    values = np.random.default_rng(0).integers(0, 255, (3, 600, 600)).astype('uint8')
    raster = write_raster(tmp_path / 'a.tif', values, compress='deflate', interleave='pixel', blockysize=16)
    raster.write_bytes(raster.read_bytes()[: raster.stat().st_size // 2])
    error = fails(tmp_path, rgb_model(), raster)
    assert str(raster) in error.message
    assert 'copy it again' in error.hint.lower()


@pytest.mark.parametrize('text', ['Translating', 'Building overviews'])
def test_cancelling_leaves_nothing_and_keeps_what_was_there(tmp_path, text):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 400, 400))
    (tmp_path / 'b.tif').write_text('older')
    with pytest.raises(Cancelled):
        applied(rgb_model(), raster, tmp_path / 'b.tif', Listener(stop_at=text))
    assert left_in(tmp_path) == {'a.tif', 'b.tif'}
    assert (tmp_path / 'b.tif').read_text() == 'older'


# --- A full disk, and memory


@pytest.mark.parametrize('share', [0.01, 0.4, 0.7, 0.8, 0.95, 0.99])
@pytest.mark.parametrize('compression', ['deflate', 'none'])
def test_a_full_disk_is_told_and_nothing_is_left(tmp_path, share, compression):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 700, 700), nodata=0)  # the output has a mask and overviews
    applied(rgb_model(), raster, tmp_path / 'whole.tif', compression=compression)
    room = int((tmp_path / 'whole.tif').stat().st_size * share)
    with small_disk(tmp_path / 'disk', room) as disk:
        job = ApplyModel(model=str(rgb_model()), input=str(raster), output=str(disk / 'b.tif'), compression=compression)
        with pytest.raises(
            SatganError, match=r'b\.tif could not be written whole: its disk is full or failing'
        ) as raised:
            run_job(job, Listener())
        assert list(disk.iterdir()) == []
    assert raised.value.hint.startswith('Free some space')


def test_just_enough_room_is_enough(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 700, 700), nodata=0)
    whole = applied(rgb_model(), raster, tmp_path / 'whole.tif')
    with small_disk(tmp_path / 'disk', (tmp_path / 'whole.tif').stat().st_size + 8192) as disk:
        np.testing.assert_array_equal(applied(rgb_model(), raster, disk / 'b.tif'), whole)


def test_an_output_folder_that_is_none_is_told(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50))
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match=r'The folder .*file cannot be written to'):
        applied(rgb_model(), raster, tmp_path / 'file' / 'b.tif')


_MEASURED = """
import json, sys
from core.engine import run_mapping
from core.reporting import Reporter
run_mapping(json.loads(sys.argv[1]), Reporter())
print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])
"""


def peak_memory(raster: Path, output: Path) -> int:
    """Return the peak of resident memory, in KiB, of a process that applies a model."""
    job = {'job': 'applymodel', 'model': str(rgb_model()), 'input': str(raster), 'output': str(output), 'device': 'cpu'}
    command = [sys.executable, '-c', _MEASURED, json.dumps(job)]
    root = Path(__file__).parents[2]
    return int(subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout)


@pytest.mark.slow
@pytest.mark.parametrize('layout', [{'tiled': True, 'blockxsize': 256, 'blockysize': 256}, {}], ids=['tiles', 'rows'])
def test_sixteen_times_the_raster_needs_no_more_memory(tmp_path, layout):
    peaks = []
    for side in (4096, 16384):
        rows = noise(3, 256, side)
        profile = {'driver': 'GTiff', 'width': side, 'height': side, 'count': 3, 'dtype': 'uint8', 'compress': 'lzw'}
        with rasterio.open(tmp_path / 'a.tif', 'w', crs=UTM, transform=NORTH_UP, **profile, **layout) as raster:
            for top in range(0, side, 256):
                raster.write(rows, window=((top, top + 256), (0, side)))
        peaks.append(peak_memory(tmp_path / 'a.tif', tmp_path / 'b.tif'))
        assert grid_of(tmp_path / 'b.tif')[:2] == (side, side)
    print(f'peak of {peaks[0] / 1024:.0f} MiB for 4096 x 4096 pixels, {peaks[1] / 1024:.0f} MiB for 16384 x 16384')
    assert peaks[1] < 1.1 * peaks[0]


def with_heights(folder: Path, rows: int = 200, columns: int = 180):
    """Return an image, heights on a coarser grid, and a model that was trained with both."""
    image = write_raster(folder / 'image.tif', noise(2, rows, columns, seed=3))
    coarse = rasterio.Affine(1.0, 0, NORTH_UP.c, 0, -1.0, NORTH_UP.f)
    values = noise(1, rows // 2, columns // 2, low=100, high=900, dtype='float32')
    heights = write_raster(folder / 'heights.tif', values, transform=coarse)
    source = replace(
        measured(3, 'float32'),
        bands=(1, 2, 1),
        scaling=(Scaling(0, 255), Scaling(0, 255), Scaling(100, 900)),
        extra=(Extra('elsewhere.tif', None, 1),),
    )
    return image, heights, model(folder, source, measured(3))


def test_extra_inputs_are_what_the_model_gets_behind_the_input(tmp_path):
    image, heights, path = with_heights(tmp_path)
    found = applied(path, image, tmp_path / 'fake.tif', extra_inputs=(str(heights),))
    fine = tmp_path / 'fine.vrt'
    gdal('gdalwarp', '-q', '-of', 'VRT', '-r', 'bilinear', '-tr', 0.5, 0.5, heights, fine)
    stacked = np.concatenate([read(image).astype('float32'), read(fine)])
    source = read_card(str(path)).a
    encoded = source.encode(stacked, np.ones(stacked.shape[1:], dtype=bool))
    expected = measured(3).decode(plainly(generator_for(read_card(str(path))), encoded))
    assert np.abs(found.astype(int) - expected).max() <= 1


@pytest.mark.parametrize('count', [0, 2])
def test_as_many_extra_inputs_as_in_the_training_are_needed(tmp_path, count):
    image, heights, path = with_heights(tmp_path)
    with pytest.raises(SatganError, match=rf'"extra_inputs" names {count} rasters, .* trained with 1'):
        applied(path, image, tmp_path / 'fake.tif', extra_inputs=(str(heights),) * count)
    assert not (tmp_path / 'fake.tif').exists()


def test_gaps_of_an_extra_input_are_gaps_of_the_output(tmp_path):
    image, heights, path = with_heights(tmp_path)
    with rasterio.open(heights, 'r+') as raster:
        values = raster.read()
        values[0, 10:20, 30:40] = np.nan
        raster.write(values)
    applied(path, image, tmp_path / 'fake.tif', extra_inputs=(str(heights),))
    with rasterio.open(tmp_path / 'fake.tif') as raster:
        valid = raster.dataset_mask() > 0
    assert not valid[21:39, 61:79].any()
    assert valid[:18].all() and valid[44:].all()

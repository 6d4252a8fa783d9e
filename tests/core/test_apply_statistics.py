"""Which statistics norm layers use when a model is applied: the same for every tile, and told in log and tags."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.errors import SatganError
from core.networks.fixednorm import fix_norms
from core.translation.sample import _spread
from tests.core.models_made import (
    NORTH_UP,
    SIZE,
    Listener,
    applied,
    card,
    generator_for,
    measured,
    noise,
    write_model,
    write_raster,
)

REAL = measured(1, 'float32', low=-1, high=1)  # what the network makes, as it is


def small_model(folder: Path, norm: str, **more) -> Path:
    return write_model(folder / f'{norm}.safetensors', card(measured(3), REAL, norm=norm, **more))


def tags(path: Path) -> dict[str, str]:
    with rasterio.open(path) as raster:
        return raster.tags()


def chips_of(encoded: np.ndarray, side: int) -> torch.Tensor:
    """Cut (bands, rows, columns) into all its chips, (n, bands, side, side)."""
    bands, rows, columns = encoded.shape
    cut = encoded.reshape(bands, rows // side, side, columns // side, side).transpose(1, 3, 0, 2, 4)
    return torch.from_numpy(cut.reshape(-1, bands, side, side))


@pytest.mark.parametrize('norm', ['instance', 'group'])
def test_tiles_of_a_resnet_give_what_it_makes_of_the_whole_raster(tmp_path, norm):
    model_card = card(measured(2), REAL, name='resnet9', norm=norm, chip_size=104, filters=4)
    values = noise(2, 832, 624)
    raster = write_raster(tmp_path / 'a.tif', values)
    output = applied(write_model(tmp_path / 'm.safetensors', model_card), raster, tmp_path / 'b.tif')
    encoded = values / np.float32(127.5) - 1
    generator = generator_for(model_card)
    fix_norms(generator)
    with torch.no_grad():
        generator(chips_of(encoded, 104))
        whole = generator(torch.from_numpy(encoded)[None])[0].numpy()
    width = 624 - generator.reach  # what lies beyond the right edge of the raster is mirrored
    np.testing.assert_allclose(output[:, :, :width], whole[:, :, :width], rtol=0, atol=1e-4)
    assert whole.std() > 0.2


@pytest.mark.parametrize('name', ['unet128', 'resnet6'])
def test_any_part_agrees_with_the_whole(tmp_path, name):
    path = small_model(tmp_path, 'instance', name=name)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 600, 700))
    whole = applied(path, raster, tmp_path / 'whole.tif')
    for left, top, right, bottom in ((333, 131, 477, 399), (0, 590, 3, 600), (512, 0, 700, 33)):
        (west, north), (east, south) = NORTH_UP @ (left, top), NORTH_UP @ (right, bottom)
        part = applied(path, raster, tmp_path / 'part.tif', extent=f'{west},{east},{south},{north} [EPSG:32636]')
        np.testing.assert_allclose(part, whole[:, top:bottom, left:right], rtol=0, atol=1e-4)
        assert (
            tags(tmp_path / 'part.tif')['GAN_STATISTICS_SHA256']
            == (tags(tmp_path / 'whole.tif')['GAN_STATISTICS_SHA256'])
        )


def test_the_same_job_writes_the_same_bytes(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 300, 400))
    written = []
    for _ in range(2):
        applied(small_model(tmp_path, 'instance'), raster, tmp_path / 'b.tif')
        written.append((tmp_path / 'b.tif').read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize('norm', ['instance', 'group'])
def test_bf16_gives_nearly_the_same(tmp_path, norm):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 200, 200))
    path = small_model(tmp_path, norm)
    fp32 = applied(path, raster, tmp_path / '32.tif')
    bf16 = applied(path, raster, tmp_path / '16.tif', precision='bf16')
    assert 0 < np.abs(fp32 - bf16).mean() < 0.03


def test_tiles_without_data_are_left_out(tmp_path):
    values = noise(3, 2 * SIZE, 4 * SIZE, low=1)
    applied(
        small_model(tmp_path, 'instance'), write_raster(tmp_path / 'a.tif', values[:, :, :SIZE]), tmp_path / 'b.tif'
    )
    values[:, :, SIZE:] = 0
    listener = Listener()
    applied(
        small_model(tmp_path, 'instance'),
        write_raster(tmp_path / 'c.tif', values, nodata=0),
        tmp_path / 'd.tif',
        listener,
    )
    assert tags(tmp_path / 'b.tif')['GAN_STATISTICS_SHA256'] == tags(tmp_path / 'd.tif')['GAN_STATISTICS_SHA256']
    assert any('measured on 2 tiles from all over' in text for text in listener.infos)


def test_a_raster_without_data_is_told(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 90, 90, high=0), nodata=0)
    with pytest.raises(SatganError, match=r'a\.tif has no valid pixel'):
        applied(small_model(tmp_path, 'instance'), raster, tmp_path / 'b.tif')
    assert not (tmp_path / 'b.tif').exists()


def test_of_a_large_raster_some_tiles_are_measured(tmp_path):
    listener = Listener()
    raster = write_raster(tmp_path / 'a.tif', noise(3, 9 * SIZE, 8 * SIZE + 1))
    applied(small_model(tmp_path, 'instance', filters=2), raster, tmp_path / 'b.tif', listener)
    assert any('measured on 64 tiles from all over' in text for text in listener.infos)


@given(st.integers(1, 60), st.integers(1, 60))
def test_every_tile_comes_once(rows, columns):
    cells = _spread(rows, columns)
    assert sorted(map(tuple, cells.tolist())) == [(row, column) for row in range(rows) for column in range(columns)]


@pytest.mark.parametrize(('rows', 'columns'), [(40, 40), (100, 37), (24, 300), (390, 390)])
@pytest.mark.parametrize('count', [16, 64])
def test_the_first_tiles_lie_all_over_the_raster(rows, columns, count):
    places = _spread(rows, columns)[:count] / (rows, columns)
    quarters, _, _ = np.histogram2d(*places.T, bins=2, range=((0, 1), (0, 1)))
    assert quarters.min() >= count / 8


# --- Which statistics


def imported(path: Path, norm: str) -> Path:
    """Write a model that says it comes from a checkpoint of the reference."""
    made = card(measured(3), REAL, norm=norm)
    return write_model(path, replace(made, training=made.training | {'job': {'job': 'importcheckpoint'}}))


@pytest.mark.parametrize(
    ('norm', 'is_imported', 'asked', 'used', 'told'),
    [
        ('batch', False, 'auto', 'running', 'the statistics of the training (running)'),
        ('batch', True, 'auto', 'calibrated', 'The statistics of the 11 norm layers are measured on 2 tiles'),
        ('batch', True, 'running', 'running', 'the statistics of the training (running)'),
        ('batch', False, 'calibrated', 'calibrated', 'are the same for every tile (calibrated)'),
        ('batch', False, 'tile', 'tile', 'measure each tile by itself (tile)'),
        ('instance', False, 'auto', 'calibrated', 'are the same for every tile (calibrated)'),
        ('group', True, 'auto', 'calibrated', 'are the same for every tile (calibrated)'),
        ('instance', False, 'tile', 'tile', 'edges of tiles can stay visible'),
        ('none', False, 'auto', 'none', 'has no norm layers'),
        ('none', False, 'running', 'none', 'has no norm layers'),
    ],
)
def test_the_statistics_in_use_are_told(tmp_path, norm, is_imported, asked, used, told):
    path = imported(tmp_path / 'm.safetensors', norm) if is_imported else small_model(tmp_path, norm)
    listener = Listener()
    raster = write_raster(tmp_path / 'a.tif', noise(3, 100, 200))
    applied(path, raster, tmp_path / 'b.tif', listener, statistics=asked)
    assert len([text for text in listener.infos if told in text]) == 1
    assert tags(tmp_path / 'b.tif')['GAN_STATISTICS'] == used
    assert ('GAN_STATISTICS_SHA256' in tags(tmp_path / 'b.tif')) == (used == 'calibrated')


@pytest.mark.parametrize('norm', ['instance', 'group'])
def test_running_statistics_that_a_model_does_not_have_are_told(tmp_path, norm):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50))
    sentence = rf'{norm} norm, which keeps no running statistics of the training\. Choose auto or calibrated'
    with pytest.raises(SatganError, match=sentence):
        applied(small_model(tmp_path, norm), raster, tmp_path / 'b.tif', statistics='running')
    assert not (tmp_path / 'b.tif').exists()


@pytest.mark.parametrize('batch_size', [1, 3])
def test_each_tile_by_itself_is_batch_norm_of_a_batch_of_one(tmp_path, batch_size):
    model_card = card(measured(3), REAL, dropout=False)
    values = noise(3, SIZE, 3 * SIZE)
    output = applied(
        write_model(tmp_path / 'm.safetensors', model_card),
        write_raster(tmp_path / 'a.tif', values),
        tmp_path / 'b.tif',
        statistics='tile',
        overlap=0,
        batch_size=batch_size,
    )
    generator = generator_for(model_card).train()
    with torch.no_grad():
        tiles = [generator(chip[None])[0] for chip in chips_of(values / np.float32(127.5) - 1, SIZE)]
    np.testing.assert_allclose(output, torch.cat(tiles, dim=2), rtol=0, atol=1e-4)

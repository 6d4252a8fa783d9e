"""The seam index: hand-computed for known steps, held against plain loops, and near 1 where there is no grid."""

from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
import torch
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.windows import Window
from scipy.ndimage import gaussian_filter

from core.engine import run_job
from core.jobs import ApplyModel
from core.networks.fixednorm import fix_norms
from core.rasters.grid import Grid
from core.translation import preparation, tiles
from core.translation.seams import SeamMeter, seam_index
from core.translation.tiles import Tiling
from tests.core.models_made import Listener, card, generator_for, measured, noise, read, write_model, write_raster


def meter(tiling: Tiling, values: np.ndarray, valid: np.ndarray | None = None, window: Window | None = None):
    """Return a meter that has seen a window of a raster, (bands, rows, columns), at once."""
    rows, columns = values.shape[1:]
    window = window or Window(0, 0, columns, rows)
    part = np.s_[window.row_off : window.row_off + window.height, window.col_off : window.col_off + window.width]
    found = SeamMeter(tiling, Grid(None, Affine.identity(), columns, rows))
    found.add(window, values[:, *part], np.ones((rows, columns), bool)[part] if valid is None else valid[part])
    return found


def smooth(bands: int, rows: int, columns: int, seed: int = 0) -> np.ndarray:
    """Return noise from 0 to 1 that changes slowly and knows no grid."""
    values = gaussian_filter(np.random.default_rng(seed).random((bands, rows, columns)), (0, 5, 5))
    return ((values - values.min()) / np.ptp(values)).astype('float32')


def plain_jumps(values: np.ndarray, valid: np.ndarray, borders: list[int], window: tuple[int, int, int, int]):
    """Return the jumps between columns at borders and elsewhere, strip by strip."""
    top, left, bottom, right = window
    at_borders, elsewhere = [], []
    for row in range(-(-top // 16) * 16, bottom - 15, 16):
        for column in range(left + 8, right - 7):
            if not valid[row : row + 16, column - 8 : column + 8].all():
                continue
            before, behind = (
                values[:, row : row + 16, column - 8 : column],
                values[:, row : row + 16, column : column + 8],
            )
            jump = np.abs(before.mean(axis=(1, 2)) - behind.mean(axis=(1, 2))).mean()
            if column in borders:
                at_borders.append(jump)
            elif all(abs(column - border) >= 8 for border in borders):
                elsewhere.append(jump)
    return at_borders, elsewhere


def plain_borders(tiling: Tiling, length: int) -> list[int]:
    borders, start = [], 0
    while start + tiling.size < length:
        start += tiling.stride
        borders.append(start + tiling.overlap // 2)
    return borders


@st.composite
def watched(draw):
    """Return a tiling, a raster with gaps, a window of it, and how the window is cut into pieces."""
    size = draw(st.integers(20, 50))
    tiling = Tiling(size, draw(st.integers(0, 10)))
    rows, columns = draw(st.integers(1, 90)), draw(st.integers(1, 90))
    random = np.random.default_rng(draw(st.integers(0, 99)))
    values = random.standard_normal((2, rows, columns)).astype('float32')
    valid = random.random((rows, columns)) > draw(st.sampled_from([0, 0.002]))
    top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
    bottom, right = draw(st.integers(top + 1, rows)), draw(st.integers(left + 1, columns))
    cuts = draw(st.sets(st.integers(top, bottom), max_size=4)) | {top, bottom}
    return tiling, values, valid, (top, left, bottom, right), sorted(cuts)


@settings(deadline=None, max_examples=60)
@given(watched())
def test_piece_by_piece_it_is_what_plain_loops_give(case):
    tiling, values, valid, window, cuts = case
    top, left, bottom, right = window
    rows, columns = valid.shape
    found = SeamMeter(tiling, Grid(None, Affine.identity(), columns, rows))
    for begin, end in pairwise(cuts):
        part = np.s_[begin:end, left:right]
        found.add(Window(left, begin, right - left, end - begin), values[:, *part], valid[part])
    across = plain_jumps(values, valid, plain_borders(tiling, columns), window)
    down = plain_jumps(values.swapaxes(1, 2), valid.T, plain_borders(tiling, rows), (left, top, right, bottom))
    at_borders, elsewhere = (first + second for first, second in zip(across, down, strict=True))
    expected = np.mean(at_borders) / np.mean(elsewhere) if at_borders and elsewhere else 1
    assert found.ratio() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize('overlap', [0, 16])
def test_a_known_step_at_the_borders_gives_the_ratio_by_hand(overlap):
    tiling = Tiling(64, overlap)
    row, column = np.mgrid[:200, :240]
    ramp = 0.01 * (row + column)  # 0.08 between strips of 8 pixels, everywhere
    step = sum((row >= border) * 0.04 for border in plain_borders(tiling, 200)) + sum(
        (column >= border) * 0.04 for border in plain_borders(tiling, 240)
    )
    source, output = meter(tiling, ramp[np.newaxis]), meter(tiling, np.stack([ramp + step, ramp]))
    assert source.ratio() == pytest.approx(1)
    assert output.ratio() == pytest.approx(1.25)  # 0.12 / 0.08 in one of two channels
    assert seam_index(output, source) == pytest.approx(1.25)
    assert seam_index(output, output) == pytest.approx(1)  # the input has that grid itself


@pytest.mark.parametrize('seed', range(5))
def test_smooth_noise_has_no_grid(seed):
    assert meter(Tiling(128, 32), smooth(3, 900, 900, seed)).ratio() == pytest.approx(1, abs=0.1)


def test_the_largest_possible_grid_is_a_number():
    checks = np.indices((3, 3)).sum(axis=0) % 2
    values = np.kron(checks, np.ones((64, 64)))[np.newaxis]
    assert 1e5 < meter(Tiling(64, 0), values).ratio() < np.inf


@pytest.mark.parametrize(
    ('rows', 'columns', 'value'), [(64, 64, None), (15, 300, None), (300, 3, None), (200, 200, 0.5)]
)
def test_without_borders_or_jumps_it_is_one(rows, columns, value):
    values = (
        np.random.default_rng(0).random((2, rows, columns)) if value is None else np.full((2, rows, columns), value)
    )
    found = meter(Tiling(64, 16), values)
    assert seam_index(found, found) == 1


def test_what_has_no_data_does_not_count():
    random = np.random.default_rng(0)
    values, valid = random.random((1, 200, 200)), np.ones((200, 200), bool)
    valid[40:90, 55:] = False
    expected = meter(Tiling(64, 16), values, valid).ratio()
    values[:, ~valid] = 1000
    assert meter(Tiling(64, 16), values, valid).ratio() == pytest.approx(expected)


# --- When a model is applied


def seams(model: Path, raster: Path, output: Path, **more) -> float:
    """Apply a model and return the seam index that it reports."""
    listener = Listener()
    job = ApplyModel(model=str(model), input=str(raster), output=str(output), device='cpu', precision='fp32', **more)
    index = run_job(job, listener)['SEAM_INDEX']
    assert f'Seam index {index:.2f} (1: the tiles cannot be seen).' in listener.infos
    return index


REAL = measured(1, 'float32', low=-1, high=1)


@pytest.mark.parametrize(('name', 'size', 'overlap', 'limit'), [('resnet9', 416, 192, 1e-3), ('unet128', 128, 32, 0.1)])
@patch.object(preparation, '_LARGEST_TILE', 576)
def test_the_grid_shows_with_statistics_of_each_tile_and_not_with_the_same_for_all(
    tmp_path, name, size, overlap, limit
):
    model_card = card(measured(3), REAL, name=name, norm='instance', filters=4, chip_size=128, dropout=False)
    model = write_model(tmp_path / 'm.safetensors', model_card)
    brightness = np.linspace(0.1, 1, 640)  # so that the tiles differ
    values = (smooth(3, 640, 640) * brightness * 255).astype('uint8')
    raster = write_raster(tmp_path / 'a.tif', values)
    encoded = torch.from_numpy(values / np.float32(127.5) - 1)
    generator = generator_for(model_card)
    fix_norms(generator)
    with torch.no_grad():
        generator(encoded.reshape(3, 5, 128, 5, 128).permute(1, 3, 0, 2, 4).reshape(25, 3, 128, 128))
        untiled = generator(encoded[None])[0].numpy()
    tiling = Tiling(size, overlap)
    expected = seam_index(meter(tiling, untiled[:, :556, :556]), meter(tiling, encoded.numpy()[:, :556, :556]))
    west, north, side = 450000, 30000, 556 / 2  # what lies beyond the edges is mirrored
    inside = f'{west},{west + side},{north - side},{north}'
    fixed = seams(model, raster, tmp_path / 'b.tif', extent=inside)
    assert fixed == pytest.approx(expected, abs=limit)
    assert seams(model, raster, tmp_path / 'c.tif', statistics='tile', overlap=0) > fixed + 0.05


def test_it_is_measured_on_the_pixels_that_are_written(tmp_path):
    """Also in panels, apart from the borders between them."""
    model = write_model(tmp_path / 'm.safetensors', card(measured(3), REAL))
    raster = write_raster(tmp_path / 'a.tif', noise(3, 300, 420))
    index = seams(model, raster, tmp_path / 'b.tif')
    tiling = Tiling(128, 32)
    source = meter(tiling, read(raster) / np.float32(127.5) - 1)
    assert index == pytest.approx(seam_index(meter(tiling, read(tmp_path / 'b.tif')), source), rel=1e-4)
    with patch.object(tiles, '_PANEL', 200):
        assert seams(model, raster, tmp_path / 'c.tif') == pytest.approx(index, abs=0.1)


def test_a_single_tile_has_no_seams(tmp_path):
    model = write_model(tmp_path / 'm.safetensors', card(measured(3), REAL))
    assert seams(model, write_raster(tmp_path / 'a.tif', noise(3, 100, 100)), tmp_path / 'b.tif') == 1

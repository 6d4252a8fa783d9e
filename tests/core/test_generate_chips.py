"""Generating chips: where each lies, on the ground too, the marks, and the way from one chip to another."""

import json
import math
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import rasterio
import torch
from rasterio.crs import CRS

from core.engine import run_job, run_mapping
from core.errors import Cancelled, SatganError
from core.jobs import ApplyModel, GenerateChips
from core.modelfile import NO_CONDITION, GeneratorDesign, save_model
from core.networks import PRESETS, initialise
from core.rasters.point import point_in
from core.translation.noise import noise_of_seed, spherical_walk
from tests.core.models_made import (
    LEGEND,
    UTM,
    Listener,
    applied,
    card,
    classed,
    measured,
    new_folder,
    noise,
    rgb_model,
    write_raster,
)

NOISE = 8


def model(domain=None, preset='dcgan64', upsampling='transpose', **more) -> str:
    """Write a model of noise with an untrained generator whose chips vary, and return its path."""
    domain = domain or measured(2, 'uint16', low=100, high=60000)
    design = GeneratorDesign(preset, 4, PRESETS[preset].norm, False, upsampling, NOISE)
    fields = {'kind': 'dcgan', 'generator': design, 'chip_size': PRESETS[preset].chip_size} | more
    made = replace(card(NO_CONDITION, domain), **fields)
    path = new_folder('noise') / 'model.safetensors'
    save_model(path, generator(made).state_dict(), made)
    return str(path)


def generator(made) -> torch.nn.Module:
    torch.manual_seed(3)
    design = made.generator
    network = PRESETS[design.name].generator(NOISE, made.b.channels, filters=4, upsampling=design.upsampling)
    initialise(network)
    with torch.no_grad():
        for weight in network.parameters():
            weight *= 4
    return network.eval()


def generate(path: str, output: Path, reporter=None, **more) -> np.ndarray:
    job = GenerateChips.from_mapping({'model': path, 'output': str(output)} | more)
    run_job(job, reporter or Listener())
    with rasterio.open(output) as sheet:
        return sheet.read()


@pytest.fixture
def output(tmp_path):
    return tmp_path / 'sheet.tif'


# --- The sheet


@pytest.mark.parametrize(('preset', 'side'), [('dcgan64', 64), ('keras80', 80)])
@pytest.mark.parametrize('upsampling', ['transpose', 'resize'])
def test_each_chip_lies_where_its_number_says(output, preset, side, upsampling):
    domain = measured(2, 'uint16', low=100, high=60000)
    path = model(domain, preset, upsampling)
    sheet = generate(path, output, count=5, columns=3, noise_seed=7).astype(int)
    assert sheet.shape == (2, 2 * side, 3 * side)
    network = generator(
        replace(card(NO_CONDITION, domain), generator=GeneratorDesign(preset, 4, 'batch', False, upsampling, NOISE))
    )
    for number in range(5):
        vector = torch.randn(NOISE, generator=torch.Generator().manual_seed(7 + number))
        with torch.no_grad():
            made = network(vector[None])[0].double().numpy()
        top, left = number // 3 * side, number % 3 * side
        shown = sheet[:, top : top + side, left : left + side]
        assert shown.std() > 500
        np.testing.assert_allclose(shown, 100 + (made + 1) / 2 * 59900, atol=1)


def test_empty_places_have_no_data(output):
    generate(model(measured(1, 'uint8')), output, count=3, columns=2)
    with rasterio.open(output) as sheet:
        valid = sheet.dataset_mask() > 0
    assert valid[:64].all() and valid[64:, :64].all() and not valid[64:, 64:].any()


def test_empty_places_have_the_nodata_value_of_the_training_data(output):
    sheet = generate(model(measured(1, 'int16', low=-500, high=500, nodata=-9999)), output, count=3, columns=2)
    assert (sheet[0, 64:, 64:] == -9999).all() and (sheet[0, :64] != -9999).all()


def test_a_row_that_is_not_filled_is_no_wider_than_its_chips(output):
    assert generate(model(), output, count=2).shape == (2, 64, 128)


def test_classes_come_out_as_classes(output):
    sheet = generate(model(classed()), output, count=2)
    assert set(np.unique(sheet)) <= set(LEGEND.values)
    with rasterio.open(output) as file:
        assert file.colormap(1)[7] == (20, 60, 220, 255)


def test_real_numbers_keep_their_range(output):
    sheet = generate(model(measured(1, 'float32', low=-25, high=0)), output, count=1)
    assert sheet.dtype == 'float32'
    assert -25 <= sheet.min() < sheet.max() <= 0


# --- On the ground


def test_gdal_finds_the_sheet_where_it_was_put(output):
    generate(model(), output, count=2, origin='450000,30000')
    text = subprocess.run(['gdalinfo', str(output)], check=True, capture_output=True, text=True).stdout
    assert 'Origin = (450000.000000000000000,30000.000000000000000)' in text
    assert 'Pixel Size = (0.500000000000000,-0.500000000000000)' in text
    assert 'ID["EPSG",32636]' in text


def test_a_corner_in_another_system_is_transformed(output):
    generate(model(), output, count=1, origin='33.0,0.25 [EPSG:4326]')
    x, y = pyproj.Transformer.from_crs(4326, 32636, always_xy=True).transform(33.0, 0.25)
    with rasterio.open(output) as sheet:
        assert (sheet.transform.c, sheet.transform.f) == pytest.approx((x, y), abs=1e-3)


@pytest.mark.parametrize(
    ('crs', 'origin', 'size'),
    [
        ('EPSG:32633', '500000,5000000', 0.5),
        ('EPSG:4326', '33,0.0', 0.5 / 111_000),
        ('EPSG:3857', '0,8399738', 0.5 / math.cos(math.radians(60))),  # 60 degrees north
    ],
)
def test_pixels_keep_their_size_on_the_ground_in_another_system(output, crs, origin, size):
    generate(model(), output, count=1, crs=crs, origin=origin)
    with rasterio.open(output) as sheet:
        assert sheet.crs == CRS.from_user_input(crs)
        assert sheet.transform.a == -sheet.transform.e == pytest.approx(size, rel=0.01)


def test_without_a_coordinate_system_there_is_none(output):
    generate(model(crs=None, ground_pixel_size=None, pixel_size=(1.0, 1.0)), output, count=1, origin='10,20')
    with rasterio.open(output) as sheet:
        assert sheet.crs is None
        assert (sheet.transform.c, sheet.transform.f, sheet.transform.a) == (10, 20, 1)


@pytest.mark.parametrize(
    ('more', 'words'),
    [
        ({'crs': 'EPSG:0'}, '"EPSG:0" is no coordinate system'),
        ({'origin': 'here'}, '"here" is not a point'),
        ({'origin': '1,2,3,4'}, 'is not a point'),
        ({'origin': '1,2 [nowhere]'}, 'is not a point'),
        ({'origin': 'nan,2'}, 'is not a point'),
    ],
)
def test_what_is_no_place_is_told(output, more, words):
    with pytest.raises(SatganError, match=words.replace('[', r'\[')):
        generate(model(), output, **more)
    assert not output.exists()


def test_a_point_outside_a_system_is_told():
    with pytest.raises(SatganError, match='has no place'):
        point_in('0,95 [EPSG:4326]', UTM)


# --- Marks


def test_the_sheet_says_that_it_is_synthetic(output):
    listener = Listener()
    generate(model(measured(1, names=('red',), units=('counts',))), output, listener, count=2, noise_seed=5)
    with rasterio.open(output) as sheet:
        tags = sheet.tags()
        assert (tags['SYNTHETIC'], tags['GAN_KIND']) == ('YES', 'dcgan')
        assert 'noise of seed 5' in tags['TIFFTAG_IMAGEDESCRIPTION']
        assert len(tags['MODEL_SHA256']) == 64
        assert (tags['NOISE_SEED'], tags['SOURCE']) == ('5', 'noise of seed 5')
        assert 'SOURCE_SHA256' not in tags
        assert 'trainedAlgorithmicMedia' in sheet.tags(ns='xml:XMP')['xml:XMP']
        assert (sheet.descriptions, sheet.units) == (('synthetic: red',), ('counts',))
    assert any('is synthetic' in text for text in listener.infos)
    record = json.loads(output.with_name('sheet.tif.provenance.json').read_text(encoding='utf-8'))
    assert (record['sources'], record['job']['noise_seed']) == ([], 5)


# --- Noise


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    path = model()
    for name in ('a.tif', 'b.tif'):
        generate(path, tmp_path / name, noise_seed=2**31 - 1)
    assert (tmp_path / 'a.tif').read_bytes() == (tmp_path / 'b.tif').read_bytes()


def test_a_walk_begins_and_ends_at_the_chips_of_its_two_seeds(tmp_path):
    path = model()
    chips = generate(path, tmp_path / 'chips.tif', count=2, columns=1, noise_seed=4).astype(int)
    walk = generate(path, tmp_path / 'walk.tif', count=7, columns=1, noise_seed=4, interpolate=True).astype(int)
    np.testing.assert_allclose(walk[:, :64], chips[:, :64], atol=1)
    np.testing.assert_allclose(walk[:, -64:], chips[:, -64:], atol=1)
    steps = [np.abs(walk[:, 64 * (i + 1) : 64 * (i + 2)] - walk[:, 64 * i : 64 * (i + 1)]).mean() for i in range(6)]
    assert 0 < min(steps) and max(steps) < np.abs(chips[:, :64] - chips[:, 64:]).mean()


def test_the_walk_keeps_to_the_sphere():
    begin, end = torch.tensor([2.0, 0.0]), torch.tensor([0.0, 2.0])
    half = spherical_walk(begin, end, 0.5)
    assert half.tolist() == pytest.approx([2**0.5, 2**0.5])
    third = spherical_walk(begin, end, 1 / 3)
    assert third.tolist() == pytest.approx([2 * math.cos(math.pi / 6), 2 * math.sin(math.pi / 6)])
    assert spherical_walk(begin, begin, 0.3).tolist() == [2.0, 0.0]


def test_noise_is_normal_and_another_for_each_seed():
    many = torch.stack([noise_of_seed(seed, 100) for seed in range(300)])
    assert abs(many.mean()) < 0.02 and many.std().item() == pytest.approx(1, abs=0.02)
    between = torch.corrcoef(many) - torch.eye(300)
    assert between.abs().max() < 0.5


# --- Misuse


def test_a_single_chip_leads_nowhere(output):
    with pytest.raises(SatganError, match='"count" of 2 or more'):
        run_mapping(
            {'job': 'generatechips', 'model': model(), 'output': str(output), 'count': 1, 'interpolate': True},
            Listener(),
        )


def test_a_model_that_translates_is_refused(output):
    with pytest.raises(SatganError, match='translates rasters') as caught:
        generate(str(rgb_model()), output)
    assert 'Apply model' in str(caught.value)


def test_applying_a_model_of_noise_leads_to_generating(tmp_path, output):
    raster = write_raster(tmp_path / 'a.tif', noise(2, 64, 64))
    with pytest.raises(SatganError, match='takes no raster') as caught:
        applied(Path(model()), raster, output)
    assert 'Generate chips' in str(caught.value)
    assert ApplyModel.id == 'applymodel' and not output.exists()


def test_a_preset_of_a_later_release_is_told(output):
    path = model()
    made = replace(
        card(NO_CONDITION, measured(1)),
        kind='dcgan',
        generator=GeneratorDesign('dcgan512', 4, 'batch', dropout=False, noise=8),
    )
    save_model(Path(path), {}, made)
    with pytest.raises(SatganError, match='"dcgan512" is unknown'):
        generate(path, output)


def test_a_cancel_leaves_nothing_behind(output):
    with pytest.raises(Cancelled):
        generate(model(), output, Listener(stop_at='Generating'))
    assert list(output.parent.iterdir()) == []


def test_progress_rises_to_the_end(output):
    listener = Listener()
    generate(model(), output, listener, count=40, columns=20)
    shares = [share for share, _ in listener.steps]
    assert shares == sorted(shares) and len(shares) >= 4 and shares[-1] <= 1

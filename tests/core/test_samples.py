"""The models that come with the sample data: small, licensed, without traces of a computer, and of use at once."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from core.engine import run_job
from core.jobs import ApplyModel
from core.modelfile import read_card
from core.reporting import Reporter

SAMPLE = Path(__file__).resolve().parents[2] / 'resources' / 'sample'
MODELS = sorted((SAMPLE / 'models').glob('*.safetensors'))
LARGEST = 3_000_000  # bytes


def applied(model, raster, tmp_path):
    """Return what a sample model makes of a sample raster."""
    source, output = SAMPLE / raster, tmp_path / 'made.tif'
    run_job(
        ApplyModel(model=str(SAMPLE / 'models' / f'{model}.safetensors'), input=str(source), output=str(output)),
        Reporter(),
    )
    with rasterio.open(output) as made:
        assert made.tags()['SYNTHETIC'] == 'YES'
        return made.read()


@pytest.mark.parametrize('model', MODELS, ids=lambda path: path.stem)
def test_it_is_small_and_says_its_licence_and_no_path(model):
    card = read_card(str(model))
    assert model.stat().st_size <= LARGEST
    assert 'CC BY 4.0' in card.licence and 'ODbL' in card.licence
    texts = [text for text in json.dumps(card.to_json()).split('"') if text.startswith(('/', '\\')) or ':\\' in text]
    assert texts == []


def test_the_image_of_the_land_cover_is_better_than_the_mean_colours_of_its_classes(tmp_path):
    made = applied('kampala_land_cover', 'kampala_land_cover.tif', tmp_path).astype(float)
    with rasterio.open(SAMPLE / 'kampala_land_cover.tif') as land_cover, rasterio.open(SAMPLE / 'kampala.tif') as image:
        classes, real, opaque = land_cover.read(1), image.read([1, 2, 3]).astype(float), image.read(4) == 255
    plain = np.empty_like(real)
    for value in np.unique(classes):
        plain[:, classes == value] = real[:, (classes == value) & opaque].mean(axis=1, keepdims=True)
    assert np.abs(made - real)[:, opaque].mean() < np.abs(plain - real)[:, opaque].mean()


def test_the_land_cover_of_the_image_is_mostly_right(tmp_path):
    (made,) = applied('kampala_image', 'kampala.tif', tmp_path)
    with rasterio.open(SAMPLE / 'kampala_land_cover.tif') as land_cover, rasterio.open(SAMPLE / 'kampala.tif') as image:
        classes, opaque = land_cover.read(1), image.read(4) == 255
    commonest = np.bincount(classes[opaque]).max() / opaque.sum()
    assert (made == classes)[opaque].mean() > max(0.8, 2 * commonest)

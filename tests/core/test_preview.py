"""Pixels as pictures: palettes, colours, greys, and what has no data."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.preview import band_pictures, picture
from tests.core.models_made import LEGEND, blocks, classed, measured


def encoded(bands: int, side: int = 8) -> np.ndarray:
    return np.random.default_rng(bands).uniform(-1, 1, (bands, side, side)).astype('float32')


def test_classes_get_their_palette():
    values = blocks(64, 64)[0]
    one_hot = np.where(values == np.array(LEGEND.values)[:, None, None], 1, -1).astype('float32')
    image = picture(classed(), one_hot)
    for value, colour in zip(LEGEND.values, LEGEND.colours, strict=True):
        assert (image[values == value] == colour).all()
    assert image.dtype == np.uint8


def test_generated_classes_are_the_most_likely_ones():
    one_hot = np.array([-0.2, 0.1, 0.05, -0.9], dtype='float32').reshape(4, 1, 1)
    assert tuple(picture(classed(), one_hot)[0, 0]) == LEGEND.colours[1]


def test_minus_one_is_black_and_one_is_white():
    bands = np.array([-1, 0, 1, 5], dtype='float32').reshape(1, 1, 4).repeat(3, axis=0)
    assert picture(measured(3), bands)[0, :, 0].tolist() == [0, 128, 255, 255]


@pytest.mark.parametrize(
    ('names', 'shown'),
    [
        (('NIR', 'Red', 'Green', 'Blue'), (1, 2, 3)),
        (('blue', 'green', 'red'), (2, 1, 0)),
        (('B1', 'B2', 'B3', 'B4'), (0, 1, 2)),
        (('VV', 'VH'), (0, 0, 0)),
        (('height',), (0, 0, 0)),
        (('red', 'green'), (0, 0, 0)),
    ],
)
def test_the_bands_that_are_colours_are_shown(names, shown):
    bands = encoded(len(names))
    image = picture(measured(len(names), names=names), bands)
    expected = np.rint((bands[list(shown)] + 1) / 2 * 255).transpose(1, 2, 0)
    np.testing.assert_allclose(image, expected, atol=1)


@pytest.mark.parametrize('domain', [measured(3), classed()])
def test_pixels_without_data_are_grey(domain):
    valid = np.zeros((8, 8), dtype=bool)
    valid[:, :4] = True
    bands = encoded(domain.channels)
    image = picture(domain, bands, valid)
    assert (image[~valid] == 128).all()
    np.testing.assert_array_equal(image[valid], picture(domain, bands)[valid])


def test_the_picture_does_not_change_what_it_shows():
    legend_before, bands = LEGEND.colours, encoded(4)
    before = bands.copy()
    picture(classed(), bands, np.zeros((8, 8), dtype=bool))
    picture(replace(measured(4), names=('red', 'green', 'blue', 'nir')), bands, np.zeros((8, 8), dtype=bool))
    np.testing.assert_array_equal(bands, before)
    assert legend_before == LEGEND.colours


def test_each_band_is_a_grey_picture():
    bands = encoded(4)
    images = band_pictures(bands)
    assert images.shape == (4, 8, 8, 3)
    assert (images == images[..., :1]).all()
    np.testing.assert_array_equal(images[..., 0], [picture(measured(1), band[None])[..., 0] for band in bands])

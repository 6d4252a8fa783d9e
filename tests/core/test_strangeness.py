"""Rasters whose values are not of the kind that the model was trained with are told of before the work begins."""

from dataclasses import replace

import numpy as np
import pytest

from core.datasets.domain import BandStatistics, Extra
from core.rasters.reading import raster_info
from core.translation.strangeness import warn_of_strange_values
from tests.core.models_made import (
    LEGEND,
    NORTH_UP,
    Listener,
    applied,
    card,
    classed,
    measured,
    write_model,
    write_raster,
)


def trained(*figures: tuple[float, float]):
    """Return a domain whose bands had these means and standard deviations."""
    statistics = tuple(BandStatistics(mean - 4 * std, mean + 4 * std, mean, std, 1000) for mean, std in figures)
    names = ('red', 'nir', 'height')[: len(figures)]
    return replace(measured(len(figures), 'float32', names=names), statistics=statistics)


def values(*figures: tuple[float, float], side: int = 200) -> np.ndarray:
    """Return bands of normal noise of these means and standard deviations."""
    rng = np.random.default_rng(1)
    return np.stack([rng.normal(mean, std, (side, side)) for mean, std in figures]).astype('float32')


def warnings(domain, *paths, area=None) -> list[str]:
    infos, listener = [raster_info(str(path)) for path in paths], Listener()
    warn_of_strange_values(domain, infos, area or infos[0].grid, listener)
    return listener.warnings


@pytest.mark.parametrize(
    ('figures', 'is_strange'),
    [
        ((100, 10), False),
        ((113, 10), False),
        ((117, 10), True),
        ((83, 10), True),
        ((100, 30), False),
        ((100, 70), True),
        ((100, 1), True),
    ],
)
def test_means_and_contrasts_far_from_those_of_the_training_are_strange(tmp_path, figures, is_strange):
    raster = write_raster(tmp_path / 'a.tif', values(figures))
    assert bool(warnings(trained((100, 10)), raster)) is is_strange


def test_the_sentence_names_raster_band_and_figures(tmp_path):
    data = values((100, 10), (1, 1), side=60)  # few enough to be looked at whole
    data[1] = np.where(np.arange(60) % 2, 30, 50)
    raster = write_raster(tmp_path / 'winter.tif', data)
    (sentence,) = warnings(trained((100, 10), (3000, 500)), raster)
    assert 'winter.tif' in sentence
    assert '1 of 2 bands: nir is 40 ± 10 instead of 3000 ± 500.' in sentence
    assert 'red' not in sentence


def test_pixels_without_data_do_not_count(tmp_path):
    data = values((100, 10), (3000, 500))
    data[1, :, 50:] = -9999
    data[0, 100:] = data[1, 100:] = -9999
    raster = write_raster(tmp_path / 'a.tif', data.astype('int16'), nodata=-9999)
    assert warnings(trained((100, 10), (3000, 500)), raster) == []


def test_only_the_part_that_is_used_counts(tmp_path):
    data = values((100, 10), side=600)
    data[:, :, 256:] += 500
    raster = write_raster(tmp_path / 'a.tif', data, tiled=True, blockxsize=256, blockysize=256)
    grid = raster_info(str(raster)).grid
    left, right = (replace(grid, width=88, transform=NORTH_UP * NORTH_UP.translation(column, 0)) for column in (0, 512))
    assert warnings(trained((100, 10)), raster, area=left) == []
    assert warnings(trained((100, 10)), raster, area=right)


def test_extra_rasters_are_held_against_their_own_bands(tmp_path):
    domain = replace(trained((100, 10), (3000, 500), (5, 1)), extra=(Extra('dsm.tif', None, 1),))
    image = write_raster(tmp_path / 'image.tif', values((100, 10), (3000, 500)))
    good, bad = (write_raster(tmp_path / f'{mean}.tif', values((mean, 1))) for mean in (5, 900))
    assert warnings(domain, image, good) == []
    (sentence,) = warnings(domain, image, bad)
    assert '900.tif' in sentence and 'height' in sentence


def test_nothing_is_said_of_classes_or_where_nothing_is_known(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', np.full((1, 20, 20), 200, dtype='uint8'))
    assert warnings(classed(LEGEND), raster) == []
    assert warnings(replace(trained((1, 1)), statistics=()), raster) == []
    assert warnings(replace(trained((1, 1)), statistics=(BandStatistics(0, 0, 0, 0, 0),)), raster) == []


def test_the_sentence_comes_before_the_first_tile_and_the_same_each_time(tmp_path):
    class Order(Listener):
        def warning(self, text):
            super().warning(text)
            self.steps_before = [text for _, text in self.steps]

    made = write_model(tmp_path / 'm.safetensors', card(trained((3000, 500)), measured(1)))
    raster = write_raster(tmp_path / 'a.tif', values((100, 10)))
    told = [Order(), Order()]
    for listener in told:
        applied(made, raster, tmp_path / 'b.tif', listener)
    assert told[0].warnings == told[1].warnings
    assert len(told[0].warnings) == 1
    assert told[0].steps_before == ['Looking at the input']

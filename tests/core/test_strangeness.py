"""Rasters whose values are not of the kind that the model was trained with are told of before the work begins."""

from dataclasses import replace

import numpy as np
import pytest
from rasterio.windows import Window

from core.datasets.domain import BandStatistics, Extra
from core.datasets.statistics import merged, moments
from core.engine import run_job
from core.errors import SatganError
from core.jobs import ApplyModel
from core.rasters.classes import Legend
from core.rasters.reading import raster_info
from core.translation.strangeness import require_known_classes, warn_of_strange_values
from tests.core.models_made import (
    LEGEND,
    NORTH_UP,
    Listener,
    applied,
    card,
    classed,
    measured,
    noise,
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


def warnings(domain, *paths, window=None) -> list[str]:
    infos, listener = [raster_info(str(path)) for path in paths], Listener()
    grid = infos[0].grid
    warn_of_strange_values(domain, infos, grid, window or grid.window, listener)
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


@pytest.mark.parametrize('other', [False, True])
def test_a_band_that_is_the_same_everywhere_is_strange_only_where_it_is_another(tmp_path, other):
    """The figures of equal chips, put together, differ from each other in the last digit."""
    level = np.float32(-33.71)
    chips = [moments(np.full((1, 32, 32), level), np.ones((32, 32), dtype=bool), sample=1) for _ in range(7)]
    domain = replace(trained((0, 1)), statistics=tuple(merged(chips)))
    raster = write_raster(tmp_path / 'a.tif', np.full((1, 60, 60), level + other, dtype='float32'))
    assert bool(warnings(domain, raster)) is other


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


@pytest.mark.parametrize('facts', [{}, {'crs': None}])
def test_only_the_part_that_is_used_counts(tmp_path, facts):
    """To the pixel, and where no coordinate system says where the part is."""
    data = values((100, 10), side=300)
    data[:, :, 200:] += 500
    raster = write_raster(tmp_path / 'a.tif', data, **facts)
    assert warnings(trained((100, 10)), raster, window=Window(100, 0, 100, 300)) == []
    assert warnings(trained((100, 10)), raster, window=Window(200, 0, 100, 300))


def test_an_extra_raster_of_another_place_has_nothing_to_say(tmp_path):
    domain = replace(trained((100, 10), (5, 1)), extra=(Extra('dsm.tif', None, 1),))
    image = write_raster(tmp_path / 'image.tif', values((100, 10)))
    away = NORTH_UP @ NORTH_UP.translation(1000, 0)
    assert warnings(domain, image, write_raster(tmp_path / 'away.tif', values((900, 1)), transform=away)) == []


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


def classes_of(path, legend=LEGEND, window=None, **facts) -> None:
    info = raster_info(str(path))
    require_known_classes(classed(legend, **facts), info, info.grid, window or info.grid.window)


def sparse(value: int, known: int) -> np.ndarray:
    """Return 60 x 60 pixels of a value, some of which hold the class 1: few enough to be looked at whole."""
    band = np.full((1, 60, 60), value, dtype='uint8')
    band.flat[:known] = 1
    return band


@pytest.mark.parametrize(('known', 'is_refused'), [(0, True), (35, True), (36, False), (3600, False)])
def test_a_raster_with_hardly_a_class_of_the_model_is_refused(tmp_path, known, is_refused):
    """Of 3600 pixels 36 are one in a hundred."""
    raster = write_raster(tmp_path / 'a.tif', sparse(9, known))
    if is_refused:
        with pytest.raises(SatganError, match=r'a\.tif does not hold the classes'):
            classes_of(raster)
    else:
        classes_of(raster)


def test_the_refusal_names_classes_band_and_figures(tmp_path):
    bands = np.concatenate([sparse(1, 0), sparse(9, 18)])
    bands[1, -1] = 250
    raster = write_raster(tmp_path / 'photo.tif', bands)
    info = raster_info(str(raster), [2])
    legend = Legend(tuple(range(7)), ('class',) * 7, ((0, 0, 0),) * 7)
    with pytest.raises(SatganError) as told:
        require_known_classes(classed(legend), info, info.grid, info.grid.window)
    assert 'photo.tif does not hold' in told.value.message
    assert '(0, 1, 2, 3, 4 and 2 more)' in told.value.message
    assert '0.5% of the values in band 2 are such, the others reach from 9 to 250.' in told.value.message
    assert 'not an image' in told.value.hint


@pytest.mark.parametrize('known', [0, 3])
def test_what_may_lie_around_sparse_classes_is_no_reason_to_refuse(tmp_path, known):
    """Zeros, pixels without data, and the value that meant none in the training, also where the raster does not say so."""
    legend = Legend(LEGEND.values[1:], LEGEND.names[1:], LEGEND.colours[1:])
    classes_of(write_raster(tmp_path / 'zeros.tif', sparse(0, known)), legend)
    classes_of(write_raster(tmp_path / 'declared.tif', sparse(200, known), nodata=200), legend)
    classes_of(write_raster(tmp_path / 'known.tif', sparse(200, known)), legend, nodata=200)
    with pytest.raises(SatganError):
        classes_of(write_raster(tmp_path / 'other.tif', sparse(200, known)), legend)


def test_only_the_part_that_is_used_must_hold_classes(tmp_path):
    band = sparse(9, 0)
    band[:, 50:, 50:] = 7
    raster = write_raster(tmp_path / 'a.tif', band)
    classes_of(raster, window=Window(50, 50, 10, 10))
    with pytest.raises(SatganError):
        classes_of(raster, window=Window(0, 0, 50, 60))


def test_any_raster_may_go_into_a_model_of_measurements(tmp_path):
    info = raster_info(str(write_raster(tmp_path / 'a.tif', sparse(200, 0))))
    require_known_classes(measured(1), info, info.grid, info.grid.window)


def test_an_image_is_refused_before_the_run_and_a_sparse_class_raster_is_not(tmp_path):
    made = write_model(tmp_path / 'm.safetensors', card(classed(LEGEND), measured(1)))
    listener, output = Listener(), tmp_path / 'out' / 'b.tif'
    job = {'model': str(made), 'output': str(output), 'device': 'cpu', 'precision': 'fp32'}
    image = write_raster(tmp_path / 'image.tif', noise(3, 140, 140, low=50))
    with pytest.raises(SatganError, match=r'image\.tif does not hold the classes .* \(0, 1, 2, 7\).* 0\.0%'):
        run_job(ApplyModel.from_mapping(job | {'input': str(image)}), listener)
    assert listener.steps == [(0, 'Looking at the input')]
    assert not output.parent.exists()
    band = np.zeros((1, 140, 140), dtype='uint8')
    band[:, :20, :20] = 9
    run_job(ApplyModel.from_mapping(job | {'input': str(write_raster(tmp_path / 'a.tif', band))}), listener)
    assert 'none of the classes that the model was trained with (9)' in listener.warnings[-1]
    assert output.is_file()


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

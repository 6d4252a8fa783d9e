"""Applying a model of two directions: which way is chosen, that it is the right generator, and what the file says."""

import functools
from pathlib import Path

import numpy as np
import pytest
import rasterio

from core.datasets.domain import Extra
from core.errors import SatganError
from core.jobs import ApplyModel
from core.modelfile import PixelGrid, read_card, read_weights, save_model
from core.translation.direction import choose_direction
from tests.core.models_made import (
    LEGEND,
    SIZE,
    Listener,
    applied,
    blocks,
    card,
    classed,
    measured,
    new_folder,
    noise,
    rgb_model,
    two_ways,
    write_raster,
)

RASTER = noise(3, SIZE, SIZE, seed=5)


@functools.cache
def colours_and_heights() -> Path:
    """Return a model between three 8-bit bands and one band of heights of larger pixels."""
    return two_ways(measured(3), measured(1, 'float32', low=-50, high=450), b_grid=PixelGrid((2.0, 2.0), 2.0, None))


def one_way(model: Path, direction: str) -> Path:
    """Return a pix2pix model with the weights of one direction of another model."""
    path = new_folder('one-way') / 'model.safetensors'
    both = read_card(str(model)).towards(direction)
    of_design = {'name': 'resnet6', 'norm': 'instance', 'dropout': False}
    single = card(both.a, both.b, pixel_size=both.pixel_size, ground_pixel_size=both.ground_pixel_size, **of_design)
    save_model(path, read_weights(str(model), f'{direction}.'), single)
    return path


def chosen(model: Path, raster: Path, **more) -> tuple[str, list[str]]:
    """Return which direction is chosen for a raster, and what is told."""
    listener = Listener()
    job = ApplyModel(model=str(model), input=str(raster), output='unused.tif', **more)
    return choose_direction(job, read_card(str(model)), listener), listener.infos


@pytest.mark.parametrize(
    ('direction', 'values'), [('AtoB', RASTER), ('BtoA', RASTER[:1].astype('float32'))], ids=['AtoB', 'BtoA']
)
def test_each_way_is_what_its_generator_makes(tmp_path, direction, values):
    raster = write_raster(tmp_path / 'in.tif', values)
    listener = Listener()
    found = applied(colours_and_heights(), raster, tmp_path / 'out.tif', listener)
    expected = applied(one_way(colours_and_heights(), direction), raster, tmp_path / 'expected.tif')
    assert found.shape[0] == {'AtoB': 1, 'BtoA': 3}[direction]
    assert found.dtype == {'AtoB': np.float32, 'BtoA': np.uint8}[direction]
    assert np.array_equal(found, expected)
    assert f'The bands of {raster} fit the domain {direction[0]} of the model: it is translated {direction}.' in (
        listener.infos
    )
    with rasterio.open(tmp_path / 'out.tif') as output:
        assert output.tags()['GAN_DIRECTION'] == direction
        assert output.tags()['GAN_KIND'] == 'cyclegan'


def test_the_pixel_size_is_compared_with_the_domain_that_goes_in(tmp_path):
    raster = write_raster(tmp_path / 'in.tif', RASTER[:1].astype('float32'))  # of half a metre
    listener = Listener()
    applied(colours_and_heights(), raster, tmp_path / 'out.tif', listener)
    assert 'was trained with 2 m on the ground' in listener.warnings[0]


def test_a_class_raster_comes_out_of_the_way_back(tmp_path):
    model = two_ways(classed(), measured(3))
    back = applied(model, write_raster(tmp_path / 'in.tif', RASTER), tmp_path / 'classes.tif')
    assert set(np.unique(back)) <= set(LEGEND.values)
    there = applied(model, write_raster(tmp_path / 'c.tif', blocks(SIZE, SIZE)), tmp_path / 'colours.tif')
    assert there.shape[0] == 3


class TestChoice:
    def test_of_two_that_fit_the_data_type_decides(self, tmp_path):
        model = two_ways(measured(3), measured(3, 'uint16'))
        for dtype, direction in (('uint8', 'AtoB'), ('uint16', 'BtoA')):
            raster = write_raster(tmp_path / f'{dtype}.tif', RASTER.astype(dtype))
            assert chosen(model, raster)[0] == direction

    def test_of_two_that_fit_alike_it_is_a_to_b_and_said(self, tmp_path):
        raster = write_raster(tmp_path / 'in.tif', RASTER)
        direction, infos = chosen(two_ways(measured(3), measured(3)), raster)
        assert direction == 'AtoB'
        [told] = infos
        assert told.startswith(
            f'{raster} could be of either domain of the model: it is taken for A and translated AtoB.'
        )

    def test_the_bands_that_are_named_count(self, tmp_path):
        raster = write_raster(tmp_path / 'in.tif', RASTER)
        assert chosen(colours_and_heights(), raster, bands=(2,))[0] == 'BtoA'

    def test_more_bands_than_needed_are_better_than_fewer(self, tmp_path):
        raster = write_raster(tmp_path / 'in.tif', RASTER[:2])
        assert chosen(colours_and_heights(), raster)[0] == 'BtoA'

    def test_extra_rasters_belong_to_the_domain_that_has_some(self, tmp_path):
        a = measured(2)
        a = type(a)(**vars(a) | {'bands': (1, 1), 'extra': (Extra('other.tif', None, 1),)})
        raster = write_raster(tmp_path / 'in.tif', RASTER[:1])
        model = two_ways(a, measured(1))
        assert chosen(model, raster, extra_inputs=(str(raster),))[0] == 'AtoB'
        assert chosen(model, raster)[0] == 'BtoA'

    def test_what_is_asked_for_is_done_without_a_word(self, tmp_path):
        raster = write_raster(tmp_path / 'in.tif', RASTER)
        assert chosen(two_ways(measured(3), measured(3)), raster, direction='BtoA') == ('BtoA', [])
        assert chosen(rgb_model(), raster, direction='AtoB') == ('AtoB', [])
        assert chosen(rgb_model(), raster) == ('AtoB', [])

    def test_a_direction_that_a_model_does_not_have(self, tmp_path):
        raster = write_raster(tmp_path / 'in.tif', RASTER)
        with pytest.raises(SatganError, match=r'does not translate BtoA: it is a pix2pix model\. Leave the direction'):
            applied(rgb_model(), raster, tmp_path / 'out.tif', direction='BtoA')
        assert not (tmp_path / 'out.tif').exists()


def test_a_raster_of_the_other_domain_is_told_when_the_direction_is_forced(tmp_path):
    raster = write_raster(tmp_path / 'in.tif', RASTER[:1])
    with pytest.raises(SatganError, match=r'has 1 band, but the model was trained with 3'):
        applied(colours_and_heights(), raster, tmp_path / 'out.tif', direction='AtoB')

"""The other ways to translate a raster."""

import numpy as np
import pytest

from core.device import open_compute
from core.modelfile import read_card
from core.rasters.grid import Grid
from core.translation.network import Network, open_generator
from core.translation.tiles import Tiling
from core.translation.translate import Translator
from core.translation.variants import COUNT, TurnedNetwork, turned, turned_back, variants
from tests.core.models_made import NORTH_UP, SIZE, UTM, card, measured, new_folder, rgb_model, write_model

TILES = np.random.default_rng(0).uniform(-1, 1, (2, 3, SIZE, SIZE)).astype(np.float32)


def network(model, turn: int | None = None) -> Network:
    compute = open_compute('cpu', 'fp32')
    generator = open_generator(str(model), read_card(str(model)), compute)
    return Network(generator, compute, 2) if turn is None else TurnedNetwork(generator, compute, 2, turn)


def test_a_square_is_turned_in_eight_ways_and_back():
    """All eight are different, and each is undone."""
    seen = [turned(TILES, turn) for turn in range(COUNT)]
    assert len({image.tobytes() for image in seen}) == 8
    for turn, image in enumerate(seen):
        assert np.array_equal(turned_back(image, turn), TILES)
    assert np.array_equal(seen[0], TILES)
    assert np.array_equal(
        seen[1][..., 0, 0], TILES[..., 0, -1]
    )  # counter-clockwise: the upper right corner comes first
    assert np.array_equal(seen[4], TILES[..., ::-1])


def without_dropout(name: str):
    return write_model(new_folder(name) / 'model.safetensors', card(measured(3), measured(3), dropout=False))


def test_it_is_what_the_network_makes_of_turned_tiles():
    model = without_dropout('plain')
    for turn in (0, 3, 6):
        expected = turned_back(network(model).run(turned(TILES, turn)), turn)
        assert np.array_equal(network(model, turn).run(TILES), expected)


def test_dropout_is_on_the_same_each_time_and_off_afterwards():
    plain, varied = network(rgb_model()), network(rgb_model(), 0)
    before, first = plain.run(TILES), varied.run(TILES)
    assert not np.array_equal(first, before)
    assert np.array_equal(varied.run(TILES), first)
    assert not any(layer.training for layer in varied.generator.modules())


@pytest.mark.parametrize(('side', 'shift'), [(SIZE, 0), (SIZE + 1, 48)])
def test_tiles_lie_half_a_tile_aside_where_there_is_more_than_one(side, shift):
    domain = read_card(str(rgb_model())).a
    translator = Translator(network(rgb_model()), Tiling(SIZE, 32), domain, 3, at_once=COUNT)
    others = variants(translator, Grid(UTM, NORTH_UP, 50, side))
    assert [other.network.turn for other in others] == [1, 2, 3, 4, 5, 6, 7]
    assert {other.tiling for other in others} == {Tiling(SIZE, 32, shift=shift)}
    assert {other.at_once for other in others} == {COUNT}

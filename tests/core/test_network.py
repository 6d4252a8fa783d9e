"""A generator that translates batches of tiles, however many fit into the memory of its device."""

import numpy as np
import pytest
import torch
from torch import nn

from core.device import open_compute
from core.translation.network import Network


class Doubler(nn.Module):
    """Doubles what it gets, and has room for some tiles only."""

    def __init__(self, room):
        super().__init__()
        self.room, self.sizes = room, []

    def forward(self, batch):
        self.sizes.append(len(batch))
        if len(batch) > self.room:
            raise torch.OutOfMemoryError('too many')
        return 2 * batch


def network(room):
    return Network(Doubler(room), open_compute('cpu', 'fp32'), batch_size=7)


TILES = np.random.default_rng(0).normal(size=(7, 2, 4, 4)).astype(np.float32)


@pytest.mark.parametrize(
    ('room', 'sizes'),
    [(7, [7]), (4, [7, 3, 4]), (2, [7, 3, 1, 2, 4, 2, 2]), (1, [7, 3, 1, 2, 1, 1, 4, 2, 1, 1, 2, 1, 1])],
)
def test_tiles_that_do_not_fit_together_are_translated_in_halves(room, sizes):
    tested = network(room)
    assert np.array_equal(tested.run(TILES), 2 * TILES)
    assert tested.generator.sizes == sizes


def test_a_single_tile_that_does_not_fit_is_an_error():
    with pytest.raises(torch.OutOfMemoryError):
        network(0).run(TILES[:1])


def test_what_was_begun_is_finished_in_any_order():
    tested = network(7)
    first, second = tested.start(TILES[:3]), tested.start(TILES[3:])
    assert np.array_equal(second(), 2 * TILES[3:])
    assert np.array_equal(first(), 2 * TILES[:3])

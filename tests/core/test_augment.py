"""Augmentation: the same for every layer of a chip, and nothing but mirrored, turned or enlarged."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.augment import augmented

SIZE = 32
WAYS = ['none', 'flip', 'flip_rotate', 'jitter']


def layers(seed=0):
    """Return measurements, classes as one-hot and a mask."""
    rng = np.random.default_rng(seed)
    kinds = rng.integers(0, 3, (SIZE, SIZE))
    return [
        torch.from_numpy(rng.uniform(-1, 1, (2, SIZE, SIZE)).astype('float32')),
        torch.from_numpy(np.where(kinds == np.arange(3)[:, None, None], 1.0, -1.0).astype('float32')),
        torch.from_numpy((rng.random((1, SIZE, SIZE)) < 0.8).astype('float32')),
    ]


def changed(how, seed, chips=None):
    return augmented(chips or layers(), [True, False, False], how, np.random.default_rng(seed))


def orbit(chip):
    """Return the eight ways to lay down a square."""
    return [torch.rot90(side, turns, (-2, -1)) for side, turns in itertools.product((chip, chip.flip(-1)), range(4))]


def way(chip, result):
    """Return which of the eight ways the result is."""
    (number,) = (number for number, laid in enumerate(orbit(chip)) if torch.equal(laid, result))
    return number


def test_none_leaves_everything_as_it_is():
    for before, after in zip(layers(), changed('none', 1), strict=True):
        assert torch.equal(before, after)


@pytest.mark.parametrize(('how', 'ways'), [('flip', {0, 4}), ('flip_rotate', set(range(8)))])
def test_every_way_occurs_and_all_layers_go_the_same(how, ways):
    seen = set()
    for seed in range(100):
        found = {way(before, after) for before, after in zip(layers(), changed(how, seed), strict=True)}
        assert len(found) == 1
        seen |= found
    assert seen == ways


@pytest.mark.parametrize('how', WAYS)
@given(seed=st.integers(0, 2**32 - 1))
def test_same_chance_gives_the_same_chip(how, seed):
    for first, second in zip(changed(how, seed), changed(how, seed), strict=True):
        assert torch.equal(first, second)


@pytest.mark.parametrize('how', WAYS)
@given(seed=st.integers(0, 2**32 - 1))
def test_shapes_ranges_and_classes_stay(how, seed):
    results = changed(how, seed)
    assert [result.shape for result in results] == [layer.shape for layer in layers()]
    assert results[0].abs().max() <= 1
    assert torch.equal(results[1].sum(dim=0), torch.full((SIZE, SIZE), -1.0))  # one +1 and two -1
    assert set(results[1].unique().tolist()) == {-1, 1}
    assert set(results[2].unique().tolist()) <= {0, 1}


@given(seed=st.integers(0, 2**32 - 1))
def test_jitter_enlarges_by_286_to_256(seed):
    """A ramp over columns becomes a ramp of 256/286 of its slope, whose ends were cropped, mirrored or not."""
    ramp = torch.linspace(-0.9, 0.9, SIZE).expand(1, SIZE, SIZE).clone()
    mask = torch.ones(1, SIZE, SIZE)
    result, _ = augmented([ramp, mask], [True, False], 'jitter', np.random.default_rng(seed))
    enlarged = round(SIZE * 286 / 256)
    slopes = result[0].diff(dim=1)[:, 3:-3]
    expected = 1.8 / (SIZE - 1) * SIZE / enlarged
    assert float(slopes.abs().mean()) == pytest.approx(expected, rel=0.01)
    assert slopes.abs().numpy() == pytest.approx(expected, rel=0.06)  # bicubic waves a little
    assert len(slopes.sign().unique()) == 1


def test_jitter_moves_measurements_and_classes_alike():
    """Where classes are halves of the chip, the measurement changes its sign where the class changes."""
    sign = torch.ones(1, SIZE, SIZE)
    sign[:, :, 11:] = -1
    classes = torch.cat([sign, -sign])
    for seed in range(30):
        smooth, one_hot = augmented([sign, classes], [True, False], 'jitter', np.random.default_rng(seed))
        edge, step = (layer[0, 0].sign().diff().nonzero().ravel() for layer in (smooth, one_hot))
        assert (edge - step).abs().max() <= 1


def test_jitter_crops_at_many_places():
    picture = torch.linspace(-1, 1, SIZE * SIZE).reshape(1, SIZE, SIZE)
    first = {round(changed_picture(picture, seed), 4) for seed in range(60)}
    assert len(first) > 15


def changed_picture(picture, seed):
    return float(augmented([picture], [True], 'jitter', np.random.default_rng(seed))[0][0, 0, 0])

"""The split: shares are reached, parts share no pixels, and the same seed gives the same parts."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.datasets.split import DROPPED, PARTS, TEST, TRAIN, VALIDATION, split_chips


def positions(rows, columns, stride, kept=1.0, seed=0):
    """Return row and column of the chips of a raster, some of them missing."""
    grid = np.array([(row * stride, column * stride) for row in range(rows) for column in range(columns)])
    grid += (700, 40)
    keep = np.random.default_rng(seed).random(len(grid)) < kept
    keep[0] = True
    return grid[keep]


def covered(chips, size):
    """Return which pixels some chips cover."""
    mask = np.zeros((1200, 1200), dtype=bool)
    for row, column in chips:
        mask[row - 700 : row - 700 + size, column - 40 : column - 40 + size] = True
    return mask


shares = st.floats(0, 0.45)
layouts = st.builds(
    positions, st.integers(1, 25), st.integers(1, 25), st.just(16), st.floats(0.3, 1), st.integers(0, 9)
)


@given(layouts, shares, shares, st.sampled_from(['blocks', 'random']), st.integers(0, 2**31 - 1))
def test_shares_are_reached_as_near_as_blocks_allow(chips, validation, test, rule, seed):
    parts = split_chips(chips, 16, 16, validation=validation, test=test, rule=rule, seed=seed)
    assert set(parts) <= set(PARTS)
    assert (parts == TRAIN).any()
    largest = max(1, round(np.sqrt(len(chips) / 50))) ** 2 if rule == 'blocks' else 1
    for part, share in ((VALIDATION, validation), (TEST, test)):
        count = (parts == part).sum()
        assert (count > 0) <= (share > 0)
        assert count - share * len(chips) <= largest
        if len(chips) >= 100:
            assert share * len(chips) - count <= largest


@pytest.mark.parametrize('count', [1, 2, 3, 4, 10, 16])
def test_few_chips_are_shared_out_too(count):
    parts = split_chips(positions(1, count, 16), 16, 16, validation=0.1, test=0.1, rule='blocks', seed=0)
    wanted = {1: (1, 0, 0), 2: (1, 1, 0), 3: (1, 1, 1), 4: (2, 1, 1), 10: (8, 1, 1), 16: (12, 2, 2)}
    assert tuple((parts == part).sum() for part in PARTS) == wanted[count]


@given(st.integers(2, 20), st.integers(2, 20), st.sampled_from([4, 8, 12, 15]), shares, shares, st.integers(0, 99))
def test_overlapping_chips_of_different_parts_share_no_pixels(rows, columns, stride, validation, test, seed):
    chips = positions(rows, columns, stride)
    parts = split_chips(chips, 16, stride, validation=validation, test=test, rule='blocks', seed=seed)
    masks = [covered(chips[parts == part], 16) for part in PARTS]
    assert np.sum(masks, axis=0).max() == 1
    assert (parts == TRAIN).any()


@given(st.integers(2, 20), st.integers(2, 20), st.sampled_from([4, 8, 12]), st.integers(0, 99))
def test_only_chips_that_would_leak_are_dropped(rows, columns, stride, seed):
    chips = positions(rows, columns, stride)
    parts = split_chips(chips, 16, stride, validation=0.2, test=0.2, rule='blocks', seed=seed)
    by_part = {part: covered(chips[parts == part], 16) for part in PARTS}
    for row, column in chips[parts == DROPPED]:
        inside = np.s_[row - 700 : row - 684, column - 40 : column - 24]
        assert sum(mask[inside].any() for mask in by_part.values()) > 0


@pytest.mark.parametrize('rule', ['blocks', 'random'])
def test_chips_side_by_side_are_not_dropped(rule):
    parts = split_chips(positions(20, 20, 16), 16, 16, validation=0.2, test=0.2, rule=rule, seed=3)
    assert DROPPED not in parts


def test_blocks_hold_neighbours_together():
    chips = positions(40, 40, 16)
    in_blocks, at_random = (
        split_chips(chips, 16, 16, validation=0.2, test=0.2, rule=rule, seed=1).reshape(40, 40)
        for rule in ('blocks', 'random')
    )
    borders = [(parts[:, 1:] != parts[:, :-1]).mean() for parts in (in_blocks, at_random)]
    assert borders[0] < 0.3 * borders[1]


@given(layouts, st.integers(0, 2**31 - 1), st.sampled_from(['blocks', 'random']))
def test_same_seed_gives_the_same_parts(chips, seed, rule):
    first, second = (
        split_chips(chips, 16, 16, validation=0.2, test=0.1, rule=rule, seed=seed).tolist() for _ in range(2)
    )
    assert first == second


def test_another_seed_gives_other_parts():
    chips = positions(20, 20, 16)
    outcomes = {
        tuple(split_chips(chips, 16, 16, validation=0.2, test=0.1, rule='blocks', seed=seed)) for seed in range(8)
    }
    assert len(outcomes) == 8


@given(layouts, st.integers(0, 99), st.integers(-500, 5000), st.integers(-30, 5000))
def test_place_of_the_raster_does_not_matter(chips, seed, down, right):
    assume(len(chips) > 3)
    first, second = (
        split_chips(place, 16, 16, validation=0.2, test=0.1, rule='blocks', seed=seed).tolist()
        for place in (chips, chips + np.array([down, right]))
    )
    assert first == second

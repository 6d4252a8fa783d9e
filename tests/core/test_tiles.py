"""Where tiles lie and how they are blended: properties that hold for every size, overlap and part of a raster."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasterio.windows import Window

from core.translation import tiles
from core.translation.tiles import Blender, Tiling


@st.composite
def tilings(draw):
    """Return a tiling with an overlap of up to half a tile, which may begin before the raster."""
    size = draw(st.integers(2, 24))
    overlap = draw(st.integers(0, size // 2))
    return Tiling(size, overlap, shift=draw(st.integers(0, size - overlap - 1)))


@st.composite
def parts(draw, longest=120):
    """Return the length of an axis with the begin and the end of a part of it."""
    length = draw(st.integers(1, longest))
    begin = draw(st.integers(0, length - 1))
    return length, begin, draw(st.integers(begin + 1, length))


def plain_starts(tiling: Tiling, length: int) -> list[int]:
    """Return the first pixels of all tiles of an axis, one after the other until the end is reached."""
    starts = [-tiling.shift]
    while starts[-1] + tiling.size < length:
        starts.append(starts[-1] + tiling.size - tiling.overlap)
    return starts


@given(tilings(), parts())
def test_tiles_of_a_part_are_the_tiles_of_the_whole_that_touch_it(tiling, part):
    length, begin, end = part
    touching = [start for start in plain_starts(tiling, length) if start < end and start + tiling.size > begin]
    assert list(tiling.starts(begin, end, length)) == touching


@given(tilings(), parts())
def test_every_pixel_of_a_part_is_covered(tiling, part):
    length, begin, end = part
    covered = {pixel for start in tiling.starts(begin, end, length) for pixel in range(start, start + tiling.size)}
    assert covered.issuperset(range(begin, end))


def test_a_raster_of_the_size_of_a_tile_needs_one_tile():
    assert list(Tiling(128, 32).starts(0, 128, 128)) == [0]
    assert list(Tiling(128, 32).starts(0, 129, 129)) == [0, 96]


@given(st.integers(0, 10), st.integers(0, 12), st.integers(0, 30))
def test_the_edges_of_tiles_do_not_count_where_there_is_another(margin, ramp, more):
    overlap = 2 * margin + ramp
    tiling = Tiling(2 * overlap + more + 1, overlap, margin)
    profile = tiling.weights()[tiling.size // 2]
    assert profile.min() > 0
    assert (profile[:margin] <= 1e-6).all()
    assert (profile[margin:overlap] > 1e-3).all()
    np.testing.assert_array_equal(profile, profile[::-1])
    np.testing.assert_allclose(profile[:overlap] + profile[-overlap:] if overlap else 1, 1, atol=2e-6)


@given(tilings(), parts(), parts(), st.integers(1, 60))
def test_panels_cover_a_window_once(tiling, rows, columns, panel):
    window = Window(columns[1], rows[1], columns[2] - columns[1], rows[2] - rows[1])
    counts = np.zeros((rows[0], columns[0]), dtype=int)
    with patch.object(tiles, '_PANEL', panel):
        for part in tiling.panels(window, 3):
            counts[part.row_off : part.row_off + part.height, part.col_off : part.col_off + part.width] += 1
    expected = np.zeros_like(counts)
    expected[rows[1] : rows[2], columns[1] : columns[2]] = 1
    np.testing.assert_array_equal(counts, expected)


@pytest.mark.parametrize(('channels', 'widest'), [(6, 4096), (400, 640)])
def test_panels_are_narrower_where_there_are_many_channels(channels, widest):
    widths = [panel.width for panel in Tiling(256, 64).panels(Window(0, 0, 20000, 10), channels)]
    assert max(widths) == widest // 192 * 192


@pytest.mark.parametrize('tiling', [Tiling(256, 64), Tiling(1168, 192, 84)])
@pytest.mark.parametrize(('width', 'count'), [(4096, 1), (4097, 2)])
def test_no_panel_lies_within_the_tiles_of_the_one_before(tiling, width, count):
    assert len(list(tiling.panels(Window(0, 0, width, 10), 6))) == count


@given(tilings())
def test_weights_of_all_tiles_sum_to_one_inside(tiling):
    weights, size, stride = tiling.weights(), tiling.size, tiling.stride
    total = np.zeros((2 * stride + size,) * 2)
    for row in (0, stride, 2 * stride):
        for column in (0, stride, 2 * stride):
            total[row : row + size, column : column + size] += weights
    inside = slice(tiling.overlap, total.shape[0] - tiling.overlap)
    np.testing.assert_allclose(total[inside, inside], 1, atol=1e-6)
    assert weights.min() > 0
    assert weights.max() <= 1


def test_weights_rise_as_a_squared_sine():
    weights = Tiling(8, 4).weights()
    ramp = [
        np.sin(np.pi / 16) ** 2,
        np.sin(3 * np.pi / 16) ** 2,
        np.sin(5 * np.pi / 16) ** 2,
        np.sin(7 * np.pi / 16) ** 2,
    ]
    profile = [*ramp, *ramp[::-1]]
    np.testing.assert_allclose(weights, [[a * b for b in profile] for a in profile], rtol=1e-6)


def blended(tiling: Tiling, made: dict, shape: tuple[int, int], rows, columns) -> np.ndarray:
    """Blend tiles by their first row and column, for the wanted rows and columns of a raster of this shape."""
    row_starts = tiling.starts(*rows, shape[0])
    column_starts = tiling.starts(*columns, shape[1])
    blender = Blender(1, tiling, column_starts[0], column_starts[-1] - column_starts[0] + tiling.size)
    finished = []
    for row, end in zip(row_starts, [*row_starts[1:], rows[1]], strict=True):
        for column in column_starts:
            blender.add(made[row, column], column)
        finished.append(blender.finish(end - row)[0])
    left, top = columns[0] - column_starts[0], rows[0] - row_starts[0]
    return np.concatenate(finished)[top:, left : left + columns[1] - columns[0]]


def made_tiles(tiling: Tiling, shape: tuple[int, int], seed: int) -> dict:
    """Return a tile of random values for every place."""
    random = np.random.default_rng(seed)
    places = [(row, column) for row in plain_starts(tiling, shape[0]) for column in plain_starts(tiling, shape[1])]
    return {place: random.standard_normal((1, tiling.size, tiling.size)).astype('float32') for place in places}


def plainly_blended(tiling: Tiling, made: dict, shape: tuple[int, int]) -> np.ndarray:
    """Blend all tiles of a raster pixel by pixel, in double precision."""
    size, overlap = tiling.size, tiling.overlap
    profile = [1.0] * size
    for i in range(overlap):
        ramp = np.sin((i + 0.5) / overlap * np.pi / 2) ** 2
        profile[i] *= ramp
        profile[size - 1 - i] *= ramp
    sums, totals = np.zeros(shape), np.zeros(shape)
    for (row, column), tile in made.items():
        for i in range(max(0, -row), min(size, shape[0] - row)):
            for j in range(max(0, -column), min(size, shape[1] - column)):
                weight = profile[i] * profile[j]
                sums[row + i, column + j] += weight * tile[0, i, j]
                totals[row + i, column + j] += weight
    return sums / totals


@given(tilings(), parts(50), parts(50), st.integers(0, 9))
def test_blending_equals_the_plain_sum_of_weighted_tiles(tiling, rows, columns, seed):
    shape = rows[0], columns[0]
    made = made_tiles(tiling, shape, seed)
    whole = blended(tiling, made, shape, (0, rows[0]), (0, columns[0]))
    np.testing.assert_allclose(whole, plainly_blended(tiling, made, shape), atol=1e-5)


@given(tilings(), parts(80), parts(80), st.integers(0, 9))
def test_blending_a_part_gives_that_part_of_the_whole(tiling, rows, columns, seed):
    shape = rows[0], columns[0]
    made = made_tiles(tiling, shape, seed)
    whole = blended(tiling, made, shape, (0, rows[0]), (0, columns[0]))
    part = blended(tiling, made, shape, rows[1:], columns[1:])
    np.testing.assert_array_equal(part, whole[rows[1] : rows[2], columns[1] : columns[2]])


@given(tilings(), st.integers(1, 80), st.integers(1, 80), st.floats(-1, 1, width=32))
def test_blending_a_constant_gives_the_constant(tiling, rows, columns, value):
    made = {place: np.full_like(tile, value) for place, tile in made_tiles(tiling, (rows, columns), 0).items()}
    whole = blended(tiling, made, (rows, columns), (0, rows), (0, columns))
    np.testing.assert_allclose(whole, value, rtol=1e-5, atol=1e-7)


def test_pixels_that_no_tile_touches_are_zero():
    blender = Blender(2, Tiling(4, 2), 10, 8)
    blender.add(np.ones((2, 4, 4), dtype='float32'), 14)
    np.testing.assert_array_equal(blender.finish(4)[:, 0], [[0, 0, 0, 0, 1, 1, 1, 1]] * 2)

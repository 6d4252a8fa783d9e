"""Translating a window of a raster: the same pixels whatever part is wanted and however it is worked off."""

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rasterio.windows import Window

from core.translation import tiles
from core.translation.tiles import Tiling
from core.translation.translate import Translator
from tests.core.models_made import measured

SIZE = 16
RAMP = np.linspace(-0.5, 0.5, SIZE, dtype='float32')


class InMemory:
    """Reads windows of an array."""

    path = 'made.tif'

    def __init__(self, values: np.ndarray, valid: np.ndarray):
        self.values, self.valid = values, valid
        self.grid = self
        self.height, self.width = valid.shape

    def read(self, window):
        (top, bottom), (left, right) = window.toranges()
        return self.values[:, top:bottom, left:right], self.valid[top:bottom, left:right]


class Slope:
    """A network whose output depends on the place in the tile, so that every seam would show."""

    def __init__(self, batch_size: int):
        self.batch_size = batch_size
        self.sizes: list[int] = []

    def start(self, tiles):
        self.sizes.append(len(tiles))
        return lambda: np.stack([slope(tile) for tile in tiles])


def slope(tile: np.ndarray) -> np.ndarray:
    return np.stack([tile[0] / 2 + RAMP, tile.mean(axis=0) + RAMP[:, np.newaxis], tile[0] * tile.mean()])


def plainly(values: np.ndarray, overlap: int) -> np.ndarray:
    """Translate a whole raster: mirrored once, tile after tile, and all weighted sums in double precision."""
    rows, columns = values.shape[1:]
    stride = SIZE - overlap
    counts = [1 + max(0, -(-(length - SIZE) // stride)) for length in (rows, columns)]
    beyond = [(count - 1) * stride + SIZE - length for count, length in zip(counts, (rows, columns), strict=True)]
    encoded = np.pad(values / np.float32(127.5) - 1, ((0, 0), (0, beyond[0]), (0, beyond[1])), mode='reflect')
    sums, totals = np.zeros((3, *encoded.shape[1:])), np.zeros(encoded.shape[1:])
    weights = np.array([weight(i, overlap) for i in range(SIZE)])
    for row in range(0, counts[0] * stride, stride):
        for column in range(0, counts[1] * stride, stride):
            place = np.s_[row : row + SIZE, column : column + SIZE]
            sums[:, *place] += slope(encoded[:, *place].astype('float32')) * np.outer(weights, weights)
            totals[place] += np.outer(weights, weights)
    return (sums / totals)[:, :rows, :columns]


def weight(i: int, overlap: int) -> float:
    rise = min(i, SIZE - 1 - i)
    return np.sin((rise + 0.5) / overlap * np.pi / 2) ** 2 if rise < overlap else 1.0


def translated(values, valid, window, *, overlap=4, batch_size=3, panel=4096) -> tuple[np.ndarray, np.ndarray, Slope]:
    """Put the pieces of a window together."""
    network = Slope(batch_size)
    translator = Translator(network, Tiling(SIZE, overlap), measured(2), 3)
    result = np.full((3, window.height, window.width), np.nan)
    data = np.zeros((window.height, window.width), dtype=bool)
    with patch.object(tiles, '_PANEL', panel):
        reader = InMemory(values, valid)
        pieces = list(translator.pieces(reader, window))
        assert len(pieces) == translator.piece_count(reader.grid, window)
    for piece in pieces:
        top, left = piece.window.row_off - window.row_off, piece.window.col_off - window.col_off
        place = np.s_[top : top + piece.window.height, left : left + piece.window.width]
        assert np.isnan(result[:, *place]).all()  # no pixel twice
        result[:, *place], data[place] = piece.encoded, piece.valid
    return result, data, network


def pixels(rows: int, columns: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (2, rows, columns)).astype('uint8')


@st.composite
def windows(draw):
    """Return the rows and columns of a raster and a window of it."""
    rows, columns = draw(st.integers(1, 70)), draw(st.integers(1, 70))
    top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
    height, width = draw(st.integers(1, rows - top)), draw(st.integers(1, columns - left))
    return rows, columns, Window(left, top, width, height)


@given(windows(), st.integers(0, SIZE // 2), st.integers(1, 5), st.integers(1, 80))
def test_any_window_equals_that_part_of_the_plainly_translated_raster(shape, overlap, batch_size, panel):
    rows, columns, window = shape
    values = pixels(rows, columns, rows * columns)
    valid = np.ones((rows, columns), dtype=bool)
    result, data, _ = translated(values, valid, window, overlap=overlap, batch_size=batch_size, panel=panel)
    (top, bottom), (left, right) = window.toranges()
    np.testing.assert_allclose(result, plainly(values, overlap)[:, top:bottom, left:right], atol=1e-5)
    assert data.all()


def test_a_raster_of_one_tile_is_translated_as_the_network_does_it():
    values = pixels(SIZE, SIZE)
    result, _, network = translated(values, np.ones((SIZE, SIZE), dtype=bool), Window(0, 0, SIZE, SIZE))
    np.testing.assert_allclose(result, slope(values / np.float32(127.5) - 1), atol=1e-6)
    assert network.sizes == [1]


def test_tiles_without_data_are_not_computed():
    values, valid = pixels(64, 64), np.zeros((64, 64), dtype=bool)
    valid[20, 30] = True  # in one row of tiles, 12 to 27, and one column, 24 to 39
    result, data, network = translated(values, valid, Window(0, 0, 64, 64))
    assert sum(network.sizes) == 1
    np.testing.assert_array_equal(data, valid)
    assert not result[:, :8, :8].any()


def test_every_pixel_with_data_gets_all_tiles_that_cover_it():
    values, valid = pixels(64, 64), np.zeros((64, 64), dtype=bool)
    valid[26, 26] = True  # in the overlap of rows and columns 12 and 24
    _, _, network = translated(values, valid, Window(0, 0, 64, 64))
    assert sum(network.sizes) == 4


def test_tiles_go_through_the_network_in_batches():
    _, _, network = translated(pixels(16, 88), np.ones((16, 88), dtype=bool), Window(0, 0, 88, 16), batch_size=3)
    assert network.sizes == [3, 3, 1]  # tiles at 0, 12, ..., 72


@given(windows(), st.integers(0, SIZE // 2), st.integers(1, 80), st.integers(1, 5))
def test_the_pieces_of_the_blocks_are_those_of_the_window(shape, overlap, panel, workers):
    rows, columns, window = shape
    reader = InMemory(pixels(rows, columns, rows * columns), np.ones((rows, columns), dtype=bool))
    translator = Translator(Slope(3), Tiling(SIZE, overlap), measured(2), 3)
    with patch.object(tiles, '_PANEL', panel):
        blocks = translator.blocks(reader.grid, window, workers)
        shared = [piece for block in blocks for piece in translator.pieces(reader, block)]
        alone = list(translator.pieces(reader, window))
    assert len(blocks) >= min(workers, len(alone))
    for one, other in zip(shared, alone, strict=True):
        assert one.window == other.window
        assert np.array_equal(one.encoded, other.encoded) and np.array_equal(one.source, other.source)

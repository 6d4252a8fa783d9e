"""Strips of a raster: mirrored at its edges like the whole raster, encoded, and read ahead."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasterio.windows import Window

from core.rasters.reading import raster_info
from core.rasters.stack import Layer, StackReader
from core.translation.strips import read_strips
from tests.core.models_made import classed, measured, noise, write_raster


def opened(path) -> StackReader:
    info = raster_info(str(path))
    return StackReader([Layer(str(path), info.bands)], info.grid, info.dtype)


class InMemory:
    """Reads windows of an array, and fails on any pixel outside it."""

    def __init__(self, values: np.ndarray):
        self.values = values
        self.grid = self
        self.height, self.width = values.shape[1:]
        self.windows: list[Window] = []

    def read(self, window):
        self.windows.append(window)
        assert min(window.col_off, window.row_off) >= 0
        assert window.row_off + window.height <= self.height
        assert window.col_off + window.width <= self.width
        (top, bottom), (left, right) = window.toranges()
        values = self.values[:, top:bottom, left:right]
        return values, np.ones(values.shape[1:], dtype=bool)


def mirrored(pixel: int, length: int) -> int:
    """Return the pixel that lies at a place beyond the last one, walking to and fro."""
    place, step = 0, 1
    for _ in range(pixel):
        if length == 1:
            return 0
        if not 0 <= place + step < length:
            step = -step
        place += step
    return place


@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(0, 29),
    st.integers(0, 29),
    st.integers(1, 80),
    st.integers(1, 80),
)
def test_beyond_its_edges_the_whole_raster_is_mirrored(rows, columns, row, column, height, width):
    row, column = row % rows, column % columns
    values = np.arange(rows * columns, dtype='float32').reshape(1, rows, columns)
    expected = [
        [values[0, mirrored(r, rows), mirrored(c, columns)] for c in range(column, column + width)]
        for r in range(row, row + height)
    ]
    domain = measured(1, 'float32', low=0, high=values.size)
    strip = next(read_strips(InMemory(values), domain, [row], height, column, width))
    np.testing.assert_allclose((strip.encoded[0] + 1) * values.size / 2, expected, rtol=1e-4, atol=1e-4)


def test_mirroring_equals_that_of_numpy():
    values = noise(2, 20, 30)
    strip = next(read_strips(InMemory(values), measured(2), [0], 50, 0, 90))
    expected = np.pad(values, ((0, 0), (0, 30), (0, 60)), mode='reflect')
    np.testing.assert_allclose(strip.encoded, expected / np.float32(127.5) - 1, atol=1e-6)


def test_strips_come_in_order_and_only_the_raster_is_read():
    values = noise(1, 100, 40)
    reader = InMemory(values)
    strips = list(read_strips(reader, measured(1), range(0, 100, 16), 24, 8, 16))
    assert [strip.row for strip in strips] == [0, 16, 32, 48, 64, 80, 96]
    for strip in strips[:5]:
        pixels = values[:, strip.row : strip.row + 24, 8:24]
        np.testing.assert_allclose(strip.encoded, pixels / np.float32(127.5) - 1, atol=1e-6)
    assert max(window.height for window in reader.windows) <= 24


def test_at_most_one_strip_is_read_ahead():
    reader = InMemory(noise(1, 100, 40))
    strips = read_strips(reader, measured(1), range(0, 100, 10), 10, 0, 40)
    next(strips), next(strips)
    strips.close()  # waits for the reading
    assert len(reader.windows) <= 3


def test_a_failure_in_reading_comes_through():
    class Broken(InMemory):
        def read(self, window):
            if window.row_off >= 20:
                raise OSError('gone')
            return super().read(window)

    strips = read_strips(Broken(noise(1, 100, 40)), measured(1), range(0, 100, 10), 10, 0, 40)
    assert next(strips).row == 0
    assert next(strips).row == 10
    with pytest.raises(OSError, match='gone'):
        next(strips)


def test_pixels_without_data_are_zero_and_not_valid(tmp_path):
    values = noise(3, 40, 60, low=50)
    values[:, 10:20, 30:45] = 0
    path = write_raster(tmp_path / 'a.tif', values, nodata=0)
    with opened(path) as reader:
        strip = next(read_strips(reader, measured(3, nodata=0), [0], 48, 0, 64))
    hole = np.zeros((40, 60), dtype=bool)
    hole[10:20, 30:45] = True
    np.testing.assert_array_equal(strip.valid, ~np.pad(hole, ((0, 8), (0, 4)), mode='reflect'))
    assert not strip.encoded[:, ~strip.valid].any()


def test_classes_become_one_channel_each(tmp_path):
    values = np.array([[[0, 1], [2, 7]]], dtype='uint8')
    with opened(write_raster(tmp_path / 'a.tif', values)) as reader:
        strip = next(read_strips(reader, classed(), [0], 2, 0, 2))
    np.testing.assert_array_equal(strip.encoded.argmax(axis=0), [[0, 1], [2, 3]])
    np.testing.assert_array_equal(strip.encoded.sum(axis=0), np.full((2, 2), 1 - 3))
    assert strip.strangers == frozenset()


def test_values_that_are_no_class_are_noted_but_not_nodata(tmp_path):
    values = np.array([[[0, 1], [5, 255]]], dtype='uint8')
    with opened(write_raster(tmp_path / 'a.tif', values, nodata=255)) as reader:
        strip = next(read_strips(reader, classed(nodata=255), [0], 2, 0, 2))
    assert strip.strangers == {5}

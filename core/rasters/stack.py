"""Several rasters read on one grid, band upon band, as if they were one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import numpy as np
from rasterio.enums import Resampling
from rasterio.windows import Window

from .grid import Grid
from .reading import AlignedReader


@dataclass(frozen=True)
class Layer:
    """One raster of a stack.

    Attributes:
        path: anything that GDAL opens.
        bands: numbers of the bands in use, counted from 1.
        resampling: used where its pixels are not those of the grid.
    """

    path: str
    bands: tuple[int, ...]
    resampling: Resampling = Resampling.bilinear


class StackReader:
    """Reads a stack of rasters by windows of one grid; one reader serves one thread."""

    def __init__(self, layers: Sequence[Layer], grid: Grid, dtype: str) -> None:
        """Open the rasters.

        Args:
            layers: the rasters, in the order of their bands.
            grid: the pixels to read.
            dtype: numpy name of a data type that holds the values of them all.

        Raises:
            SatganError: one is unreadable.
        """
        self.path = layers[0].path
        self.grid = grid
        self.dtype = np.dtype(dtype)
        with ExitStack() as opened:
            self._readers = [
                opened.enter_context(AlignedReader(layer.path, grid, layer.bands, layer.resampling)) for layer in layers
            ]
            self._close = opened.pop_all().close

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the rasters."""
        self._close()

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Read a window of the grid; it may reach beyond the rasters and beyond the grid.

        Returns:
            The values, (bands, rows, columns), and where all the rasters have data, (rows, columns) bool.

        Raises:
            SatganError: a file is damaged.
        """
        parts = [reader.read(window) for reader in self._readers]
        if len(parts) == 1:
            values, valid = parts[0]
            return values.astype(self.dtype, copy=False), valid
        values = np.concatenate([values.astype(self.dtype, copy=False) for values, _ in parts])
        return values, np.logical_and.reduce([valid for _, valid in parts])

"""Where the chips of a sheet lie: row by row, on the ground and in the raster."""

from __future__ import annotations

from dataclasses import dataclass

from affine import Affine
from rasterio.crs import CRS
from rasterio.windows import Window

from ..modelfile import ModelCard
from ..rasters.grid import Grid

_UNIT = 1e-3  # map units: a pixel so small that degrees hardly change within it


@dataclass(frozen=True)
class Sheet:
    """Chips side by side.

    Attributes:
        count: how many chips.
        columns: chips in a row; the last row may have fewer.
        side: of a chip in pixels.
    """

    count: int
    columns: int
    side: int

    @property
    def rows(self) -> int:
        """Rows of chips."""
        return -(-self.count // self.columns)

    @property
    def is_full(self) -> bool:
        """Whether no place of the last row is empty."""
        return self.count % self.columns == 0

    def chips_in(self, row: int) -> range:
        """Return the numbers of the chips in a row, both counted from 0."""
        return range(row * self.columns, min((row + 1) * self.columns, self.count))

    def window(self, row: int) -> Window:
        """Return the pixels of a row of chips, empty places included."""
        return Window(0, row * self.side, self.columns * self.side, self.side)

    def grid(self, origin: tuple[float, float], crs: CRS | None, pixel_size: tuple[float, float]) -> Grid:
        """Return the grid of the sheet, north up, with its upper left corner at `origin`."""
        transform = Affine(pixel_size[0], 0, origin[0], 0, -pixel_size[1], origin[1])
        return Grid(crs, transform, self.columns * self.side, self.rows * self.side)


def pixel_size_in(crs: CRS | None, origin: tuple[float, float], card: ModelCard) -> tuple[float, float]:
    """Return how large the pixels of a model are in the map units of a coordinate system.

    Args:
        crs: where the pixels are to lie.
        origin: about where in it.
        card: of the model.

    Returns:
        Width and height. In the system of the training data that of its pixels; in others square pixels of the same
        size on the ground, or, where that cannot be told, those of the training data as they are.
    """
    if crs is None or card.crs is None or crs == CRS.from_wkt(card.crs):
        return card.pixel_size
    unit = Grid(crs, Affine(_UNIT, 0, origin[0], 0, -_UNIT, origin[1]), 1, 1).ground_pixel_size()
    if unit is None or card.ground_pixel_size is None:
        return card.pixel_size
    side = card.ground_pixel_size / unit * _UNIT
    return side, side

"""Rotated copies: training chips cut once more out of their rasters, turned about their centres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from rasterio.windows import Window

from ..rasters.grid import Grid
from ..rasters.stack import StackReader
from .cutting import Cut, Scene, Side

_QUARTER = 90
_ROUNDING = 1e-6  # of a turn: seven times 360 / 7 degrees are a whole one


@dataclass(frozen=True)
class TurnedScene(Scene):
    """A scene whose grid is that of another one, turned.

    Attributes:
        scene: the other one.
        angle: degrees, by which the picture is turned counterclockwise.
        originals: the chip of the other scene that lies under the copy at a position.
    """

    scene: Scene
    angle: float
    originals: dict[tuple[int, int], Cut]

    def chip_name(self, row: int, column: int) -> str:
        """Return the name of the original with the angle behind it."""
        return f'{self.originals[row, column].name}_rot{self.angle:0>3g}'

    def reader(self, side: Side, dtype: str) -> StackReader:
        """Open the rasters of a side; for quarter turns, so that nothing is resampled."""
        if self.angle % _QUARTER:
            return super().reader(side, dtype)
        return _QuarterTurns(side, dtype, self)


class _QuarterTurns(StackReader):
    """Reads the originals as they are, and turns their pixels."""

    def __init__(self, side: Side, dtype: str, turned: TurnedScene) -> None:
        super().__init__(side.layers(), turned.scene.grid, dtype)
        self._originals = turned.originals
        self._quarters = round(turned.angle / _QUARTER)

    def read(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        original = self._originals[window.row_off, window.col_off]
        values, valid = super().read(Window(original.column, original.row, window.width, window.height))
        return np.rot90(values, self._quarters, axes=(1, 2)), np.rot90(valid, self._quarters)


def turns(angle: float) -> list[float]:
    """Return an angle and its multiples below a whole turn, in degrees; nothing for 0."""
    if not angle:
        return []
    return [number * angle for number in range(1, math.ceil(360 / angle - _ROUNDING))]


def turned_scenes(scenes: Sequence[Scene], cuts: Sequence[Cut], angle: float, size: int) -> list[TurnedScene]:
    """Return where to cut the copies of chips.

    Args:
        scenes: that the chips were cut from.
        cuts: the chips.
        angle: and its multiples are those of the copies, in degrees.
        size: side of a chip in pixels.
    """
    of_scenes: dict[int, list[Cut]] = {}
    for cut in cuts:
        of_scenes.setdefault(cut.scene, []).append(cut)
    return [_turned(scenes[index], mine, turn, size) for index, mine in of_scenes.items() for turn in turns(angle)]


def _turned(scene: Scene, cuts: Sequence[Cut], angle: float, size: int) -> TurnedScene:
    """Turn the grid of a scene about the middle of its chips; each copy lies as near to its original as pixels allow."""
    corners = np.array([(cut.column, cut.row) for cut in cuts])
    low, high = corners.min(axis=0), corners.max(axis=0) + size
    column, row = (low + high) // 2
    radius = math.ceil(math.hypot(*(high - low)) / 2) + size
    # About a corner of pixels, so that after quarter turns the pixels coincide.
    turn = Affine.translation(column, row) * Affine.rotation(angle) * Affine.translation(-radius, -radius)
    grid = Grid(scene.grid.crs, scene.grid.transform * turn, 2 * radius, 2 * radius)
    originals = {_position(~turn, cut, size): cut for cut in cuts}
    return TurnedScene(scene.name, scene.sides, grid, list(originals), scene, angle, originals)


def _position(to_turned: Affine, cut: Cut, size: int) -> tuple[int, int]:
    column, row = to_turned * (cut.column + size / 2, cut.row + size / 2)
    return round(row - size / 2), round(column - size / 2)

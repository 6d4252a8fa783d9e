"""Other ways to translate a raster with the same network, all as good as the one that is written."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from ..rasters.grid import Grid
from .network import Finish, Network
from .translate import Translator

COUNT = 8  # ways in all: as many as a square can be turned and flipped


@dataclass(frozen=True)
class TurnedNetwork(Network):
    """A network that sees turned or flipped tiles, with dropout as in its training where it has some.

    Attributes:
        turn: from 0 to 7: so many quarter turns, from 4 on after a flip.
    """

    turn: int

    def start(self, tiles: np.ndarray) -> Finish:
        """Begin to translate tiles as `Network.start` does; the same tiles get the same dropout."""
        torch.manual_seed(zlib.crc32(tiles.tobytes()) + self.turn)
        with _dropout(self.generator):
            finish = super().start(turned(tiles, self.turn))
        return lambda: turned_back(finish(), self.turn)


def turned(tiles: np.ndarray, turn: int) -> np.ndarray:
    """Return square tiles, (..., size, size), turned in one of 8 ways."""
    flipped = tiles[..., ::-1] if turn >= COUNT // 2 else tiles
    return np.ascontiguousarray(np.rot90(flipped, turn, axes=(-2, -1)))


def turned_back(tiles: np.ndarray, turn: int) -> np.ndarray:
    """Return what `turned` was given."""
    back = np.rot90(tiles, -turn, axes=(-2, -1))
    return np.ascontiguousarray(back[..., ::-1] if turn >= COUNT // 2 else back)


def variants(translator: Translator, grid: Grid) -> list[Translator]:
    """Return the other 7 ways: tiles are turned, and lie half a tile aside where there is more than one.

    Args:
        translator: the one way, unturned.
        grid: of the raster.
    """
    tiling = translator.tiling
    shift = tiling.stride // 2 if max(grid.width, grid.height) > tiling.size else 0
    return [
        replace(
            translator,
            network=TurnedNetwork(**vars(translator.network), turn=turn),
            tiling=replace(tiling, shift=shift),
        )
        for turn in range(1, COUNT)
    ]


@contextmanager
def _dropout(generator: nn.Module) -> Iterator[None]:
    layers = [layer for layer in generator.modules() if isinstance(layer, nn.Dropout)]
    for layer in layers:
        layer.train()
    try:
        yield
    finally:
        for layer in layers:
            layer.eval()

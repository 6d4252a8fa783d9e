"""The pieces of a translation, made in this process or by the workers of a cluster, always the same and in the same order."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from functools import partial

import rasterio
from rasterio.windows import Window

from .. import cluster
from ..parallel import in_order
from ..rasters.stack import StackReader
from .preparation import Translation
from .translate import Piece

_AHEAD = 2  # blocks for each worker, which wait in memory until it is their turn to be written


def pieces_of(translation: Translation, reader: StackReader) -> Generator[Piece, None, None]:
    """Translate the window of a translation.

    Args:
        translation: settled, with its statistics.
        reader: of its rasters; the workers of a cluster open them themselves.
    """
    translator, window = translation.translator, translation.window
    if not cluster.is_open():
        yield from translator.pieces(reader, window)
        return
    blocks = translator.blocks(reader.grid, window, cluster.size())
    with closing(in_order(partial(_pieces, translation), blocks, processes=True, ahead=_AHEAD)) as made:
        for pieces in made:
            yield from pieces


def _pieces(translation: Translation, block: Window) -> list[Piece]:
    with rasterio.Env(GDAL_CACHEMAX=translation.cache_bytes), translation.open() as reader:
        return list(translation.translator.pieces(reader, block))

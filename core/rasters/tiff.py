"""The blocks of a TIFF file, read without GDAL, which takes those that a full disk swallowed for empty ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

_BLOCK_OFFSETS, _BLOCK_SIZES = {273, 324}, {279, 325}  # of strips, of tiles
_INTEGERS = {3: 'u2', 4: 'u4', 16: 'u8'}  # TIFF's codes of types


def is_whole(path: Path, images: int) -> bool:
    """Return whether a TIFF file holds every block that its directories list.

    Args:
        path: of the file.
        images: how many images it must hold at least, each overview being one.
    """
    size = path.stat().st_size
    try:
        with open(path, 'rb') as file:
            found = list(_blocks_of_images(file))
    except (EOFError, KeyError):
        return False
    blocks = np.concatenate(found) if found else np.empty((0, 2))
    blocks = blocks[np.argsort(blocks[:, 0])]
    begins, ends = blocks[:, 0], blocks.sum(axis=1)
    # A block that did not fit is told by the end of the file, or by the block that came after space was found again.
    return len(found) >= images and not (ends > np.append(begins[1:], size)).any()


def _blocks_of_images(file: BinaryIO) -> Iterator[np.ndarray]:
    """Yield for each image the offset and size of its blocks, (n, 2), those of a sparse file left out."""
    magic = _read(file, 4)
    order = '<' if magic[:2] == b'II' else '>'
    is_big = _integer(magic[2:], order) == 43
    word, count_size, entry_size = (8, 8, 20) if is_big else (4, 2, 12)
    file.seek(8 if is_big else 4)
    directory = _integer(_read(file, word), order)
    while directory:
        file.seek(directory)
        entries = [_read(file, entry_size) for _ in range(_integer(_read(file, count_size), order))]
        directory = _integer(_read(file, word), order)
        tags = {_integer(entry[:2], order): entry for entry in entries}
        offsets = _numbers(file, tags[(_BLOCK_OFFSETS & tags.keys()).pop()], word, order)
        sizes = _numbers(file, tags[(_BLOCK_SIZES & tags.keys()).pop()], word, order)
        yield np.column_stack([offsets, sizes])[sizes > 0]


def _numbers(file: BinaryIO, entry: bytes, word: int, order: str) -> np.ndarray:
    """Return the numbers of a directory entry, which stand in the entry itself if they fit."""
    dtype = np.dtype(order + _INTEGERS[_integer(entry[2:4], order)])
    content = entry[4 + word :]
    length = _integer(entry[4 : 4 + word], order) * dtype.itemsize
    if length > word:
        file.seek(_integer(content, order))
        content = _read(file, length)
    return np.frombuffer(content[:length], dtype).astype(np.int64)


def _integer(data: bytes, order: str) -> int:
    return int.from_bytes(data, 'little' if order == '<' else 'big')


def _read(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError
    return data

"""Chips of different parts that show the same: a model is judged well by what it has been shown."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import shapely
from skimage.transform import resize_local_mean

_SIDE = 32  # of a thumbnail
_ALIKE = 0.95  # correlation of thumbnails; by chance it is below 0.4
_LEAST_CONTRAST = 0.004  # of a thumbnail about its surroundings, in units of [-1, 1]: less is noise
_CHUNK = 256
_SHARED = 0.01  # of a chip's area: less is rounding

Pair = tuple[int, int]


def digest(values: np.ndarray) -> bytes:
    """Return a hash of the pixels."""
    return hashlib.blake2b(np.ascontiguousarray(values).data, digest_size=16).digest()


def thumbnail(encoded: np.ndarray) -> np.ndarray:
    """Return a hash that hardly changes when the picture hardly changes.

    Its dot product with another one is the correlation of the two pictures, reduced to 32 x 32 pixels, without what
    changes slowly: two slopes are not the same place.

    Args:
        encoded: (channels, rows, columns) in [-1, 1].

    Returns:
        (1024,), float16 of length 1; zeros where nothing stands out.
    """
    small = resize_local_mean(encoded.mean(axis=0), (_SIDE, _SIDE))
    around = np.pad(small, 2, mode='edge')
    smooth = sum(around[row : row + _SIDE, column : column + _SIDE] for row in range(5) for column in range(5)) / 25
    detail = (small - smooth).ravel()
    if detail.std() < _LEAST_CONTRAST:
        return np.zeros(_SIDE * _SIDE, dtype=np.float16)
    return (detail / np.linalg.norm(detail)).astype(np.float16)


def equal_pairs(digests: Sequence[bytes], parts: Sequence[str]) -> set[Pair]:
    """Return the pairs of chips of different parts with equal pixels; an empty digest equals none."""
    groups: dict[bytes, list[int]] = defaultdict(list)
    for index, word in enumerate(digests):
        if word:
            groups[word].append(index)
    return {pair for group in groups.values() for pair in _across(group, parts)}


def _across(group: Sequence[int], parts: Sequence[str]) -> list[Pair]:
    """Return one pair for each chip of the group that has its like in an earlier part."""
    found = []
    for first, second in combinations(sorted({parts[index] for index in group}), 2):
        one = next(index for index in group if parts[index] == first)
        found += [(min(one, index), max(one, index)) for index in group if parts[index] == second]
    return found


def alike_pairs(thumbnails: np.ndarray, parts: Sequence[str]) -> set[Pair]:
    """Return, for each chip that looks like one of another part, the pair with the one most alike.

    Args:
        thumbnails: (chips, n), of length 1 or 0.
        parts: of the chips.
    """
    found = set()
    names = np.asarray(parts)
    for first, second in combinations(sorted(set(parts)), 2):
        rows, columns = np.flatnonzero(names == first), np.flatnonzero(names == second)
        others = thumbnails[columns].astype(np.float32).T
        for start in range(0, len(rows), _CHUNK):
            some = rows[start : start + _CHUNK]
            likeness = thumbnails[some].astype(np.float32) @ others
            best = likeness.argmax(axis=1)
            is_alike = likeness[np.arange(len(some)), best] > _ALIKE
            found |= {_ordered(i, j) for i, j in zip(some[is_alike], columns[best[is_alike]], strict=True)}
    return found


def overlapping_pairs(geometries: np.ndarray, parts: Sequence[str]) -> set[Pair]:
    """Return the pairs of chips of different parts that share ground.

    Args:
        geometries: (chips,) outlines; None where a chip has no place on the map.
        parts: of the chips.
    """
    names = np.asarray(parts)
    first, second = shapely.STRtree(geometries).query(geometries, predicate='intersects')
    is_leak = (first < second) & (names[first] != names[second])
    first, second = first[is_leak], second[is_leak]
    shared = shapely.area(shapely.intersection(geometries[first], geometries[second]))
    is_leak = shared > _SHARED * shapely.area(geometries[first])
    return {_ordered(i, j) for i, j in zip(first[is_leak], second[is_leak], strict=True)}


def _ordered(first: int, second: int) -> Pair:
    return (int(min(first, second)), int(max(first, second)))

"""Which chips train, which validate, which test: decided by place, so that neighbours do not leak."""

from __future__ import annotations

import numpy as np
import shapely

TRAIN, VALIDATION, TEST, DROPPED = 'train', 'validation', 'test', 'dropped'
PARTS = (TRAIN, VALIDATION, TEST)
_APART = 2**32  # pixels, more than a raster has
_BLOCKS = 50  # about as many blocks as this: enough for shares of a few per cent


def split_chips(
    positions: np.ndarray,
    chip_size: int,
    stride: int,
    *,
    validation: float,
    test: float,
    rule: str,
    seed: int,
    scenes: np.ndarray | None = None,
) -> np.ndarray:
    """Give each chip to a part.

    Args:
        positions: (chips, 2), row and column of each chip's first pixel.
        scenes: (chips,), number of the grid that each chip's position counts on; None where there is but one.
        chip_size: side of a chip in pixels.
        stride: distance of neighbouring chips in pixels.
        validation: wanted share of validation chips.
        test: wanted share of test chips.
        rule: `blocks` gives square blocks of neighbouring chips to the same part, `random` each position by itself.
        seed: of the shuffle.

    Returns:
        (chips,), one of `train`, `validation`, `test`, or `dropped` for a chip that shares pixels with one of a part
        that judges it.
    """
    if scenes is None:
        scenes = np.zeros(len(positions), dtype=int)
    blocks = _cells(positions, scenes, 1)  # of chips one upon the other
    if rule == 'blocks':
        blocks = _cells(positions, scenes, _block_side(blocks.max() + 1, chip_size, stride))
    parts = _deal(blocks, validation, test, np.random.default_rng(seed))
    if rule == 'blocks' and stride < chip_size:
        boxes = _boxes(positions + scenes[:, None] * _APART, chip_size)
        return keep_apart(boxes, parts)
    return parts


def keep_apart(shapes: np.ndarray, parts: np.ndarray, scenes: np.ndarray | None = None) -> np.ndarray:
    """Drop the chips that share ground with one of a part that judges theirs.

    Args:
        shapes: (chips,), their outlines, a hair smaller than they are: touching is not sharing.
        parts: (chips,), the part of each.
        scenes: (chips,), a number: chips of the same one are left alone; None where all are compared.

    Returns:
        (chips,), the parts, some of them `dropped`.
    """
    separate = _without_shared_ground(shapes, parts, scenes, (TEST, VALIDATION, TRAIN))
    if TRAIN in separate:
        return separate
    # So few chips that the judges would leave nothing to judge.
    return _without_shared_ground(shapes, parts, scenes, (TRAIN, TEST, VALIDATION))


def _block_side(places: int, chip_size: int, stride: int) -> int:
    """Return the side of a block in pixels, where chips lie in so many places."""
    chips_per_side = max(1, round(np.sqrt(places / _BLOCKS)))
    return chips_per_side * stride if stride >= chip_size else max(chips_per_side * stride, 2 * chip_size)


def _cells(positions: np.ndarray, scenes: np.ndarray, side: int) -> np.ndarray:
    """Return the number of the square of some side that each chip lies in."""
    cells = (positions - positions.min(axis=0)) // side
    return np.unique(np.column_stack([scenes, cells]), axis=0, return_inverse=True)[1].ravel()


def _deal(blocks: np.ndarray, validation: float, test: float, rng: np.random.Generator) -> np.ndarray:
    """Deal out whole blocks as near to the shares as they allow; each part gets something, training first of all."""
    parts = np.full(len(blocks), TRAIN, dtype=object)
    sizes = np.bincount(blocks)
    shuffled = rng.permutation(len(sizes)).tolist()
    for part, share in ((VALIDATION, validation), (TEST, test)):
        wanted, taken = share * len(blocks), 0
        while share and len(shuffled) > 1:
            size = int(sizes[shuffled[-1]])
            if taken and abs(taken + size - wanted) >= abs(taken - wanted):
                break
            parts[blocks == shuffled.pop()] = part
            taken += size
    return parts


def _boxes(positions: np.ndarray, chip_size: int) -> np.ndarray:
    rows, columns = positions.T
    return shapely.box(columns + 0.1, rows + 0.1, columns + chip_size - 0.1, rows + chip_size - 0.1)


def _without_shared_ground(
    shapes: np.ndarray, parts: np.ndarray, scenes: np.ndarray | None, rank: tuple[str, ...]
) -> np.ndarray:
    """Drop the chips that share ground with a chip of a part that stands before their own in `rank`."""
    parts = parts.copy()
    for place, part in enumerate(rank[1:], start=1):
        above = np.flatnonzero(np.isin(parts, rank[:place]))
        candidates = np.flatnonzero(parts == part)
        own, other = shapely.STRtree(shapes[above]).query(shapes[candidates], predicate='intersects')
        if scenes is not None:
            own = own[scenes[candidates[own]] != scenes[above[other]]]
        parts[candidates[own]] = DROPPED
    return parts

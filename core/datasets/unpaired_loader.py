"""Chips of two domains without pairs as tensors; of a dataset of pairs each side is taken by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..team import ALONE, Team
from .augment import augmented
from .loader import prepared_ahead
from .source import ChipSource

_CACHE_BYTES = 1024**3


@dataclass(frozen=True)
class Images:
    """Chips of one domain ready for the network.

    Attributes:
        values: (N, channels, rows, columns), float32 in [-1, 1].
        valid: (N, 1, rows, columns), bool: where there is data.
    """

    values: Tensor
    valid: Tensor


@dataclass(frozen=True)
class UnpairedBatch:
    """As many chips of either domain, which need not show the same."""

    a: Images
    b: Images


class DomainChips:
    """The chips of one domain in one part of a dataset."""

    def __init__(self, source: ChipSource, side: str, part: str) -> None:
        """Take the chips of a side (`A` or `B`) in a part (`train`, `validation` or `test`).

        Raises:
            SatganError: the list of chips is missing or damaged.
        """
        outlines = source.outlines()
        if 'domain' in outlines:
            outlines = outlines[outlines['domain'] == side]
        self.names: list[str] = sorted(outlines['id'][outlines['split'] == part])
        self.domain = source.dataset.sides[side].domain
        self._source = source
        self._side = side
        self._cache: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._room = _CACHE_BYTES

    def __len__(self) -> int:
        return len(self.names)

    def encoded(self, name: str) -> tuple[Tensor, Tensor]:
        """Return values, (channels, rows, columns), and valid pixels, (1, rows, columns), of one chip.

        Raises:
            SatganError: the chip is missing, damaged or of another size.
        """
        values, valid = self._load(name)
        return torch.from_numpy(self.domain.encode(values, valid)), torch.from_numpy(valid[None])

    def batches(self, size: int) -> Iterator[Images]:
        """Yield all chips in order, as they are."""
        for start in range(0, len(self.names), size):
            yield _stacked([self.encoded(name) for name in self.names[start : start + size]])

    def augmented(self, name: str, how: str, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Return what `encoded` does, augmented by chance."""
        values, valid = self.encoded(name)
        values, mask = augmented([values, valid.float()], [self.domain.classes is None, False], how, rng)
        return values, mask > 0.5

    def _load(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        if name in self._cache:
            return self._cache[name]
        chip = self._source.read(self._side, name)
        size = sum(layer.nbytes for layer in chip)
        if size <= self._room:
            self._cache[name] = chip
            self._room -= size
        return chip


def unpaired_batches(
    a: DomainChips, b: DomainChips, size: int, augment: str, seed: int, epoch: int, team: Team = ALONE
) -> Iterator[UnpairedBatch]:
    """Yield as many batches as the larger domain needs, each domain augmented by itself.

    Each chip of A comes in its turn, in a new order each epoch, again and again where A is smaller; those of B come at
    random, as in junyanz/pytorch-CycleGAN-and-pix2pix.

    Args:
        a: at least one chip.
        b: at least one chip.
        size: chips of each domain per batch; the last batch may be smaller.
        augment: how to augment.
        seed: with `epoch` decides order, partners and augmentation, whatever ran before.
        epoch: counted from 1.
        team: the processes that share each batch; this one gets its share only.
    """
    rng = np.random.default_rng((seed, epoch))
    count = unpaired_count(a, b)
    order, partners = rng.permutation(count) % len(a), rng.integers(len(b), size=count)

    def images(chips: DomainChips, chosen: np.ndarray, places: range, side: int) -> Images:
        return _stacked(
            [
                chips.augmented(chips.names[chosen[place]], augment, np.random.default_rng((seed, epoch, side, place)))
                for place in places
            ]
        )

    def prepare(places: range) -> UnpairedBatch:
        return UnpairedBatch(images(a, order, places, 0), images(b, partners, places, 1))

    groups = [team.share(range(start, min(start + size, count))) for start in range(0, count, size)]
    yield from prepared_ahead(prepare, groups)


def unpaired_count(a: DomainChips, b: DomainChips) -> int:
    """Return how many chips of either domain there are in an epoch."""
    return max(len(a), len(b))


def _stacked(chips: list[tuple[Tensor, Tensor]]) -> Images:
    values, valid = (torch.stack(layers) for layers in zip(*chips, strict=True))
    return Images(values, valid)

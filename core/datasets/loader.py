"""Chips as tensors: encoded, augmented, batched, and read ahead of the training."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from ..team import ALONE, Team
from .augment import augmented
from .folder import A, B, Dataset
from .source import PairSource

Group = TypeVar('Group')
Made = TypeVar('Made')

_CACHE_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Batch:
    """Chips ready for the network.

    Attributes:
        a: (N, channels of A, rows, columns), float32 in [-1, 1].
        b: (N, channels of B, rows, columns), float32 in [-1, 1].
        valid: (N, 1, rows, columns), bool: where the target has data.
    """

    a: Tensor
    b: Tensor
    valid: Tensor


class Chips:
    """The chips of one part of a dataset."""

    def __init__(self, source: PairSource, part: str, dataset: Dataset | None = None) -> None:
        """Take the chips of `part` (`train`, `validation` or `test`).

        Args:
            source: where they are read from.
            part: which ones.
            dataset: how their values become tensors; None for as the source describes itself.

        Raises:
            SatganError: the list of chips is missing or damaged.
        """
        outlines = source.outlines()
        self.names: list[str] = sorted(outlines['id'][outlines['split'] == part])
        self._source = source
        self.dataset = dataset or source.dataset
        self._cache: dict[str, tuple[np.ndarray, ...]] = {}
        self._room = _CACHE_BYTES

    def __len__(self) -> int:
        return len(self.names)

    def load(self, name: str) -> tuple[np.ndarray, ...]:
        """Return values of A, valid pixels of A, values of B, valid pixels of B of one chip, as they were cut.

        Raises:
            SatganError: the chip is missing, damaged or of another size.
        """
        if name in self._cache:
            return self._cache[name]
        chip = (*self._source.read(A, name), *self._source.read(B, name))
        size = sum(layer.nbytes for layer in chip)
        if size <= self._room:
            self._cache[name] = chip
            self._room -= size
        return chip

    def encoded(self, name: str) -> tuple[Tensor, Tensor, Tensor]:
        """Return A, B and the valid pixels of B of one chip as tensors, (channels, rows, columns) each."""
        a, valid_a, b, valid_b = self.load(name)
        layers = self.dataset.a.encode(a, valid_a), self.dataset.b.encode(b, valid_b)
        return torch.from_numpy(layers[0]), torch.from_numpy(layers[1]), torch.from_numpy(valid_b[None])

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all chips in order, as they are."""
        for start in range(0, len(self.names), size):
            yield _stacked([self.encoded(name) for name in self.names[start : start + size]])

    def training_batches(self, size: int, augment: str, seed: int, epoch: int, team: Team = ALONE) -> Iterator[Batch]:
        """Yield all chips, shuffled and augmented; the next batch is prepared while one is used.

        Args:
            size: chips per batch; the last batch may be smaller.
            augment: how to augment.
            seed: with `epoch` decides order and augmentation, whatever ran before.
            epoch: counted from 1.
            team: the processes that share each batch; this one gets its share only.
        """
        order = np.random.default_rng((seed, epoch)).permutation(len(self.names))
        groups = [team.share(order[start : start + size]) for start in range(0, len(order), size)]

        def prepare(group: np.ndarray) -> Batch:
            return _stacked([self._augmented(int(index), augment, seed, epoch) for index in group])

        yield from prepared_ahead(prepare, groups)

    def _augmented(self, index: int, augment: str, seed: int, epoch: int) -> tuple[Tensor, Tensor, Tensor]:
        a, b, valid = self.encoded(self.names[index])
        smooth = [self.dataset.a.classes is None, self.dataset.b.classes is None, False]
        rng = np.random.default_rng((seed, epoch, index))
        a, b, mask = augmented([a, b, valid.float()], smooth, augment, rng)
        return a, b, mask > 0.5


def prepared_ahead(prepare: Callable[[Group], Made], groups: Sequence[Group]) -> Iterator[Made]:
    """Yield what is made of each group; the next is prepared in another thread while one is used."""
    if not groups:
        return
    with ThreadPoolExecutor(1) as executor:
        ready = executor.submit(prepare, groups[0])
        for following in groups[1:]:
            made = ready.result()
            ready = executor.submit(prepare, following)
            yield made
        yield ready.result()


def _stacked(chips: list[tuple[Tensor, Tensor, Tensor]]) -> Batch:
    a, b, valid = (torch.stack(layers) for layers in zip(*chips, strict=True))
    return Batch(a, b, valid)

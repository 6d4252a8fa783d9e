"""Trivial models that a GAN must beat, fitted on the training chips.

Each makes a pixel of B of the pixel of A in the same place, by an affine map between the values that the network sees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ..datasets.domain import Domain

_TINY = 1e-10  # what rounding makes of 0, for values in [-1, 1]


@dataclass(frozen=True)
class Baseline:
    """A trivial model.

    Attributes:
        name: prefix of its results.
        description: what it makes of the input, for the user.
        weights: (channels of B, channels of A).
        offsets: (channels of B,).
    """

    name: str
    description: str
    weights: np.ndarray
    offsets: np.ndarray

    def generate(self, a: Tensor) -> Tensor:
        """Turn inputs, (N, channels of A, H, W), into (N, channels of B, H, W) in [-1, 1]."""
        made = torch.einsum('ba,nahw->nbhw', torch.from_numpy(self.weights), a.double())
        return (made + torch.from_numpy(self.offsets).reshape(-1, 1, 1)).clamp(-1, 1)


class Moments:
    """Sums of all products of the values of A, of B and 1: all that affine maps are fitted from, in constant memory."""

    def __init__(self, a: Domain, b: Domain) -> None:
        self._a, self._b = a, b
        self._products = np.zeros((a.channels + b.channels + 1,) * 2)

    def update(self, a: np.ndarray, b: np.ndarray, valid: np.ndarray) -> None:
        """Take a chip.

        Args:
            a: (channels of A, rows, columns) in [-1, 1].
            b: (channels of B, rows, columns) in [-1, 1].
            valid: (rows, columns), bool: other pixels do not count.
        """
        values = np.concatenate((a[:, valid], b[:, valid], np.ones((1, int(valid.sum()))))).astype(np.float64)
        self._products += values @ values.T

    def baselines(self) -> list[Baseline]:
        """Return the trivial models that there are for such domains; none where no pixel was valid."""
        if not self._products[-1, -1]:
            return []
        constant = self._most_frequent_class() if self._b.classes else self._mean()
        copy = [] if self._a.classes or self._b.classes else [self._copy()]
        return [*copy, constant, self._regression()]

    def _mean(self) -> Baseline:
        return self._constant('MEAN', 'the mean of the training targets everywhere', self._means()[self._of_b])

    def _most_frequent_class(self) -> Baseline:
        most = int(self._means()[self._of_b].argmax())
        name = self._b.classes.names[most] if self._b.classes else ''
        chosen = np.where(np.arange(self._b.channels) == most, 1.0, -1.0)
        return self._constant('MAJORITY', f'the most frequent class, {name}, everywhere', chosen)

    def _constant(self, name: str, description: str, values: np.ndarray) -> Baseline:
        return Baseline(name, description, np.zeros((self._b.channels, self._a.channels)), values)

    def _copy(self) -> Baseline:
        if self._holds_the_same():
            (low_a, high_a), (low_b, high_b) = _limits(self._a), _limits(self._b)
            gains = (high_a - low_a) / (high_b - low_b)
            offsets = gains + 2 * (low_a - low_b) / (high_b - low_b) - 1
            return Baseline('COPY', 'the input as it is', np.diag(gains), offsets)
        bands = np.full(self._a.channels, 1 / self._a.channels)
        means, covariances = self._means(), self._covariances()
        mean, variance = bands @ means[self._of_a], bands @ covariances[self._of_a, self._of_a] @ bands
        variances = covariances.diagonal()[self._of_b].clip(min=0)  # of a constant band it may round to below 0
        gains = np.sqrt(variances / variance) if variance > _TINY else np.zeros_like(variances)
        description = (
            'the mean of the input bands, with mean and standard deviation of each band of the training targets'
        )
        return Baseline('COPY', description, np.outer(gains, bands), means[self._of_b] - gains * mean)

    def _regression(self) -> Baseline:
        knowns = np.r_[0 : self._a.channels, -1]
        products = self._products[knowns]
        # The shortest of all solutions: classes have no single one, since each follows from the others.
        solved = np.linalg.lstsq(products[:, knowns], products[:, self._of_b], rcond=_TINY)[0]
        kind = 'the shares of each class' if self._b.classes else 'each band'
        return Baseline(
            'LINEAR', f'a linear regression of {kind} on the input, pixel by pixel', solved[:-1].T, solved[-1]
        )

    def _holds_the_same(self) -> bool:
        """Return whether A and B measure the same as far as can be told."""
        a, b = self._a, self._b
        return (a.channels, a.dtype, a.units) == (b.channels, b.dtype, b.units)

    def _means(self) -> np.ndarray:
        means: np.ndarray = self._products[-1, :-1] / self._products[-1, -1]
        return means

    def _covariances(self) -> np.ndarray:
        means = self._means()
        covariances: np.ndarray = self._products[:-1, :-1] / self._products[-1, -1] - np.outer(means, means)
        return covariances

    @property
    def _of_a(self) -> slice:
        return slice(0, self._a.channels)

    @property
    def _of_b(self) -> slice:
        return slice(self._a.channels, self._a.channels + self._b.channels)


def _limits(domain: Domain) -> tuple[np.ndarray, np.ndarray]:
    return np.array([band.low for band in domain.scaling]), np.array([band.high for band in domain.scaling])

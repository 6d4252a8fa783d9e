"""How far generated chips, taken together, are from real ones: distances between their features.

FID: Heusel et al. 2017, "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", arXiv
1706.08500. KID: Binkowski et al. 2018, "Demystifying MMD GANs", arXiv 1801.01401.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torchmetrics.image.kid import KernelInceptionDistance

from ..datasets.domain import Domain
from ..datasets.preview import band_pictures, picture
from ..errors import SatganError
from .extractor import Extractor

_FEWEST = 2
_COMPARABLE = 2048  # fewer chips than features of Inception v3 make no covariance of full rank
_SUBSETS, _SUBSET_SIZE = 100, 1000  # those of the paper


@dataclass(frozen=True)
class Distances:
    """Figures of two sets of chips: 0 where they are alike.

    Attributes:
        chips: how many there are in each set.
        fid: Fréchet distance between the features, from 0.
        kid: unbiased squared maximum mean discrepancy with the kernel (x·y / F + 1)³, the mean over random subsets;
            below 0 by chance.
        kid_std: its standard deviation over the subsets.
    """

    chips: int
    fid: float
    kid: float
    kid_std: float

    def to_json(self) -> dict[str, float]:
        """Return the figures by their upper-case names."""
        return {'FID': self.fid, 'KID': self.kid, 'KID_STD': self.kid_std}

    @property
    def caveat(self) -> str:
        """A sentence where there are few chips, else nothing."""
        if self.chips >= _COMPARABLE:
            return ''
        return (
            f'FID and KID were measured on {self.chips} chips. On fewer than {_COMPARABLE} FID comes out too high and '
            'cannot be compared with published figures: only compare models by the same chips and feature extractor.'
        )

    def __str__(self) -> str:
        return f'FID {self.fid:.4g}, KID {self.kid:.3g} with a spread of {self.kid_std:.2g}'


class FeatureCollector:
    """Collects the features of generated and real chips."""

    def __init__(self, target: Domain, extractor: Extractor) -> None:
        self._target, self._extractor = target, extractor
        self._fake: list[Tensor] = []
        self._real: list[Tensor] = []

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        """Take a chip.

        Args:
            fake: (C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            real: (C, H, W) in [-1, 1]; the same.
            valid: (1, H, W), bool; elsewhere both are grey.

        Raises:
            SatganError: the extractor cannot work on it.
        """
        for chips, chip in ((self._fake, fake), (self._real, real)):
            chips.append(self._features(torch.where(valid, chip, 0.0).numpy(), valid[0].numpy()))

    def _features(self, chip: np.ndarray, valid: np.ndarray) -> Tensor:
        """Return the features of the pictures of a chip, (pictures, F).

        Classes are shown in the colours of their palette, three bands in colours, one in grey. Of any other number each
        band is looked at by itself, so that all count alike.
        """
        if self._target.classes or len(chip) in (1, 3):
            pictures = picture(self._target, chip, valid)[None]
        else:
            pictures = band_pictures(chip)
        return torch.stack([self._extractor.features(each) for each in pictures])

    def distances(self) -> Distances:
        """Return the figures, the means over the bands where each was looked at by itself.

        Raises:
            SatganError: fewer than two chips.
        """
        require_chips(len(self._fake))
        fake, real = torch.stack(self._fake, dim=1).double(), torch.stack(self._real, dim=1).double()
        fid = np.mean([frechet_distance(*sets) for sets in zip(fake, real, strict=True)])
        kid, kid_std = np.mean([kernel_distance(*sets) for sets in zip(fake, real, strict=True)], axis=0)
        return Distances(len(self._fake), float(fid), float(kid), float(kid_std))


def require_chips(count: int) -> None:
    """Make sure that there are enough chips for a distance between sets.

    Raises:
        SatganError: there are not.
    """
    if count < _FEWEST:
        raise SatganError(
            f'FID and KID compare sets of chips, but there is {count} to judge by.',
            'Choose another part of the dataset, or leave the feature extractor empty.',
        )


def frechet_distance(fake: Tensor, real: Tensor) -> float:
    """Return the squared Fréchet distance of the Gaussians that have the mean and the covariance of two sets.

    It is |m - n|² + tr(S) + tr(T) - 2 tr((S T)^½). With S = AᵀA and T = BᵀB the last trace is the sum of the singular
    values of ABᵀ, which are exact with fewer chips than features too, where the eigenvalues of S T are not.

    Args:
        fake: (N, F), float64, N from 2.
        real: the same.
    """
    roots = [torch.linalg.qr((each - each.mean(dim=0)) / (len(each) - 1) ** 0.5, mode='r').R for each in (fake, real)]
    traces = sum(root.square().sum() for root in roots)
    means = (fake.mean(dim=0) - real.mean(dim=0)).square().sum()
    return float(means + traces - 2 * torch.linalg.svdvals(roots[0] @ roots[1].T).sum())


def kernel_distance(fake: Tensor, real: Tensor) -> tuple[float, float]:
    """Return KID and its standard deviation over subsets; of few chips half of them, so that the subsets differ.

    Args:
        fake: (N, F), float64, N from 2.
        real: the same.
    """
    subset = min(_SUBSET_SIZE, max(_FEWEST, len(real) // 2))
    with warnings.catch_warnings(), torch.random.fork_rng(devices=[]):
        warnings.simplefilter('ignore')  # it warns that it keeps all features
        torch.manual_seed(0)
        features = nn.Identity()  # where the metric expects a network: it is given what one has found
        metric = KernelInceptionDistance(feature=features, subsets=_SUBSETS, subset_size=subset)
        metric.update(real, real=True)
        metric.update(fake, real=False)
        mean, deviation = metric.compute()
    return float(mean), float(deviation)

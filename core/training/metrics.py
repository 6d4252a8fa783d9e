"""Image metrics over the valid pixels of many chips."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

from ..datasets.domain import Domain

_NETWORK_RANGE = 2.0  # the network's values lie in [-1, 1]


@dataclass(frozen=True)
class Scores:
    """Validation figures.

    Attributes:
        mae: mean absolute error in the target's units; of a class raster, in the share of each class, 0 to 1.
        psnr: peak signal-to-noise ratio in dB, for a peak of each band's scaled range.
        ssim: mean structural similarity (Wang et al. 2004) of the scaled values, at most 1.
        data_range: the target range that -1 to 1 stands for, the widest band's.
    """

    mae: float
    psnr: float
    ssim: float
    data_range: float

    def to_json(self) -> dict[str, float]:
        """Return the figures by their upper-case names."""
        return {'MAE': self.mae, 'PSNR': self.psnr, 'SSIM': self.ssim}

    def __str__(self) -> str:
        return f'MAE {self.mae:.4g} of {self.data_range:.4g}, PSNR {self.psnr:.2f} dB, SSIM {self.ssim:.3f}'


class Metrics:
    """Collects what is needed for `Scores`, batch by batch."""

    def __init__(self, target: Domain) -> None:
        self._spread = torch.from_numpy(target.spread()).double()
        self._absolute = self._squared = self._similar = 0.0
        self._values = self._pixels = 0

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        """Take a batch.

        Args:
            fake: (N, C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            real: (N, C, H, W) in [-1, 1]; the same.
            valid: (N, 1, H, W), bool; other pixels do not count.
        """
        fake, real, valid = fake.cpu().double(), real.cpu().double(), valid.cpu()
        fake, real = torch.where(valid, fake, 0.0), torch.where(valid, real, 0.0)
        self._absolute += float(((fake - real).abs() * self._spread).sum())
        # PSNR per band on its own range, so that metres and degrees mix: the error is relative to the range.
        self._squared += float(((fake - real) / _NETWORK_RANGE).square().sum())
        self._values += int(valid.sum()) * fake.shape[1]
        similarity = structural_similarity_index_measure(
            fake, real, data_range=_NETWORK_RANGE, reduction='none', return_full_image=True
        )[1]
        self._similar += float((similarity.mean(dim=1, keepdim=True) * valid).sum())
        self._pixels += int(valid.sum())

    def scores(self) -> Scores | None:
        """Return the figures; None where no pixel was valid."""
        if not self._values:
            return None
        relative = self._squared / self._values
        return Scores(
            mae=self._absolute / self._values,
            psnr=-10 * math.log10(relative) if relative else math.inf,
            ssim=self._similar / self._pixels,
            data_range=float(self._spread.max()) * _NETWORK_RANGE,
        )

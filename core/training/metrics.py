"""Image metrics over the valid pixels of many chips."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torchmetrics.functional.image import structural_similarity_index_measure

from ..datasets.domain import Domain
from .scores import BandScores, ClassScores, Scores

_NETWORK_RANGE = 2.0  # the network's values lie in [-1, 1]


class Metrics:
    """Collects what is needed for `Scores`, batch by batch."""

    def __init__(self, target: Domain) -> None:
        self._target = target
        self._spread = torch.from_numpy(target.spread()).double()
        self._pixels = 0
        # Sums over the pixels, per channel; errors are relative to the range, so that metres and degrees mix.
        self._errors, self._absolute, self._squared, self._similar = torch.zeros(4, target.channels).double()
        self._spectra = _Spectra(target) if not target.classes and target.channels > 1 else None
        self._confusion = _Confusion(target.channels) if target.classes else None

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        """Take a batch.

        Args:
            fake: (N, C, H, W) in [-1, 1]; may hold anything, NaN too, where not valid.
            real: (N, C, H, W) in [-1, 1]; the same.
            valid: (N, 1, H, W), bool; other pixels do not count.
        """
        fake, real, valid = fake.cpu().double(), real.cpu().double(), valid.cpu()
        fake, real = torch.where(valid, fake, 0.0), torch.where(valid, real, 0.0)
        errors = (fake - real) / _NETWORK_RANGE
        # Its convolutions are ten times as fast in float32, and of three decimals none is lost.
        similarity = structural_similarity_index_measure(
            fake.float(), real.float(), data_range=_NETWORK_RANGE, reduction='none', return_full_image=True
        )[1]
        self._pixels += int(valid.sum())
        self._errors += _summed(errors)
        self._absolute += _summed(errors.abs())
        self._squared += _summed(errors.square())
        self._similar += _summed(similarity.double() * valid)
        if self._spectra:
            self._spectra.update(fake, real, valid)
        if self._confusion:
            self._confusion.update(fake, real, valid)

    def merge(self, other: Metrics) -> None:
        """Take all that another one, of the same target, has taken."""
        self._pixels += other._pixels
        self._errors += other._errors
        self._absolute += other._absolute
        self._squared += other._squared
        self._similar += other._similar
        if self._spectra and other._spectra:
            self._spectra.merge(other._spectra)
        if self._confusion and other._confusion:
            self._confusion.merge(other._confusion)

    def scores(self) -> Scores | None:
        """Return the figures; None where no pixel was valid."""
        if not self._pixels:
            return None
        ranges = self._spread.flatten() * _NETWORK_RANGE
        errors, absolute = self._errors / self._pixels * ranges, self._absolute / self._pixels * ranges
        relative, similar = self._squared / self._pixels, self._similar / self._pixels
        squared = relative * ranges.square()
        psnr = torch.tensor([_psnr(band) for band in relative], dtype=torch.float64)
        target, classes = self._target, self._confusion
        columns = (absolute, squared.sqrt(), errors, psnr, similar, ranges)
        bands = map(BandScores, target.names, target.units, *(column.tolist() for column in columns))
        return Scores(
            mae=float(absolute.mean()),
            rmse=math.sqrt(float(squared.mean())),
            bias=float(errors.mean()),
            psnr=_psnr(relative.mean()),
            ssim=float(similar.mean()),
            data_range=float(ranges.max()),
            bands=() if classes else tuple(bands),
            sam=self._spectra.angle() if self._spectra else None,
            accuracy=classes.accuracy() if classes else None,
            iou=classes.mean_iou() if classes else None,
            classes=classes.by_class(target.classes.names) if classes and target.classes else (),
        )


class _Spectra:
    """Angles between the spectra of pixels, generated and real."""

    def __init__(self, target: Domain) -> None:
        self._low = torch.tensor([band.low for band in target.scaling]).double().reshape(-1, 1, 1)
        self._spread = torch.from_numpy(target.spread()).double()
        self._sum, self._count = 0.0, 0

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        fake, real = ((values + 1) * self._spread + self._low for values in (fake, real))
        lengths = fake.norm(dim=1) * real.norm(dim=1)
        counted = valid[:, 0] & (lengths > 0)  # black has no direction
        cosines = ((fake * real).sum(dim=1)[counted] / lengths[counted]).clamp(-1, 1)
        self._sum += float(cosines.acos().sum())
        self._count += int(counted.sum())

    def merge(self, other: _Spectra) -> None:
        self._sum += other._sum
        self._count += other._count

    def angle(self) -> float | None:
        """Return the mean angle in degrees; None where all is black."""
        return math.degrees(self._sum / self._count) if self._count else None


class _Confusion:
    """How many pixels of each real class, in rows, are generated as which class, in columns."""

    def __init__(self, classes: int) -> None:
        self._counts = torch.zeros(classes, classes, dtype=torch.int64)

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        counted = valid[:, 0] & (real > 0).any(dim=1)  # a value that is no class has no channel
        classes = len(self._counts)
        places = real.argmax(dim=1)[counted] * classes + fake.argmax(dim=1)[counted]
        self._counts += places.bincount(minlength=classes**2).reshape(classes, classes)

    def merge(self, other: _Confusion) -> None:
        self._counts += other._counts

    def accuracy(self) -> float | None:
        return _share(self._counts.diagonal().sum(), self._counts.sum())

    def mean_iou(self) -> float | None:
        known = [iou for iou in self._ious() if iou is not None]
        return sum(known) / len(known) if known else None

    def by_class(self, names: Sequence[str]) -> tuple[ClassScores, ...]:
        hits, real = self._counts.diagonal(), self._counts.sum(dim=1)
        shares = [float(count) / max(1, int(real.sum())) for count in real]
        return tuple(map(ClassScores, names, shares, map(_share, hits, real), self._ious()))

    def _ious(self) -> list[float | None]:
        hits = self._counts.diagonal()
        return list(map(_share, hits, self._counts.sum(dim=0) + self._counts.sum(dim=1) - hits))


def _summed(values: Tensor) -> Tensor:
    return values.sum(dim=(0, 2, 3))


def _psnr(relative: Tensor) -> float:
    """Return the PSNR in dB of a mean squared error relative to the squared range."""
    return -10 * math.log10(float(relative)) if relative else math.inf


def _share(part: Tensor, whole: Tensor) -> float | None:
    return float(part) / int(whole) if whole else None

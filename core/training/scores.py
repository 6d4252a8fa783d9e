"""Figures that say how near generated images come to real ones."""

from __future__ import annotations

from dataclasses import dataclass

#: Names of the figures in results, histories and tables.
FIGURES = ('MAE', 'RMSE', 'BIAS', 'PSNR', 'SSIM', 'SAM', 'ACCURACY', 'IOU')


@dataclass(frozen=True)
class BandScores:
    """Figures of one band; errors are in its units, and `unit` is empty where it is unknown."""

    name: str
    unit: str
    mae: float
    rmse: float
    bias: float
    psnr: float
    ssim: float
    data_range: float


@dataclass(frozen=True)
class ClassScores:
    """Figures of one class.

    Attributes:
        name: of the class.
        share: of the real pixels, 0 to 1.
        accuracy: share of its real pixels that are generated as it, 0 to 1; None where it has none.
        iou: intersection over union of real and generated pixels, 0 to 1; None where there are neither.
    """

    name: str
    share: float
    accuracy: float | None
    iou: float | None


@dataclass(frozen=True)
class Scores:
    """Figures over all bands or classes.

    Attributes:
        mae: mean absolute error in the target's units; of a class raster, in the share of each class, 0 to 1.
        rmse: root of the mean squared error in the same units.
        bias: mean of generated minus real, in the same units.
        psnr: peak signal-to-noise ratio in dB, for a peak of each band's scaled range.
        ssim: mean structural similarity (Wang et al. 2004) of the scaled values, at most 1.
        data_range: the target range that -1 to 1 stands for, the widest band's.
        bands: each by itself; empty for a class raster.
        sam: mean spectral angle (Kruse et al. 1993) of the values in their units, 0 to 180 degrees; None for classes
            and for a single band.
        accuracy: share of the pixels that are generated as their class, 0 to 1; None for measurements.
        iou: mean intersection over union of the classes that there are, 0 to 1; None for measurements.
        classes: each by itself; empty for measurements.
    """

    mae: float
    rmse: float
    bias: float
    psnr: float
    ssim: float
    data_range: float
    bands: tuple[BandScores, ...] = ()
    sam: float | None = None
    accuracy: float | None = None
    iou: float | None = None
    classes: tuple[ClassScores, ...] = ()

    def to_json(self) -> dict[str, float]:
        """Return the figures that there are by their upper-case names."""
        return {name: value for name in FIGURES if (value := getattr(self, name.lower())) is not None}

    def __str__(self) -> str:
        accuracy = f', accuracy {self.accuracy:.3f}' if self.accuracy is not None else ''
        return f'MAE {self.mae:.4g} of {self.data_range:.4g}, PSNR {self.psnr:.2f} dB, SSIM {self.ssim:.3f}{accuracy}'

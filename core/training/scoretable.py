"""Scores as tables for pages: numbers as text, the best of each column marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import neg
from types import MappingProxyType

from ..datasets.domain import Domain
from .comparison import Comparison
from .scores import BandScores, ClassScores


@dataclass(frozen=True)
class Column:
    """How a figure is shown.

    Attributes:
        label: its name for the reader.
        form: of the number.
        badness: the lower, the better the figure.
    """

    label: str
    form: str
    badness: Callable[[float], float] = abs

    def text(self, value: float | None) -> str:
        """Return a figure as text, a dash where there is none."""
        if value is None:
            return '–'  # noqa: RUF001 - a dash is meant
        return '∞' if math.isinf(value) else self.form % value


COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        'MAE': Column('MAE', '%#.4g'),
        'RMSE': Column('RMSE', '%#.4g'),
        'BIAS': Column('Bias', '%+#.3g'),
        'PSNR': Column('PSNR (dB)', '%.2f', neg),
        'SSIM': Column('SSIM', '%.3f', neg),
        'SAM': Column('SAM (°)', '%.2f'),
        'ACCURACY': Column('Accuracy', '%.3f', neg),
        'IOU': Column('Mean IoU', '%.3f', neg),
    }
)


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        header: of all columns, the first one included.
        rows: first cell, then text and whether it is the best of its column.
    """

    header: list[str]
    rows: list[tuple[str, list[tuple[str, bool]]]]


def comparison_table(comparison: Comparison) -> Table:
    """Return the figures of the model and of the trivial models."""
    rows = {'this model': comparison.model.to_json()}
    rows |= {baseline.description: scores.to_json() for baseline, scores in comparison.baselines}
    names = list(comparison.model.to_json())
    best = {name: min(COLUMNS[name].badness(row[name]) for row in rows.values() if name in row) for name in names}
    cells = {
        label: [
            (COLUMNS[name].text(row.get(name)), name in row and COLUMNS[name].badness(row[name]) == best[name])
            for name in names
        ]
        for label, row in rows.items()
    }
    return Table(['', *(COLUMNS[name].label for name in names)], list(cells.items()))


def band_table(bands: Sequence[BandScores]) -> Table:
    """Return the figures of each band."""
    names = ('MAE', 'RMSE', 'BIAS', 'PSNR', 'SSIM')
    rows = [
        (
            f'{band.name} ({band.unit})' if band.unit else band.name,
            [
                *((COLUMNS[name].text(getattr(band, name.lower())), False) for name in names),
                (f'{band.data_range:.4g}', False),
            ],
        )
        for band in bands
    ]
    return Table(['Band', *(COLUMNS[name].label for name in names), 'Data range'], rows)


def class_table(classes: Sequence[ClassScores]) -> Table:
    """Return the figures of each class."""
    accuracy, iou = COLUMNS['ACCURACY'], Column('IoU', '%.3f')
    rows = [
        (each.name, [(f'{each.share:.1%}', False), (accuracy.text(each.accuracy), False), (iou.text(each.iou), False)])
        for each in classes
    ]
    return Table(['Class', 'Share', accuracy.label, iou.label], rows)


def target_range(target: Domain) -> str:
    """Return in words what errors are measured in, and the range that peak and data range mean."""
    if target.classes:
        return 'share of each class, 0 to 1'
    units = sorted(set(target.units))
    unit = f' {units[0]}' if len(units) == 1 and units[0] else ''
    low, high = min(band.low for band in target.scaling), max(band.high for band in target.scaling)
    return f'target range {low:g} to {high:g}{unit}'

"""The training report: one HTML page without links to anything outside it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from ..jobs import JOBS
from ..modelfile import ModelCard
from ..pages import page
from ..pictures import drawn, inline
from ..rasters.writing import whole_file
from .comparison import Comparison
from .runfolder import RunFolder
from .scores import Scores
from .scoretable import COLUMNS, Column, band_table, class_table, comparison_table, target_range

_TEMPLATES = {'cyclegan': 'training/report_cyclegan.html', 'dcgan': 'training/report_dcgan.html'}
_SHOWN_SHEETS = 12
_SHEET_QUALITY = 90
_SHOWN_EPOCHS = 500  # of longer trainings every so many, so that the page stays small
_MARKED_EPOCHS = 60
_NO_CURVES = frozenset({'epoch', 'seconds', 'CONTRAST', 'SATURATION'})  # the last two are for the guards
_ANOTHER_FOLDER = 'another folder'


def write_report(
    run: RunFolder,
    card: ModelCard,
    history: Sequence[dict[str, float]],
    chips: dict[str, Any],
    comparison: Comparison | None = None,
) -> None:
    """Write report.html: figures with their data range, trivial models, sample sheets, curves and the job.

    Args:
        run: the run folder.
        card: of the trained model.
        history: a row of losses and validation figures per epoch.
        chips: number of chips in each part of the dataset; without pairs, of each domain.
        comparison: of the model with trivial ones on the validation chips, where there are pairs.
    """
    labels = _labels(card)
    columns = [name for name in history[-1] if name not in _NO_CURVES]
    losses = [name for name in columns if name not in labels]
    text = page(
        _TEMPLATES.get(card.kind, 'training/report.html'),
        card=card,
        final=history[-1],
        best=history[card.training['epochs_done'] - 1],
        chips=chips,
        duration=_duration(sum(row['seconds'] for row in history)),
        figures=_headline(card, comparison.model) if comparison else _last(history[-1], labels),
        comparison=comparison,
        table=comparison_table(comparison) if comparison else None,
        bands=band_table(comparison.model.bands) if comparison else None,
        classes=class_table(comparison.model.classes) if comparison else None,
        error_range=target_range(card.b) if comparison else '',
        error_ranges=_ranges(card) if card.kind == 'cyclegan' else {},
        sheets=[(int(path.stem.removeprefix('epoch_')), _sheet(path)) for path in _shown(run)],
        losses=_curves(history, losses, 'loss', (8.6, 2.6 + 0.08 * len(losses))),
        scores={name: _curves(history, [name], _column(name).label, (4.3, 2.0)) for name in columns if name in labels},
        job=json.dumps({**card.training['job'], 'output': _ANOTHER_FOLDER}, indent=2, ensure_ascii=False),
    )
    with whole_file(run.report) as partial:
        partial.write_text(text, encoding='utf-8')


def _labels(card: ModelCard) -> dict[str, str]:
    """Return the names of the results of the job, with what they mean: all else in a history is a loss."""
    return {result.name: result.label for result in JOBS[card.training['job']['job']].results}


def _ranges(card: ModelCard) -> dict[str, str]:
    """Return in words what errors of each domain are measured in."""
    return {name: target_range(domain).removeprefix('target ') for name, domain in (('A', card.a), ('B', card.b))}


def _headline(card: ModelCard, scores: Scores) -> list[tuple[str, str]]:
    """Return the main figures with what they mean."""
    shown = [
        (f'{scores.mae:.4g}', f'MAE ({target_range(card.b)})'),
        (f'{COLUMNS["PSNR"].text(scores.psnr)} dB', 'PSNR (peak: that range)'),
        (f'{scores.ssim:.3f}', 'SSIM (1: equal)'),
    ]
    if scores.accuracy is not None:
        shown.insert(0, (f'{scores.accuracy:.1%}', 'of the pixels have their class'))
    return shown


def _last(row: Mapping[str, float], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_column(name).text(row[name]), label) for name, label in labels.items() if name in row]


def _column(name: str) -> Column:
    return COLUMNS.get(name, Column(name, '%.4g'))


def _shown(run: RunFolder) -> list[Path]:
    """Return sample sheets spread over the training, the newest first."""
    sheets = run.sheets()
    if len(sheets) <= _SHOWN_SHEETS:
        return sheets[::-1]
    return [sheets[round(i * (len(sheets) - 1) / (_SHOWN_SHEETS - 1))] for i in reversed(range(_SHOWN_SHEETS))]


def _sheet(path: Path) -> str:
    """Return a sample sheet for the src of an img, a tenth as large as its file."""
    buffer = io.BytesIO()
    with Image.open(path) as sheet:
        sheet.save(buffer, 'webp', quality=_SHEET_QUALITY)
    return inline(buffer.getvalue(), 'webp')


def _curves(history: Sequence[dict[str, float]], names: Sequence[str], title: str, size: tuple[float, float]) -> str:
    """Return the named columns over the epochs as a picture, for the src of an img."""
    figure = Figure(figsize=size, layout='constrained')
    axes = figure.subplots()
    rows = [*history[: -1 : -(-len(history) // _SHOWN_EPOCHS)], history[-1]]
    epochs = [row['epoch'] for row in rows]
    marker = '.' if len(rows) <= _MARKED_EPOCHS else ''
    for name in names:
        values = [row.get(name, float('nan')) for row in rows]
        axes.plot(epochs, values, label=name, linewidth=1.4, marker=marker, markersize=4)
    if len(names) > 1:
        # The generator's hinge loss has no bounds; a logarithm alone would leave out what is below 0.
        has_logarithm = all(row.get(name, 1) > 0 for row in rows for name in names)
        axes.set_yscale('log' if has_logarithm else 'symlog')
        figure.legend(frameon=False, ncols=min(len(names), 6), loc='outside upper right', fontsize=8)
    axes.set_xlim(0.5, history[-1]['epoch'] + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.set_xlabel('epoch')
    axes.set_ylabel(title)
    axes.spines[['top', 'right']].set_visible(False)
    axes.grid(alpha=0.25)
    return drawn(figure)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f'{seconds:.0f} s'
    minutes = round(seconds / 60)
    return f'{minutes} min' if minutes < 90 else f'{minutes // 60} h {minutes % 60} min'

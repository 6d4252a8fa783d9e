"""The training report: one HTML page without links to anything outside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..datasets.domain import Domain
from ..jobs import JOBS
from ..modelfile import ModelCard
from ..pictures import drawn, inline
from ..rasters.writing import whole_file
from .runfolder import RunFolder

_TEMPLATES = {'cyclegan': 'report_cyclegan.html', 'dcgan': 'report_dcgan.html'}
_SHOWN_SHEETS = 4
_SHOWN_EPOCHS = 500  # of longer trainings every so many, so that the page stays small
_MARKED_EPOCHS = 60
_NO_CURVES = frozenset({'epoch', 'seconds', 'CONTRAST', 'SATURATION'})  # the last two are for the guards


def write_report(run: RunFolder, card: ModelCard, history: Sequence[dict[str, float]], chips: dict[str, Any]) -> None:
    """Write report.html: figures with their data range, curves, sample sheets and the settings.

    Args:
        run: the run folder.
        card: of the trained model.
        history: a row of losses and validation figures per epoch.
        chips: number of chips in each part of the dataset; without pairs, of each domain.
    """
    figures = {result.name: result.label for result in JOBS[card.training['job']['job']].results}
    columns = [name for name in history[-1] if name not in _NO_CURVES]
    environment = jinja2.Environment(loader=jinja2.PackageLoader(__package__ or '', ''), autoescape=True)
    page = environment.get_template(_TEMPLATES.get(card.kind, 'report.html')).render(
        card=card,
        final=history[-1],
        best=history[card.training['epochs_done'] - 1],
        chips=chips,
        duration=_duration(sum(row['seconds'] for row in history)),
        losses=_curves(history, {name: name for name in columns if name not in figures}, 'loss'),
        scores={name: _curves(history, {name: figures[name]}, name) for name in columns if name in figures},
        error_range=_error_range(card.b, 'target range'),
        error_ranges={'A': _error_range(card.a, 'range'), 'B': _error_range(card.b, 'range')},
        sheets=[(int(path.stem.removeprefix('epoch_')), inline(path.read_bytes(), 'png')) for path in _shown(run)],
    )
    with whole_file(run.report) as partial:
        partial.write_text(page, encoding='utf-8')


def _shown(run: RunFolder) -> list[Path]:
    """Return a few sample sheets spread over the training, the newest first."""
    sheets = run.sheets()
    if len(sheets) <= _SHOWN_SHEETS:
        return sheets[::-1]
    return [sheets[round(i * (len(sheets) - 1) / (_SHOWN_SHEETS - 1))] for i in reversed(range(_SHOWN_SHEETS))]


def _error_range(domain: Domain, name: str) -> str:
    """Return what the mean absolute error is measured in."""
    if domain.classes:
        return 'share of each class, 0 to 1'
    units = sorted(set(domain.units))
    unit = f' {units[0]}' if len(units) == 1 and units[0] else ''
    low, high = min(s.low for s in domain.scaling), max(s.high for s in domain.scaling)
    return f'{name} {low:g} to {high:g}{unit}'


def _curves(history: Sequence[dict[str, float]], labels: dict[str, str], title: str) -> str:
    """Return the named columns over the epochs as a picture, for the src of an img."""
    figure = Figure(figsize=(8.6, 2.6), layout='constrained')
    axes = figure.subplots()
    rows = [*history[: -1 : -(-len(history) // _SHOWN_EPOCHS)], history[-1]]
    names = [name for name in labels if name in history[-1]]
    for name in names:
        marker = '.' if len(rows) <= _MARKED_EPOCHS else ''
        values = [row.get(name, float('nan')) for row in rows]
        axes.plot(
            [row['epoch'] for row in rows], values, label=labels[name], linewidth=1.4, marker=marker, markersize=4
        )
    if len(names) > 1:
        # The generator's hinge loss has no bounds; a logarithm alone would leave out what is below 0.
        has_logarithm = all(row[name] > 0 for row in rows for name in names if name in row)
        axes.set_yscale('log' if has_logarithm else 'symlog')
        figure.legend(frameon=False, ncols=len(names), loc='outside upper right', fontsize=8)
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

"""The page of an evaluation: figures beside those of trivial models, worst and best chips."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from PIL import Image

from ..datasets.domain import Domain
from ..datasets.loader import Chips
from ..datasets.preview import picture
from ..jobs import EvaluateModel
from ..modelfile import ModelCard, checksum
from ..pages import page
from ..pictures import drawn, inline
from ..training.comparison import Comparison, Generate, has_data
from ..training.scores import Scores
from ..training.scoretable import band_table, class_table, comparison_table, target_range
from .distances import Distances

_SHOWN = 3
_SIDE = 256  # pixels: larger chips are reduced
_STRONGEST = 0.5  # share of the range: larger differences look like this one
_BINS = 20


@dataclass(frozen=True)
class _ShownChip:
    """A chip for the page: its figures in words, and input, real, generated and difference as pictures."""

    name: str
    figures: str
    images: list[str]


def evaluation_page(
    job: EvaluateModel,
    card: ModelCard,
    judged: Chips,
    comparison: Comparison,
    distances: Distances | None,
    generate: Generate,
) -> str:
    """Return the page.

    Args:
        job: names the model and the data.
        card: of the model.
        judged: the chips.
        comparison: their figures.
        distances: between all that was generated and all that is real; None where they were not measured.
        generate: the model, for the pictures.
    """
    ranked = sorted(comparison.chips, key=lambda name: _badness(comparison.chips[name]))
    best, worst = ranked[:_SHOWN], ranked[_SHOWN:][-_SHOWN:][::-1]
    return page(
        'translation/evaluation.html',
        job=job,
        model=Path(job.model).name,
        data=Path(job.dataset).resolve().name,
        checksum=checksum(job.model),
        card=card,
        split=judged.dataset.split['rule'],
        comparison=comparison,
        distances=distances,
        extractor_checksum=checksum(job.feature_extractor) if job.feature_extractor else '',
        table=comparison_table(comparison),
        bands=band_table(comparison.model.bands),
        classes=class_table(comparison.model.classes),
        error_range=target_range(card.b),
        distribution=_distribution(list(comparison.chips.values())),
        shown={
            title: [_shown(name, judged, comparison, generate) for name in names]
            for title, names in (('Worst chips', worst), ('Best chips', best))
            if names
        },
        strongest=_STRONGEST,
    )


def _badness(scores: Scores) -> float:
    return scores.mae if scores.accuracy is None else -scores.accuracy


def _shown(name: str, judged: Chips, comparison: Comparison, generate: Generate) -> _ShownChip:
    a, b, valid = judged.encoded(name)
    fake = generate(a[None])[0].numpy()
    encoded, real, mask = a.numpy(), b.numpy(), valid[0].numpy()
    domains = judged.dataset
    images = [
        picture(domains.a, encoded, has_data(encoded)),
        picture(domains.b, real, mask),
        picture(domains.b, fake, mask),
        _difference(domains.b, fake, real, mask),
    ]
    return _ShownChip(name, str(comparison.chips[name]), [_inlined(image) for image in images])


def _difference(target: Domain, fake: np.ndarray, real: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return where generated and real differ, (rows, columns, 3) uint8: dark is equal, bright is far off."""
    if target.classes:
        error = (fake.argmax(axis=0) != real.argmax(axis=0)).astype(float)
    else:
        error = np.abs(fake - real).mean(axis=0) / 2 / _STRONGEST
    coloured: np.ndarray = matplotlib.colormaps['inferno'](np.where(valid, error, 0), bytes=True)[..., :3]
    return np.where(valid[..., None], coloured, np.uint8(128))


def _inlined(image: np.ndarray) -> str:
    shown = Image.fromarray(image)
    shown.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    buffer = io.BytesIO()
    shown.save(buffer, 'png')
    return inline(buffer.getvalue(), 'png')


def _distribution(chips: Sequence[Scores]) -> str:
    """Return how many chips have which error as a picture."""
    name = 'accuracy' if chips[0].accuracy is not None else 'mae'
    values = [value for scores in chips if (value := getattr(scores, name)) is not None]
    figure = Figure(figsize=(8.6, 2.2), layout='constrained')
    axes = figure.subplots()
    axes.hist(values, bins=_BINS, color='#2a6f9e')
    axes.axvline(float(np.median(values)), color='#e07b00', label='median')
    axes.set_xlabel({'mae': 'MAE of the chip', 'accuracy': 'accuracy of the chip'}[name])
    axes.set_ylabel('chips')
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.spines[['top', 'right']].set_visible(False)
    axes.legend(frameon=False)
    return drawn(figure)

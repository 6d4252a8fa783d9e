"""The job `modelinformation`: what a model file knows about itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .jobs import ModelInformation
from .modelfile import checksum, read_card
from .pages import page
from .rasters.writing import whole_file
from .reporting import Reporter

_FIGURES = ('MAE', 'PSNR', 'SSIM', 'CYCLE_A', 'CYCLE_B', 'PASSED_A', 'PASSED_B', 'DIVERSITY')


def model_information(job: ModelInformation, reporter: Reporter) -> dict[str, Any]:
    """Read the card of a model, tell its main fields and write the whole of it as a page.

    Raises:
        SatganError: no model file.
    """
    card = read_card(job.model)
    figures, epochs_done = card.training['figures'], card.training['epochs_done']
    results: dict[str, Any] = {
        'KIND': card.kind,
        'DIRECTIONS': ', '.join(card.directions),
        'GENERATOR': card.generator.name,
        'INPUT_BANDS': len(card.a.bands),
        'TARGET_BANDS': len(card.b.bands),
        'TARGET_DTYPE': card.b.dtype,
        'PIXEL_SIZE': card.pixel_size[0],
        'CHIP_SIZE': card.chip_size,
        **({'EPOCHS_DONE': epochs_done} if epochs_done is not None else {}),
        **{name: figures[name] for name in _FIGURES if name in figures},
    }
    for name, value in results.items():
        reporter.info(f'{name}: {value}')
    if job.output_html:
        text = page(
            'modelinformation.html',
            name=Path(job.model).name,
            checksum=checksum(job.model),
            card=card,
            figures=figures,
            names=_FIGURES,
            units={
                'MAE': '(share of each class)' if card.b.classes else '(units of the target)',
                'PSNR': 'dB',
                'CYCLE_A': '(share of each class)' if card.a.classes else '(units of A)',
                'CYCLE_B': '(share of each class)' if card.b.classes else '(units of B)',
                'DIVERSITY': '(1: as much as real chips)',
            },
        )
        with whole_file(Path(job.output_html)) as partial:
            partial.write_text(text, encoding='utf-8')
    return results

"""The job `inspectdataset`: a dataset folder to a page that tells what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from ...jobs import InspectDataset
from ...rasters.writing import whole_file
from ...reporting import Reporter
from ..source import ChipSource, open_dataset
from ..split import PARTS, TRAIN
from .checks import CHECKS, SIDES, Finding, at_limits, direction
from .drawing import chip_map, histograms, sample_pairs, shift_summary
from .measure import JUDGES, Inspection, inspect
from .registration import Shift


def inspect_dataset(job: InspectDataset, reporter: Reporter) -> dict[str, Any]:
    """Measure all chips, tell what the checks find, and write the page.

    Raises:
        SatganError: no dataset folder, or none of its chips can be read.
    """
    source = open_dataset(Path(job.dataset), reporter)
    with whole_file(Path(job.output_html)) as partial:
        inspection = inspect(source, reporter)
        findings = {title: list(check(inspection)) for title, check in CHECKS.items()}
        reporter.progress(1, 'Writing the page')
        partial.write_text(_page(source, inspection, findings), encoding='utf-8')
    warnings = [finding for found in findings.values() for finding in found]
    for finding in warnings:
        reporter.warning(str(finding))
    count = len(inspection.chips) + len(inspection.unreadable)
    reporter.info(f'{count} chips inspected, {len(warnings)} warning(s).')
    return {'CHIP_COUNT': count, 'WARNING_COUNT': len(warnings)}


def _page(source: ChipSource, inspection: Inspection, findings: dict[str, list[Finding]]) -> str:
    environment = jinja2.Environment(loader=jinja2.PackageLoader(__package__ or '', ''), autoescape=True)
    shifts = shift_summary(inspection)
    return environment.get_template('inspect.html').render(
        name=source.path.resolve().name,
        dataset=inspection.dataset,
        findings=findings,
        warnings=sum(len(found) for found in findings.values()),
        counts={part: inspection.parts.count(part) for part in PARTS},
        total=len(inspection.chips) + len(inspection.unreadable),
        shares={part: _shares(inspection, part) for part in PARTS if part in inspection.parts},
        pairs=sample_pairs(source, inspection),
        sides=[
            (SIDES[side], domain, histograms(inspection, side), _rows(inspection, side))
            for side, domain in inspection.domains.items()
        ],
        map=chip_map(inspection),
        shifts=shifts,
        direction=direction(Shift(shifts['rows'], shifts['columns']), inspection) if shifts else '',
        unreadable=inspection.unreadable,
    )


def _shares(inspection: Inspection, part: str) -> dict[str, float]:
    """Return the mean and largest share of nodata, and the mean and smallest share of content of the chips of a part."""
    chips = [chip for chip in inspection.chips if chip.part == part]
    nodata, content = ([getattr(chip, name) for chip in chips] for name in ('nodata', 'content'))
    return {
        'nodata': float(np.mean(nodata)),
        'most_nodata': max(nodata),
        'content': float(np.mean(content)),
        'least_content': min(content),
    }


def _rows(inspection: Inspection, side: str) -> list[dict[str, Any]]:
    """Return the figures of each band for the table; none for classes."""
    training, judging = inspection.bands(side, TRAIN), inspection.bands(side, *JUDGES)
    if not training:
        return []
    domain, limits = inspection.domains[side], at_limits(inspection, side)
    missing = np.mean([item.missing for item in inspection.of(side)], axis=0)
    return [
        {
            'name': domain.names[band],
            'unit': domain.units[band],
            'training': training[band],
            'judging': judging[band] if judging else None,
            'at_minimum': float(limits[0][band]),
            'at_maximum': float(limits[1][band]),
            'missing': float(missing[band]),
        }
        for band in range(len(training))
    ]

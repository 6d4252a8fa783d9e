"""The job `inspectdataset`: a dataset folder to a page that tells what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ...jobs import InspectDataset
from ...pages import page
from ...rasters.writing import whole_file
from ...reporting import Reporter
from ...wording import counted
from ..source import ChipSource, open_any_dataset
from ..split import PARTS, TRAIN
from .checks import Finding, at_limits, direction, findings, label
from .drawing import chip_map, histograms, sample_chips, shift_summary
from .measure import JUDGES, Inspection, inspect
from .registration import Shift

Made = TypeVar('Made')


def inspect_dataset(job: InspectDataset, reporter: Reporter) -> dict[str, Any]:
    """Measure all chips, tell what the checks find, and write the page.

    Raises:
        SatganError: no dataset folder, or none of its chips can be read.
    """
    source = open_any_dataset(Path(job.dataset), reporter)
    with whole_file(Path(job.output_html)) as partial:
        inspections = inspect(source, reporter)
        found = findings(inspections)
        reporter.progress(1, 'Writing the page')
        partial.write_text(_page(source, inspections, found), encoding='utf-8')
    warnings = [finding for some in found.values() for finding in some]
    for finding in warnings:
        reporter.warning(str(finding))
    count = sum(inspection.count for inspection in inspections)
    reporter.info(f'{count} chips inspected, {counted(len(warnings), "warning")}.')
    return {'CHIP_COUNT': count, 'WARNING_COUNT': len(warnings)}


def _page(source: ChipSource, inspections: Sequence[Inspection], found: dict[str, list[Finding]]) -> str:
    shifts = shift_summary(inspections[0])
    return page(
        'datasets/inspection/inspect.html',
        name=source.path.resolve().name,
        dataset=source.dataset,
        findings=found,
        warnings=sum(len(some) for some in found.values()),
        total=sum(inspection.count for inspection in inspections),
        pixels={inspection.whose: inspection.first.ground_pixel_size for inspection in inspections},
        counts=_by_part(inspections, lambda inspection, part: inspection.parts.count(part)),
        shares=_by_part(inspections, _shares),
        samples={part: [(i.whose, sample_chips(source, i, part)) for i in inspections] for part in PARTS},
        sides=[
            (label(inspection, side), domain, histograms(inspection, side), _rows(inspection, side))
            for inspection in inspections
            for side, domain in inspection.domains.items()
        ],
        maps=[(inspection.whose, drawn) for inspection in inspections if (drawn := chip_map(inspection))],
        shifts=shifts,
        direction=direction(Shift(shifts['rows'], shifts['columns']), inspections[0].first.crs) if shifts else '',
        unreadable=[item for inspection in inspections for item in inspection.unreadable.items()],
    )


def _by_part(inspections: Sequence[Inspection], figure: Callable[[Inspection, str], Made]) -> dict[str, Made]:
    """Return a figure of each part, by the name of the part and of the domain where each has its own."""
    return {f'{part}{i.whose}': figure(i, part) for i in inspections for part in PARTS}


def _shares(inspection: Inspection, part: str) -> dict[str, float]:
    """Return the mean and largest share of nodata, and the mean and smallest share of content of the chips of a part.

    Nothing is returned for a part without chips.
    """
    chips = [chip for chip in inspection.chips if chip.part == part]
    if not chips:
        return {}
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

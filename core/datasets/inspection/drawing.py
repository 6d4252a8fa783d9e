"""The pictures of the page: histograms, class shares, the map."""

from __future__ import annotations

import io

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from ...pictures import drawn, inline
from ...rasters.classes import Legend
from ..domain import Domain
from ..preview import picture
from ..source import ChipSource
from ..split import PARTS, TEST, TRAIN, VALIDATION
from .checks import FAR, middle
from .measure import JUDGES, Inspection, samples

_PART_COLOURS = {TRAIN: '#c5dcf0', VALIDATION: '#fbd98f', TEST: '#bfe3bd'}
_TRAIN_COLOUR, _JUDGE_COLOUR = '#2a6f9e', '#e07b00'
_SHOWN_BANDS = 16
_SHOWN_CLASSES = 40
_BINS = 60
_TAILS = (0.2, 99.8)  # percentiles: a single bright pixel must not squeeze everything else
_SHOWN = 8  # pictures in a row
_SHOWN_SIDE = 160  # pixels: larger chips are reduced
_ARROW_PIXELS = 5  # of shift are an arrow as long as a chip
_DPI = 110


def histograms(inspection: Inspection, side: str) -> str:
    """Return the histogram of each band, or the share of each class, of the training and of the judging chips."""
    domain = inspection.domains[side]
    if domain.classes:
        return _class_shares(inspection, side, domain.classes)
    return _band_histograms(inspection, side, domain)


def _band_histograms(inspection: Inspection, side: str, domain: Domain) -> str:
    bands = min(len(domain.bands), _SHOWN_BANDS)
    columns = min(bands, 4)
    rows = -(-bands // columns)
    figure = Figure(figsize=(max(4.4, 2.3 * columns), 0.3 + 1.6 * rows), layout='constrained')
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for band, axes in enumerate(panels):
        if band >= bands:
            axes.set_axis_off()
            continue
        groups = [samples(inspection.of(side, *parts), band) for parts in ((TRAIN,), JUDGES)]
        _histogram(axes, groups)
        unit = f' ({domain.units[band]})' if domain.units[band] else ''
        axes.set_title(domain.names[band] + unit, fontsize=8)
    _legend(figure)
    return drawn(figure)


def _histogram(axes: Axes, groups: list[np.ndarray]) -> None:
    limits = [np.percentile(values, _TAILS) for values in groups if values.size]
    if limits:
        low, high = min(limit[0] for limit in limits), max(limit[1] for limit in limits)
        bins = _bins(float(low), float(high), all(np.array_equal(v, np.rint(v)) for v in groups))
        for values, colour, fill in zip(groups, (_TRAIN_COLOUR, _JUDGE_COLOUR), (True, False), strict=True):
            if values.size:
                density, _ = np.histogram(np.clip(values, bins[0], bins[-1]), bins, density=True)
                axes.stairs(density, bins, fill=fill, color=colour, linewidth=1.4, alpha=0.6 if fill else 1)
    axes.set_yticks([])
    axes.tick_params(labelsize=7)
    axes.spines[['top', 'right', 'left']].set_visible(False)


def _bins(low: float, high: float, is_whole: bool) -> np.ndarray:
    """Return the edges of the bins; of whole numbers each holds as many, or they would look like a comb."""
    if not is_whole:
        return np.linspace(low, high if high > low else low + 1, _BINS + 1)
    step = max(1, int(np.ceil((high - low + 1) / _BINS)))
    return np.arange(np.floor(low) - 0.5, np.ceil(high) + step + 0.5, step)


def _class_shares(inspection: Inspection, side: str, legend: Legend) -> str:
    groups = [inspection.class_pixels(side, *parts) for parts in ((TRAIN,), JUDGES)]
    totals = [max(sum(group.values()), 1) for group in groups]
    names = dict(zip(legend.values, legend.names, strict=True))
    values = sorted(names, key=lambda value: -groups[0].get(value, 0))[:_SHOWN_CLASSES]
    figure = Figure(figsize=(7.4, 0.9 + 0.36 * len(values)), layout='constrained')
    axes = figure.subplots()
    for offset, group, total, colour in zip((-0.2, 0.2), groups, totals, (_TRAIN_COLOUR, _JUDGE_COLOUR), strict=True):
        shares = [100 * group.get(value, 0) / total for value in values]
        bars = axes.barh(np.arange(len(values)) + offset, shares, 0.38, color=colour)
        axes.bar_label(bars, [f'{share:.2g} %' for share in shares], fontsize=7, padding=3)
    axes.set_yticks(range(len(values)), [names[value] for value in values], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlabel('share of the pixels (%)', fontsize=8)
    axes.margins(x=0.1)
    axes.tick_params(labelsize=8)
    axes.spines[['top', 'right']].set_visible(False)
    _legend(figure)
    return drawn(figure)


def _legend(figure: Figure) -> None:
    handles = [Patch(color=_TRAIN_COLOUR, alpha=0.6), Patch(edgecolor=_JUDGE_COLOUR, facecolor='none', linewidth=1.4)]
    labels = ['training', 'validation and test']
    figure.legend(handles, labels, frameon=False, ncols=2, loc='outside upper right', fontsize=8)


def chip_map(inspection: Inspection) -> str | None:
    """Return the chips on the map by part, with an arrow for each shift; None where they have no place on one."""
    shapes = inspection.outlines.geometry.to_numpy()
    has_place = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not has_place.any():
        return None
    figure = Figure(figsize=(7.6, 6.2), layout='constrained')
    axes = figure.subplots()
    parts = np.array(inspection.parts)
    for part in PARTS:
        corners = [shapely.get_coordinates(shape) for shape in shapes[has_place & (parts == part)]]
        axes.add_collection(PolyCollection(corners, facecolor=_PART_COLOURS[part], edgecolor='white', linewidth=0.5))
    _arrows(axes, inspection, shapes, has_place)
    axes.set_aspect('equal')
    axes.autoscale_view()
    if _down(inspection) > 0:
        axes.invert_yaxis()
    axes.tick_params(labelsize=7)
    axes.ticklabel_format(useOffset=False, style='plain')
    axes.locator_params(nbins=4)
    axes.spines[['top', 'right']].set_visible(False)
    handles = [Patch(color=_PART_COLOURS[part]) for part in PARTS if part in parts]
    labels = [part for part in PARTS if part in parts]
    figure.legend(handles, labels, frameon=False, ncols=3, loc='outside upper right', fontsize=8)
    buffer = io.BytesIO()
    figure.savefig(buffer, format='png', dpi=_DPI, metadata={'Software': None})
    return inline(buffer.getvalue(), 'png')


def _down(inspection: Inspection) -> int:
    """Return the sign of the way down the rows: coordinates of a raster without a system are counted from its top."""
    return -1 if inspection.first.crs else 1


def _arrows(axes: Axes, inspection: Inspection, shapes: np.ndarray, has_place: np.ndarray) -> None:
    place_of = {chip.name: place for place, chip in enumerate(inspection.chips) if has_place[place]}
    shifts = [(place_of[chip.name], shift) for chip, shift in inspection.shifts() if chip.name in place_of]
    if not shifts:
        return
    shifted = shapes[[place for place, _ in shifts]]
    points = shapely.get_coordinates(shapely.centroid(shifted))
    side = float(np.median(np.sqrt(shapely.area(shifted))))
    moves = np.array([(shift.columns, shift.rows) for _, shift in shifts]) * (1, _down(inspection))
    axes.quiver(
        *points.T,
        *(moves * side / _ARROW_PIXELS).T,
        color=np.where(np.hypot(*moves.T) > FAR, '#c00000', '#222222'),
        angles='xy',
        scale_units='xy',
        scale=1,
        width=0.005,
        headwidth=3.5,
        headlength=4,
        headaxislength=4,
        minlength=0.5,
    )


def shift_summary(inspection: Inspection) -> dict[str, float] | None:
    """Return how many shifts are known, their median and the share beyond 3 pixels; None where none is known."""
    known = [shift for _, shift in inspection.shifts()]
    if not known:
        return None
    centre = middle(known)
    return {
        'count': len(known),
        'rows': centre.rows,
        'columns': centre.columns,
        'far': float(np.mean([shift.length > FAR for shift in known])),
    }


def sample_chips(source: ChipSource, inspection: Inspection, part: str) -> list[tuple[str, list[str]]]:
    """Return a few chips of a part, spread over it: their names, and a picture of each side."""
    names = [chip.name for chip in inspection.chips if chip.part == part]
    if not names:
        return []
    count = min(_SHOWN // len(inspection.sides), len(names))
    places = np.unique(np.linspace(0, len(names) - 1, count).astype(int))
    sides = inspection.domains.items()
    return [(names[place], [_shown(source, *side, names[place]) for side in sides]) for place in places]


def _shown(source: ChipSource, side: str, domain: Domain, name: str) -> str:
    values, valid = source.read(side, name)
    image = Image.fromarray(picture(domain, domain.encode(values, valid), valid))
    if image.width > _SHOWN_SIDE:
        image = image.resize((_SHOWN_SIDE, _SHOWN_SIDE), Image.Resampling.BOX)
    buffer = io.BytesIO()
    image.save(buffer, format='png')
    return inline(buffer.getvalue(), 'png')

"""The checks: each looks at the figures for one illness and tells what it finds, with the remedy.

A new check is a function and its place in `CHECKS`, or in `findings` where it needs two sides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..domain import Domain
from ..folder import PAIRED, SINGLE, UNPAIRED, A, B
from ..split import PARTS, TRAIN, VALIDATION
from .common_shift import common_shift
from .duplicates import Pair, alike_pairs, equal_pairs, overlapping_pairs
from .measure import JUDGES, ChipFigures, Inspection, SideFigures
from .registration import Shift, largest_group

_FEW_CHIPS = 300
_MUCH_NODATA = 0.25
_FLAT = 0.002  # standard deviation in units of [-1, 1]: a quarter of a grey level of 8-bit data
_MANY_FLAT = 0.25  # share of chips of one class only; a few are usual
FAR = 3.0  # pixels
_NOTICEABLE = 1.0  # pixels
_LEAST_SHIFTED = 5  # chips
_SHIFTED_SHARE = 0.1  # of the chips whose shift can be told
_RARE = 0.001  # share of pixels
_SATURATED = 0.01  # share of pixels at the maximum
_BLACK = 0.05  # share of pixels at the lowest value of the data type
_GAPPY = 0.2  # share of pixels
_SPECKLED = 0.1  # share of chips
_SPECKS = 20
_NEAR_NODATA = 0.03  # of the range of the band
_OUTSIDE = 0.05  # share of pixels
_UNLIKE_PIXELS = 1.5  # factor between the pixel sizes of two domains
_UNLIKE_COUNTS = 10  # factor between their numbers of training chips
_NAMED = 5

_ROLES = {A: 'A (input)', B: 'B (target)'}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        fact: what, with numbers and names.
        remedy: what to do.
    """

    fact: str
    remedy: str

    def __str__(self) -> str:
        return f'{self.fact} {self.remedy}'


def label(inspection: Inspection, side: str) -> str:
    """Return the name of a side, with what it is for where that is known."""
    return _ROLES[side] if inspection.kind == PAIRED else side


def unreadable_chips(inspection: Inspection) -> Iterator[Finding]:
    """Files are damaged or missing."""
    if count := len(inspection.unreadable):
        first = next(iter(inspection.unreadable.values()))
        yield Finding(
            f'{_chips(count)}{inspection.whose} cannot be read and {"is" if count == 1 else "are"} left out here: '
            f'{named(list(inspection.unreadable))}. {first}',
            'Training would stop there: export the chips again.',
        )


def chip_counts(inspection: Inspection) -> Iterator[Finding]:
    """There are too few chips, or none to judge by."""
    counts = {part: inspection.parts.count(part) for part in PARTS}
    if counts[TRAIN] < _FEW_CHIPS:
        yield Finding(
            f'There are {counts[TRAIN]} training chips{inspection.whose}; {_FEW_CHIPS} are a usable least.',
            'Use a larger area, a smaller stride (half the chip size doubles the chips in each direction), or more '
            'augmentation ("flip_rotate").',
        )
    if not counts[VALIDATION] and inspection.kind != SINGLE:  # chips out of noise are not compared with any
        yield Finding(
            f'There are no validation chips{inspection.whose}, so nothing tells how good a model is on data that it has '
            'not seen.',
            'Export again with a validation share, e.g. 0.1.',
        )


def much_nodata(inspection: Inspection) -> Iterator[Finding]:
    """Large parts hold no data."""
    for side, domain in inspection.domains.items():
        figures = inspection.of(side)
        share = float(np.mean([item.nodata for item in figures]))
        if share > _MUCH_NODATA:
            yield Finding(
                f'{share:.0%} of the pixels of {label(inspection, side)} hold no data.',
                'Choose a smaller "Largest share of nodata", or draw an extent where there are data.',
            )
        missing = np.mean([item.missing for item in figures], axis=0)
        for band in np.flatnonzero(missing > max(_GAPPY, missing.min() + 0.1)):
            yield Finding(
                f'Band {domain.names[band]} of {label(inspection, side)} is empty in {missing[band]:.0%} of the pixels, others '
                f'in {missing.min():.0%}.',
                'Leave the band out.',
            )


def flat_chips(inspection: Inspection) -> Iterator[Finding]:
    """All pixels of a chip are the same."""
    for side, domain in inspection.domains.items():
        flat = [chip.name for chip in inspection.chips if _is_flat(domain, chip.sides[side])]
        if domain.classes and len(flat) > _MANY_FLAT * len(inspection.chips):
            yield Finding(
                f'{len(flat)} of {_chips(len(inspection.chips))} hold a single class of {label(inspection, side)}: '
                f'{named(flat)}.',
                'They teach little: '
                + (
                    'export with a larger "Smallest share of content".'
                    if inspection.kind == PAIRED
                    else 'leave them out with a mask or extent.'
                ),
            )
        elif flat and not domain.classes:
            yield Finding(
                f'{len(flat)} of {_chips(len(inspection.chips))} are flat in {label(inspection, side)}, all pixels have '
                f'about the same value: {named(flat)}.',
                'They make instance norm divide by almost nothing: leave them out with a mask or extent, or train '
                'with batch norm.',
            )


def _is_flat(domain: Domain, figures: SideFigures) -> bool:
    if domain.classes:
        return len(figures.classes) == 1
    if figures.moments is None:
        return False
    ranges = np.array([scaling.high - scaling.low for scaling in domain.scaling])
    spread = np.sqrt(figures.moments.squares / np.maximum(figures.moments.count, 1))
    return bool((spread * 2 / ranges < _FLAT).all())


def leaks(inspection: Inspection) -> Iterator[Finding]:
    """Chips of different parts show the same."""
    overlapping = overlapping_pairs(inspection.outlines.geometry.to_numpy(), inspection.parts)
    # Many places have equal class chips; two equal images are one. Classes alone even look alike by chance.
    telling = [side for side, domain in inspection.domains.items() if not domain.classes]
    equal = _equal(inspection, telling) - overlapping
    compared = telling or (list(inspection.domains) if inspection.kind == PAIRED else [])
    similar = _similar(inspection, compared) - overlapping - equal if compared else set()
    for pairs, fact, remedy in (
        (overlapping, 'share ground with', 'export again with the split "blocks", or a stride of the chip size.'),
        (equal, 'equal to the pixel', 'remove the copies, and look whether the same image was used twice.'),
        (similar, 'look nearly like', 'look at them, and remove those that show the same place.'),
    ):
        if pairs:
            chips = inspection.chips
            yield Finding(
                f'{_chips(len(_judges(pairs, chips)))}{inspection.whose} for validation or test {fact} chips of another '
                f'part: {_pairs(pairs, chips)}.',
                f'The validation looks better than the model is: {remedy}',
            )


def _equal(inspection: Inspection, telling: Sequence[str]) -> set[Pair]:
    """Return the pairs that are equal on one of the telling sides; without such a side, on both."""
    digests = {side: [item.digest for item in inspection.of(side)] for side in inspection.domains}
    if telling:
        return {pair for side in telling for pair in equal_pairs(digests[side], inspection.parts)}
    joined = [b''.join(words) if all(words) else b'' for words in zip(*digests.values(), strict=True)]
    return equal_pairs(joined, inspection.parts)


def _similar(inspection: Inspection, sides: Sequence[str]) -> set[Pair]:
    """Return the pairs that look alike on all sides together."""
    thumbnails = np.hstack([np.array([item.thumbnail for item in inspection.of(side)]) for side in sides])
    length = np.linalg.norm(thumbnails, axis=1, keepdims=True).astype(np.float32)
    return alike_pairs((thumbnails / np.maximum(length, 1e-6)).astype(np.float16), inspection.parts)


def _judges(pairs: set[Pair], chips: Sequence[ChipFigures]) -> set[int]:
    """Return the chips of the pairs that training is judged by."""
    return {index for pair in pairs for index in pair if chips[index].part != TRAIN}


def _pairs(pairs: set[Pair], chips: Sequence[ChipFigures]) -> str:
    """Return the chips that training is judged by, each with one that it is paired with."""
    partners: dict[int, int] = {}
    for first, second in sorted(pairs):
        judge, other = (first, second) if chips[first].part != TRAIN else (second, first)
        partners.setdefault(judge, other)
    return named([f'{_with_part(chips[i])} and {_with_part(chips[j])}' for i, j in sorted(partners.items())])


def _with_part(chip: ChipFigures) -> str:
    return f'{chip.name} ({chip.part})'


def shifted_targets(inspection: Inspection) -> Iterator[Finding]:
    """The target does not lie on the input."""
    known = inspection.shifts()
    far = [(chip, shift) for chip, shift in known if shift.length > FAR]
    group = _largest_group(far)
    if len(group) >= max(_LEAST_SHIFTED, _SHIFTED_SHARE * len(known)):
        way = middle([shift for _, shift in group])
        chips = [(chip.name, shift) for chip, shift in far if _points_alike(shift, way)]
        shift = middle([shift for _, shift in chips])
        yield Finding(
            f'{len(chips)} of the {_chips(len(known))} whose shift can be measured are shifted by more than '
            f'{FAR:g} pixels {direction(shift, inspection.first.crs)} (B against A, {shift.length:.1f} pixels in the median): '
            f'{named([name for name, _ in chips])}.',
            'A model learns blur from that: georeference one of the rasters anew, or move it by that much, and export '
            'again.',
        )
        return
    surfaces = [chip.correlation for chip in inspection.chips if chip.correlation is not None]
    together = common_shift(surfaces)
    if together and together.length > _NOTICEABLE:
        yield Finding(
            f'B lies {together.length:.1f} pixels {direction(together, inspection.first.crs)} of A, by the edges of '
            f'{_chips(len(surfaces))} together.',
            'Details get blurred by as much: move one of the rasters, and export again.',
        )


def _largest_group(known: Sequence[tuple[ChipFigures, Shift]]) -> list[tuple[ChipFigures, Shift]]:
    """Return the chips that are shifted alike."""
    return [known[place] for place in largest_group([shift for _, shift in known])]


def _points_alike(one: Shift, other: Shift) -> bool:
    """Return whether two shifts differ by less than 45 degrees."""
    return one.rows * other.rows + one.columns * other.columns > np.sqrt(0.5) * one.length * other.length


def middle(shifts: Sequence[Shift]) -> Shift:
    """Return the median shift."""
    return Shift(
        float(np.median([shift.rows for shift in shifts])), float(np.median([shift.columns for shift in shifts]))
    )


def direction(shift: Shift, crs: str | None) -> str:
    """Return the direction of a shift in words, of the compass where the chips have a coordinate system."""
    words = ('south', 'north', 'east', 'west') if crs else ('bottom', 'top', 'right', 'left')
    down, up, right, left = words
    slanting = 0.4  # of the longer component: less than about 22 degrees is straight
    longest = max(abs(shift.rows), abs(shift.columns))
    upright = '' if abs(shift.rows) < slanting * longest else down if shift.rows > 0 else up
    sideways = '' if abs(shift.columns) < slanting * longest else right if shift.columns > 0 else left
    joint = '-' if upright and sideways else ''
    return f'to the {upright}{joint}{sideways}'


def class_balance(inspection: Inspection) -> Iterator[Finding]:
    """Classes are missing, nearly absent or unknown."""
    for side, domain in inspection.domains.items():
        if not domain.classes:
            continue
        names = dict(zip(domain.classes.values, domain.classes.names, strict=True))
        training, judging = inspection.class_pixels(side, TRAIN), inspection.class_pixels(side, *JUDGES)
        unknown = sorted((training.keys() | judging.keys()) - names.keys())
        if unknown:
            yield Finding(
                f'{label(inspection, side)} holds pixel values that its legend does not know: {named([str(v) for v in unknown])}.',
                'The network does not see them: export again, so that the legend takes them in.',
            )
        unseen = sorted(value for value in names if judging.get(value) and not training.get(value))
        if unseen:
            yield Finding(
                f'{_classes(len(unseen))} of {label(inspection, side)} {"occurs" if len(unseen) == 1 else "occur"} in validation or '
                f'test chips, but in no training chip: {named([names[value] for value in unseen])}.',
                'A model cannot know what it has never seen: use a larger area or another seed for the split, or merge '
                'classes.',
            )
        total = sum(training.values())
        shares = {value: training.get(value, 0) / total for value in names if total and value not in unseen}
        rare = sorted((value for value in shares if shares[value] < _RARE), key=lambda value: shares[value])
        if rare:
            shown = [f'{names[value]} ({100 * shares[value]:.3g} %)' for value in rare]
            yield Finding(
                f'{_classes(len(rare))} of {label(inspection, side)} {"covers" if len(rare) == 1 else "cover"} less than '
                f'{_RARE:.1%} of the training pixels: {named(shown)}.',
                'That is too little to learn from: merge them with others, or export where they occur.',
            )


def clipped_bands(inspection: Inspection) -> Iterator[Finding]:
    """Pixels are saturated, clipped, or all the same."""
    for side, domain in inspection.domains.items():
        statistics = inspection.bands(side, TRAIN)
        if not statistics:
            continue
        constant = [band for band, figures in enumerate(statistics) if figures.minimum == figures.maximum]
        if constant:
            yield Finding(
                f'{_bands(domain, constant)} of {label(inspection, side)} {"has" if len(constant) == 1 else "have"} one value only, '
                f'{statistics[constant[0]].minimum:g}, in all training chips.',
                'Nothing can be learned from that: leave it out.',
            )
        lowest, highest = at_limits(inspection, side)
        high = [band for band in range(len(statistics)) if highest[band] > _SATURATED and band not in constant]
        if high:
            yield Finding(
                f'{_bands(domain, high)} of {label(inspection, side)} {"is" if len(high) == 1 else "are"} saturated: '
                f'{max(highest[band] for band in high):.1%} of the training pixels hold exactly the largest value '
                f'({statistics[high[0]].maximum:g}).',
                'What is lost there cannot be learned: use the raster as it was before it was stretched to fewer bits.',
            )
        low = [
            band
            for band, figures in enumerate(statistics)
            if lowest[band] > _BLACK and band not in constant and figures.minimum == _lowest(domain.dtype)
        ]
        if low:
            yield Finding(
                f'{max(lowest[band] for band in low):.1%} of the training pixels of {label(inspection, side)} hold exactly '
                f'{statistics[low[0]].minimum:g}, the lowest value there is ({_bands(domain, low)}).',
                'If that means "no data", declare it as nodata value of the raster; if the raster was stretched, use '
                'the one before.',
            )


def at_limits(inspection: Inspection, side: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of the training pixels that hold the smallest and the largest value of each band, (bands,)."""
    figures = [item for item in inspection.of(side, TRAIN) if item.moments is not None]
    count = np.sum([item.moments.count for item in figures if item.moments], axis=0)
    shares = []
    for limits, counts in (
        (np.array([item.moments.minimum for item in figures if item.moments]), [item.at_minimum for item in figures]),
        (-np.array([item.moments.maximum for item in figures if item.moments]), [item.at_maximum for item in figures]),
    ):
        shares.append(np.where(limits == limits.min(axis=0), counts, 0).sum(axis=0) / np.maximum(count, 1))
    return shares[0], shares[1]


def _lowest(dtype: str) -> float | None:
    return float(np.iinfo(dtype).min) if np.dtype(dtype).kind in 'iu' else None


def doubtful_nodata(inspection: Inspection) -> Iterator[Finding]:
    """Real pixels carry the nodata value."""
    for side, domain in inspection.domains.items():
        if domain.nodata is None or domain.classes:
            continue
        statistics = inspection.bands(side)
        speckled = [chip.name for chip in inspection.chips if chip.sides[side].specks]
        specks = sum(figures.specks for figures in inspection.of(side))
        is_near = any(
            figures.minimum - _NEAR_NODATA * (figures.maximum - figures.minimum)
            <= domain.nodata
            <= figures.maximum + _NEAR_NODATA * (figures.maximum - figures.minimum)
            for figures in statistics
        )
        if is_near and specks >= _SPECKS and len(speckled) > _SPECKLED * len(inspection.chips):
            yield Finding(
                f'The nodata value {domain.nodata:g} of {label(inspection, side)} seems to be carried by real pixels: '
                f'{len(speckled)} of {_chips(len(inspection.chips))} have small gaps amid data ({specks} in all), and '
                f'the data reach from {min(f.minimum for f in statistics):g} to '
                f'{max(f.maximum for f in statistics):g}: {named(speckled)}.',
                'If these are bright or dark pixels, take the nodata value off the raster (gdal_edit.py -unsetnodata) '
                'and export again.',
            )


def outside_the_scaling(inspection: Inspection) -> Iterator[Finding]:
    """Validation and test chips reach beyond the range of the training chips."""
    for side, domain in inspection.domains.items():
        figures = inspection.of(side, *JUDGES)
        if domain.classes or not figures:
            continue
        outside = np.mean([item.outside for item in figures], axis=0)
        far = np.flatnonzero(outside > _OUTSIDE).tolist()
        if far:
            yield Finding(
                f'{outside.max():.0%} of the validation and test pixels of {label(inspection, side)} lie outside the range of the '
                f'training chips and are clipped ({_bands(domain, far)}).',
                'These chips show something else than those trained on: use a larger area, or another seed for the '
                'split.',
            )


def generated_pixels(inspection: Inspection) -> Iterator[Finding]:
    """A side was generated by a model."""
    for side, domain in inspection.domains.items():
        if domain.synthetic:
            yield Finding(
                f'{label(inspection, side)} is synthetic: its pixels, or some of them, were generated by a model '
                f'({domain.source}).',
                'What is learned from it is what that model knows: judge the result by observed data.',
            )


def unlike_domains(a: Inspection, b: Inspection) -> Iterator[Finding]:
    """The domains without pairs differ so much that a translation between them suffers."""
    bands = [len(inspection.first.domain.bands) for inspection in (a, b)]
    if bands[0] != bands[1]:
        yield Finding(
            f'A has {bands[0]} {"band" if bands[0] == 1 else "bands"}, B has {bands[1]}: CycleGAN cannot use its identity loss, which keeps '
            'colours as they are where a chip already looks like the other domain.',
            'Choose as many bands of each ("Bands of A", "Bands of B"), or look out for colours that change places.',
        )
    sizes = [size for inspection in (a, b) if (size := inspection.first.ground_pixel_size)]
    if len(sizes) == 2 and max(sizes) > _UNLIKE_PIXELS * min(sizes):
        yield Finding(
            f'A pixel of A is {sizes[0]:.3g} m wide on the ground, one of B {sizes[1]:.3g} m: things in A and in B differ '
            f'in size by a factor of {max(sizes) / min(sizes):.1f}, and CycleGAN translates sizes too.',
            f'Resample the finer raster to about {max(sizes):.3g} m, and export again.',
        )
    counts = [inspection.parts.count(TRAIN) for inspection in (a, b)]
    if max(counts) > _UNLIKE_COUNTS * min(counts):
        few, many = ('A', 'B') if counts[0] < counts[1] else ('B', 'A')
        yield Finding(
            f'There are {counts[0]} training chips of A, but {counts[1]} of B: CycleGAN sees each chip of {few} about '
            f'{max(counts) / max(min(counts), 1):.0f} times as often as one of {many}, and learns it by heart.',
            f'Use a larger area or a smaller stride for {few}, or a smaller area for {many}.',
        )


def named(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(names) - _NAMED
    return ', '.join(names[:_NAMED]) + (f' and {more} more' if more > 0 else '')


def _chips(count: int) -> str:
    return f'{count} {"chip" if count == 1 else "chips"}'


def _classes(count: int) -> str:
    return f'{count} {"class" if count == 1 else "classes"}'


def _bands(domain: Domain, bands: Sequence[int]) -> str:
    return f'{"Band" if len(bands) == 1 else "Bands"} {named([domain.names[band] for band in bands])}'


CHECKS: dict[str, Callable[[Inspection], Iterator[Finding]]] = {
    'All chips can be read': unreadable_chips,
    'There are enough chips': chip_counts,
    'Little is without data': much_nodata,
    'No nodata amid real pixels': doubtful_nodata,
    'No flat chips': flat_chips,
    'No leaks between the parts': leaks,
    'Every class is there to be learned': class_balance,
    'No saturated or constant bands': clipped_bands,
    'All parts have the same range': outside_the_scaling,
    'The pixels were observed, not generated': generated_pixels,
}


def findings(inspections: Sequence[Inspection]) -> dict[str, list[Finding]]:
    """Return what the checks find, by their titles; which of them are made depends on the kind of the dataset."""
    found = {
        title: [finding for inspection in inspections for finding in check(inspection)]
        for title, check in CHECKS.items()
    }
    if inspections[0].kind == PAIRED:
        found['A and B lie on each other'] = list(shifted_targets(inspections[0]))
    elif inspections[0].kind == UNPAIRED:
        found['A and B are alike enough'] = list(unlike_domains(*inspections))
    return found

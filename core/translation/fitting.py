"""Whether data are of the kind that a model was trained with."""

from __future__ import annotations

from ..datasets.domain import Domain
from ..datasets.folder import Dataset
from ..errors import SatganError
from ..modelfile import ModelCard
from ..networks import Generator, smallest_side
from ..reporting import Reporter
from ..wording import counted

_PIXEL_TOLERANCE = 0.2


def warn_of_other_values(card: ModelCard, path: str, dtype: str, reporter: Reporter) -> None:
    """Warn where the input is of another data type than that of the training.

    Args:
        card: of the model.
        path: of the data.
        dtype: of the input.
        reporter: is told.
    """
    if dtype != card.a.dtype:
        reporter.warning(
            f'{path} holds {dtype} values, but the model was trained with {card.a.dtype}: the result is only of use if '
            'both measure the same in the same units.'
        )


def warn_of_other_pixels(card: ModelCard, path: str, ground: float | None, pixel: float, reporter: Reporter) -> None:
    """Warn where pixels are of another size than those of the training.

    Args:
        card: of the model.
        path: of the data.
        ground: side of its pixels in metres on the ground; None without a coordinate system.
        pixel: side of its pixels in map units.
        reporter: is told.
    """
    trained, unit = card.ground_pixel_size, 'm on the ground'
    if ground is None and trained is None:
        ground, trained, unit = pixel, card.pixel_size[0], 'map units'
    if ground and trained and abs(ground / trained - 1) > _PIXEL_TOLERANCE:
        reporter.warning(
            f'The pixels of {path} measure {ground:.4g} {unit}, but the model was trained with {trained:.4g} {unit}: '
            f'things will come out in the wrong size. Resample the raster to {trained:.4g} {unit} first.'
        )


def require_fitting_dataset(card: ModelCard, path: str, dataset: Dataset) -> None:
    """Make sure that the chips have the bands and classes that the model was trained with.

    Raises:
        SatganError: they have not.
    """
    for label, trained, given in (('A', card.a, dataset.a), ('B', card.b, dataset.b)):
        if not _fits(trained, given):
            raise SatganError(
                f'{label} of {path} holds {_content(given)}, but the model was trained with {_content(trained)}.',
                'Choose a dataset that was exported as that of the training was.',
            )
    if not card.b.classes and card.b.dtype != dataset.b.dtype:
        raise SatganError(
            f'B of {path} holds {dataset.b.dtype} values, but the model makes {card.b.dtype}.',
            'Choose a dataset whose target is measured as that of the training was.',
        )


def require_fitting_size(card: ModelCard, path: str, size: int, generator: Generator) -> None:
    """Make sure that the generator can work on chips of `size` pixels.

    Raises:
        SatganError: it cannot.
    """
    if size % generator.multiple or size < smallest_side(card.generator.name):
        raise SatganError(
            f'The chips of {path} have {size} pixels, but {card.generator.name} needs a multiple of '
            f'{generator.multiple}, from {smallest_side(card.generator.name)}.',
            f'Export chips of {card.chip_size} pixels, as in the training.',
        )


def _fits(trained: Domain, given: Domain) -> bool:
    """Return whether there are as many bands, or no classes but those that the model knows."""
    if trained.classes and given.classes:
        return set(given.classes.values) <= set(trained.classes.values)
    return (trained.classes is None) == (given.classes is None) and len(trained.bands) == len(given.bands)


def _content(domain: Domain) -> str:
    if domain.classes:
        return f'the classes {", ".join(str(value) for value in domain.classes.values)}'
    return counted(len(domain.bands), 'band')

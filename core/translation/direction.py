"""Which way a model of two directions translates a raster."""

from __future__ import annotations

from ..errors import SatganError
from ..jobs import ApplyModel
from ..modelfile import ModelCard
from ..rasters.reading import RasterInfo, raster_info
from ..reporting import Reporter


def choose_direction(job: ApplyModel, card: ModelCard, reporter: Reporter) -> str:
    """Return the direction that is asked for, or else the one whose domain fits the input raster.

    Args:
        job: gives direction, input raster, bands and extra rasters.
        card: of the model.
        reporter: is told what was chosen where there was a choice.

    Raises:
        SatganError: a direction that the model does not have, or an unreadable raster.
    """
    known = card.directions
    if job.direction != 'auto':
        require_direction(job.model, card, job.direction)
        return job.direction
    if len(known) < 2:
        return ''.join(known)
    info = raster_info(job.input, job.bands)
    marks = {direction: _fit(job, info, card.towards(direction)) for direction in known}
    chosen, *others = [direction for direction in known if marks[direction] == max(marks.values())]
    if others:
        reporter.info(
            f'{job.input} could be of either domain of the model: it is taken for A and translated {chosen}. Choose '
            f'{others[0]} if it is of B.'
        )
    else:
        reporter.info(f'The bands of {job.input} fit the domain {chosen[0]} of the model: it is translated {chosen}.')
    return chosen


def require_direction(model: str, card: ModelCard, direction: str) -> None:
    """Make sure that a model translates in a direction.

    Raises:
        SatganError: it does not.
    """
    if direction not in card.directions:
        raise SatganError(
            f'The model {model} does not translate {direction}: it is a {card.kind} model.',
            'Leave the direction as it was, or choose a model that translates both ways.',
        )


def _fit(job: ApplyModel, info: RasterInfo, card: ModelCard) -> tuple[bool, ...]:
    """Return how well a raster fits the input of a model, the most important first."""
    given, wanted = len(info.bands), len(card.a.bands_by_raster()[0])
    return (
        len(job.extra_inputs or ()) == len(card.a.extra),
        given == wanted,
        given > wanted,
        info.dtype == card.a.dtype,
    )

"""Whether the chips of a dataset fit the networks of a training."""

from __future__ import annotations

from ..errors import SatganError
from ..jobs import TrainCycleGan, TrainPix2Pix
from ..networks import GENERATORS, smallest_judged_side, smallest_side, tile_multiple
from ..wording import counted


def require_fitting_chips(job: TrainPix2Pix | TrainCycleGan, size: int) -> None:
    """Make sure that generator and discriminator can work on chips of `size` pixels.

    Raises:
        SatganError: the size is no multiple of what the generator needs, or too small for one of them.
    """
    if not _fits(job.generator, size):
        multiple, smallest = tile_multiple(job.generator), smallest_side(job.generator)
        others = ', '.join(name for name in GENERATORS if _fits(name, size))
        raise SatganError(
            f'The chips of {job.dataset} have {size} pixels, but {job.generator} needs a multiple of {multiple}'
            f'{f", from {smallest}" if smallest > multiple else ""}.',
            f'{f"Choose a generator that fits ({others}), or export" if others else "Export"} chips of '
            f'{max(smallest, -(-size // multiple) * multiple)} pixels.',
        )
    smallest = smallest_judged_side(job.discriminator_layers, job.discriminator_scales)
    if job.gan_loss != 'none' and size < smallest:
        raise SatganError(
            f'The chips of {job.dataset} have {size} pixels, but {job.discriminator_layers} discriminator layers at '
            f'{counted(job.discriminator_scales, "scale")} need {smallest} or more.',
            'Choose fewer discriminator layers or scales.',
        )


def _fits(generator: str, size: int) -> bool:
    return size % tile_multiple(generator) == 0 and size >= smallest_side(generator)

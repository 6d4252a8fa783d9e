"""One look at every chip of a folder: enough to describe the dataset, and to tell what does not fit."""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window

from ...errors import SatganError
from ...parallel import on_all_cores
from ...rasters.classes import MAX_CLASSES, distinct
from ...rasters.reading import AlignedReader, RasterInfo, raster_info
from ...reporting import Reporter
from ...wording import counted
from ..statistics import Moments, moments, sample_size
from .pairs import RIGHT, Pair, Picture

# Chips without georeference are as good as others.
warnings.filterwarnings('ignore', category=NotGeoreferencedWarning)


@dataclass(frozen=True)
class Look:
    """What was seen of one picture.

    Attributes:
        picture: where it is.
        info: what its file says; the grid is that of the picture.
        moments: of its valid pixels; None without any.
        values: the distinct valid values of a single band of whole numbers; None where it is none, or has too many.
        is_grey: whether all bands hold the same.
        digest: SHA-256 of pixels and validity.
        nodata: share of the pixels that are not valid.
        content: share of the pixels that are valid and not 0.
    """

    picture: Picture
    info: RasterInfo
    moments: Moments | None
    values: tuple[int, ...] | None
    is_grey: bool
    digest: str
    nodata: float
    content: float

    @property
    def kind(self) -> str:
        """What must be alike on all chips of a side, in words."""
        grid = self.info.grid
        return f'{counted(len(self.info.bands), "band")} of {grid.width} x {grid.height} pixels, {self.info.dtype}'


@dataclass(frozen=True)
class PairLook:
    """What was seen of a pair.

    Attributes:
        a: the condition.
        b: the target.
        nodata: share of the pixels that are not valid on both sides.
        content: share of the pixels that are valid and where A is not 0.
    """

    a: Look
    b: Look
    nodata: float
    content: float


def read_picture(picture: Picture) -> tuple[RasterInfo, np.ndarray, np.ndarray]:
    """Read a picture.

    Returns:
        What its file says, the values, (bands, rows, columns), and whether each pixel is valid, (rows, columns) bool.

    Raises:
        SatganError: missing or damaged, or not made of two halves where it should be.
    """
    info = raster_info(str(picture.path))
    window = _window(picture, info)
    with AlignedReader(info.path, info.grid, info.bands) as reader:
        values, valid = reader.read(window)
    return replace(info, grid=info.grid.part(window)), values, valid


def _window(picture: Picture, info: RasterInfo) -> Window:
    width, height = info.grid.width, info.grid.height
    if not picture.half:
        return info.grid.window
    if width != 2 * height:
        raise SatganError(
            f'{picture.path} has {width} x {height} pixels: two square chips side by side are twice as wide as high.',
            'Take it out of the folder, or put input (A) and target (B) side by side in it.',
        )
    return Window(height if picture.half == RIGHT else 0, 0, height, height)


def survey(pairs: Sequence[Pair], reporter: Reporter) -> list[PairLook]:
    """Look at all pairs, on all cores.

    Raises:
        SatganError: a file that cannot be read, or that is unlike the others.
    """
    sample = sample_size(len(pairs))
    looks = on_all_cores(lambda pair: _pair_look(pair, sample), pairs, reporter, 'Reading the chips')
    a = _require_alike([look.a for look in looks])
    b = _require_alike([look.b for look in looks])
    if a.info.grid.width != b.info.grid.width:
        raise SatganError(
            f'{a.picture.path} has {a.kind}, but its partner {b.picture.path} has {b.kind}.',
            'Resample one side, so that the pixels of both are the same places.',
        )
    return looks


def survey_side(pictures: Sequence[Picture], reporter: Reporter) -> list[Look]:
    """Look at all pictures of a side without partners, on all cores.

    Raises:
        SatganError: a file that cannot be read, or that is unlike the others.
    """
    sample = sample_size(len(pictures))
    looks = on_all_cores(lambda picture: _look(picture, sample)[0], pictures, reporter, 'Reading the chips')
    _require_alike(looks)
    return looks


def _pair_look(pair: Pair, sample: int) -> PairLook:
    a, values, valid_a = _look(pair.a, sample)
    b, _, valid_b = _look(pair.b, sample)
    if valid_a.shape != valid_b.shape:  # told by `survey`, which knows which of them is the odd one
        return PairLook(a, b, 1, 0)
    valid = valid_a & valid_b
    return PairLook(a, b, 1 - float(valid.mean()), float(((values != 0).any(axis=0) & valid).mean()))


def _look(picture: Picture, sample: int) -> tuple[Look, np.ndarray, np.ndarray]:
    info, values, valid = read_picture(picture)
    # The layout of side by side images knows colours only, so that grey stands in three bands.
    is_grey = bool(picture.half) and bool((values == values[:1]).all())
    found = None
    if values.dtype.kind in 'iu' and (len(values) == 1 or is_grey):
        some = distinct(values[0][valid])
        found = tuple(some) if len(some) <= MAX_CLASSES else None
    digest = hashlib.sha256(values.tobytes() + valid.tobytes()).hexdigest()
    seen = moments(values, valid, sample, info.nodata)
    nodata, content = 1 - float(valid.mean()), float(((values != 0).any(axis=0) & valid).mean())
    return Look(picture, info, seen, found, is_grey, digest, nodata, content), values, valid


def _require_alike(looks: Sequence[Look]) -> Look:
    """Return the first of the looks that are like most, once all are."""
    usual = Counter(look.kind for look in looks).most_common(1)[0][0]
    model = next(look for look in looks if look.kind == usual)
    for look in looks:
        if look.kind != usual:
            raise SatganError(
                f'{look.picture.path} has {look.kind}, but {model.picture.path} has {usual}.',
                'All chips of a side must be alike: convert it, or take it out of the folder.',
            )
    grid = model.info.grid
    if grid.width != grid.height:
        raise SatganError(f'{model.picture.path} has {usual}: chips must be square.', 'Cut them to squares.')
    return model

"""The layout `pix2pix` of the reference code: images that hold A on the left and B on the right, in train, val, test."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from ...errors import SatganError
from ...parallel import on_all_cores
from ...rasters.marks import SYNTHETIC
from ...reporting import Reporter
from ...wording import counted
from ..domain import Domain
from ..folder import A, B
from .pairs import FOLDER_OF, LEFT, PART_FOLDERS, RIGHT, Pair, Picture, images
from .satgan import SatganFolder

_WHITE, _COLOURS = 255, 3
_COMPRESSION = 3  # aerial images get no smaller beyond, but take four times as long


def find_pairs(path: Path, reporter: Reporter) -> list[Pair] | None:
    """Return the pairs of a folder; None if it is of another layout."""
    pairs = [
        Pair(f'{name}_{stem}', Picture(file, LEFT), Picture(file, RIGHT), part)
        for name, part in PART_FOLDERS.items()
        if (path / name).is_dir()
        for stem, file in images(path / name).items()
    ]
    if pairs:
        reporter.info(
            f'The images of {path} are taken as pairs side by side: the input (A) left, the target (B) right.'
        )
    return pairs or None


def require_holdable(domain: Domain) -> None:
    """Check that PNG images as the reference code reads them can hold the pixels of a domain.

    Raises:
        SatganError: other than 1 or 3 bands, or values outside 0 to 255.
    """
    if domain.classes:
        if max(domain.classes.values) > _WHITE or min(domain.classes.values) < 0:
            raise SatganError(
                f'{domain.source} has classes with values from {min(domain.classes.values)} to '
                f'{max(domain.classes.values)}, but images of the layout pix2pix hold 0 to {_WHITE}.',
                'Reclassify it, or choose the layout esri or folders.',
            )
    elif domain.dtype != 'uint8' or len(domain.bands) not in (1, _COLOURS):
        raise SatganError(
            f'{domain.source} has {counted(len(domain.bands), "band")} of {domain.dtype} in use, but images of the layout '
            f'pix2pix hold 1 or {_COLOURS} bands of uint8.',
            'Choose the layout esri or folders, which hold everything, or other bands.',
        )


def write(source: SatganFolder, reporter: Reporter) -> None:
    """Put the two chips of each pair side by side into a PNG image, and take the chips away.

    Where one side has one band and the other three, the one becomes grey. Classes keep their values. Pixels without
    data are transparent; the reference code drops that.
    """
    folder, chips = source.path, source.outlines()
    marks = PngInfo()
    if source.dataset.a.synthetic or source.dataset.b.synthetic:
        for key, value in SYNTHETIC.items():
            marks.add_text(key, value)

    def merge(row: tuple[str, str]) -> None:
        name, part = row
        target = folder / FOLDER_OF[part]
        target.mkdir(exist_ok=True)
        image = Image.fromarray(_side_by_side(*source.read(A, name), *source.read(B, name)))
        image.save(target / f'{name}.png', compress_level=_COMPRESSION, pnginfo=marks)
        for side in (A, B):
            (folder / side / f'{name}.tif').unlink()

    on_all_cores(merge, list(zip(chips['id'], chips['split'], strict=True)), reporter, 'Writing images side by side')
    for side in (A, B):
        (folder / side).rmdir()


def _side_by_side(a: np.ndarray, valid_a: np.ndarray, b: np.ndarray, valid_b: np.ndarray) -> np.ndarray:
    """Return A and B as one image, (rows, 2 x columns) or (rows, 2 x columns, channels), uint8."""
    count = max(len(a), len(b))
    sides = [np.where(valid, values, 0).astype(np.uint8) for values, valid in ((a, valid_a), (b, valid_b))]
    image = np.concatenate([np.broadcast_to(side, (count, *side.shape[1:])) for side in sides], axis=2)
    valid = np.concatenate([valid_a, valid_b], axis=1)
    if not valid.all():
        image = np.concatenate([image, np.where(valid, _WHITE, 0).astype(np.uint8)[np.newaxis]])
    return np.ascontiguousarray(image.transpose(1, 2, 0)).squeeze()

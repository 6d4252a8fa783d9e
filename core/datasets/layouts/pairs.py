"""What a layout finds in a folder: pictures, with partners or without, and the part that each is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...errors import SatganError
from ...reporting import Reporter
from ...wording import counted
from ..split import TEST, TRAIN, VALIDATION

SUFFIXES = frozenset({'.tif', '.tiff', '.png', '.jpg', '.jpeg', '.mrf'})
#: What the folder of a part is called when it is written, and all that it may be called when it is read.
FOLDER_OF = {TRAIN: 'train', VALIDATION: 'val', TEST: 'test'}
PART_FOLDERS = {'train': TRAIN, 'val': VALIDATION, 'valid': VALIDATION, 'validation': VALIDATION, 'test': TEST}
LEFT, RIGHT = 'left', 'right'
_SHOWN = 3


@dataclass(frozen=True)
class Picture:
    """One side of a pair.

    Attributes:
        path: of the image file.
        half: `left` or `right` where the file holds both sides of the pair; empty where it holds this one only.
    """

    path: Path
    half: str = ''


@dataclass(frozen=True)
class Pair:
    """A chip pair.

    Attributes:
        name: unlike that of any other pair of the folder.
        a: the condition.
        b: the target.
        part: `train`, `validation` or `test`; None where the folder does not say.
    """

    name: str
    a: Picture
    b: Picture
    part: str | None = None


@dataclass(frozen=True)
class Lone:
    """A chip without a partner.

    Attributes:
        name: unlike that of any other chip of its side.
        picture: the chip.
        part: `train`, `validation` or `test`; None where the folder does not say.
    """

    name: str
    picture: Picture
    part: str | None = None


def is_image(path: Path) -> bool:
    """Return whether a file is one by its name."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith('.')


def images(folder: Path) -> dict[str, Path]:
    """Return the image files of a folder by name without extension.

    Raises:
        SatganError: two differ in their extension only.
    """
    found: dict[str, Path] = {}
    for path in sorted(filter(is_image, folder.iterdir())):
        if path.stem in found:
            raise SatganError(
                f'{found[path.stem]} and {path} have the same name, so nothing says which of them belongs to the pair.',
                'Take one of them out of the folder.',
            )
        found[path.stem] = path
    return found


def pairs_of(folder_a: Path, folder_b: Path, reporter: Reporter, part_folder: str = '') -> list[Pair]:
    """Return the pairs of images of equal names, whatever their extensions, and tell of those without a partner.

    Args:
        folder_a: holds the conditions.
        folder_b: holds the targets.
        reporter: is told what is left out.
        part_folder: a name of `PART_FOLDERS`, which goes in front of the names of the pairs; empty for no part.

    Raises:
        SatganError: there are images, but no pairs.
    """
    a, b = images(folder_a), images(folder_b)
    names = sorted(a.keys() & b.keys())
    if (a or b) and not names:
        raise SatganError(
            f'No image of {folder_a} has the name of one of {folder_b}, so nothing says which belong together.',
            'Give the two images of a pair the same name.',
        )
    _tell_left_out([path for side in (a, b) for name, path in side.items() if name not in names], reporter)
    part = PART_FOLDERS.get(part_folder)
    prefix = f'{part_folder}_' if part_folder else ''
    return [Pair(f'{prefix}{name}', Picture(a[name]), Picture(b[name]), part) for name in names]


def lone_images(folder: Path, part_folder: str = '') -> list[Lone]:
    """Return the images of a folder as chips without partners.

    Args:
        folder: holds them.
        part_folder: a name of `PART_FOLDERS`, which goes in front of the names of the chips; empty for no part.

    Raises:
        SatganError: two differ in their extension only.
    """
    prefix = f'{part_folder}_' if part_folder else ''
    part = PART_FOLDERS.get(part_folder)
    return [Lone(f'{prefix}{name}', Picture(path), part) for name, path in images(folder).items()]


def _tell_left_out(paths: list[Path], reporter: Reporter) -> None:
    """Warn of images without a partner."""
    if paths:
        shown = ', '.join(str(path) for path in paths[:_SHOWN]) + (', ...' if len(paths) > _SHOWN else '')
        reporter.warning(f'Left out: {counted(len(paths), "image")} without a partner: {shown}.')

"""The layout `folders`: trainA, trainB, valA, ... or just two folders, with images of equal names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...reporting import Reporter
from ..folder import A, B
from .esri import IMAGES2
from .pairs import FOLDER_OF, PART_FOLDERS, Lone, Pair, is_image, lone_images, pairs_of
from .satgan import SatganFolder


def find_pairs(path: Path, reporter: Reporter) -> list[Pair] | None:
    """Return the pairs of a folder; None if it is of another layout.

    Of two folders the first by name is A.

    Raises:
        SatganError: the images have no names in common.
    """
    parts = [name for name in PART_FOLDERS if (path / f'{name}{A}').is_dir() and (path / f'{name}{B}').is_dir()]
    if parts:
        return [pair for name in parts for pair in pairs_of(path / f'{name}{A}', path / f'{name}{B}', reporter, name)]
    folders = _image_folders(path)
    if len(folders) != 2:
        return None
    a, b = folders
    reporter.info(
        f'{a.name} is the input (A), {b.name} the target (B): of two folders, the first by name is the input.'
    )
    return pairs_of(a, b, reporter)


def find_images(path: Path, reporter: Reporter) -> dict[str, list[Lone]] | None:
    """Return the chips of each side of a folder without pairs; None if it has pairs, or is of another layout.

    There are trainA, trainB and so on, or two folders, without a name in common; or one side alone: trainA and so on,
    one folder, or images only.

    Raises:
        SatganError: two images differ in their extension only.
    """
    found = {
        side: [
            image
            for name in PART_FOLDERS
            if (path / f'{name}{side}').is_dir()
            for image in lone_images(path / f'{name}{side}', name)
        ]
        for side in (A, B)
    }
    if not any(found.values()):
        folders = _image_folders(path)
        if len(folders) > 2 or {folder.name for folder in folders} & {*PART_FOLDERS, IMAGES2}:
            return None
        found = dict(zip((A, B), map(lone_images, folders or [path]), strict=False))
    a, b = found[A], found.get(B, [])
    if not a or {image.name for image in a} & {image.name for image in b}:
        return None
    sides = {A: a, B: b} if b else {A: a}
    told = ' and '.join(f'{len(images)} chips of {side}' for side, images in sides.items())
    reporter.info(
        f'{path} holds {told}{", none with the name of a partner" if b else ""}: taken as chips without pairs.'
    )
    return sides


def _image_folders(path: Path) -> list[Path]:
    visible = [folder for folder in sorted(path.iterdir()) if folder.is_dir() and not folder.name.startswith('.')]
    return [folder for folder in visible if any(map(is_image, folder.iterdir()))]


def write(source: SatganFolder, reporter: Reporter) -> None:
    """Move the chips of a dataset into a folder per part and side."""
    chips = source.outlines()
    for side in (A, B):
        move_into_parts(source.path, side, zip(chips['id'], chips['split'], strict=True))


def move_into_parts(folder: Path, side: str, chips: Iterable[tuple[str, str]], prefix: str = '') -> None:
    """Move the chips of one side, given by name and part, into a folder per part, with a prefix to their names."""
    for name, part in chips:
        target = folder / f'{FOLDER_OF[part]}{side}'
        target.mkdir(exist_ok=True)
        (folder / side / f'{name}.tif').rename(target / f'{prefix}{name}.tif')
    (folder / side).rmdir()

"""The layout `folders`: trainA, trainB, valA, ... or just two folders, with images of equal names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...reporting import Reporter
from ..folder import A, B
from .pairs import FOLDER_OF, PART_FOLDERS, Pair, is_image, pairs_of
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
    visible = [folder for folder in sorted(path.iterdir()) if folder.is_dir() and not folder.name.startswith('.')]
    folders = [folder for folder in visible if any(map(is_image, folder.iterdir()))]
    if len(folders) != 2:
        return None
    a, b = folders
    reporter.info(
        f'{a.name} is the input (A), {b.name} the target (B): of two folders, the first by name is the input.'
    )
    return pairs_of(a, b, reporter)


def write(source: SatganFolder, reporter: Reporter) -> None:
    """Move the chips of a dataset into a folder per part and side."""
    chips = source.outlines()
    for side in (A, B):
        move_into_parts(source.path, side, zip(chips['id'], chips['split'], strict=True))


def move_into_parts(folder: Path, side: str, chips: Iterable[tuple[str, str]]) -> None:
    """Move the chips of one side, given by name and part, into a folder per part."""
    for name, part in chips:
        target = folder / f'{FOLDER_OF[part]}{side}'
        target.mkdir(exist_ok=True)
        (folder / side / f'{name}.tif').rename(target / f'{name}.tif')
    (folder / side).rmdir()

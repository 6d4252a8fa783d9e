"""A dataset that was just cut, brought into another layout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...reporting import Reporter
from ..domain import Domain
from ..folder import CHIPS, DESCRIPTION
from . import esri, folders, pix2pix
from .satgan import SatganFolder

_WRITERS = {'esri': esri.write, 'pix2pix': pix2pix.write, 'folders': folders.write}


def require_holdable(layout: str, domains: Sequence[Domain]) -> None:
    """Check that a layout can hold the pixels of all domains.

    Raises:
        SatganError: it would lose values.
    """
    if layout == 'pix2pix':
        for domain in domains:
            pix2pix.require_holdable(domain)


def arrange(layout: str, folder: Path, keep: Path | None, reporter: Reporter) -> None:
    """Turn a folder of the layout `satgan` into one of another layout, which it is alone afterwards.

    Args:
        layout: the wanted one.
        folder: the dataset, not yet in use.
        keep: a file of the folder that belongs to the user, whatever its name; None without one.
        reporter: gets the progress.

    Raises:
        SatganError: the layout cannot hold the pixels, or a chip cannot be read.
    """
    if layout not in _WRITERS:
        return
    source = SatganFolder(folder)
    require_holdable(layout, (source.dataset.a, source.dataset.b))
    _WRITERS[layout](source, reporter)
    for path in (folder / DESCRIPTION, folder / CHIPS):
        if path != keep:
            path.unlink()

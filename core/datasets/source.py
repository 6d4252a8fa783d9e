"""Where trainer and inspection read chips from, whatever the layout of the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import geopandas
import numpy as np

from ..reporting import Reporter
from .folder import DESCRIPTION, PAIRED, Dataset, UnpairedDataset, read_kind
from .layouts import esri, folders, pix2pix
from .layouts.foreign import ForeignFolder
from .layouts.satgan import SatganFolder, UnpairedSatganFolder
from .layouts.unpaired import UnpairedFolder


class ChipSource(Protocol):
    """A dataset open for reading, with pairs or without.

    Attributes:
        path: the folder.
    """

    path: Path

    @property
    def dataset(self) -> Dataset | UnpairedDataset:
        """Its description."""

    def checksum(self) -> str:
        """Return a word that changes with the description."""

    def outlines(self) -> geopandas.GeoDataFrame:
        """Return a row per chip: id, split, nodata, content and geometry.

        Without pairs there is the column `domain` too, `A` or `B`, and an id may be in both.

        Raises:
            SatganError: missing or damaged.
        """

    def read(self, side: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Read a chip.

        Args:
            side: `A` or `B`.
            name: the id of its outline.

        Returns:
            The values, (bands, rows, columns), and whether each pixel is valid, (rows, columns) bool.

        Raises:
            SatganError: missing, damaged or of another size.
        """


class PairSource(ChipSource, Protocol):
    """A dataset of pairs open for reading: a chip has the same id on both sides."""

    dataset: Dataset


def open_dataset(path: Path, reporter: Reporter | None = None) -> PairSource:
    """Open a dataset folder of pairs, of any known layout.

    Args:
        path: the folder.
        reporter: is told what was taken for what and what was repaired, and gets the progress.

    Raises:
        SatganError: no dataset folder, one without pairs, or one with something in it that cannot be repaired.
    """
    reporter = reporter or Reporter()
    if path.is_dir() and not (path / DESCRIPTION).is_file():
        for layout in (esri, pix2pix, folders):
            pairs = layout.find_pairs(path, reporter)
            if pairs is not None:
                return ForeignFolder(path, pairs, reporter)
    return SatganFolder(path)


def open_any_dataset(path: Path, reporter: Reporter | None = None) -> ChipSource:
    """Open a dataset folder with pairs or without, of any known layout.

    Args:
        path: the folder.
        reporter: is told what was taken for what and what was repaired, and gets the progress.

    Raises:
        SatganError: no dataset folder, or one with something in it that cannot be repaired.
    """
    reporter = reporter or Reporter()
    if (path / DESCRIPTION).is_file():
        return SatganFolder(path) if read_kind(path) == PAIRED else UnpairedSatganFolder(path)
    images = (esri.find_images(path, reporter) or folders.find_images(path, reporter)) if path.is_dir() else None
    return UnpairedFolder(path, images, reporter) if images else open_dataset(path, reporter)

"""Where trainer and inspection read chips from, whatever the layout of the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import geopandas
import numpy as np

from ..reporting import Reporter
from .folder import DESCRIPTION, Dataset
from .layouts import esri, folders, pix2pix
from .layouts.foreign import ForeignFolder
from .layouts.satgan import SatganFolder


class ChipSource(Protocol):
    """A dataset open for reading.

    Attributes:
        path: the folder.
        dataset: its description.
    """

    path: Path
    dataset: Dataset

    def checksum(self) -> str:
        """Return a word that changes with the description."""

    def outlines(self) -> geopandas.GeoDataFrame:
        """Return a row per chip: id, split, nodata, content and geometry.

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


def open_dataset(path: Path, reporter: Reporter | None = None) -> ChipSource:
    """Open a dataset folder of any known layout.

    Args:
        path: the folder.
        reporter: is told what was taken for what and what was repaired, and gets the progress.

    Raises:
        SatganError: no dataset folder, or one with something in it that cannot be repaired.
    """
    reporter = reporter or Reporter()
    if path.is_dir() and not (path / DESCRIPTION).is_file():
        for layout in (esri, pix2pix, folders):
            pairs = layout.find_pairs(path, reporter)
            if pairs is not None:
                return ForeignFolder(path, pairs, reporter)
    return SatganFolder(path)

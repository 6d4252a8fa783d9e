"""The layout `satgan`: dataset.json, chips.gpkg and GeoTIFF files in A and B, of equal names where they are pairs."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas
import numpy as np

from ...errors import SatganError
from ...wording import counted
from ..chip import read_chip
from ..folder import (
    DESCRIPTION,
    Dataset,
    UnpairedDataset,
    read_chips,
    read_description,
    read_unpaired_description,
)


class _DescribedFolder:
    """A dataset folder that describes itself."""

    path: Path
    dataset: Dataset | UnpairedDataset

    def checksum(self) -> str:
        """Return the SHA-256 of the description."""
        return hashlib.sha256((self.path / DESCRIPTION).read_bytes()).hexdigest()

    def outlines(self) -> geopandas.GeoDataFrame:
        """Return the content of chips.gpkg."""
        return read_chips(self.path)

    def read(self, side: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Read a GeoTIFF file and check that it is as described."""
        path = self.path / side / f'{name}.tif'
        values, valid = read_chip(path)
        domain = self.dataset.sides[side].domain
        expected = (len(domain.bands), self.dataset.chip_size, self.dataset.chip_size)
        if values.shape != expected:
            raise SatganError(
                f'{path} has {counted(values.shape[0], "band")} of {values.shape[2]} x {values.shape[1]} pixels, but '
                f'{expected[0]} of {expected[2]} x {expected[1]} are expected.',
                'Export the chips again.',
            )
        return values, valid


class SatganFolder(_DescribedFolder):
    """Pairs of chips."""

    dataset: Dataset

    def __init__(self, path: Path) -> None:
        """Read the description.

        Raises:
            SatganError: no dataset folder, a damaged one, or one without pairs.
        """
        self.path = path
        self.dataset = read_description(path)


class UnpairedSatganFolder(_DescribedFolder):
    """Chips of one or two domains without pairs; the outlines have the column `domain` too."""

    dataset: UnpairedDataset

    def __init__(self, path: Path) -> None:
        """Read the description.

        Raises:
            SatganError: no dataset folder, a damaged one, or one of pairs.
        """
        self.path = path
        self.dataset = read_unpaired_description(path)

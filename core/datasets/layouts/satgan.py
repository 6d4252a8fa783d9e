"""The layout `satgan`: dataset.json, chips.gpkg and GeoTIFF files of equal names in A and B."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas
import numpy as np

from ...errors import SatganError
from ..chip import read_chip
from ..folder import DESCRIPTION, A, read_chips, read_description


class SatganFolder:
    """A dataset folder that describes itself."""

    def __init__(self, path: Path) -> None:
        """Read the description.

        Raises:
            SatganError: no dataset folder, or a damaged one.
        """
        self.path = path
        self.dataset = read_description(path)

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
        domain = self.dataset.a if side == A else self.dataset.b
        expected = (len(domain.bands), self.dataset.chip_size, self.dataset.chip_size)
        if values.shape != expected:
            raise SatganError(
                f'{path} has {values.shape[0]} band(s) of {values.shape[2]} x {values.shape[1]} pixels, but '
                f'{expected[0]} of {expected[2]} x {expected[1]} are expected.',
                'Export the chips again.',
            )
        return values, valid

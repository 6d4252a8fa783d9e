"""A dataset folder of a layout that does not describe itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely

from ...errors import SatganError
from ...rasters.grid import Grid
from ...reporting import Reporter
from ..domain import Domain
from ..folder import A
from ..split import DROPPED, TRAIN
from .description import described, grids_of
from .pairs import Pair, Picture
from .survey import PairLook, read_picture, survey


class ForeignFolder:
    """Pairs of images; all of them are read once to describe the dataset."""

    def __init__(self, path: Path, pairs: Sequence[Pair], reporter: Reporter) -> None:
        """Look at all images.

        Raises:
            SatganError: an image cannot be read or is unlike the others, or none is for training.
        """
        if not any(pair.part in (None, TRAIN) for pair in pairs):
            raise SatganError(f'{path} has no chip pairs for training.', 'Put most of the images where those belong.')
        self.path = path
        self._pairs = {pair.name: pair for pair in pairs}
        looks = survey(pairs, reporter)
        grids = grids_of(looks, reporter)
        self.dataset, parts = described(pairs, looks, grids, reporter)
        self._outlines = _outlines(pairs, looks, grids, parts, self.dataset.crs)
        self._digests = [(pair.name, look.a.digest, look.b.digest) for pair, look in zip(pairs, looks, strict=True)]

    def checksum(self) -> str:
        """Return a SHA-256 of names, parts, classes and pixels, the same wherever the folder lies."""
        domains = [replace(domain, source='').to_json() for domain in (self.dataset.a, self.dataset.b)]
        split = dict(zip(self._outlines['id'], self._outlines['split'], strict=True))
        return hashlib.sha256(json.dumps([domains, split, self._digests]).encode()).hexdigest()

    def outlines(self) -> geopandas.GeoDataFrame:
        """Return a row per chip; the geometry is empty where chips have no georeference."""
        return self._outlines.copy()

    def read(self, side: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Read an image and check that it is still as it was."""
        pair = self._pairs[name]
        picture, domain = (pair.a, self.dataset.a) if side == A else (pair.b, self.dataset.b)
        return read_as(domain, self.dataset.chip_size, picture)


def read_as(domain: Domain, size: int, picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    """Read an image and check that it is still as it was when the dataset was opened."""
    _, values, valid = read_picture(picture)
    bands = len(domain.bands)
    if len(values) < bands or values.shape[1:] != (size, size) or values.dtype != domain.dtype:
        raise SatganError(
            f'{picture.path} has changed since the dataset was opened.', 'Start again when nobody writes to it.'
        )
    return values[:bands], valid


def _outlines(
    pairs: Sequence[Pair],
    looks: Sequence[PairLook],
    grids: Sequence[Grid] | None,
    parts: np.ndarray,
    crs: str | None,
) -> geopandas.GeoDataFrame:
    columns = {
        'id': [pair.name for pair in pairs],
        'split': parts,
        'nodata': [look.nodata for look in looks],
        'content': [look.content for look in looks],
    }
    return placed_outlines(columns, grids, parts, crs)


def placed_outlines(
    columns: dict[str, Any], grids: Sequence[Grid] | None, parts: np.ndarray, crs: str | None
) -> geopandas.GeoDataFrame:
    """Return a row per chip that is in a part; the geometry is empty where the grids are not known."""
    shapes = [_shape(grid) for grid in grids] if grids else [shapely.Polygon()] * len(parts)
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    return frame[parts != DROPPED].reset_index(drop=True)


def _shape(grid: Grid) -> shapely.Polygon:
    return shapely.transform(shapely.box(0, 0, grid.width, grid.height), grid.to_map)

"""Centroids: what k-means found, enough to give other rasters the same classes, and the file that holds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from ..errors import SatganError
from ..rasters.classes import Legend

SCHEMA = 1
MAX_CLUSTERS = 255  # 0 is nodata


@dataclass(frozen=True)
class Centroids:
    """The clusters of a raster.

    Attributes:
        names: of the bands.
        means: of each band in the sample, (bands,).
        stds: standard deviation of each band in the sample, (bands,); 1 for a band that is constant.
        values: mean of each cluster in the raster's units, (clusters, bands).
        legend: classes 1, 2, ... with names and colours.
        dtype: numpy name of the raster's data type; empty where the file is too old to tell.
    """

    names: tuple[str, ...]
    means: np.ndarray
    stds: np.ndarray
    values: np.ndarray
    legend: Legend
    dtype: str

    def to_json(self) -> dict[str, Any]:
        """Return the centroids as plain objects."""
        bands = zip(self.names, self.means.tolist(), self.stds.tolist(), strict=True)
        clusters = zip(self.legend.to_json(), self.values.tolist(), strict=True)
        return {
            'schema': SCHEMA,
            'dtype': self.dtype,
            'bands': [{'name': name, 'mean': mean, 'std': std} for name, mean, std in bands],
            'clusters': [row | {'centroid': centroid} for row, centroid in clusters],
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Return the centroids that `to_json` described.

        Raises:
            KeyError, TypeError, ValueError: something is missing, of another kind or impossible.
        """
        bands, clusters = content['bands'], content['clusters']
        made = cls(
            names=tuple(str(band['name']) for band in bands),
            means=np.array([band['mean'] for band in bands], dtype=np.float64),
            stds=np.array([band['std'] for band in bands], dtype=np.float64),
            values=np.array([cluster['centroid'] for cluster in clusters], dtype=np.float64),
            legend=Legend.from_json(clusters),
            dtype=str(content.get('dtype', '')),
        )
        made._check()
        return made

    def _check(self) -> None:
        count = len(self.legend.values)
        if self.legend.values != tuple(range(1, count + 1)) or not 1 <= count <= MAX_CLUSTERS:
            raise ValueError('the clusters are not numbered from 1')
        if not self.names or self.values.shape != (count, len(self.names)):
            raise ValueError('the centroids do not fit the bands')
        if not all(np.isfinite(numbers).all() for numbers in (self.means, self.stds, self.values)):
            raise ValueError('a number is not finite')
        if (self.stds <= 0).any():
            raise ValueError('a standard deviation is not positive')
        if not all(0 <= part <= 255 for colour in self.legend.colours for part in colour):
            raise ValueError('a colour is not in 0 to 255')


def write_centroids(path: Path, centroids: Centroids) -> None:
    """Write a centroids file.

    Raises:
        OSError: the disk is full.
    """
    path.write_text(json.dumps(centroids.to_json(), indent=2, ensure_ascii=False), encoding='utf-8')


def read_centroids(path: Path) -> Centroids:
    """Read a centroids file.

    Raises:
        SatganError: damaged, something else, or of a newer release.
    """
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        if content['schema'] > SCHEMA:
            raise SatganError(f'{path} was written by a newer release of SatGAN.', 'Update the plugin to read it.')
        return Centroids.from_json(content)
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise SatganError(
            f'{path} is no centroids file, or it is damaged ({error!r}).', 'Save the centroids of the first run again.'
        ) from error

"""K-means itself: finding the clusters of a sample, and telling to which one each pixel belongs."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from .centroids import Centroids

_STARTS = 10
_STARTING_PIXELS = 10000
_TOLERANCE = 1e-6  # of the variance: centroids that move by less stand still
_CHUNK = 2**14  # pixels: what is calculated with them stays in the processor's cache


def find_clusters(sample: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Find the clusters of standardised pixels.

    The best of several runs on a few pixels is where Lloyd's iteration on the whole sample starts. That was measured to
    come closer to k-means of the whole raster than mini-batches (Sculley 2010), in less time.

    Args:
        sample: (n, bands) in random order, with no fewer different pixels than `count`.
        count: of clusters.
        seed: of the starting places.

    Returns:
        The centroids, (clusters, bands), and the pixels of each, (clusters,), the largest cluster first.
    """
    # Several threads would add up in an order of their own in each run.
    with threadpool_limits(1), warnings.catch_warnings():
        # The few pixels may hold fewer different ones than there are clusters; the whole sample does not.
        warnings.simplefilter('ignore', ConvergenceWarning)
        start = KMeans(count, n_init=_STARTS, random_state=seed).fit(sample[:_STARTING_PIXELS]).cluster_centers_
        found = KMeans(count, init=start, n_init=1, tol=_TOLERANCE, random_state=seed).fit(sample)
    centroids, sizes = found.cluster_centers_, np.bincount(found.labels_, minlength=count)
    # Where two are of one size, their values decide.
    order = np.lexsort([*centroids.T[::-1], -sizes])
    return centroids[order], sizes[order]


class Classifier:
    """Tells to which cluster each pixel belongs: the one with the nearest centroid, all bands counting alike."""

    def __init__(self, centroids: Centroids) -> None:
        """Prepare the calculation.

        Of |x - c|^2 = |x|^2 - 2 x c + |c|^2 the first term is the same for all clusters, and what is left is a matrix
        product.

        Args:
            centroids: of the clusters.
        """
        self._means = centroids.means[:, np.newaxis]
        standard = (centroids.values - centroids.means) / centroids.stds
        self._weights = (-2 * standard / centroids.stds).astype(np.float32)
        self._squares = np.square(standard).sum(axis=1, keepdims=True).astype(np.float32)

    def classify(self, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Return the class of each pixel, 1 and more, and 0 where there is no data: (rows, columns) uint8.

        Args:
            values: (bands, rows, columns).
            valid: (rows, columns), bool.
        """
        pixels = values.reshape(len(values), -1)
        classes = np.empty(pixels.shape[1], dtype=np.uint8)
        # Whole numbers of more than 16 bits, and reals of double precision, lose too much in single precision.
        means = self._means.astype(np.result_type(values.dtype, np.float32))
        # Always of one shape: a product of another one may round differently, and a pixel would depend on its window.
        chunk = np.zeros((len(values), _CHUNK), dtype=np.float32)
        for first in range(0, pixels.shape[1], _CHUNK):
            part = pixels[:, first : first + _CHUNK]
            count = part.shape[1]
            np.subtract(part, means, out=chunk[:, :count], casting='same_kind')
            distances = self._weights @ chunk
            distances += self._squares
            classes[first : first + count] = distances.argmin(axis=0)[:count] + 1
        return np.where(valid, classes.reshape(valid.shape), np.uint8(0))

"""The colours of clusters: what they are, and whether they can be told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from skimage.color import deltaE_ciede2000, rgb2lab

_STRETCH = (2, 98)  # percentiles: as QGIS shows a raster
_DISTINCT = 5.0
_PRIMARIES = ('red', 'green', 'blue')

Colour = tuple[int, int, int]


def mean_colours(centroids: np.ndarray, names: Sequence[str], dtype: str, sample: np.ndarray) -> tuple[Colour, ...]:
    """Return the colours that clusters have in the raster.

    They are those of the bands called red, green and blue, else of the first three; of the first one in grey where
    there are fewer. Values of 8 bits are colours already; others are stretched.

    Args:
        centroids: mean values, (clusters, bands), in the raster's units.
        names: of the bands.
        dtype: numpy name of the raster's data type.
        sample: pixels, (n, bands), that give the stretch.
    """
    bands = _shown_bands(names)
    low, high = (0.0, 255.0) if dtype == 'uint8' else np.percentile(sample[:, bands], _STRETCH, axis=0)
    span = np.maximum(np.subtract(high, low), np.finfo(float).tiny)
    shown = np.rint(255 * np.clip((centroids[:, bands] - low) / span, 0, 1)).astype(int)
    return tuple((red, green, blue) for red, green, blue in shown.tolist())


def _shown_bands(names: Sequence[str]) -> list[int]:
    lower = [name.lower() for name in names]
    if all(primary in lower for primary in _PRIMARIES):
        return [lower.index(primary) for primary in _PRIMARIES]
    return [0, 1, 2] if len(names) >= 3 else [0, 0, 0]


def similar_pairs(colours: Sequence[Colour]) -> list[tuple[int, int, float]]:
    """Return the pairs of colours that are hard to tell apart, the most similar first, with their difference.

    The measure is CIEDE2000 (Sharma, Wu and Dalal 2005). A difference of 1 is about the smallest that is seen between
    large patches side by side. Small areas of a map lie apart, among others: the limit is 5.
    """
    lab = rgb2lab(np.array(colours, dtype=np.float64) / 255)
    differences = deltaE_ciede2000(lab[:, np.newaxis], lab[np.newaxis])
    firsts, seconds = np.nonzero(np.triu(differences < _DISTINCT, k=1))
    pairs = [(int(a), int(b), float(differences[a, b])) for a, b in zip(firsts, seconds, strict=True)]
    return sorted(pairs, key=lambda pair: pair[2])

"""Pixels of a domain as a picture that a person can look at."""

from __future__ import annotations

import numpy as np

from .domain import Domain

_NODATA_GREY = 128
_RGB = ('red', 'green', 'blue')


def picture(domain: Domain, encoded: np.ndarray, valid: np.ndarray | None = None) -> np.ndarray:
    """Return network values as red, green and blue.

    A class raster gets its palette; one or two bands become grey; of three and more, the bands called red, green and
    blue are shown, or else the first three. Invalid pixels are grey.

    Args:
        domain: what the values mean.
        encoded: (channels, rows, columns) in [-1, 1].
        valid: (rows, columns), bool; None for everywhere.

    Returns:
        (rows, columns, 3), uint8.
    """
    if domain.classes:
        image = np.asarray(domain.classes.colours, dtype=np.uint8)[encoded.argmax(axis=0)]
    else:
        image = _shaded(encoded[list(_shown_bands(domain))]).transpose(1, 2, 0)
    if valid is not None:
        image[~valid] = _NODATA_GREY
    return image


def band_pictures(encoded: np.ndarray) -> np.ndarray:
    """Return network values band by band as grey pictures.

    Args:
        encoded: (bands, rows, columns) in [-1, 1].

    Returns:
        (bands, rows, columns, 3), uint8.
    """
    return _shaded(encoded)[..., np.newaxis].repeat(len(_RGB), axis=-1)


def _shaded(encoded: np.ndarray) -> np.ndarray:
    shades: np.ndarray = np.rint((np.clip(encoded, -1, 1) + 1) * 127.5).astype(np.uint8)
    return shades


def _shown_bands(domain: Domain) -> tuple[int, int, int]:
    names = [name.lower() for name in domain.names]
    if all(colour in names for colour in _RGB):
        red, green, blue = (names.index(colour) for colour in _RGB)
        return red, green, blue
    return (0, 1, 2) if len(names) >= 3 else (0, 0, 0)

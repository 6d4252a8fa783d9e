"""Writing vector layers."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import geopandas
import pyogrio

from .errors import SatganError


def require_geopackage(path: Path) -> None:
    """Make sure that the name of an output is that of a GeoPackage.

    Raises:
        SatganError: it is not.
    """
    if path.suffix.lower() != '.gpkg':
        raise SatganError(f'The polygons cannot be written to {path}.', 'Give a name that ends in .gpkg.')


def write_geopackage(path: Path, frame: geopandas.GeoDataFrame, layer: str) -> None:
    """Write a layer as a GeoPackage, the same bytes for the same features.

    Args:
        path: the new file.
        frame: the features.
        layer: its name.

    Raises:
        OSError: the disk is full.
    """
    # A GeoPackage keeps the time of its last change, which would make equal runs differ.
    pyogrio.set_gdal_config_options({'OGR_CURRENT_DATE': '2000-01-01T00:00:00.000Z'})
    # Built in memory, as the features are: a full disk is told by Python's own write.
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', "'crs' was not provided")
        frame.to_file(content, layer=layer, driver='GPKG', engine='pyogrio')
    path.write_bytes(content.getbuffer())

"""Reading polygon layers: reprojected, repaired, and said what was done to them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from pyproj.exceptions import ProjError
from rasterio.crs import CRS

from ..errors import SatganError
from ..reporting import Reporter

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def read_polygons(source: str, crs: CRS | None, reporter: Reporter) -> geopandas.GeoDataFrame:
    """Read a polygon layer in the coordinate system `crs`.

    Invalid polygons are repaired, features without a polygon are left out, and both are counted in a message.

    Args:
        source: a file, with `|layername=NAME` behind it for one layer of several.
        crs: the wanted coordinate system; None takes the coordinates as they are.
        reporter: is told about repairs.

    Raises:
        SatganError: unreadable, empty, without polygons, or without a coordinate system.
    """
    frame = read_layer(source)
    if frame.empty:
        raise SatganError(
            f'{source} has no features.', 'Choose a layer with polygons, or clear its filter or selection.'
        )
    frame = _repaired(frame, source, reporter)
    if crs is None:
        return frame
    if frame.crs is None:
        raise SatganError(f'{source} has no coordinate system.', 'Assign it with "Assign projection" in QGIS.')
    return _transformed(frame, crs, source, reporter)


def geojson(polygons: np.ndarray, moved: Callable[[np.ndarray], np.ndarray]) -> list[dict[str, Any]]:
    """Return polygons and multipolygons as GeoJSON objects: shapely's own way takes five times as long.

    Args:
        polygons: (n,).
        moved: takes their coordinates, (m, 2), to those that the objects shall have.
    """
    kind, coordinates, offsets = shapely.to_ragged_array(polygons, include_z=False)
    # Tuples, which the garbage collector lets alone.
    nested: tuple[Any, ...] = tuple(zip(*moved(coordinates).T.tolist(), strict=True))
    for bounds in offsets:
        nested = tuple(nested[begin:end] for begin, end in pairwise(bounds.tolist()))
    name = 'Polygon' if kind is shapely.GeometryType.POLYGON else 'MultiPolygon'
    return [{'type': name, 'coordinates': item} for item in nested]


def read_layer(source: str) -> geopandas.GeoDataFrame:
    """Read a vector layer as it is.

    Args:
        source: as QGIS writes it: a file, with `|layername=NAME` and `|subset=FILTER` behind it where needed.

    Raises:
        SatganError: unreadable, or a table without geometries.
    """
    path, layer, condition = _parts(source)
    try:
        frame = geopandas.read_file(path, layer=layer, where=condition, engine='pyogrio')
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError) as error:
        if not path.startswith('/vsi') and not Path(path).exists():
            raise SatganError(f'The layer {path} does not exist.', 'Check its path.') from error
        raise SatganError(
            f'{source} cannot be opened as a vector layer ({error}).', 'Open it in QGIS to see.'
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise SatganError(f'{source} is a table without geometries.', 'Choose a polygon layer.')
    return frame


def _parts(source: str) -> tuple[str, str | None, str | None]:
    """Return path, layer name and filter of a source as QGIS writes it: `path|layername=NAME|subset=FILTER`."""
    head, _, condition = source.partition('|subset=')
    path, *options = head.split('|')
    names = [option.removeprefix('layername=') for option in options if option.startswith('layername=')]
    return path, names[0] if names else None, condition or None


def _transformed(frame: geopandas.GeoDataFrame, crs: CRS, source: str, reporter: Reporter) -> geopandas.GeoDataFrame:
    # Vectors are kept with x before y whatever the coordinate system says.
    if frame.crs.equals(crs.to_wkt(), ignore_axis_order=True):
        return frame
    try:
        moved = frame.to_crs(crs.to_wkt())
    except ProjError as error:
        raise SatganError(
            f'The coordinates of {source} cannot be converted into those of the raster ({error}).',
            'One of the two has a wrong or local coordinate system: assign the right one in QGIS.',
        ) from error
    usable = np.isfinite(moved.geometry.bounds.to_numpy()).all(axis=1)
    if not usable.any():
        raise SatganError(
            f'The polygons of {source} lie where the coordinate system of the raster has no place for them.',
            'Load both in QGIS to see; a wrong coordinate system is the usual reason.',
        )
    if skipped := int((~usable).sum()):
        reporter.warning(f'{skipped} of {len(moved)} polygons lie where the raster cannot be, and were left out.')
    return moved[usable]


def _repaired(frame: geopandas.GeoDataFrame, source: str, reporter: Reporter) -> geopandas.GeoDataFrame:
    geometries = frame.geometry.to_numpy().copy()
    invalid = ~shapely.is_valid(geometries) & ~shapely.is_missing(geometries)
    geometries[invalid] = shapely.make_valid(geometries[invalid])
    odd = ~np.isin(shapely.get_type_id(geometries), [-1, *_POLYGONAL])  # -1: no geometry
    geometries[odd] = [_polygons_of(geometry) for geometry in geometries[odd]]
    usable = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    if not usable.any():
        kinds = ', '.join(sorted({str(kind) for kind in frame.geometry.geom_type.dropna()})) or 'no geometries'
        raise SatganError(
            f'{source} has no polygons, but {kinds}.', 'Choose a polygon layer; "Buffer" makes one of points or lines.'
        )
    if repaired := int((invalid & usable).sum()):
        reporter.warning(f'{repaired} of {len(frame)} polygons were invalid (self-intersections) and were repaired.')
    if skipped := int((~usable).sum()):
        reporter.warning(f'{skipped} of {len(frame)} features have no polygon and were left out.')
    return frame.set_geometry(geopandas.GeoSeries(geometries, index=frame.index, crs=frame.crs))[usable]


def _polygons_of(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """Return the polygons of a geometry: a repair leaves lines and points beside them."""
    parts = [part for part in shapely.get_parts(geometry) if shapely.get_type_id(part) in _POLYGONAL]
    return shapely.union_all(parts) if parts else None

"""The job `forgefootprints`: real polygons to invented ones, for masks of places that do not exist."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from pyproj import CRS

from ..errors import SatganError
from ..geopackage import require_geopackage, write_geopackage
from ..jobs import ForgeFootprints
from ..rasters.grid import parsed_extent
from ..rasters.writing import whole_file
from ..reporting import Reporter
from .polygons import read_polygons
from .shapes import aligned, centred, moved, turned
from .streets import Streets

_HECTARE = 10_000  # square metres
_ROUNDS, _TRIES = 30, 3000  # so many rounds, and tries, in which hardly a footprint finds a place: there is no room
_TRICKLE = 0.001  # share of the footprints that is hardly one
_MOST = 1_000_000
_FROM = 'forged_from'

#: Takes shapes, (n,), to random places: where one has none, there is None.
Proposal = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def forge_footprints(job: ForgeFootprints, reporter: Reporter) -> dict[str, Any]:
    """Place shapes of real footprints at random, anywhere or along streets, without overlap.

    Raises:
        SatganError: unreadable input, a wrong extent, or no room for a single footprint.
    """
    output = Path(job.output)
    require_geopackage(output)
    sample = read_polygons(job.footprints, None, reporter).reset_index(drop=True)
    plane = _plane(sample, job.footprints)
    ground = sample.to_crs(plane.crs) if plane.crs else sample
    home = shapely.box(*ground.total_bounds)
    area = _area(job, sample.crs, plane) if job.extent else home
    count = _count(job, len(ground) / home.area, area, plane)
    rng = np.random.default_rng(job.seed)
    drawn = rng.integers(len(ground), size=count)
    shapes = shapely.force_2d(ground.geometry.to_numpy()[drawn])
    proposed: Proposal
    if job.streets:
        proposed = Streets.read(job.streets, plane.crs, area, job.setback / plane.unit).along
        shapes = aligned(shapes)
    else:
        proposed = _anywhere(area)
        shapes = turned(centred(shapes), rng.uniform(0, 2 * np.pi, len(shapes)))
    placed = _placed(shapes, area, job.min_distance / plane.unit, proposed, rng, reporter)
    is_placed = ~shapely.is_missing(placed)
    if not is_placed.any():
        raise SatganError(
            f'The extent has no room for a footprint of {job.footprints}.',
            'Choose a larger one, or a smaller distance.',
        )
    chosen = drawn[is_placed]
    geometries = geopandas.GeoSeries(placed[is_placed], crs=plane.crs)
    attributes = sample.drop(columns=sample.geometry.name).iloc[chosen].assign(**{_FROM: chosen}).reset_index(drop=True)
    forged = geopandas.GeoDataFrame(attributes, geometry=geometries.to_crs(sample.crs) if plane.crs else geometries)
    with whole_file(output) as partial:
        write_geopackage(partial, forged, 'footprints')
    _tell(len(forged), count, len(sample), reporter)
    return {'FEATURE_COUNT': len(forged)}


@dataclass(frozen=True)
class _Plane:
    """The plane that footprints are placed in.

    Attributes:
        crs: its coordinate system, a projected one; None where the sample has none.
        unit: metres in one of its units.
    """

    crs: CRS | None
    unit: float


def _plane(sample: geopandas.GeoDataFrame, path: str) -> _Plane:
    """Return that of the layer, or for degrees the UTM zone in which it lies."""
    if sample.crs is None:
        return _Plane(None, 1.0)
    crs = sample.crs
    if crs.is_geographic:
        try:
            crs = sample.estimate_utm_crs()
        except (RuntimeError, ValueError) as error:
            raise SatganError(
                f'{path} lies where there is no UTM zone.', 'Save it in a projected coordinate system first.'
            ) from error
    return _Plane(crs, crs.axis_info[0].unit_conversion_factor)


def _area(job: ForgeFootprints, home: CRS | None, plane: _Plane) -> shapely.Polygon:
    """Return the extent in the plane; `home` is its coordinate system where it names none."""
    (xmin, xmax, ymin, ymax), crs = parsed_extent(job.extent or '')
    box = shapely.segmentize(shapely.box(xmin, ymin, xmax, ymax), max(xmax - xmin, ymax - ymin) / 20)
    if plane.crs is None:
        return box
    area: shapely.Polygon = geopandas.GeoSeries([box], crs=crs.to_wkt() if crs else home).to_crs(plane.crs).iloc[0]
    if not math.isfinite(area.area) or not area.area:
        raise SatganError(
            f'The extent {job.extent} lies where the footprints of {job.footprints} cannot be.',
            'Draw it near them, or give its coordinate system behind it, like [EPSG:4326].',
        )
    return area


def _count(job: ForgeFootprints, usual: float, area: shapely.Polygon, plane: _Plane) -> int:
    """Return how many footprints are wanted; `usual` is the density of the sample, per square unit of the plane."""
    if job.count:
        return job.count
    hectare = _HECTARE / plane.unit**2
    hectares = area.area / hectare
    density = job.density or usual * hectare
    count = round(density * hectares)
    if not 1 <= count <= _MOST:
        raise SatganError(
            f'{density:.3g} footprints per hectare make {count} on the {hectares:.3g} hectares of the extent.',
            f'Choose a density or an extent that makes from 1 to {_MOST}, or name the count.',
        )
    return count


def _anywhere(area: shapely.Polygon) -> Proposal:
    """Return what moves shapes to any places in an area."""
    low, high = np.reshape(area.bounds, (2, 2))
    return lambda shapes, rng: moved(shapes, rng.uniform(low, high, (len(shapes), 2)))


def _placed(
    shapes: np.ndarray,
    area: shapely.Polygon,
    distance: float,
    proposed: Proposal,
    rng: np.random.Generator,
    reporter: Reporter,
) -> np.ndarray:
    """Return the shapes at random places among those proposed, with None for those that found no room.

    All shapes look for a place at once, the largest first, and those that find none try again: so the sizes stay those of the
    sample, which they would not if a shape without room were drawn anew.
    """
    shapely.prepare(area)
    placed = np.full(len(shapes), None, dtype=object)
    pending = np.argsort(-shapely.area(shapes), kind='stable')
    tree, in_vain = shapely.STRtree([]), 0
    while len(pending) and in_vain < max(_TRIES, _ROUNDS * len(pending)):
        candidates = proposed(shapes[pending], rng)
        chosen = np.flatnonzero(shapely.covers(area, candidates))
        chosen = chosen[~_near(candidates[chosen], tree, distance)]
        chosen = chosen[_apart(candidates[chosen], distance)]
        in_vain = 0 if len(chosen) > _TRICKLE * len(pending) else in_vain + len(pending)
        if len(chosen):
            placed[pending[chosen]] = candidates[chosen]
            tree = shapely.STRtree(placed[~shapely.is_missing(placed)])
            pending = np.delete(pending, chosen)
        reporter.progress(0.9 * (1 - len(pending) / len(shapes)), 'Looking for places')
    return placed


def _near(shapes: np.ndarray, others: shapely.STRtree, distance: float) -> np.ndarray:
    """Return which shapes, (n,) bool, are no farther than a distance from one of the others."""
    is_near = np.zeros(len(shapes), dtype=bool)
    is_near[others.query(shapes, 'dwithin', distance)[0]] = True
    return is_near


def _apart(shapes: np.ndarray, distance: float) -> np.ndarray:
    """Return which shapes to keep, (n,) bool, so that all are farther apart than a distance; earlier ones come first."""
    pairs = shapely.STRtree(shapes).query(shapes, 'dwithin', distance).T
    kept = np.ones(len(shapes), dtype=bool)
    for first, second in sorted(pairs[pairs[:, 0] < pairs[:, 1]].tolist()):
        if kept[first]:
            kept[second] = False
    return kept


def _tell(forged: int, wanted: int, sample: int, reporter: Reporter) -> None:
    reporter.info(f'{forged} footprints forged of {sample} real ones.')
    if forged < wanted:
        reporter.warning(
            f'{wanted - forged} of {wanted} footprints found no room. Choose fewer, a smaller distance or a larger extent.'
        )

"""Jobs that make class rasters."""

from __future__ import annotations

from dataclasses import dataclass

from .job import Job
from .kinds import Kind
from .parameter import Result, parameter
from .shared import EXTENT_HELP, SEED_HELP


@dataclass(frozen=True, kw_only=True)
class RasterizeFootprints(Job):
    """Burn polygons into a class raster on the grid of a reference raster."""

    id = 'rasterizefootprints'
    results = (Result('FEATURE_COUNT', 'Polygons burned'), Result('CLASS_COUNT', 'Classes without the background'))

    footprints: str = parameter(
        Kind.VECTOR,
        'Footprints',
        'Polygons in any coordinate system: they are reprojected on the way, the layer itself stays as it is.',
    )
    reference: str = parameter(
        Kind.RASTER, 'Reference raster', 'Gives pixel grid, size and coordinate system of the class raster.'
    )
    field: str | None = parameter(
        Kind.FIELD,
        'Class field',
        'Numbers become the class values as they are; texts are numbered from 1 in alphabetical order and stay '
        'readable as category names. Empty: every polygon gets the value below.',
        None,
        parent='footprints',
    )
    burn: int = parameter(
        Kind.INTEGER,
        'Class value without a class field',
        'The background is 0.',
        1,
        minimum=1,
        maximum=65535,
    )
    buffer: float = parameter(
        Kind.DISTANCE,
        'Buffer',
        'Grows (or, if negative, shrinks) each polygon, in map units of the reference raster.',
        0.0,
        parent='reference',
        advanced=True,
    )
    all_touched: bool = parameter(
        Kind.BOOLEAN,
        'Burn all touched pixels',
        'Otherwise a pixel belongs to a polygon when its centre lies inside.',
        False,
        advanced=True,
    )
    extent: str | None = parameter(Kind.EXTENT, 'Extent', EXTENT_HELP, None, advanced=True)
    output: str = parameter(Kind.RASTER_OUTPUT, 'Class raster', 'GeoTIFF with palette and category names.')


@dataclass(frozen=True, kw_only=True)
class ForgeFootprints(Job):
    """Invent footprints: the shapes of real ones, turned and placed at random without overlap."""

    id = 'forgefootprints'
    results = (Result('FEATURE_COUNT', 'Footprints forged'),)

    footprints: str = parameter(
        Kind.VECTOR, 'Footprints', 'The real polygons whose shapes and attributes are taken, all of them alike.'
    )
    extent: str | None = parameter(
        Kind.EXTENT,
        'Extent',
        'Where to place them: xmin,xmax,ymin,ymax in the coordinate system of the footprints, or with another one behind it, '
        'like [EPSG:4326]. Empty: where the real ones are.',
        None,
    )
    count: int = parameter(
        Kind.INTEGER, 'Number of footprints (0 = by density)', 'How many to place.', 0, minimum=0, maximum=1000000
    )
    density: float = parameter(
        Kind.NUMBER,
        'Density (per hectare; 0 = that of the real ones)',
        'How many to place on each hectare, where no number is given.',
        0.0,
        minimum=0.0,
        maximum=10000.0,
    )
    min_distance: float = parameter(
        Kind.NUMBER,
        'Smallest distance (metres)',
        'Between two footprints. 0: they may lie side by side, but not touch.',
        1.0,
        minimum=0.0,
        maximum=100000.0,
    )
    streets: str | None = parameter(
        Kind.LINES,
        'Streets',
        'Lines along which to place them, with their longer sides parallel to the street. Empty: anywhere, turned by any '
        'angle.',
        None,
    )
    setback: float = parameter(
        Kind.NUMBER,
        'Setback (m)',
        'Between the line of a street and the footprints along it, in metres. They keep it from all other streets, too.',
        6.0,
        minimum=0.5,
        maximum=1000.0,
        advanced=True,
    )
    seed: int = parameter(Kind.INTEGER, 'Seed', SEED_HELP, 0, minimum=0, maximum=2**31 - 1, advanced=True)
    output: str = parameter(Kind.VECTOR_OUTPUT, 'Forged footprints', 'Polygons with the attributes of the real ones.')


@dataclass(frozen=True, kw_only=True)
class KMeansSegmentation(Job):
    """Segment a raster into clusters of similar pixels (k-means)."""

    id = 'kmeanssegmentation'

    input: str = parameter(Kind.RASTER, 'Input raster', 'Any number of bands, any data type.')
    bands: tuple[int, ...] | None = parameter(
        Kind.BANDS, 'Bands', 'Empty: all but an alpha band.', None, parent='input', advanced=True
    )
    clusters: int = parameter(
        Kind.INTEGER,
        'Number of clusters',
        'How many classes the raster gets. Not used with the centroids of an earlier run.',
        8,
        minimum=2,
        maximum=255,
    )
    sample_size: int = parameter(
        Kind.INTEGER,
        'Sample size (pixels)',
        'The clusters are found on so many pixels, drawn from all over the raster.',
        100000,
        minimum=1000,
        maximum=1000000,
        advanced=True,
    )
    min_area: int = parameter(
        Kind.INTEGER,
        'Smallest area (pixels; 0 = keep all)',
        'Connected areas of fewer pixels are merged into their largest neighbour.',
        0,
        minimum=0,
        maximum=1000,
    )
    centroids: str | None = parameter(
        Kind.FILE,
        'Centroids of an earlier run',
        'Gives the raster the same clusters and legend as the raster of that run, which must measure the same in the '
        'same units. Empty: clusters are found anew.',
        None,
        extension='json',
    )
    seed: int = parameter(Kind.INTEGER, 'Seed', SEED_HELP, 0, minimum=0, maximum=2**31 - 1, advanced=True)
    output: str = parameter(
        Kind.RASTER_OUTPUT, 'Class raster', 'GeoTIFF with palette and category names; 0 is nodata, clusters begin at 1.'
    )
    output_centroids: str | None = parameter(
        Kind.FILE_OUTPUT, 'Centroids', 'For other rasters that shall have the same legend.', None, extension='json'
    )

"""The job `rasterizefootprints`: polygons to a class raster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import rasterio
import shapely
from rasterio.enums import Resampling
from rasterio.features import rasterize
from rasterio.windows import Window

from ..errors import SatganError
from ..jobs import RasterizeFootprints
from ..rasters.classes import MAX_CLASSES, TAGS, Legend, class_tags, distinct_colour, write_category_names
from ..rasters.grid import Grid
from ..rasters.reading import open_raster, pixel_grid
from ..rasters.stylefile import class_renderer, write_stylefile
from ..rasters.writing import finish_geotiff, geotiff_profile, whole_file, writing
from ..reporting import Reporter
from ..wording import counted
from .polygons import geojson, read_polygons

_WINDOW = 2048
_CACHE_BYTES = 2**24  # no block is read twice
_MAX_VALUE = 65535  # what a palette can hold


def rasterize_footprints(job: RasterizeFootprints, reporter: Reporter) -> dict[str, Any]:
    """Burn polygons into a class raster, window by window.

    Raises:
        SatganError: unreadable input, no polygon on the raster, class values that are no whole numbers.
    """
    with open_raster(job.reference) as reference:
        grid = pixel_grid(reference)
    if job.extent:
        grid = grid.part(grid.window_of_extent(job.extent))
    frame = read_polygons(job.footprints, grid.crs, reporter)
    geometries, values, legend = _classified(job, frame, reporter)
    if job.buffer:
        geometries = shapely.buffer(geometries, job.buffer)
    tree = shapely.STRtree(geometries)
    on_grid = tree.query(_outline(grid, grid.window), predicate='intersects')
    if not len(on_grid):
        raise _nothing_on_grid(job, len(frame), tree)
    output = Path(job.output)
    with whole_file(output) as partial, rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES):
        _write(partial, output, grid, legend, _burned_windows(grid, tree, values, job.all_touched, reporter))
        write_category_names(partial, legend)
        write_stylefile(partial, output, class_renderer(legend))
    used = sorted({int(value) for value in values[on_grid]} - {0})
    reporter.info(f'{len(on_grid)} polygons in {counted(len(used), "class", "classes")} burned into {output.name}.')
    return {'FEATURE_COUNT': len(on_grid), 'CLASS_COUNT': len(used)}


def _nothing_on_grid(job: RasterizeFootprints, count: int, tree: shapely.STRtree) -> SatganError:
    if job.buffer < 0 and shapely.is_empty(tree.geometries).all():
        return SatganError(
            f'The buffer of {job.buffer:g} leaves nothing of the {count} polygons of {job.footprints}.',
            'It is in map units of the reference raster: choose one nearer to 0.',
        )
    return SatganError(
        f'None of the {count} polygons of {job.footprints} lies on {job.reference}.',
        'Load both in QGIS to see where they lie; a wrong coordinate system is the usual reason.',
    )


def _classified(
    job: RasterizeFootprints, frame: geopandas.GeoDataFrame, reporter: Reporter
) -> tuple[np.ndarray, np.ndarray, Legend]:
    """Return geometries, the class value of each, and the legend."""
    if job.field is None:
        return frame.geometry.to_numpy(), np.full(len(frame), job.burn), _legend({job.burn: 'footprint'})
    if job.field not in frame.columns:
        fields = ', '.join(name for name in frame.columns if name != frame.geometry.name)
        raise SatganError(f'{job.footprints} has no field "{job.field}".', f'It has: {fields}.')
    column = frame[job.field]
    is_number = pandas.api.types.is_numeric_dtype(column)
    is_known = column.notna() if is_number else column.notna() & (column.astype(str).str.strip() != '')
    if missing := int((~is_known).sum()):
        reporter.warning(f'{missing} polygons have no value in the field "{job.field}" and were left out.')
    if not is_known.any():
        raise SatganError(f'The field "{job.field}" of {job.footprints} is empty in every polygon.', 'Choose another.')
    column = column[is_known]
    if is_number:
        values = _whole_values(column.to_numpy(dtype=float), job.field)
        names = {value: f'{job.field} {value}' for value in np.unique(values).tolist()}
    else:
        values, names = _numbered(column.astype(str), job.field)
    if len(names) > MAX_CLASSES:
        reporter.warning(
            f'The field "{job.field}" gives {len(names)} classes, but no more than {MAX_CLASSES} can be trained on.'
        )
    return frame.geometry[is_known].to_numpy(), values, _legend(names)


def _numbered(texts: pandas.Series, field: str) -> tuple[np.ndarray, dict[int, str]]:
    """Return the number of each text, and the texts by number."""
    names = dict(enumerate(sorted(texts.unique()), start=1))
    if len(names) > _MAX_VALUE:
        raise SatganError(
            f'The field "{field}" holds {len(names)} different texts, but a raster holds at most {_MAX_VALUE} classes.',
            'Choose a field that tells kinds, not single things.',
        )
    numbers = {text: index for index, text in names.items()}
    return texts.map(numbers).to_numpy(dtype=int), names


def _whole_values(values: np.ndarray, field: str) -> np.ndarray:
    wrong = values[(values != np.round(values)) | (values < 0) | (values > _MAX_VALUE)]
    if len(wrong):
        raise SatganError(
            f'The field "{field}" holds {wrong[0]:g}, but a class value must be a whole number from 0 to {_MAX_VALUE}.',
            'Choose another field, or one with texts: they are numbered from 1.',
        )
    return values.astype(int)


def _legend(names: dict[int, str]) -> Legend:
    named = {0: 'background', **names}
    values = sorted(named)
    colours = [(0, 0, 0), *(distinct_colour(index) for index in range(len(values) - 1))]
    return Legend(tuple(values), tuple(named[value] for value in values), tuple(colours))


def _burned_windows(
    grid: Grid, tree: shapely.STRtree, values: np.ndarray, all_touched: bool, reporter: Reporter
) -> Iterator[tuple[Window, np.ndarray]]:
    """Yield the windows that hold polygons, with their pixels, (rows, columns)."""
    rows, columns = range(0, grid.height, _WINDOW), range(0, grid.width, _WINDOW)
    for row in rows:
        reporter.progress(row / grid.height, 'Burning polygons')
        for column in columns:
            window = Window(column, row, min(_WINDOW, grid.width - column), min(_WINDOW, grid.height - row))
            # Sorted: where polygons overlap, the later one in the layer wins, in every window alike.
            inside = np.sort(tree.query(_outline(grid, window)))
            if len(inside):
                yield (
                    window,
                    rasterize(
                        zip(geojson(tree.geometries[inside], grid.to_pixels), values[inside].tolist(), strict=True),
                        out_shape=(window.height, window.width),
                        transform=rasterio.Affine.translation(column, row),
                        all_touched=all_touched,
                        dtype='uint16',
                    ),
                )


def _outline(grid: Grid, window: Window) -> shapely.Polygon:
    """Return a window of the grid in map coordinates."""
    left, top = window.col_off, window.row_off
    return shapely.transform(shapely.box(left, top, left + window.width, top + window.height), grid.to_map)


def _write(
    partial: Path, output: Path, grid: Grid, legend: Legend, windows: Iterator[tuple[Window, np.ndarray]]
) -> None:
    dtype = 'uint8' if max(legend.values) <= 255 else 'uint16'
    profile = geotiff_profile(grid, 1, dtype, None, 'deflate') | {'photometric': 'palette', 'sparse_ok': True}
    with writing(output), rasterio.open(partial, 'w', **profile) as dataset:
        dataset.write_colormap(1, legend.colormap())
        dataset.set_band_description(1, 'class')
        dataset.update_tags(1, ns=TAGS, **class_tags(legend))
        for window, pixels in windows:
            dataset.write(pixels.astype(dtype), 1, window=window)
    # Not the mode: in small scales it would leave nothing of small things among much background.
    finish_geotiff(partial, Resampling.nearest, output)

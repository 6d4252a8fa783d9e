"""The job `kmeanssegmentation`: a raster to clusters of similar pixels."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.io import DatasetWriter
from rasterio.windows import Window
from threadpoolctl import threadpool_limits

from ..errors import SatganError
from ..jobs import KMeansSegmentation
from ..memory import give_back
from ..parallel import in_order
from ..rasters.classes import TAGS, Legend, class_tags, write_category_names
from ..rasters.pieces import cut, pieces
from ..rasters.reading import AlignedReader, RasterInfo, raster_info
from ..rasters.sampling import draw_pixels, no_valid_pixel
from ..rasters.sieve import sieve_in_place
from ..rasters.stylefile import class_renderer, write_stylefile
from ..rasters.writing import check_whole, finish_geotiff, geotiff_profile, whole_file, writing
from ..reporting import Reporter
from ..wording import counted
from .centroids import Centroids, read_centroids, write_centroids
from .clusters import Classifier, find_clusters
from .colours import mean_colours, similar_pairs

_PIECE = 2**20
_COPIED = 1024  # rows and columns at once
_PIECES_BETWEEN_TRIMS = 8
_CACHED_ROWS = 2 * 256  # of the output's pixels: with so many in GDAL's cache each block is written once
_LEAST_CACHE = 2**26


def kmeans_segmentation(job: KMeansSegmentation, reporter: Reporter) -> dict[str, Any]:
    """Segment a raster into clusters, window by window.

    Raises:
        SatganError: unreadable input, no valid pixel, centroids that do not fit, or the disk is full.
    """
    info = raster_info(job.input, job.bands)
    output = Path(job.output)
    with ExitStack() as stack:
        partial = stack.enter_context(whole_file(output))
        # Asked for at once, so that nobody waits for hours to hear that it cannot be written.
        file = stack.enter_context(whole_file(Path(job.output_centroids))) if job.output_centroids else None
        centroids = _given(job.centroids, info, reporter) if job.centroids else _found(job, info, reporter)
        _warn_of_similar(centroids.legend, reporter)
        if file:
            with writing(Path(job.output_centroids or '')):
                write_centroids(file, centroids)
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=max(_LEAST_CACHE, info.grid.width * _CACHED_ROWS)))
        _write(job, info, centroids, partial, reporter)
        reporter.progress(0.97, 'Building overviews')
        finish_geotiff(partial, Resampling.nearest, output)
        write_category_names(partial, centroids.legend)
        write_stylefile(partial, output, class_renderer(centroids.legend))
    return {}


def _given(path: str, info: RasterInfo, reporter: Reporter) -> Centroids:
    """Return the centroids of an earlier run, once they fit the raster."""
    centroids = read_centroids(Path(path))
    wanted, given = ', '.join(centroids.names), ', '.join(info.names)
    if len(centroids.names) != len(info.names):
        raise SatganError(
            f'The centroids of {path} are those of {counted(len(centroids.names), "band")} ({wanted}), but {info.path} has '
            f'{len(info.names)} in use ({given}).',
            'Choose the same bands, in that order.',
        )
    if wanted.lower() != given.lower():
        reporter.warning(
            f'The centroids of {path} are those of the bands {wanted}, and are used for the bands {given} of '
            f'{info.path}. That is of use only if both measure the same in the same units.'
        )
    if centroids.dtype and centroids.dtype != info.dtype:
        reporter.warning(
            f'The centroids of {path} are those of {centroids.dtype} values, but {info.path} holds {info.dtype} values. '
            'Unless both are in the same units, the clusters mean nothing: rescale it to those of the first raster.'
        )
    return centroids


def _found(job: KMeansSegmentation, info: RasterInfo, reporter: Reporter) -> Centroids:
    """Return the clusters of a sample of the raster."""
    reporter.progress(0.0, 'Drawing a sample')
    sample = draw_pixels(info, job.sample_size, job.seed)
    means, stds = sample.mean(axis=0), sample.std(axis=0)
    stds[stds == 0] = 1
    reporter.progress(0.05, 'Finding clusters')
    count = min(job.clusters, len(np.unique(sample, axis=0)))
    if count < job.clusters:
        reporter.warning(
            f'{info.path} has only {counted(count, "different pixel")}, so it gets {counted(count, "cluster")} and not '
            f'{job.clusters}.'
        )
    standard, sizes = find_clusters((sample - means) / stds, count, job.seed)
    values = means + standard * stds
    numbers = tuple(range(1, count + 1))
    colours = mean_colours(values, info.names, info.dtype, sample)
    legend = Legend(numbers, tuple(f'cluster {number}' for number in numbers), colours)
    reporter.info(
        f'{counted(count, "cluster")} found in {len(sample)} pixels: the largest has {sizes[0] / len(sample):.1%} of them, the '
        f'smallest {sizes[-1] / len(sample):.1%}.'
    )
    return Centroids(info.names, means, stds, values, legend, info.dtype)


def _warn_of_similar(legend: Legend, reporter: Reporter) -> None:
    pairs = similar_pairs(legend.colours)
    if not pairs:
        return
    first, second, difference = pairs[0]
    more = f', and {counted(len(pairs) - 1, "more pair")},' if len(pairs) > 1 else ''
    reporter.warning(
        f'{legend.names[first].capitalize()} and {legend.names[second]}{more} can hardly be told apart by their '
        f'colours (CIEDE2000 {difference:.1f}). Choose fewer clusters, or give them other colours in QGIS.'
    )


def _write(job: KMeansSegmentation, info: RasterInfo, centroids: Centroids, partial: Path, reporter: Reporter) -> None:
    """Write the class raster, by way of an uncompressed one where small areas are to be merged."""
    profile = geotiff_profile(info.grid, 1, 'uint8', 0, 'deflate') | {'photometric': 'palette'}
    with writing(Path(job.output)), rasterio.open(partial, 'w', **profile) as dataset:
        dataset.write_colormap(1, centroids.legend.colormap())
        dataset.set_band_description(1, 'cluster')
        dataset.update_tags(1, ns=TAGS, **class_tags(centroids.legend))
        if job.min_area > 1:
            _write_sieved(job, info, centroids, dataset, reporter)
        else:
            _classify(info, centroids, dataset, reporter, end=0.97)


def _write_sieved(
    job: KMeansSegmentation, info: RasterInfo, centroids: Centroids, dataset: DatasetWriter, reporter: Reporter
) -> None:
    # Of a name that is cleared away with the unfinished output, whatever happens.
    path = Path(f'{dataset.name}.unsieved')
    with rasterio.open(path, 'w', **geotiff_profile(info.grid, 1, 'uint8', 0, 'none')) as unsieved:
        _classify(info, centroids, unsieved, reporter, end=0.5)
    check_whole(path, Path(job.output))
    with rasterio.open(path, 'r+') as classes:
        for share in sieve_in_place(classes, job.min_area):
            reporter.progress(0.5 + 0.45 * share, 'Merging small areas')
            give_back()
        for window in cut(info.grid, _COPIED, _COPIED):
            dataset.write(classes.read(1, window=window), 1, window=window)
    path.unlink()


def _classify(info: RasterInfo, centroids: Centroids, dataset: DatasetWriter, reporter: Reporter, end: float) -> None:
    """Write the class of every pixel."""
    windows = pieces(info.path, _PIECE)
    has_data = False
    with closing(_classified(info, windows, Classifier(centroids))) as results:
        for done, (window, classes) in enumerate(results, start=1):
            dataset.write(classes, 1, window=window)
            has_data = has_data or bool(classes.any())
            reporter.progress(0.1 + (end - 0.1) * done / len(windows), 'Classifying')
            if done % _PIECES_BETWEEN_TRIMS == 0:
                give_back()
    if not has_data:
        raise no_valid_pixel(info.path)


def _classified(
    info: RasterInfo, windows: list[Window], classifier: Classifier
) -> Generator[tuple[Window, np.ndarray], None, None]:
    """Yield each window with its classes, (rows, columns) uint8, worked on by all cores."""
    local = threading.local()
    opened: list[AlignedReader] = []

    def work(window: Window) -> tuple[Window, np.ndarray]:
        if not hasattr(local, 'reader'):
            local.reader = AlignedReader(info.path, info.grid, info.bands)
            opened.append(local.reader)
        return window, classifier.classify(*local.reader.read(window))

    try:
        # Each core has a window of its own: a product that is spread over the cores as well would be in their way.
        with threadpool_limits(1), closing(in_order(work, windows)) as results:
            yield from results
    finally:
        for reader in opened:
            reader.close()

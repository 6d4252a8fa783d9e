"""A raster to clusters of similar pixels."""

from __future__ import annotations

from ...core.jobs import KMeansSegmentation
from ..landing import Landing
from ..language import translatable
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class KMeansSegmentationAlgorithm(SatganAlgorithm):
    """Segments a raster into clusters of similar pixels."""

    job = KMeansSegmentation
    title = 'K-means segmentation'
    toolbox_group = TRAINING_DATA
    keywords = ('cluster', 'classes', 'labels', 'unsupervised', 'classification', 'centroids', 'palette', 'k-means')
    summary = 'Segments a raster into clusters of similar pixels, each shown in its mean colour.'
    description = """
        Makes a class raster where there are no polygons to learn from: a simplified map of the image, from which a
        model can learn to paint the image. Pixels with similar values in all bands get the same class; bands count
        alike, whatever their units.

        The clusters are found on a sample from all over the raster. They are numbered by size, the largest first, and
        have the mean colours of their pixels: the bands named red, green and blue, or the first three; grey where
        there are fewer. Values other than 8 bits are stretched from the 2nd to the 98th percentile. Pixels without
        data get 0, which is the nodata value of the class raster.

        To give many rasters one legend, save the centroids of the first run and name that file in all others. Nothing
        is searched for then: number of clusters, sample size and seed do not count.

        A smallest area merges speckles into their largest neighbour, as "Sieve" of GDAL does it: small areas whose
        largest neighbour is small as well may stay. Rasters of more than 2048 pixels a side are sieved in parts, so
        that a few speckles with several large neighbours may go to another one than in a sieve of the whole.

        Next step: "Export paired chips", with the class raster as input (A) and the image as target (B).
    """
    landings = (Landing('OUTPUT', translatable('{source} (clusters)'), TRAINING_DATA.label),)
    source = 'input'

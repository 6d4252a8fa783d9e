"""Polygons to a class raster."""

from __future__ import annotations

from ...core.jobs import RasterizeFootprints
from ..landing import Landing
from ..language import translatable
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class RasterizeFootprintsAlgorithm(SatganAlgorithm):
    """Burns polygons into a class raster on the grid of a reference raster."""

    job = RasterizeFootprints
    title = 'Rasterize footprints'
    toolbox_group = TRAINING_DATA
    keywords = ('burn', 'mask', 'labels', 'classes', 'buildings', 'polygons to raster', 'vector to raster')
    summary = 'Burns polygons into a class raster on exactly the grid of a reference raster.'
    description = """
        Makes the class raster that a model learns from, for instance a building mask beside an aerial image. It has
        the pixel grid, the size and the coordinate system of the reference raster, so that both fit pixel by pixel.

        Without a class field every polygon gets one value. With a field of numbers its values are burned as they are;
        texts are numbered from 1 in alphabetical order, and the raster keeps the texts as category names. The
        background is 0. Where polygons overlap, the one that comes later in the layer wins.

        Polygons may be in any coordinate system: they are reprojected on the way and your layer stays as it is.
        Filters, unsaved edits and "Selected features only" are honoured. Invalid polygons are repaired, or skipped
        and counted in the log.

        Next step: "Export paired chips", with the class raster as input (A) and the image as target (B).
    """
    landings = (Landing('OUTPUT', translatable('{source} (classes)'), TRAINING_DATA.label),)
    source = 'footprints'

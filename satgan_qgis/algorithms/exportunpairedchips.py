"""Rasters of two places, or of one, to a dataset without pairs."""

from __future__ import annotations

from ...core.jobs import ExportUnpairedChips
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class ExportUnpairedChipsAlgorithm(SatganAlgorithm):
    """Cuts rasters that show different places into chips."""

    job = ExportUnpairedChips
    title = 'Export unpaired chips'
    toolbox_group = TRAINING_DATA
    keywords = (
        'tiles',
        'patches',
        'dataset',
        'training data',
        'deep learning',
        'cyclegan',
        'dcgan',
        'unpaired',
        'images',
    )
    summary = 'Cuts rasters of two places, or of one, into training chips without partners.'
    description = """
        Makes a dataset of two kinds of pictures that need not show the same places: summer here and winter there, a
        map and an aerial image, one city and another. Each raster keeps its own grid, coordinate system, bands and
        data type. With one raster only, the dataset has one kind of picture, for models that invent chips.

        Instead of a raster you may name a folder, or a text file (.txt) with the path of a raster on each line: all
        those rasters are cut, and share one scaling. Plain images (PNG, JPEG) do as well; images of exactly the chip
        size become one chip each.

        Chips that hold too much nodata are left out and counted. A mask layer keeps chips inside your study area.
        The chips of each kind are divided into training, validation and test parts, by default in whole blocks of
        neighbours.

        The folder gets dataset.json (bands, scaling, classes, split), chips.gpkg (one polygon per chip, with its
        domain) and the chips as GeoTIFF files in A and B. The advanced parameter Layout arranges it for other programs
        instead: as ArcGIS exports tiles (esri), or in trainA, trainB and so on (folders).

        Next step, with one raster: "Train DCGAN", which needs chips of 64 or 80 pixels.
    """

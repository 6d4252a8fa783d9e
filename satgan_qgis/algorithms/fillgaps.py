"""A raster with gaps, another one of the same place and a model to a raster without gaps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from qgis.core import QgsProcessingContext

from ...core.jobs import FillGaps
from ..landing import Landing
from ..layers import PARTLY_SYNTHETIC, SYNTHETIC_GROUP, label_as_synthetic
from .base import SatganAlgorithm
from .groups import USING_MODELS


class FillGapsAlgorithm(SatganAlgorithm):
    """Fills the gaps of a raster with generated pixels."""

    job = FillGaps
    title = 'Fill gaps'
    toolbox_group = USING_MODELS
    keywords = ('clouds', 'holes', 'stripes', 'nodata', 'inpainting', 'synthetic', 'gan', 'deep learning', 'pix2pix')
    summary = 'Fills the gaps of a raster with what a model makes of another raster of the same place.'
    description = """
        Gaps are pixels without data: clouds that were masked, stripes, holes. The condition is a raster of the same place
        that has none there, such as radar, an older image or a map; the model is one that turns the condition into
        the raster with gaps. The condition may have another grid and coordinate system.

        Real pixels stay exactly as they are. Generated ones are shifted towards the real ones beside them, less and less
        over 32 pixels, so that the edge of a gap does not show; classes are filled as they come. Gaps where
        the condition has no data either stay, and are counted.

        The last band of the result tells each pixel: 0 is real, 1 is generated. The file is marked as synthetic in part:
        what fills a gap is plausible, but was observed by nobody. A raster without gaps is copied, and you are told.
    """
    landings = (Landing('OUTPUT', '{source}', SYNTHETIC_GROUP, partial(label_as_synthetic, marks=PARTLY_SYNTHETIC)),)
    source = 'input'

    def prepare_landings(self, results: Mapping[str, Any], context: QgsProcessingContext) -> None:
        """Have the result labelled, unless nothing was filled."""
        if results['FILLED_COUNT']:
            super().prepare_landings(results, context)

"""A raster with gaps, another one of the same place and a model to a raster without gaps."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from ...core.jobs import FillGaps
from ..layers import PARTLY_SYNTHETIC, load_as_synthetic
from .groups import USING_MODELS
from .named_after_input import NamedAfterInput


class FillGapsAlgorithm(NamedAfterInput):
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

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Run the job, and have the result named after its input and labelled when it is loaded, unless nothing was filled."""
        results = super().processAlgorithm(parameters, context, feedback)
        if results['FILLED_COUNT']:
            label = self.parameterDefinition('OUTPUT').description()
            load_as_synthetic(context, results['OUTPUT'], label, self.input_name, PARTLY_SYNTHETIC)
        return results

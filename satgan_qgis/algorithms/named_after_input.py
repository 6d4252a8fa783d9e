"""Algorithms whose result is called after the raster that goes in."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from .base import SatganAlgorithm


class NamedAfterInput(SatganAlgorithm):
    """An algorithm that knows the name of its input while it runs.

    Attributes:
        input_name: of the layer INPUT, empty where there is none.
    """

    input_name = ''

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        """Remember the name of the input too: in the worker thread there are no layers."""
        layer = self.parameterAsRasterLayer(parameters, 'INPUT', context)
        self.input_name = layer.name() if layer else ''
        return super().prepareAlgorithm(parameters, context, feedback)

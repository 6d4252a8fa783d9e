"""A model and noise to a sheet of synthetic chips."""

from __future__ import annotations

from ...core.jobs import GenerateChips
from ..landing import Landing
from ..language import translatable
from ..layers import SYNTHETIC_GROUP, label_as_synthetic
from .base import SatganAlgorithm
from .groups import USING_MODELS


class GenerateChipsAlgorithm(SatganAlgorithm):
    """Makes chips with a DCGAN model."""

    job = GenerateChips
    title = 'Generate chips'
    toolbox_group = USING_MODELS
    keywords = ('dcgan', 'noise', 'synthetic', 'generate', 'sheet', 'interpolation', 'gan', 'deep learning')
    summary = 'Makes a sheet of synthetic chips with a DCGAN model, out of nothing but noise.'
    description = """
        Needs a model of "Train DCGAN" and no raster. The chips lie side by side in one raster, from left to right and
        downwards, with the bands, data type, units and pixel size of the training data; places of the last row that stay
        empty have no data.

        Each chip has a seed of its own: the first that of the noise seed, the second the next one, and so on, so that a
        chip that you like can be made again. With Interpolate ticked the chips lead step by step from the first seed to
        the next one. Smooth steps show that the model has learned more than single chips by heart.

        The sheet may lie anywhere: give its upper left corner and, if need be, a coordinate system. It is marked as
        synthetic in its tags, together with the checksum of the model: nothing in it was observed anywhere.
    """
    landings = (Landing('OUTPUT', translatable('Chips'), SYNTHETIC_GROUP, label_as_synthetic),)

"""A model and a raster to a synthetic raster."""

from __future__ import annotations

from ...core.jobs import ApplyModel
from ..landing import Landing
from ..language import translatable
from ..layers import SYNTHETIC_GROUP, grade, label_as_synthetic
from .base import SatganAlgorithm
from .groups import USING_MODELS


class ApplyModelAlgorithm(SatganAlgorithm):
    """Translates a raster with a trained model."""

    job = ApplyModel
    title = 'Apply model'
    toolbox_group = USING_MODELS
    keywords = (
        'inference',
        'predict',
        'translate',
        'synthetic',
        'generate',
        'gan',
        'deep learning',
        'pix2pix',
        'cyclegan',
    )
    summary = 'Translates a raster with a trained model into a georeferenced synthetic raster.'
    description = """
        Works on rasters of any size, in pieces that overlap and are blended, so that no seams show. How visible the
        pieces are is measured and told as the seam index: 1 means not at all. The result lies on exactly the grid and
        in the coordinate system of the input; pixels without data stay without data.

        The model file knows which bands it needs, how they are scaled, and what its values mean: there is nothing to
        set. The input should be of the same kind and about the same pixel size as the data that the model was trained
        with; you are told before the work begins where pixel size, means or contrasts are far off. A CycleGAN model
        translates both ways: the way is chosen by the bands of the input, and Direction (advanced) decides where both
        would fit.

        The result is a tiled, compressed GeoTIFF with overviews, in the data type and units of the training target.
        It comes in the look of the target: classes with their names, bands stretched to the values of the training.

        On request further rasters tell how sure the network is. Uncertainty holds, for each pixel and band, how far 8 ways
        to translate are apart (turned, flipped, in other tiles, with dropout), which takes 8 times as long. Cycle error, of
        CycleGAN models only, holds what does not come back of the input when the result is translated back.

        The result is marked as synthetic in its tags, and the file beside it that ends in .provenance.json holds the whole job:
        generated pixels look real but are no observation, so do not measure or map from them what the model cannot know.
    """
    landings = (
        Landing('OUTPUT', '{source}', SYNTHETIC_GROUP, label_as_synthetic, height=2),
        Landing('OUTPUT_UNCERTAINTY', translatable('{source} (uncertainty)'), SYNTHETIC_GROUP, grade, height=1),
        Landing('OUTPUT_CYCLE_ERROR', translatable('{source} (cycle error)'), SYNTHETIC_GROUP, grade),
    )
    source = 'input'

"""What a model generates, held against real chips."""

from __future__ import annotations

from ...core.jobs import EvaluateModel
from ..landing import Landing
from ..language import translatable
from ..layers import colour_by_error
from .base import SatganAlgorithm
from .groups import USING_MODELS


class EvaluateModelAlgorithm(SatganAlgorithm):
    """Judges a model by chips that it has not seen."""

    job = EvaluateModel
    title = 'Evaluate model'
    toolbox_group = USING_MODELS
    keywords = (
        'accuracy',
        'metrics',
        'mae',
        'rmse',
        'psnr',
        'ssim',
        'iou',
        'fid',
        'kid',
        'quality',
        'validation',
        'baseline',
    )
    summary = 'Measures how near a model comes to the real chips of a dataset, beside trivial models.'
    description = """
        Applies a model to the chips of a dataset, by default to those of the test part, and compares what it makes
        with the real target: MAE, RMSE and bias in units of the target, PSNR, SSIM and, of several bands, the
        spectral angle; of class rasters accuracy and IoU. Pixels without data do not count.

        The same figures are worked out for trivial models, fitted on the training chips of the dataset: the input
        copied, the mean colour or the most frequent class, and a linear regression, pixel by pixel. You are told where
        the model is not better than one of them.

        With the file of a feature extractor, FID and KID say how far all generated chips together are from all real ones.
        That suits models of CycleGAN, for which many pictures are right. On fewer than 2048 chips you are warned that the
        figures cannot be compared with published ones.

        The layer has a polygon per chip with its figures and is coloured by MAE, so that you see where on the map the
        model fails. The report shows the figures of each band or class, and the worst and the best chips as pictures.

        Bands, classes and data type must be those that the model was trained with; another pixel size is warned of.
        Test chips count only if the model was not trained on them: take the dataset of the training, or one of
        another place.
    """
    landings = (Landing('OUTPUT', translatable('Judged chips'), translatable('Evaluation'), colour_by_error),)

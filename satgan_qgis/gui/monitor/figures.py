"""What the validation figures in metrics.csv mean; all other columns but those of the guards are losses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...language import tr

#: Columns that are not drawn; the last two are for the guards.
NO_CURVES = frozenset({'epoch', 'seconds', 'CONTRAST', 'SATURATION'})


def meanings() -> dict[str, str]:
    """Return what each figure means, in a sentence, by its name."""
    return {
        'BALANCE': tr('Error and texture in one figure, which decides which epoch the model is of. Lower is better.'),
        'MAE': tr('Mean error of a pixel, in units of the target. Lower is better, but lowest where all is blurred.'),
        'RMSE': tr('Like the mean error, but large errors count more. Lower is better.'),
        'BIAS': tr('By how much the pixels are too high on average, in units of the target. 0 is best.'),
        'PSNR': tr('Error in decibels of the range of the target. Higher is better.'),
        'SSIM': tr('How much the local structure agrees. 1 is equal.'),
        'SAM': tr('Angle between the spectra of pixels, in degrees. Lower is better.'),
        'ACCURACY': tr('Share of the pixels that have their class. Higher is better.'),
        'IOU': tr('Overlap of real and generated classes, their mean. 1 is equal.'),
        'TEXTURE': tr('How far the texture is from that of real chips: 0.5 is blurred, 0.1 as sharp as real.'),
        'CYCLE_A': tr('What is lost of A on the way to B and back, in units of A. Lower is better.'),
        'CYCLE_B': tr('What is lost of B on the way to A and back, in units of B. Lower is better.'),
        'PASSED_A': tr('Share of generated A that its discriminator takes for real.'),
        'PASSED_B': tr('Share of generated B that its discriminator takes for real.'),
        'DIVERSITY': tr('How much generated chips differ from each other. 1 is as much as real ones.'),
    }


def telling(job: Mapping[str, Any]) -> str:
    """Return the figure that tells most of a training; beside a GAN loss the lowest error is that of a blurred epoch."""
    return 'BALANCE' if job.get('gan_loss', 'none') != 'none' else 'MAE'

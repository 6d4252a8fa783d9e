"""Parameters that several jobs have, and the names of the figures that several return."""

from __future__ import annotations

from typing import Any

from .kinds import Kind
from .parameter import parameter

COMPRESSIONS = ('deflate', 'lzw', 'zstd', 'none')
EXTENT_HELP = (
    'Only this part is used: xmin,xmax,ymin,ymax in map units, with [EPSG:n] behind it where the coordinates are not '
    'in the coordinate system of the raster. It is widened to whole pixels. Empty: everything.'
)
#: Figures of generated against real chips, by their names in results.
FIGURES = {
    'MAE': 'MAE (target units)',
    'RMSE': 'RMSE (target units)',
    'BIAS': 'Bias (target units)',
    'PSNR': 'PSNR (dB)',
    'SSIM': 'SSIM',
    'SAM': 'Spectral angle (degrees), of two and more bands',
    'ACCURACY': 'Accuracy, of classes',
    'IOU': 'Mean IoU, of classes',
}
#: Trivial models, by the prefix of their results.
BASELINES = {
    'COPY': 'the copied input',
    'MEAN': 'the mean colour',
    'MAJORITY': 'the most frequent class',
    'LINEAR': 'the linear regression',
}
APPLIED_PRECISION = (
    'It makes targets of more than 8 bits in fp32, and others too where a trial on two tiles shows that bf16 would change '
    'them visibly (PSNR of about 50 dB).'
)
SEED_HELP = 'The same seed, data and settings give the same result.'


def device_parameter() -> Any:
    """Return the field for the device that networks run on."""
    help = 'auto takes the graphics card where PyTorch can use one, else the processor.'
    return parameter(Kind.CHOICE, 'Device', help, 'auto', choices=('auto', 'cpu', 'cuda', 'mps'), advanced=True)


def precision_parameter(exception: str = '') -> Any:
    """Return the field for the precision that networks calculate with.

    Args:
        exception: a sentence that says when it is fp32 all the same.
    """
    help = 'auto takes bf16 where the hardware calculates with it natively (about twice as fast), else fp32.'
    help = f'{help} {exception}'.rstrip()
    return parameter(Kind.CHOICE, 'Precision', help, 'auto', choices=('auto', 'fp32', 'bf16'), advanced=True)


def seed_parameter() -> Any:
    """Return the field for the seed of all chance."""
    return parameter(Kind.INTEGER, 'Seed', SEED_HELP, 0, minimum=0, maximum=2**31 - 1, advanced=True)

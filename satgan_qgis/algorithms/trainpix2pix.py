"""A dataset of chip pairs to a pix2pix model."""

from __future__ import annotations

from ...core.jobs import TrainPix2Pix
from .training import TrainingAlgorithm


class TrainPix2PixAlgorithm(TrainingAlgorithm):
    """Trains a pix2pix model."""

    job = TrainPix2Pix
    title = 'Train pix2pix'
    keywords = ('gan', 'deep learning', 'conditional', 'image to image', 'translation', 'u-net', 'neural network')
    summary = 'Trains a pix2pix model that turns the input raster of a dataset into its target.'
    description = """
        Trains a conditional GAN (pix2pix, Isola et al. 2017) on the chip pairs of "Export paired chips". The defaults
        are those of the paper and a good start. Chips from elsewhere will do as well: exports of tiles from ArcGIS
        (images, images2), images side by side in train and val, folders like trainA and trainB, or just two folders
        with images of equal names, of which the first by name is the input. Small damage, like a missing map.txt,
        is repaired; the log tells what was taken for what.

        The time it takes grows with chips x epochs. A graphics card that PyTorch can use is some ten to fifty times
        faster than a processor. To see first whether it works, take few epochs (5 + 5) and 16
        or 32 filters.

        The log shows, after each epoch, the losses, the time left and how well the model does on the validation
        chips: MAE in units of the target (lower is better), PSNR in dB, SSIM, and the accuracy of classes (higher is
        better).

        The run folder gets model.safetensors (of the epoch with the best balance of validation MAE and texture, or
        without a GAN loss the lowest MAE; for "Apply model"), report.html with curves and sample pictures, metrics.csv,
        the sample sheets, event files for TensorBoard and the checkpoint.

        You may press Cancel at any time: the last checkpoint stays in the run folder, and a run with the same
        settings, the same folder and Resume ticked goes on from there.
    """

"""Chips of one domain to a model that makes more of them."""

from __future__ import annotations

from ...core.jobs import TrainDCGAN
from .training import TrainingAlgorithm


class TrainDCGANAlgorithm(TrainingAlgorithm):
    """Trains a DCGAN."""

    job = TrainDCGAN
    title = 'Train DCGAN'
    keywords = ('gan', 'deep learning', 'unconditional', 'noise', 'generate', 'chips', 'keras', 'neural network')
    summary = 'Trains a DCGAN that makes chips like those of a dataset out of nothing but noise.'
    description = """
        Trains an unconditional GAN (DCGAN, Radford et al. 2016) on chips of one kind, such as ships or fields. There is
        no input raster: the model makes as many new chips as you like, with "Generate chips".

        Cut the chips with "Export unpaired chips" from one raster, or take a folder of images. Their size must be that of
        the preset: 64 pixels for dcgan64, 80 pixels for keras80. Any number of bands, any data type and class rasters
        will do. Some thousand chips are a good start; with fewer, tick differentiable augmentation. More than 64 filters
        are not needed, and 32 are much faster without a graphics card.

        The log shows, after each epoch, the losses, the time left and the diversity: how much generated chips differ,
        beside real ones. Near 0, nearly the same chip comes out always. Whether chips are any good only looking tells:
        the run folder gets sample sheets, with training chips in the first column.

        The run folder also gets model.safetensors (the model), report.html, metrics.csv and the checkpoint. You may
        press Cancel at any time: the last checkpoint stays, and a run with the same settings, the same folder and Resume
        ticked goes on from there.
    """

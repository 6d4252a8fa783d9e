"""Chips of two domains to a CycleGAN model."""

from __future__ import annotations

from ...core.jobs import TrainCycleGan
from .training import TrainingAlgorithm


class TrainCycleGanAlgorithm(TrainingAlgorithm):
    """Trains a CycleGAN model."""

    job = TrainCycleGan
    title = 'Train CycleGAN'
    keywords = ('gan', 'deep learning', 'unpaired', 'image to image', 'translation', 'style transfer', 'domain')
    summary = 'Trains a CycleGAN model that turns rasters of one kind into another kind and back, without pairs.'
    description = """
        Trains a CycleGAN (Zhu et al. 2017) on the chips of "Export unpaired chips": two domains, such as two sensors,
        seasons or places, that need not show the same ground. Two generators learn the two directions together, each
        so that its results look like the other domain, and so that the other generator leads back to where it came
        from. The defaults are those of the paper. Where the same places are there in both domains, "Train pix2pix" is
        faster and more faithful.

        Folders such as trainA and trainB will do as well, and datasets of pairs, of which each side is taken by itself.

        A step takes six passes through generators larger than the one of pix2pix, so it takes ten times as long or
        more, and a graphics card is advisable. To see first whether it works, take few epochs and 16 or 32
        filters.

        The log shows, after each epoch, the losses and, on the validation chips, the cycle errors: how far A to B to A
        ends from where it began, in units of A, and the same for B. There is nothing to compare a single step with, and
        a low cycle error is no proof of quality: look at the sample sheets.

        The run folder gets model.safetensors (both directions, for "Apply model"), report.html with curves and sample
        pictures, metrics.csv, the sample sheets and the checkpoint.

        You may press Cancel at any time: the last checkpoint stays in the run folder, and a run with the same
        settings, the same folder and Resume ticked goes on from there.
    """

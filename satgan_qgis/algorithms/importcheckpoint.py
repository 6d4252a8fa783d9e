"""A checkpoint of the reference code to a model file."""

from __future__ import annotations

from ...core.jobs import ImportCheckpoint
from .base import SatganAlgorithm
from .groups import USING_MODELS


class ImportCheckpointAlgorithm(SatganAlgorithm):
    """Makes a model file of a checkpoint of pytorch-CycleGAN-and-pix2pix."""

    job = ImportCheckpoint
    title = 'Import checkpoint'
    toolbox_group = USING_MODELS
    keywords = ('pth', 'pytorch', 'pix2pix', 'cyclegan', 'weights', 'convert', 'pretrained', 'generator')
    summary = 'Makes a model file of a generator that was trained with pytorch-CycleGAN-and-pix2pix.'
    description = """
        Takes the file of a generator, such as latest_net_G.pth of pix2pix or latest_net_G_A.pth of CycleGAN, and writes
        a model file for "Apply model". Which network it is, its normalisation, and its numbers of bands and filters
        are told from the weights: there is nothing to set. U-Nets of 256 and 128 pixels and ResNets of 9 and 6 blocks
        can be imported.

        Such a file does not tell what it was trained on. It is taken to expect and to make 8-bit values, the bands in
        the order red, green, blue. Apply it to images like those that it was trained on, with pixels of the same size:
        it knows no other sensor. Its licence is that of its authors.

        The reference applies generators with the statistics of each image. "Apply model" measures them once for the
        whole raster, so that neighbouring tiles match.

        Files are read in a way that runs nothing of what they hold; a file with whole Python objects is refused.
    """

"""What is known about where the pixels of a raster come from."""

from __future__ import annotations

from ...core.jobs import VerifyProvenance
from .base import SatganAlgorithm
from .groups import USING_MODELS


class VerifyProvenanceAlgorithm(SatganAlgorithm):
    """Tells whether a raster says that it is synthetic."""

    job = VerifyProvenance
    title = 'Verify provenance'
    toolbox_group = USING_MODELS
    keywords = ('synthetic', 'fake', 'deepfake', 'origin', 'lineage', 'metadata', 'XMP', 'checksum', 'authenticity')
    summary = 'Tells what a raster says about whether its pixels are synthetic, and what made them.'
    description = """
        Looks at the tags of any raster, at its XMP packet, which other programs write too, at the names of its bands,
        and at the file that SatGAN leaves beside each raster that it generates. That file counts only where the
        checksum of the pixels is still the one that it names.

        The result is yes where any of them says synthetic, no where the packet says that the raster was captured from
        life, else unknown. Nobody can tell from missing marks that a raster is real: marks get lost, and can be taken
        away. The pixels themselves are not judged.

        Where the file is there, the whole job that made the raster is a result, so that it can be run again.
    """

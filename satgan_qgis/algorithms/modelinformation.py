"""What a model file knows about itself."""

from __future__ import annotations

from ...core.jobs import ModelInformation
from .base import SatganAlgorithm
from .groups import USING_MODELS


class ModelInformationAlgorithm(SatganAlgorithm):
    """Shows the card of a model file."""

    job = ModelInformation
    title = 'Model information'
    toolbox_group = USING_MODELS
    keywords = ('card', 'metadata', 'bands', 'provenance', 'training record', 'safetensors')
    summary = 'Shows which data a model file needs, what it makes of them and how it was trained.'
    description = """
        Reads the card that every SatGAN model file carries: kind of model and network, names of the bands that go in
        and come out, classes, scaling, nodata, pixel size, training settings, and how well the model did on the
        validation chips.

        The model card shows all of it as a page, which opens in the Results Viewer. The main fields are results, so that
        a graphical model or a script can decide by them.

        Nothing in a model file is ever run: it holds numbers and text only, so that looking into one that somebody
        sent you is safe.
    """

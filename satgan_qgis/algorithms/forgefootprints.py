"""Real footprints to invented ones."""

from __future__ import annotations

from ...core.jobs import ForgeFootprints
from ..landing import Landing
from ..language import translatable
from ..layers import SYNTHETIC_GROUP, draw_as_forged
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class ForgeFootprintsAlgorithm(SatganAlgorithm):
    """Places the shapes of real footprints at random."""

    job = ForgeFootprints
    title = 'Forge footprints'
    toolbox_group = TRAINING_DATA
    keywords = (
        'invent',
        'synthetic',
        'random',
        'buildings',
        'mask',
        'augmentation',
        'what if',
        'scatter',
        'streets',
        'polygons',
    )
    summary = 'Invents footprints: the shapes of real ones, turned and placed at random without overlap.'
    description = """
        A model that makes images of footprints can make images of places that do not exist. This makes the footprints for
        them: each is a real one, turned by any angle and put where there is room. Sizes stay as they are among the real
        ones, since large footprints look for a place first. Attributes such as a class come along, and the field
        "forged_from" has the number of the real footprint, counted from 0.

        Say how many with a count or with a density; with neither, the extent becomes as densely built as that of the real
        footprints. Where not all find room, as many as do are placed, and you are warned. Layers in degrees are placed in
        metres, in the UTM zone where they lie.

        With a layer of streets the footprints line them on both sides, parallel to the street and at a setback from it, as
        in a town. What the streets do not hold is told in a warning.

        Next steps: "Rasterize footprints" on the grid of an image, then "Apply model". What comes out is invented: it can
        make training data more varied, but it shows no place.
    """
    landings = (Landing('OUTPUT', translatable('{source} (forged)'), SYNTHETIC_GROUP, draw_as_forged),)
    source = 'footprints'

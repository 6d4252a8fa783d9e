"""Two rasters to a dataset of chip pairs."""

from __future__ import annotations

from ...core.jobs import ExportPairedChips
from ..landing import Landing
from ..language import translatable
from ..layers import colour_by_part
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class ExportPairedChipsAlgorithm(SatganAlgorithm):
    """Cuts two rasters of the same area into pairs of chips."""

    job = ExportPairedChips
    title = 'Export paired chips'
    toolbox_group = TRAINING_DATA
    keywords = ('tiles', 'patches', 'dataset', 'training data', 'deep learning', 'pix2pix', 'split', 'validation')
    summary = 'Cuts two rasters of the same area into pairs of georeferenced training chips.'
    description = """
        Makes the dataset that "Train pix2pix" learns from. The input (A) is what the model will be given later, the
        target (B) is what it shall make of it: a class raster and an aerial image, radar and optical, summer and
        winter. Both may have any number of bands, any data type, pixel size and coordinate system: the one that does
        not give the grid is resampled on the fly.

        Extra input rasters, heights beside a radar image for instance, add their bands to the input. Instead of two
        rasters you may name two folders, or two text files (.txt) with the path of a raster on each line: rasters of
        equal names belong together, and all share one scaling.

        With Append the chips join the dataset that lies in the folder already, as long as they are of the same kind.

        Chips that reach beyond either raster, hold too much nodata or too little content are left out and counted.
        A mask layer keeps chips inside your study area.

        The chips are divided into training, validation and test parts. By default whole blocks of neighbouring chips
        go into one part: chips side by side look alike, so that a random split would flatter the model.

        As a rule of thumb: 300 chip pairs are enough to see whether it works, some thousands for a good model. A
        stride of half the chip size gives about four times as many chips from the same area.

        With a rotation angle each training chip is cut again, turned: more to learn from the same area. Copies never
        show ground of a validation or test chip.

        The folder gets dataset.json (bands, scaling, classes, split), chips.gpkg (one polygon per chip) and the chips
        as GeoTIFF files in A and B. The advanced parameter Layout arranges it for other programs instead: as ArcGIS
        exports tiles (esri), as the pix2pix reference code wants images (pix2pix), or in trainA, trainB and so on
        (folders). "Train pix2pix" reads them all.
    """
    landings = (Landing('CHIPS_LAYER', translatable('{source} (chips)'), TRAINING_DATA.label, colour_by_part),)
    source = 'target'

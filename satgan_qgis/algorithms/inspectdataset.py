"""What is wrong with a dataset."""

from __future__ import annotations

from ...core.jobs import InspectDataset
from .base import SatganAlgorithm
from .groups import TRAINING_DATA


class InspectDatasetAlgorithm(SatganAlgorithm):
    """Examines the chips of a dataset before hours of training are spent on them."""

    job = InspectDataset
    title = 'Inspect dataset'
    toolbox_group = TRAINING_DATA
    keywords = ('doctor', 'quality', 'check', 'statistics', 'histogram', 'shift', 'registration', 'duplicates', 'leak')
    summary = 'Examines training chips and advises what to mend before training.'
    description = """
        Reads all chips once and writes a page with samples, histograms, class shares, a map of the chips, and advice.
        Each advice is also a warning in the log; a healthy dataset has none.

        It looks for too few chips, flat chips, chips that cannot be read, chips of validation or test that are copies
        of training chips or share ground with them, classes that are missing, nearly absent or unknown, saturated and
        constant bands, large gaps, a nodata value that real pixels carry, and for a target (B) that does not lie on
        the input (A).

        The shift of A and B is measured on their edges, so that different sensors and class rasters can be compared.
        Only chips that show it clearly count.

        The result WARNING_COUNT lets a graphical model or a script decide whether to train.
    """

"""The marks by which a raster says of itself that a model has generated its pixels."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rasterio import DatasetReader

BAND_PREFIX = 'synthetic: '
PARTLY_PREFIX = 'partly synthetic: '
XMP = 'xml:XMP'  # the metadata domain in which GDAL keeps the packet
#: Terms of the IPTC's list of digital source types for what was generated, wholly or in part.
GENERATED = frozenset(
    {'trainedAlgorithmicMedia', 'compositeWithTrainedAlgorithmicMedia', 'compositeSynthetic', 'algorithmicMedia'}
)
#: The tag of a raster, or of a chip of it, that is synthetic.
SYNTHETIC = {'SYNTHETIC': 'YES'}
_SOURCE_TYPE = re.compile(r'newscodes/digitalsourcetype/(\w+)')


def is_synthetic(dataset: DatasetReader) -> bool:
    """Return whether any mark in an open raster says that its pixels, or some of them, were generated."""
    return (
        is_marked_synthetic(dataset.tags())
        or digital_source_type(dataset) in GENERATED
        or any(marked_bands(dataset, prefix) for prefix in (BAND_PREFIX, PARTLY_PREFIX))
    )


def is_marked_synthetic(tags: Mapping[str, str]) -> bool:
    """Return whether the tags of a raster say that it is synthetic."""
    return tags.get('SYNTHETIC', '').upper() == 'YES'


def digital_source_type(dataset: DatasetReader) -> str:
    """Return the IPTC's term for where the pixels come from, as the XMP packet has it; empty where it has none."""
    named = _SOURCE_TYPE.search(dataset.tags(ns=XMP).get(XMP, ''))
    return named[1] if named else ''


def marked_bands(dataset: DatasetReader, prefix: str) -> list[str]:
    """Return the names of the bands that begin with a prefix."""
    return [name for name in dataset.descriptions if name and name.startswith(prefix)]

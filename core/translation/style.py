"""How a generated raster looks in QGIS: its classes with names, its colours, or a stretch to the values of the target."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # nosec B405 - writes only
from pathlib import Path

from ..datasets.domain import Domain
from ..rasters.stylefile import class_renderer, opaque, write_stylefile

_COLOURS = ('red', 'green', 'blue')
_DEVIATIONS = 2  # standard deviations on either side of the mean that a stretch shows


def write_style(raster: Path, output: Path, target: Domain) -> None:
    """Write the style that QGIS takes by itself when it loads the raster, unless the user keeps one of that name.

    Args:
        raster: the complete file.
        output: where it will lie.
        target: what its pixels are.
    """
    write_stylefile(raster, output, _renderer(target))


def _renderer(target: Domain) -> ET.Element:
    if target.classes:
        return class_renderer(target.classes)
    if len(target.bands) < len(_COLOURS):
        renderer = ET.Element('rasterrenderer', type='singlebandgray', grayBand='1', gradient='BlackToWhite')
        renderer.append(_stretch('contrastEnhancement', target, 0))
        return opaque(renderer)
    bands = colour_bands(target.names, target.colours)
    numbers = {f'{colour}Band': str(band) for colour, band in zip(_COLOURS, bands, strict=True)}
    renderer = ET.Element('rasterrenderer', {'type': 'multibandcolor'} | numbers)
    if target.dtype != 'uint8' or _is_scaled(target):  # colours of eight bits are shown as they are
        for colour, band in zip(_COLOURS, bands, strict=True):
            renderer.append(_stretch(f'{colour}ContrastEnhancement', target, band - 1))
    return opaque(renderer)


def colour_bands(names: tuple[str, ...], colours: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Return the numbers of the red, green and blue band of three bands or more; the first three where nothing tells.

    Args:
        names: of the bands.
        colours: GDAL's word for each, which counts for more; empty where unknown.
    """
    if set(_COLOURS) <= set(colours):
        return tuple(1 + colours.index(colour) for colour in _COLOURS)
    found = []
    for colour in _COLOURS:
        # Not the red edge, nor infra-red.
        word = re.compile(rf'(?<![\w-]){colour}(?![\w-]|\s*edge)', re.IGNORECASE)
        found += [number for number, name in enumerate(names, start=1) if word.search(name.replace('_', ' '))][:1]
    return tuple(found) if len(found) == len(_COLOURS) else (1, 2, 3)


def _stretch(tag: str, target: Domain, index: int) -> ET.Element:
    low, high = _shown(target, index)
    enhancement = ET.Element(tag)
    ET.SubElement(enhancement, 'minValue').text = repr(low)
    ET.SubElement(enhancement, 'maxValue').text = repr(high)
    ET.SubElement(enhancement, 'algorithm').text = 'StretchToMinimumMaximum'
    return enhancement


def _shown(target: Domain, index: int) -> tuple[float, float]:
    """Return the values of a band that become black and white, as QGIS reads them: with scale and offset applied."""
    low, high = _stored(target, index)
    if not target.scales:
        return low, high
    scale, offset = target.scales[index], target.offsets[index]
    first, second = sorted((low * scale + offset, high * scale + offset))
    return first, second


def _stored(target: Domain, index: int) -> tuple[float, float]:
    """Return the values of a band that become black and white, as the file holds them."""
    if target.statistics:
        band = target.statistics[index]
        low = max(band.minimum, band.mean - _DEVIATIONS * band.std)
        high = min(band.maximum, band.mean + _DEVIATIONS * band.std)
        if high > low:
            return float(low), float(high)
    return float(target.scaling[index].low), float(target.scaling[index].high)


def _is_scaled(target: Domain) -> bool:
    return any(scale != 1 for scale in target.scales) or any(target.offsets)

"""The file in which QGIS looks for the style of a raster: its name may be that of other layers' style too."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # nosec B405 - writes only
from pathlib import Path

from .classes import Legend

SUFFIX = '.qml'
#: What tells a style that came with a raster from one that a user has saved.
MARK = 'made by SatGAN'
_RASTERS = ('.tif', '.tiff')
_VERSION = '3.40'


def style_path(raster: Path) -> Path:
    """Return where the style of a raster lies."""
    return raster.with_suffix(SUFFIX)


def has_own_style(path: Path) -> bool:
    """Return whether `path` is that of a raster whose style no user has saved."""
    style = style_path(path)
    return path.suffix.lower() in _RASTERS and style.is_file() and MARK.encode() in style.read_bytes()


def write_stylefile(raster: Path, output: Path, renderer: ET.Element) -> None:
    """Write the style that QGIS takes by itself when it loads the raster, unless the user keeps one of that name.

    Args:
        raster: the complete file.
        output: where it will lie.
        renderer: how it is drawn, in the words of QGIS's style files.
    """
    if style_path(output).exists() and not has_own_style(output):
        return
    root = ET.Element('qgis', version=_VERSION, styleCategories='Symbology')
    root.append(ET.Comment(f' {MARK} '))
    ET.SubElement(root, 'pipe').append(renderer)
    ET.ElementTree(root).write(f'{raster}{SUFFIX}', encoding='utf-8')


def class_renderer(legend: Legend) -> ET.Element:
    """Return a renderer with an entry per class; by itself QGIS lists all 256 entries of a palette."""
    renderer = ET.Element('rasterrenderer', type='paletted', band='1')
    palette = ET.SubElement(renderer, 'colorPalette')
    for value, name, (red, green, blue) in zip(legend.values, legend.names, legend.colours, strict=True):
        colour = f'#{red:02x}{green:02x}{blue:02x}'
        ET.SubElement(palette, 'paletteEntry', value=str(value), color=colour, alpha='255', label=name)
    return opaque(renderer)


def opaque(renderer: ET.Element) -> ET.Element:
    """Return a renderer, drawn without letting through what lies below."""
    renderer.attrib |= {'opacity': '1', 'alphaBand': '-1'}
    return renderer

"""The file in which QGIS looks for the style of a raster: its name may be that of other layers' style too."""

from __future__ import annotations

from pathlib import Path

SUFFIX = '.qml'
#: What tells a style that came with a raster from one that a user has saved.
MARK = 'made by SatGAN'
_RASTERS = ('.tif', '.tiff')


def style_path(raster: Path) -> Path:
    """Return where the style of a raster lies."""
    return raster.with_suffix(SUFFIX)


def has_own_style(path: Path) -> bool:
    """Return whether `path` is that of a raster whose style no user has saved."""
    style = style_path(path)
    return path.suffix.lower() in _RASTERS and style.is_file() and MARK.encode() in style.read_bytes()

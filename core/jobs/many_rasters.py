"""Paths that stand for many rasters: a folder of them, or a text file that lists some."""

from __future__ import annotations

import os
from pathlib import Path

RASTER_SUFFIXES = frozenset({'.tif', '.tiff', '.vrt', '.img', '.jp2', '.png', '.jpg', '.jpeg'})


def is_many(path: str) -> bool:
    """Return whether a path stands for many rasters: a folder of them, or a text file with a path on each line."""
    return Path(path).is_dir() or is_list(path)


def rasters_in(path: str) -> list[str]:
    """Return the rasters of a folder, by the endings of their names, or of a list, in alphabetical order of the names."""
    if is_list(path):
        found = [raster for _, raster in listed(path)]
    else:
        found = [str(file) for file in Path(path).iterdir() if is_image(file)]
    return sorted(found, key=lambda raster: (Path(raster).stem, Path(raster).suffix, raster))


def is_image(path: Path) -> bool:
    """Return whether a file is a raster, by the ending of its name."""
    return path.suffix.lower() in RASTER_SUFFIXES


def is_list(path: str) -> bool:
    """Return whether a path is that of a text file, which is taken for a list of rasters."""
    return path.lower().endswith('.txt') and Path(path).is_file()


def listed(path: str) -> list[tuple[int, str]]:
    """Return number and raster of each line of a list, as GDAL's programs read it; relative paths begin at its folder."""
    text = Path(path).read_text(encoding='utf-8-sig', errors='replace')
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    folder = Path(path).absolute().parent
    return [(number, str(folder / line) if _is_plain_file(line) else line) for number, line in lines]


def _is_plain_file(path: str) -> bool:
    return not path.startswith('/vsi') and ':' not in path[2:]


def is_missing(path: str) -> bool:
    """Return whether a path is that of a plain file, not of a GDAL source, and no file is there."""
    return _is_plain_file(path) and not os.path.exists(path)

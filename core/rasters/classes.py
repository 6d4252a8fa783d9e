"""Class rasters: which rasters hold classes instead of measurements, and what their values mean."""

from __future__ import annotations

import colorsys
import json
import xml.etree.ElementTree as ET  # nosec B405 - reads GDAL's own sidecar beside the user's raster
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from rasterio import DatasetReader
from rasterio.windows import Window

from .reading import open_raster, reading

TAGS = 'SATGAN'
MAX_CLASSES = 256
_FEW_VALUES = 16  # a single whole-number band with no more distinct values than this holds classes
_SAMPLED_PIXELS = 2**26


@dataclass(frozen=True)
class Legend:
    """The classes of a class raster.

    Attributes:
        values: the pixel values, ascending.
        names: a name for each.
        colours: red, green, blue of each, 0 to 255.
    """

    values: tuple[int, ...]
    names: tuple[str, ...]
    colours: tuple[tuple[int, int, int], ...]

    def colormap(self) -> dict[int, tuple[int, int, int, int]]:
        """Return the colours as GDAL wants them."""
        return {value: (*colour, 255) for value, colour in zip(self.values, self.colours, strict=True)}

    def to_json(self) -> list[dict[str, Any]]:
        """Return the legend as a list of plain objects."""
        rows = zip(self.values, self.names, self.colours, strict=True)
        return [{'value': value, 'name': name, 'colour': list(colour)} for value, name, colour in rows]

    @classmethod
    def from_json(cls, rows: Sequence[dict[str, Any]]) -> Self:
        """Return the legend that `to_json` described."""
        return cls(
            tuple(int(row['value']) for row in rows),
            tuple(str(row['name']) for row in rows),
            tuple((int(r), int(g), int(b)) for r, g, b in (row['colour'] for row in rows)),
        )


@dataclass(frozen=True)
class ClassSource:
    """What a raster that may hold classes says about them.

    Attributes:
        values: those found in a sample of it.
        names: of some of the values.
        palette: red, green, blue and alpha of some of the values.
    """

    values: frozenset[int]
    names: dict[int, str]
    palette: dict[int, tuple[int, int, int, int]]

    def legend(self, more: Iterable[int] = ()) -> Legend | None:
        """Return the classes; None if there are so many values that they must be measurements.

        Args:
            more: values that were found outside the sample.
        """
        present = self.values | set(more)
        if not (self.names or self.palette) and len(present) > _FEW_VALUES:
            return None
        values = sorted(present | set(self.names))
        if len(values) > MAX_CLASSES:
            return None
        colours = [self.palette.get(value) or distinct_colour(value) for value in values]
        return Legend(
            tuple(values),
            tuple(self.names.get(value) or f'class {value}' for value in values),
            tuple((colour[0], colour[1], colour[2]) for colour in colours),
        )


def distinct_colour(index: int) -> tuple[int, int, int]:
    """Return the colour number `index` of an endless row of colours that differ well: hues a golden angle apart."""
    hue = (0.02 + index * 0.61803398875) % 1
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, 0.5 if index % 2 else 0.58, 0.65))
    return red, green, blue


def read_classes(path: str, bands: Sequence[int], window: Window | None = None) -> ClassSource | None:
    """Return what a raster says about its classes; None if it holds measurements.

    A raster holds classes if the chosen bands are one band of whole numbers that has a palette, category names, or no
    more than a handful of distinct values.

    Args:
        path: of the raster.
        bands: those in use, counted from 1.
        window: the part in use; None is all of it.

    Raises:
        SatganError: unreadable.
    """
    with open_raster(path) as dataset:
        band = bands[0]
        if len(bands) != 1 or np.dtype(dataset.dtypes[band - 1]).kind not in 'iu':
            return None
        names = _category_names(dataset, band)
        palette = _palette(dataset, band)
        values = _values_present(dataset, band, window, MAX_CLASSES if names or palette else _FEW_VALUES)
    source = ClassSource(frozenset(values), names, palette)
    return source if source.legend() else None


def _palette(dataset: DatasetReader, band: int) -> dict[int, tuple[int, int, int, int]]:
    try:
        return dict(dataset.colormap(band))
    except ValueError:  # rasterio's way to say that there is none
        return {}


def _values_present(dataset: DatasetReader, band: int, window: Window | None, enough: int) -> set[int]:
    """Return the distinct valid values of a regular sample of blocks, which is all of a raster of modest size.

    No more are looked for once there are more than `enough`.
    """
    windows = [block for _, block in dataset.block_windows(band) if window is None or _overlap(block, window)]
    pixels = max(1, sum(block.width * block.height for block in windows))
    count = max(1, min(len(windows), len(windows) * _SAMPLED_PIXELS // pixels))
    values: set[int] = set()
    with reading(dataset.name):
        for index in np.linspace(0, len(windows) - 1, count).astype(int).tolist():
            data = dataset.read(band, window=windows[index], masked=True)
            values.update(distinct(data.compressed()))
            if len(values) > enough:
                break
    return values


def distinct(values: np.ndarray) -> list[int]:
    """Return the distinct values of an array of whole numbers, (n,), ascending."""
    if not values.size:
        return []
    low, high = int(values.min()), int(values.max())
    if high - low <= 1:  # a mask: quicker than counting, as that is than sorting
        return sorted({low, high})
    if values.dtype == np.uint8:
        return np.flatnonzero(np.bincount(values)).tolist()
    return np.unique(values).tolist()


def _overlap(first: Window, second: Window) -> bool:
    return (
        first.col_off < second.col_off + second.width
        and second.col_off < first.col_off + first.width
        and first.row_off < second.row_off + second.height
        and second.row_off < first.row_off + first.height
    )


def _category_names(dataset: DatasetReader, band: int) -> dict[int, str]:
    tag = dataset.tags(band, ns=TAGS).get('CLASSES')
    if tag:
        return {int(row['value']): str(row['name']) for row in json.loads(tag)}
    sidecar = Path(f'{dataset.name}.aux.xml')
    if not sidecar.is_file():
        return {}
    try:
        root = ET.parse(sidecar).getroot()  # nosec B314 - as above
    except ET.ParseError:
        return {}
    found = root.findall(f"./PAMRasterBand[@band='{band}']/CategoryNames/Category")
    return {value: category.text for value, category in enumerate(found) if category.text}


def class_tags(legend: Legend) -> dict[str, str]:
    """Return the band tags (domain `TAGS`) that keep names and colours inside the file."""
    return {'CLASSES': json.dumps(legend.to_json(), ensure_ascii=False)}


def write_category_names(raster: Path, legend: Legend) -> None:
    """Write the names where GDAL and QGIS read them: the sidecar `<raster>.aux.xml`."""
    root = ET.Element('PAMDataset')
    band = ET.SubElement(root, 'PAMRasterBand', band='1')
    names = ET.SubElement(band, 'CategoryNames')
    known = dict(zip(legend.values, legend.names, strict=True))
    for value in range(max(legend.values) + 1):
        ET.SubElement(names, 'Category').text = known.get(value, '')
    ET.ElementTree(root).write(f'{raster}.aux.xml', encoding='utf-8')

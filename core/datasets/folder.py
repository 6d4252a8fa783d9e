"""The dataset folder: dataset.json, chips.gpkg, A/*.tif and B/*.tif."""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas
import pyogrio

from ..errors import SatganError
from .domain import Domain

SCHEMA = 1
DESCRIPTION = 'dataset.json'
CHIPS = 'chips.gpkg'
A, B = 'A', 'B'


@dataclass(frozen=True)
class Dataset:
    """The description of a dataset folder.

    Attributes:
        chip_size: side of a chip in pixels.
        stride: distance of neighbouring chips in pixels.
        crs: coordinate system as WKT; None without one.
        pixel_size: width and height of a pixel in map units.
        ground_pixel_size: side of a pixel in metres on the ground; None without a coordinate system.
        seed: of the split.
        split: rule and shares of the split, and the number of chips in each part.
        rejected: number of chips left out, by reason.
        a: the condition.
        b: the target.
    """

    chip_size: int
    stride: int
    crs: str | None
    pixel_size: tuple[float, float]
    ground_pixel_size: float | None
    seed: int
    split: dict[str, Any]
    rejected: dict[str, int]
    a: Domain
    b: Domain


def write_description(folder: Path, dataset: Dataset) -> None:
    """Write dataset.json."""
    content = {name: value for name, value in asdict(dataset).items() if name not in ('a', 'b')}
    content = {
        'schema': SCHEMA,
        'kind': 'paired',
        **content,
        'domains': {A: dataset.a.to_json(), B: dataset.b.to_json()},
    }
    (folder / DESCRIPTION).write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding='utf-8')


def read_description(folder: Path) -> Dataset:
    """Read dataset.json.

    Raises:
        SatganError: no dataset folder, a damaged description, or one of a newer release.
    """
    path = folder / DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        if content['schema'] > SCHEMA:
            raise SatganError(f'{path} was written by a newer release of SatGAN.', 'Update the plugin to read it.')
        domains = content.pop('domains')
        fields = {name: content[name] for name in Dataset.__dataclass_fields__ if name not in ('a', 'b')}
        fields['pixel_size'] = tuple(fields['pixel_size'])
        return Dataset(**fields, a=Domain.from_json(domains[A]), b=Domain.from_json(domains[B]))
    except FileNotFoundError as error:
        raise SatganError(
            f'{folder} is not a dataset folder: it has no {DESCRIPTION} and no pairs of images in a known layout.',
            'Make one with "Export paired chips", or choose a folder that holds train and val, trainA and trainB, images '
            'and images2, or just two folders of images.',
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise SatganError(f'{path} is damaged ({error!r}).', 'Export the chips again.') from error


def write_chips(path: Path, chips: geopandas.GeoDataFrame) -> None:
    """Write the chip outlines as a GeoPackage, the same bytes for the same chips.

    Raises:
        OSError: the disk is full.
    """
    # A GeoPackage keeps the time of its last change, which would make equal runs differ.
    pyogrio.set_gdal_config_options({'OGR_CURRENT_DATE': '2000-01-01T00:00:00.000Z'})
    # Built in memory, as the chips are: a full disk is told by Python's own write.
    content = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings('ignore', "'crs' was not provided")
        chips.to_file(content, layer='chips', driver='GPKG', engine='pyogrio')
    path.write_bytes(content.getbuffer())


def read_chips(folder: Path) -> geopandas.GeoDataFrame:
    """Read the chip outlines: id, split, nodata, content and geometry.

    Raises:
        SatganError: missing or damaged.
    """
    path = folder / CHIPS
    try:
        return geopandas.read_file(path, layer='chips', engine='pyogrio')
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise SatganError(f'{path} is missing or damaged.', 'Export the chips again.') from error

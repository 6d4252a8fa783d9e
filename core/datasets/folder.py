"""The dataset folder: dataset.json, chips.gpkg, A/*.tif and B/*.tif.

Datasets are of three kinds: `paired` (A and B show the same places), `unpaired` (they do not) and `single` (A alone).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import geopandas
import pyogrio

from ..errors import SatganError
from ..geopackage import write_geopackage
from .domain import Domain

SCHEMA = 1
DESCRIPTION = 'dataset.json'
CHIPS = 'chips.gpkg'
A, B = 'A', 'B'
PAIRED, UNPAIRED, SINGLE = 'paired', 'unpaired', 'single'


@dataclass(frozen=True)
class Collection:
    """The chips of one domain.

    Attributes:
        domain: what their pixels mean.
        crs: coordinate system as WKT; None without one.
        pixel_size: width and height of a pixel in map units.
        ground_pixel_size: side of a pixel in metres on the ground; None without a coordinate system.
        chips: number of chips in each part.
        rejected: number of chips left out, by reason.
    """

    domain: Domain
    crs: str | None
    pixel_size: tuple[float, float]
    ground_pixel_size: float | None
    chips: dict[str, int]
    rejected: dict[str, int]


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
        appended: sources and checksums of the rasters whose chips were added later, by side.
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
    appended: list[dict[str, list[str | None]]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """`paired`."""
        return PAIRED

    @property
    def sides(self) -> dict[str, Collection]:
        """The chips of each domain by its letter: those of both lie on the same grid."""
        shared = (self.crs, self.pixel_size, self.ground_pixel_size, self.split['chips'], self.rejected)
        return {A: Collection(self.a, *shared), B: Collection(self.b, *shared)}


@dataclass(frozen=True)
class UnpairedDataset:
    """The description of a dataset folder without pairs.

    Attributes:
        chip_size: side of a chip in pixels.
        stride: distance of neighbouring chips in pixels.
        seed: of the split.
        split: rule and shares of the split.
        a: the first domain.
        b: the other one; None in a dataset of one domain.
    """

    chip_size: int
    stride: int
    seed: int
    split: dict[str, Any]
    a: Collection
    b: Collection | None

    @property
    def kind(self) -> str:
        """`unpaired` or `single`."""
        return UNPAIRED if self.b else SINGLE

    @property
    def sides(self) -> dict[str, Collection]:
        """The chips of each domain by its letter."""
        return {A: self.a, B: self.b} if self.b else {A: self.a}


def write_description(folder: Path, dataset: Dataset) -> None:
    """Write dataset.json."""
    content = {name: value for name, value in asdict(dataset).items() if name not in ('a', 'b')}
    content = {
        'schema': SCHEMA,
        'kind': PAIRED,
        **content,
        'domains': {A: dataset.a.to_json(), B: dataset.b.to_json()},
    }
    _write(folder, content)


def write_unpaired_description(folder: Path, dataset: UnpairedDataset) -> None:
    """Write dataset.json of a dataset without pairs."""
    content = {name: value for name, value in asdict(dataset).items() if name not in ('a', 'b')}
    domains = {
        name: side.domain.to_json() | {key: value for key, value in asdict(side).items() if key != 'domain'}
        for name, side in dataset.sides.items()
    }
    _write(folder, {'schema': SCHEMA, 'kind': dataset.kind, **content, 'domains': domains})


def _write(folder: Path, content: dict[str, Any]) -> None:
    (folder / DESCRIPTION).write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding='utf-8')


def read_kind(folder: Path) -> str:
    """Read from dataset.json whether a dataset is `paired`, `unpaired` or `single`.

    Raises:
        SatganError: no dataset folder, a damaged description, or one of a newer release.
    """
    with _reading(folder) as content:
        return str(content['kind'])


def read_description(folder: Path) -> Dataset:
    """Read dataset.json of a dataset of pairs.

    Raises:
        SatganError: no dataset folder, one without pairs, a damaged description, or one of a newer release.
    """
    with _reading(folder) as content:
        if content['kind'] != PAIRED:
            raise SatganError(
                f'{folder} holds chips without partners, but pairs are needed.',
                'Make a dataset with "Export paired chips".',
            )
        domains = content['domains']
        fields = {name: content[name] for name in Dataset.__dataclass_fields__ if name not in ('a', 'b', 'appended')}
        fields['pixel_size'] = tuple(fields['pixel_size'])
        a, b = Domain.from_json(domains[A]), Domain.from_json(domains[B])
        return Dataset(**fields, a=a, b=b, appended=content.get('appended', []))


def read_unpaired_description(folder: Path) -> UnpairedDataset:
    """Read dataset.json of a dataset without pairs.

    Raises:
        SatganError: no dataset folder, one of pairs, a damaged description, or one of a newer release.
    """
    with _reading(folder) as content:
        if content['kind'] == PAIRED:
            raise SatganError(f'{folder} holds pairs of chips.', 'Make a dataset with "Export unpaired chips".')
        sides = {name: _collection(side) for name, side in content['domains'].items()}
        fields = {name: content[name] for name in UnpairedDataset.__dataclass_fields__ if name not in ('a', 'b')}
        return UnpairedDataset(**fields, a=sides[A], b=sides.get(B))


def _collection(content: dict[str, Any]) -> Collection:
    fields = {name: content[name] for name in Collection.__dataclass_fields__ if name != 'domain'}
    fields['pixel_size'] = tuple(fields['pixel_size'])
    return Collection(**fields, domain=Domain.from_json(content))


@contextmanager
def _reading(folder: Path) -> Iterator[dict[str, Any]]:
    """Give the content of dataset.json, and turn what is wrong with it into a sentence."""
    path = folder / DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
        if content['schema'] > SCHEMA:
            raise SatganError(f'{path} was written by a newer release of SatGAN.', 'Update the plugin to read it.')
        yield content
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
    write_geopackage(path, chips, 'chips')


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

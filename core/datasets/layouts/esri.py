"""The layout `esri`, of "Export Training Data For Deep Learning": images and map.txt.

With a second raster there is images2 for the partners; chips without partners are two such exports, in A and B.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...parallel import on_all_cores
from ...rasters.reading import open_raster
from ...reporting import Reporter
from ...wording import counted
from ..chip import read_chip
from ..domain import Domain
from ..folder import A, B
from ..statistics import Moments, merged, moments, sample_size
from .pairs import Lone, Pair, Picture, is_image, lone_images, pairs_of
from .satgan import SatganFolder

IMAGES, IMAGES2 = 'images', 'images2'
MAP, MODEL = 'map.txt', 'esri_model_definition.emd'
STATISTICS, ACCUMULATED = 'stats.txt', 'esri_accumulated_stats.json'
_MODE = 'Export_Tiles'
NO_SPLIT = 'The layout esri keeps no split: whoever reads the folder makes one.'


@dataclass(frozen=True)
class Tiles:
    """What is told of an export.

    Attributes:
        size: side of a chip in pixels.
        crs: coordinate system as WKT; None without one.
        pixel_size: width and height of a pixel in map units.
        domain: of the pixels in images.
    """

    size: int
    crs: str | None
    pixel_size: tuple[float, float]
    domain: Domain


def find_pairs(path: Path, reporter: Reporter) -> list[Pair] | None:
    """Return the pairs of a folder; None if it is of another layout.

    map.txt says which images belong together. Exports often end without it: then equal names do.

    Raises:
        SatganError: the images have no names in common.
    """
    if not (path / IMAGES).is_dir() or not (path / IMAGES2).is_dir():
        return None
    missing = [name for name in (MODEL, STATISTICS, ACCUMULATED) if not (path / name).is_file()]
    if missing:
        reporter.info(f'{path} lacks {", ".join(missing)}: what they would tell is taken from the images.')
    pairs = _mapped_pairs(path, reporter)
    if not pairs:
        reporter.warning(f'{path} has no {MAP} that lists pairs: images of equal names are taken as pairs.')
        pairs = pairs_of(path / IMAGES, path / IMAGES2, reporter)
    return pairs


def find_images(path: Path, reporter: Reporter) -> dict[str, list[Lone]] | None:
    """Return the chips of two exports of tiles in the folders A and B, as CycleGAN wants them; None elsewhere.

    Raises:
        SatganError: two images differ in their extension only.
    """
    folders = {side: path / side / IMAGES for side in (A, B)}
    if not all(folder.is_dir() for folder in folders.values()):
        return None
    found = {side: lone_images(folder) for side, folder in folders.items()}
    if not all(found.values()):
        return None
    told = ' and '.join(f'{len(images)} chips of {side}' for side, images in found.items())
    reporter.info(f'{path} holds two exports of tiles, {told}: taken as chips without pairs.')
    return found


def _mapped_pairs(path: Path, reporter: Reporter) -> list[Pair]:
    """Return the pairs that map.txt lists and that are there."""
    try:
        text = (path / MAP).read_text(encoding='utf-8-sig', errors='replace')
    except FileNotFoundError:
        return []
    pairs: dict[str, Pair] = {}
    broken: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        names = [cell.strip().replace('\\', '/') for cell in line.split('\t' if '\t' in line else None)]
        sides = [next((path / name for name in names if name.startswith(f'{f}/')), None) for f in (IMAGES, IMAGES2)]
        there = [side for side in sides if side and side.is_file()]
        if len(there) == 2:
            a, b = there
            name = a.relative_to(path / IMAGES).with_suffix('').as_posix().replace('/', '_')
            pairs[name] = Pair(name, Picture(a), Picture(b))
        else:
            broken.append(' '.join(names))
    if pairs and broken:
        reporter.warning(
            f'Left out: {counted(len(broken), "row")} of {path / MAP} without two images, such as: {broken[0]}.'
        )
    unlisted = sum(map(is_image, (path / IMAGES).iterdir())) - len(pairs) - len(broken)
    if pairs and unlisted > 0:
        reporter.warning(f'Left out: {counted(unlisted, "image")} of {path / IMAGES} that {MAP} does not list.')
    return list(pairs.values())


def write(source: SatganFolder, reporter: Reporter) -> None:
    """Move the chips of a dataset to images and images2, and write the files that describe an export of tiles."""
    folder, dataset = source.path, source.dataset
    (folder / A).rename(folder / IMAGES)
    (folder / B).rename(folder / IMAGES2)
    tiles = Tiles(dataset.chip_size, dataset.crs, dataset.pixel_size, dataset.a)
    _describe(folder, (IMAGES, IMAGES2), tiles, source.outlines()['id'], reporter)
    reporter.info(NO_SPLIT)


def write_side(folder: Path, side: str, tiles: Tiles, names: Sequence[str], is_only: bool, reporter: Reporter) -> None:
    """Make the chips of one side an export of its own: the folder of the side or, where it is the only one, `folder`."""
    images = (folder / side).rename(folder / IMAGES)
    if not is_only:
        folder = folder / side
        folder.mkdir()
        images.rename(folder / IMAGES)
    _describe(folder, (IMAGES,), tiles, names, reporter)


def _describe(folder: Path, columns: Sequence[str], tiles: Tiles, names: Sequence[str], reporter: Reporter) -> None:
    """Write the files that describe an export of tiles, whose images lie in one folder per column of map.txt."""
    names = sorted(names)
    sample = sample_size(len(names))

    def measure(name: str) -> Moments | None:
        for column in columns:
            _write_world_file(folder / column / f'{name}.tif')
        return moments(*read_chip(folder / IMAGES / f'{name}.tif'), sample, tiles.domain.nodata)

    seen = [part for part in on_all_cores(measure, names, reporter, 'Describing the chips') if part]
    lines = ['\t'.join(f'{column}/{name}.tif' for column in columns) + '\n' for name in names]
    (folder / MAP).write_text(''.join(lines), encoding='utf-8')
    _write_descriptions(folder, tiles, len(names), seen)


def _write_world_file(path: Path) -> None:
    """Write the six numbers of a world file: the steps along columns and rows, and the centre of the first pixel."""
    with open_raster(str(path)) as chip:
        transform = chip.transform
    x, y = transform * (0.5, 0.5)
    numbers = (transform.a, transform.d, transform.b, transform.e, x, y)
    path.with_suffix('.tfw').write_text(''.join(f'{number!r}\n' for number in numbers), encoding='ascii')


def _write_descriptions(folder: Path, tiles: Tiles, count: int, seen: list[Moments]) -> None:
    """Write the files that tell of the chips, with the keys that are known from real exports."""
    domain = tiles.domain
    statistics = merged(seen)
    bands = [{'Min': s.minimum, 'Max': s.maximum, 'Mean': s.mean, 'StdDev': s.std} for s in statistics]
    inputs = {'RasterCount': 1, 'SensorName': '', 'BandNames': list(domain.names)}
    cell = {
        'x': tiles.pixel_size[0],
        'y': tiles.pixel_size[1],
        'spatialReference': {'wkt': tiles.crs or ''},
    }
    accumulated = {
        'Version': 1,
        'NumBands': len(domain.bands),
        'TileSizeX': tiles.size,
        'TileSizeY': tiles.size,
        'NumClasses': 0,
        'NumTiles': count,
        'NumTilesAsDouble': float(count),
        'NextTileIndex': count,
        'OutputFeatures': 0,
        'MetaDataMode': _MODE,
        'MinCellSize': cell,
        'MaxCellSize': cell,
        'Classes': [],
        'FeatureStats': {'NumImagesTotal': count, 'NumImagesPerClass': [], 'NumFeaturesPerClass': []},
        'InputRastersProps': inputs,
        # Moments to go on from when chips are added: the mean, the sum of squared deviations, the number of pixels.
        'BandStatsState': [
            {**band, 'M1': s.mean, 'M2': s.std**2 * s.count, 'Num': s.count}
            for band, s in zip(bands, statistics, strict=True)
        ],
    }
    model = {
        'ImageHeight': tiles.size,
        'ImageWidth': tiles.size,
        'ImageSpaceUsed': 'MAP_SPACE',
        'ExtractBands': list(range(len(domain.bands))),
        'Classes': [],
        'MetaDataMode': _MODE,
        'InputRastersProps': inputs,
        'AllTilesStats': [{'BandName': name, **band} for name, band in zip(domain.names, bands, strict=True)],
    }
    summary = f'images = {count} *{len(domain.bands)}*{tiles.size}*{tiles.size}\nfeatures = 0\nclasses = 0\n'
    _write_json(folder / ACCUMULATED, accumulated)
    _write_json(folder / MODEL, model)
    (folder / STATISTICS).write_text(summary, encoding='utf-8')


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding='utf-8')

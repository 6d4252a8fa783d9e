"""A dataset folder without pairs, of a layout that does not describe itself."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas
import numpy as np
import pandas

from ...errors import SatganError
from ...rasters.grid import Grid
from ...reporting import Reporter, Stretch
from ..folder import A, B, Collection, UnpairedDataset
from ..split import DROPPED, PARTS, TRAIN
from .description import domain_of, places_of, side_grids, split_as_told, stride_of
from .foreign import placed_outlines, read_as
from .pairs import Lone
from .survey import Look, survey_side


@dataclass(frozen=True)
class _Side:
    """What was seen of one domain; `parts` are those of its images."""

    images: Sequence[Lone]
    looks: Sequence[Look]
    grids: Sequence[Grid] | None
    parts: np.ndarray
    stride: int
    split: dict[str, object]
    collection: Collection


class UnpairedFolder:
    """Images of one or two domains; all of them are read once to describe the dataset."""

    def __init__(self, path: Path, images: Mapping[str, Sequence[Lone]], reporter: Reporter) -> None:
        """Look at all images.

        Raises:
            SatganError: an image cannot be read or is unlike the others, or none of a domain is for training.
        """
        self.path = path
        self._sides = {
            letter: _side(path, letter, some, Stretch(reporter, number / len(images), (number + 1) / len(images)))
            for number, (letter, some) in enumerate(images.items())
        }
        first = self._sides[A]
        models = [side.looks[0] for side in self._sides.values()]
        if len({look.info.grid.width for look in models}) > 1:
            raise SatganError(
                f'{models[0].picture.path} has {models[0].kind}, but {models[1].picture.path} has {models[1].kind}.',
                'Cut the images of both domains to the same size.',
            )
        self.dataset = UnpairedDataset(
            chip_size=models[0].info.grid.width,
            stride=first.stride,
            seed=0,
            split=first.split,
            a=first.collection,
            b=self._sides[B].collection if B in self._sides else None,
        )
        self._pictures = {(letter, i.name): i.picture for letter, side in self._sides.items() for i in side.images}

    def checksum(self) -> str:
        """Return a SHA-256 of names, parts, classes and pixels, the same wherever the folder lies."""
        content = [
            [
                letter,
                replace(side.collection.domain, source='').to_json(),
                [
                    (image.name, part, look.digest)
                    for image, part, look in zip(side.images, side.parts, side.looks, strict=True)
                ],
            ]
            for letter, side in self._sides.items()
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def outlines(self) -> geopandas.GeoDataFrame:
        """Return a row per chip, in the coordinate system of the first domain that has any."""
        crs = next((side.collection.crs for side in self._sides.values() if side.collection.crs), None)
        frames = [_outlines(letter, side) for letter, side in self._sides.items()]
        placed = [frame.to_crs(crs) if frame.crs else frame.set_crs(crs) for frame in frames]
        return geopandas.GeoDataFrame(pandas.concat(placed, ignore_index=True), crs=crs)

    def read(self, side: str, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Read an image and check that it is still as it was."""
        return read_as(self.dataset.sides[side].domain, self.dataset.chip_size, self._pictures[side, name])


def _side(path: Path, letter: str, images: Sequence[Lone], reporter: Reporter) -> _Side:
    if not any(image.part in (None, TRAIN) for image in images):
        raise SatganError(
            f'{path} has no chips of {letter} for training.', 'Put most of the images where those belong.'
        )
    looks = survey_side([image.picture for image in images], reporter)
    grids = side_grids(looks, reporter)
    places, size = places_of(grids) if grids else None, looks[0].info.grid.width
    stride = stride_of(places, size)
    parts, split = split_as_told([image.part for image in images], places, size, stride, reporter)
    counts = Counter(parts.tolist())
    first = grids[0] if grids else None
    collection = Collection(
        domain=domain_of(looks, parts == TRAIN, parts != DROPPED),
        crs=first.crs.to_wkt() if first and first.crs else None,
        pixel_size=first.pixel_size if first else (1.0, 1.0),
        ground_pixel_size=first.ground_pixel_size() if first else None,
        chips={part: counts[part] for part in PARTS},
        rejected={'shared': counts[DROPPED]} if counts[DROPPED] else {},
    )
    return _Side(images, looks, grids, parts, stride, split, collection)


def _outlines(letter: str, side: _Side) -> geopandas.GeoDataFrame:
    columns = {
        'id': [image.name for image in side.images],
        'domain': letter,
        'split': side.parts,
        'nodata': [look.nodata for look in side.looks],
        'content': [look.content for look in side.looks],
    }
    return placed_outlines(columns, side.grids, side.parts, side.collection.crs)

"""Adding chips to a dataset that exists: it keeps its scaling, and its parts stay apart."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import geopandas
import pandas

from ..errors import SatganError
from ..rasters.classes import Legend
from .cutting import Rules
from .describing import Chip, Outlines, without
from .domain import BandStatistics, Domain
from .folder import A, B, Dataset, read_chips, read_description
from .leaks import leaks_into
from .split import PARTS


class Existing:
    """The dataset that chips are added to."""

    def __init__(self, path: Path) -> None:
        """Read it.

        Raises:
            SatganError: no dataset folder, or a damaged one.
        """
        self.path = path
        self.dataset = read_description(path)
        self.outlines = read_chips(path)

    def require_same_kind(self, domains: Sequence[Domain], rules: Rules) -> None:
        """Check that new chips can stand beside the old ones.

        Raises:
            SatganError: they differ in size, bands, data type or kind.
        """
        rows: list[tuple[str, object, object]] = [('chip size', rules.chip_size, self.dataset.chip_size)]
        for name, new, old in zip((A, B), domains, (self.dataset.a, self.dataset.b), strict=True):
            rows += [
                (f'number of bands of {name}', len(new.bands), len(old.bands)),
                (f'data type of {name}', new.dtype, old.dtype),
                (f'nodata value of {name}', repr(new.nodata), repr(old.nodata)),
                (f'content of {name}', _content(new), _content(old)),
            ]
        for what, mine, theirs in rows:
            if mine != theirs:
                raise SatganError(
                    f'Nothing can be added to {self.path}: its {what} is {theirs}, that of the new chips is {mine}.',
                    'Export them into a folder of their own.',
                )

    def free_name(self, wanted: str) -> str:
        """Return a name of a scene that no chip of the dataset begins with."""
        taken = {str(name).rpartition('_r')[0] for name in self.outlines['id']}
        names = [wanted, *(f'{wanted}_{number}' for number in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)

    def without_leaks(self, chips: Sequence[Chip], outlines: Outlines, folder: Path) -> list[Chip]:
        """Remove the new chips that share ground with an old one of another part, and return the others.

        Args:
            chips: the new ones with their parts.
            outlines: returns the outlines of some chips.
            folder: that they were cut into.
        """
        return without(leaks_into(outlines(chips), self.outlines), chips, folder, (A, B))

    def take_over(self, folder: Path) -> None:
        """Put the old chips beside the new ones, without copying where the disk allows it."""
        for side in (A, B):
            for file in (self.path / side).iterdir():
                _link(file, folder / side / file.name)

    def together(self, new: Dataset) -> Dataset:
        """Return the description of the old and the new chips."""
        old = self.dataset
        counts = {part: old.split['chips'][part] + new.split['chips'][part] for part in PARTS}
        sources = {A: [new.a.source, new.a.checksum], B: [new.b.source, new.b.checksum]}
        return replace(
            old,
            split=old.split | {'chips': counts},
            rejected=dict(Counter(old.rejected) + Counter(new.rejected)),
            a=_joined(old.a, new.a),
            b=_joined(old.b, new.b),
            appended=[*old.appended, sources],
        )

    def all_outlines(self, new: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
        """Return the outlines of the old and the new chips."""
        crs = self.outlines.crs
        placed = new.to_crs(crs) if crs and new.crs else new.set_crs(crs, allow_override=True)
        return geopandas.GeoDataFrame(pandas.concat([self.outlines, placed], ignore_index=True), crs=crs)


def _content(domain: Domain) -> str:
    return 'classes' if domain.classes else 'measurements'


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target)


def _joined(old: Domain, new: Domain) -> Domain:
    """Return the old domain with the statistics of both, and the classes of both."""
    statistics = tuple(_merged(*pair) for pair in zip(old.statistics, new.statistics, strict=True))
    classes = _legend(filter(None, (new.classes, old.classes))) if old.classes else None
    return replace(old, statistics=statistics, classes=classes, synthetic=old.synthetic or new.synthetic)


def _legend(legends: Iterable[Legend]) -> Legend:
    rows = {
        value: (name, colour)
        for legend in legends
        for value, name, colour in zip(legend.values, legend.names, legend.colours, strict=True)
    }
    values = sorted(rows)
    return Legend(tuple(values), tuple(rows[v][0] for v in values), tuple(rows[v][1] for v in values))


def _merged(first: BandStatistics, second: BandStatistics) -> BandStatistics:
    """Merge two statistics (Chan, Golub and LeVeque 1979)."""
    count = first.count + second.count
    share, delta = second.count / count, second.mean - first.mean
    variance = (1 - share) * first.std**2 + share * second.std**2 + share * (1 - share) * delta**2
    return BandStatistics(
        min(first.minimum, second.minimum),
        max(first.maximum, second.maximum),
        first.mean + share * delta,
        variance**0.5,
        count,
    )

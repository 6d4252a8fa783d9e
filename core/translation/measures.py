"""Rasters that say something about a translation, in the units of what they are about."""

from __future__ import annotations

from dataclasses import replace

from ..datasets.domain import Domain


def measure_of(domain: Domain, name: str) -> Domain:
    """Return the domain of a measure of each band of another domain.

    Args:
        domain: what is measured.
        name: of the measure, which the names of the bands begin with.
    """
    return replace(
        domain,
        names=tuple(f'{name}: {band}' for band in domain.names),
        dtype='float32',
        nodata=None,
        classes=None,
        scaling=(),
        statistics=(),
        offsets=(),  # a difference has none
        colours=(),
    )

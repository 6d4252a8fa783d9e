"""Choosing which values of a band become -1 and +1."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from .domain import BandStatistics, Domain, Scaling

# Without a wish a single bright pixel must not turn everything else to grey.
_PERCENTILES = {'auto': (0.1, 99.9), 'percentile': (2.0, 98.0)}
# Backscatter in dB, as fixed in published SAR-to-optical work: cross-polarised waves come back weaker.
_DECIBEL = Scaling(-25.0, 0.0)
_CROSS_POLARISED = Scaling(-32.5, 0.0)
_POLARISATION = re.compile(r'(?<![a-z])(vv|hh|vh|hv)(?![a-z])', re.IGNORECASE)


def percentiles_for(rule: str) -> tuple[float, float]:
    """Return the two percentiles that `choose_scaling` needs for a rule."""
    return _PERCENTILES.get(rule, _PERCENTILES['auto'])


def choose_scaling(
    rule: str, domain: Domain, statistics: Sequence[BandStatistics], percentiles: Sequence[tuple[float, float]]
) -> tuple[Scaling, ...]:
    """Choose the values of each band that become -1 and +1.

    Args:
        rule: `range` takes the smallest and the largest value of the training chips, `percentile` their 2nd and 98th
            percentile, `decibel` fixed ranges of radar backscatter. `auto` keeps the full range of eight-bit bands, as
            the reference code has it, takes the fixed ranges for bands in dB, and for all others the range between the
            0.1th and the 99.9th percentile.
        domain: whose bands they are.
        statistics: per band.
        percentiles: those that `percentiles_for` names, per band.
    """
    rows = zip(domain.names, domain.units, statistics, percentiles, strict=True)
    return tuple(_band_scaling(rule, domain.dtype, *row) for row in rows)


def _band_scaling(
    rule: str, dtype: str, name: str, unit: str, band: BandStatistics, percentiles: tuple[float, float]
) -> Scaling:
    if rule == 'auto' and dtype in ('uint8', 'int8'):
        limits = np.iinfo(dtype)
        return Scaling(float(limits.min), float(limits.max))
    if rule == 'decibel' or (rule == 'auto' and _is_decibel(dtype, name, unit, band)):
        found = _POLARISATION.search(name)
        return _CROSS_POLARISED if found and found[0].lower() in ('vh', 'hv') else _DECIBEL
    low, high = (band.minimum, band.maximum) if rule == 'range' else percentiles
    return Scaling(low, high) if high > low else Scaling(band.minimum, max(band.maximum, band.minimum + 1))


def _is_decibel(dtype: str, name: str, unit: str, band: BandStatistics) -> bool:
    """Return whether a band holds backscatter in dB: by its unit, or by its name and values below 0."""
    if np.dtype(dtype).kind != 'f':
        return False
    return unit.lower() == 'db' or (bool(_POLARISATION.search(name)) and band.mean < 0)

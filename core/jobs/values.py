"""Values of parameters: those of a job file made what a job holds, and checked without opening a raster."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from .error import JobError
from .kinds import Kind
from .many_rasters import RASTER_SUFFIXES, is_list, is_missing, listed, rasters_in
from .parameter import Parameter

_FILE_KINDS = frozenset({Kind.RASTER, Kind.RASTERS, Kind.VECTOR, Kind.LINES, Kind.MODEL, Kind.FILE})
_INTEGER_KINDS = frozenset({Kind.INTEGER})
_NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.DISTANCE})
_LIST_KINDS = frozenset({Kind.BANDS})


def coerced(name: str, parameter: Parameter, value: Any) -> Any:
    """Accept what JSON and Processing hand over for the same thing (3.0 for 3, a list for a tuple)."""
    kind = parameter.kind
    if value is None or value == '':
        return None
    if kind in _LIST_KINDS:
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(_whole(name, item) for item in items) or None
    if kind is Kind.RASTERS:
        return _paths(name, value)
    if kind in _INTEGER_KINDS:
        return _whole(name, value)
    if kind in _NUMBER_KINDS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise JobError(f'"{name}" is {value!r}: it must be a number.')
        return float(value)
    if kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise JobError(f'"{name}" is {value!r}: it must be true or false.')
        return value
    if not isinstance(value, str):
        raise JobError(f'"{name}" is {value!r}: it must be text.')
    return value


def _paths(name: str, value: Any) -> tuple[str, ...] | None:
    items = value if isinstance(value, list | tuple) else [value]
    if wrong := [item for item in items if not isinstance(item, str)]:
        raise JobError(f'"{name}" holds {wrong[0]!r}: it must be a list of paths.')
    return tuple(items) or None


def _whole(name: str, value: Any) -> int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or value != int(value):
        raise JobError(f'"{name}" is {value!r}: it must be a whole number.')
    return int(value)


def check_value(name: str, parameter: Parameter, value: Any) -> None:
    """Check one value of a job.

    Raises:
        JobError: it is missing, out of range, none of the choices or no file.
    """
    if value is None:
        if not parameter.optional:
            raise JobError(f'"{name}" ({parameter.label.lower()}) is empty: give a value.')
        return
    if parameter.choices and value not in parameter.choices:
        raise JobError(f'"{name}" is "{value}": it must be one of {", ".join(parameter.choices)}.')
    if parameter.kind in _INTEGER_KINDS | _NUMBER_KINDS:
        _check_range(name, parameter, value)
    if parameter.kind in _LIST_KINDS and min(value) < 1:
        raise JobError(f'"{name}" names band {min(value)}: bands are counted from 1.')
    if parameter.kind in _FILE_KINDS:
        for path in (value,) if isinstance(value, str) else value:
            _check_file(name, parameter, path)


def _check_range(name: str, parameter: Parameter, value: float) -> None:
    too_low = parameter.minimum is not None and value < parameter.minimum
    too_high = parameter.maximum is not None and value > parameter.maximum
    if not math.isfinite(value) or too_low or too_high:
        low = '' if parameter.minimum is None else f' from {parameter.minimum:g}'
        high = '' if parameter.maximum is None else f' to {parameter.maximum:g}'
        raise JobError(f'"{name}" is {value:g}: it must be a number{low}{high}.')


def _check_file(name: str, parameter: Parameter, value: str) -> None:
    path = value.split('|')[0]
    if is_missing(path):
        raise JobError(f'The file {path} ("{name}") does not exist. Check the path of the {parameter.label.lower()}.')
    if parameter.many and is_list(path):
        _check_list(name, path)
    elif parameter.many and Path(path).is_dir() and not rasters_in(path):
        endings = ', '.join(sorted(RASTER_SUFFIXES))
        raise JobError(f'The folder {path} ("{name}") holds no rasters: none of its files ends in {endings}.')


def _check_list(name: str, path: str) -> None:
    rasters = listed(path)
    if not rasters:
        raise JobError(f'The list {path} ("{name}") is empty. Write the path of a raster on each line.')
    for number, raster in rasters:
        if is_missing(raster):
            raise JobError(
                f'Line {number} of {path} ("{name}") names {raster}, which does not exist. Write the path of a raster '
                'on each line; relative ones begin at the folder of the list.'
            )

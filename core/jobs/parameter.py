"""Parameters and results: how one field of a job is shown, explained and checked."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from enum import Enum
from typing import Any

from .kinds import Kind


@dataclass(frozen=True)
class Parameter:
    """How one field of a job is shown, explained and checked.

    Attributes:
        kind: what the parameter holds.
        label: the name that a person reads.
        help: one or two sentences for tooltip, command line and JSON schema.
        optional: whether it may be left out.
        minimum: smallest allowed value of a number, inclusive.
        maximum: largest allowed value of a number, inclusive.
        choices: the words allowed for a choice.
        many: whether a folder of rasters, or a text file that lists some, will do for a raster.
        extension: of a file that is neither raster, layer, model nor page, without the dot.
        parent: the field that a band list, attribute field, extent or distance refers to.
        advanced: whether a dialog hides it behind "Advanced parameters".
    """

    kind: Kind
    label: str
    help: str
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    extension: str = ''
    parent: str | None = None
    advanced: bool = False


class ResultKind(Enum):
    """What a result holds."""

    NUMBER = 'number'
    TEXT = 'text'
    FILE = 'file'
    HTML = 'html'


@dataclass(frozen=True)
class Result:
    """A figure or path that a finished job returns besides its output parameters."""

    name: str
    label: str
    kind: ResultKind = ResultKind.NUMBER


def parameter(kind: Kind, label: str, help: str, default: Any = MISSING, **more: Any) -> Any:
    """Return the field of a job that holds a parameter; one whose default is None is optional.

    Args:
        kind: what it holds.
        label: see `Parameter`, as are those in `more`.
        help: see `Parameter`.
        default: its value where none is given; without one the parameter is required.
        more: further attributes of `Parameter`.
    """
    described = Parameter(kind, label, help, optional=default is None, **more)
    return field(default=default, metadata={'parameter': described})

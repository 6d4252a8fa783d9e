"""The base of all jobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar

from .error import JobError
from .kinds import OUTPUT_KINDS, PATH_KINDS
from .parameter import Parameter, Result
from .values import check_value, coerced


@dataclass(frozen=True)
class Job:
    """Base of all jobs: reading from and writing to plain mappings, and the checks that need no raster library."""

    id: ClassVar[str] = ''
    results: ClassVar[tuple[Result, ...]] = ()

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Return the parameters by field name, in the order of the dialog."""
        return {item.name: item.metadata['parameter'] for item in fields(cls)}

    @classmethod
    def default(cls, name: str) -> Any:
        """Return the default of the field `name`; None where there is none."""
        item: Field[Any] = cls.__dataclass_fields__[name]
        return None if item.default is MISSING else item.default

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Job:
        """Build and check a job from the parsed content of a job file.

        Args:
            mapping: lower-case parameter names to values; a `job` key is ignored.

        Raises:
            JobError: an unknown or missing key, or a value of the wrong type or out of range.
        """
        values = {key: value for key, value in mapping.items() if key != 'job'}
        known = cls.parameters()
        for name in values:
            if name not in known:
                raise JobError(f'{cls.id} has no parameter "{name}". It has: {", ".join(known)}.')
        for item in fields(cls):
            if item.name not in values and item.default is MISSING:
                raise JobError(f'{cls.id} needs the parameter "{item.name}" ({known[item.name].label.lower()}).')
        job = cls(**{name: coerced(name, known[name], value) for name, value in values.items()})
        job.check()
        return job

    def to_mapping(self) -> dict[str, Any]:
        """Return the job as the content of a job file: all parameters, and its id under `job`."""
        return {'job': self.id, **{name: plain(value) for name, value in asdict(self).items()}}

    def outputs(self) -> list[Path]:
        """Return the paths of all files and folders that this job is to write."""
        paths = (getattr(self, name) for name, p in self.parameters().items() if p.kind in OUTPUT_KINDS)
        return [Path(path) for path in paths if path]

    def inputs(self) -> list[Path]:
        """Return the paths of all files and folders that this job reads, and that must stay as they are."""
        values = (getattr(self, name) for name, p in self.parameters().items() if p.kind in PATH_KINDS)
        paths = (path for value in values if value for path in ([value] if isinstance(value, str) else value))
        return [Path(path.partition('|')[0]) for path in paths]  # behind | stands the layer of a GeoPackage

    def check(self) -> None:
        """Check what can be checked without opening a raster.

        Raises:
            JobError: the first thing found wrong, as a sentence.
        """
        for name, parameter in self.parameters().items():
            check_value(name, parameter, getattr(self, name))
        overwritten = {path.absolute() for path in self.inputs()} & {path.absolute() for path in self.outputs()}
        if overwritten:
            raise JobError(f'{min(overwritten)} is read by this job and would be overwritten: write to another path.')


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def as_in(job: type[Job], name: str, **changed: Any) -> Any:
    """Return a parameter as another job has it, but for what is changed."""
    item: Field[Any] = job.__dataclass_fields__[name]
    default = changed.pop('default', item.default)
    return field(default=default, metadata={'parameter': replace(item.metadata['parameter'], **changed)})

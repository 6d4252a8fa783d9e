"""The JSON schema of job files."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from .job import Job, plain
from .kinds import Kind
from .parameter import Parameter

_JSON_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.INTEGER: {'type': 'integer'},
    Kind.NUMBER: {'type': 'number'},
    Kind.DISTANCE: {'type': 'number'},
    Kind.BOOLEAN: {'type': 'boolean'},
    Kind.BANDS: {'type': 'array', 'items': {'type': 'integer', 'minimum': 1}},
    Kind.RASTERS: {'type': 'array', 'items': {'type': 'string'}},
}


def json_schema(job: type[Job]) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a job file for `job`."""
    properties: dict[str, Any] = {'job': {'const': job.id}}
    for name, parameter in job.parameters().items():
        properties[name] = _property_schema(job, name, parameter)
    return {
        '$schema': 'https://json-schema.org/draft/2020-12/schema',
        'title': job.id,
        'description': (job.__doc__ or '').strip(),
        'type': 'object',
        'properties': properties,
        'required': ['job', *(item.name for item in fields(job) if item.default is MISSING)],
        'additionalProperties': False,
    }


def _property_schema(job: type[Job], name: str, parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {'title': parameter.label, 'description': parameter.help}
    schema |= _JSON_TYPES.get(parameter.kind, {'type': 'string'})
    if parameter.optional:
        schema['type'] = [schema['type'], 'null']
    if parameter.choices:
        schema['enum'] = list(parameter.choices)
    if parameter.minimum is not None:
        schema['minimum'] = parameter.minimum
    if parameter.maximum is not None:
        schema['maximum'] = parameter.maximum
    if job.default(name) is not None:
        schema['default'] = plain(job.default(name))
    return schema

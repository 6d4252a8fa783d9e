"""Writes docs/algorithms.md, the reference of all algorithms, from the job dataclasses.

Run `.venv/bin/python docs/write_algorithms.py` after a change of `core/jobs/`; a test tells when it was forgotten.
"""

from __future__ import annotations

import json
from pathlib import Path

from satgan.core.jobs import JOBS, OUTPUT_KINDS, InstallEngine, Job, Kind, Parameter
from tutorial_commands import toolbox

TARGET = Path(__file__).with_name('algorithms.md')
HEAD = """# Algorithms

Ids, parameter names and result names are spelled exactly so in `qgis_process`, in models and in scripts; a job file
uses the parameter names in lower case. Under each id stands where the algorithm is in the Processing Toolbox; what each
parameter is called in the dialog stands in bold, and "(advanced)" means below *Advanced Parameters*. What is "required" has
to be given; where the default is "none", leave it out if you do not need it.

Made by `docs/write_algorithms.py` from `core/jobs/`: change it there.
"""
KINDS = {
    Kind.RASTER: 'raster',
    Kind.RASTERS: 'rasters',
    Kind.VECTOR: 'polygons',
    Kind.LINES: 'lines',
    Kind.FIELD: 'field of the polygons',
    Kind.BANDS: 'band numbers',
    Kind.EXTENT: 'extent',
    Kind.POINT: 'point',
    Kind.CRS: 'coordinate system',
    Kind.MODEL: 'model file',
    Kind.FILE: 'file',
    Kind.DATASET: 'dataset folder',
    Kind.FOLDER: 'folder',
    Kind.INTEGER: 'whole number',
    Kind.NUMBER: 'number',
    Kind.DISTANCE: 'distance',
    Kind.BOOLEAN: 'true or false',
    Kind.CHOICE: 'word',
    Kind.TEXT: 'text',
    Kind.RASTER_OUTPUT: 'new raster',
    Kind.VECTOR_OUTPUT: 'new polygon layer',
    Kind.FOLDER_OUTPUT: 'new folder',
    Kind.HTML_OUTPUT: 'new page',
    Kind.FILE_OUTPUT: 'new file',
}


def page() -> str:
    """Return the whole reference as Markdown."""
    return '\n'.join([HEAD, *(section(job) for job in (*JOBS.values(), InstallEngine))])


def section(job: type[Job]) -> str:
    """Return the part on one algorithm."""
    lines = [f'## `{job.id}`', '', f'*{toolbox()[job.id]}.* {(job.__doc__ or "").strip()}', '']
    lines += ['| parameter | kind | default | meaning |', '|---|---|---|---|']
    lines += [row(job, name, parameter) for name, parameter in job.parameters().items()]
    outputs = {name.upper(): p.label for name, p in job.parameters().items() if p.kind in OUTPUT_KINDS}
    results = outputs | {result.name: result.label for result in job.results}
    shown = '; '.join(f'`{name}`: {label}' for name, label in results.items())
    return '\n'.join([*lines, '', f'Results: {shown}.', ''])


def row(job: type[Job], name: str, parameter: Parameter) -> str:
    """Return the line of the table on one parameter."""
    label = f'**{parameter.label}{" (advanced)" if parameter.advanced else ""}.**'
    meaning = f'{label} {parameter.help}{allowed(parameter)}'
    return f'| `{name.upper()}` | {KINDS[parameter.kind]} | {shown_default(job, name, parameter)} | {meaning} |'


def shown_default(job: type[Job], name: str, parameter: Parameter) -> str:
    """Return the default of a parameter as a job file has it, or what stands in for it."""
    if parameter.optional:
        return 'none'
    default = job.default(name)
    return 'required' if default is None else f'`{default if isinstance(default, str) else json.dumps(default)}`'


def allowed(parameter: Parameter) -> str:
    """Return the choices or the range of a parameter as a sentence."""
    if parameter.kind is Kind.CHOICE:
        return f' One of {", ".join(f"`{choice}`" for choice in parameter.choices)}.'
    if parameter.minimum is None and parameter.maximum is None:
        return ''
    low = '' if parameter.minimum is None else f' from {parameter.minimum}'
    high = '' if parameter.maximum is None else f' to {parameter.maximum}'
    return f' Allowed:{low}{high}.'


if __name__ == '__main__':
    TARGET.write_text(page(), encoding='utf-8')

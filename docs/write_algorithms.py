"""Writes docs/algorithms.md, the reference of all algorithms, from the job dataclasses.

.venv/bin/python docs/write_algorithms.py
"""

from __future__ import annotations

from pathlib import Path

from satgan.core.jobs import JOBS, OUTPUT_KINDS, InstallEngine, Job, Kind, Parameter

TARGET = Path(__file__).with_name('algorithms.md')
HEAD = """# Algorithms

Ids, parameter names and result names are spelled exactly so in `qgis_process`, in models and in scripts; a job file
uses the parameter names in lower case. Made by `docs/write_algorithms.py` from `core/jobs.py`: change it there.
"""


def page() -> str:
    """Return the whole reference as Markdown."""
    return '\n'.join([HEAD, *(section(job) for job in (*JOBS.values(), InstallEngine))])


def section(job: type[Job]) -> str:
    """Return the part on one algorithm."""
    lines = [f'## `{job.id}`', '', (job.__doc__ or '').strip(), '']
    lines += ['| parameter | default | meaning |', '|---|---|---|']
    lines += [row(job, name, parameter) for name, parameter in job.parameters().items()]
    outputs = [name.upper() for name, parameter in job.parameters().items() if parameter.kind in OUTPUT_KINDS]
    results = [f'`{name}`' for name in outputs] + [f'`{r.name}` ({r.label})' for r in job.results]
    return '\n'.join([*lines, '', f'Results: {", ".join(dict.fromkeys(results))}.', ''])


def row(job: type[Job], name: str, parameter: Parameter) -> str:
    """Return the line of the table on one parameter."""
    default = job.default(name)
    shown = '' if default is None else f'`{str(default).lower() if isinstance(default, bool) else default}`'
    meaning = f'**{parameter.label}.** {parameter.help}{allowed(parameter)}'
    optional = ' (optional)' if parameter.optional else ''
    return f'| `{name.upper()}` | {shown}{optional} | {meaning} |'


def allowed(parameter: Parameter) -> str:
    """Return the choices or the range of a parameter as a sentence."""
    if parameter.kind is Kind.CHOICE:
        return f' One of {", ".join(f"`{choice}`" for choice in parameter.choices)}.'
    if parameter.minimum is None and parameter.maximum is None:
        return ''
    low = '' if parameter.minimum is None else f' from {parameter.minimum:g}'
    high = '' if parameter.maximum is None else f' to {parameter.maximum:g}'
    return f' Allowed:{low}{high}.'


if __name__ == '__main__':
    TARGET.write_text(page(), encoding='utf-8')

"""The commands in docs/tutorials: as jobs, as entries of a dialog, and what they measured as a table."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

from satgan.core.jobs import JOBS, Kind, Parameter
from satgan.core.jobs.shared import BASELINES

ROOT = Path(__file__).resolve().parent.parent
TYPED = (Kind.INTEGER, Kind.NUMBER, Kind.DISTANCE, Kind.BOOLEAN)


def jobs(page: str) -> list[dict[str, Any]]:
    """Return the `qgis_process` commands of a page as jobs, without those of graphical models."""
    commands = re.findall(r'^qgis_process run satgan:(\w+) -- (.+)$', page.replace('\\\n', ' '), re.MULTILINE)
    return [job_of(name, shlex.split(arguments)) for name, arguments in commands if name in JOBS]


def job_of(name: str, arguments: list[str]) -> dict[str, Any]:
    """Return the job of a command; band numbers, which repeat their key, become a list."""
    job: dict[str, Any] = {'job': name}
    for key, _, value in (argument.partition('=') for argument in arguments):
        kind = JOBS[name].parameters()[key.lower()].kind
        if kind is Kind.BANDS:
            job.setdefault(key.lower(), []).append(int(value))
        else:
            job[key.lower()] = json.loads(value) if kind in TYPED else value
    return job


def in_the_dialog(job: dict[str, Any]) -> str:
    """Return how a job is filled into its dialog, as the pages say it."""
    parameters = JOBS[job['job']].parameters()
    fields = [field(parameters[name], value) for name, value in job.items() if name != 'job']
    return f'*{toolbox()[job["job"]]}*: {", ".join(fields)}'


def field(parameter: Parameter, value: Any) -> str:
    """Return a parameter by its label, with its value."""
    shown = ', '.join(map(str, value)) if isinstance(value, list) else str(value)
    return f'{parameter.label}{" (advanced)" if parameter.advanced else ""} `{shown}`'


def toolbox() -> dict[str, str]:
    """Return group and name of each algorithm by its id, as the table of README.md has them."""
    table = re.findall(r'^\| ([\w ]+) \| ([^|]+) \| `(\w+)` \|', (ROOT / 'README.md').read_text(), re.MULTILINE)
    return {id: f'{group} > {name}' for group, name, id in table}


def table(step: dict[str, Any]) -> str:
    """Return the figures of an "Evaluate model" as the pages have them: those of the model beside trivial models."""
    figures = step['figures']
    errors = {'ACCURACY': 'Accuracy'} if 'ACCURACY' in figures else {'MAE': 'MAE', 'PSNR': 'PSNR (dB)'}
    columns = errors | {'SSIM': 'SSIM'}
    models = {'': 'the model'} | {f'{name}_': label for name, label in BASELINES.items()}
    lines = [f'| | {" | ".join(columns.values())} |', f'|---|{"---|" * len(columns)}']
    for prefix, label in models.items():
        values = [figures.get(f'{prefix}{column}') for column in columns]
        if None not in values:
            lines.append(f'| {label} | {" | ".join(f"{value:.4g}" for value in values)} |')
    return '\n'.join(lines)

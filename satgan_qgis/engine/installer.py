"""Making the engine's Python environment: a virtual environment, and pip inside it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingFeedback, QgsSettings

from ...core.jobs import CheckEngine, InstallEngine
from ..folder import engine_requirements
from .child import Child
from .discovery import COMPLETE, REMEMBERED, Engine, default_folder, is_complete, python_of
from .environment import Proxy, proxy_environment
from .errors import EngineCancelled, EngineError
from .runner import child_environment, run_job

_INCOMPLETE = 'satgan-engine-incomplete'
_CPU_TORCH = 'torch==2.13.0'
_OLDEST_PYTHON = (3, 10)
_PROBE_BASE = 'import sys, venv, ensurepip; print(*sys.version_info[:2])'
_PROBE_TORCH = 'import torch; print("torch", torch.__version__, torch.version.cuda or "cpu")'


def install_engine(job: InstallEngine, feedback: QgsProcessingFeedback) -> Path:
    """Make the environment that `job` describes, remember it and return its Python.

    Raises:
        EngineCancelled: the user pressed Cancel.
        EngineError: it could not be made.
        OSError: neither could it be written. An earlier environment in the folder is as before, in all cases.
    """
    folder = Path(job.folder) if job.folder else default_folder()
    previous = folder.with_name(f'{folder.name}.previous')
    _recover(folder, previous)
    feedback.setProgressText('Looking for a Python to start from')
    base = _base_python(feedback)
    _set_aside(folder, previous)
    try:
        python = _build(base, folder, job, feedback)
    except (EngineError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
        if previous.exists():
            previous.rename(folder)
        raise
    shutil.rmtree(previous, ignore_errors=True)
    QgsSettings().setValue(REMEMBERED, str(python))
    _report(python, feedback)
    return python


def base_pythons() -> list[Path]:
    """Return where the Python may be that QGIS itself runs in, and the system's; sys.executable may be QGIS."""
    base = Path(sys.base_prefix)
    if os.name == 'nt':
        return [base / 'python.exe', base / 'python3.exe']
    version = f'python{sys.version_info.major}.{sys.version_info.minor}'
    folders = (base / 'bin', Path(QgsApplication.prefixPath()) / 'bin', Path('/usr/bin'))
    return list(dict.fromkeys(folder / name for folder in folders for name in (version, 'python3')))


def _base_python(feedback: QgsProcessingFeedback) -> Path:
    for python in base_pythons():
        if python.is_file() and _is_suitable(python, feedback):
            return python
    raise EngineError(
        f'No Python {".".join(map(str, _OLDEST_PYTHON))} or newer that can make virtual environments was found. On '
        'Debian and Ubuntu install the package python3-venv; elsewhere make an environment yourself and name its '
        'Python in Settings > Options > Processing > Providers > SatGAN.'
    )


def _is_suitable(python: Path, feedback: QgsProcessingFeedback) -> bool:
    try:
        lines = _run([str(python), '-c', _PROBE_BASE], feedback)
        return tuple(int(number) for number in lines[-1].split()) >= _OLDEST_PYTHON
    except EngineCancelled:
        raise
    except (EngineError, IndexError, ValueError):
        return False


def _recover(folder: Path, previous: Path) -> None:
    """Clean up after a run that was killed, and refuse a folder that holds something else."""
    if (folder / _INCOMPLETE).exists():
        shutil.rmtree(folder)
    if previous.exists() and is_complete(previous):
        if folder.exists():
            shutil.rmtree(previous)
        else:
            previous.rename(folder)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not is_complete(folder)):
        raise EngineError(f'{folder} holds something else: choose a new or empty folder for the engine.')


def _set_aside(folder: Path, previous: Path) -> None:
    if not is_complete(folder):
        return
    try:
        folder.rename(previous)
    except OSError as error:
        raise EngineError(
            f'{folder} is in use: end all SatGAN runs, or restart QGIS, and run "Install engine" again.'
        ) from error


def _build(base: Path, folder: Path, job: InstallEngine, feedback: QgsProcessingFeedback) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _INCOMPLETE).touch()
    feedback.setProgress(2)
    feedback.setProgressText(f'Making a virtual environment in {folder}')
    _demand([str(base), '-m', 'venv', str(folder)], feedback, 'The virtual environment could not be made')
    python = python_of(folder)
    torch, others = _split(engine_requirements())
    feedback.setProgress(5)
    feedback.setProgressText('Installing PyTorch: up to some gigabytes')
    _pip(python, _torch_arguments(torch, job), feedback)
    _demand_build(python, job, feedback)
    feedback.setProgress(60)
    feedback.setProgressText('Installing the other packages')
    _pip(python, others, feedback)
    (folder / _INCOMPLETE).rename(folder / COMPLETE)
    feedback.setProgress(95)
    return python


def _split(requirements: Sequence[str]) -> tuple[str, list[str]]:
    """Return the requirement of torch, and the others."""
    torch = next(requirement for requirement in requirements if re.match(r'torch(?![\w-])', requirement))
    return torch, [requirement for requirement in requirements if requirement != torch]


def _torch_arguments(requirement: str, job: InstallEngine) -> list[str]:
    if job.torch_index:
        return [requirement, '--index-url', job.torch_index]
    return [_CPU_TORCH if job.torch == 'cpu' else requirement]


def _pip(python: Path, arguments: Sequence[str], feedback: QgsProcessingFeedback) -> None:
    command = [str(python), '-m', 'pip', 'install', '--no-input', '--progress-bar', 'off', *arguments]
    _demand(command, feedback, 'pip could not install the packages', _proxy())


def _demand_build(python: Path, job: InstallEngine, feedback: QgsProcessingFeedback) -> None:
    """Fail where PyTorch does not start, or is of another build than asked for."""
    lines = _demand([str(python), '-c', _PROBE_TORCH], feedback, 'PyTorch was installed but does not start')
    cuda = next(line for line in reversed(lines) if line.startswith('torch ')).split()[-1]
    found = 'cpu' if cuda == 'cpu' else 'cuda'
    if job.torch not in ('auto', found):
        raise EngineError(
            f'pip offers the {found} build of PyTorch here, not the {job.torch} build. Open the installation page of '
            'PyTorch, choose your system, and give the address behind --index-url as "Package index for PyTorch".'
        )


def _demand(
    command: list[str], feedback: QgsProcessingFeedback, failure: str, more: dict[str, str] | None = None
) -> list[str]:
    try:
        return _run(command, feedback, more)
    except EngineCancelled:
        raise
    except EngineError as error:
        raise EngineError(f'{failure} ({error}). The last lines in the log say why.') from error


def _run(command: list[str], feedback: QgsProcessingFeedback, more: dict[str, str] | None = None) -> list[str]:
    """Run `command`, show its output as it comes and return its lines."""
    lines: list[str] = []
    environment = child_environment() | {'PIP_USER': '0'} | (more or {})
    with closing(Child(command, environment, merge_errors=True)) as child:
        for line in child.lines(feedback.isCanceled):
            feedback.pushConsoleInfo(line)
            lines.append(line)
        code = child.exit_code()
    if code != 0:
        raise EngineError(f'exit code {code}')
    return lines


def _proxy() -> dict[str, str]:
    settings = QgsSettings()
    if not settings.value('proxy/proxyEnabled', False, type=bool):
        return {}
    return proxy_environment(
        Proxy(
            *(
                _as_text(settings.value(f'proxy/{key}', ''))
                for key in ('proxyType', 'proxyHost', 'proxyPort', 'proxyUser', 'proxyPassword', 'noProxyUrls')
            )
        )
    )


def _as_text(value: object) -> str:
    return ','.join(map(str, value)) if isinstance(value, list) else str(value or '')


def _report(python: Path, feedback: QgsProcessingFeedback) -> None:
    try:
        results = run_job(Engine(python, '"Install engine"'), CheckEngine(), feedback)
    except EngineCancelled:
        return
    except EngineError as error:
        feedback.pushWarning(str(error))
        return
    feedback.pushInfo(results.get('REPORT', ''))

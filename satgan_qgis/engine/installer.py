"""Making the engine's Python environment: a virtual environment, and pip inside it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsProcessingFeedback, QgsSettings

from ...core.jobs import CheckEngine, InstallEngine
from ..folder import engine_requirements
from ..language import tr
from .basepython import base_python
from .check import check_engine
from .commands import Commands
from .diagnostics import diagnostics
from .download import Download
from .environment import proxy_environment
from .errors import EngineCancelled, EngineError
from .managed import (
    COMPLETE,
    INCOMPLETE,
    REMEMBERED,
    is_complete,
    package_version,
    previous_of,
    python_of,
    remembered_folder,
    unmet,
)
from .plan import OPENVINO_BYTES, OTHERS_BYTES, TORCH_BYTES, Plan
from .proxy import qgis_proxy

_CPU_TORCH = 'torch==2.13.0'
_TELLING_PIP = 'pip>=24.1'
_OPENVINO = 'openvino>=2025.0'  # the first for Python 3.13
# PyTorch calls AMD's cards cuda as well.
_PROBE_TORCH = (
    'import torch; v = torch.version; print("torch", torch.__version__, v.cuda or getattr(v, "hip", None) or "cpu")'
)


def install_engine(job: InstallEngine, feedback: QgsProcessingFeedback) -> Path:
    """Make the environment that `job` describes, remember it and return its Python.

    Raises:
        EngineCancelled: the user pressed Cancel.
        EngineError: it could not be made; the log has a text for an issue then.
        OSError: neither could it be written. An earlier environment in the folder is as before, in all cases.
    """
    folder = Path(job.folder) if job.folder else remembered_folder()
    commands = Commands(feedback)
    try:
        python = _install(folder, job, commands)
    except EngineCancelled:
        raise
    except (EngineError, OSError) as error:
        _tell_for_an_issue(error, commands)
        raise
    QgsSettings().setValue(REMEMBERED, str(folder))
    with suppress(EngineCancelled):
        check_engine(CheckEngine(), feedback)
    return python


def _install(folder: Path, job: InstallEngine, commands: Commands) -> Path:
    previous = previous_of(folder)
    _recover(folder, previous)
    commands.feedback.setProgressText(tr('Looking for a Python to start from'))
    base = base_python(commands)
    _set_aside(folder, previous)
    try:
        python = _build(base, folder, job, commands)
    except BaseException:
        _remove(folder)
        with suppress(OSError):  # a job may be running in it; it is found where it lies
            previous.rename(folder)
        raise
    _remove(previous)
    return python


def _recover(folder: Path, previous: Path) -> None:
    """Clean up after a run that was killed, and refuse a folder that holds something else."""
    if (folder / INCOMPLETE).exists():
        shutil.rmtree(folder)
    if is_complete(previous) and not folder.exists():
        previous.rename(folder)
    if is_complete(previous) or (previous / INCOMPLETE).exists():
        _remove(previous)
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not is_complete(folder)):
        sentence = tr('{folder} holds something else: choose a new or empty folder for the engine.')
        raise EngineError(sentence.format(folder=folder))


def _remove(folder: Path) -> None:
    """Remove an environment; what the system keeps open is marked, so that the next run removes it."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        (folder / INCOMPLETE).touch()


def _set_aside(folder: Path, previous: Path) -> None:
    if not is_complete(folder):
        return
    try:
        folder.rename(previous)
    except OSError as error:
        sentence = tr('{folder} is in use: end all SatGAN runs, or restart QGIS, and run "Install engine" again.')
        raise EngineError(sentence.format(folder=folder)) from error


def _build(base: Path, folder: Path, job: InstallEngine, commands: Commands) -> Path:
    feedback = commands.feedback
    folder.mkdir(parents=True, exist_ok=True)
    (folder / INCOMPLETE).touch()
    feedback.setProgress(2)
    feedback.setProgressText(tr('Making a virtual environment in {folder}').format(folder=folder))
    commands.demand([str(base), '-m', 'venv', str(folder)], tr('The virtual environment could not be made'))
    python = python_of(folder)
    torch, others = _split(engine_requirements())
    arguments = _torch_arguments(torch, job)
    feedback.setProgress(5)
    _renew_pip(python, commands)
    build = _announce(python, folder, arguments, job, commands)
    _pip(python, arguments, commands, Download(feedback, TORCH_BYTES[build], 5, 60))
    _demand_build(_build_of(python, commands), job)
    feedback.setProgress(60)
    feedback.setProgressText(tr('Installing the other packages'))
    _pip(python, others, commands, Download(feedback, OTHERS_BYTES, 60, 85))
    if job.openvino or package_version(previous_of(folder), 'openvino'):
        # Without what it names as its needs: numpy is there, and the other package reports its use over the network.
        _pip(python, ['--no-deps', _OPENVINO], commands, Download(feedback, OPENVINO_BYTES, 85, 93))
    (folder / INCOMPLETE).rename(folder / COMPLETE)
    feedback.setProgress(95)
    return python


def _renew_pip(python: Path, commands: Commands) -> None:
    """Take the newest pip, which trusts the certificates of the system and tells how far it is; an older one will do."""
    commands.feedback.setProgressText(tr('Looking for a newer pip'))
    try:
        commands.run(_pip_command(python, '--quiet', '--upgrade', 'pip'), _pip_proxy())
    except EngineCancelled:
        raise
    except EngineError:
        return


def _split(requirements: Sequence[str]) -> tuple[str, list[str]]:
    """Return the requirement of torch, and the others."""
    torch = next(requirement for requirement in requirements if re.match(r'torch(?![\w-])', requirement))
    return torch, [requirement for requirement in requirements if requirement != torch]


def _torch_arguments(requirement: str, job: InstallEngine) -> list[str]:
    if job.torch_index:
        return [requirement, '--index-url', job.torch_index]
    return [_CPU_TORCH if job.torch == 'cpu' else requirement]


def _announce(python: Path, folder: Path, arguments: list[str], job: InstallEngine, commands: Commands) -> str:
    """Tell what is about to be downloaded, fail now rather than after some gigabytes, and return the build."""
    commands.feedback.setProgressText(tr('Asking pip what there is to download'))
    report = folder / 'plan.json'
    try:
        commands.run(_pip_command(python, '--quiet', '--dry-run', '--report', str(report), *arguments), _pip_proxy())
        plan = Plan.from_report(report)
    except EngineCancelled:
        raise
    except (EngineError, OSError, ValueError):
        # A pip that is too old to tell, or that finds nothing, says so when it is to install.
        commands.feedback.setProgressText(tr('Downloading PyTorch'))
        return 'cuda'
    _demand_build(plan.build, job)
    plan.demand_room(folder)
    commands.feedback.pushInfo(plan.announcement(folder))
    commands.feedback.setProgressText(tr('Downloading PyTorch {version}').format(version=plan.version))
    return plan.build


def _demand_build(found: str, job: InstallEngine) -> None:
    """Fail where the build of PyTorch is not the one that was asked for."""
    if job.torch not in ('auto', found):
        sentence = tr(
            'pip offers the {found} build of PyTorch here, not the {wanted} build. Open the installation page of PyTorch, '
            'choose your system, and give the address behind --index-url as "Package index for PyTorch".'
        )
        raise EngineError(sentence.format(found=found, wanted=job.torch))


def _build_of(python: Path, commands: Commands) -> str:
    """Return the build of the PyTorch that is installed, and fail where it does not start."""
    lines = commands.demand(
        [str(python), '-W', 'ignore', '-c', _PROBE_TORCH], tr('PyTorch was installed but does not start')
    )
    return 'cpu' if lines[-1].split()[-1] == 'cpu' else 'cuda'


def _pip(python: Path, arguments: Sequence[str], commands: Commands, download: Download) -> None:
    tells = not unmet(python.parents[1], [_TELLING_PIP])
    command = _pip_command(python, '--progress-bar', 'raw' if tells else 'off', *arguments)
    commands.demand(command, tr('pip could not install the packages'), _pip_proxy(), download)


def _pip_command(python: Path, *arguments: str) -> list[str]:
    return [str(python), '-m', 'pip', 'install', '--no-input', *arguments]


def _pip_proxy() -> dict[str, str]:
    return proxy_environment(qgis_proxy())


def _tell_for_an_issue(error: Exception, commands: Commands) -> None:
    feedback = commands.feedback
    feedback.pushInfo(tr('If you cannot help yourself, paste the lines that follow into an issue.'))
    with suppress(EngineCancelled):
        feedback.pushInfo(diagnostics(QgsProcessingFeedback(False), [*commands.tail, str(error)]))

"""Jobs about the engine itself."""

from __future__ import annotations

from dataclasses import dataclass

from .job import Job
from .kinds import Kind
from .parameter import Result, ResultKind, parameter


@dataclass(frozen=True, kw_only=True)
class CheckEngine(Job):
    """Report whether the engine works and what it can use."""

    id = 'checkengine'
    results = (
        Result('READY', 'Whether the engine can be used (1) or not (0)'),
        Result('PYTHON', 'Python of the engine', ResultKind.TEXT),
        Result('VERSIONS', 'Versions of the packages', ResultKind.TEXT),
        Result('DEVICES', 'Devices', ResultKind.TEXT),
        Result('REPORT', 'The whole report', ResultKind.TEXT),
    )

    output_html: str | None = parameter(Kind.HTML_OUTPUT, 'Engine report', 'What was found, as a page.', None)


@dataclass(frozen=True, kw_only=True)
class InstallEngine(Job):
    """Make the Python environment that the engine runs in. Runs in QGIS, since there is no engine yet."""

    id = 'installengine'
    results = (Result('PYTHON', 'Python of the engine', ResultKind.TEXT),)

    torch: str = parameter(
        Kind.CHOICE,
        'PyTorch build',
        'auto takes what pip offers for this computer; cpu and cuda insist on that build and say so where it is not '
        'to be had.',
        'auto',
        choices=('auto', 'cpu', 'cuda'),
    )
    torch_index: str | None = parameter(
        Kind.TEXT,
        'Package index for PyTorch',
        'The address that the installation page of PyTorch shows behind --index-url. Empty: the index of pip.',
        None,
        advanced=True,
    )
    openvino: bool = parameter(
        Kind.BOOLEAN,
        'Install OpenVINO as well',
        'It translates rasters faster on some processors, above all with ResNets: "Apply model" tries it. 60 MB more to download, 180 MB on the disk. An engine that has it keeps it.',
        False,
        advanced=True,
    )
    folder: str | None = parameter(
        Kind.FOLDER,
        'Folder of the environment',
        'Empty: where it was made before; the first time, the folder satgan/engine in the QGIS user profile.',
        None,
        advanced=True,
    )

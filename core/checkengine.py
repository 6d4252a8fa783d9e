"""The job `checkengine`: says whether the engine works and what it can use. It reports, it never fails."""

from __future__ import annotations

import html
import importlib
import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from . import __version__
from .jobs import Job
from .protocol import partial_path
from .reporting import Reporter

_MODULES = {
    'scikit-image': 'skimage',
    'scikit-learn': 'sklearn',
    'lightning-fabric': 'lightning_fabric',
    'pillow': 'PIL',
}
_OPTIONAL = ('openvino', 'distributed')
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>SatGAN engine</title></head>
<body><h1>SatGAN engine</h1><pre>{report}</pre></body></html>
"""


@dataclass(frozen=True)
class Finding:
    """What was found out about one package: its version, or what is wrong with it."""

    package: str
    version: str
    trouble: str = ''


def check_engine(job: Job, reporter: Reporter) -> dict[str, Any]:
    """Report whether the engine works and what it can use.

    Args:
        job: a `CheckEngine` job.
        reporter: is told the report, line by line.

    Returns:
        READY, PYTHON, VERSIONS, DEVICES and REPORT.
    """
    findings = list(_check_packages(reporter))
    troubles = [finding for finding in findings if finding.trouble]
    versions = ', '.join(f'{finding.package} {finding.version}' for finding in findings if finding.version)
    devices = _devices()
    ready = not troubles
    report = '\n'.join(
        [
            f'SatGAN engine {__version__}: {"ready" if ready else "NOT ready"}',
            f'Python {platform.python_version()} on {platform.platform()}',
            f'  {sys.executable}',
            'Packages',
            *(f'  {finding.package} {finding.version} {finding.trouble}'.rstrip() for finding in findings),
            'Devices',
            *(f'  {device}' for device in devices),
            *_remedy(troubles),
        ]
    )
    reporter.info(report)
    _write_page(getattr(job, 'output_html', None), report)
    return {
        'READY': int(ready),
        'PYTHON': sys.executable,
        'VERSIONS': versions,
        'DEVICES': '; '.join(devices),
        'REPORT': report,
    }


def requirements() -> dict[str, str]:
    """Return the packages that the engine needs, each with its oldest version that will do."""
    text = Path(__file__).with_name('requirements.txt').read_text(encoding='utf-8')
    return dict(re.findall(r'^([\w-]+)>=([\d.]+)$', text, flags=re.MULTILINE))


def _check_packages(reporter: Reporter) -> Iterator[Finding]:
    needed = requirements()
    for step, (package, lowest) in enumerate(needed.items()):
        reporter.progress(step / len(needed), f'Checking {package}')
        yield _check_package(package, lowest)
        if package == 'rasterio':
            yield from _libraries_of_rasterio()
    for package in _OPTIONAL:
        yield Finding(f'{package} (optional)', _version_of(package) or 'not installed')
    reporter.progress(1.0)


def _check_package(package: str, lowest: str) -> Finding:
    version = _version_of(package)
    if version is None:
        return Finding(package, '', 'is missing')
    if _numbers(version) < _numbers(lowest):
        return Finding(package, version, f'is too old: {lowest} or newer is needed')
    try:
        module = importlib.import_module(_MODULES.get(package, package))
        _PROBES.get(package, _no_probe)(module)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what the user asked for
        return Finding(package, version, f'does not work: {type(error).__name__}: {" ".join(str(error).split())}')
    return Finding(package, version)


def _version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r'\d+', version.partition('+')[0])[:3])


def _no_probe(module: ModuleType) -> None:
    """Importing is all there is to try."""


def _probe_torch(torch: Any) -> None:
    ones = torch.ones(8, 8)
    if float((ones @ ones).sum()) != 512.0:
        raise ArithmeticError('a product of two matrices is wrong')


def _probe_rasterio(rasterio: Any) -> None:
    # Fails where another program's PROJ database is in the way, the most frequent ailment of all.
    if rasterio.crs.CRS.from_epsg(3857).to_epsg() != 3857:
        raise LookupError('PROJ does not know EPSG:3857')


def _probe_pyogrio(pyogrio: Any) -> None:
    if 'GPKG' not in pyogrio.list_drivers():
        raise LookupError('GDAL cannot read GeoPackages')


_PROBES: dict[str, Callable[[Any], None]] = {
    'torch': _probe_torch,
    'rasterio': _probe_rasterio,
    'pyogrio': _probe_pyogrio,
}


def _libraries_of_rasterio() -> Iterator[Finding]:
    rasterio = sys.modules.get('rasterio')
    for label, attribute in (('GDAL of rasterio', '__gdal_version__'), ('PROJ of rasterio', '__proj_version__')):
        version = getattr(rasterio, attribute, None)
        if version:
            yield Finding(label, str(version))


def _devices() -> list[str]:
    """Return one line per device that PyTorch can calculate on; the processor is always one."""
    torch = sys.modules.get('torch')
    if torch is None:
        return [f'cpu: {os.cpu_count()} cores']
    try:
        return [_processor(torch), *_graphics_cards(torch)]
    except Exception as error:  # noqa: BLE001 - as above
        return [f'unknown: {type(error).__name__}: {error}']


def _processor(torch: Any) -> str:
    abilities = [torch.backends.cpu.get_cpu_capability()]
    for label, probe in (('AMX', '_is_amx_tile_supported'), ('bf16', '_is_avx512_bf16_supported')):
        if getattr(torch.cpu, probe, bool)():
            abilities.append(label)
    return f'cpu: {torch.get_num_threads()} threads, {", ".join(abilities)}'


def _graphics_cards(torch: Any) -> Iterator[str]:
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            card = torch.cuda.get_device_properties(index)
            bf16 = ', bf16' if card.major >= 8 else ''
            yield f'cuda:{index}: {card.name}, {card.total_memory / 2**30:.0f} GiB{bf16}'
    if torch.backends.mps.is_available():
        yield 'mps: Apple graphics'


def _remedy(troubles: list[Finding]) -> list[str]:
    if not troubles:
        return []
    names = ', '.join(finding.package for finding in troubles)
    return [f'Run "Install engine" to install anew: {names}.']


def _write_page(path: str | None, report: str) -> None:
    if path is None:
        return
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_path(target)
    partial.write_text(_PAGE.format(report=html.escape(report)), encoding='utf-8')
    partial.replace(target)

"""The environment variables of child processes: those that QGIS sets for its own Python and libraries break others."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_QGIS_ONLY = frozenset(
    {
        'PYTHONHOME',
        'PYTHONPATH',
        'PYTHONEXECUTABLE',
        'PYTHONUSERBASE',
        'PYTHONSTARTUP',
        '__PYVENV_LAUNCHER__',
        'VIRTUAL_ENV',
        'PIP_USER',
        'PIP_TARGET',
        'PIP_PREFIX',
        'PROJ_DATA',
        'PROJ_LIB',
        'GDAL_DATA',
        'GDAL_DRIVER_PATH',
        'QGIS_PREFIX_PATH',
        'QGIS_PLUGINPATH',
        'LD_PRELOAD',
        'DYLD_INSERT_LIBRARIES',
    }
)
_LIBRARY_PATHS = frozenset(
    {
        'LD_LIBRARY_PATH',
        'DYLD_LIBRARY_PATH',
        'DYLD_FALLBACK_LIBRARY_PATH',
        'DYLD_FRAMEWORK_PATH',
        'DYLD_FALLBACK_FRAMEWORK_PATH',
    }
)
_CERTIFICATES = frozenset({'SSL_CERT_FILE', 'SSL_CERT_DIR'})
_CLASHING_LIBRARIES = ('*qgis_core*', '*gdal*', 'libproj*', 'libpython*')


def engine_environment(inherited: Mapping[str, str], bundles: Iterable[Path] = ()) -> dict[str, str]:
    """Return the environment for a Python that is not QGIS's.

    Args:
        inherited: the environment of QGIS.
        bundles: folders that hold nothing but QGIS and what it brings along.
    """
    bundles = tuple(bundles)
    environment: dict[str, str] = {}
    for name, value in inherited.items():
        kept = _kept(name.upper(), value, bundles)
        if kept:
            environment[name] = kept
    return environment | {'PYTHONIOENCODING': 'utf-8', 'PYTHONSAFEPATH': '1', 'PYTHONUNBUFFERED': '1'}


def qgis_bundles(prefix: str, inherited: Mapping[str, str]) -> list[Path]:
    """Return the folders of a self-contained QGIS: the OSGeo4W root on Windows, the app on a Mac, none on Linux."""
    found = [Path(inherited['OSGEO4W_ROOT'])] if inherited.get('OSGEO4W_ROOT') else []
    return found + [folder for folder in (Path(prefix), *Path(prefix).parents) if folder.suffix == '.app']


@dataclass(frozen=True)
class Proxy:
    """The proxy of the QGIS settings, as texts; no host means no proxy.

    Attributes:
        kind: the name of the type in the QGIS settings.
        host: its address.
        port: its port.
        user: login name.
        password: login word.
        excluded: hosts that are reached without it, with commas between.
    """

    kind: str = ''
    host: str = ''
    port: str = ''
    user: str = ''
    password: str = ''
    excluded: str = ''


def proxy_environment(proxy: Proxy) -> dict[str, str]:
    """Return the variables by which pip uses `proxy`."""
    if not proxy.host:
        return {}
    scheme = 'socks5h' if proxy.kind == 'Socks5Proxy' else 'http'
    login = ':'.join(quote(part, safe='') for part in (proxy.user, proxy.password) if part)
    address = f'{scheme}://{login}{"@" if login else ""}{proxy.host}{":" if proxy.port else ""}{proxy.port}'
    variables = {'HTTP_PROXY': address, 'HTTPS_PROXY': address}
    if proxy.excluded:
        variables['NO_PROXY'] = proxy.excluded
    return variables | {name.lower(): value for name, value in variables.items()}


def _kept(name: str, value: str, bundles: tuple[Path, ...]) -> str:
    """Return what stays of a variable; nothing means that it goes."""
    if name in _QGIS_ONLY:
        return ''
    if name == 'PATH':
        return _filtered(value, lambda folder: not _inside(folder, bundles))
    if name in _LIBRARY_PATHS:
        return _filtered(value, lambda folder: not _inside(folder, bundles) and not _has_clashing_library(folder))
    if name in _CERTIFICATES:
        return value if Path(value).exists() and not _inside(Path(value), bundles) else ''
    return value


def _filtered(value: str, keep: Callable[[Path], bool]) -> str:
    return os.pathsep.join(folder for folder in value.split(os.pathsep) if folder and keep(Path(folder)))


def _inside(path: Path, folders: tuple[Path, ...]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _has_clashing_library(folder: Path) -> bool:
    return any(next(folder.glob(pattern), None) for pattern in _CLASHING_LIBRARIES)

"""Turns the exceptions of Python, GDAL and PyTorch into sentences for a GIS user."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

from .errors import SatganError
from .jobs import OUTPUT_KINDS, Job, JobError, Kind

_PACKAGE = __package__ or 'core'
_GDAL_PACKAGES = frozenset({'rasterio', 'pyogrio'})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FULL_TEXTS = ('no space left on device', 'disk quota exceeded', 'not enough space on the disk')
_MEMORY_TEXTS = ('out of memory', "can't allocate memory", 'not enough memory', 'cannot allocate memory')
_LOST_ERRORS = frozenset({'DistBackendError', 'DistNetworkError', 'DistStoreError'})
_LOST_TEXTS = ('gloo/transport',)
_REPAIR = 'Run "Check engine" to see what is wrong and "Install engine" to install it anew.'
_REPORT = 'Please report it together with the log.'
_MEMORY_SAVERS = {'batch_size': 'batch size', 'chip_size': 'chip size', 'filters': 'number of filters'}


def explained(error: Exception, job: Job) -> SatganError:
    """Return the sentence for what `job` died of."""
    if isinstance(error, SatganError):
        return error
    if isinstance(error, JobError):
        return SatganError(str(error), code='job')
    if _is_disk_full(error):
        return _disk_full(error, job)
    if _is_out_of_memory(error):
        return _out_of_memory(job)
    if _is_left_alone(error):
        return _left_alone()
    if isinstance(error, ImportError):
        return explained_import(error)
    if _package_of(error) in _GDAL_PACKAGES:
        return _gdal_error(error, job)
    if isinstance(error, OSError) and error.strerror:
        return _file_error(error)
    return unknown_error(error)


def explained_import(error: Exception) -> SatganError:
    """Return the sentence for a package of the engine that cannot be imported."""
    package = _broken_package(error)
    if package is None:
        return unknown_error(error)
    if isinstance(error, ModuleNotFoundError) and error.name == package:
        message = f'The Python package {package} is missing in the engine.'
    else:
        message = f'The Python package {package} of the engine does not load: {_text(error)}'
    return SatganError(message, _REPAIR, code='engine')


def unknown_error(error: Exception) -> SatganError:
    """Return the sentence for an error that nobody has foreseen."""
    message = f'SatGAN met an error that it does not know: {type(error).__name__}: {_text(error)}'
    return SatganError(message, _REPORT, code='internal')


def _is_disk_full(error: Exception) -> bool:
    return any(
        (isinstance(link, OSError) and link.errno in _FULL) or _mentions(link, _FULL_TEXTS) for link in _chain(error)
    )


def _is_out_of_memory(error: Exception) -> bool:
    # A worker process that vanishes was, as a rule, killed by the system for its memory.
    names = {'OutOfMemoryError', 'BrokenProcessPool'}
    return any(
        isinstance(link, MemoryError)
        or type(link).__name__ in names
        or (isinstance(link, OSError) and link.errno == errno.ENOMEM)
        or (isinstance(link, RuntimeError) and _mentions(link, _MEMORY_TEXTS))
        for link in _chain(error)
    )


def _is_left_alone(error: Exception) -> bool:
    return any(
        type(link).__name__ in _LOST_ERRORS or (isinstance(link, RuntimeError) and _mentions(link, _LOST_TEXTS))
        for link in _chain(error)
    )


def _disk_full(error: Exception, job: Job) -> SatganError:
    places = [str(link.filename) for link in _chain(error) if isinstance(link, OSError) and link.filename]
    place = places[0] if places else ' or '.join(str(path) for path in job.outputs()) or 'the temporary files'
    return SatganError(
        f'The disk that holds {place} is full.', 'Free some space or choose another disk, then try again.', code='disk'
    )


def _left_alone() -> SatganError:
    return SatganError(
        'Another process that shares this training has ended.',
        'If it says nothing else, the system ended it, most often because memory ran out. The training goes on from its last '
        'checkpoint when it is started again with resume.',
    )


def _out_of_memory(job: Job) -> SatganError:
    savers = [label for name, label in _MEMORY_SAVERS.items() if name in job.parameters()]
    remedy = f'Choose a smaller {" or ".join(savers)}, or close' if savers else 'Close'
    return SatganError(
        'The memory of the computer or of its graphics card is not enough.',
        f'{remedy} other programs, then try again.',
        code='memory',
    )


def _gdal_error(error: Exception, job: Job) -> SatganError:
    text = _text(error)
    files = [path for path in _job_files(job) if path in text]
    named = '' if files else f' The job works with {", ".join(_job_files(job))}.'
    return SatganError(
        f'A file could not be read or written: {text}{named}',
        'Check that it is complete and that QGIS can open it.',
        code='file',
    )


def _file_error(error: OSError) -> SatganError:
    place = str(error.filename or 'A file')
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        message = f'{place} is not readable or not writable for you ({error.strerror}).'
        return SatganError(message, 'Choose another folder or ask for the permission.', code='file')
    if isinstance(error, FileNotFoundError):
        return SatganError(f'{place} does not exist.', 'Check the path.', code='file')
    return SatganError(
        f'{place} could not be used: {error.strerror}.', 'Check the path and the disk, then try again.', code='file'
    )


def _job_files(job: Job) -> list[str]:
    kinds = OUTPUT_KINDS | {Kind.RASTER, Kind.VECTOR, Kind.LINES, Kind.MODEL, Kind.FILE, Kind.DATASET}
    names = [name for name, parameter in job.parameters().items() if parameter.kind in kinds]
    return [str(Path(getattr(job, name))) for name in names if getattr(job, name)]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _mentions(error: BaseException, texts: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(text in said for text in texts)


def _package_of(error: Exception) -> str:
    return type(error).__module__.partition('.')[0]


def _broken_package(error: Exception) -> str | None:
    """Return the package that failed to import: the first on the way to the error that is not ours."""
    frame = error.__traceback__
    while frame is not None:
        module = str(frame.tb_frame.f_globals.get('__name__', ''))
        if not _is_within(module, _PACKAGE, 'importlib', '_frozen_importlib', '_frozen_importlib_external'):
            return module.partition('.')[0]
        frame = frame.tb_next
    missing = (error.name or '') if isinstance(error, ImportError) else ''
    top = missing.partition('.')[0]
    return top if top and not _is_within(missing, _PACKAGE) else None


def _is_within(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f'{package}.') for package in packages)


def _text(error: Exception) -> str:
    """Return the words of the error as the end of a sentence; GDAL keeps the telling part one link further down."""
    causes = [' '.join(str(link).split()) for link in _chain(error)]
    words = [cause for cause in causes if cause and 'See previous exception' not in cause]
    text = words[0] if words else 'no details given'
    return text if text.endswith('.') else f'{text}.'

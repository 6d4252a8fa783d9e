"""The engine's door: results completed, leftovers removed, and every error turned into a sentence."""

import errno
import importlib.util
import logging

import pytest

from core import __version__, engine
from core.errors import Cancelled, SatganError
from core.failures import explained_import
from core.jobs import JOBS, CheckEngine, JobError
from core.protocol import partial_path
from core.reporting import Reporter


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a function in the place of the job `exportpairedchips`."""
    for name in ('a.tif', 'b.tif'):
        (tmp_path / name).touch()
    mapping = {
        'job': 'exportpairedchips',
        'input': str(tmp_path / 'a.tif'),
        'target': str(tmp_path / 'b.tif'),
        'output': str(tmp_path / 'dataset'),
    }

    def run_function(function, **more):
        monkeypatch.setattr(engine, '_function', lambda job: function)
        return engine.run_mapping(mapping | more, Reporter())

    return run_function


def failing(error):
    def function(job, reporter):
        raise error

    return function


def test_every_job_has_a_function():
    assert set(engine._FUNCTIONS) == set(JOBS)


def test_paths_of_outputs_are_added_to_the_results(run, tmp_path):
    results = run(lambda job, reporter: {'CHIP_COUNT': 3}, chips_layer=str(tmp_path / 'c.gpkg'))
    assert results == {
        'CHIP_COUNT': 3,
        'OUTPUT': str(tmp_path / 'dataset'),
        'CHIPS_LAYER': str(tmp_path / 'c.gpkg'),
    }


def test_outputs_that_nobody_asked_for_are_no_results(run):
    assert 'CHIPS_LAYER' not in run(lambda job, reporter: {})


def test_a_path_that_the_job_gives_itself_stands(run):
    assert run(lambda job, reporter: {'OUTPUT': 'elsewhere'})['OUTPUT'] == 'elsewhere'


def test_a_wrong_job_is_an_error_of_its_own():
    with pytest.raises(SatganError) as caught:
        engine.run_mapping({'job': 'applymodel'}, Reporter())
    assert (caught.value.code, caught.value.exit_code) == ('job', 2)


@pytest.mark.parametrize('end', [Cancelled(), ValueError('broken')])
def test_partial_outputs_are_removed_whatever_ends_the_job(run, tmp_path, end):
    def function(job, reporter):
        partial_path(tmp_path / 'dataset').mkdir()
        raise end

    with pytest.raises((Cancelled, SatganError)):
        run(function)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['a.tif', 'b.tif']


class OutOfMemoryError(RuntimeError):
    """Stands for torch's, which is told by its name so that torch need not be loaded."""


def gdal_error(text):
    kind = type('RasterioIOError', (OSError,), {'__module__': 'rasterio.errors'})
    return kind(text)


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ('error', 'code', 'words'),
    [
        (SatganError('The rasters do not overlap.', 'Choose others.'), 'failed', 'do not overlap. Choose others.'),
        (JobError('"extent" is odd.'), 'job', '"extent" is odd.'),
        (OSError(errno.ENOSPC, 'No space left on device', '/data/x.tif'), 'disk', 'holds /data/x.tif is full'),
        (OSError(errno.ENOSPC, 'No space left on device'), 'disk', 'dataset is full'),
        (caused(gdal_error('Write failed.'), OSError(errno.ENOSPC, 'full')), 'disk', 'is full'),
        (gdal_error('TIFFAppendToStrip: No space left on device'), 'disk', 'is full'),
        (PermissionError(errno.EACCES, 'Permission denied', '/data/x'), 'file', '/data/x is not readable or not writ'),
        (FileNotFoundError(errno.ENOENT, 'No such file', '/nowhere'), 'file', '/nowhere does not exist'),
        (IsADirectoryError(errno.EISDIR, 'Is a directory', '/tmp'), 'file', '/tmp could not be used: Is a directory'),
        (MemoryError(), 'memory', 'Choose a smaller chip size'),
        (OutOfMemoryError('CUDA out of memory.'), 'memory', 'graphics card'),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory"), 'memory', 'not enough'),
        (gdal_error('/data/x.tif: not a supported file format'), 'file', '/data/x.tif: not a supported'),
        (gdal_error('Read failed. See previous exception for details.'), 'file', 'a.tif'),
        (ZeroDivisionError('division by zero'), 'internal', 'does not know: ZeroDivisionError: division by zero.'),
        (OSError('odd'), 'internal', 'OSError: odd'),
    ],
)
def test_every_error_becomes_a_sentence(run, error, code, words):
    with pytest.raises(SatganError) as caught:
        run(failing(error))
    assert caught.value.code == code
    assert words in str(caught.value)
    assert str(caught.value).endswith('.')


def test_only_an_unknown_error_leaves_its_traceback_in_the_log(run, caplog):
    caplog.set_level(logging.INFO, 'satgan')
    with pytest.raises(SatganError):
        run(failing(MemoryError()))
    assert not caplog.records
    with pytest.raises(SatganError):
        run(failing(KeyError('x')))
    assert 'KeyError' in caplog.text and 'Traceback' in caplog.text


def import_error(tmp_path, monkeypatch, package, own='import broken_package'):
    """Return the error of a module of the engine whose import of a package fails."""
    if package is not None:
        (tmp_path / 'broken_package.py').write_text(package)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / 'module.py').write_text(own)
    spec = importlib.util.spec_from_file_location('core.module', tmp_path / 'module.py')
    with pytest.raises(Exception) as caught:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    # In the engine the way to the error begins in the engine, not in a test.
    return explained_import(caught.value.with_traceback(caught.value.__traceback__.tb_next))


@pytest.mark.parametrize(
    ('package', 'words'),
    [
        (None, 'broken_package is missing'),
        ('import missing_library', "broken_package of the engine does not load: No module named 'missing_library'."),
        ('raise OSError("WinError 1114: c10.dll")', 'broken_package of the engine does not load: WinError 1114'),
        ('raise RuntimeError("compiled for numpy 1")', 'broken_package of the engine does not load: compiled for'),
    ],
)
def test_a_broken_package_is_named_with_the_remedy(tmp_path, monkeypatch, package, words):
    error = import_error(tmp_path, monkeypatch, package)
    assert words in error.message
    assert error.code == 'engine'
    assert 'Install engine' in error.hint


@pytest.mark.parametrize('own', ['undefined', 'from core.jobs import nothing', 'import core.nothing'])
def test_a_broken_module_of_the_engine_itself_is_no_broken_package(tmp_path, monkeypatch, own):
    assert import_error(tmp_path, monkeypatch, None, own).code == 'internal'


def test_checkengine_runs_through_the_door():
    results = engine.run_job(CheckEngine(), Reporter())
    assert results['READY'] == 1
    assert __version__ in results['REPORT']

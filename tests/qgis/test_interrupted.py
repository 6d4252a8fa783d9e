"""A translation that is broken off, again and again at any moment: nothing half-written stays, and QGIS lives on."""

import json
import os
import random
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsProject

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / '.venv' / 'bin' / 'python'
TIMES = 50
_WRITE_MODEL = """
import sys
from pathlib import Path
from tests.core.models_made import card, measured, write_model
write_model(Path(sys.argv[1]), card(measured(3), measured(3)))
"""


@pytest.fixture
def job(provider, tmp_path, monkeypatch):
    """Returns parameters whose output is alone in its folder, and has a folder for temporary files of its own."""
    model, source = tmp_path / 'model.safetensors', tmp_path / 'field.tif'
    subprocess.run([str(ENGINE), '-c', _WRITE_MODEL, str(model)], check=True, cwd=ROOT)
    raster = gdal.GetDriverByName('GTiff').Create(str(source), 1500, 1500, 3)
    raster.SetGeoTransform((450000.0, 0.5, 0.0, 30000.0, 0.0, -0.5))
    for band in (1, 2, 3):
        raster.GetRasterBand(band).Fill(40 * band)
    raster.FlushCache()
    for name in ('output', 'temporary'):
        (tmp_path / name).mkdir()
    monkeypatch.setenv('SATGAN_PYTHON', str(ENGINE))
    monkeypatch.setenv('TMPDIR', str(tmp_path / 'temporary'))
    monkeypatch.setattr(tempfile, 'tempdir', None)
    return {'MODEL': str(model), 'INPUT': str(source), 'DEVICE': 1, 'OUTPUT': str(tmp_path / 'output' / 'made.tif')}


def translate(provider, parameters, feedback=None):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    _, succeeded = provider.algorithm('applymodel').run(
        parameters, context, feedback or QgsProcessingFeedback(), {}, True
    )
    return succeeded


def left_by(parameters) -> list[str]:
    """Return the names of the files at the output and of temporary ones, those of QGIS itself left out."""
    folder = Path(parameters['OUTPUT']).parent
    kept = [path for path in (folder.parent / 'temporary').rglob('*') if path.is_file()]
    return sorted(path.name for path in (*folder.iterdir(), *kept))


def remove_output(parameters):
    for path in Path(parameters['OUTPUT']).parent.iterdir():
        path.unlink()


def checksum(parameters) -> str:
    """Return the checksum of the pixels; the blocks of a GeoTIFF lie in any order."""
    output = Path(parameters['OUTPUT'])
    record = output.with_name(f'{output.name}.provenance.json').read_text(encoding='utf-8')
    return json.loads(record)['pixels_sha256']


def engines() -> list[int]:
    """Return the processes that this one has started and that still run."""
    tasks = Path('/proc/self/task')
    return [int(child) for task in tasks.iterdir() for child in (task / 'children').read_text().split()]


def interrupted(provider, parameters, interrupt, duration) -> int:
    """Interrupt translations, each at a random moment, and return how many were before they had ended.

    Args:
        provider: of the algorithms.
        parameters: of the translation.
        interrupt: ends one, given its feedback.
        duration: seconds that one takes; one that ends before its moment tells that it is less.
    """
    draw = random.Random(7)
    count = 0
    for _ in range(2 * TIMES):
        moment, feedback = draw.uniform(0, 0.95 * duration), QgsProcessingFeedback()
        timer = threading.Timer(moment, interrupt, [feedback])
        began = time.monotonic()
        timer.start()
        try:
            succeeded = translate(provider, parameters, feedback)
        except QgsProcessingException:
            succeeded = False
        timer.cancel()
        timer.join()
        if succeeded:
            duration = min(duration, time.monotonic() - began)
            remove_output(parameters)
        else:
            count += 1
            assert left_by(parameters) == [], f'after {moment:.2f} s'
        assert engines() == []
        if count == TIMES:
            break
    return count


def cancel(feedback):
    feedback.cancel()


def kill(feedback):
    for process in engines():
        os.kill(process, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.parametrize('interrupt', [cancel, kill])
def test_nothing_half_written_stays(provider, job, interrupt):
    began = time.monotonic()
    assert translate(provider, job)
    duration = time.monotonic() - began
    names, pixels = left_by(job), checksum(job)
    assert {'made.tif', 'made.tif.provenance.json'} <= set(names)
    remove_output(job)
    assert interrupted(provider, job, interrupt, duration) == TIMES
    assert translate(provider, job)
    assert (left_by(job), checksum(job)) == (names, pixels)

"""A job out of the log of QGIS, run again by the engine's command line; and a run that takes its inputs from a file."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio

from tests.e2e.qgis_process import ROOT

SAMPLE = ROOT / 'resources' / 'sample'
IMAGE, FOOTPRINTS = SAMPLE / 'kampala.tif', SAMPLE / 'kampala_buildings.geojson'


@pytest.fixture(scope='module')
def logged(qgis, tmp_path_factory):
    """What a run with --json printed, in which a user looks for the job."""
    output = tmp_path_factory.mktemp('logged é') / 'clusters.tif'
    outcome = qgis.run('kmeanssegmentation', INPUT=IMAGE, CLUSTERS=3, SEED=5, OUTPUT=output)
    assert outcome.code == 0, outcome.errors
    return outcome


def _jobs(text):
    """Return the lines of a log that are jobs."""
    lines = [line.strip() for line in text.splitlines()]
    return [json.loads(line) for line in lines if line.startswith('{"job": ')]


def test_a_logged_job_makes_the_same_pixels_again(logged, engine_python, tmp_path):
    (job,) = _jobs('\n'.join(json.loads(logged.output)['log']['info']))
    with rasterio.open(job['output']) as file:
        expected = file.read()
    Path(job['output']).unlink()
    path = tmp_path / 'job.json'
    path.write_text(json.dumps(job), encoding='utf-8')
    done = subprocess.run(
        [engine_python, '-m', 'satgan.core', 'run', str(path)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with rasterio.open(job['output']) as file:
        assert np.array_equal(file.read(), expected)
        assert len(np.unique(expected)) == 4  # three clusters, and nodata under the alpha band


def test_inputs_may_come_from_a_file(qgis, tmp_path):
    """The way of a scheduler: one JSON per run on the standard input."""
    output = tmp_path / 'mask.tif'
    inputs = {'FOOTPRINTS': str(FOOTPRINTS), 'REFERENCE': str(IMAGE), 'BURN': 9, 'OUTPUT': str(output)}
    outcome = qgis.call('run', 'satgan:rasterizefootprints', '-', stdin=json.dumps({'inputs': inputs}))
    assert outcome.code == 0, outcome.errors
    assert outcome.results['OUTPUT'] == str(output)
    with rasterio.open(output) as mask:
        assert set(np.unique(mask.read(1))) == {0, 9}

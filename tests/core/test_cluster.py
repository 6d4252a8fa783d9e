"""Sharing work among the workers of a Dask cluster: the same results in the same order, whatever becomes of a worker."""

import os
import signal
import subprocess
import sys
from functools import partial

import dask
import pytest
import rasterio

from core import cluster
from core.cluster import open_cluster
from core.datasets import cutting
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ApplyModel, EvaluateModel, ExportPairedChips
from core.parallel import in_order
from core.translation.translate import Translator
from tests.core.models_made import (
    Listener,
    blocks,
    card,
    classed,
    measured,
    new_folder,
    noise,
    write_model,
    write_raster,
)


@pytest.fixture
def two_workers():
    """Open a cluster of two workers."""
    with open_cluster('local:2'):
        yield


def squared(item):
    return item * item


def process_of(item):
    return os.getpid()


def killed_once(mark, item):
    """End the worker at the first try of one item."""
    if item == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def killed(item):
    os.kill(os.getpid(), signal.SIGKILL)


def refused(item):
    raise SatganError(f'{item} is wrong.', 'Take another.', code='disk')


def test_without_a_cluster_none_is_open():
    assert not cluster.is_open()


def test_results_come_in_the_order_of_the_items_from_other_processes(two_workers):
    assert list(in_order(squared, range(50), processes=True)) == [item * item for item in range(50)]
    found = set(in_order(process_of, range(50), processes=True))
    assert os.getpid() not in found and 1 <= len(found) <= 2


def test_two_works_at_a_time_do_not_mix(two_workers):
    both = zip(in_order(squared, range(9), processes=True), in_order(abs, range(9), processes=True), strict=True)
    assert list(both) == [(item * item, item) for item in range(9)]


def test_a_sentence_of_a_worker_reaches_the_user(two_workers):
    with pytest.raises(SatganError, match=r'^3 is wrong\.') as raised:
        list(in_order(refused, [3], processes=True))
    assert (raised.value.hint, raised.value.code) == ('Take another.', 'disk')


def test_a_killed_worker_costs_its_item_alone(two_workers, tmp_path):
    work = partial(killed_once, tmp_path / 'mark')
    assert list(in_order(work, range(20), processes=True)) == list(range(20))
    assert (tmp_path / 'mark').exists()


def test_an_item_that_kills_each_worker_ends_the_job_with_a_sentence():
    with (
        dask.config.set({'distributed.scheduler.allowed-failures': 0}),
        open_cluster('local:1'),
        pytest.raises(SatganError, match='ended again and again at the same piece of work') as raised,
    ):
        list(in_order(killed, [1], processes=True))
    assert raised.value.code == 'memory'


def refuse_here(*arguments):
    raise AssertionError('This is the work of the cluster.')


def files_of(job, **more) -> dict[str, tuple]:
    """Run a job into a folder of its own and return what it wrote there, but for the paths of the folder."""
    folder = new_folder('shared')
    run_job(job(folder), Listener(), **more)
    files = (
        path for path in sorted(folder.rglob('*')) if path.is_file() and path.name != 'chips.gpkg'
    )  # holds the time
    return {str(path.relative_to(folder)): content_of(path, str(folder)) for path in files}


def content_of(path, folder: str) -> tuple:
    """Return pixels, mask, tags and overviews of a raster, whose blocks lie in any order, and the bytes of other files."""
    if path.suffix != '.tif':
        return (path.read_bytes().replace(folder.encode(), b''),)
    with rasterio.open(path) as dataset:
        tags = [dataset.tags(band) for band in range(dataset.count + 1)]
        pixels = dataset.read().tobytes(), dataset.read_masks().tobytes()
        return str(dataset.profile), str(tags).replace(folder, ''), dataset.overviews(1), *pixels


@pytest.fixture(scope='module')
def tall():
    """Return a raster that is translated in more than one block, with a hole."""
    values = noise(3, 1100, 150)
    values[:, 300:340, 20:60] = 0
    return write_raster(new_folder('tall') / 'tall.tif', values, nodata=0)


@pytest.mark.parametrize('target', [measured(3), classed()], ids=['colours', 'classes'])
def test_a_shared_translation_is_the_same_to_the_last_bit(tall, target, monkeypatch):
    model = write_model(new_folder('model') / 'model.safetensors', card(measured(3, nodata=0), target))

    def job(folder):
        return ApplyModel(model=str(model), input=str(tall), output=str(folder / 'b.tif'), precision='fp32')

    alone = files_of(job)
    assert set(alone) >= {'b.tif', 'b.tif.provenance.json'}
    monkeypatch.setattr(Translator, 'pieces', refuse_here)
    assert files_of(job, dask='local:2') == alone


def test_uncertainty_and_extent_are_shared_as_well(tall, monkeypatch):
    model = write_model(new_folder('model') / 'model.safetensors', card(measured(3, nodata=0), measured(1)))

    def job(folder):
        return ApplyModel(
            model=str(model),
            input=str(tall),
            extent='450010,450060,29470,29990 [EPSG:32636]',
            output=str(folder / 'b.tif'),
            output_uncertainty=str(folder / 'spread.tif'),
            precision='fp32',
        )

    alone = files_of(job)
    assert {'b.tif', 'spread.tif'} <= set(alone)
    monkeypatch.setattr(Translator, 'pieces', refuse_here)
    assert files_of(job, dask='local:2') == alone


def test_a_shared_translation_that_is_cancelled_leaves_nothing(tall, tmp_path):
    model = write_model(new_folder('model') / 'model.safetensors', card(measured(3, nodata=0), measured(3)))
    job = ApplyModel(model=str(model), input=str(tall), output=str(tmp_path / 'b.tif'))
    with pytest.raises(Cancelled):
        run_job(job, Listener(stop_at='Translating'), dask='local:2')
    assert list(tmp_path.iterdir()) == []
    assert not cluster.is_open()


def test_a_shared_export_is_the_same_to_the_last_bit(monkeypatch):
    sources = new_folder('scenes')
    for place in range(3):
        write_raster(sources / f'a/{place}.tif', blocks(256, 256, seed=place))
        write_raster(sources / f'b/{place}.tif', noise(3, 256, 256, seed=place))

    def job(folder):
        return ExportPairedChips(
            input=str(sources / 'a'), target=str(sources / 'b'), output=str(folder / 'chips'), chip_size=64, stride=64
        )

    alone = files_of(job)
    assert sum(name.endswith('.tif') for name in alone) == 2 * 48
    monkeypatch.setattr(cutting._Cutter, '__call__', refuse_here)
    assert files_of(job, dask='local:2') == alone


def test_what_cannot_be_shared_is_refused(tmp_path):
    job = EvaluateModel(model='m.safetensors', dataset='chips', output=str(tmp_path / 'chips.gpkg'))
    with pytest.raises(SatganError, match='evaluatemodel cannot be shared among the workers') as raised:
        run_job(job, Listener(), dask='local:2')
    assert 'without --dask' in raised.value.hint


@pytest.mark.parametrize('address', ['tcp://127.0.0.1:9', 'local:0', 'nonsense'])
def test_where_no_scheduler_answers_a_sentence_says_so(monkeypatch, address):
    monkeypatch.setattr(cluster, '_SECONDS', 1)
    with (
        pytest.raises(SatganError, match=f'No Dask scheduler answers at {address}') as raised,
        open_cluster(address),
    ):
        pass
    assert 'local:2' in raised.value.hint


def test_without_dask_a_sentence_names_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, 'distributed', None)
    with pytest.raises(SatganError, match='Dask is not installed') as raised, open_cluster('local:1'):
        pass
    assert 'pip install distributed' in raised.value.hint


def test_the_command_line_takes_the_address(tall, tmp_path):
    model = write_model(new_folder('model') / 'model.safetensors', card(measured(3, nodata=0), measured(3)))
    job = tmp_path / 'job.json'
    job.write_text(f'{{"job": "applymodel", "model": "{model}", "input": "{tall}", "output": "{tmp_path / "b.tif"}"}}')
    command = [sys.executable, '-m', 'core', 'run', str(job), '--dask', 'tcp://127.0.0.1:9']
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert refused.returncode != 0 and 'No Dask scheduler answers at tcp://127.0.0.1:9' in refused.stderr
    subprocess.run([*command[:-1], 'local:1'], check=True, capture_output=True)
    assert (tmp_path / 'b.tif').exists()

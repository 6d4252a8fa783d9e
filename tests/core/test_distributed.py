"""A training that torchrun shares among processes is the training that one of them would do."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.layouts.satgan import SatganFolder
from core.datasets.loader import Chips
from core.gans.share import Share
from core.jobs import TrainCycleGan, TrainDCGAN
from core.modelfile import read_weights
from core.team import Team
from core.training.train_cyclegan import train_cyclegan
from tests.core.models_made import Listener, exported, new_folder, noise, train, training_job, write_raster

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 300  # seconds after which a hanging program fails its test
SIZE = 32
EXACT = {'generator': 'resnet6', 'norm': 'instance', 'discriminator_layers': 1}


@pytest.fixture(scope='module')
def dataset() -> Path:
    """Return nine chips to train on, of which some have gaps, and three to validate."""
    folder = new_folder('shared')
    target = noise(3, 3 * SIZE, 4 * SIZE, seed=2)
    target[:, 40:60, 30:60] = 0
    a = write_raster(folder / 'a.tif', noise(3, 3 * SIZE, 4 * SIZE, seed=1))
    b = write_raster(folder / 'b.tif', target, nodata=0)
    return exported(a, b, chip_size=SIZE, validation=0.25, max_nodata=0.9)


def torchrun(job, folder: Path) -> subprocess.Popen:
    """Start a job in two processes, as a user does."""
    file = folder / 'job.json'
    file.write_text(json.dumps(job if isinstance(job, dict) else job.to_mapping()), encoding='utf-8')
    start = [sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', '2']
    return subprocess.Popen(
        [*start, '-m', 'core', 'run', str(file)],
        cwd=ROOT,
        env=os.environ | {'PYTHONPATH': str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rows(folder: Path) -> list[dict[str, float]]:
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        return [
            {name: float(value) for name, value in row.items() if name != 'seconds'} for row in csv.DictReader(file)
        ]


def names(state, path=()) -> set[tuple]:
    """Return where the tensors and numbers of a nested state are."""
    if isinstance(state, dict | list | tuple):
        items = state.items() if isinstance(state, dict) else enumerate(state)
        return {place for name, part in items for place in names(part, (*path, name))}
    return {path}


def checkpoint(folder: Path) -> dict:
    return torch.load(folder / 'checkpoint.pt', weights_only=True)


@pytest.fixture(scope='module')
def pair(dataset, tmp_path_factory):
    """Return the folders of a training in one process and of two of its three epochs in two, and what these said."""
    folder = tmp_path_factory.mktemp('pair')
    more = EXACT | {'dropout': False, 'lambda_ssim': 1.0, 'lambda_features': 1.0, 'augment': 'flip_rotate'}
    process = torchrun(training_job(dataset, folder / 'shared', epochs=2, **more), folder)
    train(dataset, folder / 'alone', epochs=3, **more)
    told, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, said
    yield folder / 'alone', folder / 'shared', told, said
    assert not list(folder.rglob('*partial*'))


def test_losses_and_figures_are_those_of_one_process(pair):
    """Batches of 4, 4 and 1 chips, so that in the last step one process has none of its own."""
    alone, shared, *_ = pair
    assert len(rows(shared)) == 2
    for one, two in zip(rows(alone), rows(shared), strict=False):
        assert two == pytest.approx(one, rel=1e-4, abs=1e-6)


def test_what_is_written_is_written_once(pair):
    alone, shared, told, said = pair
    assert re.findall(r'^(\w+): ', told, re.MULTILINE) == list(
        dict.fromkeys(re.findall(r'^(\w+): ', told, re.MULTILINE))
    )
    assert said.count('2 processes share each batch of 4 chips.') == said.count('Epoch 1/2: ') == 1
    assert 'UserWarning' not in said and 'FutureWarning' not in said
    assert len(list((shared / 'tensorboard').iterdir())) == 1
    assert {path.name for path in shared.iterdir()} == {path.name for path in alone.iterdir()}


def test_one_process_goes_on_where_two_stopped(pair, dataset):
    alone, shared, *_ = pair
    assert names(checkpoint(shared)['gan']) == names(checkpoint(alone)['gan'])
    settings = checkpoint(shared)['settings'] | {'epochs': 3, 'resume': True}
    train(
        dataset, shared, **{name: value for name, value in settings.items() if name not in ('job', 'dataset', 'output')}
    )
    assert rows(shared)[2] == pytest.approx(rows(alone)[2], rel=1e-3, abs=1e-5)
    one, two = (read_weights(str(folder / 'model.safetensors')) for folder in (alone, shared))
    kernels = [name for name, weight in one.items() if weight.ndim == 4]
    difference = torch.cat([(one[name] - two[name]).abs().flatten() for name in kernels])
    moved = 9 * 0.0002  # as far as nine steps can move a weight
    assert difference.mean() < 0.01 * moved


@pytest.mark.slow
def test_cyclegan_keeps_one_pool(dataset, tmp_path):
    """Batches of 6 and 3 chips: the processes have 2 and 1 of the last; the pool is full from the first step on."""
    settings = EXACT | {'filters': 4, 'epochs': 1, 'decay_epochs': 0, 'batch_size': 6, 'pool_size': 3, 'device': 'cpu'}
    jobs = [
        TrainCycleGan(dataset=str(dataset), output=str(tmp_path / name), precision='fp32', **settings)
        for name in ('alone', 'shared')
    ]
    process = torchrun(jobs[1], tmp_path)
    train_cyclegan(jobs[0], Listener())
    _, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 0, said
    assert rows(tmp_path / 'shared')[0] == pytest.approx(rows(tmp_path / 'alone')[0], rel=1e-4, abs=1e-6)
    for pool in ('pool_A', 'pool_B'):
        one, two = (checkpoint(tmp_path / name)['gan'][pool] for name in ('alone', 'shared'))
        assert torch.equal(one['random'], two['random'])
        assert len(one['images']) == 3
        torch.testing.assert_close(two['images'], one['images'], rtol=0, atol=1e-4)


@pytest.mark.slow
def test_dcgan_is_shared_and_resumed_by_two(tmp_path):
    a = write_raster(tmp_path / 'a.tif', noise(3, 192, 192, seed=1))
    chips = exported(a, a, chip_size=64, validation=0.0)
    job = TrainDCGAN(
        dataset=str(chips),
        output=str(tmp_path / 'run'),
        filters=4,
        epochs=1,
        decay_epochs=0,
        batch_size=4,
        device='cpu',
    ).to_mapping()
    for epochs in (1, 2):
        process = torchrun(job | {'epochs': epochs, 'resume': True}, tmp_path)
        told, said = process.communicate(timeout=LIMIT)
        assert f'EPOCHS_DONE: {epochs}\n' in told, said
    assert 'Going on after epoch 1 of 2.' in said
    assert [row['epoch'] for row in rows(tmp_path / 'run')] == [1, 2]
    assert all(np.isfinite(list(row.values())).all() for row in rows(tmp_path / 'run'))


@pytest.mark.slow
@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        (
            {'batch_size': 3},
            'A batch size of 3 cannot be shared evenly among 2 processes. Set batch_size to a multiple of 2',
        ),
        ({'start_from': __file__}, 'test_distributed.py is no model file'),
    ],
)
def test_what_fails_all_is_told_once(dataset, tmp_path, change, sentence):
    job = training_job(dataset, tmp_path / 'run', **EXACT).to_mapping() | change
    process = torchrun(job, tmp_path)
    told, said = process.communicate(timeout=LIMIT)
    assert process.returncode == 1
    assert said.count(sentence) == 1
    assert 'Process 1' not in said
    assert told == ''


@pytest.mark.slow
def test_other_jobs_are_for_one_process(tmp_path):
    told, said = torchrun({'job': 'checkengine'}, tmp_path).communicate(timeout=LIMIT)
    assert said.count('2 processes were started, but only trainings can be shared; checkengine is a job for one.') == 1
    assert told == ''


@pytest.mark.slow
def test_a_process_that_is_killed_ends_the_other(dataset, tmp_path):
    job = training_job(dataset, tmp_path / 'run', epochs=1000, **EXACT)
    process = torchrun(job, tmp_path)
    wait_for(process, 'Epoch 2/')  # just before it is saved
    children = Path(f'/proc/{process.pid}/task/{process.pid}/children').read_text().split()
    os.kill(int(children[1]), signal.SIGKILL)
    _, said = process.communicate(timeout=LIMIT)
    assert said.count('Another process that shares this training has ended.') == 1
    assert checkpoint(tmp_path / 'run')['epoch'] >= 1
    assert not list(tmp_path.rglob('*partial*'))


@pytest.mark.slow
@pytest.mark.parametrize('way', [signal.SIGINT, signal.SIGTERM, 'request'])
def test_cancelling_keeps_the_checkpoint(dataset, tmp_path, way):
    process = torchrun(training_job(dataset, tmp_path / 'run', epochs=1000, **EXACT), tmp_path)
    wait_for(process, 'Epoch 2/')
    if way == 'request':
        (tmp_path / 'run' / 'stop').touch()
    else:
        process.send_signal(way)
    _, said = process.communicate(timeout=LIMIT)
    done = checkpoint(tmp_path / 'run')['epoch']
    assert done >= 1
    assert said.count(f'Stopped. The training up to epoch {done} is kept') == 1
    assert said.count('The job was cancelled.') == 1
    assert json.loads((tmp_path / 'run' / 'progress.json').read_text())['state'] == 'stopped'
    assert not list(tmp_path.rglob('*partial*'))


def wait_for(process: subprocess.Popen, text: str) -> None:
    for line in process.stderr:
        if line.startswith(text):
            return
    pytest.fail(f'The processes ended before they said "{text}".')


teams = st.integers(1, 6)


@given(size=teams, chips=st.lists(st.floats(-10, 10), min_size=1, max_size=20))
def test_the_mean_of_the_parts_is_the_mean_of_the_batch(size, chips):
    values = torch.tensor(chips, dtype=torch.float64)
    members = [Team(rank, size, size) for rank in range(size)]
    parts = [Share(team, len(chips)).mean(team.share(values).mean()) for team in members]
    assert torch.stack(parts).mean().item() == pytest.approx(values.mean().item(), abs=1e-9)


@given(size=teams, count=st.integers(1, 20))
def test_each_item_is_shared_once_and_nobody_is_without(size, count):
    shares = [Team(rank, size, size).share(range(count)) for rank in range(size)]
    assert all(shares)
    assert sorted(item for share in shares[:count] for item in share) == list(range(count))


def test_the_shares_of_a_batch_are_the_batch(dataset):
    chips = Chips(SatganFolder(dataset), 'train')
    whole = list(chips.training_batches(4, 'flip_rotate', 0, 1))
    halves = [list(chips.training_batches(4, 'flip_rotate', 0, 1, Team(rank, 2, 2))) for rank in range(2)]
    for batch, first, second in zip(whole[:2], *(half[:2] for half in halves), strict=True):
        assert torch.equal(batch.b[0::2], first.b)
        assert torch.equal(batch.valid[1::2], second.valid)
    assert torch.equal(whole[2].a, halves[0][2].a)

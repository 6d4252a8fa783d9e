"""The run folder of a training: checkpoints, its job and its figures."""

import csv
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.engine import explained
from core.errors import SatganError
from core.jobs import job_from_mapping
from core.training import runfolder
from core.training.runfolder import Checkpoint, RunFolder, settings_of
from tests.core.models_made import easy_dataset, small_disk, training_job


@pytest.fixture
def run(tmp_path) -> RunFolder:
    return RunFolder(tmp_path / 'run')


@pytest.fixture
def job(run):
    return training_job(easy_dataset(), run.path)


def checkpoint(job, **more) -> Checkpoint:
    """Return a checkpoint with all that networks and optimisers put into theirs."""
    gan = {
        'generator': {'weight': torch.arange(6.0).reshape(2, 3), 'num_batches_tracked': torch.tensor(4)},
        'generator_optimiser': {
            'state': {0: {'step': torch.tensor(3.0), 'exp_avg': torch.ones(2, 3)}},
            'param_groups': [{'lr': 0.0002, 'betas': (0.5, 0.999), 'params': [0], 'foreach': None, 'fused': True}],
        },
    }
    history = [{'epoch': 1, 'G_L1': 50.5, 'seconds': 0.25}, {'epoch': 2, 'G_L1': 40.125, 'seconds': 0.125}]
    best = {'weight': torch.ones(2, 3)}
    fields = {'settings': settings_of(job), 'dataset': 'abc', 'epoch': 2, 'history': history, 'gan': gan}
    fields |= {'best': best, 'started_from': {'model': 'first.safetensors', 'checksum': 'def'}}
    fields |= {'schedule': {'epochs': 2, 'decay_epochs': 0}}
    return Checkpoint(**(fields | more))


def assert_same(first, second) -> None:
    """Compare nested states."""
    assert type(first) is type(second)
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for name, value in first.items():
            assert_same(value, second[name])
    elif isinstance(first, torch.Tensor):
        assert torch.equal(first, second)
    else:
        assert first == second


# --- Checkpoints


def test_a_checkpoint_comes_back(run, job):
    assert not run.has_checkpoint()
    saved = checkpoint(job)
    run.save_checkpoint(saved)
    assert run.has_checkpoint()
    loaded = run.load_checkpoint(job, 'abc')
    for name in Checkpoint.__dataclass_fields__:
        assert_same(getattr(loaded, name), getattr(saved, name))


@pytest.mark.parametrize(
    'changes',
    [
        {'epochs': 50, 'decay_epochs': 7},
        {'save_every': 3, 'early_stopping': 9, 'time_limit': 5.0},
        {'device': 'auto', 'precision': 'bf16'},
        {'resume': True},
    ],
)
def test_some_settings_may_change(run, job, changes):
    run.save_checkpoint(checkpoint(job))
    assert run.load_checkpoint(replace(job, **changes), 'abc').epoch == 2


@pytest.mark.parametrize(
    ('changes', 'sentence'),
    [
        ({'filters': 8}, 'was started with filters = 4, not 8'),
        ({'norm': 'instance'}, 'was started with norm = batch, not instance'),
        ({'seed': 5}, 'was started with seed = 0, not 5'),
        ({'learning_rate': 0.001}, r'was started with learning_rate = 0\.0002, not 0\.001'),
        ({'gan_loss': 'none'}, 'was started with gan_loss = vanilla, not none'),
    ],
)
def test_other_settings_are_told(run, job, changes, sentence):
    run.save_checkpoint(checkpoint(job))
    with pytest.raises(SatganError, match=sentence) as raised:
        run.load_checkpoint(replace(job, **changes), 'abc')
    assert str(run.path) in raised.value.message
    assert 'start anew in another folder' in raised.value.hint


def test_settings_that_came_later_were_at_their_default(run, job):
    older = {name: value for name, value in settings_of(job).items() if name != 'd_loss_factor'}
    run.save_checkpoint(checkpoint(job, settings=older))
    assert run.load_checkpoint(job, 'abc').epoch == 2
    with pytest.raises(SatganError, match=r'started with d_loss_factor = 0\.5, not 0\.25'):
        run.load_checkpoint(replace(job, d_loss_factor=0.25), 'abc')


def test_another_dataset_is_told(run, job):
    run.save_checkpoint(checkpoint(job))
    with pytest.raises(SatganError, match=f'was started with another dataset than {job.dataset} is now'):
        run.load_checkpoint(job, 'other')


@pytest.mark.parametrize('damage', ['cut', 'empty', 'text', 'zip', 'key', 'list'])
def test_a_damaged_checkpoint_is_told(run, job, damage):
    run.save_checkpoint(checkpoint(job))
    path = run.path / 'checkpoint.pt'
    if damage == 'cut':
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif damage in ('empty', 'text'):
        path.write_text('' if damage == 'empty' else 'no checkpoint\n')
    elif damage == 'zip':
        with zipfile.ZipFile(path, 'w') as archive:
            archive.writestr('readme.txt', 'hello')
    else:
        torch.save({'settings': {}} if damage == 'key' else [1, 2], path)
    with pytest.raises(SatganError, match=r'checkpoint\.pt is damaged or not one of SatGAN') as raised:
        run.load_checkpoint(job, 'abc')
    assert len(str(raised.value)) < 300


class Evil:
    """Runs code when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_a_checkpoint_runs_no_code(run, job, tmp_path):
    run.path.mkdir()
    torch.save({'settings': Evil(tmp_path / 'ran')}, run.path / 'checkpoint.pt')
    with pytest.raises(SatganError, match='is damaged or not one of SatGAN'):
        run.load_checkpoint(job, 'abc')
    assert not (tmp_path / 'ran').exists()


def test_a_failure_keeps_the_last_checkpoint(run, job, monkeypatch):
    run.save_checkpoint(checkpoint(job))

    def half(state, file):
        file.write(b'half of it')
        raise OSError('gone')

    monkeypatch.setattr(runfolder.torch, 'save', half)
    with pytest.raises(OSError, match='gone'):
        run.save_checkpoint(checkpoint(job, epoch=3))
    monkeypatch.undo()
    assert run.load_checkpoint(job, 'abc').epoch == 2
    assert [path.name for path in run.path.iterdir()] == ['checkpoint.pt']


def test_a_full_disk_is_told_and_keeps_the_last_checkpoint(tmp_path, job):
    with small_disk(tmp_path / 'disk', 200_000) as disk:
        run = RunFolder(disk / 'run')
        run.save_checkpoint(checkpoint(job))
        large = {'generator': {'weight': torch.zeros(100_000)}}
        with pytest.raises(OSError, match=r'No space left|too large') as raised:
            run.save_checkpoint(checkpoint(job, epoch=3, gan=large))
        assert explained(raised.value, job).code in ('disk', 'file')
        assert run.load_checkpoint(job, 'abc').epoch == 2
        assert [path.name for path in run.path.iterdir()] == ['checkpoint.pt']


# --- The folder


def test_a_folder_in_use_is_told(run, job):
    run.require_unused(job)
    run.save_checkpoint(checkpoint(job))
    run.require_unused(replace(job, resume=True))
    with pytest.raises(SatganError, match='holds a training already') as raised:
        run.require_unused(job)
    assert raised.value.hint == 'Tick Resume to go on with it, or choose another folder.'


def test_the_job_file_describes_the_job(run, job):
    run.write_job(job)
    assert job_from_mapping(json.loads((run.path / 'job.json').read_text(encoding='utf-8'))) == job


def test_a_folder_that_cannot_be_made_is_told(tmp_path, job):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match=r'The folder .*file/run cannot be written to'):
        RunFolder(tmp_path / 'file' / 'run').write_job(job)


def test_metrics_have_a_row_per_epoch_and_all_columns(run):
    history = [{'epoch': 1, 'G_L1': 50.5, 'seconds': 0.25}, {'epoch': 2, 'G_L1': 1 / 3, 'MAE': 12.5, 'seconds': 0.5}]
    run.write_metrics(history)
    with (run.path / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {'epoch': '1', 'G_L1': '50.5', 'seconds': '0.25', 'MAE': ''}
    assert {name: float(value) for name, value in rows[1].items()} == history[1]


def test_sheets_come_oldest_first(run):
    for epoch in (12, 3, 1000):
        run.sheet(epoch).parent.mkdir(parents=True, exist_ok=True)
        run.sheet(epoch).touch()
    assert run.sheets() == [run.sheet(3), run.sheet(12), run.sheet(1000)]

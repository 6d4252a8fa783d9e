"""A training that is killed again and again ends as one that was left alone."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from core.training.best import Criterion, best_epoch
from tests.core.models_made import few_chips, training_job

ROOT = Path(__file__).resolve().parents[2]
# How many messages of a kind a process may write before it is killed. There are four steps and two validation chips in an
# epoch; an epoch is told of just before it is saved.
MOMENTS = [
    ('step', 2),
    ('epoch', 1),
    ('step', 6),
    ('epoch', 2),
    ('validating', 1),
    ('step', 5),
    ('epoch', 1),
    ('step', 1),
]


@contextmanager
def training(job_file: Path) -> Iterator[Iterator[str]]:
    """Run a training in a process of its own, which does not outlive the block, and yield the kinds of its messages."""
    command = [sys.executable, '-m', 'core', 'run', str(job_file), '--json']
    environment = os.environ | {'PYTHONPATH': str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        try:
            yield (kind(json.loads(line)) for line in process.stdout)
        finally:
            process.kill()  # SIGKILL: nothing can be put in order


def kind(message: dict) -> str:
    text = message.get('text', '')
    if message['type'] == 'progress':
        return 'validating' if 'validating' in text else 'step'
    return 'epoch' if text.startswith('Epoch ') else message['type']


def kill_at(job_file: Path, wanted: str, count: int) -> None:
    with training(job_file) as kinds:
        for each in kinds:
            count -= each == wanted
            if not count:
                return
        pytest.fail(f'The training ended before message {count} of the kind "{wanted}".')


def run_through(job_file: Path) -> None:
    with training(job_file) as kinds:
        assert list(kinds)[-1] == 'result'


def untimed(rows) -> list[dict]:
    return [{name: value for name, value in row.items() if name != 'seconds'} for row in rows]


def metrics(folder: Path) -> list[dict[str, str]]:
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        return untimed(csv.DictReader(file))


def leaves(state, path=()) -> dict[tuple, object]:
    """Return all tensors, as their bytes, and other values of a nested state by where they are."""
    if isinstance(state, torch.Tensor):
        return {path: (state.dtype, state.shape, state.contiguous().numpy().tobytes())}
    if isinstance(state, dict | list | tuple):
        items = state.items() if isinstance(state, dict) else enumerate(state)
        return {place: leaf for name, part in items for place, leaf in leaves(part, (*path, name)).items()}
    return {path: state}


def checkpoint(folder: Path) -> dict[tuple, object]:
    state = torch.load(folder / 'checkpoint.pt', weights_only=True)
    return leaves(state | {'history': untimed(state['history'])})


@pytest.mark.slow
def test_a_training_that_is_killed_many_times_ends_as_one_that_was_not(tmp_path):
    folders = {}
    for name in ('whole', 'killed'):
        folders[name] = tmp_path / name
        job = training_job(
            few_chips(),
            folders[name],
            epochs=3,
            decay_epochs=3,
            batch_size=2,
            learning_rate=0.01,
            augment='flip_rotate',
            resume=True,
        )
        (tmp_path / f'{name}.json').write_text(json.dumps(job.to_mapping()), encoding='utf-8')
    run_through(tmp_path / 'whole.json')
    for wanted, count in MOMENTS:
        kill_at(tmp_path / 'killed.json', wanted, count)
    run_through(tmp_path / 'killed.json')

    whole, killed = folders['whole'], folders['killed']
    assert (killed / 'model.safetensors').read_bytes() == (whole / 'model.safetensors').read_bytes()
    assert metrics(killed) == metrics(whole)
    assert len(metrics(whole)) == 6
    assert checkpoint(killed) == checkpoint(whole)
    history = [{name: float(value) for name, value in row.items()} for row in metrics(whole)]
    assert best_epoch(history, Criterion('MAE')) < 6  # so that the best weights came through the checkpoint
    shown = EventAccumulator(str(killed / 'tensorboard')).Reload().Scalars('validation/MAE')
    assert [scalar.step for scalar in shown] == [1, 2, 3, 4, 5, 6]
    assert not list(tmp_path.rglob('*partial*'))

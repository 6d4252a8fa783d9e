"""A training as others see it: progress.json tells how far it is, and the file `stop` stops it."""

import errno
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import Cancelled, SatganError
from core.modelfile import checksum
from core.training import live
from core.training.live import LiveReporter
from core.training.runfolder import RunFolder
from tests.core.models_made import Listener, few_chips, train, training_job

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / 'run').mkdir()
    return tmp_path / 'run'


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """A clock that stands still until a test moves it."""
    clock = SimpleNamespace(now=5000.0)
    monkeypatch.setattr(live, 'time', SimpleNamespace(monotonic=lambda: clock.now, time=lambda: 1.7e9 + clock.now))
    return clock


def reporter_of(folder: Path, listener: Listener | None = None) -> LiveReporter:
    return LiveReporter(listener or Listener(), RunFolder(folder), training_job(few_chips(), folder))


def told(folder: Path) -> dict:
    return json.loads((folder / 'progress.json').read_text(encoding='utf-8'))


def test_the_file_tells_where_the_training_is(folder, clock):
    listener = Listener()
    with reporter_of(folder, listener) as reporter:
        reporter.progress(0, 'Reading the chips')
        assert not (folder / 'progress.json').exists()
        reporter.place(2, 20)
        assert (told(folder)['state'], told(folder)['epoch'], told(folder)['epochs']) == ('running', 2, 20)
        reporter.place(3, 20, 512.5)
        reporter.progress(0.123456, 'Epoch 3 of 20')
        assert told(folder) == {
            'state': 'running',
            'epoch': 3,
            'epochs': 20,
            'fraction': 0.1235,
            'seconds_left': 512.5,
            'message': '',
            'host': socket.gethostname(),
            'time': 1.7e9 + 5000,
        }
    assert listener.steps == [(0, 'Reading the chips'), (0.123456, 'Epoch 3 of 20')]
    assert [path.name for path in folder.iterdir()] == ['progress.json']


def test_it_looks_at_the_folder_once_a_second(folder, clock):
    with reporter_of(folder) as reporter:
        for moment, seen in ((0, 1), (0.4, 1), (0.9, 1), (1.1, 4), (1.9, 4), (2.2, 6)):
            clock.now = 5000 + moment
            reporter.place((0, 0.4, 0.9, 1.1, 1.9, 2.2).index(moment) + 1, 9)
            reporter.progress(0)
            assert told(folder)['epoch'] == seen


@pytest.mark.parametrize(
    ('error', 'state', 'message'),
    [
        (None, 'finished', ''),
        (Cancelled(), 'stopped', ''),
        (SatganError('The loss is no number.', 'Start anew.'), 'failed', 'The loss is no number. Start anew.'),
        (OSError(errno.ENOSPC, 'No space left on device', 'a.bin'), 'failed', 'The disk that holds a.bin is full'),
    ],
)
def test_the_file_tells_how_it_ended(folder, error, state, message):
    try:
        with reporter_of(folder) as reporter:
            reporter.place(4, 4, 2.0)
            reporter.progress(1)
            if error:
                raise error
    except (Cancelled, SatganError, OSError) as raised:
        assert raised is error
    end = told(folder)
    assert (end['state'], end['epoch'], end['fraction'], end['seconds_left']) == (state, 4, 1, None)
    assert end['message'].startswith(message) if message else end['message'] == ''


def test_a_request_stops_it_and_is_withdrawn(folder):
    listener = Listener()
    with pytest.raises(Cancelled), reporter_of(folder, listener) as reporter:
        reporter.place(1, 2)
        (folder / 'stop').touch()
        reporter.progress(0.5)
    assert listener.infos == [f'Asked to stop by the file "stop" in {folder}.']
    assert told(folder)['state'] == 'stopped'
    assert not (folder / 'stop').exists()


def test_an_old_request_stops_nothing(folder):
    (folder / 'stop').touch()
    with reporter_of(folder) as reporter:
        reporter.place(1, 2)
        reporter.progress(0.5)
    assert told(folder)['state'] == 'finished'


def test_a_training_that_is_refused_leaves_what_is_told_of_the_one_before(folder):
    (folder / 'progress.json').write_text('of the one before')
    with pytest.raises(SatganError), reporter_of(folder):
        raise SatganError('Started with other settings.', 'Choose another folder.')
    assert (folder / 'progress.json').read_text() == 'of the one before'


def test_a_folder_that_is_gone_stops_nothing(tmp_path):
    with reporter_of(tmp_path / 'nowhere') as reporter:
        reporter.place(1, 2)
        reporter.progress(0.5)
    assert list(tmp_path.iterdir()) == []


def test_a_training_that_is_refused_leaves_no_folder(tmp_path):
    with pytest.raises(SatganError, match='cannot be trained on'):
        model = train(few_chips(), tmp_path / 'first', epochs=1)['MODEL']
        train(few_chips(), tmp_path / 'second', start_from=model, filters=8)
    assert not (tmp_path / 'second').exists()


def test_a_training_tells_epochs_and_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(live, '_INTERVAL', 0)
    seen = []

    class Watcher(Listener):
        def progress(self, fraction, text=''):
            if (tmp_path / 'run' / 'progress.json').exists():
                seen.append(told(tmp_path / 'run'))

    train(few_chips(), tmp_path / 'run', Watcher())
    assert [(each['epoch'], each['fraction']) for each in seen if each['fraction'] < 1] == [
        (1, 0.25),
        *[(1, 0.5)] * 3,
        (2, 0.75),
    ]
    assert all(each['epochs'] == 2 and each['seconds_left'] >= 0 for each in seen)
    end = told(tmp_path / 'run')
    assert (end['state'], end['epoch'], end['fraction']) == ('finished', 2, 1)


def test_a_training_stopped_by_request_goes_on_as_if_never_stopped(tmp_path):
    """Another process trains, as on another machine; who asks it to stop knows nothing but the folder."""
    folder, job_file = tmp_path / 'run', tmp_path / 'job.json'
    job_file.write_text(json.dumps(training_job(few_chips(), folder, epochs=10000).to_mapping()), encoding='utf-8')
    command = [sys.executable, '-m', 'core', 'run', str(job_file), '--json']
    environment = os.environ | {'PYTHONPATH': str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        for line in process.stdout:
            if json.loads(line).get('text', '').startswith('Epoch 2/'):
                (folder / 'stop').touch()
        assert process.wait() == 130
    assert told(folder)['state'] == 'stopped'
    assert not (folder / 'stop').exists()

    epochs = told(folder)['epoch'] + 1
    for path in (folder, tmp_path / 'whole'):
        train(few_chips(), path, epochs=epochs, resume=True)
    metrics = [
        RunFolder(path).path.joinpath('metrics.csv').read_text().count('\n') for path in (folder, tmp_path / 'whole')
    ]
    assert metrics == [1 + epochs] * 2
    assert checksum(str(folder / 'model.safetensors')) == checksum(str(tmp_path / 'whole' / 'model.safetensors'))

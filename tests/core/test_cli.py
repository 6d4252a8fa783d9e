"""The program `satgan`, as a person and as a script use it."""

import contextlib
import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from core import __version__, cli
from core.jobs import JOBS

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120  # seconds after which a hanging program fails its test
# Replaces the function of one job by a quick one, so that no test waits for packages to load.
QUICKLY = """
import sys, threading
from pathlib import Path
from core import cli, engine
class Quick:
    def function(self, job, reporter):
        reporter.progress(0.5, 'started')
        reporter.warning('odd')
        if job.output_html == 'wait':
            threading.Event().wait()
        if job.output_html:
            Path(job.output_html).write_text('a page')
        reporter.progress(1.0)
        return {'READY': 1}
sys.modules['quick'] = Quick()
engine._FUNCTIONS['checkengine'] = 'quick:function'
sys.exit(cli.main(sys.argv[1:]))
"""
ENVIRONMENT = os.environ | {'PYTHONPATH': str(ROOT)}


def satgan(*arguments, stdin='', start=('-c', QUICKLY)):
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, *start, *arguments],
        input=stdin,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


@pytest.fixture
def job_file(tmp_path):
    def write(content):
        path = tmp_path / 'job.json'
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding='utf-8')
        return str(path)

    return write


def test_version():
    assert satgan('--version', start=('-m', 'core')).stdout == f'satgan {__version__}\n'


def test_jobs_lists_each_job_with_a_sentence(capsys):
    assert cli.main(['jobs']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(JOBS)
    assert all(line.endswith('.') for line in lines)


@pytest.mark.parametrize('name', JOBS)
def test_schema_prints_json(capsys, name):
    assert cli.main(['schema', name]) == 0
    assert json.loads(capsys.readouterr().out)['properties']['job'] == {'const': name}


@pytest.mark.parametrize('arguments', [[], ['dance'], ['schema'], ['schema', 'dance'], ['run'], ['run', 'a', '--loud']])
def test_bad_arguments_are_exit_code_2(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert 'usage: satgan' in capsys.readouterr().err


def test_a_real_job_runs(job_file):
    done = satgan('run', job_file({'job': 'checkengine'}), start=('-m', 'core'))
    assert done.returncode == 0
    assert 'READY: 1\n' in done.stdout


def test_results_go_to_standard_output_and_messages_to_standard_error(job_file):
    done = satgan('run', job_file({'job': 'checkengine'}))
    assert (done.returncode, done.stdout, done.stderr) == (0, 'READY: 1\n', 'Warning: odd\n')


def test_json_lines(job_file):
    done = satgan('run', job_file({'job': 'checkengine'}), '--json')
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {'type': 'progress', 'percent': 50.0, 'text': 'started'},
        {'type': 'log', 'level': 'warning', 'text': 'odd'},
        {'type': 'progress', 'percent': 100.0, 'text': ''},
        {'type': 'result', 'results': {'READY': 1}},
    ]


def test_a_job_comes_from_standard_input_too(tmp_path):
    page = tmp_path / 'page.html'
    done = satgan('run', '-', stdin=json.dumps({'job': 'checkengine', 'output_html': str(page)}))
    assert done.returncode == 0
    assert f'OUTPUT_HTML: {page}\n' in done.stdout
    assert page.is_file()


@pytest.mark.parametrize(
    ('content', 'words'),
    [
        ('{"job": "checkengine",\n "output_html" 3}', 'in line 2, column 16'),
        ('', 'not valid JSON'),
        ('[1]', 'holds no job'),
        ('{}', '"job" is None: it must be one of'),
        ('{"job": "applymodel"}', 'needs the parameter "model"'),
        ('{"job": "checkengine", "colour": "red"}', 'no parameter "colour"'),
    ],
)
def test_a_bad_job_file_is_a_sentence_and_exit_code_2(job_file, content, words):
    done = satgan('run', job_file(content))
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stdout == ''
    assert 'Traceback' not in done.stderr


def test_a_job_file_that_is_not_there(tmp_path):
    done = satgan('run', str(tmp_path / 'none.json'))
    assert done.returncode == 2
    assert 'none.json does not exist' in done.stderr


def test_a_job_file_that_is_a_folder_or_no_text(tmp_path):
    assert 'cannot be read' in satgan('run', str(tmp_path)).stderr
    (tmp_path / 'job.json').write_bytes(b'\xff\xfe\x00')
    assert 'not text in UTF-8' in satgan('run', str(tmp_path / 'job.json')).stderr


def test_an_editor_may_mark_its_utf8(job_file):
    assert satgan('run', job_file('\ufeff{"job": "checkengine"}')).returncode == 0


def test_a_job_that_fails_is_exit_code_1_with_the_sentence_on_standard_error(job_file, tmp_path):
    (tmp_path / 'file').touch()
    job = {'job': 'checkengine', 'output_html': str(tmp_path / 'file' / 'page.html')}
    done = satgan('run', job_file(job), '--json')
    assert done.returncode == 1
    assert str(tmp_path / 'file') in done.stderr
    assert 'Traceback' not in done.stderr
    error = json.loads(done.stdout.splitlines()[-1])
    assert (error['type'], error['code']) == ('error', 'file')


def test_verbose_tells_the_details(job_file, tmp_path):
    (tmp_path / 'file').touch()
    job = {'job': 'checkengine', 'output_html': str(tmp_path / 'file' / 'page.html')}
    assert 'Traceback' in satgan('run', job_file(job), '--verbose').stderr


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_is_exit_code_130(job_file, tmp_path, number):
    process = subprocess.Popen(
        [sys.executable, '-c', QUICKLY, 'run', job_file({'job': 'checkengine', 'output_html': 'wait'}), '--json'],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert json.loads(process.stdout.readline())['text'] == 'started'
    assert json.loads(process.stdout.readline())['text'] == 'odd'
    process.send_signal(number)
    _, errors = process.communicate(timeout=LIMIT)
    assert process.returncode == 130
    assert errors == 'The job was cancelled.\n'


def test_a_terminal_gets_a_progress_bar(job_file):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 100, 0, 0))
    process = subprocess.Popen(
        [sys.executable, '-c', QUICKLY, 'run', job_file({'job': 'checkengine'})],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b''
    with contextlib.suppress(OSError):  # Linux tells the end of a terminal so
        while piece := os.read(ours, 4096):
            shown += piece
    os.close(ours)
    assert process.wait(LIMIT) == 0
    assert b'100 %|' in shown
    assert b'started' in shown
    assert b'Warning: odd' in shown

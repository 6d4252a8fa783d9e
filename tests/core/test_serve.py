"""The engine as QGIS meets it: a process, three pipes, an exit code."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core import __version__
from core.protocol import PROTOCOL, partial_path, request_line

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 120  # seconds after which a hanging engine fails its test; no test waits for it to pass

# Replaces the function of one job, so that the engine does what the test needs.
SERVE_ODDLY = """
import sys
from core import cli, engine
engine._FUNCTIONS['checkengine'] = 'odd:function'
sys.exit(cli.main(['serve', *sys.argv[1:]]))
"""
BLOCK = """
import threading
from pathlib import Path
def function(job, reporter):
    Path({partial!r}).touch()
    reporter.progress(0.5, 'started')
    threading.Event().wait()
"""
BLOCK_STUBBORNLY = """
import threading
def function(job, reporter):
    reporter.progress(0.5, 'started')
    while True:
        try:
            threading.Event().wait()
        except BaseException:
            reporter.info('never')
"""
PRINT = """
import os, subprocess, sys
print('printed while importing')
def function(job, reporter):
    print('printed')
    os.write(1, b'written by a C library\\n')
    subprocess.run([sys.executable, '-c', 'print("printed by a child")'])
    return {'READY': 1}
"""
FAIL = """
def function(job, reporter):
    raise ZeroDivisionError('division by zero')
"""
COUNT = """
runs = 0
def function(job, reporter):
    global runs
    runs += 1
    return {'READY': runs}
"""
CHATTER_FOR_EVER = """
import itertools
def function(job, reporter):
    for step in itertools.count():
        reporter.info(str(step))
"""
CHATTER = """
def function(job, reporter):
    reporter.warning('Grüße \\u2028 aus Kampala')
    for step in range(100000):
        reporter.progress(step / 100000, 'chips')
    reporter.progress(7)
    return {}
"""


@pytest.fixture
def start(tmp_path):
    """Start an engine, with `source` as the function of checkengine if there is one."""
    started = []

    def start_engine(source=None, options=()):
        if source is not None:
            (tmp_path / 'odd.py').write_text(source, encoding='utf-8')
        program = ['-m', 'core', 'serve'] if source is None else ['-c', SERVE_ODDLY]
        command = [sys.executable, *program, *options]
        environment = os.environ | {'PYTHONPATH': os.pathsep.join([str(ROOT), str(tmp_path)]), 'PYTHONUTF8': '1'}
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment,
            text=True,
            encoding='utf-8',
        )
        started.append(process)
        return process

    yield start_engine
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def ask(process, line):
    process.stdin.write(line)
    process.stdin.flush()


def next_message(process):
    return json.loads(process.stdout.readline())


def wait_for_start(process, **inputs):
    ask(process, request_line({'job': 'checkengine', **inputs}))
    assert next_message(process)['type'] == 'hello'
    assert next_message(process)['text'] == 'started'


def answers(process, line):
    """Send a line, keep standard input open as QGIS does, and return all messages and the exit code."""
    ask(process, line)
    messages = [json.loads(line) for line in process.stdout]
    return messages, process.wait(LIMIT)


def test_hello_comes_first_and_before_any_request(start):
    assert next_message(start()) == {'type': 'hello', 'protocol': PROTOCOL, 'version': __version__}


def test_a_job_runs_to_its_result(start, tmp_path):
    page = tmp_path / 'report.html'
    messages, code = answers(start(), request_line({'job': 'checkengine', 'output_html': str(page)}))
    assert code == 0
    assert [message['type'] for message in messages[:2]] == ['hello', 'progress']
    assert messages[-1]['type'] == 'result'
    assert messages[-1]['results']['OUTPUT_HTML'] == str(page)
    assert page.is_file()


@pytest.mark.parametrize(
    ('line', 'words'),
    [
        ('\n', 'not a job request'),
        ('nonsense\n', 'not a job request'),
        (request_line({}), '"job" is None'),
        (request_line({'job': 'applymodel'}), 'needs the parameter "model"'),
        ('{"protocol": 99, "job": {}}\n', 'version 99'),
    ],
)
def test_a_bad_request_is_answered_with_a_sentence(start, line, words):
    messages, code = answers(start(), line)
    assert code == 2
    assert [message['type'] for message in messages] == ['hello', 'error']
    assert messages[-1]['code'] == 'job'
    assert words in messages[-1]['message']


def test_a_closed_pipe_instead_of_a_request_ends_the_engine(start):
    process = start()
    process.stdin.close()
    assert process.wait(LIMIT) == 2


def test_a_warm_engine_answers_until_its_pipe_closes(start):
    process = start(COUNT, options=['--warm'])
    assert next_message(process)['type'] == 'hello'
    for runs in (1, 2):
        ask(process, request_line({'job': 'checkengine'}))
        assert next_message(process) == {'type': 'result', 'results': {'READY': runs}}
        ask(process, request_line({'job': 'applymodel'}))
        assert 'needs the parameter "model"' in next_message(process)['message']
    process.stdin.close()
    assert process.wait(LIMIT) == 0


def test_a_warm_engine_ends_in_the_middle_of_a_job_when_qgis_dies(start):
    process = start(CHATTER_FOR_EVER, options=['--warm'])
    ask(process, request_line({'job': 'checkengine'}))
    assert next_message(process)['type'] == 'hello'
    process.stdout.close()
    assert process.wait(LIMIT) == 130


def test_the_engine_ends_when_qgis_dies_and_clears_its_partial_output_away(start, tmp_path):
    output = tmp_path / 'report.html'
    process = start(BLOCK.format(partial=str(partial_path(output))))
    wait_for_start(process, output_html=str(output))
    assert partial_path(output).exists()
    process.stdin.close()
    assert process.wait(LIMIT) == 130
    assert not partial_path(output).exists()


def test_the_engine_ends_when_nobody_reads_any_more(start):
    process = start(CHATTER)
    process.stdout.close()
    ask(process, request_line({'job': 'checkengine'}))
    assert process.wait(LIMIT) == 130


def test_a_job_that_does_not_listen_is_ended_all_the_same(start):
    process = start(BLOCK_STUBBORNLY)
    wait_for_start(process)
    process.stdin.close()
    assert process.wait(LIMIT) == 130


@pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT])
def test_cancel_stops_the_job_and_clears_its_partial_output_away(start, tmp_path, number):
    output = tmp_path / 'report.html'
    process = start(BLOCK.format(partial=str(partial_path(output))))
    wait_for_start(process, output_html=str(output))
    process.send_signal(number)
    assert next_message(process)['code'] == 'cancelled'
    assert process.wait(LIMIT) == 130
    assert not partial_path(output).exists()


@pytest.mark.skipif(os.name == 'nt', reason='Windows has no such signals')
def test_cancel_works_while_the_engine_waits_for_its_request(start):
    process = start()
    assert next_message(process)['type'] == 'hello'
    process.send_signal(signal.SIGTERM)
    assert next_message(process)['code'] == 'cancelled'
    assert process.wait(LIMIT) == 130


def test_only_messages_reach_standard_output(start):
    process = start(PRINT)
    messages, code = answers(process, request_line({'job': 'checkengine'}))
    assert code == 0
    assert messages[-1] == {'type': 'result', 'results': {'READY': 1}}
    errors = process.stderr.read()
    for text in ('printed while importing', 'printed', 'written by a C library', 'printed by a child'):
        assert text in errors


def test_an_unknown_error_is_a_sentence_and_its_traceback_goes_to_the_log(start):
    process = start(FAIL)
    messages, code = answers(process, request_line({'job': 'checkengine'}))
    assert code == 1
    assert messages[-1]['code'] == 'internal'
    assert 'Traceback' not in messages[-1]['message']
    assert 'Traceback' in process.stderr.read()


def test_messages_arrive_whole_and_progress_only_when_it_changes(start):
    messages, _ = answers(start(CHATTER), request_line({'job': 'checkengine'}))
    assert messages[1] == {'type': 'log', 'level': 'warning', 'text': 'Grüße \u2028 aus Kampala'}
    percents = [message['percent'] for message in messages if message['type'] == 'progress']
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert len(percents) <= 1002

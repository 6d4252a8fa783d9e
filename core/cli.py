"""The program `satgan`: runs job files without QGIS."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from . import __version__
from .console import Console, JsonConsole
from .engine import run_mapping
from .errors import Cancelled, SatganError
from .jobs import JOBS, json_schema
from .protocol import EXIT_CANCELLED, EXIT_DONE
from .reporting import Silence
from .serve import serve
from .stopping import Interruptible, Stopper, StopRequest
from .team import Team


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: the words of the command line; those of this process by default.

    Returns:
        The exit code: 0 done, 1 failed, 2 bad arguments or job file, 130 cancelled.
    """
    options = _parser().parse_args(arguments)
    command: str = options.command
    if command == 'serve':
        return serve(options.warm)
    if command == 'jobs':
        return _list_jobs()
    if command == 'schema':
        return _print_schema(options.job)
    return _run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='satgan', description='Runs the jobs of SatGAN, a GAN toolbox for GIS.')
    parser.add_argument('--version', action='version', version=f'satgan {__version__}')
    commands = parser.add_subparsers(dest='command', metavar='COMMAND', required=True)

    run = commands.add_parser('run', help='run a job file', description='Runs a job file.')
    run.add_argument('file', metavar='JOB.JSON', help='the job file, or - for standard input')
    run.add_argument('--json', action='store_true', help='write messages, progress and results as lines of JSON')
    run.add_argument(
        '--dask',
        metavar='ADDRESS',
        help='share the work among the workers of a Dask cluster: the address of its scheduler, or local:N to start N here',
    )
    run.add_argument('--verbose', action='store_true', help='write the details of errors to standard error')

    commands.add_parser('jobs', help='list the jobs', description='Lists the jobs.')
    schema = commands.add_parser('schema', help='print the JSON schema of a job', description='Prints a JSON schema.')
    schema.add_argument('job', choices=JOBS, metavar='JOB', help=f'one of {", ".join(JOBS)}')
    serving = commands.add_parser('serve', help='answer a request of QGIS', description='Answers a request of QGIS.')
    serving.add_argument('--warm', action='store_true', help='answer further requests until standard input closes')
    return parser


def _list_jobs() -> int:
    width = max(map(len, JOBS))
    for name, job in JOBS.items():
        print(f'{name:{width}}  {(job.__doc__ or "").splitlines()[0]}')
    return EXIT_DONE


def _print_schema(name: str) -> int:
    print(json.dumps(json_schema(JOBS[name]), indent=2))
    return EXIT_DONE


def _run(options: argparse.Namespace) -> int:
    logging.basicConfig(stream=sys.stderr, format='%(message)s')
    logging.getLogger('satgan').setLevel(logging.DEBUG if options.verbose else logging.INFO)
    team = Team.of_this_process()
    if not team.leads:
        _follow(options, team)
    console = JsonConsole() if options.json else Console()
    if team.size > 1:
        _lead(options, team, console)
    try:
        stopper = Stopper(twice_kills=True)
        results = run_mapping(_read_job(options.file), console.reporter, options.dask)
        stopper.finish()
    except SatganError as error:
        console.fail(error)
        return error.exit_code
    except Cancelled:
        cancelled = SatganError('The job was cancelled.', code='cancelled')
        console.fail(cancelled)
        return cancelled.exit_code
    console.succeed(results)
    return EXIT_DONE


def _lead(options: argparse.Namespace, team: Team, console: Console | JsonConsole) -> NoReturn:
    """Run a job that other processes share."""
    reporter = Interruptible(console.reporter, StopRequest())
    try:
        results = run_mapping(_read_job(options.file), reporter)
    except SatganError as error:
        team.tell_failure(partial(console.fail, error))
        _end(error.exit_code)
    except Cancelled:
        console.fail(SatganError('The job was cancelled.', code='cancelled'))
        _end(EXIT_CANCELLED)
    console.succeed(results)
    _end(EXIT_DONE)


def _follow(options: argparse.Namespace, team: Team) -> NoReturn:
    """Run a job that another process leads, which alone tells what happens."""
    request = StopRequest()  # followed by the first process; this one ends when it is gone
    try:
        run_mapping(_read_job(options.file), Silence())
    except SatganError as error:
        if not request.is_made:
            team.tell_failure(partial(print, f'Process {team.rank}: {error}', file=sys.stderr))
        _end(error.exit_code)
    _end(EXIT_DONE)


def _end(exit_code: int) -> NoReturn:
    """End a process of a team at once.

    After a failure it would wait for what the others never send, and even after success the threads through which it
    talked to them sometimes abort it when Python ends.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)


def _read_job(file: str) -> dict[str, Any]:
    """Return the parsed content of a job file; `-` is standard input."""
    name = 'Standard input' if file == '-' else f'The job file {file}'
    try:
        text = sys.stdin.read() if file == '-' else Path(file).read_text(encoding='utf-8-sig')
        content = json.loads(text)
    except FileNotFoundError as error:
        raise SatganError(f'{name} does not exist.', 'Check the path.', code='job') from error
    except OSError as error:
        raise SatganError(f'{name} cannot be read: {error.strerror}.', code='job') from error
    except UnicodeDecodeError as error:
        raise SatganError(f'{name} is not text in UTF-8.', 'Save it as UTF-8.', code='job') from error
    except json.JSONDecodeError as error:
        place = f'line {error.lineno}, column {error.colno}'
        raise SatganError(f'{name} is not valid JSON: {error.msg} in {place}.', code='job') from error
    if not isinstance(content, dict):
        raise SatganError(f'{name} holds no job.', 'It must look like {"job": "applymodel", ...}.', code='job')
    return content

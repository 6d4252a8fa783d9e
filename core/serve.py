"""`satgan serve`: the engine as QGIS starts it, spoken to through pipes (see protocol.py).

It answers one request, or with `--warm` one after the other until its standard input closes: what has been imported for
the first one is there for the next, which begins at once.
"""

from __future__ import annotations

import contextlib
import io
import logging
import sys

from . import __version__
from .channel import Channel, ChannelReporter
from .engine import run_mapping
from .errors import Cancelled, SatganError
from .protocol import EXIT_CANCELLED, EXIT_DONE, PROTOCOL, parse_request
from .stopping import Stopper

_STDIN = 0
_CANCELLED = SatganError('The job was cancelled.', code='cancelled')


def serve(warm: bool = False) -> int:
    """Answer one request on standard input, or with `warm` all of them, and return the exit code."""
    channel = Channel.from_stdout()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    stopper = Stopper(twice_kills=False)
    try:
        channel.send('hello', protocol=PROTOCOL, version=__version__)
        with io.FileIO(_STDIN, closefd=False) as stdin:
            return _answer_all(stdin, channel) if warm else _answer(stdin.readline(), channel, stopper)
    except Cancelled:
        return _say_cancelled(channel)


def _answer_all(stdin: io.FileIO, channel: Channel) -> int:
    """Answer requests until QGIS closes the pipe; while a job runs, a message that nobody reads tells that QGIS is gone."""
    for line in stdin:
        try:
            results = run_mapping(_job_of(line), ChannelReporter(channel))
        except SatganError as error:
            channel.send_error(error)
        else:
            channel.send('result', results=results)
    return EXIT_DONE


def _answer(line: bytes, channel: Channel, stopper: Stopper) -> int:
    try:
        job = _job_of(line)
        # Not earlier: a pipe that closes without a request is a bad request, not a cancelled job.
        stopper.watch(_STDIN)
        results = run_mapping(job, ChannelReporter(channel))
    except SatganError as error:
        stopper.finish()
        channel.send_error(error)
        return error.exit_code
    stopper.finish()
    channel.send('result', results=results)
    return EXIT_DONE


def _job_of(line: bytes) -> dict[str, object]:
    try:
        return parse_request(line.decode(errors='replace'))
    except ValueError as error:
        raise SatganError(str(error), code='job') from error


def _say_cancelled(channel: Channel) -> int:
    with contextlib.suppress(Cancelled):  # whoever started the engine may be gone
        channel.send_error(_CANCELLED)
    return EXIT_CANCELLED

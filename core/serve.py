"""`satgan serve`: the engine as QGIS starts it, one job per process, spoken to through pipes (see protocol.py)."""

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


def serve() -> int:
    """Answer one request on standard input and return the exit code."""
    channel = Channel.from_stdout()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    try:
        return _answer(channel, Stopper(twice_kills=False))
    except Cancelled:
        return _say_cancelled(channel)


def _answer(channel: Channel, stopper: Stopper) -> int:
    channel.send('hello', protocol=PROTOCOL, version=__version__)
    with io.FileIO(_STDIN, closefd=False) as stdin:
        line = stdin.readline().decode(errors='replace')
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


def _job_of(line: str) -> dict[str, object]:
    try:
        return parse_request(line)
    except ValueError as error:
        raise SatganError(str(error), code='job') from error


def _say_cancelled(channel: Channel) -> int:
    with contextlib.suppress(Cancelled):  # whoever started the engine may be gone
        channel.send_error(_CANCELLED)
    return EXIT_CANCELLED

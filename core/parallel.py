"""Work on all cores: by threads, or by processes where Python's own code takes most of the time, or by a cluster."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from loky import ProcessPoolExecutor

from . import cluster
from .errors import SatganError
from .reporting import Reporter

Item = TypeVar('Item')
Made = TypeVar('Made')

_MOST_PROCESSES = 8  # each takes about 150 MB, and a disk keeps no more of them busy


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1


def in_order(
    work: Callable[[Item], Made], items: Iterable[Item], *, processes: bool = False, ahead: int = 4
) -> Generator[Made, None, None]:
    """Yield the results in the order of the items, made on all cores.

    They are made only so far ahead that memory stays constant. Close it where it may be left early: then what runs
    comes to its end, and nothing new begins.

    Args:
        work: what to do with an item.
        items: all of them.
        processes: whether processes share the work, not threads: those of a cluster where one is open. They take a
            second to start, and `work`, items and results must be picklable.
        ahead: how many items are handed over for each core.

    Raises:
        SatganError: a process was killed.
    """
    with _processes(work) if processes else _threads(work) as (executor, do, count):
        waiting = iter(items)
        running: deque[Future[Made]] = deque(executor.submit(do, item) for item in islice(waiting, ahead * count))
        try:
            while running:
                yield running.popleft().result()
                running.extend(executor.submit(do, item) for item in islice(waiting, 1))
        except BrokenProcessPool as error:
            raise SatganError(
                'One of the processes that share the work was ended by the system.',
                'Most often memory ran out: close other programs and try again.',
                code='memory',
            ) from error
        finally:
            for future in running:
                future.cancel()


def on_all_cores(work: Callable[[Item], Made], items: Sequence[Item], reporter: Reporter, text: str) -> list[Made]:
    """Return what `work` makes of each item, in the same order, and tell the progress."""
    made: list[Made] = []
    with closing(in_order(work, items)) as results:
        for result in results:
            made.append(result)
            reporter.progress(len(made) / len(items), text)
    return made


def meanwhile(work: Callable[[Item], Made], item: Item) -> Future[Made]:
    """Start work on an item in the background and return its future; where nobody waits for it, it ends with the process."""
    future: Future[Made] = Future()

    def run() -> None:
        try:
            future.set_result(work(item))
        except BaseException as error:  # noqa: BLE001 - as executors do: whoever asks for the result gets it
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future


@contextmanager
def _threads(work: Callable[[Item], Made]) -> Iterator[tuple[Executor, Callable[[Item], Made], int]]:
    with ThreadPoolExecutor(cores()) as executor:
        yield executor, work, cores()


def _processes(
    work: Callable[[Item], Made],
) -> AbstractContextManager[tuple[Executor, Callable[[Item], Made], int]]:
    return cluster.workers(work) if cluster.is_open() else _pool(work)


@contextmanager
def _pool(work: Callable[[Item], Made]) -> Iterator[tuple[Executor, Callable[[Item], Made], int]]:
    count = min(cores(), _MOST_PROCESSES)
    theirs, ours = Pipe(duplex=False)
    with theirs, ours, ProcessPoolExecutor(count, initializer=_begin, initargs=(work, theirs)) as executor:
        yield executor, _do, count


_work: Callable[[Any], Any]  # of a process that shares the work


def _begin(work: Callable[[Item], Made], parent: Connection) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes of a terminal, and the parent tells us
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Connection) -> None:
    """End this process as soon as the parent has ended, however it ended: nothing may be written any more."""
    parent.poll(None)
    os._exit(1)


def _do(item: Any) -> Any:
    return _work(item)

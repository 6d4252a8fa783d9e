"""Work on many things at once, in constant memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from itertools import islice
from typing import TypeVar

from .reporting import Reporter

Item = TypeVar('Item')
Made = TypeVar('Made')


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1


def in_order(work: Callable[[Item], Made], items: Iterable[Item]) -> Generator[Made, None, None]:
    """Yield the results in the order of the items, made by threads on all cores.

    They work only so far ahead that memory stays constant. Close it where it may be left early: then what runs comes
    to its end, and nothing new begins.
    """
    executor = ThreadPoolExecutor(cores())
    try:
        waiting = iter(items)
        running: deque[Future[Made]] = deque(executor.submit(work, item) for item in islice(waiting, 4 * cores()))
        while running:
            yield running.popleft().result()
            running.extend(executor.submit(work, item) for item in islice(waiting, 1))
    finally:
        executor.shutdown(cancel_futures=True)


def on_all_cores(work: Callable[[Item], Made], items: Sequence[Item], reporter: Reporter, text: str) -> list[Made]:
    """Return what `work` makes of each item, in the same order, and tell the progress."""
    made: list[Made] = []
    with closing(in_order(work, items)) as results:
        for result in results:
            made.append(result)
            reporter.progress(len(made) / len(items), text)
    return made

"""Work on all cores, in constant memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar('Item')
Made = TypeVar('Made')


def cores() -> int:
    """Return how many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count() or 1


def in_order(
    executor: ThreadPoolExecutor, work: Callable[[Item], Made], items: Iterable[Item], ahead: int
) -> Iterator[Made]:
    """Yield the results in the order of the items, working only so far ahead that memory stays constant."""
    waiting = iter(items)
    running: deque[Future[Made]] = deque(executor.submit(work, item) for item in islice(waiting, ahead))
    while running:
        yield running.popleft().result()
        running.extend(executor.submit(work, item) for item in islice(waiting, 1))

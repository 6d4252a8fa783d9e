"""Work on many files at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ...reporting import Reporter

Item = TypeVar('Item')
Made = TypeVar('Made')


def on_all_cores(work: Callable[[Item], Made], items: Sequence[Item], reporter: Reporter, text: str) -> list[Made]:
    """Return what `work` makes of each item, in the same order, and tell the progress."""
    executor = ThreadPoolExecutor()
    made: list[Made] = []
    try:
        for result in executor.map(work, items):
            made.append(result)
            reporter.progress(len(made) / len(items), text)
    finally:
        executor.shutdown(cancel_futures=True)
    return made

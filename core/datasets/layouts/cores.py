"""Work on many files at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeVar

from ...parallel import in_order
from ...reporting import Reporter

Item = TypeVar('Item')
Made = TypeVar('Made')


def on_all_cores(work: Callable[[Item], Made], items: Sequence[Item], reporter: Reporter, text: str) -> list[Made]:
    """Return what `work` makes of each item, in the same order, and tell the progress."""
    made: list[Made] = []
    with closing(in_order(work, items)) as results:
        for result in results:
            made.append(result)
            reporter.progress(len(made) / len(items), text)
    return made

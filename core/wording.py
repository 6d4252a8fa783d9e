"""Words for figures in messages."""

from __future__ import annotations


def counted(count: int, noun: str, plural: str = '') -> str:
    """Return a count with its noun: `1 band`, `2 bands`, `3 classes`.

    Args:
        count: how many.
        noun: of one.
        plural: of others; the noun with an s if empty.
    """
    return f'{count} {noun if count == 1 else plural or noun + "s"}'

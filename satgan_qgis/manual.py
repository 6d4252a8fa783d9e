"""Where the manual is."""

from __future__ import annotations

_DOCS = 'https://github.com/satgan/satgan/blob/main/docs'


def manual(page: str) -> str:
    """Return the address of a page of the manual, such as `models.md`."""
    return f'{_DOCS}/{page}'

"""Pictures inside HTML pages, which need no other file."""

from __future__ import annotations

import base64
import io

import matplotlib
from matplotlib.figure import Figure


def inline(content: bytes, kind: str) -> str:
    """Return a picture for the src of an img.

    Args:
        content: of the file.
        kind: the part of its media type behind `image/`.
    """
    return f'data:image/{kind};base64,' + base64.b64encode(content).decode('ascii')


def drawn(figure: Figure) -> str:
    """Return a figure for the src of an img, the same text for the same figure."""
    buffer = io.BytesIO()
    with matplotlib.rc_context({'svg.hashsalt': 'satgan'}):
        figure.savefig(buffer, format='svg', metadata=dict.fromkeys(('Creator', 'Date', 'Format', 'Type')))
    return inline(buffer.getvalue(), 'svg+xml')

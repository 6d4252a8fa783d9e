"""What was measured on this machine and is remembered, so that it is not measured again."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_cache_path

from .protocol import partial_path


def recall(topic: str, key: str) -> dict[str, float] | None:
    """Return the figures that were remembered; None where there are none.

    Args:
        topic: what was measured, as part of a file name.
        key: under which circumstances.
    """
    return _read(_file(topic)).get(key)


def remember(topic: str, key: str, figures: dict[str, float]) -> None:
    """Keep figures for `recall`; where nothing can be written, they are measured again the next time."""
    path = _file(topic)
    partial = partial_path(path.with_name(f'{os.getpid()}-{path.name}'))
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(_read(path) | {key: figures}, indent=1), encoding='utf-8')
        partial.replace(path)


def _file(topic: str) -> Path:
    return user_cache_path('satgan', appauthor=False) / f'{topic}.json'


def _read(path: Path) -> dict[str, dict[str, float]]:
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}

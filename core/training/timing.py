"""What is told of the time that a training takes, and how many epochs a time limit leaves."""

from __future__ import annotations

import torch


def duration(seconds: float) -> str:
    """Return a time in words, to the minute: each change of the text is a line in a server's log."""
    if seconds < 60:
        return 'less than a minute'
    hours, minutes = divmod(round(seconds / 60), 60)
    return f'about {hours} h {minutes} min' if hours else f'about {minutes} min'


def estimate(epochs: int, seconds: float, limit: float, device: torch.device) -> str:
    """Return how long a training will take, as a sentence.

    Args:
        epochs: that are to come.
        seconds: that one of them takes, validation left out.
        limit: seconds that are left; 0 without a limit.
        device: that it runs on.
    """
    text = f'{epochs} epochs will take {duration(epochs * seconds)} on this {"CPU" if device.type == "cpu" else "GPU"}.'
    if not limit or epochs * seconds <= limit:
        return text
    if seconds > limit:
        return f'{text} The time limit cannot be kept: one epoch alone takes {duration(seconds)}.'
    return f'{text} After the first one the epochs will be made fewer, to keep the time limit.'


def affordable_epochs(done: int, seconds: float, left: float) -> int:
    """Return how many epochs a training can have in all, the ones that are done included.

    Args:
        done: epochs that are done.
        seconds: that one takes, above 0.
        left: seconds until the time limit; below 0 where it is over.
    """
    return done + max(0, int(left // seconds))

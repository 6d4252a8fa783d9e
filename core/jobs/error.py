"""What is wrong with a job."""

from __future__ import annotations


class JobError(ValueError):
    """A job that cannot be run as it is written; the message is a sentence for the user."""

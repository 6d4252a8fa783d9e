"""What can go wrong with the engine."""

from __future__ import annotations


class EngineError(Exception):
    """The engine is missing, broke or could not do the job; the message is a sentence for the user."""


class EngineCancelled(EngineError):
    """The user pressed Cancel."""

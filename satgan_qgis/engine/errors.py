"""What can go wrong with the engine."""

from __future__ import annotations


class EngineError(Exception):
    """The engine is missing, broke or could not do the job; the message is a sentence for the user.

    That of an engine which is not found says what is wrong up to the first colon, and then why and what to do.
    """


class EngineMissing(EngineError):
    """There is no engine that will do, and "Install engine" would make one."""


class EngineCancelled(EngineError):
    """The user pressed Cancel."""

"""What the engine raises when it must stop: sentences for a GIS user, never a traceback."""

from __future__ import annotations

from .protocol import EXIT_BAD_JOB, EXIT_CANCELLED, EXIT_FAILED

_EXIT_CODES = {'job': EXIT_BAD_JOB, 'cancelled': EXIT_CANCELLED}


class SatganError(Exception):
    """Something the user can understand and mend.

    Args:
        message: what is wrong, with the file or parameter and the fact.
        hint: what to do about it.
        code: one word for programs that must tell errors apart: `failed`, `job`, `engine`, `file`, `disk`, `memory`,
            `internal`, `cancelled`.
    """

    def __init__(self, message: str, hint: str = '', *, code: str = 'failed') -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    @property
    def exit_code(self) -> int:
        """The exit code of a process that ends with this error."""
        return _EXIT_CODES.get(self.code, EXIT_FAILED)

    def __str__(self) -> str:
        return f'{self.message} {self.hint}'.strip()


class Cancelled(BaseException):
    """The user stopped the job. Not an Exception, so that no handler on the way swallows it."""

"""What a user should know of a disk that did not do what it was asked for."""

from __future__ import annotations

from .language import tr


def sentence_about(error: OSError) -> str:
    """Return the sentence for a file or folder that could not be used."""
    sentence = tr('{file} could not be used: {reason}. Check the path, the permissions and the disk.')
    return sentence.format(file=error.filename or tr('A file'), reason=error.strerror)

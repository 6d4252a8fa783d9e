"""Reading weights that other programs have saved with PyTorch, without running anything of the file."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from .errors import SatganError


def read_foreign_weights(path: str) -> dict[str, Tensor]:
    """Read a file that `torch.save(network.state_dict(), file)` wrote.

    Args:
        path: the file.

    Returns:
        The tensors by their names, on the processor.

    Raises:
        SatganError: damaged, or with Python objects in it.
        ValueError: something else than a table of tensors.
    """
    try:
        content = torch.load(path, map_location='cpu', weights_only=True)
    except Exception as error:  # whatever PyTorch raises for a file that is not what it should be
        raise SatganError(
            f'{path} cannot be read: it is damaged or no checkpoint, or it holds Python objects, which could run code '
            'and are never loaded.',
            'Choose a file that holds weights only, as torch.save(network.state_dict(), file) writes it.',
        ) from error
    if not isinstance(content, Mapping) or not all(isinstance(tensor, Tensor) for tensor in content.values()):
        raise ValueError('It is no plain table of weights')
    return dict(content)

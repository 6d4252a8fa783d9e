"""What TensorBoard shows of a training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image
from torch.utils.tensorboard import SummaryWriter


class Events:
    """Writes an event file. A resumed training adds another one, and TensorBoard drops the epochs that it repeats."""

    def __init__(self, folder: Path, first_epoch: int) -> None:
        """Open the file.

        Args:
            folder: of all event files of the training.
            first_epoch: whatever older files hold of it and later ones is out of date.
        """
        self._writer = SummaryWriter(str(folder), purge_step=first_epoch)

    def add(self, epoch: int, losses: Mapping[str, float], figures: Mapping[str, float], sheet: Path) -> None:
        """Write what an epoch gave.

        Args:
            epoch: counted from 1.
            losses: by name.
            figures: of the validation, by name.
            sheet: the picture of the samples, which need not be there.
        """
        for group, values in (('loss', losses), ('validation', figures)):
            for name, value in values.items():
                self._writer.add_scalar(f'{group}/{name}', value, epoch)
        if sheet.is_file():
            self._writer.add_image('samples', np.asarray(Image.open(sheet)), epoch, dataformats='HWC')
        self._writer.flush()

    def close(self) -> None:
        """Close the file."""
        self._writer.close()

"""The run folder of a training: where everything lies, and how the training is taken up again."""

from __future__ import annotations

import csv
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch

from ..errors import SatganError
from ..jobs import TrainingJob
from ..protocol import PROGRESS, STOP_REQUEST, Progress, partial_path
from ..rasters.writing import whole_file

#: Settings that may change between a training and its resumption.
_FREE = frozenset(
    {
        'job',
        'output',
        'resume',
        'epochs',
        'decay_epochs',
        'early_stopping',
        'time_limit',
        'save_every',
        'device',
        'precision',
        'dataset',
    }
)


@dataclass(frozen=True)
class Checkpoint:
    """All that is needed to go on with a training.

    Attributes:
        settings: what `settings_of` returned for its job.
        dataset: checksum of the description of its dataset.
        epoch: epochs done.
        history: a row of losses and validation figures per epoch.
        gan: state of networks and optimisers.
        best: weights of the best epoch, which the model file holds.
        started_from: what the card records of the model that the training started from; None without one.
        schedule: the epochs by the names of `Schedule`, as they were fitted into the time limit where there is one.
    """

    settings: dict[str, Any]
    dataset: str
    epoch: int
    history: list[dict[str, float]]
    gan: dict[str, Any]
    best: dict[str, torch.Tensor]
    started_from: dict[str, str] | None
    schedule: dict[str, int]


class RunFolder:
    """Files of one training."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.model = path / 'model.safetensors'
        self.report = path / 'report.html'
        self.tensorboard = path / 'tensorboard'
        self._checkpoint = path / 'checkpoint.pt'
        self._metrics = path / 'metrics.csv'
        self._job = path / 'job.json'
        self._progress = path / PROGRESS
        self._stop_request = path / STOP_REQUEST

    def sheet(self, epoch: int) -> Path:
        """Return the path of the sample sheet of an epoch."""
        return self.path / 'samples' / f'epoch_{epoch:04d}.png'

    def sheets(self) -> list[Path]:
        """Return the sample sheets that are there, oldest first."""
        return sorted((self.path / 'samples').glob('epoch_*.png'))

    def has_checkpoint(self) -> bool:
        """Return whether a training can be resumed here."""
        return self._checkpoint.is_file()

    def require_unused(self, job: TrainingJob) -> None:
        """Make sure that no training is overwritten.

        Raises:
            SatganError: the folder holds a training already that is not to be resumed.
        """
        if self.has_checkpoint() and not job.resume:
            raise SatganError(
                f'{self.path} holds a training already.', 'Tick Resume to go on with it, or choose another folder.'
            )

    def write_job(self, job: TrainingJob) -> None:
        """Write job.json, which runs the training again.

        Raises:
            SatganError: the folder cannot be written to.
        """
        with whole_file(self._job) as partial:
            partial.write_text(json.dumps(job.to_mapping(), indent=2), encoding='utf-8')

    def save_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Write all that is needed to go on; the last checkpoint stays until the new one is whole."""
        with whole_file(self._checkpoint) as partial, partial.open('wb') as file:
            try:
                torch.save({item.name: getattr(checkpoint, item.name) for item in fields(checkpoint)}, file)
            except RuntimeError as error:
                # What PyTorch says hides what went wrong with the file.
                raise error.__context__ or error from None

    def load_checkpoint(self, job: TrainingJob, dataset: str) -> Checkpoint:
        """Read the checkpoint.

        Args:
            job: the training that is to go on.
            dataset: checksum of the description of its dataset.

        Raises:
            SatganError: damaged, or of a training with other settings or another dataset.
        """
        checkpoint = self._read_checkpoint()
        for name, value in settings_of(job).items():
            started = checkpoint.settings.get(name, job.default(name))
            if started != value:
                raise SatganError(
                    f'The training in {self.path} was started with {name} = {started}, not {value}.',
                    'Resume it with the settings that it was started with, or start anew in another folder.',
                )
        if checkpoint.dataset != dataset:
            raise SatganError(
                f'The training in {self.path} was started with another dataset than {job.dataset} is now.',
                'Resume it with the dataset that it was started with, or start anew in another folder.',
            )
        return checkpoint

    def _read_checkpoint(self) -> Checkpoint:
        try:
            return Checkpoint(**torch.load(self._checkpoint, map_location='cpu', weights_only=True))
        except Exception as error:  # whatever PyTorch raises for a file that is not what it should be
            raise SatganError(
                f'The checkpoint {self._checkpoint} is damaged or not one of SatGAN.', 'Start anew in another folder.'
            ) from error

    def write_metrics(self, history: list[dict[str, float]]) -> None:
        """Write metrics.csv: one row per epoch."""
        columns = list(dict.fromkeys(name for row in history for name in row))
        with whole_file(self._metrics) as partial, partial.open('w', newline='', encoding='utf-8') as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(history)

    def write_progress(self, progress: Progress) -> None:
        """Write progress.json where that is possible: no training fails because it cannot be watched."""
        partial = partial_path(self._progress)
        with suppress(OSError):
            partial.write_text(json.dumps(asdict(progress)), encoding='utf-8')
            os.replace(partial, self._progress)

    def is_asked_to_stop(self) -> bool:
        """Return whether somebody asks the training to stop."""
        return self._stop_request.exists()

    def withdraw_stop_request(self) -> None:
        """Remove the request to stop, if there is one."""
        with suppress(OSError):
            self._stop_request.unlink(missing_ok=True)


def settings_of(job: TrainingJob) -> dict[str, Any]:
    """Return the settings that must be the same when a training is resumed."""
    return {name: value for name, value in job.to_mapping().items() if name not in _FREE}

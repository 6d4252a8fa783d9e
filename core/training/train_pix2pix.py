"""The job `trainpix2pix`: a dataset of chip pairs to a model file."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from .. import __version__
from ..datasets.folder import Dataset
from ..datasets.loader import Batch, Chips
from ..datasets.preview import picture
from ..datasets.source import open_dataset
from ..datasets.split import TRAIN, VALIDATION
from ..device import is_bf16, memory_format, open_fabric
from ..errors import Cancelled, SatganError
from ..gans.pix2pix import Pix2Pix
from ..jobs import TrainPix2Pix
from ..modelfile import GeneratorDesign, ModelCard, save_model
from ..networks import (
    GENERATORS,
    build_discriminator,
    build_generator,
    initialise,
    smallest_judged_side,
    smallest_side,
    tile_multiple,
)
from ..parallel import cores
from ..reporting import Reporter
from .metrics import Metrics, Scores
from .norms import fix_statistics, statistics_batches
from .report import write_report
from .runfolder import Checkpoint, RunFolder, settings_of
from .schedule import learning_rate
from .sheets import write_sheet

_SHEET_ROWS = 4
_SHEETS = 40  # about as many over a whole training
_SEED_STRIDE = 1_000_003  # keeps the epochs of neighbouring seeds apart
_NOT_IN_CARD = frozenset({'output', 'resume'})  # the same training is the same model, wherever it was written
_REMEDY_FOR_NAN = 'Start anew with a lower learning rate or fp32; flat or damaged chips can be the reason too.'


def train_pix2pix(job: TrainPix2Pix, reporter: Reporter) -> dict[str, Any]:
    """Train a pix2pix model, epoch by epoch, and keep model file, checkpoint and report up to date.

    Raises:
        SatganError: a dataset that the generator cannot be trained on, a run folder in use, a lost device.
        Cancelled: the user stopped it; the last checkpoint is kept.
    """
    torch.set_num_threads(cores())
    run = RunFolder(Path(job.output))
    run.require_unused(job)
    training = _Training(job, _Data.open(job, reporter), run, reporter)
    if run.has_checkpoint():
        training.resume()
    elif job.resume:
        reporter.info('There is no checkpoint to resume from yet: starting from the beginning.')
    run.write_job(job)
    try:
        training.run_epochs()
    except Cancelled:
        _tell_stopped(run, training.saved_epoch, reporter)
        raise
    reporter.progress(1, 'Writing the report')
    write_report(run, training.card(), training.history, training.data.counts)
    return {
        'MODEL': str(run.model),
        'REPORT': str(run.report),
        'EPOCHS_DONE': training.epoch,
        **_figures(training.history),
    }


def _tell_stopped(run: RunFolder, saved_epoch: int, reporter: Reporter) -> None:
    if saved_epoch:
        reporter.warning(
            f'Stopped. The training up to epoch {saved_epoch} is kept in {run.path}: run this again with Resume ticked '
            'to go on.'
        )
    else:
        reporter.warning('Stopped before the first checkpoint: there is nothing to go on from.')


def _figures(history: list[dict[str, float]]) -> dict[str, Any]:
    """Return the validation figures of the last epoch."""
    last = history[-1] if history else {}
    return {name: last[name] for name in ('MAE', 'PSNR', 'SSIM') if name in last}


@dataclass(frozen=True)
class _Data:
    """The dataset of a training."""

    dataset: Dataset
    checksum: str
    train: Chips
    validation: Chips

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.dataset.split['chips']
        return counts

    @classmethod
    def open(cls, job: TrainPix2Pix, reporter: Reporter) -> _Data:
        folder = Path(job.dataset)
        source = open_dataset(folder, reporter)
        dataset = source.dataset
        _require_fitting_chips(job, dataset.chip_size)
        data = cls(dataset, source.checksum(), Chips(source, TRAIN), Chips(source, VALIDATION))
        if not data.train.names:
            raise SatganError(f'{folder} has no training chips.', 'Export with smaller validation and test shares.')
        return data


def _require_fitting_chips(job: TrainPix2Pix, size: int) -> None:
    """Make sure that both networks can work on chips of `size` pixels."""
    if not _fits(job.generator, size):
        multiple, smallest = tile_multiple(job.generator), smallest_side(job.generator)
        others = ', '.join(name for name in GENERATORS if _fits(name, size))
        raise SatganError(
            f'The chips of {job.dataset} have {size} pixels, but {job.generator} needs a multiple of {multiple}'
            f'{f", from {smallest}" if smallest > multiple else ""}.',
            f'{f"Choose a generator that fits ({others}), or export" if others else "Export"} chips of '
            f'{max(smallest, -(-size // multiple) * multiple)} pixels.',
        )
    smallest = smallest_judged_side(job.discriminator_layers, job.discriminator_scales)
    if job.gan_loss != 'none' and size < smallest:
        raise SatganError(
            f'The chips of {job.dataset} have {size} pixels, but {job.discriminator_layers} discriminator layers at '
            f'{job.discriminator_scales} scale(s) need {smallest} or more.',
            'Choose fewer discriminator layers or scales.',
        )


def _fits(generator: str, size: int) -> bool:
    return size % tile_multiple(generator) == 0 and size >= smallest_side(generator)


class _Training:
    """A training in progress."""

    def __init__(self, job: TrainPix2Pix, data: _Data, run: RunFolder, reporter: Reporter) -> None:
        self.job = job
        self.data = data
        self.epoch = self.saved_epoch = 0
        self.history: list[dict[str, float]] = []
        self._run = run
        self._reporter = reporter
        self._fabric = open_fabric(job.device, job.precision)
        self._format = memory_format(self._fabric)
        torch.manual_seed(job.seed)
        self._gan = _build(job, data.dataset, self._fabric, self._format)
        self._started = time.monotonic()
        self._first_epoch = 1
        self._tell_start()

    @property
    def epochs(self) -> int:
        """Epochs in all, decay included."""
        return self.job.epochs + self.job.decay_epochs

    def resume(self) -> None:
        """Take up the training where its checkpoint left it."""
        checkpoint = self._run.load_checkpoint(self.job, self.data.checksum)
        self.epoch = self.saved_epoch = checkpoint.epoch
        self.history = checkpoint.history
        self._gan.load_state_dict(checkpoint.gan)
        self._first_epoch = self.epoch + 1
        self._reporter.info(f'Going on after epoch {self.epoch} of {self.epochs}.')

    def run_epochs(self) -> None:
        """Train until all epochs are done."""
        while self.epoch < self.epochs:
            epoch = self.epoch + 1
            began = time.monotonic()
            losses = self._train_epoch(epoch)
            scores = self._validate(epoch)
            self._require_numbers(epoch)
            self.epoch = epoch
            self._note(losses, scores, time.monotonic() - began)
            if epoch % self.job.save_every == 0 or epoch == self.epochs:
                self._save()
        if not self._run.model.is_file():  # all epochs were done before, and somebody took the model away
            self._save()

    def card(self) -> ModelCard:
        """Return the card of the model as it is now."""
        dataset = self.data.dataset
        return ModelCard(
            kind='pix2pix',
            generator=_design(self.job),
            chip_size=dataset.chip_size,
            pixel_size=dataset.pixel_size,
            ground_pixel_size=dataset.ground_pixel_size,
            crs=dataset.crs,
            a=dataset.a,
            b=dataset.b,
            training={
                'job': {name: value for name, value in self.job.to_mapping().items() if name not in _NOT_IN_CARD},
                'epochs_done': self.epoch,
                'chips': self.data.counts,
                'split': dataset.split['rule'],
                'precision': 'bf16' if is_bf16(self._fabric) else 'fp32',
                'device': self._fabric.device.type,
                'figures': _figures(self.history),
            },
            versions={'satgan': __version__, 'torch': torch.__version__},
            licence='not stated: it depends on the licence of the training data',
        )

    def _tell_start(self) -> None:
        dataset, counts = self.data.dataset, self.data.counts
        self._reporter.info(
            f'{self.job.generator} from {dataset.a.channels} to {dataset.b.channels} channels, {counts[TRAIN]} training '
            f'and {counts[VALIDATION]} validation chips of {dataset.chip_size} pixels, on {self._fabric.device.type} in '
            f'{"bf16" if is_bf16(self._fabric) else "fp32"}.'
        )
        if not self.data.validation.names:
            self._reporter.warning('The dataset has no validation chips: nothing will tell how good the model is.')

    def _train_epoch(self, epoch: int) -> dict[str, float]:
        job = self.job
        # Dropout, too, depends on seed and epoch alone, so that a resumed training goes on exactly.
        torch.manual_seed(job.seed * _SEED_STRIDE + epoch)
        self._gan.generator.train()
        self._gan.set_learning_rate(
            learning_rate(epoch, base=job.learning_rate, epochs=job.epochs, decay_epochs=job.decay_epochs)
        )
        steps = -(-len(self.data.train) // job.batch_size)
        sums: dict[str, Tensor] = {}
        for step, batch in enumerate(self.data.train.training_batches(job.batch_size, job.augment, job.seed, epoch)):
            for name, loss in self._gan.training_step(*self._on_device(batch)).items():
                sums[name] = sums[name] + loss if name in sums else loss
            self._tell_progress(epoch, (step + 1) / steps)
        means = {name: float(loss) / steps for name, loss in sums.items()}
        for name, mean in means.items():
            if not math.isfinite(mean):
                raise SatganError(f'The loss {name} is no longer a number in epoch {epoch}.', _REMEDY_FOR_NAN)
        return means

    def _require_numbers(self, epoch: int) -> None:
        """Make sure that no damaged weights replace the last good ones; the losses are those before the last step."""
        if not all(bool(torch.isfinite(weight).all()) for weight in self._gan.generator.state_dict().values()):
            raise SatganError(f'Weights of the generator are no longer numbers in epoch {epoch}.', _REMEDY_FOR_NAN)

    @torch.no_grad()
    def _validate(self, epoch: int) -> Scores | None:
        """Judge the generator as it will be applied: fixed statistics, no dropout."""
        fix_statistics(self._gan.generator, self._statistics_inputs())
        metrics = Metrics(self.data.dataset.b)
        rows: list[list[np.ndarray]] = []
        is_judged = bool(self.data.validation.names)
        chips = self.data.validation if is_judged else self.data.train
        for batch in chips.batches(1):
            if len(rows) == _SHEET_ROWS and not is_judged:
                break
            a, b, valid = self._on_device(batch)
            fake = self._gan.generator(a).float()
            if is_judged:
                metrics.update(fake, b, valid)
            if len(rows) < _SHEET_ROWS:
                rows.append(self._sheet_row(batch, fake))
            self._reporter.progress(epoch / self.epochs, f'Epoch {epoch} of {self.epochs}, validating')
        if epoch % max(1, self.epochs // _SHEETS) == 0 or epoch in (1, self.epochs):
            write_sheet(self._run.sheet(epoch), rows, ('input', 'real', f'generated, epoch {epoch}'))
        return metrics.scores()

    def _sheet_row(self, batch: Batch, fake: Tensor) -> list[np.ndarray]:
        dataset, valid = self.data.dataset, batch.valid[0, 0].numpy()
        a = batch.a[0].numpy()
        return [
            picture(dataset.a, a, (a != 0).any(axis=0)),  # 0 in all channels is how pixels without data are encoded
            picture(dataset.b, batch.b[0].numpy(), valid),
            picture(dataset.b, fake[0].cpu().numpy(), valid),
        ]

    def _statistics_inputs(self) -> Iterator[Tensor]:
        """Yield batches of training inputs, the same in every epoch."""
        chips = self.data.train
        for names in statistics_batches(chips.names, self.data.dataset.chip_size):
            inputs = torch.stack([chips.encoded(name)[0] for name in names])
            yield inputs.to(self._fabric.device, memory_format=self._format)

    def _on_device(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        a = batch.a.to(self._fabric.device, memory_format=self._format)
        b = batch.b.to(self._fabric.device, memory_format=self._format)
        return a, b, batch.valid.to(self._fabric.device)

    def _tell_progress(self, epoch: int, share: float) -> None:
        done = epoch - 1 + share
        elapsed = time.monotonic() - self._started
        left = elapsed / (done - self._first_epoch + 1) * (self.epochs - done)
        self._reporter.progress(done / self.epochs, f'Epoch {epoch} of {self.epochs}, {_duration(left)} left')

    def _note(self, losses: dict[str, float], scores: Scores | None, seconds: float) -> None:
        figures = scores.to_json() if scores else {}
        self.history.append({'epoch': self.epoch, **losses, **figures, 'seconds': round(seconds, 3)})
        self._run.write_metrics(self.history)
        said = ', '.join(f'{name} {value:.3f}' for name, value in losses.items())
        if scores:
            said += (
                f' | validation MAE {scores.mae:.4g} of {scores.data_range:.4g}, PSNR {scores.psnr:.2f} dB, '
                f'SSIM {scores.ssim:.3f}'
            )
        self._reporter.info(f'Epoch {self.epoch}/{self.epochs}: {said} ({seconds:.0f} s)')

    def _save(self) -> None:
        # The model first: should the process die before the checkpoint is whole, Resume repeats the epoch and writes the
        # same model again. The other way round the model would stay behind.
        save_model(self._run.model, self._gan.generator.state_dict(), self.card())
        self._run.save_checkpoint(
            Checkpoint(settings_of(self.job), self.data.checksum, self.epoch, self.history, self._gan.state_dict())
        )
        self.saved_epoch = self.epoch


def _build(job: TrainPix2Pix, dataset: Dataset, fabric: Fabric, layout: torch.memory_format) -> Pix2Pix:
    """Return initialised networks with their optimisers on the device."""
    design = _design(job)
    generator: nn.Module = build_generator(
        design.name,
        dataset.a.channels,
        dataset.b.channels,
        filters=design.filters,
        norm=design.norm,
        dropout=design.dropout,
        upsampling=design.upsampling,
    )
    discriminator = None
    if job.gan_loss != 'none':
        channels = dataset.a.channels + dataset.b.channels
        discriminator = build_discriminator(
            channels,
            layers=job.discriminator_layers,
            scales=job.discriminator_scales,
            filters=job.filters,
            norm=job.norm,
        )
    for network in (generator, discriminator):
        if network is not None:
            initialise(network)
            network.to(memory_format=layout)  # type: ignore[call-overload]
    gan = Pix2Pix(
        generator,
        discriminator,
        loss=job.gan_loss,
        lambda_l1=job.lambda_l1,
        d_loss_factor=job.d_loss_factor,
        learning_rate=job.learning_rate,
    )
    gan.prepare(fabric)
    return gan


def _design(job: TrainPix2Pix) -> GeneratorDesign:
    return GeneratorDesign(job.generator, job.filters, job.norm, job.dropout, job.upsampling)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return 'less than a minute'  # not to the second: each change of the text is a line in a server's log
    hours, minutes = divmod(round(seconds / 60), 60)
    return f'about {hours} h {minutes} min' if hours else f'about {minutes} min'

"""The job `trainpix2pix`: a dataset of chip pairs to a model file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from ..device import sent
from ..errors import SatganError
from ..fabric import is_bf16, memory_format, open_fabric
from ..gans.perceptual import Perceptual, read_perceptual
from ..gans.pix2pix import Pix2Pix
from ..gans.share import Share
from ..jobs import TrainPix2Pix
from ..modelfile import GeneratorDesign, ModelCard, read_weights
from ..networks import build_discriminator, build_generator, initialise
from ..reporting import Reporter
from ..team import Team
from .best import Criterion
from .comparison import Comparison, compare
from .contrast import Contrast
from .distributed import form_team
from .fitting import require_fitting_chips
from .following import follow
from .guards import Rivals
from .live import LiveReporter
from .loop import History, Judgement, Recipe, Training
from .metrics import Metrics
from .norms import fix_statistics, statistics_batches
from .record import training_record
from .report import write_report
from .runfolder import RunFolder
from .scores import FIGURES
from .texture import Texture, balance

_SHEET_ROWS = 4


def train_pix2pix(job: TrainPix2Pix, reporter: Reporter) -> dict[str, Any]:
    """Train a pix2pix model, epoch by epoch, and keep model file, checkpoint and report up to date.

    Raises:
        SatganError: a dataset that the generator cannot be trained on, a run folder in use, a lost device.
        Cancelled: the user stopped it; the last checkpoint is kept.
    """
    team = form_team(job, reporter)
    run = RunFolder(Path(job.output))
    run.require_unused(job)
    data = _Data.open(job, reporter)
    recipe = _Recipe(job, data, reporter, team)
    if not team.leads:
        return follow(job, recipe)
    with LiveReporter(reporter, run, job) as live:
        training = Training(job, recipe, run, live)
        training.run()
        comparison = recipe.compare(run.model, lambda _: live.progress(1, 'Comparing with trivial models'))
        for sentence in comparison.defeats() if comparison else ():
            live.warning(sentence)
        live.progress(1, 'Writing the report')
        write_report(run, training.card(), training.history, data.counts, comparison)
        live.info(f'The model of epoch {training.best_epoch} is saved as {run.model}, for "Apply model".')
    return {
        'MODEL': str(run.model),
        'REPORT': str(run.report),
        'EPOCHS_DONE': training.epoch,
        'BEST_EPOCH': training.best_epoch,
        **_figures(training.history),
        **{f'BEST_{name}': value for name, value in training.card().training['figures'].items()},
    }


def _figures(history: History) -> dict[str, Any]:
    """Return the validation figures of the last epoch."""
    last = history[-1] if history else {}
    return {name: last[name] for name in (*FIGURES, 'TEXTURE', 'BALANCE') if name in last}


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
        require_fitting_chips(job, dataset.chip_size)
        data = cls(dataset, source.checksum(), Chips(source, TRAIN), Chips(source, VALIDATION))
        if not data.train.names:
            raise SatganError(f'{folder} has no training chips.', 'Export with smaller validation and test shares.')
        return data


class _Recipe(Recipe[Batch]):
    """Pairs of chips for a generator from A to B."""

    gan: Pix2Pix

    def __init__(self, job: TrainPix2Pix, data: _Data, reporter: Reporter, team: Team) -> None:
        self.checksum = data.checksum
        self.chips = len(data.train)
        if data.validation.names:
            # Beside a GAN loss the lowest error alone is that of an early, blurred epoch.
            self.criterion = Criterion('MAE') if job.gan_loss == 'none' else Criterion('BALANCE', wavers=True)
        self.rivals = () if job.gan_loss == 'none' else (Rivals(job.gan_loss, 'G_GAN', ('D_fake', 'D_real')),)
        self._job = job
        self._data = data
        self._dataset = data.dataset
        self.team = team
        self._fabric = open_fabric(job.device, job.precision, team)
        self._format = memory_format(self._fabric)
        torch.manual_seed(job.seed)
        self.gan = _build(job, data.dataset, self._fabric, self._format)
        self._tell_start(reporter)

    def _tell_start(self, reporter: Reporter) -> None:
        dataset, counts = self._dataset, self._data.counts
        reporter.info(
            f'{self._job.generator} from {dataset.a.channels} to {dataset.b.channels} channels, {counts[TRAIN]} training '
            f'and {counts[VALIDATION]} validation chips of {dataset.chip_size} pixels, on {self._fabric.device.type} in '
            f'{"bf16" if is_bf16(self._fabric) else "fp32"}.'
        )
        if not self._data.validation.names:
            reporter.warning('The dataset has no validation chips: nothing will tell how good the model is.')

    def batches(self, epoch: int) -> Iterator[Batch]:
        job = self._job
        return self._data.train.training_batches(job.batch_size, job.augment, job.seed, epoch, self.team)

    def step(self, batch: Batch, share: Share) -> dict[str, Tensor]:
        return self.gan.training_step(*self._on_device(batch), share)

    @torch.no_grad()
    def validate(self, epoch: int, tell: Callable[[], None]) -> Judgement:
        """Judge the generator as it will be applied: fixed statistics, no dropout."""
        fix_statistics(self.gan.generator, self._statistics_inputs())
        metrics, contrast, texture = Metrics(self._dataset.b), Contrast(), Texture(self._job.seed)
        rows: list[list[np.ndarray]] = []
        is_judged = bool(self._data.validation.names)
        chips = self._data.validation if is_judged else self._data.train
        for batch in chips.batches(1):
            if len(rows) == _SHEET_ROWS and not is_judged:
                break
            a, b, valid = self._on_device(batch)
            fake = self.gan.generator(a).float()
            if is_judged:
                metrics.update(fake, b, valid)
                contrast.fake.update(fake, valid)
                contrast.real.update(b, valid)
                texture.update(fake, b, valid)
            if len(rows) < _SHEET_ROWS:
                rows.append(self._sheet_row(batch, fake))
            tell()
        titles = ('input', 'real', f'generated, epoch {epoch}')
        scores = metrics.scores()
        if scores is None:
            return Judgement(rows=rows, titles=titles)
        found = texture.distance() or 0.0
        figures = scores.to_json() | {'TEXTURE': found, 'BALANCE': balance(scores.mae, found)} | contrast.figures()
        return Judgement(figures, f'{scores}, texture {found:.3f}', rows, titles)

    @torch.no_grad()
    def compare(self, model: Path, tell: Callable[[float], None]) -> Comparison | None:
        """Judge the model that was written, and trivial ones; there is nothing to judge by without validation chips."""
        if not self._data.validation.names:
            return None
        generator = self.gan.generator
        generator.load_state_dict(read_weights(str(model)))
        generator.eval()

        def generate(a: Tensor) -> Tensor:
            translated: Tensor = generator(sent(a, self._fabric.device, self._format)).float().cpu()
            return translated

        return compare(self._data.train, self._data.validation, generate, tell)

    def weights(self) -> dict[str, Tensor]:
        return self.gan.generator.state_dict()

    def card(self, epochs_done: int, history: History) -> ModelCard:
        dataset = self._dataset
        return ModelCard(
            kind='pix2pix',
            generator=_design(self._job),
            chip_size=dataset.chip_size,
            pixel_size=dataset.pixel_size,
            ground_pixel_size=dataset.ground_pixel_size,
            crs=dataset.crs,
            a=dataset.a,
            b=dataset.b,
            training=training_record(
                self._job,
                self._fabric,
                epochs_done=epochs_done,
                chips=self._data.counts,
                split=dataset.split['rule'],
                figures=_figures(history),
            ),
            versions={'satgan': __version__, 'torch': torch.__version__},
            licence='not stated: it depends on the licence of the training data',
        )

    def _sheet_row(self, batch: Batch, fake: Tensor) -> list[np.ndarray]:
        dataset, valid = self._dataset, batch.valid[0, 0].numpy()
        a = batch.a[0].numpy()
        return [
            picture(dataset.a, a, (a != 0).any(axis=0)),  # 0 in all channels is how pixels without data are encoded
            picture(dataset.b, batch.b[0].numpy(), valid),
            picture(dataset.b, fake[0].cpu().numpy(), valid),
        ]

    def _statistics_inputs(self) -> Iterator[Tensor]:
        """Yield batches of training inputs, the same in every epoch."""
        chips = self._data.train
        for names in statistics_batches(chips.names, self._dataset.chip_size, self._job.batch_size):
            inputs = torch.stack([chips.encoded(name)[0] for name in names])
            yield sent(inputs, self._fabric.device, self._format)

    def _on_device(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        a = sent(batch.a, self._fabric.device, self._format)
        b = sent(batch.b, self._fabric.device, self._format)
        return a, b, sent(batch.valid, self._fabric.device)


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
        lambda_ssim=job.lambda_ssim,
        lambda_features=job.lambda_features,
        lambda_perceptual=job.lambda_perceptual,
        perceptual=_perceptual(job, fabric),
        d_loss_factor=job.d_loss_factor,
        learning_rate=job.learning_rate,
    )
    gan.prepare(fabric)
    return gan


def _perceptual(job: TrainPix2Pix, fabric: Fabric) -> Perceptual | None:
    if not (job.lambda_perceptual and job.perceptual_weights):
        return None
    return read_perceptual(job.perceptual_weights).to(fabric.device)


def _design(job: TrainPix2Pix) -> GeneratorDesign:
    return GeneratorDesign(job.generator, job.filters, job.norm, job.dropout, job.upsampling)

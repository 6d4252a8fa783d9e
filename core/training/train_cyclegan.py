"""The job `traincyclegan`: chips of two domains without pairs to a model file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from .. import __version__
from ..datasets.domain import Domain
from ..datasets.folder import A, B, Collection
from ..datasets.preview import picture
from ..datasets.source import open_any_dataset
from ..datasets.split import TRAIN, VALIDATION
from ..datasets.unpaired_loader import DomainChips, Images, UnpairedBatch, unpaired_batches, unpaired_count
from ..device import sent
from ..errors import SatganError
from ..fabric import is_bf16, memory_format, open_fabric
from ..gans.cyclegan import CycleGan, Way, cycle
from ..gans.pool import ImagePool
from ..gans.share import Share
from ..jobs import TrainCycleGan
from ..modelfile import A_TO_B, B_TO_A, GeneratorDesign, ModelCard, PixelGrid
from ..networks import build_discriminator, build_generator, initialise
from ..reporting import Reporter
from ..team import Team
from ..wording import counted
from .contrast import Contrast, worst
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

_SHEET_ROWS = 4
_FIGURES = ('CYCLE_A', 'CYCLE_B', 'PASSED_A', 'PASSED_B')


def train_cyclegan(job: TrainCycleGan, reporter: Reporter) -> dict[str, Any]:
    """Train a CycleGAN model, epoch by epoch, and keep model file, checkpoint and report up to date.

    Raises:
        SatganError: a dataset that the networks cannot be trained on, a run folder in use, a lost device.
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
        live.progress(1, 'Writing the report')
        write_report(run, training.card(), training.history, data.counts)
        live.info(f'The model is saved as {run.model}, for "Apply model".')
    return {
        'MODEL': str(run.model),
        'REPORT': str(run.report),
        'EPOCHS_DONE': training.epoch,
        **_figures(training.history),
    }


def _figures(history: History) -> dict[str, Any]:
    """Return the validation figures of the last epoch."""
    last = history[-1] if history else {}
    return {name: last[name] for name in _FIGURES if name in last}


@dataclass(frozen=True)
class _Data:
    """The dataset of a training; chips by the letter of their domain."""

    sides: Mapping[str, Collection]
    chip_size: int
    split: str
    checksum: str
    train: Mapping[str, DomainChips]
    validation: Mapping[str, DomainChips]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {letter: side.chips for letter, side in self.sides.items()}

    @classmethod
    def open(cls, job: TrainCycleGan, reporter: Reporter) -> _Data:
        folder = Path(job.dataset)
        source = open_any_dataset(folder, reporter)
        dataset = source.dataset
        if len(dataset.sides) < 2:
            raise SatganError(
                f'{folder} holds chips of one domain only, but CycleGAN needs two.',
                'Give "Export unpaired chips" a raster of either domain.',
            )
        require_fitting_chips(job, dataset.chip_size)
        train, validation = (
            {letter: DomainChips(source, letter, part) for letter in dataset.sides} for part in (TRAIN, VALIDATION)
        )
        for letter, chips in train.items():
            if not chips:
                raise SatganError(
                    f'{folder} has no training chips of {letter}.', 'Export with smaller validation and test shares.'
                )
        return cls(dataset.sides, dataset.chip_size, str(dataset.split['rule']), source.checksum(), train, validation)


class _Recipe(Recipe[UnpairedBatch]):
    """Chips of two domains for a generator each way."""

    gan: CycleGan

    def __init__(self, job: TrainCycleGan, data: _Data, reporter: Reporter, team: Team) -> None:
        self.checksum = data.checksum
        self.chips = unpaired_count(data.train[A], data.train[B])
        # The discriminators' losses are sums of two, times their factor.
        self.rivals = tuple(
            Rivals(job.gan_loss, f'G_{way}', (f'D_{way}',), factor=2 * job.d_loss_factor) for way in ('A', 'B')
        )
        self._job = job
        self._data = data
        self._a, self._b = data.sides[A].domain, data.sides[B].domain
        self.team = team
        self._fabric = open_fabric(job.device, job.precision, team)
        self._format = memory_format(self._fabric)
        self._tell_start(reporter)
        torch.manual_seed(job.seed)
        self.gan = _build(job, self._a, self._b, self._fabric, self._format)

    def _tell_start(self, reporter: Reporter) -> None:
        data, counts = self._data, self._data.counts
        told = ' and '.join(
            f'{counts[letter][TRAIN]} training and {counts[letter][VALIDATION]} validation chips of {letter}'
            for letter in (A, B)
        )
        reporter.info(
            f'{self._job.generator} both ways between {self._a.channels} and {self._b.channels} channels, {told}, of '
            f'{data.chip_size} pixels, on {self._fabric.device.type} in {"bf16" if is_bf16(self._fabric) else "fp32"}.'
        )
        if self._job.lambda_identity and not _are_alike(self._a, self._b):
            reporter.info(
                f'The domains differ ({_described(self._a)} and {_described(self._b)}), so there is no identity loss.'
            )
        for letter, chips in data.validation.items():
            if not chips:
                reporter.warning(f'The dataset has no validation chips of {letter}: nothing is measured on them.')

    def batches(self, epoch: int) -> Iterator[UnpairedBatch]:
        job, train = self._job, self._data.train
        return unpaired_batches(train[A], train[B], job.batch_size, job.augment, job.seed, epoch, self.team)

    def step(self, batch: UnpairedBatch, share: Share) -> dict[str, Tensor]:
        (a, valid_a), (b, valid_b) = self._on_device(batch.a), self._on_device(batch.b)
        return self.gan.training_step(a, b, valid_a, valid_b, share)

    @torch.no_grad()
    def validate(self, epoch: int, tell: Callable[[], None]) -> Judgement:
        """Judge the generators as they will be applied: fixed statistics, no dropout."""
        for letter, way in ((A, self.gan.a_to_b), (B, self.gan.b_to_a)):
            fix_statistics(way.generator, self._statistics_inputs(letter))
            way.discriminator.eval()
        contrasts = {A: Contrast(), B: Contrast()}
        figures_a, rows_a = self._cycles(A, self.gan.a_to_b, self.gan.b_to_a, contrasts, tell)
        figures_b, rows_b = self._cycles(B, self.gan.b_to_a, self.gan.a_to_b, contrasts, tell)
        found = figures_a | figures_b
        spread = worst(contrast.figures() for contrast in contrasts.values())
        return Judgement(
            figures={name: found[name] for name in _FIGURES if name in found} | spread,
            sentence=', '.join(f'{name} {found[name]:.4g}' for name in _FIGURES if name in found),
            rows=[[*row_a, *row_b] for row_a, row_b in zip(rows_a, rows_b, strict=False)],
            titles=('A', f'A to B, epoch {epoch}', 'and back to A', 'B', f'B to A, epoch {epoch}', 'and back to B'),
        )

    def _cycles(
        self, letter: str, way: Way, back: Way, contrasts: Mapping[str, Contrast], tell: Callable[[], None]
    ) -> tuple[dict[str, float], list[list[np.ndarray]]]:
        """Return figures and sample pictures of the way from one domain to the other and back."""
        other = B if letter == A else A
        is_judged = bool(self._data.validation[letter])
        chips = (self._data.validation if is_judged else self._data.train)[letter]
        metrics, passed = Metrics(chips.domain), []
        rows: list[list[np.ndarray]] = []
        for images in chips.batches(1):
            if len(rows) == _SHEET_ROWS and not is_judged:
                break
            image, valid = self._on_device(images)
            fake, again = (made.float() for made in cycle(way, back, image, valid))
            if is_judged:
                metrics.update(again, image, valid)
                passed.append(self.gan.share_passed(way, fake))
                contrasts[other].fake.update(fake, valid)
                contrasts[letter].real.update(image, valid)
            if len(rows) < _SHEET_ROWS:
                mask = images.valid[0, 0].numpy()
                shown = (chips.domain, image), (self._data.sides[other].domain, fake), (chips.domain, again)
                rows.append([picture(domain, made[0].cpu().numpy(), mask) for domain, made in shown])
            tell()
        scores = metrics.scores()
        if scores is None:
            return {}, rows
        return {f'CYCLE_{letter}': scores.mae, f'PASSED_{other}': float(np.mean(passed))}, rows

    def weights(self) -> dict[str, Tensor]:
        generators = {A_TO_B: self.gan.a_to_b.generator, B_TO_A: self.gan.b_to_a.generator}
        return {
            f'{direction}.{name}': weight
            for direction, generator in generators.items()
            for name, weight in generator.state_dict().items()
        }

    def card(self, epochs_done: int, history: History) -> ModelCard:
        data, a, b = self._data, self._data.sides[A], self._data.sides[B]
        return ModelCard(
            kind='cyclegan',
            generator=_design(self._job),
            chip_size=data.chip_size,
            pixel_size=a.pixel_size,
            ground_pixel_size=a.ground_pixel_size,
            crs=a.crs,
            a=a.domain,
            b=b.domain,
            training=training_record(
                self._job,
                self._fabric,
                epochs_done=epochs_done,
                chips=data.counts,
                split=data.split,
                figures=_figures(history),
            ),
            versions={'satgan': __version__, 'torch': torch.__version__},
            licence='not stated: it depends on the licence of the training data',
            b_grid=PixelGrid(b.pixel_size, b.ground_pixel_size, b.crs),
        )

    def _statistics_inputs(self, letter: str) -> Iterator[Tensor]:
        """Yield batches of training chips of a domain, the same in every epoch."""
        chips = self._data.train[letter]
        for names in statistics_batches(chips.names, self._data.chip_size, self._job.batch_size):
            inputs = torch.stack([chips.encoded(name)[0] for name in names])
            yield sent(inputs, self._fabric.device, self._format)

    def _on_device(self, images: Images) -> tuple[Tensor, Tensor]:
        device = self._fabric.device
        return sent(images.values, device, self._format), sent(images.valid, device)


def _are_alike(a: Domain, b: Domain) -> bool:
    """Return whether an image of one domain could be one of the other."""
    if a.classes and b.classes:
        return a.classes.values == b.classes.values
    return a.classes is b.classes and a.channels == b.channels


def _described(domain: Domain) -> str:
    return f'{domain.channels} classes' if domain.classes else counted(domain.channels, 'band')


def _build(job: TrainCycleGan, a: Domain, b: Domain, fabric: Fabric, layout: torch.memory_format) -> CycleGan:
    """Return initialised networks with their optimisers on the device."""
    generators = [_generator(job, a, b), _generator(job, b, a)]
    discriminators = [_discriminator(job, b), _discriminator(job, a)]
    for network in (*generators, *discriminators):
        initialise(network)
        network.to(memory_format=layout)  # type: ignore[call-overload]
    a_to_b, b_to_a = (
        Way(generator, discriminator, ImagePool(job.pool_size, seed=2 * job.seed + number))
        for number, (generator, discriminator) in enumerate(zip(generators, discriminators, strict=True))
    )
    gan = CycleGan(
        a_to_b,
        b_to_a,
        loss=job.gan_loss,
        lambda_cycle=job.lambda_cycle,
        lambda_identity=job.lambda_identity if _are_alike(a, b) else 0.0,
        d_loss_factor=job.d_loss_factor,
        learning_rate=job.learning_rate,
    )
    gan.prepare(fabric)
    return gan


def _generator(job: TrainCycleGan, source: Domain, target: Domain) -> nn.Module:
    design = _design(job)
    return build_generator(
        design.name,
        source.channels,
        target.channels,
        filters=design.filters,
        norm=design.norm,
        dropout=design.dropout,
        upsampling=design.upsampling,
    )


def _discriminator(job: TrainCycleGan, judged: Domain) -> nn.Module:
    return build_discriminator(
        judged.channels,
        layers=job.discriminator_layers,
        scales=job.discriminator_scales,
        filters=job.filters,
        norm=job.norm,
    )


def _design(job: TrainCycleGan) -> GeneratorDesign:
    return GeneratorDesign(job.generator, job.filters, job.norm, job.dropout, job.upsampling)

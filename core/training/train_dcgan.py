"""The job `traindcgan`: chips of one domain to a model file that makes more of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor

from .. import __version__
from ..datasets.folder import Collection, Dataset, UnpairedDataset
from ..datasets.preview import picture
from ..datasets.single_loader import single_batches
from ..datasets.source import open_any_dataset
from ..datasets.split import TRAIN
from ..datasets.unpaired_loader import DomainChips
from ..device import sent
from ..errors import SatganError
from ..fabric import is_bf16, memory_format, open_fabric
from ..gans.dcgan import DCGAN, RULES
from ..gans.diffaugment import augment_differentiably
from ..gans.share import Share
from ..jobs import TrainDCGAN
from ..modelfile import NO_CONDITION, GeneratorDesign, ModelCard
from ..networks import PRESETS
from ..reporting import Reporter
from ..team import Team
from .contrast import Contrast
from .distributed import form_team
from .diversity import diversity
from .following import follow
from .guards import Rivals
from .live import LiveReporter
from .loop import History, Judgement, Recipe, Training
from .norms import fix_statistics
from .report import write_report
from .runfolder import RunFolder

_NOISE_OF_KERAS80 = 80
_JUDGED = 64  # chips
_AT_ONCE = 16
_MEASURED = 256  # chips that give norm layers their statistics
_SHEET_ROWS, _SHEET_COLUMNS = 4, 4
_COLLAPSED = 0.2
_NOT_IN_CARD = frozenset({'output', 'resume'})  # the same training is the same model, wherever it was written


def train_dcgan(job: TrainDCGAN, reporter: Reporter) -> dict[str, Any]:
    """Train a DCGAN, epoch by epoch, and keep model file, checkpoint and report up to date.

    Raises:
        SatganError: a dataset that the preset cannot be trained on, a run folder in use, a lost device.
        Cancelled: the user stopped it; the last checkpoint is kept.
    """
    job = _with_own_values(job)
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
        write_report(run, training.card(), training.history, data.collection.chips)
        live.info(f'The model is saved as {run.model}, for "Generate chips".')
    figures = _figures(training.history)
    _warn_of_collapse(figures, reporter)
    return {'MODEL': str(run.model), 'REPORT': str(run.report), 'EPOCHS_DONE': training.epoch, **figures}


def _with_own_values(job: TrainDCGAN) -> TrainDCGAN:
    """Return the job with the values of its preset where those of `dcgan64`, the defaults, were left alone."""
    if job.preset != 'keras80':
        return job
    own: dict[str, Any] = {'noise': _NOISE_OF_KERAS80, 'learning_rate': RULES[job.preset].learning_rate}
    return replace(job, **{name: value for name, value in own.items() if getattr(job, name) == job.default(name)})


def _figures(history: History) -> dict[str, Any]:
    """Return the diversity after the last epoch."""
    last = history[-1] if history else {}
    return {name: last[name] for name in ('DIVERSITY',) if name in last}


def _warn_of_collapse(figures: dict[str, Any], reporter: Reporter) -> None:
    if figures.get('DIVERSITY', 1) < _COLLAPSED:
        reporter.warning(
            f'The generated chips differ by only {figures["DIVERSITY"]:.0%} of what real ones differ by: whatever the '
            'noise, nearly the same comes out (mode collapse). Train anew with differentiable augmentation, more chips '
            'or another seed.'
        )


@dataclass(frozen=True)
class _Data:
    """The chips of one domain."""

    dataset: Dataset | UnpairedDataset
    collection: Collection
    checksum: str
    train: DomainChips

    @classmethod
    def open(cls, job: TrainDCGAN, reporter: Reporter) -> _Data:
        source = open_any_dataset(Path(job.dataset), reporter)
        dataset = source.dataset
        if job.side not in dataset.sides:
            raise SatganError(f'{job.dataset} has no side {job.side}.', 'Choose side A.')
        _require_fitting_chips(job, dataset.chip_size)
        data = cls(dataset, dataset.sides[job.side], source.checksum(), DomainChips(source, job.side, TRAIN))
        if not data.train.names:
            raise SatganError(
                f'{job.dataset} has no training chips.', 'Export with smaller validation and test shares.'
            )
        _warn_of_gaps(source.outlines(), job.side, reporter)
        return data


def _warn_of_gaps(outlines: geopandas.GeoDataFrame, side: str, reporter: Reporter) -> None:
    chosen = outlines['split'] == TRAIN
    if 'domain' in outlines:
        chosen &= outlines['domain'] == side
    count = int((outlines['nodata'][chosen] > 0).sum())
    if count:
        reporter.warning(
            f'{count} of the training chips have pixels without data: the model will learn to make such holes, filled '
            'with the middle of the range. Export with a largest share of nodata of 0.'
        )


def _require_fitting_chips(job: TrainDCGAN, size: int) -> None:
    wanted = PRESETS[job.preset].chip_size
    if size != wanted:
        others = [name for name, preset in PRESETS.items() if preset.chip_size == size]
        choice = f'Choose the preset {others[0]}, or export' if others else 'Export'
        raise SatganError(
            f'The chips of {job.dataset} have {size} pixels, but {job.preset} makes chips of {wanted}.',
            f'{choice} chips of {wanted} pixels with "Export unpaired chips".',
        )


class _Recipe(Recipe[Tensor]):
    """Chips of one domain for a generator from noise."""

    gan: DCGAN

    def __init__(self, job: TrainDCGAN, data: _Data, reporter: Reporter, team: Team) -> None:
        self.checksum = data.checksum
        self.chips = len(data.train)
        self.rivals = (Rivals('vanilla', 'G_GAN', ('D_fake', 'D_real')),)
        self._job = job
        self._data = data
        self._domain = data.collection.domain
        self.team = team
        self._fabric = open_fabric(job.device, job.precision, team)
        self._format = memory_format(self._fabric)
        torch.manual_seed(job.seed)
        self.gan = _build(job, self._domain.channels, self._domain.classes is None, self._fabric, self._format)
        # Drawn on the processor, the same in every epoch: the sheets show how chips of the same noise change.
        self._noise = torch.randn(_JUDGED, job.noise)
        self._tell_start(reporter)

    def _tell_start(self, reporter: Reporter) -> None:
        job, chips = self._job, self._data.train
        reporter.info(
            f'{job.preset} from {job.noise} random numbers to {self._domain.channels} channels, {len(chips)} training '
            f'chips of {self._data.dataset.chip_size} pixels, on {self._fabric.device.type} in '
            f'{"bf16" if is_bf16(self._fabric) else "fp32"}.'
        )

    def batches(self, epoch: int) -> Iterator[Tensor]:
        job = self._job
        return single_batches(self._data.train, job.batch_size, job.augment, job.seed, epoch, self.team)

    def step(self, batch: Tensor, share: Share) -> dict[str, Tensor]:
        device = self._fabric.device
        noise = torch.randn(len(batch), self._job.noise)
        return self.gan.training_step(sent(batch, device, self._format), sent(noise, device), share)

    @torch.no_grad()
    def validate(self, epoch: int, tell: Callable[[], None]) -> Judgement:
        """Judge the generator as it will be used, with fixed statistics; there is no truth to hold its chips against."""
        fix_statistics(self.gan.generator, self._statistics_noise())
        parts = []
        for noise in torch.split(self._noise, _AT_ONCE):
            parts.append(self.gan.generator(sent(noise, self._fabric.device)).float().cpu())
            tell()
        generated = torch.cat(parts)
        value = diversity(generated, self._real)
        figures, sentence = ({}, '') if value is None else ({'DIVERSITY': value}, f'diversity {value:.2f}')
        contrast = Contrast()
        contrast.fake.update(generated)
        contrast.real.update(self._real)
        titles = ('real', f'generated, epoch {epoch}', *[''] * (_SHEET_COLUMNS - 1))
        return Judgement(figures | contrast.figures(), sentence, self._sheet(generated), titles)

    def weights(self) -> dict[str, Tensor]:
        return self.gan.generator.state_dict()

    def card(self, epochs_done: int, history: History) -> ModelCard:
        collection, job = self._data.collection, self._job
        return ModelCard(
            kind='dcgan',
            generator=GeneratorDesign(
                job.preset,
                job.filters,
                PRESETS[job.preset].norm,
                dropout=False,
                upsampling=job.upsampling,
                noise=job.noise,
            ),
            chip_size=self._data.dataset.chip_size,
            pixel_size=collection.pixel_size,
            ground_pixel_size=collection.ground_pixel_size,
            crs=collection.crs,
            a=NO_CONDITION,
            b=collection.domain,
            training={
                'job': {name: value for name, value in job.to_mapping().items() if name not in _NOT_IN_CARD},
                'epochs_done': epochs_done,
                'chips': collection.chips,
                'split': self._data.dataset.split['rule'],
                'precision': 'bf16' if is_bf16(self._fabric) else 'fp32',
                'device': self._fabric.device.type,
                'figures': _figures(history),
            },
            versions={'satgan': __version__, 'torch': torch.__version__},
            licence='not stated: it depends on the licence of the training data',
        )

    @cached_property
    def _real(self) -> Tensor:
        """Training chips from all over, (up to 64, channels, rows, columns)."""
        names = self._data.train.names
        count = min(len(names), _JUDGED)
        return torch.stack([self._data.train.encoded(names[i * len(names) // count])[0] for i in range(count)])

    def _statistics_noise(self) -> Iterator[Tensor]:
        """Yield batches of noise as large as those of the training, the same in every epoch."""
        random, size = torch.Generator().manual_seed(self._job.seed), self._job.batch_size
        for _ in range(max(1, _MEASURED // size)):
            yield sent(torch.randn(size, self._job.noise, generator=random), self._fabric.device)

    def _sheet(self, generated: Tensor) -> list[list[np.ndarray]]:
        """Return rows of one real chip and some generated ones."""
        made = iter(picture(self._domain, chip.numpy()) for chip in generated)
        rows = min(len(self._real), _SHEET_ROWS)
        real = (picture(self._domain, self._real[i * len(self._real) // rows].numpy()) for i in range(rows))
        return [[chip, *(next(made) for _ in range(_SHEET_COLUMNS))] for chip in real]


def _build(job: TrainDCGAN, channels: int, is_measured: bool, fabric: Fabric, layout: torch.memory_format) -> DCGAN:
    """Return initialised networks with their optimisers on the device."""
    preset = PRESETS[job.preset]
    generator = preset.generator(job.noise, channels, filters=job.filters, upsampling=job.upsampling)
    discriminator = preset.discriminator(channels, filters=job.filters)
    for network in (generator, discriminator):
        preset.initialise(network)
        network.to(memory_format=layout)  # type: ignore[call-overload]
    augment = partial(augment_differentiably, colour=is_measured) if job.diff_augment else None
    gan = DCGAN(generator, discriminator, rule=RULES[job.preset], augment=augment)
    gan.prepare(fabric)
    return gan

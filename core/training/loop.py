"""The training loop, the same for all GANs: epochs, schedule, validation, checkpoints, the model file."""

from __future__ import annotations

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor

from ..errors import Cancelled, SatganError
from ..gans.gan import Gan
from ..gans.share import Share
from ..jobs import TrainingJob
from ..modelfile import ModelCard, save_model
from ..team import Team
from .best import Criterion, best_epoch, improved_epoch, is_settled
from .distributed import equalise, from_leader, mean_over_team
from .events import Events
from .guards import Rivals, require_output, warnings
from .live import LiveReporter
from .runfolder import Checkpoint, RunFolder, settings_of
from .schedule import Schedule, learning_rate
from .sheets import write_sheet
from .starting import start_from
from .timing import affordable_epochs, duration, estimate

Loaded = TypeVar('Loaded')
Planned = TypeVar('Planned', 'Plan', None)
History = list[dict[str, float]]

_SHEETS = 40  # about as many over a whole training
_ESTIMATED_STEPS = 10  # enough to tell how long it will take
_WORTH_TELLING = 60  # seconds
_SEED_STRIDE = 1_000_003  # keeps the epochs of neighbouring seeds apart
_RANK_STRIDE = 2**53  # keeps the processes apart: more than the largest seed makes
_REMEDY_FOR_NAN = (
    'Start anew with a lower learning rate or fp32, if you like from the model of this run; flat or damaged chips can be '
    'the reason too.'
)


@dataclass(frozen=True)
class Judgement:
    """What validation said of the networks as they are.

    Attributes:
        figures: by the names that the results have for them; empty without validation chips.
        sentence: the figures for the log.
        rows: of the sample sheet: pictures, (rows, columns, 3) uint8 each.
        titles: of its columns.
    """

    figures: dict[str, float] = field(default_factory=dict)
    sentence: str = ''
    rows: list[list[np.ndarray]] = field(default_factory=list)
    titles: tuple[str, ...] = ()


class Recipe(ABC, Generic[Loaded]):
    """What the loop needs of one kind of GAN: its networks, its data, its steps, its judgement.

    Attributes:
        gan: networks and optimisers.
        team: the processes that share the training.
        checksum: of the description of the dataset.
        chips: of an epoch, of each domain.
        criterion: tells the best model; None where no figure judges the whole, so that the last epoch is the model.
        rivals: the losses that tell whether a discriminator has won.
    """

    gan: Gan
    team: Team
    checksum: str
    chips: int
    criterion: Criterion | None = None
    rivals: tuple[Rivals, ...] = ()

    @abstractmethod
    def batches(self, epoch: int) -> Iterator[Loaded]:
        """Yield this process's share of the batches of an epoch, which is counted from 1."""

    @abstractmethod
    def step(self, batch: Loaded, share: Share) -> dict[str, Tensor]:
        """Train on a share of a batch and return its part of the losses, scalars without graph."""

    @abstractmethod
    def validate(self, epoch: int, tell: Callable[[], None]) -> Judgement:
        """Make the networks what the model file is to hold, and judge them.

        Args:
            epoch: the one that was trained.
            tell: to be called now and then.
        """

    @abstractmethod
    def weights(self) -> dict[str, Tensor]:
        """Return what the model file is to hold: the tensors of the networks themselves, not copies."""

    @abstractmethod
    def card(self, epochs_done: int, history: History) -> ModelCard:
        """Return the card of the model file."""


@dataclass(frozen=True)
class Plan:
    """What is to be trained next.

    Attributes:
        epoch: counted from 1.
        learning_rate: in this epoch.
    """

    epoch: int
    learning_rate: float


class Training(Generic[Loaded]):
    """A training in progress, in the process that leads it.

    Attributes:
        epoch: epochs done.
        history: a row of losses and validation figures per epoch.
    """

    def __init__(self, job: TrainingJob, recipe: Recipe[Loaded], run: RunFolder, reporter: LiveReporter) -> None:
        self.epoch = 0
        self.history: History = []
        self._job = job
        self._recipe = recipe
        self._run = run
        self._reporter = reporter
        self._events: Events | None = None
        self._best: dict[str, Tensor] = {}
        self._started_from: dict[str, str] | None = None
        self._saved_epoch = self._model_epoch = 0
        self._first_epoch = 1
        self._asked = self._schedule = Schedule(job.epochs, job.decay_epochs)
        self._spent = 0.0
        self._started = time.monotonic()

    @property
    def epochs(self) -> int:
        """Epochs in all, decay included."""
        return self._schedule.total

    @property
    def best_epoch(self) -> int:
        """The epoch whose weights the model file holds."""
        return best_epoch(self.history, self._recipe.criterion)

    def run(self) -> None:
        """Train until all epochs are done or nothing improves any more, from the checkpoint on where there is one.

        Raises:
            SatganError: a checkpoint of another training, a model to start from that does not fit, early stopping
                without a validation figure, losses that are no numbers, or output that stays blank.
            Cancelled: the user stopped it; the last checkpoint is kept.
        """
        self._require_criterion()
        if self._run.has_checkpoint():
            self._resume()
        else:
            self._start()
        self._reporter.place(self.epoch, self.epochs)
        equalise(self._recipe.gan, self._recipe.team)
        self._run.write_job(self._job)
        try:
            while not self._is_finished():
                self._run_epoch(self.epoch + 1)
            self._announce(None)
        except Cancelled:
            self._tell_stopped()
            raise
        finally:
            if self._events:
                self._events.close()
        if not self._run.model.is_file():  # all epochs were done before, and somebody took the model away
            self._save()

    def card(self) -> ModelCard:
        """Return the card of the model as it is now."""
        card = self._recipe.card(self.best_epoch, self.history[: self.best_epoch])
        if self._started_from is None:
            return card
        return replace(card, training=card.training | {'started_from': self._started_from})

    def _require_criterion(self) -> None:
        if self._job.early_stopping and self._recipe.criterion is None:
            raise SatganError(
                f'Early stopping after {self._job.early_stopping} epochs is asked for, but no validation figure tells here '
                'whether the model improves, and the losses of a GAN do not.',
                'Set Early stopping to 0, or train on a dataset of pairs with validation chips.',
            )

    def _is_finished(self) -> bool:
        return self.epoch >= self.epochs or self._is_settled()

    def _is_settled(self) -> bool:
        return is_settled(self.history, self._recipe.criterion, self._job.early_stopping)

    def _start(self) -> None:
        if self._job.resume:
            self._reporter.info('There is no checkpoint to resume from yet: starting from the beginning.')
        if self._job.start_from:
            weights = self._recipe.weights()
            self._started_from = start_from(self._job.start_from, weights, self.card(), self._reporter)

    def _resume(self) -> None:
        checkpoint = self._run.load_checkpoint(self._job, self._recipe.checksum)
        self.epoch = self._saved_epoch = checkpoint.epoch
        self.history = checkpoint.history
        self._best, self._started_from = checkpoint.best, checkpoint.started_from
        self._recipe.gan.load_state_dict(checkpoint.gan)
        self._first_epoch = self.epoch + 1
        self._spent = sum(row['seconds'] for row in self.history)
        if self._job.time_limit:
            self._schedule = Schedule(**checkpoint.schedule)
        self._reporter.info(f'Going on after epoch {self.epoch} of {self.epochs}.')

    def _run_epoch(self, epoch: int) -> None:
        began = time.monotonic()
        losses = self._train(epoch)
        judgement = self._validate(epoch)
        self._require_numbers(epoch, judgement)
        self.epoch = epoch
        self._note(losses, judgement, time.monotonic() - began)
        self._keep_best()
        self._fit_schedule()
        self._show(losses, judgement)
        if epoch % self._job.save_every == 0 or self._is_finished():
            self._save()
        for warning in warnings(self.history, self._recipe.rivals):
            self._reporter.warning(warning)
        require_output(self.history)
        if self._is_settled():
            self._tell_settled()

    def _fit_schedule(self) -> None:
        """Make the epochs as many as the time limit leaves, by the time that those of this run have taken.

        Once the learning rate falls it does not rise again: from then on there are only fewer, never more.
        """
        if not self._job.time_limit:
            return
        seconds = (time.monotonic() - self._started) / (self.epoch - self._first_epoch + 1)
        fitted = self._asked.fitted(affordable_epochs(self.epoch, seconds, self._seconds_left()))
        if fitted.total < self.epochs or self.epoch < self._schedule.epochs:
            self._schedule = fitted
        if self.epoch == 1 and self._schedule != self._asked:
            self._reporter.info(
                f'An epoch takes {duration(seconds)}: {self._schedule.epochs} + {self._schedule.decay_epochs} epochs fit '
                f'into {self._job.time_limit:g} min, instead of {self._asked.epochs} + {self._asked.decay_epochs}.'
            )

    def _seconds_left(self) -> float:
        return self._job.time_limit * 60 - self._spent - (time.monotonic() - self._started)

    def _train(self, epoch: int) -> dict[str, float]:
        steps = _steps(self._job, self._recipe)
        began = time.monotonic()

        def tell(step: int) -> None:
            self._tell_progress(epoch, step / steps)
            if epoch == self._first_epoch and step == min(_ESTIMATED_STEPS, steps):
                self._tell_estimate((time.monotonic() - began) / step * steps)

        means = train_epoch(self._job, self._recipe, self._announce(self._plan(epoch)), tell)
        for name, mean in means.items():
            if not math.isfinite(mean):
                raise self._broken(f'The loss {name} is no longer a number in epoch {epoch}.')
        return means

    def _plan(self, epoch: int) -> Plan:
        rate = learning_rate(
            epoch,
            base=self._job.learning_rate,
            epochs=self._schedule.epochs,
            decay_epochs=self._schedule.decay_epochs,
        )
        return Plan(epoch, rate)

    def _announce(self, plan: Planned) -> Planned:
        """Tell the processes that follow what to train next; None: nothing more."""
        return from_leader(plan, self._recipe.team)

    def _validate(self, epoch: int) -> Judgement:
        def tell() -> None:
            self._reporter.progress(epoch / self.epochs, f'Epoch {epoch} of {self.epochs}, validating')

        return self._recipe.validate(epoch, tell)

    def _require_numbers(self, epoch: int, judgement: Judgement) -> None:
        """Make sure that no damaged weights replace the last good ones; the losses are those before the last step."""
        for name, network in self._recipe.gan.networks.items():
            if not all(bool(torch.isfinite(weight).all()) for weight in network.state_dict().values()):
                raise self._broken(f'Weights of the {name} are no longer numbers in epoch {epoch}.')
        if any(math.isnan(figure) for figure in judgement.figures.values()):
            raise self._broken(f'The validation figures are no longer numbers in epoch {epoch}.')

    def _broken(self, text: str) -> SatganError:
        kept = (
            f' The training up to epoch {self._saved_epoch} is kept in {self._run.path}.' if self._saved_epoch else ''
        )
        return SatganError(text + kept, _REMEDY_FOR_NAN)

    def _tell_progress(self, epoch: int, share: float) -> None:
        done = epoch - 1 + share
        elapsed = time.monotonic() - self._started
        left = elapsed / (done - self._first_epoch + 1) * (self.epochs - done)
        if self._job.time_limit:  # the epochs may not have been made fewer yet
            left = min(left, max(0, self._seconds_left()))
        self._reporter.place(epoch, self.epochs, left)
        self._reporter.progress(done / self.epochs, f'Epoch {epoch} of {self.epochs}, {duration(left)} left')

    def _tell_estimate(self, seconds: float) -> None:
        epochs = self.epochs - self.epoch
        if epochs * seconds >= _WORTH_TELLING:
            device = next(iter(self._recipe.weights().values())).device
            limit = self._seconds_left() if self._job.time_limit else 0
            self._reporter.info(estimate(epochs, seconds, limit, device))

    def _note(self, losses: dict[str, float], judgement: Judgement, seconds: float) -> None:
        self.history.append({'epoch': self.epoch, **losses, **judgement.figures, 'seconds': round(seconds, 3)})
        self._run.write_metrics(self.history)
        said = ', '.join(f'{name} {value:.3f}' for name, value in losses.items())
        if judgement.sentence:
            said += f' | validation {judgement.sentence}'
        self._reporter.info(f'Epoch {self.epoch}/{self.epochs}: {said} ({seconds:.0f} s)')

    def _show(self, losses: dict[str, float], judgement: Judgement) -> None:
        is_shown = self.epoch == 1 or self.epoch % max(1, self.epochs // _SHEETS) == 0 or self._is_finished()
        sheet = self._run.sheet(self.epoch)
        if judgement.rows and is_shown:
            write_sheet(sheet, judgement.rows, judgement.titles)
        self._events = self._events or Events(self._run.tensorboard, self.epoch)
        self._events.add(self.epoch, losses, judgement.figures, sheet)

    def _keep_best(self) -> None:
        if self._recipe.criterion and self.best_epoch == self.epoch:
            self._best = {name: tensor.detach().to('cpu', copy=True) for name, tensor in self._recipe.weights().items()}

    def _save(self) -> None:
        recipe = self._recipe
        # Where it is the last epoch, the checkpoint holds its weights already, and PyTorch writes no tensor twice.
        best = recipe.weights() if self.best_epoch == self.epoch else self._best
        # The model first: should the process die before the checkpoint is whole, Resume repeats the epoch and writes the
        # same model again. The other way round the model would stay behind.
        if self._model_epoch != self.best_epoch:
            save_model(self._run.model, best, self.card())
            self._model_epoch = self.best_epoch
        self._run.save_checkpoint(
            Checkpoint(
                settings=settings_of(self._job),
                dataset=recipe.checksum,
                epoch=self.epoch,
                history=self.history,
                gan=recipe.gan.state_dict(),
                best=best,
                started_from=self._started_from,
                schedule=asdict(self._schedule),
            )
        )
        self._saved_epoch = self.epoch

    def _tell_settled(self) -> None:
        criterion = self._recipe.criterion
        if criterion is None:
            return
        improved = improved_epoch(self.history, criterion)
        self._reporter.info(
            f'Stopped early: the validation {criterion.figure} has not improved since epoch {improved}. '
            f'The model is that of epoch {self.best_epoch}.'
        )

    def _tell_stopped(self) -> None:
        if self._saved_epoch:
            self._reporter.warning(
                f'Stopped. The training up to epoch {self._saved_epoch} is kept in {self._run.path}: run this again with '
                'Resume ticked to go on.'
            )
        else:
            self._reporter.warning('Stopped before the first checkpoint: there is nothing to go on from.')


def train_epoch(job: TrainingJob, recipe: Recipe[Loaded], plan: Plan, tell: Callable[[int], None]) -> dict[str, float]:
    """Train for an epoch and return the mean losses, those of all processes that share it.

    Args:
        job: the training.
        recipe: what is trained.
        plan: which epoch.
        tell: is told the number of each step that is done, from 1.
    """
    team = recipe.team
    # Dropout, too, depends on seed and epoch alone, so that a resumed training goes on exactly.
    torch.manual_seed(job.seed * _SEED_STRIDE + plan.epoch + team.rank * _RANK_STRIDE)
    recipe.gan.train()
    recipe.gan.set_learning_rate(plan.learning_rate)
    sums: dict[str, Tensor] = {}
    for step, batch in enumerate(recipe.batches(plan.epoch), start=1):
        left = recipe.chips - (step - 1) * job.batch_size
        for name, loss in recipe.step(batch, Share(team, min(job.batch_size, left))).items():
            sums[name] = sums[name] + loss if name in sums else loss
        tell(step)
    if team.size > 1:
        sums = dict(zip(sums, mean_over_team(torch.stack(list(sums.values())), team), strict=True))
    return {name: float(loss) / _steps(job, recipe) for name, loss in sums.items()}


def _steps(job: TrainingJob, recipe: Recipe[Any]) -> int:
    """Return how many batches an epoch has."""
    return -(-recipe.chips // job.batch_size)

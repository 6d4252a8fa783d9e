"""The learning rate over the epochs, and how many epochs there are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """How many epochs a training has.

    Attributes:
        epochs: at the full learning rate, from 1.
        decay_epochs: during which it falls, from 0.
    """

    epochs: int
    decay_epochs: int

    @property
    def total(self) -> int:
        """Epochs in all."""
        return self.epochs + self.decay_epochs

    def fitted(self, total: int) -> Schedule:
        """Return a schedule of so many epochs in all, from 1, with about the same share of decay; never a longer one."""
        total = min(total, self.total)
        epochs = max(1, round(total * self.epochs / self.total))
        return Schedule(epochs, total - epochs)


def learning_rate(epoch: int, *, base: float = 0.0002, epochs: int = 100, decay_epochs: int = 100) -> float:
    """Return the learning rate of an epoch: constant at first, then a straight line to 0.

    Equals the `linear` policy of junyanz/pytorch-CycleGAN-and-pix2pix epoch by epoch. That code moves its schedule on
    before an epoch instead of after it, so the fall begins in the last of the constant epochs and the last epoch of all
    has the rate 0. Without decay epochs the rate is constant to the end, where the reference would still end on 0.

    Args:
        epoch: counted from 1 to `epochs` + `decay_epochs`.
        base: the rate of the constant epochs, above 0.
        epochs: constant epochs, from 1.
        decay_epochs: epochs of the fall, from 0.

    Returns:
        From 0 to `base`.

    Raises:
        ValueError: an epoch outside the schedule.
    """
    last = epochs + decay_epochs
    if not 1 <= epoch <= last:
        raise ValueError(f'Epoch {epoch} is not one of the {last} epochs of the schedule.')
    if decay_epochs == 0:
        return base
    return base * (1 - max(0, epoch + 1 - epochs) / (decay_epochs + 1))

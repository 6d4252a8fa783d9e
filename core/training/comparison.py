"""A model held against the real chips, beside trivial models that it must beat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from ..datasets.loader import Chips
from .baselines import Baseline, Moments
from .metrics import Metrics
from .scores import Scores

#: Turns inputs, (N, channels of A, H, W), into (N, channels of B, H, W) in [-1, 1].
Generate = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Comparison:
    """What came out.

    Attributes:
        model: figures over all chips.
        baselines: the trivial models with theirs.
        chips: the model's figures of each chip that has a valid pixel, by its name.
    """

    model: Scores
    baselines: list[tuple[Baseline, Scores]]
    chips: dict[str, Scores]

    def defeats(self) -> Iterator[str]:
        """Yield a sentence for each trivial model that is at least as good: by accuracy for classes, else by MAE."""
        for baseline, scores in self.baselines:
            if self.model.accuracy is not None and scores.accuracy is not None:
                if scores.accuracy >= self.model.accuracy:
                    yield _sentence('accuracy', self.model.accuracy, baseline, scores.accuracy)
            elif scores.mae <= self.model.mae:
                yield _sentence('MAE', self.model.mae, baseline, scores.mae)


def compare(
    train: Chips,
    judged: Chips,
    generate: Generate,
    tell: Callable[[float], None],
    collect: Callable[[Tensor, Tensor, Tensor], None] | None = None,
) -> Comparison | None:
    """Judge a model and the trivial ones.

    Args:
        train: chips that the trivial models are fitted on; without any there are none.
        judged: chips to judge by.
        generate: the model.
        tell: gets the share that is done, 0 to 1.
        collect: gets what was generated, the real chip and its valid pixels, (channels, rows, columns) each, of each chip
            that has a valid pixel.

    Returns:
        None where no pixel of the judged chips is valid.
    """
    steps = len(train) + len(judged)
    baselines = _fitted(train, lambda done: tell(done / steps))
    target = judged.dataset.b
    totals = [Metrics(target) for _ in range(1 + len(baselines))]
    chips = {}
    for done, name in enumerate(judged.names, start=len(train) + 1):
        a, b, valid = (layer[None] for layer in judged.encoded(name))
        alone = Metrics(target)
        fake = generate(a)
        alone.update(fake, b, valid)
        if scores := alone.scores():
            chips[name] = scores
            if collect:
                collect(fake[0], b[0], valid[0])
        totals[0].merge(alone)
        for baseline, total in zip(baselines, totals[1:], strict=True):
            total.update(baseline.generate(a), b, valid)
        tell(done / steps)
    figures = [scores for total in totals if (scores := total.scores())]
    return Comparison(figures[0], list(zip(baselines, figures[1:], strict=True)), chips) if figures else None


def _fitted(train: Chips, tell: Callable[[int], None]) -> list[Baseline]:
    """Return the trivial models, in one pass over the chips."""
    moments = Moments(train.dataset.a, train.dataset.b)
    for done, name in enumerate(train.names, start=1):
        a, b, valid = (layer.numpy() for layer in train.encoded(name))
        moments.update(a, b, valid[0] & has_data(a))
        tell(done)
    return moments.baselines()


def has_data(a: np.ndarray) -> np.ndarray:
    """Return where an encoded chip, (channels, rows, columns), has data: elsewhere it is 0 in all channels."""
    found: np.ndarray = (a != 0).any(axis=0)
    return found


def _sentence(figure: str, own: float, baseline: Baseline, other: float) -> str:
    return (
        f'The model is not better than a trivial one, {baseline.description}: {figure} {own:.4g} against {other:.4g}.'
    )

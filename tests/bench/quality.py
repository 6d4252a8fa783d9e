"""Quality against the reference recipe: the same chips, epochs and seeds, judged on the validation chips.

    .venv/bin/python tests/bench/quality.py DATASET [--generator unet128] [--filters 32] [--epochs 20] [--seeds 3]

`DATASET` is a dataset folder with validation chips. The reference is written out in `reference.py`: jitter, batch size 1,
fp32, its schedule, and a test in training mode, as its test.py does. SatGAN trains with the defaults of "Train pix2pix",
which are judged as "Apply model" works by default; and once more with the jitter and the test of the reference, so that
the figures can be told apart from what they are measured with: statistics of each chip raise the SSIM by themselves.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import reference
import torch
from satgan.core.datasets.loader import Chips
from satgan.core.datasets.source import open_dataset
from satgan.core.datasets.split import TRAIN, VALIDATION
from satgan.core.engine import run_job
from satgan.core.jobs import JOBS
from satgan.core.networks import build_generator
from satgan.core.reporting import Reporter
from satgan.core.training.metrics import Metrics

_FIGURES = ('MAE', 'SSIM')


@dataclass(frozen=True)
class Setting:
    """What all trainings of a comparison share.

    Attributes:
        dataset: folder of chip pairs.
        generator: `unet256` or `unet128`.
        filters: width of both networks.
        epochs: at the full learning rate, and as many again while it falls.
    """

    dataset: Path
    generator: str
    filters: int
    epochs: int


def main() -> None:
    """Print mean and spread of the validation figures of each way to train."""
    setting, seeds = _asked()
    ways: dict[str, Callable[[int], dict[str, float]]] = {
        'reference': partial(of_reference, setting),
        'SatGAN, fp32': partial(of_satgan, setting, {'precision': 'fp32'}),
        'SatGAN, bf16': partial(of_satgan, setting, {'precision': 'bf16'}),
        'SatGAN, jitter, tested alike': partial(
            of_satgan, setting, {'precision': 'fp32', 'augment': 'jitter'}, alike=True
        ),
    }
    print(f'{setting}, seeds 0 to {seeds - 1}: mean (lowest to highest)')
    for name, train in ways.items():
        found = []
        for seed in range(seeds):
            found.append(train(seed))
            print(f'{name}, seed {seed}: {found[-1]}', flush=True)
        told = (f'  {figure} {_told([row[figure] for row in found])}' for figure in _FIGURES)
        print(f'{name:29}{"".join(told)}', flush=True)


def of_satgan(setting: Setting, choices: dict[str, str], seed: int, alike: bool = False) -> dict[str, float]:
    """Return the validation figures of a model that "Train pix2pix" made.

    Args:
        setting: shared by all.
        choices: further parameters.
        seed: of the training.
        alike: whether it is tested in training mode, as the reference.
    """
    with tempfile.TemporaryDirectory() as folder:
        job = JOBS['trainpix2pix'](
            dataset=str(setting.dataset),
            generator=setting.generator,
            filters=setting.filters,
            epochs=setting.epochs,
            decay_epochs=setting.epochs,
            save_every=2 * setting.epochs,
            seed=seed,
            output=folder,
            **choices,
        )
        results = run_job(job, Reporter())
        if alike:
            return judged(setting.dataset, in_training_mode(setting, Path(folder)))
    return {name: float(results[name]) for name in _FIGURES}


def in_training_mode(setting: Setting, run: Path) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return the generator of the last epoch of a run, with statistics of each chip and with dropout."""
    domains = open_dataset(setting.dataset, Reporter()).dataset
    generator = build_generator(setting.generator, domains.a.channels, domains.b.channels, filters=setting.filters)
    generator.load_state_dict(torch.load(run / 'checkpoint.pt', weights_only=True)['gan']['generator'])
    return torch.no_grad()(generator.train())


def of_reference(setting: Setting, seed: int) -> dict[str, float]:
    """Return the same figures of a model that the reference recipe made."""
    source = open_dataset(setting.dataset, Reporter())
    chips = Chips(source, TRAIN)
    training = [chips.encoded(name)[:2] for name in chips.names]
    return judged(setting.dataset, reference.train(training, setting.generator, setting.filters, setting.epochs, seed))


def judged(dataset: Path, generate: Callable[[torch.Tensor], torch.Tensor]) -> dict[str, float]:
    """Return the validation figures of a generator."""
    source = open_dataset(dataset, Reporter())
    metrics = Metrics(source.dataset.b)
    for batch in Chips(source, VALIDATION).batches(1):
        metrics.update(generate(batch.a), batch.b, batch.valid)
    scores = metrics.scores()
    if scores is None:
        raise SystemExit(f'{dataset} has no validation chips.')
    return {'MAE': scores.mae, 'SSIM': scores.ssim}


def _told(values: list[float]) -> str:
    return f'{statistics.mean(values):.4g} ({min(values):.4g} to {max(values):.4g})'


def _asked() -> tuple[Setting, int]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('dataset', type=Path)
    parser.add_argument('--generator', default='unet256', choices=('unet256', 'unet128'))
    parser.add_argument('--filters', type=int, default=64)
    parser.add_argument('--epochs', type=int, default=20, help='at the full learning rate, and as many again')
    parser.add_argument('--seeds', type=int, default=3)
    asked = parser.parse_args()
    return Setting(asked.dataset, asked.generator, asked.filters, asked.epochs), asked.seeds


if __name__ == '__main__':
    main()

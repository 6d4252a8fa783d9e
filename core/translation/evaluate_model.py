"""The job `evaluatemodel`: what a model generates, held against the real chips of a dataset."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import torch
from torch import Tensor

from ..datasets.folder import Dataset, write_chips
from ..datasets.loader import Chips
from ..datasets.source import PairSource, open_dataset
from ..datasets.split import TRAIN
from ..device import open_compute
from ..errors import SatganError
from ..geopackage import require_geopackage
from ..jobs import EvaluateModel
from ..modelfile import ModelCard, read_card
from ..parallel import cores
from ..rasters.writing import whole_file
from ..reporting import Reporter
from ..training.comparison import Comparison, compare
from ..training.scores import BandScores, Scores
from ..wording import counted
from .distances import Distances, FeatureCollector, require_chips
from .evaluation_page import evaluation_page
from .extractor import Extractor
from .fitting import require_fitting_dataset, require_fitting_size, warn_of_other_pixels, warn_of_other_values
from .network import Network, open_generator, require_translation
from .precision import TRIALS, precision_for, settled
from .statistics import calibrate, has_noisy_statistics, tiles_to_measure


def evaluate_model(job: EvaluateModel, reporter: Reporter) -> dict[str, Any]:
    """Judge a model and trivial ones by a part of a dataset, chip by chip.

    Raises:
        SatganError: model and dataset do not fit together, there is nothing to judge by, or one of them is damaged.
    """
    torch.set_num_threads(cores())
    output = Path(job.output)
    require_geopackage(output)
    card = read_card(job.model)
    require_translation(job.model, card)
    source = open_dataset(Path(job.dataset), reporter)
    dataset = _as_trained(card, source.dataset, job, reporter)
    train, judged = Chips(source, TRAIN, dataset), Chips(source, job.split, dataset)
    if not judged.names:
        raise SatganError(
            f'{job.dataset} has no {job.split} chips.', 'Choose another part, or export with larger shares.'
        )
    network = _network(job, card, judged, reporter)
    features = _features(job, judged)

    def generate(a: Tensor) -> Tensor:
        return torch.from_numpy(network.run(a.numpy()))

    comparison = compare(
        train,
        judged,
        generate,
        lambda share: reporter.progress(0.9 * share, 'Judging'),
        features.update if features else None,
    )
    if comparison is None:
        raise SatganError(
            f'No {job.split} chip of {job.dataset} has a valid pixel.', 'Look at it with "Inspect dataset".'
        )
    _tell(job, comparison, reporter)
    distances = _distances(features, reporter) if features else None
    reporter.progress(0.95, 'Writing')
    with ExitStack() as opened:
        write_chips(opened.enter_context(whole_file(output)), _layer(source, comparison))
        if job.output_html:
            page = opened.enter_context(whole_file(Path(job.output_html)))
            text = evaluation_page(job, card, judged, comparison, distances, generate)
            page.write_text(text, encoding='utf-8')
    return _results(comparison) | (distances.to_json() if distances else {})


def _as_trained(card: ModelCard, dataset: Dataset, job: EvaluateModel, reporter: Reporter) -> Dataset:
    """Return the description of a dataset with the scaling of the model, as any other raster would get it."""
    require_fitting_dataset(card, job.dataset, dataset)
    warn_of_other_values(card, job.dataset, dataset.a.dtype, reporter)
    warn_of_other_pixels(card, job.dataset, dataset.ground_pixel_size, dataset.pixel_size[0], reporter)
    if (card.a.scaling, card.b.scaling) != (dataset.a.scaling, dataset.b.scaling):
        reporter.info(
            'The values of the chips are scaled as in the training of the model, not as the dataset says; what lies '
            'beyond counts as the nearest value that the model knows.'
        )
    return replace(
        dataset,
        a=replace(card.a, nodata=dataset.a.nodata),
        b=replace(card.b, nodata=dataset.b.nodata),
    )


def _network(job: EvaluateModel, card: ModelCard, judged: Chips, reporter: Reporter) -> Network:
    compute = open_compute(job.device, precision_for(job.precision, card.b, reporter))
    generator = open_generator(job.model, card, compute)
    require_fitting_size(card, job.dataset, judged.dataset.chip_size, generator)
    network = Network(generator, compute, batch_size=1)

    def some(most: int) -> np.ndarray:
        inputs: np.ndarray = next(judged.batches(most)).a.numpy()
        return inputs

    network = settled(network, job.precision, lambda: some(TRIALS), reporter)
    if has_noisy_statistics(card):
        chips = some(tiles_to_measure(judged.dataset.chip_size))
        calibrate(network, chips)
        reporter.info(f'The statistics of the norm layers are measured on {counted(len(chips), "chip")} (calibrated).')
    return network


def _features(job: EvaluateModel, judged: Chips) -> FeatureCollector | None:
    if not job.feature_extractor:
        return None
    require_chips(len(judged))
    return FeatureCollector(judged.dataset.b, Extractor(job.feature_extractor))


def _distances(features: FeatureCollector, reporter: Reporter) -> Distances:
    reporter.progress(0.9, 'FID and KID')
    distances = features.distances()
    reporter.info(f'The chips together: {distances}.')
    if distances.caveat:
        reporter.warning(distances.caveat)
    return distances


def _tell(job: EvaluateModel, comparison: Comparison, reporter: Reporter) -> None:
    reporter.info(f'{counted(len(comparison.chips), f"{job.split} chip")}: {comparison.model}.')
    for baseline, scores in comparison.baselines:
        reporter.info(f'For comparison, {baseline.description}: {scores}.')
    if not comparison.baselines:
        reporter.warning(f'{job.dataset} has no training chips: there are no trivial models to compare with.')
    for sentence in comparison.defeats():
        reporter.warning(sentence)
    if job.split == TRAIN:
        reporter.warning('These are the chips to train on: if the model was, it looks better here than it is.')


def _layer(source: PairSource, comparison: Comparison) -> geopandas.GeoDataFrame:
    """Return the outlines of the judged chips with their figures."""
    outlines = source.outlines()
    outlines = outlines[outlines['id'].isin(comparison.chips)].reset_index(drop=True)
    figures = [_attributes(comparison.chips[name]) for name in outlines['id']]
    for name in figures[0]:
        outlines[name] = [row[name] for row in figures]
    return outlines[[*(name for name in outlines.columns if name != 'geometry'), 'geometry']]


def _attributes(scores: Scores) -> dict[str, float | None]:
    """Return the figures of a chip by the names of their columns; the PSNR of equal images is no number."""
    figures = {name.lower(): value for name, value in scores.to_json().items()}
    if len(scores.bands) > 1:
        for column, band in zip(_columns(scores.bands), scores.bands, strict=True):
            figures |= {
                f'mae_{column}': band.mae,
                f'rmse_{column}': band.rmse,
                f'psnr_{column}': band.psnr,
                f'ssim_{column}': band.ssim,
            }
    return {name: value if math.isfinite(value) else None for name, value in figures.items()}


def _columns(bands: Sequence[BandScores]) -> list[str]:
    """Return the names of bands as parts of column names, with their numbers where they are not unique."""
    names = [re.sub(r'\W+', '_', band.name.lower()).strip('_') for band in bands]
    if len(set(names)) == len(names) and all(names):
        return names
    return [f'{name}_{number}'.strip('_') for number, name in enumerate(names, start=1)]


def _results(comparison: Comparison) -> dict[str, Any]:
    """Return the figures of the model and those of the trivial models that the job promises."""
    figures = {'CHIP_COUNT': len(comparison.chips), **comparison.model.to_json()}
    for baseline, scores in comparison.baselines:
        figures |= {f'{baseline.name}_{name}': value for name, value in scores.to_json().items()}
    promised = {result.name for result in EvaluateModel.results}
    return {name: value for name, value in figures.items() if name in promised}

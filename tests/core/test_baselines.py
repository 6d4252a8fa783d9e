"""The trivial models: each is what numpy makes of the same pixels, and a model that loses against one is told of it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.datasets.domain import Scaling
from core.datasets.layouts.satgan import SatganFolder
from core.datasets.loader import Chips
from core.training.baselines import Moments
from core.training.comparison import compare
from core.training.metrics import Metrics
from tests.core.models_made import (
    SIZE,
    blocks,
    classed,
    easy_dataset,
    exported,
    few_chips,
    measured,
    new_folder,
    write_raster,
)

SIDE = 16


def chip(channels: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, SIDE, SIDE)).astype('float32')


def one_hot(seed: int, shares=(0.2, 0.5, 0.2, 0.1)) -> np.ndarray:
    drawn = np.random.default_rng(seed).choice(4, (SIDE, SIDE), p=shares)
    return np.where(np.arange(4)[:, None, None] == drawn, np.float32(1), np.float32(-1))


def baselines(a, b, chips, valid=None):
    """Return the trivial models by name, fitted on pairs of chips."""
    moments = Moments(a, b)
    for one, other in chips:
        moments.update(one, other, np.ones((SIDE, SIDE), dtype=bool) if valid is None else valid)
    return {baseline.name: baseline for baseline in moments.baselines()}


def made(baseline, a: np.ndarray) -> np.ndarray:
    return baseline.generate(torch.from_numpy(a[None]))[0].numpy()


def pixels(chips, side: int) -> np.ndarray:
    return np.concatenate([pair[side].reshape(len(pair[side]), -1) for pair in chips], axis=1).astype(float)


def test_mean_colour_is_the_mean_of_the_targets():
    chips = [(chip(2, seed), chip(3, seed + 50)) for seed in range(3)]
    image = made(baselines(measured(2), measured(3), chips)['MEAN'], chip(2, 9))
    expected = pixels(chips, 1).mean(axis=1)
    np.testing.assert_allclose(image, np.broadcast_to(expected[:, None, None], image.shape), atol=1e-12)


def test_linear_regression_is_that_of_all_pixels_at_once():
    chips = [(chip(2, seed), 0.3 * chip(2, seed)[[1, 0]] + 0.4 * chip(2, seed + 9)) for seed in range(3)]
    x = np.vstack([pixels(chips, 0), np.ones(3 * SIDE**2)])
    weights = np.linalg.lstsq(x.T, pixels(chips, 1).T)[0]
    a = chip(2, 77)
    expected = (weights.T @ np.vstack([a.reshape(2, -1), np.ones(SIDE**2)])).reshape(2, SIDE, SIDE)
    np.testing.assert_allclose(made(baselines(measured(2), measured(2), chips)['LINEAR'], a), expected, atol=1e-6)


def test_linear_regression_on_classes_gives_each_its_mean_colour():
    chips = [(one_hot(seed), 0.5 * one_hot(seed)[:2] + 0.2 * chip(2, seed)) for seed in range(3)]
    linear = baselines(classed(), measured(2), chips)['LINEAR']
    for number, image in enumerate(made(linear, np.where(np.eye(4), 1.0, -1.0)[:, :, None]).transpose(1, 0, 2)):
        of_class = pixels(chips, 0)[number] > 0
        np.testing.assert_allclose(image[:, 0], pixels(chips, 1)[:, of_class].mean(axis=1), atol=1e-9)


def test_copying_keeps_values_of_the_same_kind_whatever_their_scaling():
    a = replace(measured(2, 'int16'), scaling=(Scaling(0, 100), Scaling(-50, 50)))
    b = replace(measured(2, 'int16'), scaling=(Scaling(0, 200), Scaling(-200, 200)))
    values = np.random.default_rng(0).integers(1, 49, (2, SIDE, SIDE)).astype('int16')
    image = made(baselines(a, b, [(chip(2, 0), chip(2, 1))])['COPY'], a.encode(values, np.ones((SIDE, SIDE), bool)))
    np.testing.assert_array_equal(b.decode(image), values)


def test_other_bands_are_copied_as_their_mean_with_the_spread_of_the_target():
    chips = [(chip(3, seed), (0.2 * chip(1, seed + 50) + 0.3)) for seed in range(3)]
    copy = baselines(measured(3), measured(1), chips)['COPY']
    images = np.stack([made(copy, a) for a, _ in chips])
    target = pixels(chips, 1)
    assert images.mean() == pytest.approx(target.mean(), abs=1e-6)
    assert images.std() == pytest.approx(target.std(), abs=1e-6)
    greys = np.stack([a.mean(axis=0) for a, _ in chips])
    assert np.corrcoef(images.ravel(), greys.ravel())[0, 1] == pytest.approx(1)


def test_a_constant_input_copies_to_the_mean():
    chips = [(np.full((3, SIDE, SIDE), 0.25, dtype='float32'), chip(1, 1))]
    image = made(baselines(measured(3), measured(1), chips)['COPY'], chips[0][0])
    np.testing.assert_allclose(image, chips[0][1].mean(dtype=float), atol=1e-6)


def test_the_most_frequent_class_is_everywhere():
    chips = [(chip(2, seed), one_hot(seed)) for seed in range(2)]
    found = baselines(measured(2), classed(), chips)
    assert found.keys() == {'MAJORITY', 'LINEAR'}
    assert (made(found['MAJORITY'], chip(2, 9)).argmax(axis=0) == 1).all()
    assert 'house' in found['MAJORITY'].description


def test_classes_are_not_copied():
    assert 'COPY' not in baselines(classed(), measured(1), [(one_hot(0), chip(1, 0))])


def test_pixels_without_data_do_not_count():
    valid = np.zeros((SIDE, SIDE), dtype=bool)
    valid[:, :5] = True
    b = chip(1, 1)
    hidden = np.where(valid, b, np.float32(np.nan))
    mean = baselines(measured(1), measured(1), [(chip(1, 0), hidden)], valid)['MEAN']
    assert mean.offsets == pytest.approx([b[0, valid].mean(dtype=float)])
    assert baselines(measured(1), measured(1), [(chip(1, 0), b)], ~valid & valid) == {}


def parts(dataset) -> list[Chips]:
    return [Chips(SatganFolder(dataset), part) for part in ('train', 'validation')]


def test_a_colour_per_class_is_found_by_regression_and_beats_a_bad_model():
    steps = []
    train, judged = parts(easy_dataset())
    compared = compare(train, judged, lambda a: torch.zeros(1, 3, SIZE, SIZE), steps.append)
    scores = {baseline.name: figures for baseline, figures in compared.baselines}
    assert scores['LINEAR'].mae < 1e-6 < scores['MEAN'].mae
    assert steps == [pytest.approx(done / 20) for done in range(1, 21)]
    told = list(compared.defeats())
    assert (
        f'a linear regression of each band on the input, pixel by pixel: MAE {compared.model.mae:.4g} against'
        in told[-1]
    )


def test_a_perfect_model_loses_against_none_and_each_chip_has_its_own_figures():
    train, judged = parts(few_chips())
    answers = iter(judged.names)
    perfect = compare(train, judged, lambda a: judged.encoded(next(answers))[1][None], lambda share: None)
    assert list(perfect.defeats()) == []
    assert perfect.model.mae == 0
    compared = compare(train, judged, lambda a: a, lambda share: None)
    for name in judged.names:
        a, b, valid = (layer[None] for layer in judged.encoded(name))
        alone = Metrics(judged.dataset.b)
        alone.update(a, b, valid)
        assert compared.chips[name] == alone.scores()
    copy = {baseline.name: figures for baseline, figures in compared.baselines}['COPY']
    assert copy.mae == pytest.approx(compared.model.mae)


def test_classes_are_compared_by_their_accuracy():
    folder = new_folder('classes')
    a = write_raster(folder / 'a.tif', blocks(2 * SIZE, 2 * SIZE, seed=1) * 20)
    palette = {0: (0, 0, 0, 255), 7: (9, 9, 9, 255)}
    b = write_raster(folder / 'b.tif', blocks(2 * SIZE, 2 * SIZE, values=(0, 0, 0, 7)), palette=palette)
    train, judged = parts(exported(a, b, validation=0.5))
    rare = torch.tensor([-1.0, 1.0]).reshape(1, 2, 1, 1).expand(1, 2, SIZE, SIZE)
    wrong = compare(train, judged, lambda a: rare, lambda share: None)
    frequent = {baseline.name: figures for baseline, figures in wrong.baselines}['MAJORITY']
    assert frequent.accuracy == pytest.approx(1 - wrong.model.accuracy)
    assert frequent.accuracy > 0.6
    assert f'accuracy {wrong.model.accuracy:.4g} against {frequent.accuracy:.4g}.' in next(wrong.defeats())

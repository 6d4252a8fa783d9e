"""FID and KID: by hand, against the matrix root, from chips of any bands."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.linalg
import torch
from torchmetrics.image.fid import FrechetInceptionDistance

from core.errors import SatganError
from core.translation.distances import Distances, FeatureCollector, frechet_distance, kernel_distance
from core.translation.extractor import Extractor
from tests.core.extractors_made import mean_colours
from tests.core.models_made import LEGEND, blocks, classed, measured

SIDE = 16


def features(count: int, width: int, seed: int, shift: float = 0) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(shift, 1 + seed, (count, width)))


class TestFrechetDistance:
    def test_of_one_feature_it_is_that_of_two_bell_curves(self):
        # Means 2 and 7; variances, of n - 1, 4 and 16: (2 - 7)² + (2 - 4)².
        fake, real = torch.tensor([[0.0], [2.0], [4.0]]).double(), torch.tensor([[3.0], [7.0], [11.0]]).double()
        assert frechet_distance(fake, real) == pytest.approx(29)

    def test_it_is_that_of_the_matrix_root(self):
        fake, real = features(40, 5, 0), features(60, 5, 1, shift=0.5)
        one, other = np.cov(fake.T), np.cov(real.T)
        root = scipy.linalg.sqrtm(one @ other).real
        means = ((fake.mean(dim=0) - real.mean(dim=0)) ** 2).sum()
        assert frechet_distance(fake, real) == pytest.approx(float(means) + np.trace(one + other - 2 * root))

    def test_torchmetrics_finds_the_same(self):
        class AsGiven(torch.nn.Identity):
            num_features = 6

        metric = FrechetInceptionDistance(feature=AsGiven())
        fake, real = features(50, 6, 2), features(50, 6, 3)
        metric.update(real, real=True)
        metric.update(fake, real=False)
        assert frechet_distance(fake, real) == pytest.approx(float(metric.compute()))

    def test_alike_is_zero_with_fewer_chips_than_features(self):
        fake = features(4, 30, 0)
        assert frechet_distance(fake, fake) == pytest.approx(0, abs=1e-9)
        assert frechet_distance(fake, fake + 2) == pytest.approx(30 * 2**2)


class TestKernelDistance:
    def test_two_chips_by_hand(self):
        # k(x, y) = (xy + 1)³. Real 0, 1: k = 1. Fake 1, 2: k = 27. Across: 1, 1, 8, 27, in the mean 37 / 4.
        fake, real = torch.tensor([[1.0], [2.0]]).double(), torch.tensor([[0.0], [1.0]]).double()
        mean, deviation = kernel_distance(fake, real)
        assert mean == pytest.approx(1 + 27 - 2 * 37 / 4)
        assert deviation == pytest.approx(0, abs=1e-9)

    def test_it_is_the_unbiased_estimate_in_the_mean_over_subsets(self):
        fake, real = features(300, 4, 0), features(300, 4, 0, shift=1)
        one, other, across = (((x @ y.T) / 4 + 1) ** 3 for x, y in ((fake, fake), (real, real), (fake, real)))
        own = sum((k.sum() - k.trace()) / (300 * 299) for k in (one, other))
        mean, deviation = kernel_distance(fake, real)
        assert deviation > 0
        assert mean == pytest.approx(float(own - 2 * across.mean()), abs=4 * deviation / 100**0.5)

    def test_chance_is_the_same_in_every_run_and_that_of_others_untouched(self):
        fake, real = features(20, 3, 0), features(20, 3, 1)
        torch.manual_seed(5)
        expected = torch.rand(1)
        torch.manual_seed(5)
        first = kernel_distance(fake, real)
        assert torch.rand(1) == expected
        assert kernel_distance(fake, real) == first


def collected(target, folder, pairs) -> FeatureCollector:
    collector = FeatureCollector(target, Extractor(str(mean_colours(folder / 'f.onnx'))))
    for fake, real, valid in pairs:
        collector.update(fake, real, valid)
    return collector


def chips(bands: int, seed: int, count: int = 3) -> list[torch.Tensor]:
    random = torch.Generator().manual_seed(seed)
    return [torch.rand(bands, SIDE, SIDE, generator=random) * 2 - 1 for _ in range(count)]


EVERYWHERE = torch.ones(1, SIDE, SIDE, dtype=torch.bool)


def colour(values: torch.Tensor) -> np.ndarray:
    """Return the mean of each band as a share of white, as nearly as 8 bits tell it."""
    return (values.numpy().mean(axis=(1, 2)) + 1) / 2


class TestChips:
    @pytest.mark.parametrize(
        ('names', 'order'), [(('red', 'green', 'blue'), [0, 1, 2]), (('blue', 'green', 'red'), [2, 1, 0])]
    )
    def test_three_bands_are_colours(self, tmp_path, names, order):
        fakes, reals = chips(3, 0), chips(3, 1)
        collector = collected(
            measured(3, names=names), tmp_path, [(f, r, EVERYWHERE) for f, r in zip(fakes, reals, strict=True)]
        )
        fake, real = (torch.tensor(np.array([colour(chip)[order] for chip in side])) for side in (fakes, reals))
        assert collector.distances().fid == pytest.approx(frechet_distance(fake, real), rel=0.1, abs=1e-5)

    @pytest.mark.parametrize('bands', [1, 2, 4])
    def test_each_of_other_bands_is_looked_at_as_grey(self, tmp_path, bands):
        # Chips of one value each, which 8 bits hold: real ones are black and white, generated ones all black.
        shades = [torch.full((bands, SIDE, SIDE), value) for value in (-1.0, 1.0)]
        pairs = [(shades[0], real, EVERYWHERE) for real in shades]
        distances = collected(measured(bands), tmp_path, pairs).distances()
        # Of each of three equal features: means 0 and 1/2; of all: variances 0 and 3 · 1/2.
        assert distances.fid == pytest.approx(3 / 4 + 3 / 2)
        assert distances.chips == 2

    def test_bands_count_alike(self, tmp_path):
        black, white = (torch.full((1, SIDE, SIDE), value) for value in (-1.0, 1.0))
        pairs = [(torch.cat([black, real]), torch.cat([real, real]), EVERYWHERE) for real in (black, white)]
        assert collected(measured(2), tmp_path, pairs).distances().fid == pytest.approx((3 / 4 + 3 / 2) / 2)

    def test_classes_are_seen_in_their_palette(self, tmp_path):
        values = blocks(SIDE, SIDE, values=(1,))[0]
        house = torch.from_numpy(np.where(values == np.array(LEGEND.values)[:, None, None], 1.0, -1.0))
        water = house.flip(0)[[0, 2, 1, 3]]
        distances = collected(classed(), tmp_path, [(house, water, EVERYWHERE)] * 2).distances()
        shown = [LEGEND.colours[int(chip[:, 0, 0].argmax())] for chip in (house, water)]
        assert distances.fid == pytest.approx(((np.subtract(*np.array(shown)) / 255) ** 2).sum(), rel=1e-5)

    def test_pixels_without_data_do_not_count(self, tmp_path):
        valid = EVERYWHERE.clone()
        valid[:, :, SIDE // 2 :] = False
        reals = chips(4, 0)
        fakes = [torch.where(valid, real, torch.nan) for real in reals]
        distances = collected(
            measured(4), tmp_path, [(f, r, valid) for f, r in zip(fakes, reals, strict=True)]
        ).distances()
        assert distances.fid == pytest.approx(0, abs=1e-9)

    def test_one_chip_is_no_set(self, tmp_path):
        [chip] = chips(3, 0, count=1)
        with pytest.raises(
            SatganError, match=r'compare sets of chips, but there is 1 to judge by\. Choose another part'
        ):
            collected(measured(3), tmp_path, [(chip, chip, EVERYWHERE)]).distances()


def test_few_chips_are_no_ground_for_comparing_with_others():
    few = Distances(chips=2047, fid=1, kid=2, kid_std=3)
    assert 'measured on 2047 chips' in few.caveat and 'cannot be compared with published figures' in few.caveat
    assert replace(few, chips=2048).caveat == ''

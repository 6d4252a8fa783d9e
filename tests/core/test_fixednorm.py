"""Norms whose statistics are fixed: by one batch, each layer by what the fixed layers before it make of that batch."""

import numpy as np
import pytest
import torch
from torch import nn

from core.networks import build_generator, initialise
from core.networks.fixednorm import FixedNorm, fix_norms, measure_each_image


def batch(count: int, seed: int, side: int = 16) -> torch.Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def plainly_normed(values: np.ndarray, groups: int, moments: list) -> np.ndarray:
    """Normalise (N, C, H, W) by the moments at hand, or by its own ones, which are then kept."""
    grouped = values.reshape(len(values), groups, -1)
    if not moments:
        moments += [grouped.mean(axis=(0, 2), keepdims=True), grouped.var(axis=(0, 2), keepdims=True)]
    mean, variance = moments
    return ((grouped - mean) / np.sqrt(variance + 1e-5)).reshape(values.shape)


NORMS = [
    (lambda: nn.BatchNorm2d(8), 8),
    (lambda: nn.InstanceNorm2d(8), 8),
    (lambda: nn.InstanceNorm2d(8, affine=True), 8),
    (lambda: nn.GroupNorm(2, 8), 2),
]


@pytest.mark.parametrize(('make', 'groups'), NORMS, ids=['batch', 'instance', 'instance_affine', 'group'])
@torch.no_grad()
def test_the_first_batch_fixes_the_statistics_of_both_layers(make, groups):
    torch.manual_seed(1)
    first, second = nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)
    norms = make(), make()
    scales = [torch.ones(8) if norm.weight is None else norm.weight.uniform_(0.5, 2) for norm in norms]
    network = nn.Sequential(first, norms[0], nn.ReLU(), second, norms[1]).eval()
    layers = fix_norms(network)
    assert [type(layer) for layer in layers] == [FixedNorm, FixedNorm]
    kept: tuple[list, list] = ([], [])
    for images in (batch(4, 1), batch(1, 2), batch(3, 3)):
        found = network(images)
        inner = plainly_normed(first(images).double().numpy(), groups, kept[0]) * scales[0].numpy().reshape(-1, 1, 1)
        outer = second(torch.from_numpy(inner).float().relu())
        expected = plainly_normed(outer.double().numpy(), groups, kept[1]) * scales[1].numpy().reshape(-1, 1, 1)
        np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize('norm', ['batch', 'instance', 'instance_affine', 'group'])
@pytest.mark.parametrize('name', ['unet128', 'resnet6'])
@torch.no_grad()
def test_a_single_image_gives_what_norms_of_each_image_make_of_it(name, norm):
    torch.manual_seed(0)
    fixed, measuring = (build_generator(name, 3, 2, filters=4, norm=norm).eval() for _ in range(2))
    initialise(fixed)
    measuring.load_state_dict(fixed.state_dict())
    measure_each_image(measuring)
    fix_norms(fixed)
    image = batch(1, 5, side=128)
    torch.testing.assert_close(fixed(image), measuring(image), atol=1e-5, rtol=0)


@torch.no_grad()
def test_batch_norms_that_measure_each_image_are_those_that_train_with_one():
    torch.manual_seed(0)
    training, measuring = (build_generator('resnet6', 3, 3, filters=4, dropout=False) for _ in range(2))
    initialise(training)
    measuring.load_state_dict(training.state_dict())
    measure_each_image(measuring.eval())
    images = batch(3, 5, side=32)
    expected = torch.cat([training.train()(image[None]) for image in images])
    torch.testing.assert_close(measuring(images), expected, atol=1e-5, rtol=0)
    assert not list(fix_norms(build_generator('resnet6', 3, 3, filters=4, norm='none')))

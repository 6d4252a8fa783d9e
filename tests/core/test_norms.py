"""Fixed batch-norm statistics: what they are worked out to, and which chips they come from."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core.networks import build_generator, initialise
from core.training.norms import fix_statistics, statistics_batches


def two_layers() -> nn.Sequential:
    """Return a network of two convolutions, each with a batch norm, and with dropout between them."""
    torch.manual_seed(0)
    norms = nn.BatchNorm2d(4), nn.BatchNorm2d(2)
    return nn.Sequential(nn.Conv2d(3, 4, 3), norms[0], nn.ReLU(), nn.Dropout(0.5), nn.Conv2d(4, 2, 3), norms[1])


def images(count: int, seed: int) -> torch.Tensor:
    return torch.rand(count, 3, 12, 12, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def plain_moments(values: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and variance of each channel."""
    channels = values.detach().double().numpy().transpose(1, 0, 2, 3).reshape(values.shape[1], -1)
    return channels.mean(axis=1), channels.var(axis=1)


def test_statistics_are_the_mean_over_the_batches():
    network, batches = two_layers(), [images(4, 1), images(4, 2), images(3, 3)]
    first, second = [], []
    with torch.no_grad():
        for batch in batches:
            convolved = network[0](batch)
            first.append(plain_moments(convolved))
            mean, variance = (torch.tensor(figures).reshape(1, -1, 1, 1) for figures in first[-1])
            normed = ((convolved - mean) / torch.sqrt(variance + 1e-5)).float()
            second.append(plain_moments(network[4](normed.relu())))  # dropout is off
    fix_statistics(network, batches)
    for layer, moments in ((network[1], first), (network[5], second)):
        means, variances = (np.mean(figures, axis=0) for figures in zip(*moments, strict=True))
        np.testing.assert_allclose(layer.running_mean, means, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(layer.running_var, variances, rtol=1e-4)


def test_what_was_there_before_does_not_matter():
    network = two_layers()
    fix_statistics(network, [images(4, 1)])
    expected = {name: value.clone() for name, value in network.state_dict().items()}
    network.train()
    for seed in range(5):
        network(images(2, seed) * 3)
    fix_statistics(network, [images(4, 1)])
    for name, value in network.state_dict().items():
        assert torch.equal(value, expected[name]), name


def test_the_network_is_left_ready_to_be_applied():
    network = two_layers()
    fix_statistics(network, [images(4, 1)])
    assert not any(module.training for module in network.modules())
    assert torch.equal(network(images(1, 5)), network(images(1, 5)))
    alone, together = network(images(2, 5)[:1]), network(images(2, 5))[:1]
    torch.testing.assert_close(alone, together)


def test_training_goes_on_as_before():
    network = two_layers()
    fix_statistics(network, [images(4, 1)])
    assert [network[1].momentum, network[5].momentum] == [0.1, 0.1]
    network.train()
    before = network[1].running_mean.clone()
    convolved = network[0](images(4, 2))
    network(images(4, 2))
    expected = 0.9 * before + 0.1 * convolved.mean(dim=(0, 2, 3))
    torch.testing.assert_close(network[1].running_mean, expected)


def test_no_gradients_are_kept():
    network = two_layers()
    fix_statistics(network, [images(4, 1)])
    assert all(weight.grad is None for weight in network.parameters())


@pytest.mark.parametrize('norm', ['instance', 'none'])
def test_without_batch_norms_no_input_is_needed(norm):
    network = build_generator('unet128', 3, 3, filters=4, norm=norm)
    initialise(network)
    taken = []
    fix_statistics(network, (taken.append(i) or images(1, i) for i in range(3)))
    assert taken == []
    assert not network.training


def test_a_batch_of_one_is_enough_for_the_smallest_chip():
    network = build_generator('unet128', 3, 3, filters=4)
    initialise(network)
    fix_statistics(network, [torch.rand(1, 3, 128, 128)])
    assert all(bool(torch.isfinite(value).all()) for value in network.state_dict().values())


@given(st.integers(1, 400), st.sampled_from([128, 256, 512, 1024]), st.integers(1, 100))
def test_chips_are_spread_evenly_over_batches_of_equal_size(count, side, batch_size):
    names = [f'{number:04d}' for number in range(count)]
    batches = statistics_batches(names, side, batch_size)
    chosen = sorted(name for batch in batches for name in batch)
    assert len(chosen) == len(set(chosen)) == min(count, 64)
    assert set(chosen) <= set(names)
    sizes = {len(batch) for batch in batches}
    assert max(sizes) <= min(batch_size, {128: 32, 256: 8, 512: 2, 1024: 1}[side])
    assert max(sizes) - min(sizes) <= 1
    steps = np.diff([int(name) for name in chosen])
    assert not len(steps) or max(steps) - min(steps) <= 1
    assert int(chosen[0]) == 0


def test_neighbouring_chips_come_into_different_batches():
    assert statistics_batches(list('abcdefghijkl'), 256, batch_size=8) == [list('acegik'), list('bdfhjl')]

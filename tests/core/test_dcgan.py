"""The training step of DCGAN: both presets written out plainly, and that it can be broken off and gone on with."""

from __future__ import annotations

import copy
import io

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from core.gans import diffaugment
from core.gans.dcgan import DCGAN, RULES
from core.gans.diffaugment import augment_differentiably
from core.gans.keras_rmsprop import KerasRMSprop
from core.networks import PRESETS

NOISE = 6


def gan(preset: str, **more) -> DCGAN:
    """Return small networks of a preset, in double precision so that rounding does not hide a mistake."""
    torch.manual_seed(1)
    family = PRESETS[preset]
    networks = family.generator(NOISE, 2, filters=2).double(), family.discriminator(2, filters=2).double()
    for network in networks:
        family.initialise(network)
    return DCGAN(*networks, rule=RULES[preset], **more)


def batch(preset: str, step: int) -> tuple[Tensor, Tensor]:
    """Return real images and noise."""
    side, random = PRESETS[preset].chip_size, torch.Generator().manual_seed(step)
    real = torch.rand(4, 2, side, side, generator=random, dtype=torch.float64) * 2 - 1
    return real, torch.randn(4, NOISE, generator=random, dtype=torch.float64)


def weights(network: nn.Module) -> Tensor:
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


class PlainAdam:
    """Adam as Kingma and Ba wrote it, with the first moment of the DCGAN paper."""

    def __init__(self, network: nn.Module, rate: float) -> None:
        self.weights, self.rate = list(network.parameters()), rate
        self.first = [torch.zeros_like(w) for w in self.weights]
        self.second = [torch.zeros_like(w) for w in self.weights]
        self.steps = 0

    def step(self, gradients: tuple[Tensor, ...]) -> None:
        self.steps += 1
        for index, (weight, slope) in enumerate(zip(self.weights, gradients, strict=True)):
            self.first[index] = 0.5 * self.first[index] + 0.5 * slope
            self.second[index] = 0.999 * self.second[index] + 0.001 * slope**2
            mean, square = self.first[index] / (1 - 0.5**self.steps), self.second[index] / (1 - 0.999**self.steps)
            weight.data -= self.rate * mean / (square**0.5 + 1e-8)


class PlainRMSprop:
    """RMSprop as Keras 2 documents it, with clipvalue 1 and decay 1e-7."""

    def __init__(self, network: nn.Module, rate: float) -> None:
        self.weights, self.rate = list(network.parameters()), rate
        self.squares = [torch.zeros_like(w) for w in self.weights]
        self.steps = 0

    def step(self, gradients: tuple[Tensor, ...]) -> None:
        rate = self.rate / (1 + 1e-7 * self.steps)
        self.steps += 1
        for index, (weight, slope) in enumerate(zip(self.weights, gradients, strict=True)):
            clipped = slope.clamp(-1, 1)
            self.squares[index] = 0.9 * self.squares[index] + 0.1 * clipped**2
            weight.data -= rate * clipped / (self.squares[index] ** 0.5 + 1e-7)


def plain_step(generator, discriminator, optimisers, factor: float, real: Tensor, noise: Tensor) -> dict[str, float]:
    """Train both networks by one step of the published recipes, written out plainly."""
    of_generator, of_discriminator = optimisers
    fake = generator(noise)
    d_real = -discriminator(real).sigmoid().log().mean()
    d_fake = -(1 - discriminator(fake.detach()).sigmoid()).log().mean()
    of_discriminator.step(torch.autograd.grad(factor * (d_real + d_fake), list(discriminator.parameters())))
    g_gan = -discriminator(fake).sigmoid().log().mean()
    of_generator.step(torch.autograd.grad(g_gan, list(generator.parameters())))
    return {'D_real': d_real.item(), 'D_fake': d_fake.item(), 'G_GAN': g_gan.item()}


@pytest.mark.parametrize(
    ('preset', 'optimiser', 'rates', 'factor'),
    [('dcgan64', PlainAdam, (2e-4, 2e-4), 1.0), ('keras80', PlainRMSprop, (3e-4, 6e-4), 0.5)],
)
def test_two_steps_equal_the_recipe_written_plainly(preset, optimiser, rates, factor):
    ours = gan(preset)
    plain = copy.deepcopy(ours.generator), copy.deepcopy(ours.discriminator)
    optimisers = tuple(optimiser(network, rate) for network, rate in zip(plain, rates, strict=True))
    for step in range(2):
        torch.manual_seed(step)  # the dropout of keras80
        losses = ours.training_step(*batch(preset, step))
        torch.manual_seed(step)
        expected = plain_step(*plain, optimisers, factor, *batch(preset, step))
        assert {name: loss.item() for name, loss in losses.items()} == pytest.approx(expected, abs=1e-6)
    assert (weights(ours.generator) - weights(plain[0])).abs().max() < 1e-6
    assert (weights(ours.discriminator) - weights(plain[1])).abs().max() < 1e-6


@pytest.mark.parametrize('preset', PRESETS)
def test_the_discriminator_is_left_alone_while_the_generator_learns(preset):
    ours = gan(preset)
    seen = []
    ours.discriminator.register_forward_hook(lambda network, inputs, scores: seen.append(weights(network)))
    ours.training_step(*batch(preset, 0))
    on_real, on_fake, for_generator = seen
    assert torch.equal(on_real, on_fake) and not torch.equal(on_fake, for_generator)
    assert torch.equal(for_generator, weights(ours.discriminator))


def test_losses_stay_finite_over_twenty_steps_of_keras80():
    ours = gan('keras80')
    losses = [ours.training_step(*batch('keras80', step)) for step in range(20)]
    assert all(loss.isfinite() for row in losses for loss in row.values())


@pytest.mark.parametrize(('preset', 'factor'), [('dcgan64', 1), ('keras80', 2)])
def test_the_rates_keep_their_ratio(preset, factor):
    ours = gan(preset)
    ours.set_learning_rate(0.001)
    rates = {name: optimiser.param_groups[0]['lr'] for name, optimiser in ours.optimisers.items()}
    assert rates == {'generator_optimiser': 0.001, 'discriminator_optimiser': factor * 0.001}


@pytest.mark.parametrize('preset', PRESETS)
def test_a_training_that_was_broken_off_goes_on_exactly(preset):
    whole, first, second = gan(preset), gan(preset), gan(preset)
    for step in range(4):
        torch.manual_seed(step)
        whole.training_step(*batch(preset, step))
        if step == 2:
            file = io.BytesIO()
            torch.save(first.state_dict(), file)
            file.seek(0)
            second.load_state_dict(torch.load(file, weights_only=True))
        torch.manual_seed(step)
        (first if step < 2 else second).training_step(*batch(preset, step))
    assert torch.equal(weights(whole.generator), weights(second.generator))
    assert torch.equal(weights(whole.discriminator), weights(second.discriminator))


def test_what_the_discriminator_sees_is_augmented_for_both_networks():
    seen = []

    def noted(images):
        seen.append(images)
        return -images

    ours = gan('dcgan64', augment=noted)
    inputs = []
    ours.discriminator.register_forward_hook(lambda network, given, scores: inputs.append(given[0]))
    real, noise = batch('dcgan64', 0)
    ours.training_step(real, noise)
    assert len(seen) == 3 and torch.equal(seen[0], real) and torch.equal(seen[1], seen[2])
    assert all(torch.equal(given, -images) for given, images in zip(inputs, seen, strict=True))


# --- RMSprop of Keras


def test_a_gradient_is_clipped_and_the_rate_falls():
    weight = nn.Parameter(torch.tensor([1.0, 1.0], dtype=torch.float64))
    optimiser = KerasRMSprop([weight], 0.1, clip=1.0, decay=0.5)
    for _ in range(2):
        weight.grad = torch.tensor([50.0, -0.5], dtype=torch.float64)
        optimiser.step()
    # By hand: the mean squares are 0.1 and 0.19 times those of 1 and -0.5, the rates 0.1 and 0.1 / 1.5.
    moved = 0.1 / 0.1**0.5 + 0.1 / 1.5 / 0.19**0.5
    assert weight.detach().tolist() == pytest.approx([1 - moved, 1 + moved], abs=1e-6)
    assert optimiser.param_groups[0]['lr'] == 0.1


# --- Differentiable augmentation


def test_augmentation_without_colour_only_moves_and_cuts():
    torch.manual_seed(0)
    image = torch.arange(1.0, 257.0).reshape(1, 1, 16, 16)
    changed = augment_differentiably(image.expand(200, 1, 16, 16), colour=False)
    rows, columns = set(), set()
    for each in changed[:, 0]:
        kept = each[each != 0].long() - 1
        row, column = torch.nonzero(each, as_tuple=True)
        shifts = row - kept // 16, column - kept % 16
        assert all(len(shift.unique()) == 1 for shift in shifts)
        rows.add(int(shifts[0][0]))
        columns.add(int(shifts[1][0]))
        assert len(kept) < 14 * 14 + 60 and len(kept) > 256 - 64 - 60 - 1
    assert rows == columns == {-2, -1, 0, 1, 2}


@pytest.mark.parametrize('chance', [0.0, 0.5, 1.0])
def test_colour_is_that_of_the_paper(monkeypatch, chance):
    monkeypatch.setattr(diffaugment, '_chance', lambda images: torch.full((len(images), 1, 1, 1), chance))
    image = torch.rand(1, 3, 8, 8) * 2 - 1
    expected = image.numpy() + chance - 0.5
    expected = expected.mean(axis=1, keepdims=True) * (1 - 2 * chance) + expected * 2 * chance
    expected = expected.mean() + (expected - expected.mean()) * (chance + 0.5)
    coloured = diffaugment._contrast(diffaugment._saturation(diffaugment._brightness(image)))
    np.testing.assert_allclose(coloured.numpy(), expected, atol=1e-6)


def test_each_image_is_changed_in_its_own_way():
    torch.manual_seed(0)
    image = torch.rand(1, 3, 8, 8) * 2 - 1
    changed = augment_differentiably(image.expand(50, 3, 8, 8))
    assert len({tuple(each.flatten().tolist()) for each in changed}) == 50


def test_gradients_pass_through_the_augmentation():
    images = (torch.rand(3, 2, 16, 16) * 2 - 1).requires_grad_()
    augment_differentiably(images).sum().backward()
    assert images.grad.abs().sum(dim=(1, 2, 3)).min() > 0

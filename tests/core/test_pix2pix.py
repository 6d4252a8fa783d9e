"""The training step of pix2pix: what it computes, in which order, and that it can be broken off and gone on with."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from lightning_fabric import Fabric
from torch import Tensor, nn

from core.gans.losses import ssim_loss
from core.gans.pix2pix import Pix2Pix
from core.networks import PatchGAN, UNet, build_discriminator, initialise

SIZE = 32


def networks(seed: int = 0) -> tuple[UNet, PatchGAN]:
    """Return a small initialised generator (2 to 3 bands) and its discriminator."""
    random = torch.Generator().manual_seed(seed)
    generator = UNet(2, 3, downs=3, filters=8, dropout=False)
    discriminator = PatchGAN(5, layers=2, filters=8)
    initialise(generator, random)
    initialise(discriminator, random)
    return generator, discriminator


def batch(seed: int = 0, count: int = 2) -> tuple[Tensor, Tensor]:
    """Return inputs and targets in [-1, 1]."""
    random = torch.Generator().manual_seed(seed)
    a = torch.rand(count, 2, SIZE, SIZE, generator=random) * 2 - 1
    return a, torch.rand(count, 3, SIZE, SIZE, generator=random) * 2 - 1


def left_half_valid(count: int = 2) -> Tensor:
    """Return a mask with data in the left half only."""
    valid = torch.zeros(count, 1, SIZE, SIZE, dtype=torch.bool)
    valid[..., : SIZE // 2] = True
    return valid


def weights(network: nn.Module) -> Tensor:
    """Return a copy of all trainable weights in one row."""
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def numbers(losses: dict[str, Tensor]) -> dict[str, float]:
    """Return the losses as plain numbers."""
    return {name: value.item() for name, value in losses.items()}


class Recorder:
    """Notes what a network is given, what it returns and how it stands, at every pass."""

    def __init__(self, network: nn.Module) -> None:
        """Listen to a network."""
        self.inputs: list[Tensor] = []
        self.outputs: list[Tensor] = []
        self.weights: list[Tensor] = []
        self.frozen: list[bool] = []
        network.register_forward_hook(self._note)

    def _note(self, network: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
        self.inputs.append(inputs[0].detach().clone())
        self.outputs.append(output)
        self.weights.append(weights(network))
        self.frozen.append(not any(weight.requires_grad for weight in network.parameters()))


def plain_step(
    generator: nn.Module, discriminator: nn.Module, optimisers: tuple, a: Tensor, b: Tensor, real_score: Callable
) -> dict[str, float]:
    """Train both networks by one step of the published recipe, written out plainly."""
    of_generator, of_discriminator = optimisers
    fake = generator(a)
    d_fake = real_score(discriminator(torch.cat([a, fake.detach()], 1)), 0.0)
    d_real = real_score(discriminator(torch.cat([a, b], 1)), 1.0)
    of_discriminator.zero_grad()
    ((d_fake + d_real) / 2).backward()
    of_discriminator.step()
    g_gan = real_score(discriminator(torch.cat([a, fake], 1)), 1.0)
    g_l1 = 100 * (fake - b).abs().mean()
    of_generator.zero_grad()
    (g_gan + g_l1).backward()
    of_generator.step()
    return {'D_fake': d_fake.item(), 'D_real': d_real.item(), 'G_GAN': g_gan.item(), 'G_L1': g_l1.item()}


def cross_entropy(scores: Tensor, wanted: float) -> Tensor:
    """Return the cross-entropy as the textbook writes it."""
    probability = torch.sigmoid(scores)
    return -(wanted * probability.log() + (1 - wanted) * (1 - probability).log()).mean()


def squares(scores: Tensor, wanted: float) -> Tensor:
    """Return the mean square of the distance."""
    return ((scores - wanted) ** 2).mean()


def margins(scores: Tensor, wanted: float) -> Tensor:
    """Return how far scores fall short of 1, or beyond -1."""
    return (1 - scores if wanted else 1 + scores).clamp(min=0).mean()


class TestStep:
    @pytest.mark.parametrize(('loss', 'score'), [('vanilla', cross_entropy), ('lsgan', squares)])
    def test_equals_the_recipe_written_plainly(self, loss: str, score: Callable) -> None:
        ours = Pix2Pix(*networks(), loss=loss)
        plain = networks()
        optimisers = tuple(torch.optim.Adam(n.parameters(), lr=0.0002, betas=(0.5, 0.999)) for n in plain)
        for step in range(3):
            losses = ours.training_step(*batch(step))
            expected = plain_step(*plain, optimisers, *batch(step), score)
            assert numbers(losses) == pytest.approx(expected, rel=1e-3)
        # Rounding turns the sign of a few tiny first gradients, and Adam makes whole steps of 2e-4 of them.
        assert (weights(ours.generator) - weights(plain[0])).abs().median() < 1e-6
        assert (weights(ours.discriminator) - weights(plain[1])).abs().median() < 1e-6

    def test_first_losses_of_random_data(self) -> None:
        generator, discriminator = UNet(3, 3, downs=7, filters=16), PatchGAN(6, filters=16)
        initialise(generator, torch.Generator().manual_seed(1))
        initialise(discriminator, torch.Generator().manual_seed(2))
        a = torch.rand(1, 3, 128, 128) * 2 - 1
        losses = Pix2Pix(generator, discriminator).training_step(a, a.flip(3))
        assert 45 < losses['G_L1'] < 70
        assert 0.3 < (losses['D_fake'] + losses['D_real']) / 2 < 1.5

    def test_hinge(self) -> None:
        gan = Pix2Pix(*networks(), loss='hinge')
        with torch.no_grad():
            gan.discriminator.model[0].weight *= 50  # scores on either side of the margins
        before = copy.deepcopy(gan.discriminator)
        recorder = Recorder(gan.discriminator)
        losses = gan.training_step(*batch())
        fake, real, _ = recorder.inputs
        torch.testing.assert_close(losses['D_fake'], margins(before(fake), 0.0))
        torch.testing.assert_close(losses['D_real'], margins(before(real), 1.0))
        torch.testing.assert_close(losses['G_GAN'], -recorder.outputs[2].detach().mean())

    def test_losses_of_several_scales_are_their_mean(self) -> None:
        generator, _ = networks()
        discriminator = build_discriminator(5, layers=2, scales=2, filters=8, norm='instance')
        gan = Pix2Pix(generator, discriminator, loss='lsgan')
        gan.prepare(Fabric(accelerator='cpu', devices=1))
        a, b = batch()
        with torch.no_grad():
            full, half = discriminator(torch.cat([a, b], 1))
        losses = gan.training_step(a, b)
        expected = (squares(full, 1.0) + squares(half, 1.0)) / 2
        torch.testing.assert_close(losses['D_real'], expected)
        assert abs(squares(full, 1.0) - squares(half, 1.0)) > 1e-4

    def test_further_losses_add_up(self) -> None:
        plain, ours = Pix2Pix(*networks()), Pix2Pix(*networks(), lambda_ssim=3.0, lambda_features=2.0)
        fake = copy.deepcopy(ours.generator)(batch()[0])
        expected = 3 * ssim_loss(fake, batch()[1])
        gradients: list[Tensor] = []
        for gan in (plain, ours):
            losses = gan.training_step(*batch())
            gradients.append(next(gan.generator.parameters()).grad)
        assert losses['G_SSIM'].item() == pytest.approx(expected.item(), rel=1e-5)
        assert losses['G_features'] > 0
        assert set(losses) == {'G_GAN', 'G_L1', 'G_SSIM', 'G_features', 'D_real', 'D_fake'}
        assert not torch.allclose(*gradients, rtol=1e-3)

    def test_losses_carry_no_graph(self) -> None:
        losses = Pix2Pix(*networks()).training_step(*batch())
        assert set(losses) == {'G_GAN', 'G_L1', 'D_real', 'D_fake'}
        assert all(value.shape == () and not value.requires_grad for value in losses.values())


def plain_features(discriminator: nn.Module, image: Tensor) -> list[Tensor]:
    """Return what each activation of a `PatchGAN` or `PixelGAN` lets through, layer by layer."""
    found = []
    for layer in next(discriminator.children()):
        image = layer(image)
        if isinstance(layer, nn.LeakyReLU):
            found.append(image)
    return found


class TestFeatures:
    @pytest.mark.parametrize(('layers', 'scales'), [(2, 1), (0, 1), (1, 3), (2, 2)])
    def test_equal_the_sum_of_pix2pixhd(self, layers: int, scales: int) -> None:
        discriminator = build_discriminator(5, layers=layers, scales=scales, filters=4, norm='instance')
        gan = Pix2Pix(networks()[0], discriminator, lambda_features=10.0)
        gan.prepare(Fabric(accelerator='cpu', devices=1))
        a, b = batch()
        fake = copy.deepcopy(gan.generator)(a)
        losses = gan.training_step(a, b)
        of_fake, of_real = torch.cat([a, fake], 1), torch.cat([a, b], 1)
        expected = 0.0
        for single in discriminator.scales if scales > 1 else [discriminator]:
            pairs = list(zip(plain_features(single, of_fake), plain_features(single, of_real), strict=True))
            assert len(pairs) == (layers + 1 if layers else 2)
            expected += sum(F.l1_loss(one, other) for one, other in pairs) * 4 / len(pairs) / scales
            of_fake, of_real = (
                F.avg_pool2d(image, 3, stride=2, padding=1, count_include_pad=False) for image in (of_fake, of_real)
            )
        assert losses['G_features'].item() == pytest.approx(10 * expected.item(), rel=1e-4)

    def test_lead_the_generator_only(self) -> None:
        plain, matched = Pix2Pix(*networks(), lambda_l1=0), Pix2Pix(*networks(), lambda_l1=0, lambda_features=1e4)
        for gan in (plain, matched):
            gan.training_step(*batch())
        assert torch.equal(weights(plain.discriminator), weights(matched.discriminator))
        assert not torch.equal(weights(plain.generator), weights(matched.generator))

    def test_fall_when_nothing_else_counts(self) -> None:
        gan = Pix2Pix(*networks(), lambda_l1=0, lambda_features=1000.0, d_loss_factor=1e-12, learning_rate=0.002)
        gan.discriminator_optimiser.param_groups[0]['lr'] = 0.0
        losses = [gan.training_step(*batch())['G_features'].item() for _ in range(20)]
        assert losses[-1] < 0.9 * losses[0]

    def test_listening_ends(self) -> None:
        gan = Pix2Pix(*networks(), lambda_features=1.0)
        gan.training_step(*batch())
        assert not any(module._forward_hooks for module in gan.discriminator.modules())

    def test_need_a_discriminator(self) -> None:
        with pytest.raises(ValueError, match='only where there is a discriminator'):
            Pix2Pix(networks()[0], None, loss='none', lambda_features=1.0)


class TestOrder:
    @pytest.fixture
    def step(self) -> tuple[Pix2Pix, Recorder, Recorder, dict[str, Tensor], Tensor]:
        gan = Pix2Pix(*networks())
        before = weights(gan.discriminator)
        of_generator, of_discriminator = Recorder(gan.generator), Recorder(gan.discriminator)
        return gan, of_generator, of_discriminator, gan.training_step(*batch()), before

    def test_the_generator_passes_once_the_discriminator_three_times(self, step) -> None:
        _, of_generator, of_discriminator, _, _ = step
        assert (len(of_generator.inputs), len(of_discriminator.inputs)) == (1, 3)

    def test_the_discriminator_sees_a_before_b(self, step) -> None:
        _, of_generator, of_discriminator, _, _ = step
        a, b = batch()
        fake, real, fake_again = of_discriminator.inputs
        assert torch.equal(real, torch.cat([a, b], 1))
        assert torch.equal(fake, torch.cat([a, of_generator.outputs[0]], 1))
        assert torch.equal(fake_again, fake)

    def test_the_generator_meets_the_updated_discriminator(self, step) -> None:
        gan, _, of_discriminator, _, before = step
        first, second, third = of_discriminator.weights
        assert torch.equal(first, before)
        assert torch.equal(second, before)
        assert not torch.equal(third, before)
        assert torch.equal(third, weights(gan.discriminator)), 'the generator step must leave the discriminator alone'

    def test_the_discriminator_is_frozen_for_the_generator(self, step) -> None:
        gan, of_generator, of_discriminator, _, _ = step
        assert of_discriminator.frozen == [False, False, True]
        assert not torch.equal(of_generator.weights[0], weights(gan.generator))

    def test_the_generator_loss_is_that_of_the_updated_discriminator(self, step) -> None:
        gan, _, of_discriminator, losses, _ = step
        scores = gan.discriminator(of_discriminator.inputs[2])
        assert losses['G_GAN'].item() == pytest.approx(F.softplus(-scores).mean().item(), rel=1e-5)

    def test_the_discriminator_loss_leaves_the_generator_alone(self) -> None:
        generator, discriminator = networks()
        reached: list[bool] = []

        def backward(loss: Tensor) -> None:
            loss.backward()
            reached.append(any(w.grad is not None and bool(w.grad.any()) for w in generator.parameters()))

        Pix2Pix(generator, discriminator, backward=backward).training_step(*batch())
        assert reached == [False, True]

    def test_the_factor_slows_the_discriminator(self) -> None:
        gradients = []
        for factor in (0.5, 0.1):
            gan = Pix2Pix(*networks(), d_loss_factor=factor)
            gan.training_step(*batch())
            gradients.append(next(gan.discriminator.parameters()).grad.clone())
        torch.testing.assert_close(gradients[0], 5 * gradients[1])


class TestWithoutGan:
    def test_trains_l1_only(self) -> None:
        generator = networks()[0]
        gan = Pix2Pix(generator, None, loss='none', lambda_l1=10.0)
        a, b = batch()
        expected = 10 * (copy.deepcopy(generator)(a) - b).abs().mean().item()
        before = weights(generator)
        losses = gan.training_step(a, b)
        assert numbers(losses) == pytest.approx({'G_L1': expected})
        assert not torch.equal(weights(generator), before)

    def test_l1_falls(self) -> None:
        gan = Pix2Pix(networks()[0], None, loss='none', learning_rate=0.002)
        losses = [gan.training_step(*batch())['G_L1'].item() for _ in range(30)]
        assert losses[-1] < 0.9 * losses[0]

    @pytest.mark.parametrize('loss', ['none', 'vanilla'])
    def test_loss_and_discriminator_go_together(self, loss: str) -> None:
        generator, discriminator = networks()
        with pytest.raises(ValueError, match='A GAN loss needs a discriminator'):
            Pix2Pix(generator, discriminator if loss == 'none' else None, loss=loss)


class TestNodata:
    @pytest.mark.parametrize('garbage', [0.7, 1e6, float('nan')])
    def test_pixels_without_data_have_no_influence(self, garbage: float) -> None:
        valid, (a, b) = left_half_valid(), batch()
        results = []
        for filler in (0.0, garbage):
            gan = Pix2Pix(*networks())
            losses = gan.training_step(a, torch.where(valid, b, filler), valid)
            results.append((losses, weights(gan.generator), weights(gan.discriminator)))
        (losses, *expected), (other_losses, *found) = results
        assert losses == other_losses
        assert all(torch.equal(one, other) for one, other in zip(expected, found, strict=True))

    def test_generated_pixels_there_get_no_gradient(self) -> None:
        gan = Pix2Pix(*networks())
        gradients: list[Tensor] = []

        def listen(network: nn.Module, inputs: tuple[Tensor], output: Tensor) -> None:
            output.register_hook(gradients.append)

        gan.generator.register_forward_hook(listen)
        valid = left_half_valid()
        gan.training_step(*batch(), valid)
        assert len(gradients) == 1
        assert not gradients[0].masked_select(~valid).any()
        assert gradients[0].masked_select(valid).all()

    def test_real_and_fake_share_the_hole(self) -> None:
        gan = Pix2Pix(*networks())
        recorder = Recorder(gan.discriminator)
        valid = left_half_valid()
        a, b = batch()
        gan.training_step(a, b, valid)
        for shown in recorder.inputs:
            assert torch.equal(shown[:, :2], a)
            assert not shown[:, 2:].masked_select(~valid).any()
        assert torch.equal(recorder.inputs[1][:, 2:].masked_select(valid), b.masked_select(valid))

    @pytest.mark.parametrize('garbage', [1e6, float('nan')])
    def test_further_losses_do_not_see_them_either(self, garbage: float) -> None:
        valid, (a, b) = left_half_valid(), batch()
        results = []
        for filler in (0.0, garbage):
            gan = Pix2Pix(*networks(), lambda_ssim=10.0, lambda_features=10.0)
            losses = gan.training_step(a, torch.where(valid, b, filler), valid)
            results.append((losses, weights(gan.generator)))
        assert results[0][0] == results[1][0]
        assert torch.equal(results[0][1], results[1][1])

    def test_mask_that_hides_nothing(self) -> None:
        masks = (None, torch.ones(2, 1, SIZE, SIZE))
        plain, masked = (numbers(Pix2Pix(*networks()).training_step(*batch(), mask)) for mask in masks)
        assert masked == pytest.approx(plain, rel=1e-5)

    def test_batch_without_any_data(self) -> None:
        gan = Pix2Pix(*networks())
        losses = gan.training_step(*batch(), torch.zeros(2, 1, SIZE, SIZE))
        assert losses['G_L1'] == 0.0
        assert weights(gan.generator).isfinite().all()


class TestResume:
    def test_goes_on_as_if_never_stopped(self) -> None:
        straight = Pix2Pix(*networks())
        straight.training_step(*batch(1))
        file = io.BytesIO()
        torch.save(straight.state_dict(), file)
        expected = straight.training_step(*batch(2))

        resumed = Pix2Pix(*networks(seed=9))
        file.seek(0)
        resumed.load_state_dict(torch.load(file, weights_only=True))
        assert resumed.training_step(*batch(2)) == expected
        assert torch.equal(weights(resumed.generator), weights(straight.generator))
        assert torch.equal(weights(resumed.discriminator), weights(straight.discriminator))

    def test_learning_rate_after_a_resume(self) -> None:
        gan = Pix2Pix(*networks())
        gan.training_step(*batch())
        gan.load_state_dict(copy.deepcopy(gan.state_dict()))
        gan.set_learning_rate(0.0)
        before = weights(gan.generator), weights(gan.discriminator)
        gan.training_step(*batch(1))
        assert torch.equal(weights(gan.generator), before[0])
        assert torch.equal(weights(gan.discriminator), before[1])

    def test_state_of_another_memory_format(self) -> None:
        results = []
        for form in (torch.contiguous_format, torch.channels_last):
            first = Pix2Pix(*(network.to(memory_format=form) for network in networks()))
            first.training_step(*batch(1))
            second = Pix2Pix(*networks(seed=9))
            state = copy.deepcopy(first.state_dict())
            second.load_state_dict(state)
            # Told apart by the moments alone: start both from the same weights.
            initialise(second.generator, torch.Generator().manual_seed(4))
            start = weights(second.generator)
            second.training_step(*batch(2))
            results.append(weights(second.generator) - start)
        assert (results[0] - results[1]).abs().median() < 1e-6
        assert results[0].abs().median() > 1e-5

    def test_state_of_another_kind_of_training(self) -> None:
        state = Pix2Pix(*networks()).state_dict()
        with pytest.raises(ValueError, match=r'The state holds generator, discriminator, .*this training needs'):
            Pix2Pix(networks()[0], None, loss='none').load_state_dict(state)


class TestFabric:
    def test_32_bits_equal_the_step_without_fabric(self) -> None:
        plain, prepared = Pix2Pix(*networks()), Pix2Pix(*networks())
        prepared.prepare(Fabric(accelerator='cpu', devices=1, precision='32-true'))
        for step in range(2):
            assert prepared.training_step(*batch(step)) == plain.training_step(*batch(step))
        assert torch.equal(weights(prepared.generator), weights(plain.generator))
        assert list(prepared.state_dict()['generator']) == list(plain.state_dict()['generator'])

    def test_bf16_comes_close(self) -> None:
        plain, prepared = Pix2Pix(*networks()), Pix2Pix(*networks())
        prepared.prepare(Fabric(accelerator='cpu', devices=1, precision='bf16-mixed'))
        losses, expected = prepared.training_step(*batch()), plain.training_step(*batch())
        assert all(value.dtype == torch.float32 for value in losses.values())
        assert numbers(losses) == pytest.approx(numbers(expected), rel=0.05)
        assert weights(prepared.generator).dtype == torch.float32

    def test_resume(self) -> None:
        straight = Pix2Pix(*networks())
        straight.prepare(Fabric(accelerator='cpu', devices=1))
        straight.training_step(*batch(1))
        state = copy.deepcopy(straight.state_dict())
        resumed = Pix2Pix(*networks(seed=9))
        resumed.prepare(Fabric(accelerator='cpu', devices=1))
        resumed.load_state_dict(state)
        for gan in (straight, resumed):
            gan.set_learning_rate(0.001)
        assert resumed.training_step(*batch(2)) == straight.training_step(*batch(2))
        assert torch.equal(weights(resumed.generator), weights(straight.generator))

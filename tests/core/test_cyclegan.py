"""The training step of CycleGAN: what it computes, in which order, and that it can be broken off and gone on with."""

from __future__ import annotations

import io
import itertools

import pytest
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from core.gans.cyclegan import CycleGan, Way
from core.gans.pool import ImagePool
from core.networks import ResNet, build_discriminator, initialise

SIZE = 16


def networks(seed: int = 0, bands_b: int = 2, scales: int = 1) -> dict[str, nn.Module]:
    """Return small initialised networks from two bands to as many or others, by their names in the reference."""
    random = torch.Generator().manual_seed(seed)

    def discriminator(bands: int) -> nn.Module:
        return build_discriminator(bands, layers=1, scales=scales, filters=4, norm='instance')

    made = {
        'G_A': ResNet(2, bands_b, downs=2, blocks=1, filters=4, norm='instance', dropout=False),
        'G_B': ResNet(bands_b, 2, downs=2, blocks=1, filters=4, norm='instance', dropout=False),
        'D_A': discriminator(bands_b),
        'D_B': discriminator(2),
    }
    for network in made.values():
        initialise(network, random)
        for weight in network.parameters():  # so that the outputs, and with them the gradients, are not tiny
            weight.data *= 5
    return made


def made(seed: int = 0, pool: int = 1, bands_b: int = 2, scales: int = 1, **more) -> CycleGan:
    named = networks(seed, bands_b, scales)
    there = Way(named['G_A'], named['D_A'], ImagePool(pool, seed=1))
    return CycleGan(there, Way(named['G_B'], named['D_B'], ImagePool(pool, seed=2)), **more)


def batch(seed: int = 0, bands_b: int = 2, count: int = 2) -> tuple[Tensor, Tensor]:
    """Return images of A and B in [-1, 1]."""
    random = torch.Generator().manual_seed(seed)
    shapes = (count, 2, SIZE, SIZE), (count, bands_b, SIZE, SIZE)
    a, b = (torch.rand(shape, generator=random) * 2 - 1 for shape in shapes)
    return a, b


def weights(network: nn.Module) -> Tensor:
    """Return a copy of all trainable weights in one row."""
    return torch.cat([weight.detach().flatten() for weight in network.parameters()])


def numbers(losses: dict[str, Tensor]) -> dict[str, float]:
    return {name: value.item() for name, value in losses.items()}


def all_weights(gan: CycleGan) -> dict[str, Tensor]:
    return {name: weights(network) for name, network in gan.networks.items()}


def squares(scores: Tensor, wanted: float) -> Tensor:
    return ((scores - wanted) ** 2).mean()


class PlainCycleGan:
    """The published recipe, written out plainly: no masks, batches of any size, plain pools."""

    def __init__(self, pool: int, identity: float = 0.5) -> None:
        self.net = networks()
        g = itertools.chain(self.net['G_A'].parameters(), self.net['G_B'].parameters())
        d = itertools.chain(self.net['D_A'].parameters(), self.net['D_B'].parameters())
        self.opt_g, self.opt_d = (torch.optim.Adam(p, lr=0.0002, betas=(0.5, 0.999)) for p in (g, d))
        self.size, self.identity = pool, identity
        self.pools = {'D_A': ([], torch.Generator().manual_seed(1)), 'D_B': ([], torch.Generator().manual_seed(2))}

    def from_pool(self, name: str, images: Tensor) -> Tensor:
        kept, random = self.pools[name]
        handed = []
        for image in images:
            if len(kept) < self.size:
                kept.append(image)
                handed.append(image)
            elif torch.rand((), generator=random).item() > 0.5:
                place = torch.randint(self.size, (), generator=random).item()
                handed.append(kept[place])
                kept[place] = image
            else:
                handed.append(image)
        return torch.stack(handed)

    def step(self, a: Tensor, b: Tensor) -> dict[str, float]:
        g_a, g_b, d_a, d_b = (self.net[name] for name in ('G_A', 'G_B', 'D_A', 'D_B'))
        fake_b = g_a(a)
        rec_a = g_b(fake_b)
        fake_a = g_b(b)
        rec_b = g_a(fake_a)
        losses = {
            'G_A': squares(d_a(fake_b), 1),
            'G_B': squares(d_b(fake_a), 1),
            'cycle_A': 10 * (rec_a - a).abs().mean(),
            'cycle_B': 10 * (rec_b - b).abs().mean(),
        }
        if self.identity:
            losses['idt_A'] = 10 * self.identity * (g_a(b) - b).abs().mean()
            losses['idt_B'] = 10 * self.identity * (g_b(a) - a).abs().mean()
        self.opt_g.zero_grad()
        sum(losses.values()).backward()
        self.opt_g.step()
        for name, network, real, fake in (('D_A', d_a, b, fake_b), ('D_B', d_b, a, fake_a)):
            fake = self.from_pool(name, fake.detach())
            losses[name] = (squares(network(real), 1) + squares(network(fake), 0)) / 2
        self.opt_d.zero_grad()
        losses['D_A'].backward()
        losses['D_B'].backward()
        self.opt_d.step()
        return numbers(losses)


class TestStep:
    @pytest.mark.parametrize(('pool', 'identity'), [(1, 0.5), (50, 0.5), (3, 0.0)])
    def test_equals_the_recipe_written_plainly(self, pool: int, identity: float) -> None:
        """The pool of one image exchanges from the first step on, that of 50 never does."""
        ours, plain = made(pool=pool, lambda_identity=identity), PlainCycleGan(pool, identity)
        # Biases before an instance norm have no gradient but rounding, of which Adam makes whole steps in 32 bits.
        for network in (*ours.networks.values(), *plain.net.values()):
            network.double()
        for step in range(3):
            a, b = (image.double() for image in batch(step))
            assert numbers(ours.training_step(a, b)) == pytest.approx(plain.step(a, b), abs=1e-6)
        for name, network in ours.networks.items():
            assert (weights(network) - weights(plain.net[name])).abs().max() < 1e-6, name

    def test_the_pool_changes_what_the_discriminators_learn_and_nothing_else(self) -> None:
        results = []
        for pool in (1, 0):
            gan = made(pool=pool)
            losses = [numbers(gan.training_step(*batch(step))) for step in range(2)]
            results.append((losses, all_weights(gan)))
        (pooled, with_pool), (plain, without) = results
        first = pooled[0].keys() - {'D_A', 'D_B'}
        assert {name: pooled[0][name] for name in first} == {name: plain[0][name] for name in first}
        assert not torch.equal(with_pool['D_A'], without['D_A'])

    def test_the_weights_of_the_losses(self) -> None:
        base = numbers(made().training_step(*batch()))
        more = numbers(made(lambda_cycle=30.0, lambda_identity=0.1).training_step(*batch()))
        for name, factor in {'cycle_A': 3, 'cycle_B': 3, 'idt_A': 0.6, 'idt_B': 0.6, 'G_A': 1, 'G_B': 1}.items():
            assert more[name] == pytest.approx(factor * base[name], rel=1e-5)

    def test_domains_of_different_bands_train_without_identity(self) -> None:
        gan = made(bands_b=3, lambda_identity=0.0)
        losses = gan.training_step(*batch(bands_b=3))
        assert set(losses) == {'G_A', 'G_B', 'cycle_A', 'cycle_B', 'D_A', 'D_B'}
        assert all(value.shape == () and not value.requires_grad for value in losses.values())

    def test_losses_of_several_scales_are_their_mean(self) -> None:
        gan = made(scales=2)
        a, b = batch()
        with torch.no_grad():
            full, half = gan.a_to_b.discriminator(gan.a_to_b.generator(a))
        expected = (squares(full, 1) + squares(half, 1)) / 2
        assert gan.training_step(a, b)['G_A'].item() == pytest.approx(expected.item(), rel=1e-5)

    def test_the_hinge_loss_gives_the_generators_no_margin(self) -> None:
        gan = made(pool=0, loss='hinge')
        a, b = batch()
        with torch.no_grad():
            fake = gan.a_to_b.generator(a)
            on_fake, on_real = gan.a_to_b.discriminator(fake), gan.a_to_b.discriminator(b)
        losses = numbers(gan.training_step(a, b))
        assert losses['G_A'] == pytest.approx(-on_fake.mean().item(), rel=1e-5)
        margins = (1 + on_fake).clamp(min=0).mean() + (1 - on_real).clamp(min=0).mean()
        assert losses['D_A'] == pytest.approx(0.5 * margins.item(), rel=1e-5)

    def test_the_generators_learn_before_the_discriminators(self) -> None:
        gan = made()
        steps: list[tuple[bool, bool]] = []
        start = all_weights(gan)

        def backward(loss: Tensor) -> None:
            loss.backward()
            now = all_weights(gan)
            steps.append((torch.equal(now['G_A'], start['G_A']), torch.equal(now['D_A'], start['D_A'])))

        gan._backward = backward
        gan.training_step(*batch())
        assert steps == [(True, True), (False, True)]
        assert not torch.equal(weights(gan.a_to_b.discriminator), start['D_A'])


class TestNodata:
    @pytest.mark.parametrize('garbage', [0.7, float('nan')])
    def test_pixels_without_data_have_no_influence(self, garbage: float) -> None:
        valid_a, valid_b = torch.zeros(2, 1, 2, SIZE, SIZE, dtype=torch.bool)
        valid_a[..., : SIZE // 2], valid_b[..., SIZE // 4 :, :] = True, True
        a, b = batch()
        results = []
        for filler in (0.0, garbage):
            gan = made()
            masked = torch.where(valid_a, a, filler), torch.where(valid_b, b, filler)
            losses = [numbers(gan.training_step(*masked, valid_a, valid_b)) for _ in range(2)]
            results.append((losses, torch.cat(list(all_weights(gan).values()))))
        assert results[0][0] == results[1][0]
        assert torch.equal(results[0][1], results[1][1])
        assert results[0][1].isfinite().all()

    def test_mask_that_hides_nothing(self) -> None:
        full = torch.ones(2, 1, SIZE, SIZE)
        plain, masked = made().training_step(*batch()), made().training_step(*batch(), full, full)
        assert numbers(masked) == pytest.approx(numbers(plain), rel=1e-5)

    def test_generated_pixels_there_are_shown_to_nobody(self) -> None:
        gan = made(lambda_identity=0.0)
        shown: list[Tensor] = []
        for network in (gan.a_to_b.discriminator, gan.b_to_a.generator):
            network.register_forward_pre_hook(lambda _, inputs: shown.append(inputs[0].detach().clone()))
        valid_a = torch.ones(2, 1, SIZE, SIZE, dtype=torch.bool)
        valid_a[..., :4] = False
        gan.training_step(*batch(), valid_a)
        again, _, fake, _, pooled = shown  # the return to A, A made of B, then what the discriminator judges
        for image in (again, fake, pooled):
            assert not image[..., :4].any()
            assert image[..., 4:].all()


class TestResume:
    def test_goes_on_as_if_never_stopped(self) -> None:
        straight = made()
        straight.training_step(*batch(1))
        file = io.BytesIO()
        torch.save(straight.state_dict(), file)
        resumed = made(seed=9)
        file.seek(0)
        resumed.load_state_dict(torch.load(file, weights_only=True))
        for step in (2, 3):
            assert resumed.training_step(*batch(step)) == straight.training_step(*batch(step))
        for name, network in straight.networks.items():
            assert torch.equal(weights(network), weights(resumed.networks[name]))

    def test_state_of_another_kind_of_training(self) -> None:
        with pytest.raises(ValueError, match=r'The state holds generator, but this training needs G_A, G_B'):
            made().load_state_dict({'generator': {}})


class TestFabric:
    def test_32_bits_equal_the_step_without_fabric(self) -> None:
        plain, prepared = made(), made()
        prepared.prepare(Fabric(accelerator='cpu', devices=1, precision='32-true'))
        for step in range(2):
            assert prepared.training_step(*batch(step)) == plain.training_step(*batch(step))
        assert list(prepared.state_dict()['G_A']) == list(plain.state_dict()['G_A'])

    def test_bf16_keeps_weights_and_losses_in_32_bits(self) -> None:
        gan = made()
        gan.prepare(Fabric(accelerator='cpu', devices=1, precision='bf16-mixed'))
        losses = gan.training_step(*batch())
        expected = made().training_step(*batch())
        assert numbers(losses) == pytest.approx(numbers(expected), rel=0.05)
        assert {value.dtype for value in losses.values()} == {torch.float32}
        assert weights(gan.a_to_b.generator).dtype == torch.float32

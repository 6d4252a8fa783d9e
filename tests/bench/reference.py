"""The recipes of junyanz/pytorch-CycleGAN-and-pix2pix, written out as plainly as a tutorial would."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import torch
from satgan.core.networks import PatchGAN, build_generator, initialise
from torch import Tensor, nn


class Pix2Pix:
    """The reference's step: fp32, two Adams, D before G, L1 times 100."""

    def __init__(self, generator: str, a_channels: int, b_channels: int, filters: int = 64) -> None:
        self.generator = build_generator(generator, a_channels, b_channels, filters=filters)
        self._discriminator = PatchGAN(a_channels + b_channels, filters=filters)
        networks = (self.generator, self._discriminator)
        for network in networks:
            initialise(network)
        self._optimisers = [torch.optim.Adam(network.parameters(), lr=2e-4, betas=(0.5, 0.999)) for network in networks]

    def set_learning_rate(self, learning_rate: float) -> None:
        """Set that of both networks."""
        for optimiser in self._optimisers:
            for group in optimiser.param_groups:
                group['lr'] = learning_rate

    def step(self, a: Tensor, b: Tensor) -> None:
        """Train on a batch once."""
        bce, discriminator = nn.BCEWithLogitsLoss(), self._discriminator
        for_generator, for_discriminator = self._optimisers
        fake = self.generator(a)
        discriminator.requires_grad_(True)
        for_discriminator.zero_grad()
        on_fake = discriminator(torch.cat((a, fake.detach()), 1))
        on_real = discriminator(torch.cat((a, b), 1))
        loss = bce(on_fake, torch.zeros_like(on_fake)) + bce(on_real, torch.ones_like(on_real))
        (loss * 0.5).backward()
        for_discriminator.step()
        discriminator.requires_grad_(False)
        for_generator.zero_grad()
        judged = discriminator(torch.cat((a, fake), 1))
        (bce(judged, torch.ones_like(judged)) + 100 * nn.functional.l1_loss(fake, b)).backward()
        for_generator.step()


def train(
    pairs: Sequence[tuple[Tensor, Tensor]], generator: str, filters: int, epochs: int, seed: int
) -> Callable[[Tensor], Tensor]:
    """Train for `epochs` at the full learning rate and as many while it falls, and return what translates a batch.

    Args:
        pairs: A and B of each chip, (C, H, W) in [-1, 1].
        generator: name of the network.
        filters: width of both networks.
        epochs: from 1.
        seed: of weights, order, jitter and dropout.
    """
    torch.manual_seed(seed)
    random.seed(seed)
    gan = Pix2Pix(generator, len(pairs[0][0]), len(pairs[0][1]), filters)
    for epoch in range(1, 2 * epochs + 1):
        # Set before the epoch is counted, so that the last epoch gets 0.
        gan.set_learning_rate(2e-4 * (1 - max(0, epoch + 1 - epochs) / (epochs + 1)))
        for a, b in random.sample(pairs, len(pairs)):
            gan.step(*_jittered(a, b))
    return torch.no_grad()(gan.generator)


def _jittered(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Enlarge by 286/256, crop at a random place, mirror every other time; as batches of one."""
    size = a.shape[-1]
    enlarged = round(size * 286 / 256)
    top, left = random.randint(0, enlarged - size), random.randint(0, enlarged - size)
    both = nn.functional.interpolate(torch.cat((a, b))[None], size=enlarged, mode='bicubic').clamp(-1, 1)
    both = both[:, :, top : top + size, left : left + size]
    both = both.flip(-1) if random.random() < 0.5 else both
    return both[:, : len(a)], both[:, len(a) :]


class CycleGan:
    """The reference's step: fp32, identity loss, both generators and then both discriminators; the pool is empty yet."""

    def __init__(self, channels: int) -> None:
        self._generators = [build_generator('resnet9', channels, channels, norm='instance') for _ in range(2)]
        self._discriminators = [PatchGAN(channels, norm='instance') for _ in range(2)]
        for network in (*self._generators, *self._discriminators):
            initialise(network)
        self._optimisers = [
            torch.optim.Adam([*first.parameters(), *second.parameters()], lr=2e-4, betas=(0.5, 0.999))
            for first, second in (self._generators, self._discriminators)
        ]

    def step(self, a: Tensor, b: Tensor) -> None:
        """Train on a batch once."""
        l1, mse = nn.functional.l1_loss, nn.functional.mse_loss
        (to_b, to_a), (judge_b, judge_a) = self._generators, self._discriminators
        for_generators, for_discriminators = self._optimisers
        fake_b, fake_a = to_b(a), to_a(b)
        cycle = l1(to_a(fake_b), a) + l1(to_b(fake_a), b)
        identity = l1(to_b(b), b) + l1(to_a(a), a)
        for judge in self._discriminators:
            judge.requires_grad_(False)
        on_b, on_a = judge_b(fake_b), judge_a(fake_a)
        for_generators.zero_grad()
        (mse(on_b, torch.ones_like(on_b)) + mse(on_a, torch.ones_like(on_a)) + 10 * cycle + 5 * identity).backward()
        for_generators.step()
        for judge in self._discriminators:
            judge.requires_grad_(True)
        for_discriminators.zero_grad()
        for judge, real, fake in ((judge_b, b, fake_b.detach()), (judge_a, a, fake_a.detach())):
            on_real, on_fake = judge(real), judge(fake)
            (0.5 * (mse(on_real, torch.ones_like(on_real)) + mse(on_fake, torch.zeros_like(on_fake)))).backward()
        for_discriminators.step()

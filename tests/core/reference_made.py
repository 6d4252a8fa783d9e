"""The reference networks, built plainly: each layer at the place in the nesting that its weights are named after.

From the published description of junyanz/pytorch-CycleGAN-and-pix2pix, with nothing of the code under test. Norms are
`batch`, `instance` or `none`.
"""

from __future__ import annotations

import torch
from torch import nn


def norm_of(norm: str, channels: int) -> nn.Module:
    """Return a layer of the reference's `get_norm_layer`."""
    if norm == 'batch':
        return nn.BatchNorm2d(channels, affine=True, track_running_stats=True)
    if norm == 'instance':
        return nn.InstanceNorm2d(channels, affine=False, track_running_stats=False)
    return nn.Identity()


class Named(nn.Module):
    """Steps under one name, run one after the other."""

    def __init__(self, name: str, *steps: nn.Module):
        super().__init__()
        self.add_module(name, nn.Sequential(*steps))
        self.name = name

    def forward(self, x):
        return getattr(self, self.name)(x)


class Skip(Named):
    """A level of the U-Net: what comes in, then what comes out."""

    def forward(self, x):
        return torch.cat([x, self.model(x)], 1)


class Residual(Named):
    """A block of the ResNet."""

    def forward(self, x):
        return x + self.conv_block(x)


class Outside(nn.Module):
    """The generator around the outermost level of the U-Net."""

    def __init__(self, level: nn.Module):
        super().__init__()
        self.model = level

    def forward(self, x):
        return self.model(x)


def reference_unet(channels_in, channels_out, *, downs=8, filters=64, norm='batch', dropout=True) -> nn.Module:
    """Return `unet_256` (8 downs) or `unet_128` (7)."""
    bias = norm == 'instance'
    f = filters
    level: nn.Module = Skip(
        'model',
        nn.LeakyReLU(0.2),
        nn.Conv2d(8 * f, 8 * f, 4, 2, 1, bias=bias),
        nn.ReLU(),
        nn.ConvTranspose2d(8 * f, 8 * f, 4, 2, 1, bias=bias),
        norm_of(norm, 8 * f),
    )
    for outer, inner, drops in [
        *[(8 * f, 8 * f, dropout)] * (downs - 5),
        (4 * f, 8 * f, False),
        (2 * f, 4 * f, False),
        (f, 2 * f, False),
    ]:
        level = Skip(
            'model',
            nn.LeakyReLU(0.2),
            nn.Conv2d(outer, inner, 4, 2, 1, bias=bias),
            norm_of(norm, inner),
            level,
            nn.ReLU(),
            nn.ConvTranspose2d(2 * inner, outer, 4, 2, 1, bias=bias),
            norm_of(norm, outer),
            *([nn.Dropout(0.5)] if drops else []),
        )
    outermost = Named(
        'model',
        nn.Conv2d(channels_in, f, 4, 2, 1, bias=bias),
        level,
        nn.ReLU(),
        nn.ConvTranspose2d(2 * f, channels_out, 4, 2, 1),
        nn.Tanh(),
    )
    return Outside(outermost)


def reference_resnet(channels_in, channels_out, *, blocks=9, filters=64, norm='instance', dropout=False) -> nn.Module:
    """Return `resnet_9blocks` or `resnet_6blocks`."""
    bias = norm == 'instance'
    f = filters

    def block() -> nn.Module:
        return Residual(
            'conv_block',
            nn.ReflectionPad2d(1),
            nn.Conv2d(4 * f, 4 * f, 3, bias=bias),
            norm_of(norm, 4 * f),
            nn.ReLU(),
            *([nn.Dropout(0.5)] if dropout else []),
            nn.ReflectionPad2d(1),
            nn.Conv2d(4 * f, 4 * f, 3, bias=bias),
            norm_of(norm, 4 * f),
        )

    return Named(
        'model',
        nn.ReflectionPad2d(3),
        nn.Conv2d(channels_in, f, 7, bias=bias),
        norm_of(norm, f),
        nn.ReLU(),
        nn.Conv2d(f, 2 * f, 3, 2, 1, bias=bias),
        norm_of(norm, 2 * f),
        nn.ReLU(),
        nn.Conv2d(2 * f, 4 * f, 3, 2, 1, bias=bias),
        norm_of(norm, 4 * f),
        nn.ReLU(),
        *[block() for _ in range(blocks)],
        nn.ConvTranspose2d(4 * f, 2 * f, 3, 2, 1, output_padding=1, bias=bias),
        norm_of(norm, 2 * f),
        nn.ReLU(),
        nn.ConvTranspose2d(2 * f, f, 3, 2, 1, output_padding=1, bias=bias),
        norm_of(norm, f),
        nn.ReLU(),
        nn.ReflectionPad2d(3),
        nn.Conv2d(f, channels_out, 7),
        nn.Tanh(),
    )


def reference_patchgan(channels, *, filters=64, norm='batch') -> nn.Module:
    """Return `basic`, the discriminator of three layers."""
    bias = norm == 'instance'
    f = filters
    return Named(
        'model',
        nn.Conv2d(channels, f, 4, 2, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(f, 2 * f, 4, 2, 1, bias=bias),
        norm_of(norm, 2 * f),
        nn.LeakyReLU(0.2),
        nn.Conv2d(2 * f, 4 * f, 4, 2, 1, bias=bias),
        norm_of(norm, 4 * f),
        nn.LeakyReLU(0.2),
        nn.Conv2d(4 * f, 8 * f, 4, 1, 1, bias=bias),
        norm_of(norm, 8 * f),
        nn.LeakyReLU(0.2),
        nn.Conv2d(8 * f, 1, 4, 1, 1),
    )


def reference_pixel(channels, *, filters=64, norm='batch') -> nn.Module:
    """Return `pixel`, the discriminator of single pixels."""
    bias = norm == 'instance'
    f = filters
    return Named(
        'net',
        nn.Conv2d(channels, f, 1),
        nn.LeakyReLU(0.2),
        nn.Conv2d(f, 2 * f, 1, bias=bias),
        norm_of(norm, 2 * f),
        nn.LeakyReLU(0.2),
        nn.Conv2d(2 * f, 1, 1, bias=bias),
    )


def with_weights(network: nn.Module, seed: int = 1) -> nn.Module:
    """Return the network with fixed weights, large enough that its output varies without norms too."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if name.endswith('running_var'):
                tensor.uniform_(0.5, 1.5, generator=random)
            elif tensor.is_floating_point():
                tensor.normal_(0.0, 0.1, generator=random)
    return network

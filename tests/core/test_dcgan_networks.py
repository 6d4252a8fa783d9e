"""The networks of DCGAN: layers, shapes and starting weights as their sources have them."""

import pytest
import torch
from torch import nn

from core.networks import PRESETS, initialise
from core.networks.initialise import initialise_glorot

# Kernel, stride and shape of the output, layer by layer, as the article lists them (channels, rows, columns).
KERAS80_GENERATOR = [
    ('dense', None, None, (25600,)),
    ('conv', 5, 1, (128, 20, 20)),
    ('transposed', 4, 2, (128, 40, 40)),
    ('transposed', 4, 2, (256, 80, 80)),
    ('conv', 5, 1, (256, 80, 80)),
    ('conv', 5, 1, (256, 80, 80)),
    ('conv', 7, 1, (3, 80, 80)),
]
KERAS80_DISCRIMINATOR = [
    ('conv', 4, 1, (256, 77, 77)),
    ('conv', 2, 2, (256, 38, 38)),
    ('conv', 2, 2, (128, 19, 19)),
    ('conv', 2, 2, (128, 9, 9)),
    ('conv', 2, 2, (128, 4, 4)),
    ('conv', 2, 2, (128, 2, 2)),
    ('conv', 2, 2, (128, 1, 1)),
    ('dense', None, None, (1,)),
]
WORDS = {nn.Linear: 'dense', nn.Conv2d: 'conv', nn.ConvTranspose2d: 'transposed'}


def layers_met(network: nn.Module, shape: tuple[int, ...]) -> list[tuple]:
    """Return kind, kernel, stride and shape of the output of each layer with weights, in the order of a pass."""
    met = []

    def note(layer, inputs, output):
        kernel = getattr(layer, 'kernel_size', (None,))[0]
        met.append((WORDS[type(layer)], kernel, getattr(layer, 'stride', (None,))[0], tuple(output.shape[1:])))

    for layer in network.modules():
        if type(layer) in WORDS:
            layer.register_forward_hook(note)
    network(torch.zeros(2, *shape))
    return met


def count(network: nn.Module) -> int:
    return sum(weight.numel() for weight in network.parameters())


def test_dcgan64_has_as_many_parameters_as_the_tutorial():
    preset = PRESETS['dcgan64']
    assert count(preset.generator(100, 3)) == 3_576_704
    assert count(preset.discriminator(3)) == 2_765_568


def test_dcgan64_names_its_weights_as_the_tutorial():
    preset = PRESETS['dcgan64']
    convolutions = {name: tuple(weight.shape) for name, weight in preset.generator(100, 3).state_dict().items()}
    assert {name: shape for name, shape in convolutions.items() if len(shape) == 4} == {
        'main.0.weight': (100, 512, 4, 4),
        'main.3.weight': (512, 256, 4, 4),
        'main.6.weight': (256, 128, 4, 4),
        'main.9.weight': (128, 64, 4, 4),
        'main.12.weight': (64, 3, 4, 4),
    }
    assert [name for name in preset.discriminator(3).state_dict() if name.endswith('weight')] == [
        f'main.{index}.weight' for index in (0, 2, 3, 5, 6, 8, 9, 11)
    ]


def test_keras80_has_the_layers_of_the_article():
    preset = PRESETS['keras80']
    assert layers_met(preset.generator(80, 3), (80,)) == KERAS80_GENERATOR
    assert layers_met(preset.discriminator(3), (3, 80, 80)) == KERAS80_DISCRIMINATOR


def test_keras80_leaks_and_drops_out_as_the_article():
    preset = PRESETS['keras80']
    for network, leaks in ((preset.generator(80, 3), 6), (preset.discriminator(3), 7)):
        found = [layer.negative_slope for layer in network.modules() if isinstance(layer, nn.LeakyReLU)]
        assert found == leaks * [0.3]
        assert not any(isinstance(layer, nn.BatchNorm2d) for layer in network.modules())
    dropouts = [layer.p for layer in preset.discriminator(3).modules() if isinstance(layer, nn.Dropout)]
    assert dropouts == [0.3]


@pytest.mark.parametrize('name', PRESETS)
def test_resizing_takes_the_place_of_each_transposed_convolution_that_doubles(name):
    preset = PRESETS[name]
    recipe, resized = (
        layers_met(preset.generator(7, 3, filters=4, upsampling=upsampling), (7,))
        for upsampling in ('transpose', 'resize')
    )
    assert [
        ('conv', 3, 1, shape) if stride == 2 else (kind, kernel, stride, shape)
        for kind, kernel, stride, shape in recipe
    ] == resized


@pytest.mark.parametrize('name', PRESETS)
@pytest.mark.parametrize('channels', [1, 5])
def test_images_of_any_number_of_bands(name, channels):
    preset = PRESETS[name]
    images = preset.generator(7, channels, filters=4)(torch.randn(3, 7))
    assert images.shape == (3, channels, preset.chip_size, preset.chip_size)
    assert images.abs().max() <= 1
    assert preset.discriminator(channels, filters=4)(images).shape == (3, 1)


@pytest.mark.parametrize('name', PRESETS)
def test_every_weight_counts(name):
    preset = PRESETS[name]
    generator, discriminator = preset.generator(7, 2, filters=4), preset.discriminator(2, filters=4)
    for network in (generator, discriminator):
        initialise(network)
    discriminator(generator(torch.randn(4, 7))).square().sum().backward()
    for network in (generator, discriminator):
        assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in network.parameters())


def test_glorot_draws_from_the_range_of_the_paper():
    dense, convolution = nn.Linear(80, 400), nn.Conv2d(32, 64, 5)
    for layer, limit in ((dense, (6 / (80 + 400)) ** 0.5), (convolution, (6 / (25 * (32 + 64))) ** 0.5)):
        initialise_glorot(layer)
        weight = layer.weight.detach()
        assert 0.98 * limit < weight.abs().max() <= limit
        assert weight.std().item() == pytest.approx(limit / 3**0.5, rel=0.02)
        assert not layer.bias.any()

"""The networks against published figures and against the same layers written out by hand.

Parameter counts, key layout and map sizes are those of junyanz/pytorch-CycleGAN-and-pix2pix, measured there.
"""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.networks import (
    GENERATORS,
    MultiScale,
    PatchGAN,
    PixelGAN,
    ResNet,
    ResUNet,
    UNet,
    build_discriminator,
    build_generator,
    initialise,
    receptive_field,
    smallest_judged_side,
    smallest_side,
    tile_multiple,
)
from core.networks.norms import NORMS, has_bias, norm_layer
from core.networks.upsampling import doubled
from tests.core.reference_made import (
    reference_patchgan,
    reference_pixel,
    reference_resnet,
    reference_unet,
    with_weights,
)

REFERENCE_NORMS = ('batch', 'instance', 'none')


def count(network: nn.Module) -> int:
    """Return the number of trainable parameters."""
    return sum(weight.numel() for weight in network.parameters())


@pytest.fixture
def without_memory():
    """Build networks by shape only: counting needs no 200 MB of weights."""
    with torch.device('meta'):
        yield


@pytest.mark.usefixtures('without_memory')
class TestParameterCounts:
    @pytest.mark.parametrize(
        ('name', 'norm', 'expected'),
        [
            ('unet256', 'batch', 54_413_955),
            ('unet256', 'instance', 54_409_603),
            ('unet256', 'none', 54_404_099),
            ('unet128', 'batch', 41_828_995),
            ('unet128', 'instance', 41_825_667),
            ('unet128', 'none', 41_821_187),
            ('resnet9', 'batch', 11_383_427),
            ('resnet9', 'instance', 11_378_179),
            ('resnet9', 'none', 11_372_931),
            ('resnet6', 'batch', 7_841_411),
            ('resnet6', 'instance', 7_837_699),
            ('resnet6', 'none', 7_833_987),
            ('global', 'instance', 182_443_267),
        ],
    )
    def test_generators(self, name: str, norm: str, expected: int) -> None:
        assert count(build_generator(name, 3, 3, norm=norm)) == expected

    @pytest.mark.parametrize(
        ('bands_in', 'bands_out', 'expected'),
        [(1, 3, 54_411_907), (3, 1, 54_409_857), (4, 3, 54_414_979), (10, 3, 54_421_123)],
    )
    def test_generators_of_other_band_counts(self, bands_in: int, bands_out: int, expected: int) -> None:
        assert count(build_generator('unet256', bands_in, bands_out)) == expected

    @pytest.mark.parametrize(('bands_in', 'bands_out', 'expected'), [(4, 3, 11_381_315), (3, 1, 11_371_905)])
    def test_resnets_of_other_band_counts(self, bands_in: int, bands_out: int, expected: int) -> None:
        assert count(build_generator('resnet9', bands_in, bands_out, norm='instance')) == expected

    def test_group_norm_learns_as_much_as_batch_norm(self) -> None:
        assert count(build_generator('resnet9', 3, 3, norm='group')) == 11_383_427

    def test_dropout_has_no_weights(self) -> None:
        assert count(build_generator('unet256', 3, 3, dropout=False)) == 54_413_955

    @pytest.mark.parametrize(
        ('channels', 'norm', 'expected'),
        [
            (6, 'batch', 2_768_705),
            (6, 'instance', 2_767_809),
            (3, 'batch', 2_765_633),
            (3, 'instance', 2_764_737),
            (13, 'batch', 2_768_705 + 7 * 1024),
        ],
    )
    def test_discriminator(self, channels: int, norm: str, expected: int) -> None:
        assert count(PatchGAN(channels, norm=norm)) == expected

    @pytest.mark.parametrize(('norm', 'expected'), [('batch', 9_024), ('instance', 8_897)])
    def test_pixel_discriminator(self, norm: str, expected: int) -> None:
        assert count(build_discriminator(6, layers=0, norm=norm)) == expected

    def test_discriminator_of_two_scales(self) -> None:
        assert count(build_discriminator(6, scales=2, norm='instance')) == 5_535_618


def unet_keys(downs: int, norm: str) -> list[str]:
    """Return the state_dict keys of the reference's U-Net, written down from its layout."""
    bias = ['bias'] if norm == 'instance' else []
    tracked = ['weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked'] if norm == 'batch' else []

    def layer(prefix: str, index: int, names: list[str]) -> list[str]:
        return [f'{prefix}.{index}.{name}' for name in names]

    def level(prefix: str, remaining: int) -> list[str]:
        conv = ['weight', *bias]
        if remaining == 1:
            return layer(prefix, 1, conv) + layer(prefix, 3, conv) + layer(prefix, 4, tracked)
        down = layer(prefix, 1, conv) + layer(prefix, 2, tracked)
        return down + level(f'{prefix}.3.model', remaining - 1) + layer(prefix, 5, conv) + layer(prefix, 6, tracked)

    outside = layer('model.model', 0, ['weight', *bias])
    return outside + level('model.model.1.model', downs - 1) + layer('model.model', 3, ['weight', 'bias'])


@pytest.mark.usefixtures('without_memory')
class TestWeightNames:
    @pytest.mark.parametrize(
        ('name', 'norm', 'entries'),
        [
            ('unet256', 'batch', 82),
            ('unet128', 'batch', 70),
            ('unet256', 'instance', 32),
            ('unet128', 'instance', 28),
            ('unet256', 'none', 17),
            ('unet128', 'none', 15),
        ],
    )
    @pytest.mark.parametrize('dropout', [True, False])
    def test_generator(self, name: str, norm: str, entries: int, dropout: bool) -> None:
        keys = list(build_generator(name, 3, 3, norm=norm, dropout=dropout).state_dict())
        assert keys == unet_keys({'unet256': 8, 'unet128': 7}[name], norm)
        assert len(keys) == entries

    @pytest.mark.parametrize(
        ('name', 'norm', 'entries'),
        [
            ('resnet9', 'instance', 48),
            ('resnet9', 'batch', 140),
            ('resnet9', 'none', 25),
            ('resnet6', 'instance', 36),
            ('resnet6', 'batch', 104),
            ('resnet6', 'none', 19),
        ],
    )
    @pytest.mark.parametrize('dropout', [True, False])
    def test_resnet(self, name: str, norm: str, entries: int, dropout: bool) -> None:
        keys = list(build_generator(name, 3, 3, norm=norm, dropout=dropout).state_dict())
        blocks = {'resnet9': 9, 'resnet6': 6}[name]
        assert keys == list(reference_resnet(3, 3, blocks=blocks, norm=norm, dropout=dropout).state_dict())
        assert len(keys) == entries
        assert f'model.10.conv_block.{6 if dropout else 5}.weight' in keys
        assert keys[-1] == f'model.{17 + blocks}.bias'

    def test_bottleneck(self) -> None:
        key = 'model.model.1' + 6 * '.model.3' + '.model.1.weight'
        assert build_generator('unet256', 3, 3).state_dict()[key].shape == (512, 512, 4, 4)

    def test_first_and_last_layer(self) -> None:
        state = build_generator('unet256', 4, 3).state_dict()
        assert state['model.model.0.weight'].shape == (64, 4, 4, 4)
        assert state['model.model.3.weight'].shape == (128, 3, 4, 4)
        assert state['model.model.3.bias'].shape == (3,)

    def test_discriminator(self) -> None:
        tracked = ('weight', 'bias', 'running_mean', 'running_var', 'num_batches_tracked')
        expected = ['model.0.weight', 'model.0.bias']
        for convolution in (2, 5, 8):
            expected += [f'model.{convolution}.weight', *(f'model.{convolution + 1}.{name}' for name in tracked)]
        expected += ['model.11.weight', 'model.11.bias']
        assert list(PatchGAN(6).state_dict()) == expected

    @pytest.mark.parametrize(('norm', 'biased'), [('instance', [0, 2, 5, 8, 11]), ('none', [0, 11])])
    def test_discriminator_without_batch_norm(self, norm: str, biased: list[int]) -> None:
        keys = list(PatchGAN(6, norm=norm).state_dict())
        assert [key for key in keys if key.endswith('weight')] == [f'model.{i}.weight' for i in (0, 2, 5, 8, 11)]
        assert [key for key in keys if key.endswith('bias')] == [f'model.{i}.bias' for i in biased]


def unet_by_hand(state: dict[str, Tensor], image: Tensor, downs: int, norm: str) -> Tensor:
    """Compute the textbook U-Net (encoder list, decoder list) without dropout from the weights of ours."""
    prefixes = ['model.model', *('model.model.1.model' + level * '.3.model' for level in range(downs - 1))]

    def normalise(values: Tensor, key: str) -> Tensor:
        if norm == 'batch':
            scale, shift = state[f'{key}.weight'], state[f'{key}.bias']
            mean = values.mean((0, 2, 3), keepdim=True)
            variance = values.var((0, 2, 3), correction=0, keepdim=True)
            return (values - mean) / (variance + 1e-5).sqrt() * scale[:, None, None] + shift[:, None, None]
        if norm == 'instance':
            mean = values.mean((2, 3), keepdim=True)
            variance = values.var((2, 3), correction=0, keepdim=True)
            return (values - mean) / (variance + 1e-5).sqrt()
        return values

    def bias(key: str) -> Tensor | None:
        return state.get(f'{key}.bias')

    encoded = [F.conv2d(image, state['model.model.0.weight'], bias('model.model.0'), 2, 1)]
    for prefix in prefixes[1:]:
        values = F.leaky_relu(encoded[-1], 0.2)
        values = F.conv2d(values, state[f'{prefix}.1.weight'], bias(f'{prefix}.1'), 2, 1)
        encoded.append(values if prefix is prefixes[-1] else normalise(values, f'{prefix}.2'))

    decoded = encoded.pop()
    for prefix in reversed(prefixes[1:]):
        up, after = (3, 4) if prefix is prefixes[-1] else (5, 6)
        key = f'{prefix}.{up}'
        decoded = F.conv_transpose2d(F.relu(decoded), state[f'{key}.weight'], bias(key), 2, 1)
        decoded = torch.cat([encoded.pop(), normalise(decoded, f'{prefix}.{after}')], 1)
    last = F.conv_transpose2d(F.relu(decoded), state['model.model.3.weight'], state['model.model.3.bias'], 2, 1)
    return torch.tanh(last)


class TestReference:
    """Weights go both ways, and both make the same of an image."""

    @pytest.mark.parametrize('norm', REFERENCE_NORMS)
    @pytest.mark.parametrize('evaluated', [True, False])
    @pytest.mark.parametrize(('name', 'downs', 'size'), [('unet256', 8, (256, 256)), ('unet128', 7, (128, 256))])
    def test_unet(self, norm: str, evaluated: bool, name: str, downs: int, size: tuple[int, int]) -> None:
        theirs = reference_unet(4, 2, downs=downs, filters=4, norm=norm, dropout=False)
        ours = build_generator(name, 4, 2, filters=4, norm=norm, dropout=False)
        self._same(ours, theirs, torch.rand(2, 4, *size) * 2 - 1, evaluated)

    @pytest.mark.parametrize('norm', REFERENCE_NORMS)
    @pytest.mark.parametrize('evaluated', [True, False])
    @pytest.mark.parametrize(('name', 'blocks'), [('resnet9', 9), ('resnet6', 6)])
    def test_resnet(self, norm: str, evaluated: bool, name: str, blocks: int) -> None:
        theirs = reference_resnet(4, 2, blocks=blocks, filters=8, norm=norm)
        ours = build_generator(name, 4, 2, filters=8, norm=norm, dropout=False)
        self._same(ours, theirs, torch.rand(2, 4, 20, 32) * 2 - 1, evaluated)

    @pytest.mark.parametrize('norm', REFERENCE_NORMS)
    @pytest.mark.parametrize('evaluated', [True, False])
    @pytest.mark.parametrize(('layers', 'reference'), [(3, reference_patchgan), (0, reference_pixel)])
    def test_discriminator(self, norm: str, evaluated: bool, layers: int, reference) -> None:
        ours = build_discriminator(5, layers=layers, filters=8, norm=norm)
        theirs = reference(5, filters=8, norm=norm)
        assert list(ours.state_dict()) == list(theirs.state_dict())
        self._same(ours, theirs, torch.rand(2, 5, 40, 32) * 2 - 1, evaluated)

    def _same(self, ours: nn.Module, theirs: nn.Module, image: Tensor, evaluated: bool) -> None:
        for network in (ours, theirs):
            network.train(not evaluated)
        with_weights(theirs)
        ours.load_state_dict(theirs.state_dict())
        with torch.no_grad():
            expected = theirs(image)
            torch.testing.assert_close(ours(image), expected, rtol=0, atol=1e-5)
            assert expected.std() > 0.001
            theirs.load_state_dict(with_weights(ours, seed=2).state_dict())
            torch.testing.assert_close(ours(image), theirs(image), rtol=0, atol=1e-5)


class TestUNet:
    @pytest.mark.parametrize('norm', REFERENCE_NORMS)
    @pytest.mark.parametrize(('downs', 'size'), [(8, (256, 256)), (7, (128, 256))])
    def test_equals_the_textbook(self, norm: str, downs: int, size: tuple[int, int]) -> None:
        torch.manual_seed(1)
        network = UNet(4, 2, downs=downs, filters=8, norm=norm, dropout=False)
        # Larger than the recipe's weights, or 16 layers without norm would return nothing but the last bias.
        for weight in network.parameters():
            nn.init.normal_(weight, 0.0, 0.1)
        image = torch.rand(2, 4, *size) * 2 - 1
        with torch.no_grad():
            expected = unet_by_hand(network.state_dict(), image, downs, norm)
            torch.testing.assert_close(network(image), expected, rtol=0, atol=1e-5)
        assert expected.std() > 0.01

    def test_applies_running_statistics_when_evaluated(self) -> None:
        network = UNet(1, 1, downs=3, filters=4)
        image = torch.rand(1, 1, 8, 8)
        network.eval()
        with torch.no_grad():
            alone, together = network(image), network(torch.cat([image, 5 * image]))
        torch.testing.assert_close(alone, together[:1])

    @pytest.mark.parametrize(('name', 'levels'), [('unet256', 3), ('unet128', 2)])
    def test_drops_half_on_the_inner_levels_but_the_innermost(self, name: str, levels: int) -> None:
        network = build_generator(name, 3, 3, filters=4)
        dropouts = {key: module.p for key, module in network.named_modules() if isinstance(module, nn.Dropout)}
        first = 'model.model.1' + 3 * '.model.3'
        assert dropouts == {first + level * '.model.3' + '.model.7': 0.5 for level in range(levels)}

    def test_dropout_only_in_training(self) -> None:
        network = UNet(1, 1, downs=6, filters=4, norm='instance')
        image = torch.rand(1, 1, 64, 64)
        with torch.no_grad():
            assert not torch.equal(network(image), network(image))
            network.eval()
            assert torch.equal(network(image), network(image))

    def test_leaves_the_image_as_it_is(self) -> None:
        image = torch.rand(1, 2, 16, 16) * 2 - 1
        before = image.clone()
        UNet(2, 1, downs=4, filters=4)(image)
        assert torch.equal(image, before)

    def test_runs_in_channels_last(self) -> None:
        network = UNet(3, 3, downs=4, filters=8, dropout=False)
        image = torch.rand(2, 3, 32, 32)
        expected = network(image)
        result = network.to(memory_format=torch.channels_last)(image.contiguous(memory_format=torch.channels_last))
        torch.testing.assert_close(result, expected, rtol=0, atol=1e-5)
        assert result.is_contiguous(memory_format=torch.channels_last)

    @pytest.mark.parametrize(
        ('size', 'fitting'), [((384, 256), '512 x 256'), ((256, 255), '256 x 256'), ((1, 600), '256 x 768')]
    )
    def test_refuses_other_sizes(self, size: tuple[int, int], fitting: str) -> None:
        network = UNet(1, 1, downs=8, filters=4)
        message = f'divisible by 256, but it has {size[0]} x {size[1]} pixels: pad it to {fitting}'
        with pytest.raises(ValueError, match=message):
            network(torch.zeros(1, 1, *size))

    def test_refuses_another_number_of_channels(self) -> None:
        with pytest.raises(ValueError, match='built for 4 channels, the image has 3'):
            UNet(4, 1, downs=3, filters=4)(torch.zeros(1, 3, 8, 8))

    def test_refuses_a_single_level(self) -> None:
        with pytest.raises(ValueError, match='2 levels or more, not 1'):
            UNet(1, 1, downs=1)


class TestResNet:
    def test_drops_half_inside_each_block(self) -> None:
        network = build_generator('resnet6', 3, 3, filters=4)
        dropouts = {key: module.p for key, module in network.named_modules() if isinstance(module, nn.Dropout)}
        assert dropouts == {f'model.{10 + block}.conv_block.4': 0.5 for block in range(6)}

    def test_global_is_biased_beside_every_norm(self) -> None:
        network = build_generator('global', 3, 3, filters=2, norm='batch')
        convolutions = [layer for layer in network.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)]
        assert len(convolutions) == 1 + 4 + 2 * 9 + 4 + 1
        assert all(layer.bias is not None for layer in convolutions)
        assert max(layer.out_channels for layer in convolutions) == 2 * 2**4

    def test_sees_84_pixels_around(self) -> None:
        network = ResNet(1, 1, filters=1, norm='none', dropout=False).double()
        for weight in network.parameters():
            nn.init.constant_(weight, 0.01)
        image = torch.ones(1, 1, 256, 256, requires_grad=True, dtype=torch.float64)
        network(image)[0, 0, 128, 128].backward()
        rows = image.grad[0, 0].abs().amax(dim=1).nonzero()[:, 0]
        assert 128 - int(rows[0]) <= 84
        assert int(rows[-1]) - 128 <= 84
        assert int(rows[-1]) - int(rows[0]) > 160

    @pytest.mark.parametrize(('name', 'side'), [('resnet9', 8), ('global', 32)])
    def test_smallest_image(self, name: str, side: int) -> None:
        network = build_generator(name, 1, 1, filters=2)
        assert network(torch.zeros(1, 1, side, side)).shape == (1, 1, side, side)
        with pytest.raises(ValueError, match=f'has {side} x {side // 2} pixels, this generator needs {side} or more'):
            network(torch.zeros(1, 1, side, side // 2))


def resunet_by_hand(state: dict[str, Tensor], image: Tensor, downs: int) -> Tensor:
    """Compute the U-Net of residual blocks without norm and dropout from the weights of ours."""
    prefixes = ['model', *('model.2.model' + level * '.4.model' for level in range(downs - 1))]

    def block(values: Tensor, key: str) -> Tensor:
        inner = F.relu(F.conv2d(values, state[f'{key}.conv_block.0.weight'], None, 1, 1))
        return values + F.conv2d(inner, state[f'{key}.conv_block.3.weight'], None, 1, 1)

    encoded = [block(F.conv2d(image, state['model.0.weight'], None, 2, 1), 'model.1')]
    for prefix in prefixes[1:]:
        values = F.conv2d(F.leaky_relu(encoded[-1], 0.2), state[f'{prefix}.1.weight'], None, 2, 1)
        encoded.append(values if prefix is prefixes[-1] else block(values, f'{prefix}.3'))
    decoded = encoded.pop()
    for prefix in reversed(prefixes[1:]):
        first = 3 if prefix is prefixes[-1] else 6
        decoded = F.conv_transpose2d(F.relu(decoded), state[f'{prefix}.{first}.weight'], None, 2, 1)
        decoded = torch.cat([encoded.pop(), block(decoded, f'{prefix}.{first + 2}')], 1)
    return torch.tanh(F.conv_transpose2d(F.relu(decoded), state['model.4.weight'], state['model.4.bias'], 2, 1))


class TestResUNet:
    def test_equals_the_same_by_hand(self) -> None:
        network = with_weights(ResUNet(3, 2, downs=6, filters=4, norm='none', dropout=False))
        image = torch.rand(2, 3, 64, 128) * 2 - 1
        with torch.no_grad():
            expected = resunet_by_hand(network.state_dict(), image, 6)
            torch.testing.assert_close(network(image), expected, rtol=0, atol=1e-5)
        assert expected.std() > 0.01

    def test_drops_on_the_levels_of_the_unet(self) -> None:
        network = build_generator('resunet256', 3, 3, filters=4)
        assert sum(isinstance(module, nn.Dropout) for module in network.modules()) == 3


class TestUpsampling:
    @pytest.mark.parametrize('kernel', [3, 4])
    def test_resize_repeats_pixels_before_it_convolves(self, kernel: int) -> None:
        layer = doubled('resize', 2, 3, kernel=kernel, bias=True)
        image = torch.rand(1, 2, 4, 5)
        repeated = image.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)
        state = layer.state_dict()
        torch.testing.assert_close(layer(image), F.conv2d(repeated, state['1.weight'], state['1.bias'], padding=1))

    @pytest.mark.parametrize('name', GENERATORS)
    def test_no_generator_transposes_when_it_resizes(self, name: str) -> None:
        with torch.device('meta'):
            network = build_generator(name, 1, 1, filters=2, upsampling='resize')
        assert not any(isinstance(layer, nn.ConvTranspose2d) for layer in network.modules())
        ups = sum(isinstance(layer, nn.Upsample) for layer in network.modules())
        assert 2**ups == tile_multiple(name)

    def test_refuses_others(self) -> None:
        with pytest.raises(ValueError, match='"bicubic" is unknown: it must be one of transpose, resize'):
            doubled('bicubic', 1, 1, kernel=3, bias=True)


class TestPatchGAN:
    @pytest.mark.parametrize(('layers', 'side'), [(1, 126), (2, 62), (3, 30), (4, 14), (5, 6)])
    def test_map_of_256_pixels(self, layers: int, side: int) -> None:
        with torch.no_grad():
            assert PatchGAN(6, layers=layers, filters=2)(torch.zeros(2, 6, 256, 256)).shape == (2, 1, side, side)

    @pytest.mark.parametrize(('layers', 'pixels'), [(1, 16), (2, 34), (3, 70), (4, 142), (5, 286), (6, 574)])
    def test_receptive_field(self, layers: int, pixels: int) -> None:
        assert receptive_field(layers) == pixels
        network = PatchGAN(1, layers=layers, filters=1, norm='none')
        for weight in network.parameters():
            nn.init.constant_(weight, 0.05)
        size = 1024
        image = torch.ones(1, 1, size, size, requires_grad=True)
        scores = network(image)
        scores[0, 0, scores.shape[2] // 2, scores.shape[3] // 2].backward()
        seen = image.grad[0, 0].nonzero()
        assert (seen.amax(0) - seen.amin(0) + 1).tolist() == [pixels, pixels]

    def test_scores_are_raw(self) -> None:
        network = PatchGAN(1, filters=2)
        nn.init.constant_(network.model[-1].bias, -7.0)
        nn.init.constant_(network.model[-1].weight, 0.0)
        assert torch.equal(network(torch.rand(1, 1, 32, 32)), torch.full((1, 1, 2, 2), -7.0))

    @pytest.mark.parametrize('layers', range(1, 7))
    def test_smallest_image(self, layers: int) -> None:
        network = PatchGAN(1, layers=layers, filters=1)
        side = network.smallest_side
        assert network(torch.zeros(1, 1, side, side)).shape == (1, 1, 1, 1)
        with pytest.raises(ValueError, match=f'needs {side} or more'):
            network(torch.zeros(1, 1, side, side - 1))

    def test_refuses_no_layers(self) -> None:
        with pytest.raises(ValueError, match='1 layer or more, not 0'):
            PatchGAN(1, layers=0)


class TestPixelGAN:
    def test_judges_each_pixel_alone(self) -> None:
        network = PixelGAN(3, filters=4).eval()
        image = torch.rand(1, 3, 5, 7)
        changed = image.clone()
        changed[0, :, 2, 3] += 1
        differing = (network(image) != network(changed))[0, 0].nonzero().tolist()
        assert differing == [[2, 3]]


class TestMultiScale:
    def test_each_scale_judges_half_of_the_one_before(self) -> None:
        network = build_discriminator(2, layers=2, scales=3, filters=4, norm='none')
        image = torch.rand(1, 2, 64, 48)
        scores = network(image)
        assert isinstance(network, MultiScale)
        assert len(scores) == 3
        for scale, of_scale in zip(network.scales, scores, strict=True):
            torch.testing.assert_close(of_scale, scale(image))
            sums, counts = (
                F.conv2d(values, torch.ones(2, 1, 3, 3), stride=2, padding=1, groups=2)
                for values in (image, torch.ones_like(image))
            )
            image = sums / counts

    def test_one_scale_is_the_discriminator_itself(self) -> None:
        assert isinstance(build_discriminator(1, filters=2), PatchGAN)
        assert isinstance(build_discriminator(1, layers=0, filters=2), PixelGAN)

    @pytest.mark.parametrize(('layers', 'scales', 'side'), [(0, 1, 1), (0, 3, 4), (3, 1, 24), (3, 2, 48), (1, 3, 24)])
    def test_smallest_image(self, layers: int, scales: int, side: int) -> None:
        assert smallest_judged_side(layers, scales) == side
        network = build_discriminator(1, layers=layers, scales=scales, filters=2, norm='none')
        scores = network(torch.zeros(1, 1, side, side))
        smallest = scores if scales == 1 else scores[-1]
        assert smallest.shape == (1, 1, 1, 1)


class TestNorms:
    def test_bias_only_beside_instance(self) -> None:
        assert [norm for norm in NORMS if has_bias(norm)] == ['instance', 'instance_affine']

    def test_instance_learns_nothing(self) -> None:
        assert not norm_layer('instance', 4).state_dict()

    @pytest.mark.parametrize(('channels', 'groups'), [(4, 4), (32, 32), (64, 32), (512, 32), (48, 16)])
    def test_groups_share_their_statistics(self, channels: int, groups: int) -> None:
        values = torch.rand(2, channels, 6, 6) * 5
        grouped = values.reshape(2, groups, -1)
        centred = grouped - grouped.mean(2, keepdim=True)
        expected = centred / (centred.square().mean(2, keepdim=True) + 1e-5).sqrt()
        torch.testing.assert_close(norm_layer('group', channels)(values), expected.reshape(values.shape))

    @pytest.mark.parametrize('call', [has_bias, lambda norm: norm_layer(norm, 4)])
    def test_refuses_others(self, call) -> None:
        with pytest.raises(
            ValueError, match='"layer" is unknown: it must be one of batch, instance, instance_affine, group, none'
        ):
            call('layer')


class TestInitialise:
    @pytest.fixture
    def network(self) -> UNet:
        network = UNet(3, 3, downs=5, filters=64)
        for weight in network.parameters():
            nn.init.constant_(weight, 9.0)
        return network

    def test_convolutions(self, network: UNet) -> None:
        initialise(network, torch.Generator().manual_seed(3))
        for module in network.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                # Six standard errors of mean and standard deviation.
                margin = 6 * 0.02 / module.weight.numel() ** 0.5
                assert abs(module.weight.mean()) < margin
                assert abs(module.weight.std() - 0.02) < margin
                assert module.bias is None or not module.bias.any()

    def test_batch_norms(self, network: UNet) -> None:
        initialise(network, torch.Generator().manual_seed(3))
        norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
        weights = torch.cat([norm.weight for norm in norms])
        assert abs(weights.mean() - 1) < 6 * 0.02 / len(weights) ** 0.5
        assert abs(weights.std() - 0.02) < 6 * 0.02 / len(weights) ** 0.5
        assert not any(norm.bias.any() for norm in norms)

    def test_nothing_is_left_out(self, network: UNet) -> None:
        initialise(network)
        assert not any((weight == 9.0).any() for weight in network.parameters())

    def test_depends_on_the_generator_alone(self) -> None:
        networks = [UNet(1, 1, downs=3, filters=4) for _ in range(3)]
        for network, seed in zip(networks, (5, 5, 6), strict=True):
            initialise(network, torch.Generator().manual_seed(seed))
        first, second, third = (torch.cat([w.flatten() for w in network.parameters()]) for network in networks)
        assert torch.equal(first, second)
        assert not torch.equal(first, third)


class TestGenerators:
    def test_tile_multiples(self) -> None:
        assert {name: (tile_multiple(name), smallest_side(name)) for name in GENERATORS} == {
            'unet256': (256, 256),
            'unet128': (128, 128),
            'resunet256': (256, 256),
            'resnet9': (4, 8),
            'resnet6': (4, 8),
            'global': (16, 32),
        }

    @pytest.mark.parametrize('norm', NORMS)
    @pytest.mark.parametrize('upsampling', ['transpose', 'resize'])
    @pytest.mark.parametrize('name', GENERATORS)
    def test_one_image_of_the_smallest_size_in_training(self, name: str, upsampling: str, norm: str) -> None:
        network = build_generator(name, 2, 3, filters=2, norm=norm, upsampling=upsampling)
        initialise(network)
        side = network.smallest_side
        assert (network.multiple, side) == (tile_multiple(name), smallest_side(name))
        result = network(torch.rand(1, 2, side, side) * 2 - 1)
        assert result.shape == (1, 3, side, side)
        result.sum().backward()
        assert all(bool(torch.isfinite(weight.grad).all()) for weight in network.parameters())

    @pytest.mark.parametrize('call', [tile_multiple, smallest_side, lambda name: build_generator(name, 1, 1)])
    def test_refuses_others(self, call) -> None:
        with pytest.raises(ValueError, match='"unet512" is unknown: it must be one of unet256, unet128, resunet256'):
            call('unet512')

"""The precision that models are applied with: what bf16 rounds must not show in the output."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.backends import cudnn

from core import device
from core.device import open_compute
from core.jobs import EvaluateModel
from core.modelfile import read_card, save_model
from core.networks import GENERATORS
from core.networks.precise import make_output_precise, round_weights
from core.translation.evaluate_model import evaluate_model
from core.translation.network import Network, open_generator
from tests.core.models_made import (
    Listener,
    applied,
    card,
    classed,
    few_chips,
    generator_for,
    measured,
    noise,
    rgb_model,
    write_raster,
)

SIDES = {'unet256': 256, 'resunet256': 256}


@pytest.fixture(autouse=True)
def fast_bf16(monkeypatch):
    """Pretend that the processor has units for bf16."""
    monkeypatch.setattr(device, 'has_fast_bf16', lambda name: True)


def made(folder: Path, target, name: str = 'unet128', contrast: float = 0.1) -> Path:
    """Write a model; a small contrast makes a network that is as gentle as a trained one."""
    model_card = card(measured(3), target, name=name, chip_size=SIDES.get(name, 128))
    generator = generator_for(model_card)
    with torch.no_grad():
        [layer for layer in generator.modules() if hasattr(layer, 'kernel_size')][-1].weight *= contrast
    save_model(folder / 'made.safetensors', generator.state_dict(), model_card)
    return folder / 'made.safetensors'


def psnr(values: np.ndarray, expected: np.ndarray) -> float:
    error = np.square(values.astype(float) - expected).mean()
    return float('inf') if error == 0 else 10 * np.log10(255**2 / error)


@pytest.mark.parametrize('name', GENERATORS)
@pytest.mark.parametrize('contrast', [0.1, 1])
def test_8_bits_by_auto_are_within_50_db_of_fp32(tmp_path, name, contrast):
    path = made(tmp_path, measured(3), name, contrast)
    raster = write_raster(tmp_path / 'a.tif', noise(3, 128, 300))
    fp32 = applied(path, raster, tmp_path / '32.tif')
    assert fp32.std() > 2
    assert psnr(applied(path, raster, tmp_path / 'auto.tif', precision='auto'), fp32) >= 50


def test_bf16_is_taken_where_it_does_not_show(tmp_path):
    path, raster = made(tmp_path, measured(3)), write_raster(tmp_path / 'a.tif', noise(3, 128, 300))
    bf16 = applied(path, raster, tmp_path / '16.tif', precision='bf16')
    np.testing.assert_array_equal(applied(path, raster, tmp_path / 'auto.tif', precision='auto'), bf16)
    assert (bf16 != applied(path, raster, tmp_path / '32.tif')).any()


def test_fp32_is_taken_where_bf16_would_show_and_that_is_told(tmp_path):
    path, raster = made(tmp_path, measured(3), 'resnet6', 1), write_raster(tmp_path / 'a.tif', noise(3, 128, 300))
    fp32 = applied(path, raster, tmp_path / '32.tif')
    listener = Listener()
    np.testing.assert_array_equal(applied(path, raster, tmp_path / 'auto.tif', listener, precision='auto'), fp32)
    bf16 = applied(path, raster, tmp_path / '16.tif', precision='bf16')
    assert psnr(bf16, fp32) < 50
    assert [text for text in listener.infos if text.startswith('The network runs in fp32: bf16 would change')]


def test_parts_of_a_raster_get_the_same_precision(tmp_path):
    path, values = made(tmp_path, measured(3), 'resnet6', 1), noise(3, 128, 600)
    values[:, :, 300:] = 9  # plain: bf16 would do there
    raster = write_raster(tmp_path / 'a.tif', values)
    whole = applied(path, raster, tmp_path / 'whole.tif', precision='auto')
    left, right = 450000 + 0.5 * 400, 450000 + 0.5 * 600
    part = applied(path, raster, tmp_path / 'part.tif', precision='auto', extent=f'{left},{right},29900,30000')
    assert np.abs(part.astype(int) - whole[:, :, 400:]).max() <= 1


@pytest.mark.parametrize(('dtype', 'low', 'high'), [
    ('uint16', 0, 65535), ('int16', -32768, 32767), ('int32', 0, 65535), ('float32', -1, 1),
])  # fmt: skip
def test_finer_targets_are_exact_to_half_a_step(tmp_path, dtype, low, high):
    path = made(tmp_path, measured(2, dtype, low=low, high=high), contrast=1)
    values = noise(3, 128, 128)
    found = applied(path, write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif', precision='auto')
    generator = generator_for(read_card(str(path))).double()
    with torch.no_grad():
        [expected] = generator(torch.from_numpy(values / 127.5 - 1)[None]).numpy()
    expected = low + (expected + 1) / 2 * (high - low)
    step = (high - low) / 65535
    rounding = 0 if dtype == 'float32' else 0.5
    assert (np.abs(found - expected) / step < 0.5 + rounding).mean() >= 0.999
    assert found.std() > 1000 * step


def test_bf16_for_a_finer_target_is_warned_of(tmp_path):
    raster, listener = write_raster(tmp_path / 'a.tif', noise(3, 128, 128)), Listener()
    path = made(tmp_path, measured(1, 'uint16', high=65535))
    bf16 = applied(path, raster, tmp_path / 'b.tif', listener, precision='bf16')
    [warning] = listener.warnings
    assert 'the model makes uint16 values: they will be rounded' in warning
    assert np.abs(bf16 - applied(path, raster, tmp_path / 'c.tif').astype(float)).max() > 5


@pytest.mark.parametrize('target', [measured(1), classed(dtype='uint16')], ids=['8 bits', 'classes'])
def test_bf16_for_8_bits_and_classes_is_not_warned_of(tmp_path, target):
    listener = Listener()
    raster = write_raster(tmp_path / 'a.tif', noise(3, 128, 128))
    applied(made(tmp_path, target), raster, tmp_path / 'b.tif', listener, precision='bf16')
    assert listener.warnings == []


@pytest.mark.parametrize('name', GENERATORS)
@pytest.mark.parametrize('upsampling', ['transpose', 'resize'])
def test_the_last_convolution_and_the_tanh_keep_32_bits(name, upsampling):
    generator = generator_for(card(measured(3), measured(3), name=name, upsampling=upsampling, filters=2))
    seen = {}
    for kind in (nn.Conv2d, nn.ConvTranspose2d, nn.Tanh):
        for layer in generator.modules():
            if isinstance(layer, kind):
                layer.register_forward_hook(lambda layer, given, made: seen.__setitem__(layer, made.dtype))
    make_output_precise(generator)
    with torch.inference_mode(), open_compute('cpu', 'bf16').autocast():
        image = generator(torch.rand(1, 3, 256, 256))
    *inner, convolution, tanh = seen.values()
    assert set(inner) == {torch.bfloat16}
    assert convolution == tanh == image.dtype == torch.float32


@pytest.mark.parametrize('name', GENERATORS)
def test_weights_that_are_rounded_beforehand_change_nothing(tmp_path, name):
    """Autocast would round them to the same values, batch by batch."""
    path = str(made(tmp_path, measured(3), name, 1))
    compute = open_compute('cpu', 'bf16')
    network = Network(open_generator(path, read_card(path), compute), compute, 1)
    tiles = np.random.default_rng(5).uniform(-1, 1, (1, 3, 256, 256)).astype('float32')
    expected = network.run(tiles)
    round_weights(network.generator)
    np.testing.assert_array_equal(network.run(tiles), expected)
    convolutions = [layer for layer in network.generator.modules() if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d)]
    assert {layer.weight.dtype for layer in convolutions[:-1]} == {torch.bfloat16}
    assert convolutions[-1].weight.dtype == torch.float32


def test_fp32_is_no_less_on_graphics_cards():
    """Without being told, cuDNN calculates convolutions of 32 bits with 19."""
    compute = open_compute('cpu', 'fp32')
    generator = open_generator(str(rgb_model()), read_card(str(rgb_model())), compute)
    seen = []
    generator.register_forward_hook(lambda *given: seen.append(cudnn.allow_tf32))
    before = cudnn.allow_tf32
    Network(generator, compute, 1).run(np.zeros((1, 3, 128, 128), dtype='float32'))
    assert seen == [False]
    assert cudnn.allow_tf32 == before


def test_the_evaluation_calculates_as_the_translation_does(tmp_path):
    path = made(tmp_path, measured(3), 'resnet6', 1)
    figures = []
    for precision in ('auto', 'fp32'):
        job = EvaluateModel(
            model=str(path),
            dataset=str(few_chips()),
            output=str(tmp_path / f'{precision}.gpkg'),
            split='validation',
            device='cpu',
            precision=precision,
        )
        figures.append(evaluate_model(job, Listener()))
    assert figures[0] == figures[1]

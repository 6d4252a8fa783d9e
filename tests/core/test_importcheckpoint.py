"""Importing checkpoints of the reference: what is recognised, the same pixels as there, and sentences for what is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.engine import run_mapping
from core.errors import SatganError
from core.modelfile import checksum, read_card, read_weights
from core.networks.fingerprint import Fingerprint, fingerprint
from tests.core.models_made import Listener, applied, noise, write_raster
from tests.core.reference_made import (
    reference_patchgan,
    reference_pixel,
    reference_resnet,
    reference_unet,
    with_weights,
)


def saved(path: Path, state) -> Path:
    torch.save(state, path)
    return path


def imported(checkpoint: Path, output: Path, listener: Listener | None = None) -> Path:
    """Import a checkpoint as a job file does and return the model file."""
    job = {'job': 'importcheckpoint', 'checkpoint': str(checkpoint), 'output': str(output)}
    assert run_mapping(job, listener or Listener()) == {'OUTPUT': str(output)}
    return output


def refused(checkpoint: Path, output: Path) -> str:
    """Return the sentence for a checkpoint that cannot be imported."""
    with pytest.raises(SatganError) as caught:
        imported(checkpoint, output)
    assert str(checkpoint) in caught.value.message
    assert caught.value.hint
    assert not list(output.parent.glob('*.safetensors*'))
    return caught.value.message


def small_unet(norm: str = 'instance', **more) -> nn.Module:
    return with_weights(reference_unet(3, 3, downs=7, filters=4, norm=norm, dropout=False, **more))


def small_resnet(norm: str = 'instance', **more) -> nn.Module:
    return with_weights(reference_resnet(3, 3, blocks=6, filters=4, norm=norm, **more))


@pytest.mark.parametrize('norm', ['batch', 'instance', 'none'])
@pytest.mark.parametrize('dropout', [True, False])
@pytest.mark.parametrize(('channels_in', 'channels_out', 'filters'), [(3, 3, 4), (1, 3, 8), (6, 1, 5)])
def test_every_generator_of_the_reference_is_recognised(norm, dropout, channels_in, channels_out, filters):
    for downs in (7, 8):
        network = reference_unet(channels_in, channels_out, downs=downs, filters=filters, norm=norm, dropout=dropout)
        expected = Fingerprint(f'unet{2**downs}', channels_in, channels_out, filters, norm, dropout=True)
        assert fingerprint(network.state_dict()) == expected
    for blocks in (6, 9):
        network = reference_resnet(
            channels_in, channels_out, blocks=blocks, filters=filters, norm=norm, dropout=dropout
        )
        expected = Fingerprint(f'resnet{blocks}', channels_in, channels_out, filters, norm, dropout=dropout)
        assert fingerprint(network.state_dict()) == expected


@pytest.mark.parametrize(
    'network',
    [
        pytest.param(reference_unet(3, 3, downs=8, filters=4, norm='instance', dropout=False), id='unet256'),
        pytest.param(reference_unet(3, 1, downs=7, filters=4, norm='batch', dropout=True), id='unet128'),
        pytest.param(reference_resnet(3, 3, blocks=9, filters=4, norm='instance'), id='resnet9'),
        pytest.param(reference_resnet(1, 3, blocks=6, filters=4, norm='instance', dropout=True), id='resnet6'),
    ],
)
def test_the_model_is_applied_as_the_reference_network(tmp_path, network):
    checkpoint = saved(tmp_path / 'latest_net_G.pth', with_weights(network).state_dict())
    model = imported(checkpoint, tmp_path / 'model.safetensors')
    bands = len(read_card(str(model)).a.bands)
    values = noise(bands, 256, 256)
    output = applied(model, write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif')
    np.testing.assert_allclose(output, plainly_applied(network, values, norms_train=True), atol=0.501)
    assert output.std() > 1


def test_the_running_averages_of_the_reference_are_used_where_asked_for(tmp_path):
    network = with_weights(reference_unet(3, 1, downs=7, filters=4, norm='batch'))
    model = imported(saved(tmp_path / 'G.pth', network.state_dict()), tmp_path / 'model.safetensors')
    values = noise(3, 256, 256)
    raster = write_raster(tmp_path / 'a.tif', values)
    output = applied(model, raster, tmp_path / 'b.tif', statistics='running')
    np.testing.assert_allclose(output, plainly_applied(network, values, norms_train=False), atol=0.501)


def plainly_applied(network: nn.Module, values: np.ndarray, *, norms_train: bool) -> np.ndarray:
    """Translate 8-bit values as the reference does it, without dropout: batch norms measure the image if they train."""
    for layer in network.modules():
        layer.training = norms_train and isinstance(layer, nn.BatchNorm2d)
    with torch.no_grad():
        return (network(torch.from_numpy(values / np.float32(127.5) - 1)[None])[0].numpy() + 1) / 2 * 255


def test_the_card_tells_what_is_known_and_what_is_not(tmp_path):
    checkpoint = saved(tmp_path / 'latest_net_G_A.pth', small_resnet().state_dict())
    listener = Listener()
    model = str(imported(checkpoint, tmp_path / 'model.safetensors', listener))
    card = read_card(model)
    assert (card.kind, card.chip_size, card.licence) == ('pix2pix', 256, 'unknown')
    assert (card.generator.name, card.generator.filters, card.generator.norm) == ('resnet6', 4, 'instance')
    assert (card.ground_pixel_size, card.crs) == (None, None)
    assert card.a == card.b
    assert (card.a.names, card.a.dtype, card.a.nodata) == (('red', 'green', 'blue'), 'uint8', None)
    np.testing.assert_allclose(
        card.a.encode(np.array([[[0, 51, 255]]] * 3, 'uint8'), np.ones((1, 3), bool)), [[[-1, -0.6, 1]]] * 3, atol=1e-6
    )
    assert card.training['job'] == {
        'job': 'importcheckpoint',
        'checkpoint': 'latest_net_G_A.pth',
        'sha256': checksum(str(checkpoint)),
    }
    assert listener.warnings == []
    assert listener.infos[0].startswith('latest_net_G_A.pth is resnet6 with 4 filters and norm instance, from 3 to 3')


def test_the_page_of_an_imported_model(tmp_path):
    model = imported(saved(tmp_path / 'G.pth', small_unet().state_dict()), tmp_path / 'model.safetensors')
    page = tmp_path / 'page.html'
    results = run_mapping({'job': 'modelinformation', 'model': str(model), 'output_html': str(page)}, Listener())
    assert 'EPOCHS_DONE' not in results
    assert results['GENERATOR'] == 'unet128'
    text = page.read_text(encoding='utf-8')
    assert 'unknown' in text
    assert '0 to 255' in text
    assert 'Minimum' not in text


def test_what_batch_norm_does_is_told(tmp_path):
    listener = Listener()
    imported(saved(tmp_path / 'G.pth', small_unet('batch').state_dict()), tmp_path / 'm.safetensors', listener)
    assert listener.warnings == []
    assert 'the running averages of its training are left out' in listener.infos[-1]


@pytest.mark.parametrize('network', [small_unet(), small_resnet()], ids=['unet', 'resnet'])
def test_wrappers_and_figures_of_old_releases_are_left_out(tmp_path, network):
    state = network.state_dict()
    expected = read_weights(str(imported(saved(tmp_path / 'G.pth', state), tmp_path / 'a.safetensors')))
    old = {f'module.{name}': tensor for name, tensor in state.items()}
    for norm in ('model.2', 'model.model.1.model.2', 'model.20'):
        old[f'module.{norm}.running_mean'] = torch.zeros(8)
        old[f'module.{norm}.running_var'] = torch.ones(8)
        old[f'module.{norm}.num_batches_tracked'] = torch.tensor(3)
    weights = read_weights(str(imported(saved(tmp_path / 'old.pth', old), tmp_path / 'b.safetensors')))
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], expected[name]) for name in weights)


def test_instance_norms_of_2017_with_scale_and_shift_are_imported(tmp_path):
    network = reference_resnet(3, 3, blocks=6, filters=4, norm='instance')
    for module in list(network.modules()):
        for name, layer in module.named_children():
            if isinstance(layer, nn.InstanceNorm2d):
                setattr(module, name, nn.InstanceNorm2d(layer.num_features, affine=True))
    model = imported(saved(tmp_path / 'G.pth', with_weights(network).state_dict()), tmp_path / 'model.safetensors')
    values = noise(3, 256, 256)
    output = applied(model, write_raster(tmp_path / 'a.tif', values), tmp_path / 'b.tif')
    with torch.no_grad():
        expected = network(torch.from_numpy(values / np.float32(127.5) - 1)[None])[0].numpy()
    np.testing.assert_allclose(output, (expected + 1) / 2 * 255, atol=0.501)


class Whole(nn.Module):
    """A network that is saved with its class."""


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        (reference_patchgan(6, filters=2).state_dict(), 'It holds a discriminator'),
        (reference_pixel(6, filters=2).state_dict(), 'It holds a discriminator'),
        (small_resnet().state_dict() | {'model.3.filt': torch.ones(2, 1, 3, 3)}, 'It is of CUT or FastCUT'),
        (reference_unet(3, 3, downs=6, filters=2).state_dict(), 'It holds a U-Net of 6 levels, not of 7 or 8'),
        (reference_resnet(3, 3, blocks=4, filters=2).state_dict(), 'It holds a ResNet of 4 blocks, not of 6 or 9'),
        (nn.Linear(2, 2).state_dict(), 'The names of its weights are not those of pytorch-CycleGAN-and-pix2pix'),
        ({}, 'The names of its weights are not those of'),
        ({'epoch': 3, 'state': small_resnet().state_dict()}, 'It is no plain table of weights'),
        (torch.ones(3), 'It is no plain table of weights'),
        (Whole(), 'it holds Python objects, which could run code and are never loaded'),
        (
            {**small_resnet().state_dict(), 'model.4.weight': torch.ones(8, 4, 5, 5)},
            'It looks like resnet6, but some layers are missing or of another size',
        ),
        ({**small_resnet().state_dict(), 'model.4.bias': torch.full((8,), torch.nan)}, 'holds weights that are no num'),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else type(value).__name__,
)
def test_other_files_are_refused_with_what_they_are(tmp_path, content, message):
    assert message in refused(saved(tmp_path / 'other.pth', content), tmp_path / 'out' / 'model.safetensors')


@pytest.mark.parametrize('content', [b'', b'nothing', json.dumps({'a': 1}).encode()])
def test_files_that_are_no_checkpoints_are_refused(tmp_path, content):
    path = tmp_path / 'G.pth'
    path.write_bytes(content)
    assert 'it is damaged or no checkpoint' in refused(path, tmp_path / 'out' / 'model.safetensors')


def test_a_damaged_checkpoint_is_refused(tmp_path):
    path = saved(tmp_path / 'G.pth', small_resnet().state_dict())
    path.write_bytes(path.read_bytes()[:3000])
    assert 'it is damaged or no checkpoint' in refused(path, tmp_path / 'out' / 'model.safetensors')


def test_a_checkpoint_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SatganError, match=r'The file .*G\.pth \("checkpoint"\) does not exist'):
        imported(tmp_path / 'G.pth', tmp_path / 'model.safetensors')

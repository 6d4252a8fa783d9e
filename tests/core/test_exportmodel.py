"""Exporting models: the same pixels in ONNX Runtime at any size, a card to read, and no file that is not right."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from core import exportmodel as module
from core.engine import run_mapping
from core.errors import SatganError
from core.modelfile import checksum, read_card, save_model
from tests.core.models_made import Listener, card, classed, generator_for, measured, write_model


def exported(model: Path, output: Path, listener: Listener | None = None) -> Path:
    """Export a model as a job file does and return the ONNX file."""
    job = {'job': 'exportmodel', 'model': str(model), 'output': str(output)}
    assert run_mapping(job, listener or Listener()) == {'OUTPUT': str(output)}
    return output


@pytest.fixture(scope='module')
def small(tmp_path_factory) -> tuple[Path, Path]:
    """Return a small model and its export."""
    folder = tmp_path_factory.mktemp('small')
    model = write_model(folder / 'model.safetensors', card(measured(2), classed(), name='resnet6', chip_size=32))
    return model, exported(model, folder / 'model.onnx')


@pytest.mark.parametrize(
    ('name', 'norm', 'upsampling', 'shape'),
    [
        ('unet128', 'batch', 'transpose', (3, 128, 256)),
        ('unet128', 'instance', 'resize', (1, 256, 128)),
        ('resnet6', 'batch', 'transpose', (2, 20, 44)),
        ('resnet6', 'group', 'resize', (3, 36, 16)),
        ('resnet6', 'none', 'transpose', (1, 8, 8)),
        ('global', 'batch', 'transpose', (2, 32, 48)),
    ],
)
def test_onnx_runtime_makes_the_same_at_any_size(tmp_path, name, norm, upsampling, shape):
    model_card = card(
        measured(2), measured(3), name=name, norm=norm, upsampling=upsampling, chip_size=128 if 'unet' in name else 32
    )
    path = exported(write_model(tmp_path / 'model.safetensors', model_card), tmp_path / 'model.onnx')
    count, height, width = shape
    image = np.random.default_rng(5).uniform(-1, 1, (count, 2, height, width)).astype('float32')
    [result] = onnxruntime.InferenceSession(path).run(None, {'input': image})
    with torch.no_grad():
        expected = generator_for(model_card)(torch.from_numpy(image)).numpy()
    assert result.shape == (count, 3, height, width)
    assert np.ptp(expected) > 0
    np.testing.assert_allclose(result, expected, atol=1e-4 * np.ptp(expected))


def test_the_card_is_in_the_metadata(small):
    model, path = small
    told = onnxruntime.InferenceSession(path).get_modelmeta().custom_metadata_map
    assert json.loads(told['card']) == json.loads(json.dumps(read_card(str(model)).to_json()))
    assert json.loads(told['card'])['b']['classes'] == read_card(str(model)).b.to_json()['classes']
    assert (told['multiple'], told['smallest_side']) == ('4', '8')
    assert told['model_sha256'] == checksum(str(model))


def test_the_file_is_valid_and_names_its_maker(small):
    graph = onnx.load(small[1])
    onnx.checker.check_model(graph, full_check=True)
    assert graph.producer_name == 'SatGAN'
    assert 'synthetic' in graph.doc_string
    sizes = [
        dimension.dim_param or dimension.dim_value for dimension in graph.graph.input[0].type.tensor_type.shape.dim
    ]
    assert sizes == ['batch', 2, 'height', 'width']


def test_the_same_model_gives_the_same_bytes(small, tmp_path):
    model, path = small
    assert exported(model, tmp_path / 'again.onnx').read_bytes() == path.read_bytes()


def test_the_log_tells_the_difference_and_the_sizes(small, tmp_path):
    listener = Listener()
    exported(small[0], tmp_path / 'model.onnx', listener)
    [said] = listener.infos
    assert 'multiple of 4 pixels' in said
    assert [fraction for fraction, _ in listener.steps] == sorted(fraction for fraction, _ in listener.steps)


@pytest.mark.parametrize('error', [1e-3, np.nan])
def test_results_that_differ_leave_no_file(small, tmp_path, monkeypatch, error):
    run = module._run
    monkeypatch.setattr(module, '_run', lambda session, image: run(session, image) + np.float32(error))
    output = tmp_path / 'out' / 'model.onnx'
    with pytest.raises(SatganError, match='makes something else of') as caught:
        exported(small[0], output)
    assert 'Nothing was written' in caught.value.hint
    assert not output.parent.exists() or not list(output.parent.iterdir())


@pytest.mark.parametrize(
    ('norm', 'limit'), [('batch', 1e-4), ('none', 1e-4), ('instance', 0.5 * 2 / 255), ('group', 0.5 * 2 / 255)]
)
def test_norms_of_each_image_may_differ_by_half_a_step_of_8_bits(norm, limit):
    module._require_small(0.99 * limit, 'model.safetensors', norm)
    with pytest.raises(SatganError, match=r'something else of model\.safetensors'):
        module._require_small(1.01 * limit, 'model.safetensors', norm)


def test_weights_that_do_not_fit_into_a_file_are_told(small, tmp_path, monkeypatch):
    monkeypatch.setattr(module, '_LARGEST_FILE', 1000)
    with pytest.raises(SatganError, match='an ONNX file ends at 2 GiB'):
        exported(small[0], tmp_path / 'model.onnx')
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_model_is_told(tmp_path):
    (tmp_path / 'model.safetensors').write_bytes(b'nothing')
    with pytest.raises(SatganError, match='is no model file'):
        exported(tmp_path / 'model.safetensors', tmp_path / 'model.onnx')


def test_each_way_of_a_cyclegan_is_exported(tmp_path):
    both = card(measured(3), measured(1), kind='cyclegan', name='resnet6', norm='batch', dropout=False, chip_size=32)
    generators = {way: generator_for(both.towards(way), seed) for seed, way in enumerate(both.directions)}
    weights = {f'{way}.{name}': w for way, net in generators.items() for name, w in net.state_dict().items()}
    model = tmp_path / 'model.safetensors'
    save_model(model, weights, both)
    for way, bands in (('AtoB', 3), ('BtoA', 1)):
        output = tmp_path / f'{way}.onnx'
        run_mapping({'job': 'exportmodel', 'model': str(model), 'direction': way, 'output': str(output)}, Listener())
        image = np.random.default_rng(5).uniform(-1, 1, (1, bands, 16, 16)).astype('float32')
        [result] = onnxruntime.InferenceSession(output).run(None, {'input': image})
        with torch.no_grad():
            expected = generators[way](torch.from_numpy(image)).numpy()
        np.testing.assert_allclose(result, expected, atol=1e-4 * np.ptp(expected))


def test_a_way_that_the_model_does_not_have_is_told(small, tmp_path):
    job = {'job': 'exportmodel', 'model': str(small[0]), 'direction': 'BtoA', 'output': str(tmp_path / 'm.onnx')}
    with pytest.raises(SatganError, match='does not translate BtoA'):
        run_mapping(job, Listener())
    assert not list(tmp_path.iterdir())

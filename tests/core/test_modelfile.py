"""The model file: everything comes back as it went in, and damage is told in a sentence."""

import hashlib
import json
import math
import struct
from dataclasses import replace

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from core.datasets.domain import Scaling
from core.errors import SatganError
from core.modelfile import SCHEMA, ModelCard, PixelGrid, checksum, read_card, read_weights, save_model
from core.rasters.classes import Legend
from tests.core.models_made import card, classed, measured

WEIGHTS = {'a.weight': torch.arange(24.0).reshape(2, 3, 2, 2), 'b.count': torch.tensor(5)}


def saved(path, model_card=None, weights=None):
    save_model(path, weights or WEIGHTS, model_card or card(measured(3), classed()))
    return str(path)


def with_card(path, **changes):
    """Write a model file whose card differs from a good one."""
    content = card(measured(3), classed()).to_json() | changes
    save_file(WEIGHTS, path, metadata={'card': json.dumps({k: v for k, v in content.items() if v != 'absent'})})
    return str(path)


@pytest.mark.parametrize(
    ('a', 'b'),
    [
        (measured(3), classed()),
        (
            measured(13, 'int16', low=-5, high=9000, nodata=-9999, names=tuple('ABCDEFGHIJKLM')),
            measured(1, units=('m',)),
        ),
        (
            classed(Legend((3,), ('Straße, "哈"',), ((1, 2, 3),)), 'uint16'),
            replace(measured(1), scaling=(Scaling(0.1, 1e9),)),
        ),
    ],
)
def test_the_card_comes_back(tmp_path, a, b):
    original = card(a, b, filters=7, norm='none', dropout=False, crs=None, ground_pixel_size=None)
    assert read_card(saved(tmp_path / 'm.safetensors', original)) == original


def test_a_card_of_two_directions_comes_back_and_can_be_turned(tmp_path):
    grid = PixelGrid((2.0, 3.0), 2.5, 'somewhere')
    original = card(measured(3), classed(), kind='cyclegan', b_grid=grid)
    assert read_card(saved(tmp_path / 'm.safetensors', original)) == original
    turned = original.towards('BtoA')
    assert (turned.a, turned.b, turned.ground_pixel_size) == (original.b, original.a, 2.5)
    assert turned.towards('BtoA') == original.towards('AtoB') == original


def test_weights_of_one_direction_are_read_by_their_prefix(tmp_path):
    weights = {
        f'{way}.{name}': value + at for at, way in enumerate(('AtoB', 'BtoA')) for name, value in WEIGHTS.items()
    }
    found = read_weights(saved(tmp_path / 'm.safetensors', weights=weights), 'BtoA.')
    assert found.keys() == WEIGHTS.keys()
    assert all(torch.equal(found[name], value + 1) for name, value in WEIGHTS.items())


def test_a_card_of_before_there_was_a_choice_of_upsampling_is_read(tmp_path):
    original = card(measured(3), measured(3))
    content = original.to_json()
    del content['generator']['upsampling']
    assert ModelCard.from_json(content) == original


def test_a_nodata_value_of_nan_comes_back(tmp_path):
    path = saved(tmp_path / 'm.safetensors', card(measured(1, 'float32', nodata=math.nan), measured(1)))
    assert math.isnan(read_card(path).a.nodata)


def test_the_weights_come_back(tmp_path):
    weights = read_weights(saved(tmp_path / 'm.safetensors'))
    assert weights.keys() == WEIGHTS.keys()
    for name, tensor in WEIGHTS.items():
        assert torch.equal(weights[name], tensor)
        assert weights[name].dtype == tensor.dtype


def test_weights_in_another_memory_format_are_saved_the_same(tmp_path):
    other = WEIGHTS | {'a.weight': WEIGHTS['a.weight'].to(memory_format=torch.channels_last).requires_grad_()}
    first, second = saved(tmp_path / '1.safetensors'), saved(tmp_path / '2.safetensors', weights=other)
    assert checksum(first) == checksum(second)


def test_any_reader_of_safetensors_reads_it(tmp_path):
    path = saved(tmp_path / 'm.safetensors')
    assert load_file(path).keys() == WEIGHTS.keys()
    with safe_open(path, framework='pt') as file:
        assert json.loads(file.metadata()['card'])['schema'] == SCHEMA


def test_others_may_read_the_file(tmp_path):
    (tmp_path / 'plain').touch()
    path = tmp_path / 'm.safetensors'
    saved(path)
    assert path.stat().st_mode == (tmp_path / 'plain').stat().st_mode


def test_a_failure_leaves_the_older_file(tmp_path):
    path = tmp_path / 'm.safetensors'
    before = checksum(saved(path))
    with pytest.raises(TypeError):
        save_model(path, WEIGHTS, replace(card(measured(3), classed()), licence=object()))
    assert checksum(str(path)) == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_checksum_is_that_of_the_whole_file(tmp_path):
    path = tmp_path / 'file'
    path.write_bytes(bytes(range(256)) * 9000)
    assert checksum(str(path)) == hashlib.sha256(path.read_bytes()).hexdigest()


# --- Damage


def refused(path, reader=read_card) -> SatganError:
    with pytest.raises(SatganError) as raised:
        reader(str(path))
    assert str(path) in raised.value.message
    assert raised.value.hint
    return raised.value


@pytest.mark.parametrize('share', [0, 1e-4, 0.05, 0.5, 0.99])
def test_a_file_cut_short_is_told(tmp_path, share):
    path = tmp_path / 'm.safetensors'
    saved(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert 'is no model file or was cut short' in refused(path).message


def test_a_missing_file_is_told(tmp_path):
    assert 'does not exist' in refused(tmp_path / 'm.safetensors').message


@pytest.mark.parametrize(
    'content', [b'PK\x03\x04 a zip', b'\x80\x02}q\x00.', struct.pack('<Q', 2**60) + b'{}', b'{}' * 99]
)
def test_a_file_of_another_kind_is_told(tmp_path, content):
    path = tmp_path / 'm.safetensors'
    path.write_bytes(content)
    assert 'is no model file' in refused(path).message


def test_a_newer_schema_is_told(tmp_path):
    error = refused(with_card(tmp_path / 'm.safetensors', schema=SCHEMA + 1))
    assert 'newer release' in error.message
    assert error.hint == 'Update the plugin to use it.'


@pytest.mark.parametrize(
    'changes',
    [
        {'schema': 'absent'},
        {'schema': 'one'},
        {'a': 'absent'},
        {'b': None},
        {'generator': {'name': 'unet256'}},
        {'generator': {'name': 'unet256', 'filters': 4, 'norm': 'batch', 'dropout': True, 'more': 1}},
        {'pixel_size': None},
        {'b': {'dtype': 'uint8'}},
        {'training': {'epochs_done': 2}},
        {'training': []},
        {'versions': None},
    ],
)
def test_a_card_that_lacks_something_is_told(tmp_path, changes):
    assert 'no readable card' in refused(with_card(tmp_path / 'm.safetensors', **changes)).message


@pytest.mark.parametrize('metadata', [None, {}, {'card': ''}, {'card': '[]'}, {'card': '7'}, {'card': '{'}])
def test_safetensors_without_a_card_are_told(tmp_path, metadata):
    path = tmp_path / 'm.safetensors'
    save_file(WEIGHTS, path, metadata=metadata)
    assert 'is a safetensors file, but not a SatGAN model' in refused(path).message


@pytest.mark.parametrize('value', [math.nan, math.inf, -math.inf])
def test_weights_that_are_no_numbers_are_told(tmp_path, value):
    weight = WEIGHTS['a.weight'].clone()
    weight[1, 2, 0, 1] = value
    path = saved(tmp_path / 'm.safetensors', weights=WEIGHTS | {'a.weight': weight})
    assert 'weights that are no numbers' in refused(path, read_weights).message


def test_reading_a_model_runs_no_code_from_it(tmp_path):
    path = with_card(tmp_path / 'm.safetensors', kind="__import__('os').system('touch " + str(tmp_path / 'ran') + "')")
    assert read_card(path).kind.startswith('__import__')
    assert not (tmp_path / 'ran').exists()


def test_everything_in_the_card_is_written():
    assert card(measured(3), classed()).to_json().keys() == {'schema', *ModelCard.__dataclass_fields__}

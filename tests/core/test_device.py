"""The device and the precision of a job."""

from unittest.mock import Mock

import pytest
import torch

from core import device
from core.device import best_device, has_fast_bf16, open_compute, sent
from core.errors import SatganError
from core.fabric import is_bf16, memory_format, open_fabric


@pytest.fixture
def without_cards(monkeypatch):
    """Pretend that there is no graphics card."""
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    monkeypatch.setattr(torch.backends.mps, 'is_available', lambda: False)


@pytest.mark.parametrize('name', ['cuda', 'mps'])
@pytest.mark.parametrize('open_one', [open_compute, open_fabric])
def test_a_device_that_is_not_there_is_told(without_cards, name, open_one):
    with pytest.raises(SatganError, match=f'The device "{name}" is asked for, but PyTorch finds none here') as raised:
        open_one(name, 'auto')
    assert 'Choose auto or cpu' in raised.value.hint


def test_auto_takes_the_processor_where_there_is_nothing_else(without_cards):
    assert best_device() == 'cpu'
    assert open_compute('auto', 'fp32').device == open_fabric('auto', 'fp32').device == torch.device('cpu')


def test_auto_prefers_graphics_cards(monkeypatch):
    monkeypatch.setattr(device, '_is_available', lambda name: name != 'cuda')
    assert best_device() == 'mps'
    monkeypatch.setattr(device, '_is_available', lambda name: True)
    assert best_device() == 'cuda'


@pytest.mark.parametrize(('precision', 'fast', 'expected'), [
    ('fp32', True, torch.float32),
    ('bf16', False, torch.bfloat16),
    ('auto', True, torch.bfloat16),
    ('auto', False, torch.float32),
])  # fmt: skip
def test_precision_is_what_the_network_calculates_with(monkeypatch, precision, fast, expected):
    monkeypatch.setattr(device, 'has_fast_bf16', lambda name: fast)
    compute, fabric = open_compute('cpu', precision), open_fabric('cpu', precision)
    for opened in (compute, fabric):
        with opened.autocast():
            result = torch.nn.Conv2d(1, 1, 3)(torch.zeros(1, 1, 8, 8))
        assert result.dtype == expected
    assert compute.is_bf16 == is_bf16(fabric) == (expected == torch.bfloat16)


PROBES = ('_is_amx_tile_supported', '_is_avx512_bf16_supported')


def test_a_release_of_pytorch_that_does_not_tell_of_the_processor_has_no_fast_bf16(monkeypatch):
    for probe in PROBES:
        monkeypatch.delattr(torch.cpu, probe, raising=False)
    assert not has_fast_bf16('cpu')


@pytest.mark.parametrize(('amx', 'avx', 'fast'), [
    (True, True, True), (True, False, True), (False, True, True), (False, False, False),
])  # fmt: skip
def test_a_processor_with_units_for_bf16_has_fast_bf16(monkeypatch, amx, avx, fast):
    for probe, has in zip(PROBES, (amx, avx), strict=True):
        monkeypatch.setattr(torch.cpu, probe, lambda has=has: has, raising=False)
    assert has_fast_bf16('cpu') == fast
    assert not has_fast_bf16('mps')


@pytest.mark.parametrize('amx', [True, False])
def test_the_memory_format_follows_the_units_that_calculate(monkeypatch, amx):
    monkeypatch.setattr(torch.cpu, PROBES[0], lambda: amx, raising=False)
    assert memory_format(open_fabric('cpu', 'fp32')) == torch.contiguous_format
    assert memory_format(open_fabric('cpu', 'bf16')) == (torch.channels_last if amx else torch.contiguous_format)


def test_opening_a_device_says_nothing(capfd, caplog):
    with caplog.at_level('INFO'):
        open_fabric('cpu', 'fp32')
        caplog.clear()
        open_fabric('cpu', 'bf16')
    assert caplog.messages == []
    assert capfd.readouterr() == ('', '')


def test_a_tensor_for_the_processor_is_sent_as_it_is():
    tensor = torch.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    there = sent(tensor, torch.device('cpu'), torch.channels_last)
    assert torch.equal(there, tensor)
    assert there.is_contiguous(memory_format=torch.channels_last)


def test_a_tensor_for_a_graphics_card_is_sent_from_pinned_memory():
    """Without a card: what is asked of the tensor."""
    tensor = Mock(device=torch.device('cpu'))
    card = torch.device('cuda')
    assert sent(tensor, card, torch.channels_last) is tensor.pin_memory().to.return_value
    tensor.pin_memory().to.assert_called_once_with(card, memory_format=torch.channels_last, non_blocking=True)

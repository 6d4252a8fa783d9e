"""What runs a network on a processor: PyTorch, or OpenVINO where it is clearly faster."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch

from core.device import Compute
from core.errors import Cancelled, SatganError
from core.translation import runtime
from core.translation.network import Network
from core.translation.openvino import OpenVinoGenerator
from tests.core.models_made import (
    SIZE,
    Listener,
    applied,
    card,
    generator_for,
    measured,
    noise,
    write_model,
    write_raster,
)

REAL = measured(1, 'float32', low=-1, high=1)  # what the network makes, as it is


@pytest.fixture
def memory(tmp_path, monkeypatch) -> Path:
    """The file of what is remembered."""
    monkeypatch.setattr('core.remembered.user_cache_path', lambda *name, **options: tmp_path / 'cache')
    return tmp_path / 'cache' / 'runtimes.json'


@pytest.fixture
def small_is_worthwhile(monkeypatch):
    monkeypatch.setattr(runtime, '_WORTHWHILE', 1)


def takes(monkeypatch, pytorch: float, openvino: float) -> None:
    """Let the trial measure these seconds."""
    monkeypatch.setattr(
        runtime,
        '_seconds',
        lambda network, tiles, reporter: openvino if isinstance(network.generator, OpenVinoGenerator) else pytorch,
    )


def used(path: Path) -> str:
    with rasterio.open(path) as raster:
        return raster.tags()['GAN_RUNTIME']


@pytest.fixture
def model(tmp_path) -> Path:
    return write_model(tmp_path / 'm.safetensors', card(measured(3), REAL))


@pytest.fixture
def raster(tmp_path) -> Path:
    return write_raster(tmp_path / 'a.tif', noise(3, 2 * SIZE + 5, 3 * SIZE))


@pytest.mark.parametrize(
    ('name', 'norm'), [('unet128', 'instance'), ('unet128', 'batch'), ('resnet6', 'instance'), ('unet128', 'none')]
)
def test_openvino_makes_the_same_as_pytorch(tmp_path, raster, name, norm):
    model = write_model(tmp_path / 'n.safetensors', card(measured(3), REAL, name=name, norm=norm))
    made = {
        name: applied(model, raster, tmp_path / f'{name}.tif', runtime=name, precision='fp32')
        for name in ('pytorch', 'openvino')
    }
    np.testing.assert_allclose(made['openvino'], made['pytorch'], rtol=0, atol=1e-4)
    assert made['pytorch'].std() > 0.03
    assert [used(tmp_path / f'{name}.tif') for name in made] == ['pytorch', 'openvino']


def test_openvino_measures_each_tile_as_pytorch_does(tmp_path, model, raster):
    made = [
        applied(model, raster, tmp_path / f'{name}.tif', runtime=name, statistics='tile')
        for name in ('pytorch', 'openvino')
    ]
    np.testing.assert_allclose(made[1], made[0], rtol=0, atol=1e-3)


def test_openvino_in_bf16_makes_what_pytorch_makes_in_fp32(tmp_path, raster):
    model = write_model(tmp_path / 'm.safetensors', card(measured(3), measured(3)))
    exact = applied(model, raster, tmp_path / 'b.tif', runtime='pytorch', precision='fp32').astype(float)
    made = applied(model, raster, tmp_path / 'c.tif', runtime='openvino', precision='bf16').astype(float)
    assert 10 * np.log10(255**2 / np.square(made - exact).mean()) > 50


@pytest.mark.usefixtures('small_is_worthwhile')
@pytest.mark.parametrize(('pytorch', 'openvino', 'chosen'), [(1.2, 1, 'openvino'), (1.19, 1, 'pytorch')])
def test_what_is_clearly_faster_is_taken_and_remembered(
    tmp_path, monkeypatch, memory, model, raster, pytorch, openvino, chosen
):
    takes(monkeypatch, pytorch, openvino)
    first, second = Listener(), Listener()
    expected = applied(model, raster, tmp_path / 'b.tif', first)
    (figures,) = json.loads(memory.read_text()).values()
    assert figures == {'pytorch': pytorch, 'openvino': openvino}
    assert f'so that {chosen} runs such networks on this machine from now on' in ' '.join(first.infos)
    takes(monkeypatch, openvino, pytorch)  # another trial would tell otherwise
    again = applied(model, raster, tmp_path / 'c.tif', second)
    assert not any('A tile of' in text for text in second.infos)
    assert used(tmp_path / 'b.tif') == used(tmp_path / 'c.tif') == chosen
    np.testing.assert_array_equal(again, expected)


@pytest.mark.usefixtures('small_is_worthwhile')
def test_the_trial_is_a_real_one(tmp_path, memory, model, raster):
    applied(model, raster, tmp_path / 'b.tif')
    (figures,) = json.loads(memory.read_text()).values()
    assert figures['pytorch'] > 0 and figures['openvino'] > 0
    is_clear = figures['pytorch'] >= 1.2 * figures['openvino']
    assert used(tmp_path / 'b.tif') == ('openvino' if is_clear else 'pytorch')


@pytest.mark.usefixtures('small_is_worthwhile')
def test_a_trial_can_be_cancelled(tmp_path, memory, model, raster):
    with pytest.raises(Cancelled):
        applied(model, raster, tmp_path / 'b.tif', Listener('Trying which'))
    assert not memory.exists() and list(tmp_path.glob('*b.tif*')) == []


@pytest.mark.usefixtures('small_is_worthwhile')
def test_what_makes_something_else_is_not_taken_however_fast(tmp_path, monkeypatch, memory, model, raster):
    takes(monkeypatch, 9, 1)
    applied(model, raster, tmp_path / 'b.tif')
    right = OpenVinoGenerator.forward
    monkeypatch.setattr(OpenVinoGenerator, 'forward', lambda self, images: right(self, images) + 1e-3)
    listener = Listener()
    applied(model, raster, tmp_path / 'c.tif', listener)  # the speed is remembered, but this may be another model
    assert [used(tmp_path / name) for name in ('b.tif', 'c.tif')] == ['openvino', 'pytorch']
    assert any('OpenVINO makes something else' in text for text in listener.infos)
    memory.unlink()
    applied(model, raster, tmp_path / 'd.tif')
    assert used(tmp_path / 'd.tif') == 'pytorch' and not memory.exists()


@pytest.mark.usefixtures('small_is_worthwhile')
@pytest.mark.parametrize('content', ['{"half', '[]'])
def test_a_damaged_memory_is_made_anew(tmp_path, monkeypatch, memory, model, raster, content):
    memory.parent.mkdir()
    memory.write_text(content)
    takes(monkeypatch, 2, 1)
    applied(model, raster, tmp_path / 'b.tif')
    assert list(json.loads(memory.read_text()).values()) == [{'pytorch': 2, 'openvino': 1}]
    assert [path.name for path in memory.parent.iterdir()] == ['runtimes.json']


@pytest.mark.usefixtures('small_is_worthwhile')
def test_what_cannot_be_remembered_is_measured_again(tmp_path, monkeypatch, memory, model, raster):
    memory.parent.write_text('a file where the folder should be')
    takes(monkeypatch, 2, 1)
    applied(model, raster, tmp_path / 'b.tif')
    takes(monkeypatch, 1, 2)
    applied(model, raster, tmp_path / 'c.tif')
    assert [used(tmp_path / name) for name in ('b.tif', 'c.tif')] == ['openvino', 'pytorch']


@pytest.mark.usefixtures('small_is_worthwhile')
def test_a_broken_openvino_leaves_pytorch(tmp_path, monkeypatch, memory, model, raster):
    def compile_nothing(self, shape):
        raise RuntimeError('libtbb.so.12 is missing\nand this is where')

    monkeypatch.setattr(OpenVinoGenerator, '_compile', compile_nothing)
    listener = Listener()
    applied(model, raster, tmp_path / 'b.tif', listener)
    assert used(tmp_path / 'b.tif') == 'pytorch' and not memory.exists()
    assert (
        sum('here: libtbb.so.12 is missing' in text and text.endswith('PyTorch runs it.') for text in listener.infos)
        == 1
    )
    with pytest.raises(SatganError, match=r'libtbb.so.12 is missing.*Choose pytorch as the runtime'):
        applied(model, raster, tmp_path / 'c.tif', runtime='openvino')
    assert [path.name for path in tmp_path.glob('*c.tif*')] == []


def test_small_rasters_are_not_worth_a_trial(tmp_path, memory, model, raster):
    applied(model, raster, tmp_path / 'b.tif')
    assert used(tmp_path / 'b.tif') == 'pytorch' and not memory.exists()


@pytest.mark.usefixtures('small_is_worthwhile')
def test_without_openvino_there_is_no_trial(tmp_path, monkeypatch, memory, model, raster):
    monkeypatch.setattr(runtime, 'has_openvino', lambda: False)
    applied(model, raster, tmp_path / 'b.tif')
    assert used(tmp_path / 'b.tif') == 'pytorch' and not memory.exists()
    with pytest.raises(SatganError, match=r'not installed.*"Install OpenVINO as well"'):
        applied(model, raster, tmp_path / 'c.tif', runtime='openvino')
    assert not (tmp_path / 'c.tif').exists()


@pytest.mark.usefixtures('small_is_worthwhile')
def test_the_uncertainty_keeps_pytorch(tmp_path, memory, model, raster):
    beside = str(tmp_path / 'u.tif')
    applied(model, raster, tmp_path / 'b.tif', output_uncertainty=beside)
    assert used(tmp_path / 'b.tif') == 'pytorch' and not memory.exists()
    with pytest.raises(SatganError, match='OUTPUT_UNCERTAINTY'):
        applied(model, raster, tmp_path / 'c.tif', runtime='openvino', output_uncertainty=beside)


def test_openvino_has_no_graphics_card(tmp_path, model, raster):
    from core.jobs import ApplyModel

    job = ApplyModel(model=str(model), input=str(raster), output=str(tmp_path / 'b.tif'), runtime='openvino')
    network = Network(generator_for(card(measured(3), REAL)), Compute(torch.device('cuda'), False), 1)
    with pytest.raises(SatganError, match='the device is "cuda"'):
        runtime.require_runtime(job, network)


def test_a_pickled_generator_makes_the_same():
    generator = OpenVinoGenerator(generator_for(card(measured(3), REAL)), is_bf16=False)
    images = torch.rand(2, 3, SIZE, SIZE) * 2 - 1
    expected = generator(images)
    again = pickle.loads(pickle.dumps(generator))
    np.testing.assert_array_equal(again(images), expected)
    assert expected.shape == (2, 1, SIZE, SIZE)

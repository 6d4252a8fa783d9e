"""Fine-tuning: a training starts from a model, refuses others, and warns of a bad start."""

import hashlib
from dataclasses import replace

import pytest
import torch

from core.datasets.domain import Scaling
from core.datasets.folder import read_description
from core.errors import Cancelled, SatganError
from core.jobs import ModelInformation
from core.modelfile import read_card, read_weights, save_model
from core.modelinformation import model_information
from core.training.starting import start_from
from tests.core.models_made import (
    LEGEND,
    Listener,
    card,
    classed,
    easy_dataset,
    few_chips,
    generator_for,
    measured,
    rgb_model,
    train,
    write_model,
)


def fitting_model(path, **more):
    """Return a model as a training on the easy dataset would make it."""
    dataset = read_description(easy_dataset())
    return write_model(path, card(dataset.a, dataset.b, **more), seed=7)


def weights_of(path) -> dict[str, torch.Tensor]:
    return {name: tensor for name, tensor in read_weights(str(path)).items() if not name.endswith(('mean', 'var'))}


def test_a_training_starts_with_the_weights_of_the_model(tmp_path):
    model = fitting_model(tmp_path / 'first.safetensors')
    listener = Listener()
    train(easy_dataset(), tmp_path / 'run', listener, epochs=1, start_from=str(model), learning_rate=1e-8)
    assert not [text for text in listener.warnings if 'trivial' not in text]
    assert f'Starting from {model}.' in listener.infos
    before, after = weights_of(model), weights_of(tmp_path / 'run' / 'model.safetensors')
    for name in (name for name in before if name.endswith('weight')):
        torch.testing.assert_close(after[name], before[name], atol=1e-6, rtol=0)


def test_a_good_start_is_better_than_none(tmp_path):
    train(easy_dataset(), tmp_path / 'first', epochs=4, batch_size=2, learning_rate=0.002, gan_loss='none')
    settings = {'epochs': 1, 'gan_loss': 'none', 'seed': 3}
    anew = train(easy_dataset(), tmp_path / 'anew', **settings)
    tuned = train(
        easy_dataset(), tmp_path / 'tuned', start_from=str(tmp_path / 'first' / 'model.safetensors'), **settings
    )
    assert tuned['MAE'] < 0.6 * anew['MAE']


def test_the_card_records_the_start_also_after_a_resumption(tmp_path):
    model = fitting_model(tmp_path / 'first.safetensors')
    settings = {'start_from': str(model), 'epochs': 2}
    train(easy_dataset(), tmp_path / 'whole', **settings)
    with pytest.raises(Cancelled):
        train(easy_dataset(), tmp_path / 'run', Listener(stop_at='Epoch 2 of 2'), **settings)
    expected = {'model': str(model), 'checksum': hashlib.sha256(model.read_bytes()).hexdigest()}
    fitting_model(model, dropout=False)  # another file of that name is no longer the start
    train(easy_dataset(), tmp_path / 'run', resume=True, **settings)
    trained = tmp_path / 'run' / 'model.safetensors'
    assert read_card(str(trained)).training['started_from'] == expected
    assert trained.read_bytes() == (tmp_path / 'whole' / 'model.safetensors').read_bytes()
    page = tmp_path / 'card.html'
    model_information(ModelInformation(model=str(trained), output_html=str(page)), Listener())
    assert expected['checksum'] in page.read_text(encoding='utf-8')


@pytest.mark.parametrize(
    ('more', 'difference'),
    [
        ({'filters': 8}, 'number of filters is 4, that of this training 8'),
        ({'norm': 'instance'}, 'norm is batch, that of this training instance'),
        ({'generator': 'resnet6'}, 'generator is unet128, that of this training resnet6'),
        ({'upsampling': 'resize'}, 'upsampling is transpose, that of this training resize'),
        ({}, 'number of input channels is 3, that of this training 4'),
    ],
)
def test_other_networks_are_told_with_both_values(tmp_path, more, difference):
    dataset = few_chips() if more else easy_dataset()
    with pytest.raises(SatganError, match=f'its {difference}') as raised:
        train(dataset, tmp_path / 'run', start_from=str(rgb_model()), **more)
    assert str(rgb_model()) in raised.value.message
    assert 'leave "Start from model" empty' in raised.value.hint
    assert not (tmp_path / 'run').exists()


def test_dropout_may_differ_where_it_has_no_place_among_the_weights(tmp_path):
    model = fitting_model(tmp_path / 'unet.safetensors', dropout=False)
    train(easy_dataset(), tmp_path / 'run', epochs=1, start_from=str(model))
    resnet = fitting_model(tmp_path / 'resnet.safetensors', name='resnet6', dropout=False)
    with pytest.raises(SatganError, match='its dropout is False, that of this training True'):
        train(easy_dataset(), tmp_path / 'other', generator='resnet6', start_from=str(resnet))


def test_weights_that_are_not_those_of_the_card_are_told(tmp_path):
    model, other = tmp_path / 'model.safetensors', card(measured(3), measured(3), name='resnet6')
    save_model(model, generator_for(other).state_dict(), card(measured(3), measured(3)))
    with pytest.raises(SatganError, match='do not fit its card'):
        train(few_chips(), tmp_path / 'run', start_from=str(model))


def warnings_between(tmp_path, before, now) -> list[str]:
    listener = Listener()
    path = write_model(tmp_path / 'model.safetensors', before)
    start_from(str(path), generator_for(now).state_dict(), now, listener)
    return listener.warnings


@pytest.mark.parametrize(
    ('size', 'warned'), [(0.5, False), (0.62, False), (0.41, False), (0.63, True), (0.39, True), (None, False)]
)
def test_other_pixels_are_warned_of_from_a_quarter_on(tmp_path, size, warned):
    before = card(measured(1), measured(1))
    texts = warnings_between(tmp_path, before, replace(before, ground_pixel_size=size))
    assert len(texts) == warned
    if warned:
        assert f'pixels of 0.5 m, the chips have {size} m' in texts[0]


def test_other_bands_are_warned_of(tmp_path):
    before = card(measured(2, names=('VV', 'VH')), measured(1))
    [text] = warnings_between(tmp_path, before, replace(before, a=measured(2, names=('VH', 'VV'))))
    assert 'The input of the model is VV, VH; that of the dataset is VH, VV.' in text


def test_other_classes_are_warned_of(tmp_path):
    before = card(measured(1), classed())
    legend = replace(LEGEND, values=(0, 1, 2, 8))
    [text] = warnings_between(tmp_path, before, replace(before, b=classed(legend)))
    assert 'class 7; that of the dataset is class 0, class 1, class 2, class 8' in text


def test_another_scaling_is_warned_of_but_not_a_slightly_different_one(tmp_path):
    before = card(measured(2, 'float32', low=0, high=100), measured(1))
    near = replace(before.a, scaling=(Scaling(-9, 105), Scaling(4, 91)))
    assert warnings_between(tmp_path, before, replace(before, a=near)) == []
    far = replace(before.a, scaling=(Scaling(0, 100), Scaling(0, 3000)))
    [text] = warnings_between(tmp_path, before, replace(before, a=far))
    assert 'The input band band 2 had values from 0 to 100 when the model was trained, now from 0 to 3000' in text

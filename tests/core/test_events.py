"""What TensorBoard shows: the figures of metrics.csv and the sample sheets, each epoch once."""

import csv
import io

import numpy as np
import pytest
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from core.errors import Cancelled
from core.training.runfolder import RunFolder
from tests.core.models_made import Listener, few_chips, train


def shown(folder) -> EventAccumulator:
    """Return what TensorBoard reads, all of it."""
    return EventAccumulator(str(folder / 'tensorboard'), size_guidance={'scalars': 0, 'images': 0}).Reload()


def assert_shows_the_metrics(folder) -> None:
    events = shown(folder)
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    for name in rows[0].keys() - {'epoch', 'seconds'}:
        group = 'loss' if name.startswith(('G_', 'D_')) else 'validation'
        scalars = events.Scalars(f'{group}/{name}')
        assert [scalar.step for scalar in scalars] == [int(row['epoch']) for row in rows]
        np.testing.assert_allclose([scalar.value for scalar in scalars], [float(row[name]) for row in rows], rtol=1e-6)


def test_tensorboard_shows_figures_and_sheets(tmp_path):
    train(few_chips(), tmp_path / 'run')
    assert_shows_the_metrics(tmp_path / 'run')
    images = shown(tmp_path / 'run').Images('samples')
    assert [image.step for image in images] == [1, 2]
    for image in images:
        pixels = np.asarray(Image.open(io.BytesIO(image.encoded_image_string)))
        assert np.array_equal(pixels, np.asarray(Image.open(RunFolder(tmp_path / 'run').sheet(image.step))))


@pytest.mark.parametrize(('save_every', 'stop_at'), [(1, 'Epoch 3 of 4'), (3, 'Epoch 3 of 4, validating')])
def test_a_resumed_training_shows_each_epoch_once(tmp_path, save_every, stop_at):
    settings = {'epochs': 4, 'save_every': save_every, 'gan_loss': 'none'}
    with pytest.raises(Cancelled):
        train(few_chips(), tmp_path / 'run', Listener(stop_at=stop_at), **settings)
    assert [scalar.step for scalar in shown(tmp_path / 'run').Scalars('validation/MAE')] == [1, 2]
    train(few_chips(), tmp_path / 'run', resume=True, **settings)
    assert len(list((tmp_path / 'run' / 'tensorboard').iterdir())) == 2
    assert_shows_the_metrics(tmp_path / 'run')


def test_a_finished_training_gets_no_further_file(tmp_path):
    for resume in (False, True):
        train(few_chips(), tmp_path / 'run', epochs=1, gan_loss='none', resume=resume)
    assert len(list((tmp_path / 'run' / 'tensorboard').iterdir())) == 1

"""Training of CycleGAN: what a run leaves, that it can be broken off and gone on with, that it learns, and misuse."""

import csv
import functools
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from core.datasets.export_unpaired import export_unpaired_chips
from core.datasets.source import open_any_dataset
from core.datasets.unpaired_loader import DomainChips
from core.engine import run_mapping
from core.errors import Cancelled, SatganError
from core.jobs import ExportUnpairedChips, TrainCycleGan
from core.modelfile import read_card, read_weights
from core.networks import build_generator
from core.training import train_cyclegan as module
from core.training.train_cyclegan import train_cyclegan
from tests.core.models_made import LEGEND, Listener, applied, blocks, exported, new_folder, noise, write_raster

SIZE = 16


def cut(a: Path, b: Path | None, **more) -> Path:
    """Cut rasters of two domains into chips of 16 pixels and return the dataset folder."""
    output = new_folder('unpaired') / 'chips'
    rules = {'chip_size': SIZE, 'validation': 0.2, 'test': 0.0, 'split': 'random', 'max_nodata': 0.5} | more
    files = {'input_a': str(a), 'input_b': b and str(b), 'output': str(output)}
    export_unpaired_chips(ExportUnpairedChips(**files, **rules), Listener())
    return output


@functools.cache
def two_domains() -> Path:
    """Return chips of three 8-bit bands (5 to train on, 1 to validate) and of three of heights with gaps (7 and 2)."""
    folder = new_folder('domains')
    a = write_raster(folder / 'a.tif', noise(3, 2 * SIZE, 3 * SIZE, seed=1))
    heights = noise(3, 3 * SIZE, 3 * SIZE, seed=2, low=-50, high=450, dtype='float32')
    heights[:, ::11, ::5] = -9999
    return cut(a, write_raster(folder / 'b.tif', heights, nodata=-9999))


@functools.cache
def bands_and_classes() -> Path:
    """Return chips of two 16-bit bands and of four classes."""
    folder = new_folder('classes')
    a = write_raster(folder / 'a.tif', noise(2, 2 * SIZE, 3 * SIZE, high=4000, dtype='uint16'))
    return cut(a, write_raster(folder / 'b.tif', blocks(3 * SIZE, 3 * SIZE), palette=LEGEND.colormap()))


def job(dataset: Path, output: Path, **more) -> TrainCycleGan:
    """Return a small training on the processor: two epochs of four chips per step."""
    settings = {
        'generator': 'resnet6',
        'filters': 4,
        'epochs': 2,
        'decay_epochs': 0,
        'batch_size': 4,
        'pool_size': 3,
        'discriminator_layers': 1,
        'device': 'cpu',
        'precision': 'fp32',
    }
    return TrainCycleGan(dataset=str(dataset), output=str(output), **(settings | more))


def train(dataset: Path, output: Path, reporter: Listener | None = None, **more) -> dict:
    return train_cyclegan(job(dataset, output, **more), reporter or Listener())


def rows_of(folder: Path) -> list[dict[str, float]]:
    with (folder / 'metrics.csv').open(newline='', encoding='utf-8') as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


def generator_of(folder: Path, direction: str) -> torch.nn.Module:
    """Return one generator of a run folder, ready to be applied."""
    path = str(folder / 'model.safetensors')
    card = read_card(path)
    channels = [card.a.channels, card.b.channels]
    if direction == 'BtoA':
        channels.reverse()
    design = card.generator
    generator = build_generator(design.name, *channels, filters=design.filters, norm=design.norm, dropout=False)
    generator.load_state_dict(read_weights(path, f'{direction}.'))
    return generator.eval()


@pytest.fixture(scope='module')
def finished():
    """Return a finished training of two epochs: its folder, results and what it told."""
    listener, folder = Listener(), new_folder('finished') / 'run'
    return folder, train(two_domains(), folder, listener), listener


class TestRun:
    def test_leaves_all_that_it_should_and_nothing_else(self, finished):
        files = {str(path.relative_to(finished[0])) for path in finished[0].rglob('*') if path.is_file()}
        names = {name for name in files if not name.startswith('tensorboard/events.')}
        sheets = {'samples/epoch_0001.png', 'samples/epoch_0002.png'}
        kept = {'model.safetensors', 'checkpoint.pt', 'metrics.csv', 'report.html', 'job.json', 'progress.json'}
        assert names == kept | sheets

    def test_results_and_metrics(self, finished):
        folder, results, _ = finished
        rows = rows_of(folder)
        figures = {'CYCLE_A', 'CYCLE_B', 'PASSED_A', 'PASSED_B'}
        losses = {f'{name}_{letter}' for name in ('G', 'D', 'cycle', 'idt') for letter in 'AB'}
        assert [row.keys() for row in rows] == [{'epoch', 'seconds', 'CONTRAST', 'SATURATION'} | losses | figures] * 2
        assert all(math.isfinite(value) for row in rows for value in row.values())
        assert results == {
            'MODEL': str(folder / 'model.safetensors'),
            'REPORT': str(folder / 'report.html'),
            'EPOCHS_DONE': 2,
            **{name: pytest.approx(rows[-1][name]) for name in figures},
        }

    def test_the_messages_tell_plan_and_figures(self, finished):
        _, results, listener = finished
        assert listener.infos[0] == (
            'resnet6 both ways between 3 and 3 channels, 5 training and 1 validation chips of A and 7 training and 2 '
            'validation chips of B, of 16 pixels, on cpu in fp32.'
        )
        assert f'validation CYCLE_A {results["CYCLE_A"]:.4g}, CYCLE_B {results["CYCLE_B"]:.4g}' in listener.infos[2]
        assert listener.warnings == []
        assert [fraction for fraction, _ in listener.steps] == sorted(fraction for fraction, _ in listener.steps)
        assert listener.steps[0][0] == 0.25  # after one of two steps: the larger domain has 7 chips, 4 in a step

    def test_the_figures_are_those_of_the_generators_in_the_model_file(self, finished):
        folder, results, _ = finished
        source = open_any_dataset(two_domains())
        generators = {side: generator_of(folder, way) for side, way in (('A', 'AtoB'), ('B', 'BtoA'))}
        for letter, other in ('AB', 'BA'):
            chips = DomainChips(source, letter, 'validation')
            total = count = 0
            for name in chips.names:
                values, valid = source.read(letter, name)
                encoded = chips.encoded(name)[0][None]
                with torch.no_grad():
                    there = torch.where(torch.from_numpy(valid), generators[letter](encoded), 0.0)
                    back = generators[other](there)[0].double().numpy()
                low, high = (
                    np.array([getattr(s, end) for s in chips.domain.scaling])[:, None, None] for end in ('low', 'high')
                )
                clipped = values.clip(low, high)
                total += np.abs(low + (back + 1) / 2 * (high - low) - clipped)[:, valid].sum()
                count += valid.sum() * len(values)
            assert results[f'CYCLE_{letter}'] == pytest.approx(total / count, rel=1e-4)
            assert 0 <= results[f'PASSED_{letter}'] <= 1

    def test_the_card_knows_both_domains(self, finished):
        card = read_card(str(finished[0] / 'model.safetensors'))
        assert (card.kind, card.directions) == ('cyclegan', ('AtoB', 'BtoA'))
        assert (card.a.dtype, card.b.dtype, card.b.nodata) == ('uint8', 'float32', -9999)
        assert card.training['chips']['B'] == {'train': 7, 'validation': 2, 'test': 0}
        assert card.b_grid.pixel_size == card.pixel_size == (0.5, 0.5)

    def test_the_sheet_goes_both_ways(self, finished):
        sheet = np.asarray(Image.open(finished[0] / 'samples' / 'epoch_0002.png'))
        assert sheet.shape == (26 + 262, 6 + 6 * 262, 3)  # one chip of A is left to validate, so there is one row
        source = open_any_dataset(two_domains())
        first = DomainChips(source, 'A', 'validation')
        values = first.domain.encode(*source.read('A', first.names[0]))
        expected = np.rint((values.transpose(1, 2, 0) + 1) * 127.5).astype('uint8').repeat(16, 0).repeat(16, 1)
        assert np.array_equal(sheet[26 : 26 + 256, 6 : 6 + 256], expected)

    def test_the_report_warns_of_low_cycle_errors(self, finished):
        folder, results, _ = finished
        text = re.sub(r'\s+', ' ', re.sub(r'<[^>]+>', ' ', (folder / 'report.html').read_text(encoding='utf-8')))
        assert f'{results["CYCLE_B"]:.4g} cycle error of B (range -' in text
        assert 'on 1 validation chips of A and 2 of B' in text
        assert 'A low cycle error is no proof of quality.' in text
        assert 'Domain B' in text and '7 training, 2 validation, 0 test chips of 16 pixels' in text
        assert 'Target' not in text

    def test_equal_seeds_give_equal_bytes(self, finished, tmp_path):
        train(two_domains(), tmp_path / 'again')
        model = (finished[0] / 'model.safetensors').read_bytes()
        assert (tmp_path / 'again' / 'model.safetensors').read_bytes() == model
        train(two_domains(), tmp_path / 'other', epochs=1, seed=1)
        assert rows_of(tmp_path / 'other')[0]['G_A'] != rows_of(finished[0])[0]['G_A']


def test_dark_and_light_become_each_other_without_pairs(tmp_path):
    """A lies around 40 and B around 215, of other places: what is made of each lies in the range of the other."""
    dark, light = noise(1, 3 * SIZE, 3 * SIZE, seed=3, high=80), 255 - noise(1, 3 * SIZE, 3 * SIZE, seed=4, high=80)
    a, b = write_raster(tmp_path / 'a.tif', dark), write_raster(tmp_path / 'b.tif', light)
    settings = {'epochs': 6, 'batch_size': 1, 'learning_rate': 0.004, 'lambda_identity': 0.0, 'save_every': 6}
    model = train(cut(a, b, validation=0.0), tmp_path / 'run', **settings)['MODEL']
    made = {
        way: applied(model, raster, tmp_path / f'{way}.tif', direction=way)
        for way, raster in (('AtoB', a), ('BtoA', b))
    }
    assert made['AtoB'].mean() > 175
    assert made['BtoA'].mean() < 80


class TestDomains:
    def test_bands_and_classes_go_without_identity_and_it_is_said(self, tmp_path):
        listener = Listener()
        train(bands_and_classes(), tmp_path / 'run', listener, epochs=1)
        assert 'The domains differ (2 bands and 4 classes), so there is no identity loss.' in listener.infos
        assert not {'idt_A', 'idt_B'} & rows_of(tmp_path / 'run')[0].keys()

    def test_a_dataset_of_pairs_will_do(self, tmp_path):
        a = write_raster(tmp_path / 'a.tif', noise(3, 3 * SIZE, 3 * SIZE, seed=1))
        b = write_raster(tmp_path / 'b.tif', noise(3, 3 * SIZE, 3 * SIZE, seed=2))
        listener = Listener()
        results = train(exported(a, b, chip_size=SIZE), tmp_path / 'run', listener, epochs=1, norm='batch')
        assert '7 training and 2 validation chips of A and 7 training and 2 validation chips of B' in listener.infos[0]
        assert results['EPOCHS_DONE'] == 1

    def test_without_validation_chips_nothing_is_measured_and_it_is_said(self, tmp_path):
        a = write_raster(tmp_path / 'a.tif', noise(1, SIZE, 2 * SIZE))
        listener = Listener()
        results = train(cut(a, a, validation=0.0), tmp_path / 'run', listener, epochs=1)
        assert results.keys() == {'MODEL', 'REPORT', 'EPOCHS_DONE'}
        assert [text for text in listener.warnings if 'no validation chips of' in text] == listener.warnings
        assert len(listener.warnings) == 2
        assert (tmp_path / 'run' / 'samples' / 'epoch_0001.png').is_file()
        assert 'no validation chips' in (tmp_path / 'run' / 'report.html').read_text(encoding='utf-8')


def test_a_training_starts_with_both_generators_of_a_model(finished, tmp_path):
    model = finished[0] / 'model.safetensors'
    train(two_domains(), tmp_path / 'run', epochs=1, start_from=str(model), learning_rate=1e-8, seed=5)
    before, after = (read_weights(str(path)) for path in (model, tmp_path / 'run' / 'model.safetensors'))
    assert before.keys() == after.keys()
    for name in before:
        torch.testing.assert_close(after[name], before[name], atol=1e-6, rtol=0)


def test_a_cancelled_training_goes_on_as_if_never_stopped(finished, tmp_path):
    listener = Listener(stop_at='Epoch 2 of 2')
    with pytest.raises(Cancelled):
        train(two_domains(), tmp_path / 'run', listener)
    assert 'up to epoch 1 is kept' in listener.warnings[0]
    assert not list(tmp_path.rglob('.partial*'))
    train(two_domains(), tmp_path / 'run', resume=True)
    assert rows_of(tmp_path / 'run')[1]['D_A'] == rows_of(finished[0])[1]['D_A']  # the pools are as they were
    model = (finished[0] / 'model.safetensors').read_bytes()
    assert (tmp_path / 'run' / 'model.safetensors').read_bytes() == model


def fails(dataset: Path, tmp_path: Path, **more) -> SatganError:
    """Run a training that must be refused, and make sure that it leaves no folder."""
    with pytest.raises(SatganError) as raised:
        run_mapping(job(dataset, tmp_path / 'run', **more).to_mapping(), Listener())
    assert not (tmp_path / 'run').exists()
    return raised.value


class TestMisuse:
    def test_one_domain(self, tmp_path):
        dataset = cut(write_raster(tmp_path / 'a.tif', noise(3, 2 * SIZE, 2 * SIZE)), None)
        error = fails(dataset, tmp_path)
        assert error.message == f'{dataset} holds chips of one domain only, but CycleGAN needs two.'
        assert 'Export unpaired chips' in error.hint

    def test_chips_that_are_no_multiple_of_4(self, tmp_path):
        a = write_raster(tmp_path / 'a.tif', noise(3, 66, 66))
        dataset = cut(a, a, chip_size=22)
        error = fails(dataset, tmp_path)
        assert error.message == f'The chips of {dataset} have 22 pixels, but resnet6 needs a multiple of 4, from 8.'
        assert error.hint == 'Export chips of 24 pixels.'

    def test_chips_too_small_for_the_discriminator(self, tmp_path):
        error = fails(two_domains(), tmp_path, discriminator_layers=4)
        assert '4 discriminator layers at 1 scale need 48 or more' in error.message

    def test_a_domain_without_training_chips(self, tmp_path, monkeypatch):
        monkeypatch.setattr(module, 'TRAIN', 'nothing')
        assert f'{two_domains()} has no training chips of A' in fails(two_domains(), tmp_path).message

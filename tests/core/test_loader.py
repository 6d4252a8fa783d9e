"""Chips as tensors: encoded as the dataset says, each once an epoch, the same for the same seed."""

import json
import shutil

import numpy as np
import pytest
import torch

from core.datasets.chip import read_chip
from core.datasets.export_paired import export_paired_chips
from core.datasets.folder import read_chips, read_description
from core.datasets.layouts.satgan import SatganFolder
from core.datasets.loader import Chips
from core.errors import SatganError
from core.jobs import ExportPairedChips
from core.reporting import Reporter
from tests.core.rasters_made import noise, write_raster

SIZE = 16


@pytest.fixture(scope='module')
def exported(tmp_path_factory):
    """A dataset of classes and of measurements with gaps: 36 chips."""
    folder = tmp_path_factory.mktemp('made')
    a = write_raster(folder / 'a.tif', noise(1, 96, 96, 'uint8', 0, 3))
    b = noise(2, 96, 96, 'float32', 0, 90, seed=1)
    b[:, ::9, ::7] = -1
    write_raster(folder / 'b.tif', b, nodata=-1)
    job = {'input': str(a), 'target': str(folder / 'b.tif'), 'chip_size': SIZE, 'max_nodata': 0.5}
    export_paired_chips(ExportPairedChips.from_mapping(job | {'output': str(folder / 'dataset')}), Reporter())
    return folder / 'dataset'


@pytest.fixture
def chips(exported):
    return Chips(SatganFolder(exported), 'train')


def test_parts_hold_the_chips_of_the_split(exported):
    outlines = read_chips(exported)
    dataset = read_description(exported)
    for part in ('train', 'validation', 'test'):
        names = sorted(outlines.loc[outlines['split'] == part, 'id'])
        assert Chips(SatganFolder(exported), part).names == names
        assert len(Chips(SatganFolder(exported), part)) == len(names) == dataset.split['chips'][part] > 0


def test_chip_is_encoded_as_the_dataset_says(chips, exported):
    dataset = read_description(exported)
    a, b, valid = chips.encoded(chips.names[0])
    values, values_valid = (read_chip(exported / side / f'{chips.names[0]}.tif') for side in 'AB')
    assert torch.equal(a, torch.from_numpy(np.where(values[0] == np.arange(3)[:, None, None], 1.0, -1.0)).float())
    low, high = ([getattr(s, end) for s in dataset.b.scaling] for end in ('low', 'high'))
    scaled = 2 * (values_valid[0].transpose(1, 2, 0) - low) / (np.array(high) - low) - 1
    expected = np.where(values_valid[1][..., None], scaled.clip(-1, 1), 0).transpose(2, 0, 1)
    assert b.numpy() == pytest.approx(expected, abs=1e-6)
    assert torch.equal(valid[0], torch.from_numpy(values_valid[1]))
    assert not valid.all()


@pytest.mark.parametrize('size', [1, 5, 100])
def test_batches_hold_all_chips_in_order(chips, size):
    batches = list(chips.batches(size))
    assert [len(batch.a) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    together = torch.cat([batch.b for batch in batches])
    assert torch.equal(together, torch.stack([chips.encoded(name)[1] for name in chips.names]))
    assert together.dtype == torch.float32
    assert batches[0].valid.dtype == torch.bool
    assert batches[0].valid.shape[1:] == (1, SIZE, SIZE)


def epoch(chips, number=1, seed=0, size=4, augment='none'):
    batches = list(chips.training_batches(size, augment, seed, number))
    return torch.cat([batch.b for batch in batches]), torch.cat([batch.valid for batch in batches])


def keys(tensor):
    return [chip.numpy().tobytes() for chip in tensor]


@pytest.mark.parametrize('size', [1, 4, 100])
def test_training_takes_every_chip_once_an_epoch(chips, size):
    shuffled, _ = epoch(chips, size=size)
    in_order = torch.cat([batch.b for batch in chips.batches(8)])
    assert sorted(keys(shuffled)) == sorted(keys(in_order))
    assert keys(shuffled) != keys(in_order)


def test_same_seed_and_epoch_give_the_same_whatever_ran_before(chips, exported):
    list(chips.training_batches(3, 'jitter', 0, 1))
    again = Chips(SatganFolder(exported), 'train')
    for augment in ('none', 'flip', 'flip_rotate', 'jitter'):
        first, second = epoch(chips, 2, augment=augment), epoch(again, 2, augment=augment)
        assert torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])


def test_epochs_and_seeds_differ(chips):
    orders = {tuple(keys(epoch(chips, number, seed)[0])) for number in (1, 2, 3) for seed in (0, 1)}
    assert len(orders) == 6


@pytest.mark.parametrize('augment', ['flip', 'flip_rotate'])
def test_mask_moves_with_its_chip(chips, augment):
    target, valid = epoch(chips, augment=augment)
    # A value that is scaled to exactly 0 does not occur but where there is nothing.
    assert torch.equal((target != 0).any(dim=1), valid[:, 0])


def test_every_chip_has_its_own_chance(chips):
    plain = {tuple(sorted(key)): key for key in keys(epoch(chips)[0])}
    turned = {}
    for seed in (0, 1):
        augmented = keys(epoch(chips, augment='flip', seed=seed)[0])
        turned[seed] = [plain[tuple(sorted(key))] != key for key in augmented]
        assert 0.2 < np.mean(turned[seed]) < 0.8
    assert turned[0] != turned[1]


def test_classes_are_not_blurred(chips):
    batches = list(chips.training_batches(4, 'jitter', 0, 1))
    assert set(torch.cat([batch.a for batch in batches]).unique().tolist()) == {-1, 1}
    assert len(torch.cat([batch.b for batch in batches]).unique()) > 1000


def test_chips_are_read_once(chips, monkeypatch):
    first = epoch(chips)[0]
    monkeypatch.setattr('core.datasets.layouts.satgan.read_chip', None)
    assert torch.equal(epoch(chips)[0], first)


def test_chips_that_do_not_fit_in_memory_are_read_again(chips, monkeypatch):
    expected = epoch(chips)[0]
    monkeypatch.setattr('core.datasets.loader._CACHE_BYTES', 5000)
    small = Chips(chips._source, 'train')
    assert torch.equal(epoch(small)[0], expected)
    assert 0 < sum(layer.nbytes for chip in small._cache.values() for layer in chip) <= 5000


def test_no_chips_give_no_batches(chips):
    chips.names = []
    assert list(chips.batches(2)) == list(chips.training_batches(2, 'none', 0, 1)) == []


@pytest.fixture
def copy(exported, tmp_path):
    return shutil.copytree(exported, tmp_path / 'dataset')


@pytest.mark.parametrize(
    ('damage', 'words'),
    [
        (lambda path: path.unlink(), r'\.tif does not exist'),
        (lambda path: path.write_bytes(path.read_bytes()[:300]), r'\.tif cannot be'),
        (lambda path: write_raster(path, noise(1, 16, 16)), r'1 band of 16 x 16 pixels, but 2 of 16 x 16 are'),
        (lambda path: write_raster(path, noise(2, 8, 16)), r'2 bands of 16 x 8 pixels, but 2 of 16 x 16 are'),
    ],
)
def test_chip_that_does_not_fit_is_told(copy, damage, words):
    chips = Chips(SatganFolder(copy), 'train')
    damage(copy / 'B' / f'{chips.names[2]}.tif')
    with pytest.raises(SatganError, match=words):
        list(chips.training_batches(4, 'none', 0, 1))


def test_folder_that_is_no_dataset_is_told(tmp_path):
    with pytest.raises(SatganError, match=r'is not a dataset folder: it has no dataset\.json and no pairs'):
        read_description(tmp_path)


@pytest.mark.parametrize('content', ['', '[]', '{"schema": 1}', '{"schema": "new"}'])
def test_damaged_description_is_told(tmp_path, content):
    (tmp_path / 'dataset.json').write_text(content)
    with pytest.raises(SatganError, match=r'dataset\.json is damaged'):
        read_description(tmp_path)


def test_description_of_a_newer_release_is_told(copy):
    content = json.loads((copy / 'dataset.json').read_text())
    (copy / 'dataset.json').write_text(json.dumps(content | {'schema': 2}))
    with pytest.raises(SatganError, match=r'dataset\.json was written by a newer release of SatGAN\. Update'):
        read_description(copy)


@pytest.mark.parametrize('damage', [lambda path: path.unlink(), lambda path: path.write_bytes(b'no layer')])
def test_missing_or_damaged_list_of_chips_is_told(copy, damage):
    damage(copy / 'chips.gpkg')
    with pytest.raises(SatganError, match=r'chips\.gpkg is missing or damaged'):
        Chips(SatganFolder(copy), 'train')

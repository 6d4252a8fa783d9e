"""Chips of two domains as tensors: A in turn, B at random, each augmented by itself, the same for the same seed."""

import numpy as np
import pytest
import torch

from core.datasets.export_paired import export_paired_chips
from core.datasets.export_unpaired import export_unpaired_chips
from core.datasets.source import open_any_dataset
from core.datasets.unpaired_loader import DomainChips, unpaired_batches
from core.jobs import ExportPairedChips, ExportUnpairedChips
from core.reporting import Reporter
from tests.core.rasters_made import noise, write_raster

SIZE = 16


@pytest.fixture(scope='module')
def source(tmp_path_factory):
    """A dataset of 6 chips of two bands with gaps and of 20 chips of three classes, without pairs."""
    folder = tmp_path_factory.mktemp('made')
    a = noise(2, 2 * SIZE, 3 * SIZE, 'float32', 0, 90)
    a[:, ::9, ::7] = -1
    write_raster(folder / 'a.tif', a, nodata=-1)
    write_raster(folder / 'b.tif', noise(1, 4 * SIZE, 5 * SIZE, 'uint8', 0, 3, seed=1))
    files = {'input_a': str(folder / 'a.tif'), 'input_b': str(folder / 'b.tif'), 'output': str(folder / 'chips')}
    rules = {'chip_size': SIZE, 'max_nodata': 0.5, 'validation': 0.0, 'test': 0.0}
    export_unpaired_chips(ExportUnpairedChips(**files, **rules), Reporter())
    return open_any_dataset(folder / 'chips')


@pytest.fixture
def sides(source):
    return DomainChips(source, 'A', 'train'), DomainChips(source, 'B', 'train')


def epoch(sides, number=1, seed=0, size=4, augment='none'):
    """Return all chips of an epoch of A and B."""
    batches = list(unpaired_batches(*sides, size, augment, seed, number))
    assert all(len(batch.a.values) == len(batch.b.values) for batch in batches)
    return tuple(torch.cat([getattr(batch, side).values for batch in batches]) for side in 'ab')


def names(chips, images):
    """Return which chip each image is."""
    known = {chips.encoded(name)[0].numpy().tobytes(): name for name in chips.names}
    return [known[image.numpy().tobytes()] for image in images]


def test_each_side_has_its_own_chips_encoded_as_the_dataset_says(source, sides):
    a, b = sides
    assert (len(a), len(b)) == (6, 20)
    values, valid = source.read('A', a.names[0])
    scaling = source.dataset.a.domain.scaling
    low, high = ([getattr(band, end) for band in scaling] for end in ('low', 'high'))
    scaled = 2 * (values.transpose(1, 2, 0) - low) / (np.array(high) - low) - 1
    expected = np.where(valid[..., None], scaled.clip(-1, 1), 0).transpose(2, 0, 1)
    assert a.encoded(a.names[0])[0].numpy() == pytest.approx(expected, abs=1e-6)
    assert torch.equal(a.encoded(a.names[0])[1][0], torch.from_numpy(valid))
    assert not valid.all()
    classes = source.read('B', b.names[3])[0]
    assert torch.equal(
        b.encoded(b.names[3])[0], torch.from_numpy(np.where(classes == np.arange(3)[:, None, None], 1.0, -1.0)).float()
    )


def test_both_sides_of_a_dataset_of_pairs_are_taken_by_themselves(tmp_path):
    a = write_raster(tmp_path / 'a.tif', noise(3, 64, 64, seed=2))
    b = write_raster(tmp_path / 'b.tif', noise(3, 64, 64, seed=3))
    job = {'input': str(a), 'target': str(b), 'chip_size': SIZE, 'output': str(tmp_path / 'chips')}
    export_paired_chips(ExportPairedChips.from_mapping(job), Reporter())
    source = open_any_dataset(tmp_path / 'chips')
    for side in 'AB':
        chips = DomainChips(source, side, 'train')
        assert len(chips) == source.dataset.split['chips']['train'] > 0
        values = source.read(side, chips.names[1])[0]
        domain = chips.domain
        assert np.array_equal(domain.decode(chips.encoded(chips.names[1])[0].numpy()), values)


@pytest.mark.parametrize('size', [1, 4, 100])
def test_the_smaller_domain_comes_in_turn_and_the_other_at_random(sides, size):
    a, b = epoch(sides, size=size)
    assert len(a) == len(b) == 20
    times = [names(sides[0], a).count(name) for name in sides[0].names]
    assert sorted(times) == [3, 3, 3, 3, 4, 4]
    drawn = [names(sides[1], b).count(name) for name in sides[1].names]
    assert max(drawn) > 1  # at random, and not once each: the chance of that is 20! / 20^20


def test_of_a_larger_a_each_chip_comes_once(sides):
    images, _ = epoch((sides[1], sides[0]))
    assert sorted(names(sides[1], images)) == sides[1].names
    assert names(sides[1], images) != sides[1].names


def test_partners_change_from_epoch_to_epoch(sides):
    orders = {tuple(names(sides[1], epoch(sides, number, seed)[1])) for number in (1, 2) for seed in (0, 1)}
    assert len(orders) == 4


def test_same_seed_and_epoch_give_the_same_whatever_ran_before(source, sides):
    epoch(sides, 1, augment='jitter')
    fresh = DomainChips(source, 'A', 'train'), DomainChips(source, 'B', 'train')
    for augment in ('none', 'flip', 'flip_rotate', 'jitter'):
        first, second = epoch(sides, 2, augment=augment), epoch(fresh, 2, augment=augment)
        assert torch.equal(first[0], second[0]) and torch.equal(first[1], second[1])


def test_each_domain_is_augmented_by_itself(sides):
    flipped, plain = epoch(sides, augment='flip'), epoch(sides)
    turned = [
        [not torch.equal(one, other) for one, other in zip(*images, strict=True)]
        for images in zip(flipped, plain, strict=True)
    ]
    assert all(4 < sum(side) < 16 for side in turned)
    assert turned[0] != turned[1]


def test_mask_moves_with_its_chip(sides):
    for batch in unpaired_batches(*sides, 4, 'flip_rotate', 0, 1):
        assert torch.equal((batch.a.values != 0).any(dim=1), batch.a.valid[:, 0])
        assert not batch.a.valid.all()


def test_chips_are_read_once_as_far_as_there_is_room(source, sides, monkeypatch):
    expected = epoch(sides)
    monkeypatch.setattr('core.datasets.layouts.satgan.read_chip', None)
    assert torch.equal(epoch(sides)[0], expected[0])
    monkeypatch.undo()
    monkeypatch.setattr('core.datasets.unpaired_loader._CACHE_BYTES', 5000)
    small = DomainChips(source, 'A', 'train'), DomainChips(source, 'B', 'train')
    assert torch.equal(epoch(small)[1], expected[1])
    assert 0 < sum(layer.nbytes for chip in small[0]._cache.values() for layer in chip) <= 5000

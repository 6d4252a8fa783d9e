"""Adding chips to a dataset."""

import hashlib

import numpy as np
import pytest

from core.datasets.chip import read_chip
from core.datasets.folder import read_chips, read_description
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportPairedChips
from tests.core.rasters_made import Notes, box, folder_content, noise, north_up, read_raster, waves, write_raster

SIZE = 16


@pytest.fixture
def export(tmp_path):
    """Exports two rasters to `dataset`; `results` and `notes` tell of the run."""

    def run(a, b, notes=None, **more):
        run.notes = notes or Notes()
        given = {'input': str(a), 'target': str(b), 'output': str(tmp_path / 'dataset'), 'chip_size': SIZE}
        run.results = run_job(ExportPairedChips.from_mapping(given | {'validation': 0, 'test': 0} | more), run.notes)
        return tmp_path / 'dataset'

    return run


@pytest.fixture
def first(tmp_path):
    return rasters(tmp_path / 'first', 0)


@pytest.fixture
def second(tmp_path):
    return rasters(tmp_path / 'second', 300, low=40)


def rasters(folder, column, low=1, rows=32):
    """Return heights and an image of the same name at some column."""
    place = {'transform': north_up(column)}
    heights = write_raster(folder / 'heights.tif', waves(1, rows, 48, low=low, high=low + 90), **place)
    return heights, write_raster(folder / 'image.tif', noise(3, rows, 48, low=low), photometric='rgb', **place)


def test_old_and_new_chips_stand_side_by_side(export, first, second):
    export(*first)
    folder = export(*second, append=True)
    assert export.results['CHIP_COUNT'] == 6
    old, new = {f'r{r:06d}_c{c:06d}' for r in (0, 16) for c in (0, 16, 32)}, 'image_r000016_c000032'
    names = {path.stem for path in (folder / 'A').iterdir()}
    assert names == old | {f'image_{name}' for name in old} == {path.stem for path in (folder / 'B').iterdir()}
    assert set(read_chips(folder)['id']) == names
    for side, pair in (('A', 0), ('B', 1)):
        assert np.array_equal(read_chip(folder / side / f'{new}.tif')[0], read_raster(second[pair])[:, 16:, 32:])
        assert np.array_equal(read_chip(folder / side / f'{new[6:]}.tif')[0], read_raster(first[pair])[:, 16:, 32:])
    outline = read_chips(folder).set_index('id').loc[new].geometry
    assert outline.equals(box(332, 16, 348, 32))


def test_statistics_are_those_of_all_chips_and_the_scaling_stays(export, first, second):
    before = read_description(export(*first))
    after = read_description(export(*second, append=True))
    values = np.stack([read_raster(first[0]), read_raster(second[0])]).astype('float64')
    (found,) = after.a.statistics
    expected = (values.min(), values.max(), values.mean(), values.std(), values.size)
    assert (found.minimum, found.maximum, found.mean, found.std, found.count) == pytest.approx(expected)
    assert after.a.scaling == before.a.scaling
    assert after.split['chips'] == {'train': 12, 'validation': 0, 'test': 0}
    assert after.a.source == before.a.source
    checksums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in second]
    expected = {side: [str(path), checksum] for side, path, checksum in zip('AB', second, checksums, strict=True)}
    assert after.appended == [expected]


def test_the_same_names_may_come_again_and_again(export, first, second, tmp_path):
    export(*first)
    export(*second, append=True)
    folder = export(*rasters(tmp_path / 'third', 600), append=True)
    prefixes = {str(name).rpartition('r0')[0] for name in read_chips(folder)['id']}
    assert prefixes == {'', 'image_', 'image_2_'}


def test_new_classes_join_the_legend(tmp_path, export, first):
    image = first[1]
    pairs = []
    for number in (0, 4):
        values = noise(1, 32, 48, low=number, high=number + 2)
        pairs.append(write_raster(tmp_path / f'classes{number}.tif', values))
    export(pairs[0], image)
    folder = export(pairs[1], write_raster(tmp_path / 'east.tif', noise(3, 32, 48), photometric='rgb'), append=True)
    assert read_description(folder).a.classes.values == (0, 1, 4, 5)


def test_chips_that_share_pixels_with_another_part_are_left_out(export, tmp_path):
    pair = rasters(tmp_path / 'large', 0, rows=160)
    export(*pair, validation=0.3)
    old = read_chips(tmp_path / 'dataset')
    folder = export(*pair, append=True)
    judged = old[old['split'] != 'train']
    new = read_chips(folder).iloc[len(old) :]
    assert 0 < len(judged) == read_description(folder).rejected['shared']
    assert len(new) == len(old) - len(judged)
    assert len(list((folder / 'A').iterdir())) == len(old) + len(new)


@pytest.mark.parametrize(
    ('change', 'words'),
    [
        ({'chip_size': 32}, 'its chip size is 16, that of the new chips is 32'),
        ({'target_bands': [1]}, 'number of bands of B is 3'),
        ({'input_bands': None}, 'data type of A is float32, that of the new chips is int16'),
    ],
)
def test_chips_of_another_kind_are_refused_and_nothing_changes(tmp_path, export, first, second, change, words):
    before = folder_content(export(*first))
    if 'input_bands' in change:
        write_raster(second[0], noise(1, 32, 48, 'int16'), transform=north_up(300))
    with pytest.raises(SatganError, match=words):
        export(*second, append=True, **change)
    assert folder_content(tmp_path / 'dataset') == before


def test_a_dataset_in_the_folder_is_kept_and_appending_is_proposed(export, first, second):
    folder = export(*first)
    before = folder_content(folder)
    with pytest.raises(SatganError, match=r'dataset holds a dataset already\. .* \(APPEND\)'):
        export(*second)
    assert folder_content(folder) == before
    export(*second, append=True)
    assert set(before) < set(folder_content(folder))


def test_a_folder_to_append_to_must_be_a_dataset(tmp_path, export, first):
    (tmp_path / 'dataset').mkdir()
    with pytest.raises(SatganError, match='is not a dataset folder'):
        export(*first, append=True)


@pytest.mark.parametrize('step', [0, 3, 6])
def test_cancelling_leaves_the_dataset_as_it_was(tmp_path, export, first, second, step):
    before = folder_content(export(*first))
    with pytest.raises(Cancelled):
        export(*second, append=True, notes=Notes(stop_at=step))
    assert folder_content(tmp_path / 'dataset') == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ['dataset', 'first', 'second']

"""Rasters of a folder that overlap: no ground is in two parts."""

import itertools

import geopandas
import numpy as np
import pytest
import shapely

from core.datasets.folder import read_chips, read_description, read_unpaired_description
from core.datasets.leaks import leaks_between, leaks_into
from core.engine import run_job
from core.jobs import ExportPairedChips, ExportUnpairedChips
from tests.core.rasters_made import UTM, Notes, box, noise, north_up, write_raster

SIZE = 16
# Half a chip's side off, so that no chip of the one lies just on one of the other.
PLACES = {'west': north_up(), 'east': north_up(72, 24), 'apart': north_up(900)}


KINDS = {
    'paired': (ExportPairedChips, ('input', 'target'), read_description),
    'unpaired': (ExportUnpairedChips, ('input_a',), lambda folder: read_unpaired_description(folder).a),
}


@pytest.fixture
def overlapping(tmp_path):
    """Two rasters that share a half, and one that lies apart."""
    for seed, (name, transform) in enumerate(PLACES.items()):
        write_raster(tmp_path / 'many' / f'{name}.tif', noise(1, 160, 160, seed=seed), transform=transform)
    return tmp_path / 'many'


def shared_ground(outlines, part, other):
    """Return the area that the chips of two parts have in common."""
    first, second = (shapely.union_all(outlines.geometry[outlines['split'] == name]) for name in (part, other))
    return shapely.area(shapely.intersection(first, second))


@pytest.mark.parametrize(('split', 'stride'), [('blocks', 0), ('blocks', 8), ('random', 0)])
@pytest.mark.parametrize('kind', ['paired', 'unpaired'])
def test_overlapping_rasters_share_no_ground_between_parts(tmp_path, overlapping, kind, split, stride):
    given = {'output': str(tmp_path / 'dataset'), 'chip_size': SIZE, 'stride': stride, 'split': split}
    job, sources, told = KINDS[kind]
    job = job.from_mapping(dict.fromkeys(sources, str(overlapping)) | given)
    notes = Notes()
    run_job(job, notes)
    outlines = read_chips(tmp_path / 'dataset')
    for part, other in itertools.combinations(('train', 'validation', 'test'), 2):
        assert (outlines['split'] == part).any()
        assert shared_ground(outlines, part, other) == pytest.approx(0, abs=1e-3)
    shared = told(tmp_path / 'dataset').rejected['shared']
    assert 0 < shared == 3 * len(range(0, 160 - SIZE + 1, stride or SIZE)) ** 2 - len(outlines)
    assert len(list((tmp_path / 'dataset' / 'A').iterdir())) == len(outlines)
    assert any(f'{shared} rejected: sharing' in info for info in notes.infos)


@pytest.mark.parametrize('split', ['blocks', 'random'])
def test_pictures_of_the_same_ground_are_divided_as_one(tmp_path, split):
    """A series over one target would otherwise lose nearly all its training chips to each other's judges."""
    target = write_raster(tmp_path / 'target.tif', noise(1, 160, 160))
    for seed in range(10):
        write_raster(tmp_path / 'series' / f'{seed}.tif', noise(1, 160, 160, seed=seed))
    given = {'input': str(tmp_path / 'series'), 'target': str(target), 'output': str(tmp_path / 'dataset')}
    run_job(ExportPairedChips.from_mapping(given | {'chip_size': SIZE, 'split': split}), Notes())
    assert read_description(tmp_path / 'dataset').rejected == {}
    assert read_chips(tmp_path / 'dataset')['split'].value_counts()['train'] == pytest.approx(800, abs=80)


def frame(*rows, crs=UTM):
    """Return chips, given by column, row and part."""
    squares = [box(column, row, column + SIZE, row + SIZE) for column, row, _ in rows]
    return geopandas.GeoDataFrame({'split': [part for *_, part in rows]}, geometry=squares, crs=crs)


def test_the_chip_of_the_lesser_part_goes():
    chips = frame((0, 0, 'train'), (8, 8, 'validation'), (16, 16, 'test'), (20, 8, 'train'), (500, 0, 'train'))
    # The validation chip shares ground with the test chip; once it is gone, the first training chip shares none.
    assert leaks_between(chips, np.array([0, 1, 2, 3, 4])) == {1, 3}


def test_chips_that_touch_and_chips_of_one_raster_stay():
    chips = frame((0, 0, 'train'), (16, 0, 'test'), (8, 8, 'train'), (100, 0, 'test'))
    assert leaks_between(chips, np.array([0, 1, 1, 1])) == set()


def test_training_stays_where_the_judges_would_leave_nothing_to_judge():
    chips = frame((0, 0, 'train'), (8, 8, 'test'), (8, 0, 'validation'))
    assert leaks_between(chips, np.array([0, 1, 2])) == {1, 2}


def test_new_chips_go_where_old_ones_of_another_part_lie():
    old = frame((0, 0, 'train'), (100, 0, 'test')).to_crs('EPSG:4326')
    new = frame((8, 0, 'train'), (8, 8, 'validation'), (108, 0, 'train'), (116, 0, 'train'))
    assert leaks_into(new, old) == {1, 2}
    assert leaks_into(new.set_crs(None, allow_override=True), old) == set()

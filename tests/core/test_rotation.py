"""Rotated copies of chips: the right pixels at the right place, and never those that judge."""

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.warp import Resampling, reproject

from core.datasets.chip import read_chip
from core.datasets.folder import read_chips, read_description
from core.datasets.rotation import turns
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportPairedChips, JobError
from tests.core.rasters_made import (
    LEFT,
    PIXEL,
    TOP,
    Notes,
    box,
    noise,
    north_up,
    waves,
    write_polygons,
    write_raster,
)

SIZE = 16


@pytest.fixture
def export(tmp_path):
    """Exports two rasters with copies to `dataset`, as one part unless told otherwise; `results` and `notes` tell."""

    def run(a, b, angle, notes=None, **more):
        run.notes = notes or Notes()
        given = {'input': str(a), 'target': str(b), 'output': str(tmp_path / 'dataset'), 'chip_size': SIZE}
        given |= {'rotation_angle': angle, 'validation': 0, 'test': 0}
        run.results = run_job(ExportPairedChips.from_mapping(given | more), run.notes)
        return tmp_path / 'dataset'

    return run


@pytest.fixture
def heights(tmp_path):
    return write_raster(tmp_path / 'heights.tif', waves(1, 128, 160))


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / 'image.tif', noise(3, 128, 160, seed=5), photometric='rgb')


def names(folder, ending=''):
    return sorted(path.stem for path in (folder / 'A').iterdir() if path.stem.endswith(ending))


def copies(folder):
    return [name for name in names(folder) if '_rot' in name]


@pytest.mark.parametrize(
    ('angle', 'expected'),
    [(0, []), (180, [180]), (90, [90, 180, 270]), (100, [100, 200, 300]), (22.5, [22.5 * n for n in range(1, 16)])],
)
def test_angles_go_on_below_a_whole_turn(angle, expected):
    assert turns(angle) == expected


def test_a_whole_turn_is_no_copy_in_spite_of_rounding():
    assert len(turns(360 / 7)) == 6
    assert len(turns(360 / 11)) == 10


@pytest.mark.parametrize('size', [16, 17])
@pytest.mark.parametrize('stride', [0, 11])
def test_quarter_turns_have_the_very_pixels(tmp_path, export, heights, size, stride):
    """Pixels that are not square, and a side that is resampled to the grid, are turned as they are in the original."""
    place = north_up() * rasterio.Affine.scale(1, 1.5)
    image = write_raster(tmp_path / 'oblong.tif', noise(3, 70, 90), photometric='rgb', transform=place)
    folder = export(heights, image, 90, chip_size=size, stride=stride)
    originals = [name for name in names(folder) if '_rot' not in name]
    assert len(originals) == len(range(0, 71 - size, stride or size)) * len(range(0, 91 - size, stride or size))
    assert len(copies(folder)) == 3 * len(originals) == export.results['CHIP_COUNT'] - len(originals)
    for name in originals:
        for side in 'AB':
            values, valid = read_chip(folder / side / f'{name}.tif')
            for quarters in (1, 2, 3):
                path = folder / side / f'{name}_rot{90 * quarters:03d}.tif'
                found, there = read_chip(path)
                assert np.array_equal(found, np.rot90(values, quarters, axes=(1, 2)))
                assert np.array_equal(there, np.rot90(valid, quarters))
                with rasterio.open(path) as copy, rasterio.open(folder / side / f'{name}.tif') as original:
                    turned = rasterio.Affine.rotation(90 * quarters, (size / 2, size / 2))
                    assert np.allclose(copy.transform, original.transform @ turned)


@pytest.mark.parametrize('angle', [45, 30, 72.5])
def test_copies_hold_what_lies_at_their_place(tmp_path, export, heights, image, angle):
    classes = write_raster(tmp_path / 'classes.tif', noise(1, 64, 80, low=0, high=4), transform=north_up(pixel=20))
    for input, resampling in ((heights, Resampling.bilinear), (classes, Resampling.nearest)):
        folder = tmp_path / input.stem
        export(input, image, angle, output=str(folder))
        assert len(copies(folder)) > 100
        for name in copies(folder)[::9]:
            for side, source, method in (('A', input, resampling), ('B', image, Resampling.bilinear)):
                found, valid = read_chip(folder / side / f'{name}.tif')
                assert valid.all()
                with rasterio.open(folder / side / f'{name}.tif') as chip, rasterio.open(source) as raster:
                    expected = np.zeros_like(found)
                    bands = list(range(1, raster.count + 1))
                    how = {'dst_transform': chip.transform, 'dst_crs': chip.crs, 'resampling': method}
                    # Left alone, GDAL takes the box around a turned chip for its size, and blurs.
                    reproject(rasterio.band(raster, bands), expected, **how, XSCALE=1, YSCALE=1)
                    assert np.allclose(found, expected, rtol=1e-5, atol=0)


@pytest.mark.parametrize('angle', [90, 45, 20])
def test_a_landmark_is_where_it_is_on_the_map(tmp_path, export, image, angle):
    values = np.zeros((1, 128, 160), dtype='uint8')
    values[0, 40:43, 70:73] = 1
    x, y = LEFT + 71.5 * PIXEL, TOP - 41.5 * PIXEL
    folder = export(write_raster(tmp_path / 'landmark.tif', values), image, angle)
    seen = 0
    for name in copies(folder):
        found, _ = read_chip(folder / 'A' / f'{name}.tif')
        with rasterio.open(folder / 'A' / f'{name}.tif') as chip:
            column, row = ~chip.transform @ (x, y)
        if 0 <= row < SIZE and 0 <= column < SIZE:
            seen += 1
            assert found[0, int(row), int(column)] == 1
    assert seen >= len(turns(angle))


def test_both_sides_and_the_outline_of_a_copy_lie_at_the_same_place(export, heights, image):
    folder = export(heights, image, 45)
    outlines = read_chips(folder).set_index('id').geometry
    assert set(outlines.index) == set(names(folder))
    for name in copies(folder):
        with rasterio.open(folder / 'A' / f'{name}.tif') as a, rasterio.open(folder / 'B' / f'{name}.tif') as b:
            assert a.transform == b.transform
            corners = [a.transform @ place for place in ((0, 0), (0, SIZE), (SIZE, SIZE), (SIZE, 0))]
        assert outlines[name].normalize().equals_exact(shapely.Polygon(corners).normalize(), 1e-6)
        middle = outlines[name].centroid.distance(outlines[name.partition('_rot')[0]].centroid)
        assert middle <= PIXEL * np.sqrt(0.5) + 1e-6


@pytest.mark.parametrize('split', ['blocks', 'random'])
@pytest.mark.parametrize('angle', [45, 90])
def test_only_training_chips_have_copies_and_none_shows_what_judges(export, heights, image, angle, split):
    folder = export(heights, image, angle, validation=0.2, test=0.1, split=split)
    outlines = read_chips(folder)
    is_copy = outlines['id'].str.contains('_rot')
    assert is_copy.any()
    assert set(outlines['split'][is_copy]) == {'train'}
    judges = outlines[outlines['split'] != 'train']
    assert set(judges['split']) == {'validation', 'test'}
    training = set(outlines['id'][(outlines['split'] == 'train') & ~is_copy])
    assert {name.partition('_rot')[0] for name in copies(folder)} <= training
    ground = shapely.union_all(judges.geometry)
    assert shapely.area(shapely.intersection(outlines.geometry[is_copy], ground)).max() == pytest.approx(0, abs=1)
    description = read_description(folder)
    possible = len(training) * len(turns(angle))
    assert possible == is_copy.sum() + sum(description.rejected.values())
    assert set(description.rejected) == ({'shared', 'nodata'} if angle == 45 else set())
    assert description.split['chips']['train'] == len(training) + is_copy.sum()


def test_statistics_are_those_of_copies_too(export, heights, image):
    folder = export(heights, image, 45)
    values = np.concatenate([read_chip(path)[0] for path in (folder / 'A').iterdir()]).astype('float64')
    (found,) = read_description(folder).a.statistics
    expected = (values.min(), values.max(), values.mean(), values.std(), values.size)
    assert (found.minimum, found.maximum, found.mean, found.std, found.count) == pytest.approx(expected)


def test_gaps_and_lack_of_content_count_in_copies(tmp_path, export, image):
    values = np.ones((1, 128, 160), dtype='int16')
    values[0, 50, 60] = -9
    values[0, :, 96:] = 0
    folder = export(write_raster(tmp_path / 'gap.tif', values, nodata=-9), image, 45, min_content=1)
    rejected = read_description(folder).rejected
    originals = [name for name in names(folder) if '_rot' not in name]
    # The originals: one with the gap, and four columns of eight without content.
    assert len(originals) == 80 - 1 - 32
    assert rejected['nodata'] > 1
    assert rejected['content'] > 32
    assert sum(rejected.values()) == 33 + 7 * len(originals) - len(copies(folder))
    for name in copies(folder):
        assert (read_chip(folder / 'A' / f'{name}.tif')[0] == 1).all()


def test_copies_stay_inside_extent_and_mask(tmp_path, export, heights, image):
    allowed = box(32, 32, 100, 90)
    mask = write_polygons(tmp_path / 'mask.gpkg', [allowed])
    left, low, right, high = allowed.bounds
    for name, more in (('mask', {'mask': str(mask)}), ('extent', {'extent': f'{left},{right},{low},{high}'})):
        folder = tmp_path / name
        export(heights, image, 45, output=str(folder), **more)
        outlines = read_chips(folder)
        assert outlines.geometry.within(allowed.buffer(PIXEL / 100)).all()
        assert copies(folder)
        originals = len(outlines) - len(copies(folder))
        left_out = read_description(folder).rejected[name] - (80 - originals) * (name == 'mask')
        assert left_out == 7 * originals - len(copies(folder)) > 0


@pytest.mark.parametrize('layout', ['esri', 'pix2pix', 'folders'])
def test_all_layouts_hold_copies(tmp_path, export, image, layout):
    classes = write_raster(tmp_path / 'classes.tif', noise(1, 128, 160, low=0, high=4))
    folder = export(classes, image, 45, layout=layout)
    found = [path for path in folder.rglob('*_rot045.*') if path.suffix in ('.tif', '.png')]
    assert len(found) == {'esri': 2, 'pix2pix': 1, 'folders': 2}[layout] * 48
    if layout == 'esri':
        with rasterio.open(found[0]) as chip:
            a, d, b, e, x, y = map(float, found[0].with_suffix('.tfw').read_text().split())
            assert (a, b, d, e) == (chip.transform.a, chip.transform.b, chip.transform.d, chip.transform.e)
            assert (x, y) == chip.transform @ (0.5, 0.5)


def test_copies_of_appended_chips_keep_off_the_old_judges(tmp_path, export, heights, image):
    export(heights, image, 0, validation=0.3)
    old = read_chips(tmp_path / 'dataset')
    folder = export(heights, image, 45, append=True)
    outlines = read_chips(folder)
    new = outlines.iloc[len(old) :]
    judges = shapely.union_all(old.geometry[old['split'] == 'validation'])
    assert new['id'].str.contains('_rot').any()
    assert shapely.area(shapely.intersection(new.geometry, judges)).max() == pytest.approx(0, abs=1)
    assert set(outlines['id']) == set(names(folder))


def test_rasters_of_a_folder_have_copies_each(tmp_path, export):
    for number, crs in enumerate(('EPSG:32633', 'EPSG:32634')):
        write_raster(tmp_path / 'many' / f'{number}.tif', noise(1, 64, 64), crs=crs, transform=north_up(900 * number))
    folder = export(tmp_path / 'many', tmp_path / 'many', 45)
    # Of 16 chips those at the edge have corners without data in all odd turns; all have three quarter turns.
    for number in (0, 1):
        assert sum(name.startswith(f'{number}_') for name in copies(folder)) == 16 * 3 + 4 * 4


def test_dry_run_counts_copies(tmp_path, export, heights, image):
    export(heights, image, 90, dry_run=True)
    assert export.results['CHIP_COUNT'] == 80 * 4
    assert any('up to 320 chip pairs' in info for info in export.notes.infos)
    assert 'Each training chip is cut 3 times more, turned by 90, 180, 270 degrees.' in export.notes.infos
    assert not (tmp_path / 'dataset').exists()


def test_progress_rises_to_the_end(export, heights, image):
    export(heights, image, 45)
    assert export.notes.steps == sorted(export.notes.steps)
    assert len(export.notes.steps) > 40
    assert export.notes.steps[-1] == 1


@pytest.mark.parametrize('step', [5, 20, 50])
def test_cancelling_leaves_nothing(tmp_path, export, heights, image, step):
    with pytest.raises(Cancelled):
        export(heights, image, 45, Notes(stop_at=step))
    assert sorted(path.name for path in tmp_path.iterdir()) == ['heights.tif', 'image.tif']


def test_rasters_without_coordinate_system_are_told(tmp_path, export):
    plain = write_raster(tmp_path / 'plain.tif', noise(1, 64, 64), crs=None, transform=None)
    with pytest.raises(SatganError, match=r'plain\.tif has no coordinate system, .* turned chips'):
        export(plain, plain, 90)
    assert not (tmp_path / 'dataset').exists()


def test_angles_that_give_hundreds_of_copies_are_refused(export, image):
    with pytest.raises(JobError, match='0 or a number from 1 to 180'):
        export(image, image, 0.5)

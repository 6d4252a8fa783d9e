"""Layouts of dataset folders: what is read from foreign ones, what is repaired, what is refused, and the way back."""

import hashlib
import json
import shutil

import numpy as np
import pytest
import rasterio
import shapely
from PIL import Image

from core.datasets.chip import read_chip
from core.datasets.layouts.satgan import SatganFolder
from core.datasets.source import open_dataset
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportPairedChips
from core.rasters.classes import Legend, class_tags
from tests.core.models_made import train
from tests.core.rasters_made import (
    LEFT,
    TOP,
    UTM,
    Notes,
    folder_content,
    gdal,
    noise,
    north_up,
    waves,
    write_raster,
)

SIZE = 16


def picture(path, values):
    """Write (bands, rows, columns) as PNG or JPEG, by Pillow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.ascontiguousarray(values.transpose(1, 2, 0).squeeze())).save(path)
    return path


def side_by_side(path, a, b):
    return picture(path, np.concatenate([a, b], axis=2))


def opened(folder):
    """Open a folder and return it with what was told."""
    notes = Notes()
    return open_dataset(folder, notes), notes


def refused(folder):
    """Return the error of a folder that cannot be opened."""
    with pytest.raises(SatganError) as caught:
        open_dataset(folder, Notes())
    assert caught.value.hint
    return caught.value.message


def ids(source, part=None):
    outlines = source.outlines()
    return sorted(outlines['id'] if part is None else outlines['id'][outlines['split'] == part])


def same(read, values):
    pixels, valid = read
    return valid.all() and pixels.dtype == values.dtype and np.array_equal(pixels, values)


@pytest.fixture
def esri(tmp_path):
    """An export of twelve tiles in a row as ArcGIS leaves it: radar in images, optical in images2, names of its own."""
    folder = tmp_path / 'export'
    lines = []
    for number in range(12):
        place = {'transform': north_up(number * SIZE, 0)}
        name = f'{number:09d}.tif'
        write_raster(folder / 'images' / name, waves(2, SIZE, SIZE) + number, **place)
        write_raster(folder / 'images2' / name, noise(4, SIZE, SIZE, 'uint16', 0, 3000, seed=number), **place)
        (folder / 'images' / name).with_suffix('.tfw').write_text('10\n0\n0\n-10\n0\n0\n')
        lines.append(f'images\\{name}\timages2\\{name}\n')
    (folder / 'labels').mkdir()
    (folder / 'map.txt').write_text(''.join(lines))
    (folder / 'esri_model_definition.emd').write_text('{"MetaDataMode": "Export_Tiles"}')
    (folder / 'esri_accumulated_stats.json').write_text('{"MetaDataMode": "Export_Tiles"}')
    (folder / 'stats.txt').write_text('images = 12\n')
    return folder


@pytest.fixture
def plain(tmp_path):
    """Two folders with PNG chips of equal names: grey masks and colour images."""
    for number in range(10):
        mask = noise(1, SIZE, SIZE, low=0, high=2, seed=number) * 255
        picture(tmp_path / 'plain' / 'masks' / f'{number}.png', mask.astype('uint8'))
        picture(tmp_path / 'plain' / 'photos' / f'{number}.png', noise(3, SIZE, SIZE, seed=100 + number))
    return tmp_path / 'plain'


# --- Esri


def test_an_esri_export_is_read_as_its_map_says(esri):
    source, notes = opened(esri)
    assert ids(source) == [f'{number:09d}' for number in range(12)]
    for number in range(12):
        assert same(source.read('A', f'{number:09d}'), waves(2, SIZE, SIZE) + number)
        assert same(source.read('B', f'{number:09d}'), noise(4, SIZE, SIZE, 'uint16', 0, 3000, seed=number))
    assert notes.warnings == []


def test_the_map_counts_and_not_the_names(esri):
    (esri / 'map.txt').write_text('images/000000000.tif images2/000000005.tif labels/000000000.tif\n')
    source, notes = opened(esri)
    assert ids(source) == ['000000000']
    assert any('11 images' in text and 'does not list' in text for text in notes.warnings)
    assert same(source.read('B', '000000000'), noise(4, SIZE, SIZE, 'uint16', 0, 3000, seed=5))


def test_the_description_is_worked_out_from_the_chips(esri):
    dataset = opened(esri)[0].dataset
    assert (dataset.chip_size, dataset.stride, dataset.pixel_size) == (SIZE, SIZE, (10, 10))
    assert rasterio.crs.CRS.from_wkt(dataset.crs) == rasterio.crs.CRS.from_string(UTM)
    assert dataset.ground_pixel_size == pytest.approx(10, rel=0.01)
    assert (dataset.a.dtype, dataset.a.bands, dataset.b.dtype, dataset.b.bands) == (
        'float32',
        (1, 2),
        'uint16',
        (1, 2, 3, 4),
    )
    assert dataset.a.classes is dataset.b.classes is None


def test_the_figures_are_those_of_the_training_chips(esri):
    source, _ = opened(esri)
    chosen = [int(name) for name in ids(source, 'train')]
    pixels = np.concatenate([(waves(2, SIZE, SIZE) + number).reshape(2, -1) for number in chosen], axis=1)
    for band, figures, scaling in zip(pixels, source.dataset.a.statistics, source.dataset.a.scaling, strict=True):
        assert (figures.count, figures.minimum, figures.maximum) == (band.size, band.min(), band.max())
        assert figures.mean == pytest.approx(band.mean(dtype=float))
        assert figures.std == pytest.approx(band.std(dtype=float))
        assert (scaling.low, scaling.high) == pytest.approx(tuple(np.percentile(band, (0.1, 99.9))))


def test_chips_with_a_place_are_split_by_place_and_drawn_there(esri):
    source, notes = opened(esri)
    assert source.dataset.split['rule'] == 'blocks'
    assert source.dataset.split['chips'] == {'train': 10, 'validation': 1, 'test': 1}
    outlines = source.outlines().set_index('id')
    assert outlines.crs == UTM
    assert outlines.geometry['000000003'].equals(shapely.box(LEFT + 480, TOP - 160, LEFT + 640, TOP))
    assert any('by blocks of neighbouring chips into 10 train, 1 validation, 1 test' in text for text in notes.infos)


def test_overlapping_chips_do_not_leak(tmp_path):
    """Chips half a chip apart: those that share pixels with a judging one are left out, and counted."""
    for row in range(8):
        for column in range(8):
            place = {'transform': north_up(column * SIZE / 2, row * SIZE / 2)}
            for side in ('images', 'images2'):
                write_raster(tmp_path / side / f'{row}{column}.tif', noise(3, SIZE, SIZE, seed=row), **place)
    source, _ = opened(tmp_path)
    outlines = source.outlines()
    assert source.dataset.stride == SIZE / 2
    assert len(outlines) + source.dataset.rejected['shared'] == 64
    judging = outlines[outlines['split'] != 'train']
    training = outlines[outlines['split'] == 'train']
    assert len(judging) and len(training)
    assert shapely.union_all(judging.geometry).intersection(shapely.union_all(training.geometry)).area == 0


def test_an_export_that_broke_off_is_repaired(esri):
    """Without map.txt, statistics and .emd, equal names make the pairs, and what was done is told."""
    whole = opened(esri)[0]
    for name in ('map.txt', 'esri_model_definition.emd', 'esri_accumulated_stats.json', 'stats.txt'):
        (esri / name).unlink()
    (esri / 'images2' / '000000011.tif').unlink()
    source, notes = opened(esri)
    assert ids(source) == ids(whole)[:-1]
    assert same(source.read('B', '000000004'), noise(4, SIZE, SIZE, 'uint16', 0, 3000, seed=4))
    assert any('no map.txt' in text for text in notes.warnings)
    assert any('1 image without a partner' in text and '000000011.tif' in text for text in notes.warnings)
    assert any('esri_model_definition.emd' in text for text in notes.infos)


def test_a_map_with_missing_files_is_repaired(esri):
    (esri / 'images2' / '000000003.tif').unlink()
    for side in ('images', 'images2'):
        (esri / side / '000000007.tif').unlink()
    source, notes = opened(esri)
    assert len(ids(source)) == 10
    assert '2 rows' in notes.warnings[0]
    assert len(notes.warnings) == 1 and '000000003.tif' in notes.warnings[0]


# --- Two folders


def test_two_folders_are_pairs_of_equal_names(plain):
    source, notes = opened(plain)
    dataset = source.dataset
    assert ids(source) == [str(number) for number in range(10)]
    assert dataset.a.classes.values == (0, 255)
    assert dataset.b.names == ('red', 'green', 'blue')
    assert dataset.b.scaling[0].low == 0 and dataset.b.scaling[0].high == 255
    assert (dataset.crs, dataset.pixel_size, dataset.ground_pixel_size) == (None, (1, 1), None)
    assert dataset.split == {
        'rule': 'random',
        'validation': 0.1,
        'test': 0.1,
        'chips': {'train': 8, 'validation': 1, 'test': 1},
    }
    assert source.outlines().geometry.is_empty.all()
    assert same(source.read('B', '7'), noise(3, SIZE, SIZE, seed=107))
    assert any('masks is the input (A), photos the target (B)' in text for text in notes.infos)


def test_other_extensions_and_other_files_do_not_matter(plain):
    for number in range(10):
        path = plain / 'photos' / f'{number}.png'
        Image.open(path).save(path.with_suffix('.TIF' if number % 2 else '.tiff'))
        path.unlink()
        (plain / 'photos' / f'{number}.txt').touch()
    (plain / 'photos' / '._3.tif').touch()
    (plain / 'empty').mkdir()
    source, notes = opened(plain)
    assert same(source.read('B', '7'), noise(3, SIZE, SIZE, seed=107))
    assert len(ids(source)) == 10
    assert notes.warnings == []


def test_images_without_partner_are_left_out_and_told(plain):
    (plain / 'masks' / '3.png').unlink()
    (plain / 'photos' / '5.png').unlink()
    source, notes = opened(plain)
    assert ids(source) == ['0', '1', '2', '4', '6', '7', '8', '9']
    assert len(notes.warnings) == 1 and '2 images without a partner' in notes.warnings[0]


def test_palettes_and_names_of_classes_are_kept(tmp_path):
    legend = Legend((1, 4), ('forest', 'wäter'), ((0, 99, 0), (0, 0, 200)))
    for number in range(4):
        chip = noise(1, SIZE, SIZE, low=0, high=2, seed=number) * 3 + 1
        path = write_raster(tmp_path / 'a' / f'{number}.tif', chip.astype('uint8'), palette=legend.colormap())
        with rasterio.open(path, 'r+') as raster:
            raster.update_tags(1, ns='SATGAN', **class_tags(legend))
        write_raster(tmp_path / 'b' / f'{number}.tif', waves(1, SIZE, SIZE))
    source, _ = opened(tmp_path)
    assert source.dataset.a.classes == legend
    assert source.dataset.b.classes is None


def test_more_values_than_classes_have_are_measurements(tmp_path):
    """Each chip has few values, all together have many."""
    for number in range(10):
        values = np.full((1, SIZE, SIZE), 5 * number, 'int16')
        values[0, 0] = 5 * number + 2
        for side in 'ab':
            write_raster(tmp_path / side / f'{number}.tif', values)
    source, _ = opened(tmp_path)
    assert source.dataset.a.classes is None
    assert len(source.dataset.a.scaling) == 1


def test_transparent_and_nodata_pixels_are_invalid(tmp_path):
    for number in range(3):
        rgba = noise(4, SIZE, SIZE, seed=number)
        rgba[3] = 255
        rgba[3, :4] = 0
        picture(tmp_path / 'a' / f'{number}.png', rgba)
        values = waves(1, SIZE, SIZE)
        values[0, :, :2] = -9999
        write_raster(tmp_path / 'b' / f'{number}.tif', values, nodata=-9999)
    source, _ = opened(tmp_path)
    expected = np.zeros((SIZE, SIZE), bool)
    expected[:4] = True
    assert len(source.dataset.a.bands) == 3
    assert np.array_equal(~source.read('A', '0')[1], expected)
    assert source.dataset.b.nodata == -9999
    assert source.dataset.b.statistics[0].minimum > 0
    assert np.array_equal(~source.read('B', '0')[1], np.indices((SIZE, SIZE))[1] < 2)
    assert source.outlines()['nodata'].tolist() == pytest.approx([1 - 12 / 16 * 14 / 16] * 3)


def test_world_files_place_chips_without_coordinate_system(plain):
    for number in range(10):
        world = f'0.5\n0\n0\n-0.5\n{100.25 + number * SIZE / 2}\n{200 - 0.25}\n'
        (plain / 'photos' / f'{number}.pgw').write_text(world)
    source, _ = opened(plain)
    assert (source.dataset.crs, source.dataset.pixel_size) == (None, (0.5, 0.5))
    assert source.dataset.split['rule'] == 'blocks'
    assert source.outlines().geometry[2].equals(shapely.box(116, 192, 124, 200))


def test_chips_of_several_coordinate_systems_have_no_place(tmp_path):
    for number in range(4):
        crs = 'EPSG:32633' if number % 2 else 'EPSG:32634'
        for side in 'ab':
            write_raster(tmp_path / side / f'{number}.tif', waves(1, SIZE, SIZE), crs=crs)
    source, notes = opened(tmp_path)
    assert (source.dataset.crs, source.dataset.split['rule']) == (None, 'random')
    assert any('differ in coordinate system' in text for text in notes.warnings)


@pytest.mark.parametrize(('values', 'expected'), [((-1, -1), -1), ((-1, None), None), ((np.nan, np.nan), 'nan')])
def test_nodata_is_that_of_all_chips(tmp_path, values, expected):
    for number, nodata in enumerate(values):
        for side in 'ab':
            write_raster(tmp_path / side / f'{number}.tif', waves(1, SIZE, SIZE), nodata=nodata)
    nodata = opened(tmp_path)[0].dataset.a.nodata
    assert str(nodata) == 'nan' if expected == 'nan' else nodata == expected


# --- trainA, trainB, ...


def test_names_of_folders_are_the_split(tmp_path):
    for name, count in (('train', 5), ('valid', 2), ('test', 3)):
        for number in range(count):
            picture(tmp_path / f'{name}A' / f'{number}.png', noise(3, SIZE, SIZE, seed=number))
            picture(tmp_path / f'{name}B' / f'{number}.jpg', noise(3, SIZE, SIZE, seed=9 + number))
    source, notes = opened(tmp_path)
    assert ids(source, 'train') == [f'train_{number}' for number in range(5)]
    assert ids(source, 'validation') == ['valid_0', 'valid_1']
    assert ids(source, 'test') == ['test_0', 'test_1', 'test_2']
    assert source.dataset.split == {
        'rule': 'folders',
        'validation': 0.2,
        'test': 0.3,
        'chips': {'train': 5, 'validation': 2, 'test': 3},
    }
    assert same(source.read('A', 'test_1'), noise(3, SIZE, SIZE, seed=1))
    assert notes.warnings == []


def test_unpaired_folders_are_told(tmp_path):
    picture(tmp_path / 'trainA' / 'horse.png', noise(3, SIZE, SIZE))
    picture(tmp_path / 'trainB' / 'zebra.png', noise(3, SIZE, SIZE))
    assert 'No image of' in refused(tmp_path)


# --- Side by side


def test_the_left_half_is_the_input(tmp_path):
    for name, count in (('train', 3), ('val', 2)):
        for number in range(count):
            a, b = noise(3, SIZE, SIZE, seed=number), noise(3, SIZE, SIZE, seed=50 + number)
            side_by_side(tmp_path / name / f'{number}.png', a, b)
    source, _ = opened(tmp_path)
    assert ids(source, 'train') == ['train_0', 'train_1', 'train_2']
    assert ids(source, 'validation') == ['val_0', 'val_1']
    assert source.dataset.chip_size == SIZE
    assert same(source.read('A', 'val_1'), noise(3, SIZE, SIZE, seed=1))
    assert same(source.read('B', 'val_1'), noise(3, SIZE, SIZE, seed=51))


def test_a_half_that_is_grey_in_all_images_is_one_band(tmp_path):
    for number in range(3):
        mask = (noise(1, SIZE, SIZE, low=0, high=2, seed=number) * 255).astype('uint8')
        side_by_side(tmp_path / 'train' / f'{number}.png', mask.repeat(3, axis=0), noise(3, SIZE, SIZE))
    source, _ = opened(tmp_path)
    assert (source.dataset.a.bands, source.dataset.a.names) == ((1,), ('band 1',))
    assert source.dataset.a.classes.values == (0, 255)
    assert len(source.dataset.b.bands) == 3
    side_by_side(tmp_path / 'train' / '9.png', noise(3, SIZE, SIZE), noise(3, SIZE, SIZE))
    colourful, _ = opened(tmp_path)
    assert len(colourful.dataset.a.bands) == 3
    assert colourful.dataset.a.classes is None


def test_an_image_that_is_not_two_squares_is_told(tmp_path):
    side_by_side(tmp_path / 'train' / '0.png', noise(3, SIZE, SIZE), noise(3, SIZE, SIZE))
    picture(tmp_path / 'train' / '1.png', noise(3, SIZE, SIZE))
    message = refused(tmp_path)
    assert '1.png has 16 x 16 pixels' in message and 'twice as wide' in message


# --- What cannot be repaired


def broken_size(plain):
    picture(plain / 'photos' / '4.png', noise(3, SIZE, SIZE + 1))
    return '4.png has 3 bands of 17 x 16 pixels, uint8, but'


def broken_bands(plain):
    picture(plain / 'photos' / '0.png', noise(1, SIZE, SIZE))
    return '0.png has 1 band of 16 x 16 pixels, uint8, but'


def broken_dtype(plain):
    (plain / 'photos' / '2.png').unlink()
    write_raster(plain / 'photos' / '2.tif', noise(3, SIZE, SIZE, 'uint16'))
    return '2.tif has 3 bands of 16 x 16 pixels, uint16, but'


def broken_file(plain):
    (plain / 'photos' / '6.png').write_bytes(b'no image')
    return '6.png cannot be opened as a raster'


def truncated_file(plain):
    path = plain / 'photos' / '6.png'
    path.write_bytes(path.read_bytes()[:300])
    return '6.png cannot be read'


def broken_names(plain):
    for path in (plain / 'photos').iterdir():
        path.rename(path.with_stem(f'photo-{path.stem}'))
    return 'nothing says which belong together'


def same_names(plain):
    Image.open(plain / 'photos' / '6.png').save(plain / 'photos' / '6.jpg')
    return '6.png have the same name'


def other_sizes(plain):
    for path in (plain / 'photos').iterdir():
        picture(path, noise(3, 2 * SIZE, 2 * SIZE))
    return 'but its partner'


def not_square(plain):
    for side, bands in (('masks', 1), ('photos', 3)):
        for path in (plain / side).iterdir():
            picture(path, noise(bands, SIZE, 2 * SIZE))
    return 'chips must be square'


def three_folders(plain):
    shutil.copytree(plain / 'photos', plain / 'more')
    return 'is not a dataset folder'


BROKEN = [
    broken_size,
    broken_bands,
    broken_dtype,
    broken_file,
    truncated_file,
    broken_names,
    same_names,
    other_sizes,
    not_square,
    three_folders,
]


@pytest.mark.parametrize('damage', BROKEN, ids=lambda damage: damage.__name__)
def test_what_cannot_be_repaired_is_told(plain, damage):
    expected = damage(plain)
    assert expected in refused(plain)


def test_a_folder_without_training_chips_is_told(tmp_path):
    side_by_side(tmp_path / 'test' / '0.png', noise(3, SIZE, SIZE), noise(3, SIZE, SIZE))
    assert f'{tmp_path} has no chip pairs for training' in refused(tmp_path)


@pytest.mark.parametrize('names', [('images', 'images2'), ('trainA', 'trainB')])
def test_empty_folders_are_told(tmp_path, names):
    for name in names:
        (tmp_path / name).mkdir()
    assert f'{tmp_path} has no chip pairs for training' in refused(tmp_path)


def test_chips_without_a_valid_pixel_are_told(tmp_path):
    for side in 'ab':
        write_raster(tmp_path / side / '0.tif', np.zeros((1, SIZE, SIZE), 'float32'), nodata=0)
    assert 'no valid pixels' in refused(tmp_path)


def test_a_band_without_data_is_told(tmp_path):
    values = waves(2, SIZE, SIZE, 'int16')
    values[1] = -1
    for side in 'ab':
        write_raster(tmp_path / side / '0.tif', values, nodata=-1)
    assert 'Band 2 (band 2) has no data' in refused(tmp_path)


def test_a_chip_that_changed_meanwhile_is_told(plain):
    source, _ = opened(plain)
    picture(plain / 'photos' / '4.png', noise(3, SIZE // 2, SIZE // 2))
    with pytest.raises(SatganError, match=r'4\.png has changed'):
        source.read('B', '4')


def test_opening_can_be_stopped(plain):
    with pytest.raises(Cancelled):
        open_dataset(plain, Notes(stop_at=3))


# --- The checksum


def test_the_checksum_is_that_of_the_content(plain, tmp_path):
    """A copy elsewhere has the same; one pixel, or one chip less, makes another."""
    before = open_dataset(plain).checksum()
    copy = shutil.copytree(plain, tmp_path / 'elsewhere' / 'copy')
    assert open_dataset(copy).checksum() == before
    pixels = noise(3, SIZE, SIZE, seed=104)
    pixels[0, 0, 0] += 1
    picture(copy / 'photos' / '4.png', pixels)
    changed = open_dataset(copy).checksum()
    (copy / 'photos' / '4.png').unlink()
    assert len({before, changed, open_dataset(copy).checksum()}) == 3


# --- Writing


@pytest.fixture
def export(tmp_path):
    """Exports two rasters twice: as it always was, and in another layout."""

    def run(a, b, layout, **more):
        for name in ('satgan', layout):
            job = {'input': str(a), 'target': str(b), 'output': str(tmp_path / name), 'chip_size': SIZE, 'layout': name}
            run_job(ExportPairedChips.from_mapping(job | {'validation': 0.2, 'test': 0.2} | more), Notes())
        return SatganFolder(tmp_path / 'satgan'), tmp_path / layout

    return run


def assert_same_chips(own, other, prefix=None):
    """Compare all pixels of two datasets, with the part in front of names in `prefix`."""
    outlines = own.outlines()
    names = {row.id: f'{prefix[row.split]}_{row.id}' if prefix else row.id for row in outlines.itertuples(index=False)}
    assert sorted(names.values()) == ids(other)
    for ours, theirs in names.items():
        for side in 'AB':
            (values, valid), (again, valid_again) = own.read(side, ours), other.read(side, theirs)
            assert again.dtype == values.dtype
            assert np.array_equal(valid, valid_again)
            assert np.array_equal(values[:, valid], again[:, valid], equal_nan=True)


FOLDERS = {'train': 'train', 'validation': 'val', 'test': 'test'}


def kinds(folder):
    """Pairs of rasters of many kinds, by name."""
    gaps = waves(2, 64, 80)
    gaps[:, 5:9, 5:9] = -1
    holes = waves(1, 64, 80)
    holes[0, 20:22] = np.nan
    classes = noise(1, 64, 80, low=0, high=4)
    mask = np.ones((64, 80), bool)
    mask[3:5, 3:30] = False
    return {
        'bytes': (noise(3, 64, 80), noise(1, 64, 80, seed=1), {}),
        'classes': (classes, noise(3, 64, 80, seed=1), {}),
        'nodata': (gaps, waves(5, 64, 80, 'int16', -900, 900), {'nodata': -1}),
        'nan': (holes, noise(4, 64, 80, 'uint16', 0, 60000), {}),
        'doubles': (waves(1, 64, 80, 'float64'), noise(1, 64, 80, 'int32', -70000, 70000), {}),
        'mask': (noise(3, 64, 80), noise(3, 64, 80, seed=3), {'mask': mask}),
    }


def rasters(folder, kind):
    a, b, profile = kinds(folder)[kind]
    return write_raster(folder / 'a.tif', a, **profile), write_raster(folder / 'b.tif', b)


@pytest.mark.parametrize('layout', ['esri', 'folders'])
@pytest.mark.parametrize('kind', ['bytes', 'classes', 'nodata', 'nan', 'doubles', 'mask'])
def test_what_is_written_is_read_back_to_the_last_bit(tmp_path, export, layout, kind):
    own, folder = export(*rasters(tmp_path, kind), layout, max_nodata=0.9)
    other, notes = opened(folder)
    assert_same_chips(own, other, FOLDERS if layout == 'folders' else None)
    for ours, theirs in ((own.dataset.a, other.dataset.a), (own.dataset.b, other.dataset.b)):
        assert (theirs.dtype, theirs.classes) == (ours.dtype, ours.classes)
    assert other.dataset.pixel_size == own.dataset.pixel_size
    assert notes.warnings == []


@pytest.mark.parametrize('kind', ['bytes', 'classes', 'mask'])
def test_images_side_by_side_are_read_back_to_the_last_bit(tmp_path, export, kind):
    own, folder = export(*rasters(tmp_path, kind), 'pix2pix', max_nodata=0.9)
    other, _ = opened(folder)
    assert_same_chips(own, other, FOLDERS)
    assert (other.dataset.a.channels, other.dataset.b.channels) == (own.dataset.a.channels, own.dataset.b.channels)


def test_the_parts_are_kept(tmp_path, export):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    for layout in ('folders', 'pix2pix'):
        own, folder = export(image, image, layout)
        assert open_dataset(folder).dataset.split['chips'] == own.dataset.split['chips']
        shutil.rmtree(own.path)


def test_the_reference_code_would_read_the_images(tmp_path, export):
    """The reference opens an image as RGB and cuts it in the middle: left is A, right is B."""
    a, b = rasters(tmp_path, 'classes')
    own, folder = export(a, b, 'pix2pix')
    for row in own.outlines().itertuples():
        image = Image.open(folder / FOLDERS[row.split] / f'{row.id}.png').convert('RGB')
        assert image.size == (2 * SIZE, SIZE)
        left, right = (np.asarray(image.crop((x, 0, x + SIZE, SIZE))).transpose(2, 0, 1) for x in (0, SIZE))
        assert np.array_equal(left, own.read('A', row.id)[0].repeat(3, axis=0))
        assert np.array_equal(right, own.read('B', row.id)[0])


def test_a_folder_is_of_one_layout_only(tmp_path, export):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    found = {}
    for layout in ('esri', 'folders', 'pix2pix'):
        own, folder = export(image, image, layout)
        found[layout] = {str(path.relative_to(folder).parent / path.suffix) for path in folder.rglob('*.*')}
        shutil.rmtree(own.path)
    assert found['esri'] == {
        '.txt',
        '.json',
        '.emd',
        *(f'{side}/{end}' for side in ('images', 'images2') for end in ('.tif', '.tfw')),
    }
    assert found['folders'] == {f'{part}{side}/.tif' for part in ('train', 'val', 'test') for side in 'AB'}
    assert found['pix2pix'] == {f'{part}/.png' for part in ('train', 'val', 'test')}


def test_the_files_of_an_esri_export_tell_the_truth(tmp_path, export):
    a, b = rasters(tmp_path, 'nodata')
    own, folder = export(a, b, 'esri', max_nodata=0.9)
    names = ids(own)
    assert (folder / 'map.txt').read_text().splitlines() == [f'images/{n}.tif\timages2/{n}.tif' for n in names]
    accumulated = json.loads((folder / 'esri_accumulated_stats.json').read_text())
    model = json.loads((folder / 'esri_model_definition.emd').read_text())
    assert accumulated['NumTiles'] == accumulated['NextTileIndex'] == len(names)
    assert (accumulated['NumBands'], accumulated['TileSizeX'], accumulated['MinCellSize']['x']) == (2, SIZE, 10)
    assert (model['ImageWidth'], model['ExtractBands'], model['MetaDataMode']) == (SIZE, [0, 1], 'Export_Tiles')
    chips = [own.read('A', name) for name in names]
    pixels = np.concatenate([values[:, valid] for values, valid in chips], axis=1).astype(float)
    for band, state, told in zip(pixels, accumulated['BandStatsState'], model['AllTilesStats'], strict=True):
        assert (state['Num'], state['Min'], state['Max']) == (band.size, band.min(), band.max())
        assert state['M1'] == told['Mean'] == pytest.approx(band.mean())
        assert state['M2'] == pytest.approx(np.square(band - band.mean()).sum())
        assert told['StdDev'] == pytest.approx(band.std())
    assert (folder / 'stats.txt').read_text().startswith(f'images = {len(names)} *2*{SIZE}*{SIZE}')


def test_world_files_lie_where_the_chips_do(tmp_path, export):
    """Without its tags, GDAL takes the place of a chip from the world file."""
    a, b = rasters(tmp_path, 'bytes')
    _, folder = export(a, b, 'esri')
    path = folder / 'images2' / 'r000016_c000032.tif'
    place = json.loads(gdal('gdalinfo', '-json', path))['geoTransform']
    stripped = tmp_path / 'stripped.tif'
    Image.open(path).save(stripped)
    shutil.copy(path.with_suffix('.tfw'), stripped.with_suffix('.tfw'))
    assert (
        json.loads(gdal('gdalinfo', '-json', stripped))['geoTransform']
        == place
        == [LEFT + 320, 10, 0, TOP - 160, 0, -10]
    )


def test_the_layer_of_outlines_is_written_in_any_layout(tmp_path, export):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    for layout in ('esri', 'pix2pix', 'folders'):
        layer = tmp_path / layout / 'chips.gpkg'
        job = {'input': str(image), 'target': str(image), 'output': str(tmp_path / layout), 'chip_size': SIZE}
        run_job(ExportPairedChips.from_mapping(job | {'layout': layout, 'chips_layer': str(layer)}), Notes())
        assert layer.is_file()
        assert not (tmp_path / layout / 'dataset.json').exists()


def test_the_same_export_makes_the_same_bytes(tmp_path, export):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    for layout in ('esri', 'pix2pix', 'folders'):
        own, folder = export(image, image, layout)
        first = {name: hashlib.sha256(content).digest() for name, content in folder_content(folder).items()}
        for path in (own.path, folder):
            shutil.rmtree(path)
        own, folder = export(image, image, layout)
        assert {name: hashlib.sha256(content).digest() for name, content in folder_content(folder).items()} == first
        shutil.rmtree(own.path)


UNHOLDABLE = {
    'four bands': (noise(4, 64, 80), '4 bands of uint8'),
    'two bands': (noise(2, 64, 80), '2 bands of uint8'),
    '16 bits': (noise(3, 64, 80, 'uint16', 0, 3000), '3 bands of uint16'),
    'real numbers': (waves(1, 64, 80), '1 band of float32'),
    'large classes': (noise(1, 64, 80, 'int16', 250, 260), 'values from 250 to 259'),
}


@pytest.mark.parametrize('case', UNHOLDABLE)
@pytest.mark.parametrize('side', ['input', 'target'])
def test_pixels_that_png_cannot_hold_are_refused_at_once(tmp_path, case, side):
    values, told = UNHOLDABLE[case]
    good = write_raster(tmp_path / 'good.tif', noise(3, 64, 80))
    bad = write_raster(tmp_path / 'bad.tif', values)
    job = {'input': str(good), 'target': str(good), 'output': str(tmp_path / 'out'), 'chip_size': SIZE}
    notes = Notes()
    with pytest.raises(SatganError) as caught:
        run_job(ExportPairedChips.from_mapping(job | {side: str(bad), 'layout': 'pix2pix'}), notes)
    assert f'{bad} has' in caught.value.message and told in caught.value.message
    assert 'esri or folders' in caught.value.hint
    assert notes.steps == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ['bad.tif', 'good.tif']


def test_classes_of_16_bits_with_small_values_fit(tmp_path, export):
    classes = write_raster(tmp_path / 'classes.tif', noise(1, 64, 80, 'int16', 1, 5), nodata=-1)
    own, folder = export(classes, write_raster(tmp_path / 'image.tif', noise(3, 64, 80)), 'pix2pix')
    other = open_dataset(folder)
    assert other.dataset.a.classes.values == (1, 2, 3, 4)
    for row in own.outlines().itertuples():
        again, _ = other.read('A', f'{FOLDERS[row.split]}_{row.id}')
        assert np.array_equal(again, own.read('A', row.id)[0])


@pytest.mark.parametrize('layout', ['esri', 'pix2pix'])
def test_a_stopped_export_leaves_nothing(tmp_path, layout):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    job = {'input': str(image), 'target': str(image), 'output': str(tmp_path / 'out'), 'chip_size': SIZE}
    with pytest.raises(Cancelled):
        run_job(ExportPairedChips.from_mapping(job | {'layout': layout}), Notes(stop_at=20 + 5))
    assert [path.name for path in tmp_path.iterdir()] == ['image.tif']


# --- Training


@pytest.mark.parametrize('layout', ['esri', 'pix2pix', 'folders', 'plain'])
def test_the_trainer_takes_any_layout(tmp_path, layout):
    """One epoch on chips of 128 pixels; the model's card has the domains of the folder."""
    if layout == 'plain':
        for number in range(4):
            picture(tmp_path / 'chips' / 'a' / f'{number}.png', noise(1, 128, 128, low=0, high=2, seed=number))
            picture(tmp_path / 'chips' / 'b' / f'{number}.jpg', noise(3, 128, 128, seed=9 + number))
    else:
        a = write_raster(tmp_path / 'a.tif', noise(1, 256, 256, low=0, high=2))
        b = write_raster(tmp_path / 'b.tif', noise(3, 256, 256))
        job = {'input': str(a), 'target': str(b), 'output': str(tmp_path / 'chips'), 'chip_size': 128, 'layout': layout}
        run_job(ExportPairedChips.from_mapping(job | {'validation': 0.25, 'test': 0}), Notes())
    results = train(tmp_path / 'chips', tmp_path / 'run', epochs=1)
    assert results['EPOCHS_DONE'] == 1
    assert np.isfinite(results['MAE'])
    with pytest.raises(SatganError, match='with another dataset'):
        (tmp_path / 'other').mkdir()
        for number in range(4):
            picture(tmp_path / 'other' / 'a' / f'{number}.png', noise(1, 128, 128, low=0, high=2, seed=50 + number))
            picture(tmp_path / 'other' / 'b' / f'{number}.png', noise(3, 128, 128, seed=59 + number))
        train(tmp_path / 'other', tmp_path / 'run', epochs=2, resume=True)
    assert train(tmp_path / 'chips', tmp_path / 'run', epochs=2, resume=True)['EPOCHS_DONE'] == 2


def test_a_chip_of_the_own_layout_is_read_as_before(tmp_path, export):
    image = write_raster(tmp_path / 'image.tif', noise(3, 64, 80))
    own, _ = export(image, image, 'folders')
    source = open_dataset(own.path)
    assert isinstance(source, SatganFolder)
    name = ids(source)[0]
    assert np.array_equal(source.read('A', name)[0], read_chip(own.path / 'A' / f'{name}.tif')[0])

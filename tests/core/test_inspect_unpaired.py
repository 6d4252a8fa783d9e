"""The doctor without pairs: each domain is examined by itself, and the two are compared."""

import functools
import shutil

import numpy as np
import pytest
import shapely

from core.datasets.folder import read_chips, write_chips
from core.datasets.source import open_any_dataset, open_dataset
from core.engine import run_job
from core.errors import SatganError
from core.jobs import ExportUnpairedChips
from tests.core.models_made import LEGEND, Listener, blocks, new_folder, write_raster
from tests.core.rasters_made import north_up
from tests.core.test_inspect_dataset import ENOUGH, FEW, SIDE, copied, inspected, paint, texture

__all__ = ['copied']
FAR_OFF = {'crs': 'EPSG:32736', 'transform': north_up(9000, 0, 0.6)}


def image(seed: int, along: int = FEW, bands: int = 3) -> np.ndarray:
    return texture(bands, along * SIDE, along * SIDE, seed).astype('uint8')


def unpaired(a: np.ndarray, b: np.ndarray | None = None, place=FAR_OFF, **more):
    """Export images of two places, or of one."""
    folder = new_folder('unpaired')
    rasters = {'input_a': str(write_raster(folder / 'a.tif', a, palette=more.pop('palette', None)))}
    if b is not None:
        rasters['input_b'] = str(write_raster(folder / 'b.tif', b, **place))
    settings = {'chip_size': SIDE, 'validation': 0.1, 'test': 0.1} | more
    run_job(ExportUnpairedChips(**rasters, output=str(folder / 'chips'), **settings), Listener())
    return folder / 'chips'


@functools.cache
def healthy(along: int = FEW):
    return unpaired(image(0, along), image(1, along))


@functools.cache
def alone(along: int = FEW):
    return unpaired(image(0, along))


def names(dataset, side: str, part: str) -> list[str]:
    chips = read_chips(dataset)
    return list(chips['id'][(chips['domain'] == side) & (chips['split'] == part)])


def only_warning(dataset, tmp_path, *words: str) -> str:
    """Return the one warning beside that of few chips, and check that it and the page hold the words."""
    _, warnings, page = inspected(dataset, tmp_path)
    warnings = [warning for warning in warnings if 'are a usable least' not in warning]
    assert len(warnings) == 1, warnings
    for word in words:
        assert word in warnings[0]
        assert word in page
    return warnings[0]


@pytest.mark.parametrize(('dataset', 'chips'), [(healthy, 2 * ENOUGH**2), (alone, ENOUGH**2)])
def test_a_healthy_dataset_gets_no_warning(tmp_path, dataset, chips):
    results, warnings, page = inspected(dataset(ENOUGH), tmp_path)
    assert warnings == []
    assert results == {'CHIP_COUNT': chips, 'WARNING_COUNT': 0, 'OUTPUT_HTML': str(tmp_path / 'page.html')}
    assert 'Nothing was found' in page


def test_the_page_shows_each_domain_and_says_what_is_left_out(tmp_path):
    """Eight, six and six chips of each domain, a histogram and a map each."""
    _, _, page = inspected(healthy(), tmp_path)
    shown = sum(min(8, len(names(healthy(), side, part))) for side in 'AB' for part in ('train', 'validation', 'test'))
    assert page.count('src="data:image/') == shown + 4
    assert 'there is no shift of B against A to be measured' in page
    assert 'A and B lie on each other' not in page
    for side in 'AB':
        assert f'<b>{len(names(healthy(), side, "train"))}</b><span>train of {side}</span>' in page
        assert f'<h3>Chips of {side}</h3>' in page


def test_a_dataset_of_one_domain_has_no_other_side(tmp_path):
    _, warnings, page = inspected(alone(), tmp_path)
    assert [warning.split(';')[0] for warning in warnings] == [
        f'There are {len(names(alone(), "A", "train"))} training chips'
    ]
    assert f'{FEW**2} chips of one domain' in page
    assert 'A and B' not in page


def test_noise_has_no_use_for_validation_chips(tmp_path):
    _, warnings, _ = inspected(unpaired(image(0), validation=0, test=0), tmp_path)
    assert not any('validation' in warning for warning in warnings)


def test_missing_validation_chips_are_told_of_each_domain(tmp_path):
    _, warnings, _ = inspected(unpaired(image(0), image(1), validation=0, test=0), tmp_path)
    assert [f'no validation chips of {side}' in ''.join(warnings) for side in 'AB'] == [True, True]


# Faults of one domain


def test_chips_that_cannot_be_read_are_told_of_their_domain(tmp_path, copied):
    """The chip of the same name in the other domain is read."""
    dataset = copied(healthy())
    gone = names(dataset, 'B', 'train')[3]
    (dataset / 'B' / f'{gone}.tif').unlink()
    only_warning(dataset, tmp_path, '1 chip of B cannot be read and is left out here', gone)
    assert inspected(dataset, tmp_path)[0]['CHIP_COUNT'] == 2 * FEW**2


@pytest.mark.parametrize('side', ['A', 'B'])
def test_flat_chips_are_told(tmp_path, copied, side):
    dataset = copied(healthy())
    flat = names(dataset, side, 'train')[7]
    paint(dataset, side, flat, lambda values: values * 0 + 90)
    only_warning(dataset, tmp_path, f'1 of 64 chips are flat in {side}', flat)


def test_copies_in_another_part_are_told(tmp_path, copied):
    dataset = copied(healthy())
    original, copy = names(dataset, 'B', 'train')[5], names(dataset, 'B', 'validation')[1]
    shutil.copy(dataset / 'B' / f'{original}.tif', dataset / 'B' / f'{copy}.tif')
    only_warning(dataset, tmp_path, '1 chip of B', 'equal', f'{copy} (validation) and {original} (train)')


def test_near_copies_in_another_part_are_told(tmp_path, copied):
    dataset = copied(healthy())
    original, copy = names(dataset, 'A', 'train')[5], names(dataset, 'A', 'test')[1]
    shutil.copy(dataset / 'A' / f'{original}.tif', dataset / 'A' / f'{copy}.tif')
    noise = np.random.default_rng(0).normal(6, 3, (3, SIDE, SIDE))
    paint(dataset, 'A', copy, lambda values: np.clip(values + noise, 0, 255).astype('uint8'))
    only_warning(dataset, tmp_path, '1 chip of A', 'look nearly like', f'{copy} (test) and {original} (train)')


def test_parts_that_share_ground_are_told(tmp_path, copied):
    dataset = copied(healthy())
    chips = read_chips(dataset)
    mine = chips[chips['domain'] == 'B']
    judge, trained = mine.index[mine['split'] == 'test'][0], mine.index[mine['split'] == 'train'][0]
    chips.loc[judge, 'geometry'] = shapely.transform(chips.geometry[trained], lambda points: points + 3)
    write_chips(dataset / 'chips.gpkg', chips)
    only_warning(dataset, tmp_path, '1 chip of B', 'share ground', f'{chips["id"][judge]} (test)')


def test_the_domains_do_not_leak_into_each_other(tmp_path):
    """The same raster twice: each chip of A equals one of B, which may be of another part."""
    same = image(0)
    _, warnings, _ = inspected(unpaired(same, same, place={}), tmp_path)
    assert all('are a usable least' in warning for warning in warnings)


def test_saturated_bands_are_told(tmp_path):
    bright = np.minimum(1.5 * image(1), 255).astype('uint8')
    only_warning(unpaired(image(0), bright), tmp_path, 'of B are saturated', '(255)')


def test_much_nodata_is_told(tmp_path):
    gappy = image(1).astype('float32')
    gappy[:, ::2] = np.nan
    dataset = unpaired(image(0), gappy, FAR_OFF | {'nodata': float('nan')}, max_nodata=1.0)
    assert any('50% of the pixels of B hold no data' in warning for warning in inspected(dataset, tmp_path)[1])


def test_classes_are_examined(tmp_path, copied):
    """Squares of classes look alike by chance, which is no leak; a value that the legend lacks is told."""
    classes = blocks(FEW * SIDE, FEW * SIDE)
    dataset = copied(unpaired(classes, image(1, bands=1), palette=LEGEND.colormap()))
    train = names(dataset, 'A', 'train')[0]
    paint(dataset, 'A', train, lambda values: np.where(values == values.max(), 99, values).astype('uint8'))
    only_warning(dataset, tmp_path, 'A holds pixel values that its legend does not know: 99.')


# Domains that differ


def test_other_numbers_of_bands_are_told(tmp_path):
    only_warning(unpaired(image(0), image(1, bands=1)), tmp_path, 'A has 3 bands, B has 1', 'identity loss')


def test_other_pixel_sizes_are_told(tmp_path):
    """Half a metre against one; half against 0.6 is let pass by the healthy dataset."""
    coarse = FAR_OFF | {'transform': north_up(9000, 0, 1.0)}
    warning = only_warning(unpaired(image(0), image(1), coarse), tmp_path, 'by a factor of 2.0', 'about 1 m')
    assert 'A pixel of A is 0.5 m wide on the ground, one of B 1 m' in warning


def test_sets_of_unequal_size_are_told(tmp_path):
    dataset = unpaired(image(0), image(1, along=2))
    trained = [len(names(dataset, side, 'train')) for side in 'AB']
    assert trained[0] > 10 * trained[1]
    _, warnings, _ = inspected(dataset, tmp_path)
    told = [warning for warning in warnings if 'learns it by heart' in warning]
    assert len(told) == 1
    assert f'There are {trained[0]} training chips of A, but {trained[1]} of B' in told[0]
    assert told[0].endswith('Use a larger area or a smaller stride for B, or a smaller area for A.')


def test_pixel_sizes_that_are_not_known_are_not_compared(tmp_path):
    nowhere = {'crs': None, 'transform': None}
    _, warnings, page = inspected(unpaired(image(0), image(1), nowhere), tmp_path)
    assert all('are a usable least' in warning for warning in warnings)
    assert page.count('alt="Map of the chips') == 2


# Folders that do not describe themselves


def plain(folder, **images):
    """Write the chips of an image into folders of the given names, each chip under a name of its own."""
    for name, values in images.items():
        for row in range(values.shape[1] // SIDE):
            for column in range(values.shape[2] // SIDE):
                chip = values[:, row * SIDE :, column * SIDE :][:, :SIDE, :SIDE]
                write_raster(folder / name / f'{name}{row}_{column}.tif', chip, crs=None, transform=None)
    return folder


@pytest.mark.parametrize(
    ('folders', 'sides'),
    [
        (('trainA', 'valA', 'trainB', 'valB'), 'AB'),
        (('trainA', 'valA'), 'A'),
        (('horses', 'zebras'), 'AB'),
        (('ships',), 'A'),
        (('',), 'A'),
    ],
)
def test_folders_of_images_without_pairs_are_examined(tmp_path, folders, sides):
    """What the folder does not split is split as an export would: a tenth each for validation and for the test."""
    images = {name: image(seed, 2 if 'val' in name else 4) for seed, name in enumerate(folders)}
    results, warnings, page = inspected(plain(tmp_path / 'images', **images), tmp_path)
    assert results['CHIP_COUNT'] == sum(4 if 'val' in name else 16 for name in folders)
    assert all('are a usable least' in warning for warning in warnings)
    assert ('Domain B' in page) == ('B' in sides)
    given = any('val' in name for name in folders)
    assert f'split by the rule “{"folders" if given else "random"}”' in page
    for side in sides:
        whose = f' of {side}' if len(sides) == 2 else ''
        assert f'<b>{16 if given else 12}</b><span>train{whose}</span>' in page
        assert f'<b>{4 if given else 2}</b><span>validation{whose}</span>' in page


def test_an_export_into_folders_stays_without_pairs(tmp_path):
    """Chips that were cut at the same places of two rasters would have equal names."""
    results, _, page = inspected(unpaired(image(0), image(1), layout='folders'), tmp_path)
    assert results['CHIP_COUNT'] == 2 * FEW**2
    assert 'there is no shift of B against A to be measured' in page
    assert '<h3>Chips of B</h3>' in page


def test_images_of_equal_names_are_pairs(tmp_path):
    folder = plain(tmp_path / 'images', a=image(0, 2))
    shutil.copytree(folder / 'a', folder / 'b')
    _, _, page = inspected(folder, tmp_path)
    assert 'Left A, right B' in page


def test_faults_of_folders_without_pairs_are_told(tmp_path):
    folder = plain(tmp_path / 'images', trainA=image(0, 4), trainB=image(1, 4), testB=image(2, 1))
    shutil.copy(folder / 'trainB' / 'trainB2_1.tif', folder / 'testB' / 'testB0_0.tif')
    _, warnings, _ = inspected(folder, tmp_path)
    assert any('1 chip of B for validation or test equal to the pixel chips of another' in text for text in warnings)


def test_images_of_two_sizes_are_told(tmp_path):
    folder = plain(tmp_path / 'images', trainA=image(0, 2))
    write_raster(folder / 'trainB' / 'other.tif', image(1, 2), crs=None, transform=None)
    with pytest.raises(SatganError, match=r'trainA0_0\.tif has 3 band.* of 32 x 32 pixels.*other\.tif has .* 64 x 64'):
        inspected(folder, tmp_path)


def test_a_folder_without_training_chips_is_told(tmp_path):
    folder = plain(tmp_path / 'images', trainA=image(0, 2), testB=image(1, 2))
    with pytest.raises(SatganError, match='has no chips of B for training'):
        inspected(folder, tmp_path)


def test_the_checksum_is_that_of_the_content(tmp_path):
    folder = plain(tmp_path / 'images', trainA=image(0, 2), trainB=image(1, 2))
    before = open_any_dataset(folder).checksum()
    moved = folder.rename(tmp_path / 'moved')
    assert open_any_dataset(moved).checksum() == before
    paint(moved, 'trainB', 'trainB1_1', lambda values: values + 1)
    assert open_any_dataset(moved).checksum() != before


def test_pix2pix_asks_for_pairs(tmp_path):
    """Wherever the doctor goes on, training on pairs is refused."""
    folder = plain(tmp_path / 'images', trainA=image(0, 2), trainB=image(1, 2))
    for dataset in (folder, healthy(), alone()):
        assert open_any_dataset(dataset).dataset.kind != 'paired'
        with pytest.raises(SatganError, match=r'holds chips without partners|so nothing says which belong together'):
            open_dataset(dataset)

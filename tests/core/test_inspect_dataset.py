"""The doctor: a healthy dataset gets no warning, and each illness exactly its own."""

import functools
import json
import shutil

import numpy as np
import pytest
import rasterio
import shapely

from core.datasets.folder import read_chips, write_chips
from core.datasets.inspection.checks import direction
from core.datasets.inspection.registration import Shift, edges, in_company, largest_group, measured_shift
from core.engine import run_mapping
from core.errors import Cancelled, SatganError
from tests.core.models_made import (
    LEGEND,
    Listener,
    blocks,
    classed,
    exported,
    few_chips,
    new_folder,
    write_raster,
)
from tests.core.rasters_made import folder_content

SIDE = 32
FEW, ENOUGH = 8, 20  # chips along each side of the area
FEW_CHIPS = 'training chips; 300 are a usable least'


def texture(bands: int, rows: int, columns: int, seed: int = 0) -> np.ndarray:
    """Return noise without pattern between about 20 and 235 that wraps around, with detail of a few pixels."""
    spectrum = np.fft.rfft2(np.random.default_rng(seed).standard_normal((bands, rows, columns)))
    distance = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(columns))
    field = np.fft.irfft2(spectrum * np.exp(-((distance / 0.12) ** 2)), s=(rows, columns))
    return 127.5 + np.clip(field / field.std(), -3, 3) * 35


def moved(values: np.ndarray, rows: float, columns: float) -> np.ndarray:
    """Return an image moved down and to the right by parts of pixels, by the shift theorem of Fourier."""
    height, width = values.shape[-2:]
    turn = np.fft.fftfreq(height)[:, None] * rows + np.fft.rfftfreq(width) * columns
    return np.fft.irfft2(np.fft.rfft2(values) * np.exp(-2j * np.pi * turn), s=(height, width))


def pair(b=lambda image: 250 - 0.8 * image, dtype: str = 'uint8', classes=None, along: int = FEW, **profile):
    """Export a dataset whose target is a function of its input, an image or classes and some texture."""
    folder = new_folder('inspected')
    image = texture(3, along * SIDE, along * SIDE)
    target = b(image)
    if np.dtype(dtype).kind == 'u':
        target = np.clip(target, 0, np.iinfo(dtype).max)
    if classes is None:
        first = write_raster(folder / 'a.tif', image.astype('uint8'))
    else:
        first = write_raster(folder / 'a.tif', classes, palette=LEGEND.colormap())
    second = write_raster(folder / 'b.tif', target.astype(dtype), **profile)
    return exported(first, second, chip_size=SIDE, split='blocks', validation=0.1, test=0.1, max_nodata=1.0)


@functools.cache
def healthy(along: int = FEW):
    return pair(along=along)


@functools.cache
def healthy_classes(along: int = FEW):
    """Return chips of classes with a target of one grey and some texture for each."""
    classes = blocks(along * SIDE, along * SIDE)
    return pair(lambda image: 0.6 * image + 8 * classes, classes=classes, along=along)


@pytest.fixture
def copied(tmp_path):
    """Return a function that copies a dataset, to be made ill."""
    return lambda dataset: shutil.copytree(dataset, tmp_path / 'dataset')


def inspected(dataset, tmp_path, listener=None):
    """Return results, warnings and page."""
    listener = listener or Listener()
    page = tmp_path / 'page.html'
    results = run_mapping({'job': 'inspectdataset', 'dataset': str(dataset), 'output_html': str(page)}, listener)
    assert results['WARNING_COUNT'] == len(listener.warnings)
    assert results['OUTPUT_HTML'] == str(page)
    return results, listener.warnings, page.read_text(encoding='utf-8')


def names(dataset, part: str) -> list[str]:
    chips = read_chips(dataset)
    return list(chips['id'][chips['split'] == part])


def paint(dataset, side: str, name: str, change) -> None:
    """Change the pixels of a chip."""
    with rasterio.open(dataset / side / f'{name}.tif', 'r+') as chip:
        chip.write(change(chip.read()))


def only_warning(dataset, tmp_path, *words: str) -> str:
    """Return the one warning that a dataset gets, and check that it and the page hold the words.

    That there are few chips does not count: so many as are enough take their time.
    """
    _, warnings, page = inspected(dataset, tmp_path)
    warnings = [warning for warning in warnings if FEW_CHIPS not in warning]
    assert len(warnings) == 1, warnings
    for word in words:
        assert word in warnings[0]
        assert word in page
    return warnings[0]


@pytest.mark.parametrize('dataset', [healthy, healthy_classes])
def test_a_healthy_dataset_gets_no_warning(tmp_path, dataset):
    results, warnings, page = inspected(dataset(ENOUGH), tmp_path)
    assert warnings == []
    assert results['CHIP_COUNT'] == len(read_chips(dataset(ENOUGH))) == ENOUGH**2
    assert 'Nothing was found' in page


def test_the_page_needs_nothing_from_elsewhere(tmp_path):
    _, _, page = inspected(healthy(), tmp_path)
    assert page.count('src="data:image/') == page.count('src=') == 27
    assert 'href' not in page
    assert '<script' not in page


def test_the_page_holds_the_figures(tmp_path):
    """Counts and training means as numpy finds them."""
    _, _, page = inspected(healthy(), tmp_path)
    chips = [rasterio.open(healthy() / 'B' / f'{name}.tif').read() for name in names(healthy(), 'train')]
    assert f'<b>{len(chips)}</b><span>train</span>' in page
    for band in np.mean(chips, axis=(0, 2, 3)):
        assert f'<td>{band:.5g}</td>' in page


def test_equal_runs_give_equal_pages(tmp_path):
    assert inspected(healthy(), tmp_path)[2] == inspected(healthy(), tmp_path)[2]


# A and B that do not lie on each other


@pytest.mark.parametrize('shift', [(0, 0), (4, -6), (2.35, 5.7), (-7.5, 3.2), (0.5, -0.25)])
@pytest.mark.parametrize('side', [64, 128])
def test_the_shift_is_measured_to_a_fifth_of_a_pixel(shift, side):
    image = texture(1, 300, 300)
    a, b = (field[:, 80 : 80 + side, 90 : 90 + side] for field in (image, 200 - 0.6 * moved(image, *shift)))
    everywhere = np.ones((side, side), dtype=bool)
    found = measured_shift(np.hypot(*np.gradient(a[0])), np.hypot(*np.gradient(b[0])), everywhere)
    assert (found.rows, found.columns) == pytest.approx(shift, abs=0.2)


@pytest.mark.parametrize('shift', [(0, 0), (3, -5), (-6, 2)])
def test_classes_are_compared_with_measurements(shift):
    """Squares of classes against grey squares, seen with noise."""
    classes = blocks(160, 160)
    grey = np.roll(classes, shift, axis=(1, 2)) * 20.0 + np.random.default_rng(0).normal(0, 4, classes.shape)
    a, b = classes[:, 16:144, 16:144], grey[:, 16:144, 16:144]
    found = measured_shift(edges(classed(), a, None), np.hypot(*np.gradient(b[0])), np.ones((128, 128), dtype=bool))
    assert (found.rows, found.columns) == pytest.approx(shift, abs=0.2)


def test_images_that_have_nothing_in_common_are_not_shifted():
    """Some shifts are measured by chance, but they do not agree."""
    everywhere = np.ones((64, 64), dtype=bool)
    edge = [np.hypot(*np.gradient(texture(1, 64, 64, seed)[0])) for seed in range(100)]
    found = [measured_shift(a, b, everywhere) for a, b in zip(edge[::2], edge[1::2], strict=True)]
    shifts = [shift for shift in found if shift]
    assert len(shifts) < 10
    assert in_company(shifts) == []


def test_gaps_at_the_same_place_are_no_sign_of_agreement():
    valid = np.ones((64, 64), dtype=bool)
    valid[20:40, 10:30] = False
    image = texture(1, 200, 200)[0]
    a, b = (field[60:124, 60:124].copy() for field in (image, moved(image, 5, -4)))
    for chip in (a, b):
        chip[~valid] = 0
    found = measured_shift(np.hypot(*np.gradient(a)), np.hypot(*np.gradient(b)), valid)
    assert (found.rows, found.columns) == pytest.approx((5, -4), abs=0.3)


def test_shifts_that_agree_are_told_from_chance():
    rng = np.random.default_rng(0)
    together = [Shift(*point) for point in rng.normal((4, -2), 0.2, (12, 2))]
    scattered = [Shift(*point) for point in rng.uniform(-60, 60, (10, 2))]
    assert in_company(scattered + together) == largest_group(scattered + together) == list(range(10, 22))
    assert in_company([]) == largest_group([]) == []


def test_two_groups_of_shifts_are_both_trusted():
    rng = np.random.default_rng(0)
    first, second = ([Shift(*point) for point in rng.normal(centre, 0.2, (8, 2))] for centre in ((0, 0), (9, 1)))
    assert len(in_company([*first, *second])) == 16
    assert len(largest_group([*first, *second])) == 8


@pytest.mark.parametrize(
    ('shift', 'words'),
    [
        ((0, 5), 'to the east'),
        ((1, -5), 'to the west'),
        ((-4, 0), 'to the north'),
        ((3, 3), 'to the south-east'),
        ((-3, -2), 'to the north-west'),
    ],
)
def test_directions_have_names(shift, words):
    assert direction(Shift(*shift), 'EPSG:32633') == words
    assert direction(Shift(0, 5), None) == 'to the right'


def test_shifted_targets_are_told(tmp_path):
    dataset = pair(lambda image: 250 - 0.8 * moved(image, 0.5, 4.5))
    warning = only_warning(dataset, tmp_path, 'shifted by more than 3 pixels to the east', '4.5 pixels in the median')
    shifted, known = (int(word) for word in np.array(warning.split())[[0, 3]])
    assert shifted > 0.9 * known > 0.6 * FEW**2


def test_a_small_shift_of_all_targets_is_told(tmp_path):
    dataset = pair(lambda image: 250 - 0.8 * moved(image, -2, 0))
    only_warning(dataset, tmp_path, 'B lies 2.0 pixels to the north of A')


def test_a_shifted_strip_is_told(tmp_path):
    """A quarter of the area is shifted, as by another flight line."""

    def strip(image):
        target = image.copy()
        target[:, :, -2 * SIDE :] = moved(image, 6, 0)[:, :, -2 * SIDE :]
        return target

    warning = only_warning(pair(strip), tmp_path, 'to the south')
    assert 10 <= int(warning.split()[0]) <= 2 * FEW


# Chips


def test_too_few_chips_are_told(tmp_path):
    _, warnings, _ = inspected(few_chips(), tmp_path)
    assert any('There are 7 training chips; 300' in warning for warning in warnings)


def test_chips_that_cannot_be_read_are_told_by_name(tmp_path, copied):
    dataset = copied(healthy())
    cut, gone = names(dataset, 'train')[3:5]
    path = dataset / 'A' / f'{cut}.tif'
    path.write_bytes(path.read_bytes()[:600])
    (dataset / 'B' / f'{gone}.tif').unlink()
    only_warning(dataset, tmp_path, '2 chips cannot be read', cut, gone)
    assert inspected(dataset, tmp_path)[0]['CHIP_COUNT'] == FEW**2


@pytest.mark.parametrize('side', ['A', 'B'])
def test_flat_chips_are_told_by_name(tmp_path, copied, side):
    dataset = copied(healthy())
    flat = names(dataset, 'train')[7]
    paint(dataset, side, flat, lambda values: values * 0 + 90)
    only_warning(dataset, tmp_path, f'1 of 64 chips are flat in {side}', flat)


# Leaks


def test_copies_in_another_part_are_told(tmp_path, copied):
    dataset = copied(healthy())
    original, copy = names(dataset, 'train')[5], names(dataset, 'validation')[1]
    for side in 'AB':
        shutil.copy(dataset / side / f'{original}.tif', dataset / side / f'{copy}.tif')
    only_warning(dataset, tmp_path, '1 chip', 'equal', f'{copy} (validation)', f'{original} (train)')


def test_near_copies_in_another_part_are_told(tmp_path, copied):
    dataset = copied(healthy())
    original, copy = names(dataset, 'train')[5], names(dataset, 'test')[1]
    rng = np.random.default_rng(0)
    for side in 'AB':
        pixels = rasterio.open(dataset / side / f'{original}.tif').read()
        noisy = np.clip(pixels + rng.normal(6, 3, pixels.shape), 0, 255).astype('uint8')
        paint(dataset, side, copy, lambda values, noisy=noisy: noisy)
    only_warning(dataset, tmp_path, 'look nearly like', f'{copy} (test)', f'{original} (train)')


def test_copies_within_a_part_do_not_leak(tmp_path, copied):
    dataset = copied(healthy())
    original, copy = names(dataset, 'train')[5:7]
    for side in 'AB':
        shutil.copy(dataset / side / f'{original}.tif', dataset / side / f'{copy}.tif')
    assert all(FEW_CHIPS in warning for warning in inspected(dataset, tmp_path)[1])


def test_parts_that_share_ground_are_told(tmp_path, copied):
    dataset = copied(healthy())
    chips = read_chips(dataset)
    judge, trained = chips.index[chips['split'] == 'test'][0], chips.index[chips['split'] == 'train'][0]
    chips.loc[judge, 'geometry'] = shapely.transform(chips.geometry[trained], lambda points: points + 3)
    write_chips(dataset / 'chips.gpkg', chips)
    only_warning(dataset, tmp_path, 'share ground', f'{chips["id"][judge]} (test)', f'{chips["id"][trained]} (train)')


# Bands


def test_saturated_bands_are_told(tmp_path):
    dataset = pair(lambda image: np.minimum(1.5 * image, 255))
    only_warning(dataset, tmp_path, 'Bands', 'saturated', '(255)')


def test_bands_at_the_lowest_value_are_told(tmp_path):
    dataset = pair(lambda image: np.maximum(1.2 * image - 90, 0))
    only_warning(dataset, tmp_path, 'hold exactly 0, the lowest value there is')


def test_constant_bands_are_told(tmp_path):
    def constant(image):
        return np.concatenate([image[:2], np.full_like(image[:1], 7)])

    only_warning(pair(constant), tmp_path, 'Band band 3 of B (target) has one value only, 7')


def test_bands_with_gaps_are_told(tmp_path):
    def gappy(image):
        target = 50 * image
        target[1, :, : FEW * SIDE // 2] = 0
        return target

    only_warning(pair(gappy, 'uint16', nodata=0), tmp_path, 'is empty in 50% of the pixels, others in 0%')


def test_much_nodata_is_told(tmp_path):
    def holed(image):
        target = image.copy()
        target[:, ::2] = np.nan
        return target

    _, warnings, _ = inspected(pair(holed, 'float32', nodata=float('nan')), tmp_path)
    assert any('50% of the pixels of B (target) hold no data' in warning for warning in warnings)


def test_nodata_values_of_real_pixels_are_told(tmp_path):
    """White roofs of 2 x 2 pixels hold 255, which the file calls nodata."""
    rng = np.random.default_rng(0)

    def roofs(image):
        target = np.clip(270 - 0.8 * image, 0, 252)
        for row, column in rng.integers(1, FEW * SIDE - 2, (120, 2)):
            target[:, row : row + 2, column : column + 2] = 255
        return target

    only_warning(pair(roofs, nodata=255), tmp_path, 'The nodata value 255 of B (target) seems to be carried by real')


def test_small_gaps_with_a_value_far_off_are_real_gaps(tmp_path):
    rng = np.random.default_rng(0)

    def gaps(image):
        target = image.copy()
        for row, column in rng.integers(1, FEW * SIDE - 2, (120, 2)):
            target[:, row : row + 2, column : column + 2] = -9999
        return target

    _, warnings, _ = inspected(pair(gaps, 'float32', nodata=-9999), tmp_path)
    assert all(FEW_CHIPS in warning for warning in warnings)


def test_validation_chips_beyond_the_range_of_training_are_told(tmp_path, copied):
    dataset = copied(pair(lambda image: 50 * image, 'uint16'))
    for part in ('validation', 'test'):
        for name in names(dataset, part):
            paint(dataset, 'B', name, lambda values: values + 8000)
    only_warning(dataset, tmp_path, 'lie outside the range of the training chips')


# Classes


def test_rare_classes_are_told(tmp_path, copied):
    dataset = copied(healthy_classes())
    for name in read_chips(dataset)['id']:
        paint(dataset, 'A', name, lambda values: np.where(values == 7, 2, values).astype('uint8'))

    def patch(values):
        values[:, :6, :6] = 7
        return values

    training = names(dataset, 'train')
    paint(dataset, 'A', training[0], patch)
    share = 100 * 36 / (len(training) * SIDE * SIDE)
    only_warning(
        dataset,
        tmp_path,
        '1 class of A (input) covers less than 0.1% of the training pixels',
        f'class 7 ({share:.3g} %)',
    )


def test_classes_unseen_in_training_are_told(tmp_path, copied):
    dataset = copied(healthy_classes())
    for name in names(dataset, 'train'):
        paint(dataset, 'A', name, lambda values: np.where(values == 7, 2, values).astype('uint8'))
    only_warning(dataset, tmp_path, 'in no training chip: class 7.')


def test_values_unknown_to_the_legend_are_told(tmp_path, copied):
    dataset = copied(healthy_classes())
    paint(dataset, 'A', names(dataset, 'train')[0], lambda values: np.where(values == 7, 99, values).astype('uint8'))
    paint(dataset, 'A', names(dataset, 'test')[0], lambda values: np.where(values == 0, 98, values).astype('uint8'))
    only_warning(dataset, tmp_path, 'pixel values that its legend does not know: 98, 99.')


# Odd datasets


def test_a_dataset_without_judges_is_told(tmp_path):
    folder = new_folder('trained')
    raster = write_raster(folder / 'a.tif', texture(1, 128, 128).astype('uint8'))
    dataset = exported(raster, raster, chip_size=SIDE, validation=0.0)
    only_warning(dataset, tmp_path, 'There are no validation chips')


def test_chips_without_coordinate_system_are_inspected(tmp_path):
    folder = new_folder('nowhere')
    image = texture(1, 256, 256)
    a, b = (
        write_raster(folder / name, field.astype('uint8'), crs=None, transform=None)
        for name, field in (('a.tif', image), ('b.tif', moved(image, 0, -5)))
    )
    only_warning(exported(a, b, chip_size=SIDE), tmp_path, 'to the left')


def test_a_chip_without_any_data_is_inspected(tmp_path, copied):
    dataset = copied(pair(lambda image: image, 'float32', nodata=float('nan')))
    paint(dataset, 'B', names(dataset, 'train')[0], lambda values: np.full_like(values, np.nan))
    results, warnings, page = inspected(dataset, tmp_path)
    assert results['CHIP_COUNT'] == FEW**2
    assert all(FEW_CHIPS in warning for warning in warnings)
    assert '<td>100.0 %</td>' in page


# What is no dataset


def test_folders_that_are_no_dataset_are_told_and_leave_no_page(tmp_path):
    empty = tmp_path / 'empty'
    empty.mkdir()
    for folder in (empty, tmp_path / 'nowhere'):
        with pytest.raises(SatganError, match=r'is not a dataset folder: it has no dataset\.json'):
            inspected(folder, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['empty']


def test_plain_folders_of_images_are_inspected_too(tmp_path, copied):
    folder = copied(few_chips())
    (folder / 'dataset.json').unlink()
    (folder / 'chips.gpkg').unlink()
    assert inspected(folder, tmp_path)[0]['CHIP_COUNT'] == 9


def test_a_dataset_without_a_readable_chip_is_told(tmp_path, copied):
    dataset = copied(few_chips())
    shutil.rmtree(dataset / 'A')
    with pytest.raises(SatganError, match=r'None of the 9 chips of .* can be read: The raster .* does not exist\.'):
        inspected(dataset, tmp_path)
    assert not (tmp_path / 'page.html').exists()


def test_a_damaged_description_is_told(tmp_path, copied):
    dataset = copied(few_chips())
    content = json.loads((dataset / 'dataset.json').read_text())
    del content['domains']
    (dataset / 'dataset.json').write_text(json.dumps(content))
    with pytest.raises(SatganError, match=r'dataset\.json is damaged'):
        inspected(dataset, tmp_path)


def test_cancelling_leaves_what_was_there(tmp_path):
    (tmp_path / 'page.html').write_text('before')
    with pytest.raises(Cancelled):
        inspected(few_chips(), tmp_path, Listener(stop_at='Inspecting'))
    assert folder_content(tmp_path) == {'page.html': b'before'}


def test_progress_is_told_chip_by_chip(tmp_path):
    listener = Listener()
    inspected(few_chips(), tmp_path, listener)
    steps = [fraction for fraction, text in listener.steps if text == 'Inspecting chips']
    assert steps == pytest.approx(np.arange(1, 10) / 9)

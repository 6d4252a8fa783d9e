"""K-means segmentation: scikit-learn's clusters, a shared legend, the same bytes again, constant memory."""

import json
from collections import Counter

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import KMeans
from sklearn.metrics import confusion_matrix

from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import KMeansSegmentation
from core.labels import kmeans
from core.labels.centroids import Centroids, read_centroids
from core.labels.clusters import Classifier
from core.rasters.classes import Legend, read_classes
from tests.core.rasters_made import (
    PEAK_MEMORY,
    UTM,
    Notes,
    folder_content,
    gdal,
    noise,
    north_up,
    read_raster,
    run_python,
    waves,
    write_raster,
)

COLOURS = np.array([(200, 40, 30), (40, 160, 60), (30, 60, 180), (220, 220, 210)])


@pytest.fixture
def segment(tmp_path):
    """Segments a raster and returns the class raster; `results` and `notes` tell of the last run."""

    def run(raster, notes=None, **more):
        run.notes = notes or Notes()
        job = KMeansSegmentation.from_mapping(
            {'input': str(raster), 'output': str(tmp_path / 'out' / 'a.tif')}
            | {name: value if isinstance(value, int | list) else str(value) for name, value in more.items()}
        )
        run.results = run_job(job, run.notes)
        return tmp_path / 'out' / 'a.tif'

    return run


def patches(rows=120, columns=160, spread=6, seed=0, colours=COLOURS):
    """Return squares of few colours with noise, (3, rows, columns) uint8, and the number of each pixel's colour.

    The first colour has the most pixels, the last one the fewest.
    """
    rng = np.random.default_rng(seed)
    shares = np.arange(len(colours), 0, -1) / sum(range(len(colours) + 1))
    small = rng.choice(len(colours), (rows // 8 + 1, columns // 8 + 1), p=shares)
    kinds = np.kron(small, np.ones((8, 8), int))[:rows, :columns]
    values = colours[kinds] + rng.normal(0, spread, (rows, columns, 3))
    return np.clip(values, 0, 255).astype('uint8').transpose(2, 0, 1), kinds


def agreement(ours, theirs):
    """Return the share of pixels with the same class once classes are matched as well as can be (Hungarian method)."""
    table = confusion_matrix(ours.ravel(), theirs.ravel())
    return table[linear_sum_assignment(-table)].sum() / ours.size


def sizes(classes):
    return np.bincount(classes.ravel())[1:]


def test_known_clusters_are_found_and_numbered_by_size(tmp_path, segment):
    values, kinds = patches()
    result = read_raster(segment(write_raster(tmp_path / 'a.tif', values), clusters=4))[0]
    order = np.argsort(-np.bincount(kinds.ravel()))
    assert np.array_equal(result, np.argsort(order)[kinds] + 1)
    assert (np.diff(sizes(result)) < 0).all()


def test_agrees_with_kmeans_on_all_pixels(tmp_path, segment):
    colours = np.random.default_rng(3).integers(20, 235, (8, 3))
    values, _ = patches(500, 600, spread=20, colours=colours)
    ours = read_raster(segment(write_raster(tmp_path / 'a.tif', values), sample_size=20000))[0]
    pixels = values.reshape(3, -1).T.astype(float)
    standard = (pixels - pixels.mean(axis=0)) / pixels.std(axis=0)
    theirs = KMeans(8, n_init=10, random_state=1).fit(standard).labels_
    assert agreement(ours, theirs) >= 0.98


@pytest.mark.parametrize(('dtype', 'offset', 'scale'), [('uint8', 0, 1), ('uint16', 30000, 9), ('int16', -900, 5),
                                                        ('float32', 3000, 0.1), ('float64', 5e6, 0.5),
                                                        ('int32', 70000000, 3)])  # fmt: skip
@pytest.mark.parametrize('bands', [1, 3, 13])
def test_every_data_type_and_band_count_is_classified_as_by_scikit_learn(
    tmp_path, segment, dtype, offset, scale, bands
):
    values = (waves(bands, 90, 110, 'float64', low=0, high=250) * scale + offset).astype(dtype)
    path = segment(write_raster(tmp_path / 'a.tif', values), clusters=5, output_centroids=tmp_path / 'out' / 'c.json')
    found = read_centroids(tmp_path / 'out' / 'c.json')
    pixels = values.reshape(bands, -1).T.astype(float)
    assert np.allclose(found.means, pixels.mean(axis=0))
    assert np.allclose(found.stds, pixels.std(axis=0))
    start = (found.values - found.means) / found.stds
    fitted = KMeans(5, init=start, n_init=1, max_iter=1).fit(start)
    fitted.cluster_centers_ = start
    expected = fitted.predict((pixels - found.means) / found.stds) + 1
    result = read_raster(path)[0].ravel()
    assert (result == expected).mean() >= 0.999
    # Small enough to be sampled whole, so the centroids are the means of their pixels.
    means = [pixels[result == number].mean(axis=0) for number in range(1, 6)]
    assert np.allclose(found.values, means, atol=1e-2 * found.stds.max())


def test_legend_has_the_mean_colours_and_names_that_gdal_and_the_exporter_read(tmp_path, segment):
    values, kinds = patches(spread=1)
    path = segment(write_raster(tmp_path / 'a.tif', values), clusters=4)
    band = json.loads(gdal('gdalinfo', '-json', path))['bands'][0]
    assert band['colorInterpretation'] == 'Palette'
    assert band['noDataValue'] == 0
    assert band['categories'] == ['', 'cluster 1', 'cluster 2', 'cluster 3', 'cluster 4']
    order = np.argsort(-np.bincount(kinds.ravel()))
    expected = [np.rint(values[:, kinds == kind].mean(axis=1)) for kind in order]
    assert np.abs(np.array(band['colorTable']['entries'])[1:5, :3] - expected).max() <= 1
    legend = read_classes(str(path), [1]).legend()
    assert legend.values == (1, 2, 3, 4)
    assert legend.names == ('cluster 1', 'cluster 2', 'cluster 3', 'cluster 4')
    assert [list(colour) for colour in legend.colours] == [e[:3] for e in band['colorTable']['entries'][1:5]]


def test_class_raster_lies_on_the_grid_of_the_input(tmp_path, segment):
    source = write_raster(tmp_path / 'a.tif', noise(3, 70, 50), transform=north_up(7, 3, 2.5))
    ours, theirs = (json.loads(gdal('gdalinfo', '-json', path)) for path in (segment(source), source))
    for fact in ('size', 'geoTransform', 'coordinateSystem'):
        assert ours[fact] == theirs[fact]


def test_other_rasters_get_the_legend_of_the_first(tmp_path, segment):
    """The centroids of one scene, kept in a file, classify it as before, and a part of it as in the whole."""
    values, _ = patches(spread=30)
    whole, file = write_raster(tmp_path / 'a.tif', values), tmp_path / 'out' / 'c.json'
    first = segment(whole, output_centroids=file, seed=3)
    assert segment.results['OUTPUT_CENTROIDS'] == str(file)
    before, classes = first.read_bytes(), read_raster(first)
    assert segment(whole, centroids=file, clusters=3, seed=4).read_bytes() == before
    part = write_raster(tmp_path / 'b.tif', values[:, 30:77, 20:61])
    again = tmp_path / 'out' / 'again.json'
    path = segment(part, centroids=file, output_centroids=again)
    assert np.array_equal(read_raster(path), classes[:, 30:77, 20:61])
    assert again.read_bytes() == file.read_bytes()
    assert read_classes(str(path), [1]).legend() == read_centroids(file).legend


def test_equal_runs_give_equal_bytes_whatever_the_windows_and_threads(tmp_path, segment, monkeypatch):
    raster = write_raster(tmp_path / 'a.tif', noise(4, 300, 410), tiled=True, blockxsize=16, blockysize=16)
    before = read_raster(segment(raster, output_centroids=tmp_path / 'out' / 'c.json'))
    content = folder_content(tmp_path / 'out')
    segment(raster, output_centroids=tmp_path / 'out' / 'c.json')
    assert folder_content(tmp_path / 'out') == content
    for piece, cores in ((256, 1), (2**10, 5), (2**14, 3)):
        monkeypatch.setattr(kmeans, '_PIECE', piece)
        monkeypatch.setattr('core.parallel.cores', lambda cores=cores: cores)
        assert np.array_equal(read_raster(segment(raster)), before)


def test_a_pixel_is_classified_alike_wherever_it_lies_in_a_window():
    """Pixels right between two centroids, where the smallest difference in rounding shows."""
    centroids = Centroids(
        ('a', 'b', 'c'), np.array([3.3, -7.7, 1.1]), np.array([1.7, 0.3, 2.9]),
        np.array([[1.3, 4.1, 2.2], [-1.3, 0.7, 9.1], [5.0, 5.5, 5.7]]),
        Legend((1, 2, 3), ('', '', ''), ((0, 0, 0),) * 3), 'float64',
    )  # fmt: skip
    rng = np.random.default_rng(0)
    along = rng.normal(size=(2, 40000))
    first, second = (centroids.values[:2] - centroids.means) / centroids.stds
    normal = second - first
    spread = np.linalg.svd(normal[np.newaxis])[2][1:].T @ along
    between = (((first + second) / 2)[:, np.newaxis] + spread) * centroids.stds[:, np.newaxis]
    values = (between + centroids.means[:, np.newaxis]).astype('float32')[:, np.newaxis]
    classifier = Classifier(centroids)
    whole = classifier.classify(values, np.ones((1, 40000), bool))
    assert 0.2 < (whole == 1).mean() < 0.8
    for begin, end in [(1, 40000), (17, 18), (16383, 16390), *np.sort(rng.integers(0, 40001, (20, 2)), axis=1)]:
        part = classifier.classify(values[:, :, begin:end], np.ones((1, end - begin), bool))
        assert np.array_equal(part, whole[:, begin:end])


def test_nodata_nan_mask_and_alpha_become_nodata_and_do_not_count(tmp_path, segment):
    values, kinds = patches()
    gap = np.zeros(kinds.shape, bool)
    gap[40:70, 50:90] = True
    plain = read_raster(segment(write_raster(tmp_path / 'plain.tif', values), clusters=4))
    holes = {
        'nodata': (np.where(gap, 255, np.minimum(values, 254)).astype('uint8'), {'nodata': 255}),
        'nan': (np.where(gap, np.nan, values).astype('float32'), {}),
        'mask': (np.where(gap, 99, values).astype('uint8'), {'mask': ~gap}),
        'alpha': (np.concatenate([values, np.where(gap, 0, 255)[np.newaxis].astype('uint8')]), {'alpha': True}),
    }
    for name, (content, options) in holes.items():
        path = segment(write_raster(tmp_path / f'{name}.tif', content, **options), clusters=4)
        assert np.array_equal(read_raster(path)[0], np.where(gap, 0, plain[0])), name
        with rasterio.open(path) as raster:
            assert np.array_equal(raster.read_masks(1) == 0, gap)


def test_colours_come_from_the_bands_that_are_called_so(tmp_path, segment):
    values, _ = patches(spread=1)
    shuffled = np.concatenate([values[2:], noise(1, *values.shape[1:], high=3), values[:2]])
    names = ['Blue', 'nir', 'Red', 'Green']
    path = segment(write_raster(tmp_path / 'a.tif', shuffled, names=names), bands=[1, 3, 4], clusters=4)
    colours = read_classes(str(path), [1]).legend().colours
    assert sorted(colours) == sorted(
        read_classes(str(segment(write_raster(tmp_path / 'b.tif', values), clusters=4)), [1]).legend().colours
    )


def test_few_bands_are_grey_and_other_types_are_stretched(tmp_path, segment):
    values = np.repeat(np.linspace(1000, 3000, 100), 100).reshape(1, 100, 100).astype('uint16')
    colours = read_classes(str(segment(write_raster(tmp_path / 'a.tif', values), clusters=4)), [1]).legend().colours
    assert all(red == green == blue for red, green, blue in colours)
    # Quarters of an even ramp have their means at 1/8, 3/8, 5/8 and 7/8 of it; 2 % to 98 % of it are stretched.
    expected = [255 * (share - 0.02) / 0.96 for share in (0.125, 0.375, 0.625, 0.875)]
    assert np.abs(np.sort([red for red, _, _ in colours]) - expected).max() < 3


def test_clusters_that_look_alike_are_a_warning(tmp_path, segment):
    twins = np.array([(100, 100, 100), (104, 104, 104), (250, 30, 30)])
    values, _ = patches(spread=0, colours=twins)
    segment(write_raster(tmp_path / 'a.tif', values), clusters=3)
    (warning,) = segment.notes.warnings
    assert 'can hardly be told apart by their colours (CIEDE2000 1.' in warning
    assert 'Choose fewer clusters' in warning
    values, _ = patches()
    segment(write_raster(tmp_path / 'b.tif', values), clusters=4)
    assert segment.notes.warnings == []


@pytest.mark.parametrize(
    ('count', 'told'),
    [
        (1, 'has only 1 different pixel, so it gets 1 cluster and not 8'),
        (3, 'has only 3 different pixels, so it gets 3 clusters and not 8'),
    ],
)
def test_fewer_different_pixels_than_clusters_are_told(tmp_path, segment, count, told):
    values, kinds = patches(spread=0, colours=COLOURS[:count])
    result = read_raster(segment(write_raster(tmp_path / 'a.tif', values)))[0]
    assert told in segment.notes.warnings[0]
    assert np.array_equal(sizes(result), np.sort(np.bincount(kinds.ravel()))[::-1])


def test_rare_pixels_are_clusters_too(tmp_path, segment):
    """As many clusters as different pixels, of which some are so rare that few starts see them."""
    values = np.zeros((1, 300, 300), 'uint8')
    values[0, ::100, ::100] = np.arange(9).reshape(3, 3) * 20 + 60
    result = read_raster(segment(write_raster(tmp_path / 'a.tif', values), clusters=10))[0]
    assert np.array_equal(sizes(result), [300 * 300 - 9] + [1] * 9)


def test_small_areas_are_merged_as_by_gdal_sieve(tmp_path, segment):
    raster = write_raster(tmp_path / 'a.tif', waves(3, 300, 200, 'uint8') + noise(3, 300, 200, high=40),
                          nodata=0, mask=noise(1, 300, 200)[0] > 20)  # fmt: skip
    rough = segment(raster).rename(tmp_path / 'rough.tif')
    gdal('gdal_sieve.py', '-q', '-st', 12, '-4', rough, tmp_path / 'sieved.tif')
    expected = read_raster(tmp_path / 'sieved.tif')
    assert (expected != read_raster(rough)).mean() > 0.03
    assert np.array_equal(read_raster(segment(raster, min_area=12)), expected)
    assert sorted(path.name for path in (tmp_path / 'out').iterdir()) == ['a.qml', 'a.tif', 'a.tif.aux.xml']


def test_scene_of_two_halves_gives_clusters_of_both(tmp_path, segment):
    values = np.concatenate([noise(3, 700, 2100, high=20), noise(3, 700, 2100, low=200, high=220)], axis=1)
    result = read_raster(segment(write_raster(tmp_path / 'a.tif', values), clusters=2, sample_size=1000))[0]
    assert {Counter(half.ravel().tolist()).most_common(1)[0][1] for half in (result[:700], result[700:])} == {
        700 * 2100
    }


@pytest.mark.parametrize(
    ('make', 'more', 'words'),
    [
        (lambda path: write_raster(path, np.zeros((3, 50, 50), 'uint8'), nodata=0), {}, 'has no valid pixel'),
        (lambda path: write_raster(path, np.full((1, 50, 50), np.nan, 'float32')), {}, 'has no valid pixel'),
        (lambda path: write_raster(path, noise(3, 9, 9)), {'bands': [1, 4]}, r'3 bands, but band 4'),
        (lambda path: write_raster(path, noise(1, 9, 9)), {'clusters': 1}, '"clusters" is 1: it must be'),
        (lambda path: write_raster(path, noise(1, 9, 9)), {'clusters': 256}, '"clusters" is 256: it must be'),
        (lambda path: path, {}, 'does not exist'),
    ],
    ids=['nodata', 'nan', 'band', 'one cluster', 'many clusters', 'no file'],
)
def test_bad_input_is_told_and_leaves_nothing(tmp_path, segment, make, more, words):
    raster = make(tmp_path / 'a.tif')
    with pytest.raises(Exception, match=words) as caught:
        segment(raster, output_centroids=tmp_path / 'out' / 'c.json', **more)
    assert type(caught.value).__name__ in ('SatganError', 'JobError')
    assert not list((tmp_path / 'out').glob('*'))


@pytest.mark.parametrize('min_area', [0, 10])
@pytest.mark.parametrize('share', [0.3, 0.9])
def test_raster_that_is_cut_short_is_told_and_leaves_nothing(tmp_path, segment, share, min_area):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 900, 900))
    raster.write_bytes(raster.read_bytes()[: int(raster.stat().st_size * share)])
    with pytest.raises(SatganError, match=r'a\.tif cannot be read'):
        segment(raster, min_area=min_area)
    assert not list((tmp_path / 'out').iterdir())


@pytest.mark.parametrize('name', ['output', 'output_centroids'])
def test_output_that_cannot_be_written_is_told(tmp_path, segment, name):
    (tmp_path / 'file').touch()
    raster = write_raster(tmp_path / 'a.tif', noise(3, 50, 50))
    with pytest.raises(SatganError, match='file/sub cannot be written to'):
        segment(raster, **{name: tmp_path / 'file' / 'sub' / 'a.x'})
    assert not list((tmp_path).glob('out/*'))


def test_centroids_of_other_bands_are_told(tmp_path, segment):
    file = tmp_path / 'out' / 'c.json'
    segment(write_raster(tmp_path / 'a.tif', noise(3, 50, 50), names=['red', 'green', 'blue']), output_centroids=file)
    two = write_raster(tmp_path / 'b.tif', noise(2, 50, 50))
    with pytest.raises(SatganError, match=r'are those of 3 bands \(red, green, blue\), but .* has 2 in use'):
        segment(two, centroids=file)
    other = write_raster(tmp_path / 'c.tif', noise(3, 50, 50), names=['nir', 'red', 'green'])
    segment(other, centroids=file)
    assert (
        'are those of the bands red, green, blue, and are used for the bands nir, red, green'
        in (segment.notes.warnings[0])
    )


def test_centroids_of_another_data_type_are_warned_of(tmp_path, segment):
    """8-bit reflectances against the same scene in 16 bits; what is in the same units only hears of it."""
    values, _ = patches()
    bright, file = write_raster(tmp_path / 'wide.tif', values * np.uint16(39)), tmp_path / 'out' / 'c.json'
    segment(write_raster(tmp_path / 'a.tif', values), output_centroids=file, clusters=4)
    classes = read_raster(segment(bright, centroids=file))
    assert len(sizes(classes)[sizes(classes) > 0]) < 4
    (warning,) = segment.notes.warnings
    assert warning == (
        f'The centroids of {file} are those of uint8 values, but {bright} holds uint16 values. Unless both '
        'are in the same units, the clusters mean nothing: rescale it to those of the first raster.'
    )


def test_centroids_that_tell_no_data_type_are_taken(tmp_path, segment):
    raster, file = write_raster(tmp_path / 'a.tif', patches()[0]), tmp_path / 'out' / 'c.json'
    before = segment(raster, output_centroids=file, clusters=4).read_bytes()
    content = json.loads(file.read_text())
    assert content.pop('dtype') == 'uint8'
    file.write_text(json.dumps(content))
    assert segment(raster, centroids=file).read_bytes() == before
    assert segment.notes.warnings == []


DAMAGES = {
    'empty': lambda content: {},
    'list': lambda content: [content],
    'short centroid': lambda content: content['clusters'][0]['centroid'].pop() and content,
    'no number': lambda content: content['bands'][0].update(mean='x') or content,
    'not finite': lambda content: content['bands'][0].update(mean=float('nan')) or content,
    'flat band': lambda content: content['bands'][0].update(std=0) or content,
    'wrong class': lambda content: content['clusters'][0].update(value=7) or content,
    'wrong colour': lambda content: content['clusters'][0].update(colour=[1, 2, 300]) or content,
    'no clusters': lambda content: content.update(clusters=[]) or content,
}


@pytest.mark.parametrize('damage', [*DAMAGES.values(), None], ids=[*DAMAGES, 'cut short'])
def test_centroids_file_that_is_damaged_is_told(tmp_path, segment, damage):
    raster, file = write_raster(tmp_path / 'a.tif', noise(3, 50, 50)), tmp_path / 'c.json'
    segment(raster, output_centroids=file)
    text = file.read_text()
    file.write_text(json.dumps(damage(json.loads(text))) if damage else text[:100])
    before = folder_content(tmp_path / 'out')
    with pytest.raises(SatganError, match=r'c\.json is no centroids file, or it is damaged'):
        segment(raster, centroids=file)
    assert folder_content(tmp_path / 'out') == before


def test_centroids_file_of_a_newer_release_is_told(tmp_path, segment):
    raster, file = write_raster(tmp_path / 'a.tif', noise(3, 50, 50)), tmp_path / 'c.json'
    file.write_text('{"schema": 2}')
    with pytest.raises(SatganError, match='written by a newer release'):
        segment(raster, centroids=file)
    with pytest.raises(Exception, match=r'd\.json \("centroids"\) does not exist'):
        segment(raster, centroids=tmp_path / 'd.json')


@pytest.mark.parametrize('min_area', [0, 10])
@pytest.mark.parametrize('step', [1, 4])
def test_cancelling_leaves_what_was_there(tmp_path, segment, monkeypatch, step, min_area):
    monkeypatch.setattr(kmeans, '_PIECE', 2**12)
    raster, file = write_raster(tmp_path / 'a.tif', noise(3, 300, 300)), tmp_path / 'out' / 'c.json'
    segment(raster, output_centroids=file)
    before = folder_content(tmp_path / 'out')
    with pytest.raises(Cancelled):
        segment(raster, Notes(stop_at=step), clusters=3, min_area=min_area, output_centroids=file)
    assert folder_content(tmp_path / 'out') == before


FULL_DISK = """
import json, resource, sys
from pathlib import Path
from core.engine import run_mapping
from core.errors import SatganError
from core.reporting import Reporter

job = json.loads(sys.argv[1])
output = Path(job['output'])
run_mapping(job, Reporter())
whole = output.read_bytes()
for limit in json.loads(sys.argv[2]):
    for path in output.parent.iterdir():
        path.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        run_mapping(job, Reporter())
        outcome = 'whole' if output.read_bytes() == whole else 'damaged'
    except SatganError as error:
        outcome = error.code if 'a.tif' in str(error) and 'disk' in str(error) else str(error)
    print(outcome, len(list(output.parent.iterdir())))
"""


@pytest.mark.parametrize('min_area', [0, 5])
def test_full_disk_at_any_moment_is_told_and_leaves_nothing(tmp_path, min_area):
    """A limit on the size of files stands for the full disk, as in the test of footprints."""
    values, _ = patches(600, 700)
    job = {
        'job': 'kmeanssegmentation',
        'input': str(write_raster(tmp_path / 'a.tif', values)),
        'clusters': 4,
        'min_area': min_area,
        'output': str(tmp_path / 'out' / 'a.tif'),
    }
    run_python('import json, sys; from core.engine import run_mapping; from core.reporting import Reporter;'
               'run_mapping(json.loads(sys.argv[1]), Reporter())', json.dumps(job))  # fmt: skip
    size = (tmp_path / 'out' / 'a.tif').stat().st_size
    uncompressed = 768 * 768  # in blocks of 256
    needed = uncompressed if min_area else size
    limits = [0, 100, size // 3, size // 2, size - 1, needed // 3, needed // 2, needed - 1, 2 * uncompressed]
    told = run_python(FULL_DISK, json.dumps(job), json.dumps(limits)).splitlines()
    assert told == ['disk 0'] * 8 + ['whole 3']


MEMORY = f"""{PEAK_MEMORY}
import sys
from core.engine import run_mapping
from core.reporting import Reporter

run_mapping({{'job': 'kmeanssegmentation', 'input': sys.argv[1], 'output': sys.argv[2], 'min_area': 4}}, Reporter())
print(peak_memory())
"""


def test_memory_does_not_grow_with_the_raster(tmp_path):
    """Most of both rasters holds nothing, so that the test does not take long; it is read and written all the same."""
    used = {}
    tile = noise(3, 1024, 1024)
    for side in (4096, 12288):
        raster = tmp_path / f'{side}.tif'
        profile = {'driver': 'GTiff', 'width': side, 'height': side, 'count': 3, 'dtype': 'uint8', 'crs': UTM}
        with rasterio.open(
            raster, 'w', **profile, transform=north_up(), tiled=True, sparse_ok=True, nodata=0, photometric='rgb'
        ) as dataset:
            for corner in (0, side // 2, side - 1024):
                dataset.write(tile, window=rasterio.windows.Window(corner, corner, 1024, 1024))
            assert dataset.colorinterp[0] is ColorInterp.red
        used[side] = int(run_python(MEMORY, raster, tmp_path / f'out{side}.tif'))
    assert used[12288] < 1.1 * used[4096]

"""Gaps of a raster filled with what a model makes of another one."""

import functools
import json

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.windows import Window

from core.engine import run_mapping
from core.errors import Cancelled, SatganError
from core.translation import fill_gaps as module
from core.translation.network import Network
from tests.core.models_made import (
    LEGEND,
    NORTH_UP,
    SIZE,
    UTM,
    Listener,
    applied,
    blocks,
    card,
    classed,
    measured,
    new_folder,
    noise,
    rgb_model,
    two_ways,
    write_model,
    write_raster,
)
from tests.core.rasters_made import folder_content, gdal, read_raster, warped_by_gdal

SIDE = 200
HOLE = np.s_[60:150, 50:140]


@functools.cache
def condition():
    return write_raster(new_folder('condition') / 'a.tif', noise(3, SIDE, SIDE, seed=1))


@functools.cache
def translated() -> np.ndarray:
    """Return what the model makes of the whole condition."""
    return applied(rgb_model(), condition(), new_folder('translated') / 'b.tif')


@functools.cache
def model_to(dtype: str):
    target = measured(2, dtype, low=10, high=200, units=('m', 'm'))
    return write_model(new_folder(dtype) / 'model.safetensors', card(measured(3), target))


def one_hole(rows: int = SIDE, columns: int = SIDE) -> np.ndarray:
    gaps = np.zeros((rows, columns), dtype=bool)
    gaps[HOLE] = True
    return gaps


def with_gaps(path, values, gaps, nodata=0, **more):
    """Write values with nodata in the gaps."""
    return write_raster(path, np.where(gaps, np.asarray(nodata).astype(values.dtype), values), nodata=nodata, **more)


def filled(raster, output, listener=None, model=None, condition_raster=None, **more):
    """Fill a raster and return its bands, the provenance band and the results."""
    job = {'job': 'fillgaps', 'model': str(model or rgb_model()), 'input': str(raster), 'output': str(output)}
    job |= {'condition': str(condition_raster or condition()), 'device': 'cpu', 'precision': 'fp32'} | more
    results = run_mapping(job, listener or Listener())
    *bands, provenance = read_raster(output)
    return np.array(bands), provenance, results


@given(
    st.integers(0, 2**32 - 1),
    st.floats(0.001, 0.999),
    st.sampled_from(['uint8', 'int16', 'uint16', 'float32', 'float64']),
)
@settings(max_examples=15, deadline=None)
def test_real_pixels_keep_their_bits_and_the_others_are_told(seed, share, dtype):
    """Whatever the gaps and the data type: pixels, blots and stripes, with the nodata value within the range or not."""
    folder = new_folder('any')
    random = np.random.default_rng(seed)
    size = int(random.integers(1, 12))
    gaps = (random.random((8, 8)) < share).repeat(size, axis=0).repeat(size, axis=1)
    nodata = {'uint8': 100, 'uint16': 0, 'float32': float('nan')}.get(dtype, -9999)
    values = random.uniform(20, 180, (2, *gaps.shape)).astype(dtype)
    values[values == nodata] += 1
    raster = with_gaps(folder / 'b.tif', values, gaps, nodata)
    a = write_raster(folder / 'a.tif', noise(3, *gaps.shape, seed=seed % 1000))
    bands, provenance, results = filled(raster, folder / 'out.tif', model=model_to(dtype), condition_raster=a)
    assert bands.dtype == dtype
    assert bands[:, ~gaps].tobytes() == values[:, ~gaps].tobytes()
    assert np.array_equal(provenance, gaps)
    assert results['FILLED_COUNT'] == gaps.sum()
    with rasterio.open(folder / 'out.tif') as output:
        assert output.dtypes[0] == dtype
        assert output.nodata == nodata or (np.isnan(output.nodata) and np.isnan(nodata))
        assert output.transform == NORTH_UP and output.crs == UTM
        assert output.units[:2] == ('m', 'm')
    assert np.isfinite(bands).all() and not (bands == nodata).all(axis=0).any()


def test_far_from_real_pixels_it_is_what_the_model_makes(tmp_path):
    values = noise(3, SIDE, SIDE, seed=2, low=1)
    bands, _, _ = filled(with_gaps(tmp_path / 'b.tif', values, one_hole()), tmp_path / 'out.tif')
    inner = np.s_[:, 60 + 32 : 150 - 32, 50 + 32 : 140 - 32]
    assert np.array_equal(bands[inner], translated()[inner])


def test_the_edge_of_a_gap_does_not_show(tmp_path):
    """Real pixels are 30 above generated ones: the step is gone, and the detail of what is generated is still there."""
    values = np.clip(translated().astype(int) + 30, 1, 255).astype('uint8')
    is_free = (translated() < 220) & (translated() > 0)
    bands, _, _ = filled(with_gaps(tmp_path / 'b.tif', values, one_hole()), tmp_path / 'out.tif')
    shift = bands.astype(int) - translated()
    for side in (np.s_[:, 60, 60:130], np.s_[:, 149, 60:130], np.s_[:, 70:140, 50], np.s_[:, 70:140, 139]):
        assert np.abs(shift[side][is_free[side]] - 30).max() <= 2
    assert np.abs(shift[:, 60 + 15, 95] - 15).max() <= 3  # half of the way


def test_a_band_without_data_around_a_gap_pulls_nothing_towards_its_nodata_value(tmp_path):
    """Its pixels count as real, since the other band has data there; it is filled with what the model makes, as it is."""
    made = applied(model_to('int16'), condition(), tmp_path / 'made.tif')
    values = noise(2, SIDE, SIDE, seed=2, low=20, high=180, dtype='int16')
    values[1, 50:160, 40:150] = -9999
    raster = with_gaps(tmp_path / 'b.tif', values, one_hole(), -9999)
    bands, _, _ = filled(raster, tmp_path / 'out.tif', model=model_to('int16'))
    assert np.array_equal(bands[1][HOLE], made[1][HOLE])
    assert not np.array_equal(bands[0][HOLE], made[0][HOLE])
    assert np.array_equal(bands[:, ~one_hole()], values[:, ~one_hole()])


def test_a_fault_at_the_edge_is_not_spread(tmp_path):
    """A real pixel of 1e30 shifts its neighbours by the range of the training at most, and those far away not at all."""
    values = noise(2, SIDE, SIDE, seed=2, low=20, high=180).astype('float32')
    gaps = one_hole()
    clean, _, _ = filled(
        with_gaps(tmp_path / 'b.tif', values, gaps, -1), tmp_path / 'clean.tif', model=model_to('float32')
    )
    values[:, 59, 95] = 1e30
    bands, _, _ = filled(
        with_gaps(tmp_path / 'b.tif', values, gaps, -1), tmp_path / 'out.tif', model=model_to('float32')
    )
    change = np.abs(bands - clean)[:, gaps]
    assert 1 < change.max() < 190
    assert np.abs(bands - clean)[:, 100:150, 50:140].max() < 1e-4


def test_windows_do_not_show(tmp_path, monkeypatch):
    values = noise(3, SIDE, SIDE, seed=2, low=1)
    raster = with_gaps(tmp_path / 'b.tif', values, one_hole())
    whole, _, _ = filled(raster, tmp_path / 'whole.tif')
    monkeypatch.setattr(module, '_CELL', 48)
    cells, _, _ = filled(raster, tmp_path / 'cells.tif')
    assert np.array_equal(cells, whole)


def test_the_condition_is_read_on_the_grid_of_the_gaps(tmp_path):
    """It has pixels of another size and another coordinate system: the same as translating what gdalwarp makes of it."""
    values = noise(3, SIDE, SIDE, seed=2, low=1)
    raster = with_gaps(tmp_path / 'b.tif', values, one_hole())
    a = tmp_path / 'a.tif'
    gdal('gdalwarp', '-q', '-t_srs', 'EPSG:32736', '-tr', 0.8, 0.8, '-r', 'bilinear', condition(), a)
    _, _, results = filled(raster, tmp_path / 'out.tif', condition_raster=a)
    bands = read_raster(tmp_path / 'out.tif')[:3]
    warped = write_raster(tmp_path / 'warped.tif', warped_by_gdal(a, raster, 'bilinear', tmp_path, '-et', 0))
    expected = applied(rgb_model(), warped, tmp_path / 'expected.tif')
    inner = np.s_[:, 60 + 32 : 150 - 32, 50 + 32 : 140 - 32]
    assert np.abs(bands[inner].astype(int) - expected[inner]).max() <= 4
    assert results['FILLED_COUNT'] == 90 * 90


def test_only_tiles_with_gaps_are_translated(tmp_path, monkeypatch):
    """Of the 49 tiles of a raster of seven by seven, those that a hole of a few pixels touches."""
    seen = []
    start = Network.start
    monkeypatch.setattr(Network, 'start', lambda self, tiles: seen.append(len(tiles)) or start(self, tiles))
    side = SIZE + 6 * (SIZE - 32)
    a = write_raster(tmp_path / 'a.tif', noise(3, side, side))
    gaps = np.zeros((side, side), dtype=bool)
    gaps[300:310, 300:310] = True
    filled(
        with_gaps(tmp_path / 'b.tif', noise(3, side, side, seed=3, low=1), gaps),
        tmp_path / 'out.tif',
        condition_raster=a,
    )
    # Tiles of 128 begin every 96 pixels: those from 192 and from 288 hold the hole and the edge around it.
    assert sum(seen) == 4


def test_a_mask_tells_gaps_as_well_and_is_kept_where_some_stay(tmp_path):
    """The condition ends in the middle of the hole."""
    values, gaps = noise(3, SIDE, SIDE, seed=2, low=1), one_hole()
    raster = write_raster(tmp_path / 'b.tif', values, mask=~gaps)
    a = write_raster(tmp_path / 'a.tif', read_raster(condition())[:, :, :100])
    listener = Listener()
    _, provenance, results = filled(raster, tmp_path / 'out.tif', listener, condition_raster=a)
    left = gaps.copy()
    left[:, :100] = False
    assert results['FILLED_COUNT'] == (gaps & ~left).sum() == 4500
    assert np.array_equal(provenance, gaps & ~left)
    with rasterio.open(tmp_path / 'out.tif') as output:
        assert output.nodata is None
        assert np.array_equal(output.read_masks(1) == 0, left)
    assert listener.warnings == [
        '3600 of the 8100 pixels without data could not be filled, since a.tif has no data there either.'
    ]


def test_gaps_that_stay_hold_nodata_in_all_bands(tmp_path):
    values, gaps = noise(3, SIDE, SIDE, seed=2, low=1).astype('int16'), one_hole()
    a = write_raster(tmp_path / 'a.tif', read_raster(condition())[:, :, :100])
    filled(with_gaps(tmp_path / 'b.tif', values, gaps, -5), tmp_path / 'out.tif', condition_raster=a)
    assert (read_raster(tmp_path / 'out.tif')[:, 60:150, 100:140] == -5).all()


def test_a_raster_without_gaps_is_copied_without_marks(tmp_path):
    values, listener = noise(3, SIDE, SIDE, seed=2, low=1), Listener()
    raster = write_raster(tmp_path / 'b.tif', values, nodata=0)
    bands, provenance, results = filled(raster, tmp_path / 'out.tif', listener)
    assert results['FILLED_COUNT'] == 0
    assert np.array_equal(bands, values) and not provenance.any()
    assert listener.warnings == [
        'b.tif has no gaps: the output is a copy of it. If you see some, check its nodata value.'
    ]
    assert run_mapping({'job': 'verifyprovenance', 'input': str(tmp_path / 'out.tif')}, Listener())[
        'SYNTHETIC'
    ] == 'unknown'  # fmt: skip
    assert not (tmp_path / 'out.tif.provenance.json').exists()


class TestMarks:
    @pytest.fixture(scope='class')
    def output(self):
        folder = new_folder('marks')
        values = noise(3, SIDE, SIDE, seed=2, low=1)
        raster = with_gaps(folder / 'scene.tif', values, one_hole(), names=('Red', 'Green', 'Blue'))
        filled(raster, folder / 'out.tif')
        return folder / 'out.tif'

    def test_the_file_says_which_part_of_it_is_synthetic(self, output):
        seen = json.loads(gdal('gdalinfo', '-json', '-mdd', 'all', output))
        tags = seen['metadata']['']
        assert (tags['SYNTHETIC'], tags['SYNTHETIC_PART']) == ('YES', 'LAST BAND IS 1')
        assert tags['SOURCE'] == 'a.tif'
        assert tags['TIFFTAG_IMAGEDESCRIPTION'].startswith('SYNTHETIC IN PART - where the last band is 1, generated by')
        assert 'compositeWithTrainedAlgorithmicMedia<' in str(seen['metadata']['xml:XMP'])
        assert [band['description'] for band in seen['bands']] == [
            'partly synthetic: Red',
            'partly synthetic: Green',
            'partly synthetic: Blue',
            'provenance (0 real, 1 generated)',
        ]
        # The provenance is no transparency.
        assert [band['colorInterpretation'] for band in seen['bands']] == ['Red', 'Green', 'Blue', 'Undefined']

    def test_the_record_names_all_sources_and_its_job_runs_again(self, output, tmp_path):
        record = json.loads(output.with_name('out.tif.provenance.json').read_text())
        assert [source['name'] for source in record['sources']] == ['a.tif', 'scene.tif']
        assert record['digital_source_type'].endswith('/compositeWithTrainedAlgorithmicMedia')
        run_mapping(record['job'] | {'output': str(tmp_path / 'again.tif')}, Listener())
        assert np.array_equal(read_raster(tmp_path / 'again.tif'), read_raster(output))

    def test_verification_finds_every_mark(self, output):
        listener = Listener()
        results = run_mapping({'job': 'verifyprovenance', 'input': str(output)}, listener)
        assert (results['SYNTHETIC'], results['MODEL']) == ('yes', 'model.safetensors')
        assert listener.infos[1:] == [
            'Tags: in part generated by model.safetensors from a.tif.',
            'XMP packet: the digital source type is compositeWithTrainedAlgorithmicMedia.',
            'Names of the bands: 3 of 4 begin with "partly synthetic:".',
            (
                'out.tif.provenance.json: exactly these pixels were in part generated by model.safetensors from a.tif, '
                'scene.tif.'
            ),
        ]

    def test_it_comes_with_a_style(self, output):
        assert 'multibandcolor' in output.with_suffix('.qml').read_text()


def test_classes_are_filled_as_they_come_with_their_legend(tmp_path):
    """No class lies between two others, and the class whose value is that of the nodata is not made."""
    model = write_model(new_folder('classes') / 'model.safetensors', card(measured(3), classed()))
    gaps = one_hole()
    raster = with_gaps(tmp_path / 'b.tif', np.maximum(blocks(SIDE, SIDE), 1), gaps)
    bands, _, _ = filled(raster, tmp_path / 'out.tif', model=model)
    expected = applied(model, condition(), tmp_path / 'whole.tif')
    shown = gaps & (expected[0] != 0)
    assert np.array_equal(bands[:, shown], expected[:, shown])
    assert set(np.unique(bands)) == set(LEGEND.values) - {0}
    assert 'paletted' in (tmp_path / 'out.qml').read_text()


def test_the_way_back_of_a_model_of_two_directions(tmp_path):
    model = two_ways(measured(2), measured(3))
    a = write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    gaps = np.zeros((64, 64), dtype=bool)
    gaps[20:40, 20:40] = True
    raster = with_gaps(tmp_path / 'b.tif', noise(2, 64, 64, seed=4, low=1), gaps)
    _, _, results = filled(raster, tmp_path / 'out.tif', model=model, condition_raster=a)
    assert results['FILLED_COUNT'] == 400
    with rasterio.open(tmp_path / 'out.tif') as output:
        assert output.tags()['GAN_DIRECTION'] == 'BtoA'


@pytest.mark.parametrize(
    ('change', 'sentence'),
    [
        (
            {'bands': 2},
            r'b\.tif has 2 bands, but the model makes 3 \(band 1, band 2, band 3\)\. Choose a raster with',
        ),
        ({'transform': NORTH_UP.translation(900000, 30000) @ NORTH_UP.scale(0.5, -0.5)}, 'do not overlap'),
        ({'crs': None}, 'has no coordinate system'),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_stays_behind(tmp_path, change, sentence):
    values = noise(change.pop('bands', 3), SIDE, SIDE, seed=2, low=1)
    raster = with_gaps(tmp_path / 'b.tif', values, one_hole(), **change)
    before = folder_content(tmp_path)
    with pytest.raises(SatganError, match=sentence):
        filled(raster, tmp_path / 'out.tif')
    assert folder_content(tmp_path) == before


@pytest.mark.parametrize('step', ['Translating', 'Filling', 'Building'])
def test_a_stop_leaves_nothing_behind(tmp_path, step):
    raster = with_gaps(tmp_path / 'b.tif', noise(3, SIDE, SIDE, seed=2, low=1), one_hole())
    before = folder_content(tmp_path)
    with pytest.raises(Cancelled):
        filled(raster, tmp_path / 'out.tif', Listener(stop_at=step))
    assert folder_content(tmp_path) == before


def test_progress_never_goes_back(tmp_path):
    listener = Listener()
    filled(with_gaps(tmp_path / 'b.tif', noise(3, SIDE, SIDE, low=1), one_hole()), tmp_path / 'out.tif', listener)
    fractions = [fraction for fraction, _ in listener.steps]
    assert fractions == sorted(fractions) and fractions[-1] < 1


def test_another_data_type_is_warned_of(tmp_path):
    listener = Listener()
    values = noise(3, SIDE, SIDE, seed=2, low=1).astype('uint16')
    bands, _, _ = filled(with_gaps(tmp_path / 'b.tif', values, one_hole()), tmp_path / 'out.tif', listener)
    assert bands.dtype == np.uint16
    assert 'holds uint16 values, but the model makes uint8' in listener.warnings[0]


def test_a_raster_that_is_synthetic_itself_is_told(tmp_path):
    listener = Listener()
    raster = with_gaps(tmp_path / 'b.tif', noise(3, SIDE, SIDE, seed=2, low=1), one_hole())
    filled(raster, tmp_path / 'first.tif', listener)
    assert not listener.warnings
    with rasterio.open(raster, 'r+') as dataset:
        dataset.update_tags(SYNTHETIC='YES')
    filled(raster, tmp_path / 'second.tif', listener)
    assert 'is marked as synthetic itself' in listener.warnings[0]


def test_other_pixels_than_those_of_the_training_are_those_of_the_raster_with_gaps(tmp_path):
    """The condition is resampled to them, whatever its own are."""
    listener = Listener()
    coarse = NORTH_UP @ NORTH_UP.scale(2)
    raster = with_gaps(tmp_path / 'b.tif', noise(3, 100, 100, low=1), one_hole(100, 100), transform=coarse)
    filled(raster, tmp_path / 'out.tif', listener)
    assert (
        f'The pixels of {raster} measure 1 m on the ground, but the model was trained with 0.5' in listener.warnings[0]
    )


def test_the_raster_may_be_filled_in_place(tmp_path):
    values = noise(3, SIDE, SIDE, seed=2, low=1)
    raster = with_gaps(tmp_path / 'b.tif', values, one_hole())
    elsewhere, _, _ = filled(raster, tmp_path / 'out.tif')
    with rasterio.open(raster) as before:
        corner = before.read(window=Window(0, 0, 50, 50))
    bands, _, _ = filled(raster, raster)
    assert np.array_equal(bands, elsewhere)
    assert np.array_equal(bands[:, :50, :50], corner)

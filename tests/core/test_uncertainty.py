"""The raster that tells how far the ways to translate are apart."""

import json

import numpy as np
import pytest
import rasterio

from core.datasets.domain import Scaling
from core.errors import Cancelled, SatganError
from core.jobs import JobError, job_from_mapping
from core.translation.uncertainty import deviation, disagreement
from core.translation.variants import TurnedNetwork, turned
from tests.core.models_made import (
    LEGEND,
    NORTH_UP,
    SIZE,
    UTM,
    Listener,
    applied,
    card,
    classed,
    measured,
    new_folder,
    noise,
    rgb_model,
    write_model,
    write_raster,
)
from tests.core.rasters_made import folder_content, gdal, read_raster

RANDOM = np.random.default_rng(3)


def measured_uncertainty(model, raster, folder, listener=None, **more):
    """Return output and uncertainty."""
    beside = folder / 'uncertainty.tif'
    output = applied(model, raster, folder / 'out.tif', listener, output_uncertainty=str(beside), **more)
    return output, read_raster(beside)


def plain_model(target=None, **more):
    """Return a model without dropout, whose ways can be worked out one by one."""
    return write_model(
        new_folder('plain') / 'model.safetensors', card(measured(3), target or measured(3), dropout=False, **more)
    )


def test_it_is_numpys_standard_deviation_in_the_units_of_each_band():
    target = measured(2)
    target = type(target)(**vars(target) | {'scaling': (Scaling(0, 200), Scaling(-5, 5))})
    written, *others = RANDOM.uniform(-1, 1, (8, 2, 5, 6)).astype(np.float32)
    expected = np.std([written, *others], axis=0) * np.array([100, 5]).reshape(2, 1, 1)
    np.testing.assert_allclose(deviation(target, written, iter(others)), expected, rtol=1e-5)


def test_of_classes_it_is_the_share_of_the_others_that_disagree():
    """Two of seven say another class at the first pixel, none at the second."""
    written = np.full((4, 1, 2), -1, dtype=np.float32)
    written[1] = 1
    other = written.copy()
    other[2, 0, 0] = 2
    share = disagreement(classed(), written, iter([written] * 5 + [other] * 2))
    np.testing.assert_allclose(share, [[[2 / 7, 0]]])


def test_of_one_tile_it_is_that_of_the_eight_turns(tmp_path):
    """Worked out from the eight outputs of rasters that were turned beforehand."""
    values = noise(3, SIZE, SIZE, seed=2)
    model = plain_model(measured(3, 'float32', units=('K', 'K', 'K')))
    output, uncertainty = measured_uncertainty(model, write_raster(tmp_path / 'a.tif', values), tmp_path)
    ways = []
    for turn in range(8):
        raster = write_raster(tmp_path / f'{turn}.tif', turned(values, turn))
        way = np.rot90(applied(model, raster, tmp_path / 'way.tif'), -turn, axes=(1, 2))
        ways.append(way[..., ::-1] if turn >= 4 else way)
    np.testing.assert_array_equal(ways[0], output)
    np.testing.assert_allclose(uncertainty, np.std(ways, axis=0), rtol=1e-3, atol=1e-3)
    assert uncertainty.std() > 0.1


@pytest.mark.parametrize('shape', [(300, 290), (100, 400)])
def test_of_many_tiles_each_way_has_its_own_rows(tmp_path, monkeypatch, shape):
    """With a network that copies its input, all ways agree, wherever their tiles lie."""
    monkeypatch.setattr(TurnedNetwork, 'start', lambda self, tiles: lambda: tiles)
    monkeypatch.setattr('core.translation.network.Network.start', lambda self, tiles: lambda: tiles)
    raster = write_raster(tmp_path / 'a.tif', noise(3, *shape))
    output, uncertainty = measured_uncertainty(rgb_model(), raster, tmp_path)
    assert np.array_equal(output, read_raster(raster))
    assert np.abs(uncertainty).max() < 1e-3


def test_panels_of_wide_rasters_follow_each_other(tmp_path, monkeypatch):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 150, 500))
    _, whole = measured_uncertainty(plain_model(), raster, tmp_path)
    monkeypatch.setattr('core.translation.tiles._PANEL', 200)
    _, panels = measured_uncertainty(plain_model(), raster, tmp_path)
    np.testing.assert_allclose(panels, whole, atol=1e-2)


def test_the_output_is_the_same_as_without_it(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 300, 300))
    output, _ = measured_uncertainty(rgb_model(), raster, tmp_path)
    assert np.array_equal(output, applied(rgb_model(), raster, tmp_path / 'alone.tif'))


def test_dropout_counts_and_equal_jobs_give_equal_bytes(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, SIZE, SIZE))
    (tmp_path / '1').mkdir(), (tmp_path / '2').mkdir()
    _, first = measured_uncertainty(rgb_model(), raster, tmp_path / '1')
    measured_uncertainty(rgb_model(), raster, tmp_path / '2')
    _, without = measured_uncertainty(plain_model(), raster, tmp_path)
    assert (tmp_path / '1' / 'uncertainty.tif').read_bytes() == (tmp_path / '2' / 'uncertainty.tif').read_bytes()
    assert not np.allclose(first, without)


def test_the_file_is_one_of_measurements_on_the_grid_of_the_part(tmp_path):
    """GDAL sees float bands with names, units and NaN where the input has no data."""
    values = noise(3, 200, 200, low=1)
    values[:, :60, :70] = 0
    model = plain_model(measured(2, units=('m', 'K'), names=('height', 'heat')))
    extent = '450005,450095,29905,29995'
    measured_uncertainty(model, write_raster(tmp_path / 'a.tif', values, nodata=0), tmp_path, extent=extent)
    seen = json.loads(gdal('gdalinfo', '-json', tmp_path / 'uncertainty.tif'))
    assert [(band['type'], band['description'], band['unit']) for band in seen['bands']] == [
        ('Float32', 'uncertainty: height', 'm'),
        ('Float32', 'uncertainty: heat', 'K'),
    ]
    assert seen['size'] == [180, 180]
    with rasterio.open(tmp_path / 'uncertainty.tif') as raster, rasterio.open(tmp_path / 'out.tif') as output:
        assert np.isnan(raster.nodata)
        assert (raster.transform, raster.crs) == (output.transform, output.crs) != (NORTH_UP, UTM)
        assert np.isnan(raster.read()[:, :50, :60]).all()
        assert np.isfinite(raster.read()[:, 50:]).all()


def test_of_a_class_target_it_has_one_band_from_0_to_1(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, SIZE, SIZE))
    output, share = measured_uncertainty(plain_model(classed()), raster, tmp_path)
    assert set(np.unique(output)) <= set(LEGEND.values)
    assert share.shape == (1, SIZE, SIZE)
    assert set(np.round(np.unique(share) * 7, 4)) <= set(range(8))
    assert share.max() > 0
    with rasterio.open(tmp_path / 'uncertainty.tif') as measure:
        assert measure.descriptions == ('share of variants that disagree: band 1',)


def test_a_resnet_works_on_the_whole_raster(tmp_path):
    model = plain_model(name='resnet6', norm='instance')
    _, uncertainty = measured_uncertainty(model, write_raster(tmp_path / 'a.tif', noise(3, 64, 80)), tmp_path)
    assert uncertainty.shape == (3, 64, 80) and uncertainty.max() > 0


def test_it_says_how_long_it_takes_and_goes_on_steadily(tmp_path):
    listener = Listener()
    measured_uncertainty(rgb_model(), write_raster(tmp_path / 'a.tif', noise(3, 300, 100)), tmp_path, listener)
    assert 'The uncertainty takes 8 times as long as the raster alone.' in listener.infos
    assert np.diff([fraction for fraction, _ in listener.steps]).min() > -1e-9


def test_a_stop_leaves_neither_of_them(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 300, 300))
    before = folder_content(tmp_path)
    with pytest.raises(Cancelled):
        measured_uncertainty(rgb_model(), raster, tmp_path, Listener(stop_at='Translating'))
    assert folder_content(tmp_path) == before


def test_where_it_cannot_be_written_it_is_told_before_the_work(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match='cannot be written to'):
        applied(rgb_model(), raster, tmp_path / 'out.tif', output_uncertainty=str(tmp_path / 'file' / 'u.tif'))
    assert not (tmp_path / 'out.tif').exists()


def test_two_outputs_of_one_path_are_refused(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 64, 64))
    job = {'job': 'applymodel', 'model': str(rgb_model()), 'input': str(raster), 'output': str(tmp_path / 'b.tif')}
    with pytest.raises(JobError, match='Two outputs have the same path'):
        job_from_mapping(job | {'output_uncertainty': str(tmp_path / 'b.tif')})

"""Class rasters: which rasters hold classes, and names and colours that GDAL and QGIS read."""

import json

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window

from core.errors import SatganError
from core.rasters.classes import (
    TAGS,
    ClassSource,
    Legend,
    class_tags,
    distinct_colour,
    read_classes,
    write_category_names,
)
from tests.core.rasters_made import gdal, noise, waves, write_raster

LEGEND = Legend((0, 2, 5), ('background', 'Straße', 'forêt & <wood>'), ((0, 0, 0), (200, 10, 10), (10, 120, 10)))


def legend_of(path, bands=(1,), window=None):
    source = read_classes(str(path), bands, window)
    return source and source.legend()


def test_legend_survives_json():
    assert Legend.from_json(json.loads(json.dumps(LEGEND.to_json()))) == LEGEND


def test_colormap_is_opaque():
    assert LEGEND.colormap()[2] == (200, 10, 10, 255)


def test_colours_differ_visibly():
    colours = np.array([distinct_colour(index) for index in range(12)], dtype=int)
    distances = np.abs(colours[:, None] - colours[None]).sum(axis=2)
    assert distances[~np.eye(12, dtype=bool)].min() > 40


@pytest.mark.parametrize(
    ('values', 'is_class'),
    [
        (noise(1, 40, 40, 'uint8', 0, 2), True),
        (noise(1, 40, 40, 'int16', -1, 2), True),
        (noise(1, 40, 40, 'int32', 100000, 100016), True),
        (noise(1, 40, 40, 'uint8', 0, 17), False),
        (noise(1, 40, 40, 'uint16', 0, 3000), False),
        (noise(1, 40, 40, 'float32', 0, 2), False),
        (noise(2, 40, 40, 'uint8', 0, 2), False),
    ],
)
def test_one_band_of_few_whole_numbers_holds_classes(tmp_path, values, is_class):
    legend = legend_of(write_raster(tmp_path / 'a.tif', values), tuple(range(1, len(values) + 1)))
    assert (legend is not None) == is_class
    if is_class:
        assert legend.values == tuple(np.unique(values).tolist())
        assert legend.names == tuple(f'class {value}' for value in legend.values)
        assert len(set(legend.colours)) == len(legend.values)


def test_nodata_is_no_class(tmp_path):
    assert legend_of(write_raster(tmp_path / 'a.tif', noise(1, 40, 40, 'uint8', 0, 4), nodata=0)).values == (1, 2, 3)


def test_palette_makes_classes_of_many_values(tmp_path):
    palette = {value: (value, 255 - value, 7, 255) for value in range(256)}
    values = noise(1, 40, 40, 'uint8', 0, 60)
    legend = legend_of(write_raster(tmp_path / 'a.tif', values, palette=palette))
    assert legend.values == tuple(np.unique(values).tolist())
    assert legend.colours[3] == (legend.values[3], 255 - legend.values[3], 7)


def test_more_values_than_classes_can_be_are_measurements():
    assert ClassSource(frozenset(range(257)), {}, {0: (0, 0, 0, 255)}).legend() is None


def test_colour_of_a_class_does_not_depend_on_the_others():
    few, many = ClassSource(frozenset({1, 9}), {}, {}), ClassSource(frozenset({0, 1, 4, 9}), {}, {})
    colours = [dict(zip(source.legend().values, source.legend().colours, strict=True)) for source in (few, many)]
    assert colours[0].items() <= colours[1].items()


def test_values_found_later_join_the_classes():
    legend = ClassSource(frozenset({1}), {3: 'water'}, {}).legend([7])
    assert (legend.values, legend.names) == ((1, 3, 7), ('class 1', 'water', 'class 7'))


def test_too_many_values_found_later_mean_measurements():
    assert ClassSource(frozenset({0}), {}, {}).legend(range(17)) is None


def test_only_the_part_in_use_is_looked_at(tmp_path):
    values = noise(1, 64, 64, 'uint8', 0, 200)
    values[:, 32:, 32:] = 7
    path = write_raster(tmp_path / 'a.tif', values, tiled=True, blockxsize=16, blockysize=16)
    assert legend_of(path) is None
    assert legend_of(path, window=Window(33, 34, 20, 10)).values == (7,)


def test_large_raster_is_sampled_all_over(tmp_path, monkeypatch):
    monkeypatch.setattr('core.rasters.classes._SAMPLED_PIXELS', 64 * 64)
    values = np.zeros((1, 640, 64), dtype='uint8')
    values[0, 310] = 5
    assert legend_of(write_raster(tmp_path / 'a.tif', values, blockysize=8)).values == (0,)
    values[0, 600:] = np.arange(64)
    assert legend_of(write_raster(tmp_path / 'a.tif', values, blockysize=8)) is None


def test_damaged_raster_is_told(tmp_path):
    path = write_raster(tmp_path / 'cut.tif', noise(1, 200, 200, 'uint8', 0, 2))
    path.write_bytes(path.read_bytes()[:20000])
    with pytest.raises(SatganError, match=r'cut\.tif cannot be read'):
        read_classes(str(path), (1,))


def test_names_that_gdal_wrote_are_read(tmp_path):
    write_raster(tmp_path / 'a.tif', noise(1, 40, 40, 'uint8', 0, 3))
    gdal('gdal_translate', '-q', '-of', 'VRT', tmp_path / 'a.tif', tmp_path / 'a.vrt')
    text = (tmp_path / 'a.vrt').read_text()
    names = '<CategoryNames><Category>sea</Category><Category/><Category>rock &amp; ice</Category></CategoryNames>'
    (tmp_path / 'a.vrt').write_text(text.replace('</ColorInterp>', f'</ColorInterp>{names}', 1))
    gdal('gdal_translate', '-q', tmp_path / 'a.vrt', tmp_path / 'b.tif')
    assert legend_of(tmp_path / 'b.tif').names == ('sea', 'class 1', 'rock & ice')


def test_names_in_the_file_itself_win(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 40, 40, 'uint8', 0, 3))
    write_category_names(path, Legend((0, 1), ('old', 'old'), ((0, 0, 0),) * 2))
    with rasterio.open(path, 'r+') as raster:
        raster.update_tags(1, ns=TAGS, **class_tags(LEGEND))
    assert legend_of(path).names == ('background', 'class 1', 'Straße', 'forêt & <wood>')


def test_broken_sidecar_is_passed_over(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 40, 40, 'uint8', 0, 2))
    path.with_name('a.tif.aux.xml').write_text('<PAMDataset>')
    assert legend_of(path).names == ('class 0', 'class 1')


def test_gdal_reads_the_names(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 8, 8, 'uint8', 0, 6))
    write_category_names(path, LEGEND)
    band = json.loads(gdal('gdalinfo', '-json', path))['bands'][0]
    assert band['categories'] == ['background', '', 'Straße', '', '', 'forêt & <wood>']


def test_measurements_are_no_classes_whatever_their_names(tmp_path):
    assert read_classes(str(write_raster(tmp_path / 'a.tif', waves(1, 8, 8))), (1,)) is None

"""Outputs appear whole or not at all, and a file that a full disk cut short is noticed."""

import errno
import os
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import given
from hypothesis import strategies as st
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import RasterioIOError

from core.errors import Cancelled, SatganError
from core.rasters.grid import Grid
from core.rasters.tiff import is_whole
from core.rasters.writing import check_whole, finish_geotiff, geotiff_profile, whole_file, whole_folder, writing
from tests.core.rasters_made import folder_content, gdal, noise, north_up, read_raster, write_raster

GRID = Grid(CRS.from_epsg(32633), north_up(), 700, 600)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_file_appears_at_the_end_only(tmp_path):
    output = tmp_path / 'new' / 'folder' / 'a.tif'
    with whole_file(output) as partial:
        partial.write_text('content')
        assert partial.suffix == '.tif'
        assert not output.exists()
    assert output.read_text() == 'content'
    assert names(output.parent) == ['a.tif']


def test_a_reader_that_holds_the_old_file_for_a_moment_is_waited_for(tmp_path, monkeypatch):
    """As on Windows, where a file that is being read cannot be replaced."""
    refusals = iter([PermissionError(errno.EACCES, 'is being read')] * 3)
    replace, pauses = os.replace, []

    def refusing(*paths):
        if refusal := next(refusals, None):
            raise refusal
        replace(*paths)

    monkeypatch.setattr(os, 'replace', refusing)
    monkeypatch.setattr(time, 'sleep', pauses.append)
    (tmp_path / 'a.csv').write_text('old')
    with whole_file(tmp_path / 'a.csv') as partial:
        partial.write_text('new')
    assert (tmp_path / 'a.csv').read_text() == 'new'
    assert pauses == [0.05, 0.1, 0.2]


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path, monkeypatch):
    def refusing(*paths):
        raise PermissionError(errno.EACCES, 'is being read')

    monkeypatch.setattr(os, 'replace', refusing)
    monkeypatch.setattr(time, 'sleep', lambda seconds: None)
    (tmp_path / 'a.csv').write_text('old')
    with pytest.raises(PermissionError), whole_file(tmp_path / 'a.csv') as partial:
        partial.write_text('new')
    assert (tmp_path / 'a.csv').read_text() == 'old'
    assert names(tmp_path) == ['a.csv']


def test_sidecars_move_along_and_old_ones_go(tmp_path):
    output = tmp_path / 'a.tif'
    for suffix in ('', '.aux.xml', '.ovr', '.msk'):
        (tmp_path / f'a.tif{suffix}').write_text('old')
    with whole_file(output) as partial:
        partial.write_text('new')
        partial.with_name(f'{partial.name}.aux.xml').write_text('new')
    assert folder_content(tmp_path) == {'a.tif': b'new', 'a.tif.aux.xml': b'new'}


def test_only_a_style_that_came_with_a_raster_goes_with_it(tmp_path):
    (tmp_path / 'a.qml').write_text('<qgis><!-- made by SatGAN --></qgis>')
    for name in ('a.html', 'a.tif'):
        assert (tmp_path / 'a.qml').exists()
        with whole_file(tmp_path / name) as partial:
            partial.write_text('new')
    assert names(tmp_path) == ['a.html', 'a.tif']
    (tmp_path / 'a.qml').write_text('<qgis/>')
    with whole_file(tmp_path / 'a.tif') as partial:
        partial.write_text('newer')
    assert names(tmp_path) == ['a.html', 'a.qml', 'a.tif']


@pytest.mark.parametrize('end', [Cancelled, KeyError, SatganError('No.')])
def test_file_that_was_there_survives_a_failure(tmp_path, end):
    (tmp_path / 'a.tif').write_text('old')
    (tmp_path / 'a.tif.aux.xml').write_text('old')
    with pytest.raises((Cancelled, KeyError, SatganError)), whole_file(tmp_path / 'a.tif') as partial:
        partial.write_text('half')
        partial.with_name(f'{partial.name}.aux.xml').write_text('half')
        raise end
    assert folder_content(tmp_path) == {'a.tif': b'old', 'a.tif.aux.xml': b'old'}


def test_leftovers_of_a_killed_run_are_cleared(tmp_path):
    (tmp_path / '.partial-a.tif.aux.xml').write_text('left')
    with whole_file(tmp_path / 'a.tif') as partial:
        partial.write_text('new')
    assert names(tmp_path) == ['a.tif']


@pytest.mark.parametrize('name', ['a[1].tif', 'a?*.tif', 'ä ö.tif'])
def test_odd_names_are_taken_literally(tmp_path, name):
    for end in (None, KeyError()):
        try:
            with whole_file(tmp_path / name) as partial:
                partial.write_text('new')
                partial.with_name(f'{partial.name}.aux.xml').write_text('new')
                if end:
                    raise end
        except KeyError:
            continue
    assert names(tmp_path) == [name, f'{name}.aux.xml']


def test_folder_appears_at_the_end_only(tmp_path):
    output = tmp_path / 'new' / 'dataset'
    with whole_folder(output) as partial:
        (partial / 'A').mkdir()
        (partial / 'A' / 'x').write_text('content')
        assert not output.exists()
    assert folder_content(tmp_path) == {'new/dataset/A/x': b'content'}


def test_empty_folder_may_be_filled(tmp_path):
    (tmp_path / 'dataset').mkdir()
    with whole_folder(tmp_path / 'dataset') as partial:
        (partial / 'x').write_text('content')
    assert folder_content(tmp_path) == {'dataset/x': b'content'}


@pytest.mark.parametrize('end', [Cancelled, KeyError])
def test_failure_leaves_no_folder(tmp_path, end):
    with pytest.raises((Cancelled, KeyError)), whole_folder(tmp_path / 'dataset') as partial:
        (partial / 'x').write_text('half')
        raise end
    assert names(tmp_path) == []


@pytest.mark.parametrize('kind', ['file', 'filled folder'])
def test_nothing_is_overwritten_by_a_folder(tmp_path, kind):
    output = tmp_path / 'dataset'
    if kind == 'file':
        output.write_text('mine')
    else:
        output.mkdir()
        (output / 'x').write_text('mine')
    before = folder_content(tmp_path)
    with pytest.raises(SatganError, match=r'dataset is not empty\. Choose a new or empty folder'):
        whole_folder(output).__enter__()
    assert folder_content(tmp_path) == before


@pytest.mark.parametrize('whole', [whole_file, whole_folder])
def test_place_that_cannot_be_written_to_is_told(tmp_path, whole):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match=r'file/sub cannot be written to .*Choose another folder'):
        whole(tmp_path / 'file' / 'sub' / 'output').__enter__()
    assert names(tmp_path) == ['file']


@pytest.mark.parametrize(
    'error',
    [
        RasterioIOError('Write failed'),
        OSError(errno.ENOSPC, 'No space left on device'),
        OSError(errno.EDQUOT, 'Disk quota exceeded'),
        OSError(errno.EFBIG, 'File too large'),
    ],
)
def test_full_disk_is_told_with_the_output(tmp_path, error):
    words = r'a\.tif could not be written whole.*MB are free'
    with pytest.raises(SatganError, match=words) as caught, writing(tmp_path / 'a.tif'):
        raise error
    assert caught.value.code == 'disk'


def test_other_errors_are_not_taken_for_a_full_disk(tmp_path):
    with pytest.raises(PermissionError), writing(tmp_path / 'a.tif'):
        raise PermissionError(errno.EACCES, 'Permission denied')


@pytest.mark.parametrize(('dtype', 'predictor'), [('uint8', '2'), ('int16', '2'), ('float32', '3'), ('float64', '3')])
@pytest.mark.parametrize('compression', ['deflate', 'lzw', 'zstd', 'none'])
def test_profile_makes_a_tiled_file_that_is_read_back(tmp_path, dtype, predictor, compression):
    values = noise(2, 600, 700, dtype)
    with rasterio.open(tmp_path / 'a.tif', 'w', **geotiff_profile(GRID, 2, dtype, 7, compression)) as raster:
        raster.write(values)
    assert np.array_equal(read_raster(tmp_path / 'a.tif'), values)
    with rasterio.open(tmp_path / 'a.tif') as raster:
        assert raster.block_shapes == [(256, 256)] * 2
        assert (raster.nodata, raster.crs, raster.transform) == (7, GRID.crs, GRID.transform)
        structure = raster.tags(ns='IMAGE_STRUCTURE')
    if compression == 'none':
        assert 'COMPRESSION' not in structure
    else:
        assert (structure['COMPRESSION'], structure['PREDICTOR']) == (compression.upper(), predictor)


def test_overviews_down_to_the_size_of_a_screen_tile(tmp_path):
    values = noise(1, 600, 700)
    path = write_raster(tmp_path / 'a.tif', values, tiled=True, blockxsize=256, blockysize=256)
    finish_geotiff(path, Resampling.nearest, tmp_path / 'output.tif')
    with rasterio.open(path) as raster:
        assert raster.overviews(1) == [2, 4]
        assert np.array_equal(raster.read(1, out_shape=(300, 350)), values[0, ::2, ::2])


def test_small_raster_needs_no_overviews(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 100, 120))
    before = path.read_bytes()
    finish_geotiff(path, Resampling.nearest, tmp_path / 'output.tif')
    assert path.read_bytes() == before


LAYOUTS = {
    'strips': {},
    'one strip': {'blockysize': 64},
    'tiles': {'tiled': True, 'blockxsize': 16, 'blockysize': 16},
    'compressed': {'tiled': True, 'blockxsize': 16, 'blockysize': 16, 'compress': 'deflate'},
    'band by band': {'interleave': 'band'},
    'big': {'bigtiff': 'YES', 'tiled': True, 'blockxsize': 16, 'blockysize': 16},
    'big-endian': {'endianness': 'big'},
    'sparse': {'sparse_ok': True, 'tiled': True, 'blockxsize': 16, 'blockysize': 16},
}


@pytest.fixture(scope='module', params=LAYOUTS)
def layout(request, tmp_path_factory):
    """A whole file of each layout, with overviews."""
    values = noise(3, 64, 64)
    values[:, :32] = 0
    path = write_raster(tmp_path_factory.mktemp('layout') / 'a.tif', values, **LAYOUTS[request.param])
    gdal('gdaladdo', '-q', path, 2, 4)
    return path


def test_whole_file_is_whole(layout):
    assert is_whole(layout, images=3)
    assert not is_whole(layout, images=4)


@given(share=st.floats(0, 1, exclude_max=True))
def test_cut_file_is_not_whole(layout, share):
    content = layout.read_bytes()
    cut = layout.with_name('cut.tif')
    cut.write_bytes(content[: int(len(content) * share)])
    assert not is_whole(cut, images=1)


def test_block_that_another_one_lies_over_is_noticed(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 64, 64), blockysize=16)
    content = path.read_bytes()
    with rasterio.open(path) as raster:
        offsets = [int(raster.get_tag_item(f'BLOCK_OFFSET_0_{row}', 'TIFF', bidx=1)) for row in range(4)]
    little = [np.uint32(offset).tobytes() for offset in offsets]
    assert all(content.count(offset) == 1 for offset in little)
    path.write_bytes(content.replace(little[3], np.uint32(offsets[2] + 100).tobytes()))
    assert not is_whole(path, images=1)


def test_garbage_is_not_whole(tmp_path):
    path = tmp_path / 'a.tif'
    path.write_bytes(b'II*\0\x08\0\0\0' + bytes(200))
    assert not is_whole(path, images=1)


def test_cut_output_is_told(tmp_path):
    path = write_raster(tmp_path / 'a.tif', noise(1, 64, 64))
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(SatganError, match=f'{tmp_path}/output.tif could not be written whole'):
        check_whole(path, Path(tmp_path / 'output.tif'))

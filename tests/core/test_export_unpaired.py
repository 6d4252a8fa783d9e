"""Exporting chips without partners: each domain on its own grid, or one alone."""

import json

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.warp import transform

from core.datasets.chip import read_chip
from core.datasets.folder import read_chips, read_description, read_unpaired_description
from core.datasets.source import open_any_dataset
from core.engine import run_job
from core.errors import Cancelled, SatganError
from core.jobs import ExportUnpairedChips, JobError
from tests.core.rasters_made import (
    LEFT,
    TOP,
    Notes,
    box,
    folder_content,
    noise,
    north_up,
    read_raster,
    waves,
    write_polygons,
    write_raster,
)

SIZE = 16


@pytest.fixture
def export(tmp_path):
    """Exports to `dataset`, as one part unless told otherwise; `results` and `notes` tell of the run."""

    def run(a, b=None, notes=None, output='dataset', **more):
        run.notes = notes or Notes()
        given = {'input_a': str(a), 'output': str(tmp_path / output), 'chip_size': SIZE, 'validation': 0, 'test': 0}
        given |= {'input_b': str(b)} if b else {}
        run.results = run_job(ExportUnpairedChips.from_mapping(given | more), run.notes)
        return tmp_path / output

    return run


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / 'image.tif', noise(3, 64, 80, seed=5), photometric='rgb')


@pytest.fixture
def radar(tmp_path):
    """Another place, coordinate system, pixel size, data type and number of bands."""
    return write_raster(tmp_path / 'radar.tif', waves(2, 32, 48), crs='EPSG:32736', transform=north_up(9000, 0, 30))


def names(folder, side):
    return sorted(path.stem for path in (folder / side).iterdir())


def test_each_domain_keeps_its_own_grid_and_pixels(export, image, radar):
    folder = export(image, radar)
    assert export.results['CHIP_COUNT_A'] == len(names(folder, 'A')) == 20
    assert export.results['CHIP_COUNT_B'] == len(names(folder, 'B')) == 6
    assert export.results['REJECTED_COUNT'] == 0
    for side, source, row, column in (('A', image, 48, 64), ('B', radar, 16, 32)):
        path = folder / side / f'r{row:06d}_c{column:06d}.tif'
        assert np.array_equal(read_chip(path)[0], read_raster(source)[:, row : row + 16, column : column + 16])
        with rasterio.open(path) as chip, rasterio.open(source) as raster:
            assert chip.crs == raster.crs
            assert chip.transform == raster.window_transform(((row, row + 16), (column, column + 16)))


def test_description_tells_of_both_domains(export, image, radar):
    folder = export(image, radar)
    dataset = read_unpaired_description(folder)
    assert dataset.kind == 'unpaired'
    assert (dataset.chip_size, dataset.stride) == (16, 16)
    assert (dataset.a.pixel_size, dataset.b.pixel_size) == ((10, 10), (30, 30))
    assert (dataset.a.domain.dtype, dataset.b.domain.dtype) == ('uint8', 'float32')
    assert dataset.a.chips == {'train': 20, 'validation': 0, 'test': 0}
    assert dataset.b.domain.statistics[1].mean == pytest.approx(read_raster(radar)[1].mean(), rel=1e-6)
    content = json.loads((folder / 'dataset.json').read_text())
    assert content['kind'] == 'unpaired'
    assert set(content['domains']) == {'A', 'B'}


def test_outlines_tell_the_domain_in_one_coordinate_system(export, image, radar):
    outlines = read_chips(export(image, radar))
    assert outlines.groupby('domain').size().to_dict() == {'A': 20, 'B': 6}
    first = outlines[(outlines['domain'] == 'A') & (outlines['id'] == 'r000000_c000000')].geometry.iloc[0]
    assert first.equals(box(0, 0, 16, 16))
    with rasterio.open(radar) as raster:
        left, top = transform('EPSG:32736', 'EPSG:32633', [raster.bounds.left], [raster.bounds.top])
    bounds = outlines[outlines['domain'] == 'B'].total_bounds
    assert (bounds[0], bounds[3]) == pytest.approx((left[0], top[0]), rel=1e-3)


def test_one_raster_makes_a_dataset_of_one_domain(export, image):
    folder = export(image)
    dataset = read_unpaired_description(folder)
    assert (dataset.kind, dataset.b) == ('single', None)
    assert export.results['CHIP_COUNT_B'] == 0
    assert not (folder / 'B').exists()


def test_pairs_are_asked_for_where_they_are_needed(export, image):
    with pytest.raises(SatganError, match='chips without partners'):
        read_description(export(image))


@pytest.mark.parametrize(('ending', 'loss'), [('png', 0), ('jpg', 6)])
def test_plain_images_of_the_chip_size_become_a_chip_each(tmp_path, export, ending, loss):
    def image(number):
        return (waves(3, SIZE, SIZE, 'uint8') + number).astype('uint8')

    images = tmp_path / 'images'
    images.mkdir()
    for number in range(7):
        picture = Image.fromarray(image(number).transpose(1, 2, 0))
        picture.save(images / f'ship {number}.{ending}', quality=100, subsampling=0)
    folder = export(images)
    assert names(folder, 'A') == [f'ship {number}_r000000_c000000' for number in range(7)]
    found, _ = read_chip(folder / 'A' / 'ship 3_r000000_c000000.tif')
    assert np.abs(found.astype(int) - image(3)).max() <= loss
    assert read_unpaired_description(folder).a.crs is None
    assert read_chips(folder).geometry.is_empty.all()


def test_a_list_takes_rasters_from_anywhere(tmp_path, export, image):
    far = write_raster(tmp_path / 'far' / 'other.tif', noise(3, 32, 32, seed=6), photometric='rgb')
    listed = tmp_path / 'lists' / 'all.txt'
    listed.parent.mkdir()
    listed.write_text(f'../{image.name}\n{far}\n')
    folder = export(listed)
    assert export.results['CHIP_COUNT_A'] == 20 + 4
    assert np.array_equal(read_chip(folder / 'A' / 'other_r000016_c000000.tif')[0], read_raster(far)[:, 16:, :16])
    assert read_unpaired_description(folder).a.domain.source == str(listed)


def test_images_are_divided_one_by_one(tmp_path, export):
    for number in range(20):
        image = noise(1, SIZE, SIZE, 'int16', seed=number)
        write_raster(tmp_path / 'many' / f'{number}.tif', image, transform=north_up(number * SIZE))
    folder = export(tmp_path / 'many', validation=0.2, test=0.1)
    assert read_unpaired_description(folder).a.chips == {'train': 14, 'validation': 4, 'test': 2}


def test_images_smaller_than_a_chip_are_left_out_and_told(tmp_path, export):
    for number, size in enumerate((16, 16, 12)):
        write_raster(tmp_path / 'many' / f'{number}.tif', noise(1, size, size, 'int16'))
    export(tmp_path / 'many')
    assert export.results['CHIP_COUNT_A'] == 2
    assert any('1 of 3 rasters' in warning for warning in export.notes.warnings)


def test_class_rasters_of_a_folder_share_one_legend(tmp_path, export):
    for number in range(2):
        values = noise(1, 16, 16, low=2 * number, high=2 * number + 2)
        write_raster(tmp_path / 'many' / f'{number}.tif', values, palette={v: (v, 9, 9, 255) for v in range(256)})
    classes = read_unpaired_description(export(tmp_path / 'many')).a.domain.classes
    assert classes.values == (0, 1, 2, 3)
    assert classes.colours[3] == (3, 9, 9)


def test_rasters_without_common_nodata_say_so_pixel_by_pixel(tmp_path, export):
    holes = noise(1, 16, 16, 'int16')
    holes[0, 2, 5] = -1
    write_raster(tmp_path / 'many' / 'a.tif', holes, nodata=-1)
    write_raster(tmp_path / 'many' / 'b.tif', holes)
    folder = export(tmp_path / 'many', max_nodata=0.5)
    first, second = (read_chip(folder / 'A' / f'{name}_r000000_c000000.tif') for name in 'ab')
    assert np.argwhere(~first[1]).tolist() == [[2, 5]]
    assert second[1].all()
    assert np.array_equal(second[0], holes)


def test_extent_and_mask_are_those_of_their_domain(tmp_path, export, image, radar):
    mask = write_polygons(tmp_path / 'mask.gpkg', [box(0, 0, 40, 64)])
    extent = f'{LEFT + 90000},{LEFT + 90000 + 16 * 30},{TOP - 16 * 30},{TOP}'
    folder = export(image, radar, mask_a=str(mask), extent_b=extent)
    assert (export.results['CHIP_COUNT_A'], export.results['CHIP_COUNT_B']) == (8, 1)
    assert export.results['REJECTED_COUNT'] == 12
    assert read_unpaired_description(folder).a.rejected == {'mask': 12}


def test_bands_and_nodata_are_those_of_their_domain(tmp_path, export, image):
    holes = waves(2, 32, 32)
    holes[1, 20, 20] = np.nan
    folder = export(image, write_raster(tmp_path / 'b.tif', holes), bands_a=[3, 1], bands_b=[2])
    dataset = read_unpaired_description(folder)
    assert (dataset.a.domain.names, dataset.b.domain.bands) == (('blue', 'red'), (2,))
    assert dataset.b.rejected == {'nodata': 1}


def test_equal_runs_give_equal_bytes(export, image, radar):
    runs = [export(image, radar, output=f'{n}', validation=0.2) for n in range(2)]
    assert folder_content(runs[0]) == folder_content(runs[1])


@pytest.mark.parametrize('step', [0, 1, 12])
def test_cancelling_leaves_nothing(tmp_path, export, image, radar, step):
    with pytest.raises(Cancelled):
        export(image, radar, notes=Notes(stop_at=step))
    assert sorted(path.name for path in tmp_path.iterdir()) == ['image.tif', 'radar.tif']


def test_progress_rises_to_the_end(export, image, radar):
    export(image, radar)
    assert export.notes.steps == sorted(export.notes.steps)
    assert export.notes.steps[-1] == 1


@pytest.mark.parametrize(
    ('more', 'words'),
    [
        ({'chip_size': 65}, r'A chip of 65 pixels does not fit into .*image\.tif: there are 80 x 64 pixels'),
        ({'extent_a': '0,10,0,10'}, 'extent'),
        ({'bands_a': [4]}, r'image\.tif has 3 bands, but band 4'),
    ],
)
def test_what_does_not_fit_is_told_and_leaves_nothing(tmp_path, export, image, more, words):
    with pytest.raises(SatganError, match=words):
        export(image, **more)
    assert not (tmp_path / 'dataset').exists()


def test_raster_without_data_is_told(tmp_path, export):
    empty = write_raster(tmp_path / 'empty.tif', np.full((1, 32, 32), np.nan, 'float32'))
    with pytest.raises(SatganError, match=r'All 4 chips are without data: .*empty\.tif has no valid pixel'):
        export(empty)
    assert not (tmp_path / 'dataset').exists()


def test_mask_that_excludes_all_is_told(tmp_path, export, image):
    mask = write_polygons(tmp_path / 'mask.gpkg', [box(1, 1, 9, 9)])
    with pytest.raises(SatganError, match='None of the 20 possible chips'):
        export(image, mask_a=str(mask))


def test_words_on_a_raster_that_is_not_given_are_refused(export, image):
    with pytest.raises(JobError, match='"bands_b" is given, but there is no raster B'):
        export(image, bands_b=[1])


def test_dry_run_tells_how_much_there_would_be_and_writes_nothing(tmp_path, export, image, radar):
    before = folder_content(tmp_path)
    export(image, radar, dry_run=True)
    assert (export.results['CHIP_COUNT_A'], export.results['CHIP_COUNT_B']) == (20, 6)
    assert any('up to 6 chips of B' in info for info in export.notes.infos)
    assert folder_content(tmp_path) == before


def test_chips_can_be_arranged_in_folders_per_part_and_domain(tmp_path, export, image, radar):
    plain = export(image, radar, validation=0.2)
    folder = export(image, radar, validation=0.2, layout='folders', output='folders')
    assert sorted(path.name for path in folder.iterdir()) == ['trainA', 'trainB', 'valA', 'valB']
    parts = {'train': 'train', 'val': 'validation'}
    outlines = read_chips(plain)
    for path in folder.iterdir():
        part, side = path.name[:-1], path.name[-1]
        wanted = outlines[(outlines['split'] == parts[part]) & (outlines['domain'] == side)]['id']
        assert sorted(file.stem for file in path.iterdir()) == sorted(f'{side}_{name}' for name in wanted)
        for name in wanted:
            assert (path / f'{side}_{name}.tif').read_bytes() == (plain / side / f'{name}.tif').read_bytes()


def tiles_told(folder):
    """Check one export of tiles and return its chips."""
    chips = sorted(path.stem for path in (folder / 'images').glob('*.tif'))
    assert (folder / 'map.txt').read_text().splitlines() == [f'images/{name}.tif' for name in chips]
    names = {f'{name}.{end}' for name in chips for end in ('tif', 'tfw')}
    assert {path.name for path in (folder / 'images').iterdir()} == names
    told = json.loads((folder / 'esri_accumulated_stats.json').read_text())
    model = json.loads((folder / 'esri_model_definition.emd').read_text())
    assert told['MetaDataMode'] == model['MetaDataMode'] == 'Export_Tiles'
    assert (told['NumTiles'], told['TileSizeX'], model['ImageHeight']) == (len(chips), SIZE, SIZE)
    assert (folder / 'stats.txt').read_text().startswith(f'images = {len(chips)} *{told["NumBands"]}*{SIZE}*{SIZE}')
    with rasterio.open(folder / 'images' / f'{chips[0]}.tif') as chip:
        assert told['MinCellSize']['spatialReference']['wkt'] == chip.crs.to_wkt()
        assert told['MinCellSize']['x'] == chip.transform.a
    pixels = np.concatenate([read_raster(folder / 'images' / f'{name}.tif') for name in chips], axis=2).astype(float)
    for band, state in zip(pixels, told['BandStatsState'], strict=True):
        assert (state['Num'], state['Min'], state['Max']) == (band.size, band.min(), band.max())
        assert state['Mean'] == pytest.approx(band.mean())
        assert state['StdDev'] == pytest.approx(band.std(), rel=1e-5)
    return chips


def test_two_domains_for_arcgis_are_two_exports_of_tiles(tmp_path, export, image, radar):
    plain = export(image, radar, validation=0.2)
    folder = export(image, radar, validation=0.2, layout='esri', output='esri')
    assert sorted(path.name for path in folder.iterdir()) == ['A', 'B']
    assert sum('keeps no split' in info for info in export.notes.infos) == 1
    for side in 'AB':
        assert tiles_told(folder / side) == names(plain, side)
        for name in names(plain, side):
            chip = folder / side / 'images' / f'{name}.tif'
            assert chip.read_bytes() == (plain / side / f'{name}.tif').read_bytes()


def test_one_domain_for_arcgis_is_one_export_of_tiles(export, image):
    folder = export(image, layout='esri')
    assert len(tiles_told(folder)) == 20
    files = {'images', 'map.txt', 'stats.txt', 'esri_accumulated_stats.json', 'esri_model_definition.emd'}
    assert {path.name for path in folder.iterdir()} == files


@pytest.mark.parametrize('layout', ['esri', 'folders'])
@pytest.mark.parametrize('is_single', [False, True])
def test_what_is_written_is_read_back(export, image, radar, layout, is_single):
    others = () if is_single else (radar,)
    plain = open_any_dataset(export(image, *others))
    other = open_any_dataset(export(image, *others, layout=layout, output=layout))
    assert other.dataset.kind == plain.dataset.kind
    for side in other.dataset.sides:
        chips, found = ({pixels(source, side, name) for name in ids(source, side)} for source in (plain, other))
        assert len(found) >= 5
        assert found <= chips  # the readers of a layout without parts leave out what would leak


def ids(source, side):
    outlines = source.outlines()
    return outlines['id'][outlines['domain'] == side] if 'domain' in outlines else outlines['id']


def pixels(source, side, name):
    values, valid = source.read(side, name)
    return np.where(valid, values, 0).tobytes(), valid.tobytes()


def test_images_side_by_side_need_pairs(export, image):
    with pytest.raises(JobError, match='must be one of satgan, esri, folders'):
        export(image, layout='pix2pix')


def test_one_domain_in_folders_has_one_folder_per_part(export, image):
    assert [path.name for path in export(image, layout='folders').iterdir()] == ['trainA']

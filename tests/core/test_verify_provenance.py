"""What a raster says about its origin, whichever marks it has kept."""

import functools
import json
import shutil

import numpy as np
import pytest
import rasterio

from core.engine import run_mapping
from core.errors import SatganError
from core.jobs import job_from_mapping
from tests.core.models_made import Listener, applied, new_folder, noise, rgb_model, write_raster
from tests.core.rasters_made import gdal, read_raster

RECORD = '.provenance.json'
IPTC = 'http://cv.iptc.org/newscodes/digitalsourcetype/'
FOREIGN = """<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" Iptc4xmpExt:DigitalSourceType="{}"/>
</rdf:RDF></x:xmpmeta><?xpacket end='w'?>"""


@functools.cache
def generated():
    """Return a generated raster with all its marks."""
    folder = new_folder('provenance')
    raster = write_raster(folder / 'scene.tif', noise(3, 60, 300))
    applied(rgb_model(), raster, folder / 'b.tif')
    return folder / 'b.tif'


def verify(raster, listener=None, **more) -> dict:
    return run_mapping({'job': 'verifyprovenance', 'input': str(raster)} | more, listener or Listener())


def beside(raster, record) -> None:
    """Lay a record beside a raster."""
    shutil.copy(f'{record}{RECORD}', f'{raster}{RECORD}')


def bare(path):
    """Write the generated pixels without any mark."""
    return write_raster(path, read_raster(generated()), compress='lzw')


def with_packet(path, packet):
    write_raster(path, noise(1, 20, 20))
    name, _, value = packet.partition('=')
    with rasterio.open(path, 'r+') as raster:
        raster.update_tags(ns='xml:XMP', **{name: value})
    return path


def test_what_we_made_is_synthetic_and_its_job_can_be_run_again(tmp_path):
    results = verify(generated())
    assert (results['SYNTHETIC'], results['MODEL']) == ('yes', 'model.safetensors')
    job = json.loads(results['JOB'])
    assert job_from_mapping(job).to_mapping() == job
    run_mapping(job | {'output': str(tmp_path / 'again.tif')}, Listener())
    np.testing.assert_array_equal(read_raster(tmp_path / 'again.tif'), read_raster(generated()))


def test_of_a_plain_raster_nothing_is_known(tmp_path):
    listener = Listener()
    results = verify(write_raster(tmp_path / 'a.tif', noise(3, 20, 20)), listener)
    assert results == {'SYNTHETIC': 'unknown', 'MODEL': '', 'JOB': ''}
    assert any('may be real' in text for text in listener.infos)


def test_a_copy_that_lost_its_tags_is_known_by_the_record(tmp_path):
    raster = bare(tmp_path / 'bare.tif')
    assert verify(raster)['SYNTHETIC'] == 'unknown'
    beside(raster, generated())
    results = verify(raster)
    assert (results['SYNTHETIC'], results['MODEL']) == ('yes', 'model.safetensors')
    assert json.loads(results['JOB'])['job'] == 'applymodel'


def test_a_raster_that_lost_the_record_is_known_by_its_tags(tmp_path):
    shutil.copy(generated(), tmp_path / 'b.tif')
    assert verify(tmp_path / 'b.tif') == {'SYNTHETIC': 'yes', 'MODEL': 'model.safetensors', 'JOB': ''}


@pytest.mark.parametrize('kept', ['packet', 'names'])
def test_one_mark_is_enough(tmp_path, kept):
    raster = bare(tmp_path / 'b.tif')
    with rasterio.open(raster, 'r+') as dataset, rasterio.open(generated()) as whole:
        if kept == 'names':
            dataset.descriptions = whole.descriptions
        else:
            name, _, value = whole.tags(ns='xml:XMP')['xml:XMP'].partition('=')
            dataset.update_tags(ns='xml:XMP', **{name: value})
    assert verify(raster)['SYNTHETIC'] == 'yes'


def test_marks_pass_through_gdal(tmp_path):
    gdal('gdal_translate', '-q', '-of', 'PNG', generated(), tmp_path / 'b.png')
    assert verify(tmp_path / 'b.png')['MODEL'] == 'model.safetensors'


def test_a_record_of_other_pixels_proves_nothing(tmp_path):
    values = read_raster(generated())
    values[0, 0, 0] ^= 1
    raster, listener = write_raster(tmp_path / 'c.tif', values), Listener()
    beside(raster, generated())
    assert verify(raster, listener) == {'SYNTHETIC': 'unknown', 'MODEL': '', 'JOB': ''}
    assert any('about other pixels' in text for text in listener.infos)


@pytest.mark.parametrize('content', ['', '[]', '{"job": {}}', '{"pixels_sha256": 1, "model": 2, "job": 3}', '\x00'])
def test_a_damaged_record_is_told(tmp_path, content):
    raster, listener = write_raster(tmp_path / 'c.tif', noise(1, 20, 20)), Listener()
    raster.with_name(f'c.tif{RECORD}').write_text(content)
    assert verify(raster, listener)['SYNTHETIC'] == 'unknown'
    assert any('damaged' in text for text in listener.infos)


@pytest.mark.parametrize(
    ('term', 'expected'),
    [
        ('trainedAlgorithmicMedia', 'yes'),
        ('compositeWithTrainedAlgorithmicMedia', 'yes'),
        ('digitalCapture', 'no'),
        ('humanEdits', 'unknown'),
    ],
)
def test_packets_of_other_programs_are_read(tmp_path, term, expected):
    listener = Listener()
    results = verify(with_packet(tmp_path / 'a.tif', FOREIGN.format(IPTC + term)), listener)
    assert results == {'SYNTHETIC': expected, 'MODEL': '', 'JOB': ''}
    assert f'XMP packet: the digital source type is {term}.' in listener.infos


def test_who_says_synthetic_counts_more_than_who_says_captured(tmp_path):
    raster = with_packet(tmp_path / 'a.tif', FOREIGN.format(f'{IPTC}digitalCapture'))
    with rasterio.open(raster, 'r+') as dataset:
        dataset.update_tags(SYNTHETIC='YES')
    assert verify(raster)['SYNTHETIC'] == 'yes'


def test_the_page_shows_every_mark_and_runs_nothing(tmp_path):
    shutil.copy(generated(), tmp_path / 'b.tif')
    beside(tmp_path / 'b.tif', generated())
    with rasterio.open(tmp_path / 'b.tif', 'r+') as dataset:
        dataset.update_tags(REMARK='<script>alert(1)</script>')
    page = tmp_path / 'page.html'
    assert verify(tmp_path / 'b.tif', output_html=str(page))['OUTPUT_HTML'] == str(page)
    text = page.read_text(encoding='utf-8')
    for shown in (
        'Synthetic: yes',
        'MODEL_SHA256',
        'XMP packet',
        'Names of the bands',
        'b.tif.provenance.json',
        '&#34;applymodel&#34;',
    ):
        assert shown in text
    assert '<script>' not in text


def test_what_is_no_raster_is_told_and_leaves_no_page(tmp_path):
    (tmp_path / 'a.tif').write_bytes(b'nothing')
    with pytest.raises(SatganError, match='cannot be opened as a raster'):
        verify(tmp_path / 'a.tif', output_html=str(tmp_path / 'p.html'))
    assert [path.name for path in tmp_path.iterdir()] == ['a.tif']

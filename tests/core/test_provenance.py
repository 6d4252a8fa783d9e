"""Generated rasters say where they come from: in tags, in an XMP packet and in the file beside them."""

import hashlib
import json
import xml.etree.ElementTree as ET

import pytest
import rasterio
import torch

from core import __version__
from core.errors import Cancelled
from core.jobs import ApplyModel
from core.rasters.checksums import pixel_checksum
from tests.core.models_made import (
    Listener,
    applied,
    card,
    classed,
    measured,
    noise,
    rgb_model,
    write_model,
    write_raster,
)
from tests.core.rasters_made import gdal

TRAINED = {'job': {'job': 'trainpix2pix', 'seed': 42}, 'epochs_done': 1, 'figures': {}}


def sha256(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def record_of(raster) -> dict:
    return json.loads(raster.with_name(f'{raster.name}.provenance.json').read_text(encoding='utf-8'))


def test_the_checksum_of_pixels_is_that_of_their_cells(tmp_path):
    values = noise(2, 300, 260, low=-9, high=9000, dtype='int16')
    digest = hashlib.sha256(b'260 300 int16 int16')
    for rows in (slice(0, 256), slice(256, 300)):
        for columns in (slice(0, 256), slice(256, 260)):
            digest.update(values[:, rows, columns].astype('<i2').tobytes())
    assert pixel_checksum(str(write_raster(tmp_path / 'a.tif', values))) == digest.hexdigest()


def test_a_lossless_copy_keeps_the_checksum_of_its_pixels_and_a_change_does_not(tmp_path):
    values = noise(3, 300, 520)
    raster = write_raster(tmp_path / 'a.tif', values)
    options = ['-q', '-co', 'TILED=YES', '-co', 'COMPRESS=LZW', '-co', 'INTERLEAVE=BAND']
    gdal('gdal_translate', *options, raster, tmp_path / 'copy.tif')
    assert pixel_checksum(str(tmp_path / 'copy.tif')) == pixel_checksum(str(raster))
    values[2, 299, 519] ^= 1
    write_raster(tmp_path / 'changed.tif', values)
    assert pixel_checksum(str(tmp_path / 'changed.tif')) != pixel_checksum(str(raster))


def test_tags_name_sources_seeds_and_versions(tmp_path):
    made = write_model(tmp_path / 'm.safetensors', card(measured(3), measured(1), training=TRAINED))
    raster = write_raster(tmp_path / 'scene.tif', noise(3, 40, 40))
    applied(made, raster, tmp_path / 'b.tif')
    with rasterio.open(tmp_path / 'b.tif') as output:
        tags = output.tags()
    assert tags['SOURCE_SHA256'] == sha256(raster)
    assert tags['TRAINING_SEED'] == '42'
    assert tags['GAN_DIRECTION'] == 'AtoB'
    assert (tags['PLUGIN_VERSION'], tags['TORCH_VERSION']) == (__version__, torch.__version__)


@pytest.mark.parametrize(
    'target', [measured(3), measured(1, 'float32'), classed()], ids=['colours', 'heights', 'classes']
)
def test_the_xmp_packet_names_the_kind_of_source(tmp_path, target):
    made = write_model(tmp_path / 'm.safetensors', card(measured(3), target))
    applied(made, write_raster(tmp_path / 'a.tif', noise(3, 300, 300)), tmp_path / 'b.tif')
    told = json.loads(gdal('gdalinfo', '-json', '-mdd', 'xml:XMP', tmp_path / 'b.tif'))
    packet = told['metadata']['xml:XMP']
    (named,) = ET.fromstring(packet).iter('{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType')
    assert named.text == 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'


def test_the_record_beside_it_holds_the_whole_job(tmp_path):
    raster = write_raster(tmp_path / 'scene.tif', noise(3, 50, 300))
    applied(rgb_model(), raster, tmp_path / 'b.tif', overlap=16)
    record = record_of(tmp_path / 'b.tif')
    job = ApplyModel(
        model=str(rgb_model()),
        input=str(raster),
        output=str(tmp_path / 'b.tif'),
        overlap=16,
        device='cpu',
        precision='fp32',
    )
    assert record['job'] == job.to_mapping()
    assert record['synthetic'] is True
    assert record['raster'] == 'b.tif'
    assert record['pixels_sha256'] == pixel_checksum(str(tmp_path / 'b.tif'))
    assert record['model']['sha256'] == sha256(rgb_model())
    assert record['sources'] == [{'name': 'scene.tif', 'sha256': sha256(raster)}]


def test_the_record_goes_and_comes_with_its_raster(tmp_path):
    raster, output = write_raster(tmp_path / 'a.tif', noise(3, 40, 40)), tmp_path / 'b.tif'
    applied(rgb_model(), raster, output)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(Cancelled):
        applied(rgb_model(), raster, output, Listener(stop_at='checksum of the pixels'), overlap=0)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    applied(rgb_model(), raster, output, overlap=0)
    assert record_of(output)['job']['overlap'] == 0


def test_the_source_is_told_of_also_where_the_output_takes_its_place(tmp_path):
    raster = write_raster(tmp_path / 'a.tif', noise(3, 40, 40))
    before = sha256(raster)
    applied(rgb_model(), raster, raster)
    assert record_of(raster)['sources'] == [{'name': 'a.tif', 'sha256': before}]

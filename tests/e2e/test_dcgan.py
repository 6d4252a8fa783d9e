"""From a raster to a sheet of synthetic chips through `qgis_process`."""

import rasterio
from rasterio.warp import transform

from tests.e2e.qgis_process import ROOT

IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'


def test_an_image_becomes_chips_a_model_and_a_sheet_where_it_is_wanted(qgis, tmp_path):
    """The corner is given in degrees, the sheet lies in the coordinate system of the image."""
    chips, run, sheet = tmp_path / 'chips', tmp_path / 'my run ü', tmp_path / 'sheet.tif'
    settings = {'CHIP_SIZE': 64, 'MAX_NODATA': 1, 'VALIDATION': 0, 'TEST': 0}
    outcome = qgis.run('exportunpairedchips', INPUT_A=IMAGE, OUTPUT=chips, **settings)
    assert outcome.code == 0, outcome.errors
    outcome = qgis.run('traindcgan', DATASET=chips, FILTERS=4, EPOCHS=1, DECAY_EPOCHS=0, DEVICE='cpu', OUTPUT=run)
    assert outcome.code == 0, outcome.errors
    assert outcome.results['EPOCHS_DONE'] == 1 and outcome.results['DIVERSITY'] > 0
    model = outcome.results['MODEL']
    outcome = qgis.run('generatechips', MODEL=model, COUNT=5, COLUMNS=3, ORIGIN='32.58,0.31 [EPSG:4326]', OUTPUT=sheet)
    assert outcome.code == 0, outcome.errors
    with rasterio.open(IMAGE) as image, rasterio.open(sheet) as made:
        assert (made.width, made.height, made.count, made.dtypes[0]) == (192, 128, 3, 'uint8')
        assert made.crs == image.crs
        assert made.transform.a == image.transform.a
        assert made.tags()['SYNTHETIC'] == 'YES'
        (longitude,), (latitude,) = transform(made.crs, 'EPSG:4326', [made.bounds.left], [made.bounds.top])
    assert abs(longitude - 32.58) < 1e-6 and abs(latitude - 0.31) < 1e-6

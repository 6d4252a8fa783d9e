"""What `qgis_process` leaves on the disk looks right in QGIS, and says where it comes from."""

import json
import os
import subprocess

import pytest
import rasterio

from tests.core.models_made import LEGEND, card, classed, measured, noise, write_model, write_raster

# The system's Python is the one that QGIS is built for.
LOOK = """
import json, sys
from qgis.core import QgsApplication, QgsRasterLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsRasterLayer(sys.argv[1], 'layer')
renderer = layer.renderer()
told = {'type': renderer.type()}
if renderer.type() == 'paletted':
    told['classes'] = [[item.value, item.color.name(), item.label] for item in renderer.classes()]
else:
    stretch = renderer.contrastEnhancement()
    told['ends'] = [stretch.minimumValue(), stretch.maximumValue()]
print(json.dumps(told))
"""


def look(raster) -> dict:
    """Return how QGIS draws a raster that it loads anew."""
    environment = os.environ | {'QT_QPA_PLATFORM': 'offscreen', 'HOME': str(raster.parent)}
    environment.pop('PYTHONPATH', None)
    command = ['/usr/bin/python3', '-c', LOOK, str(raster)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ('target', 'expected'),
    [
        (
            classed(LEGEND),
            {
                'type': 'paletted',
                'classes': [
                    [0.0, '#000000', 'background'],
                    [1.0, '#c81e1e', 'house'],
                    [2.0, '#5a5a5a', 'road'],
                    [7.0, '#143cdc', 'water'],
                ],
            },
        ),
        # Mean 300, standard deviation 100.
        (measured(1, 'float32', low=-100, high=700), {'type': 'singlebandgray', 'ends': [100.0, 500.0]}),
    ],
    ids=['classes', 'heights'],
)
def test_the_style_is_that_of_the_target(qgis, tmp_path, target, expected):
    """QGIS finds the style by itself, and its values are those of the model."""
    raster = write_raster(tmp_path / 'field.tif', noise(3, 64, 64))
    model = write_model(tmp_path / 'model.safetensors', card(measured(3), target))
    outcome = qgis.run('applymodel', MODEL=model, INPUT=raster, DEVICE='cpu', OUTPUT=tmp_path / 'synthetic.tif')
    assert outcome.code == 0, outcome.errors
    assert look(tmp_path / 'synthetic.tif') == expected


def test_its_provenance_is_verified(qgis, tmp_path):
    """Our own raster is known with its job; of its input nothing is known."""
    raster = write_raster(tmp_path / 'field.tif', noise(3, 64, 64))
    model = write_model(tmp_path / 'model.safetensors', card(measured(3), measured(3)))
    made = qgis.run('applymodel', MODEL=model, INPUT=raster, DEVICE='cpu', OUTPUT=tmp_path / 'synthetic.tif')
    assert made.code == 0, made.errors
    told = qgis.run('verifyprovenance', INPUT=tmp_path / 'synthetic.tif', OUTPUT_HTML=tmp_path / 'page.html').results
    assert (told['SYNTHETIC'], told['MODEL']) == ('yes', 'model.safetensors')
    assert json.loads(told['JOB'])['input'] == str(raster)
    assert 'trainedAlgorithmicMedia' in (tmp_path / 'page.html').read_text(encoding='utf-8')
    assert qgis.run('verifyprovenance', INPUT=raster).results['SYNTHETIC'] == 'unknown'
    with rasterio.open(tmp_path / 'synthetic.tif') as synthetic:
        assert synthetic.tags()['SOURCE'] == 'field.tif'

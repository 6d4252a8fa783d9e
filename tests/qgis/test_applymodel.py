"""How the result of "Apply model" arrives on the map."""

import json

import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
)


@pytest.fixture
def parameters(raster, tmp_path):
    (tmp_path / 'model.safetensors').touch()
    return {'MODEL': str(tmp_path / 'model.safetensors'), 'INPUT': str(raster('field.tif'))}


def load(context):
    """Load the results of a run as the toolbox does."""
    for source, details in context.layersToLoadOnCompletion().items():
        layer = QgsRasterLayer(source, 'raw')
        details.setOutputLayerName(layer)
        details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
        yield layer


def test_layer_is_named_and_labelled_as_synthetic(run, fake_engine, parameters):
    fake_engine()
    context = QgsProcessingContext()
    parameters['OUTPUT'] = QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance())
    run('applymodel', parameters, context=context)
    (layer,) = load(context)
    assert layer.name() == 'field (synthetic)'
    assert 'Synthetic' in layer.metadata().abstract()


def test_name_that_the_user_chose_stays_but_tells(run, fake_engine, parameters):
    fake_engine()
    context = QgsProcessingContext()
    definition = QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance())
    definition.destinationName = 'my result'
    parameters['OUTPUT'] = definition
    run('applymodel', parameters, context=context)
    (layer,) = load(context)
    assert layer.name() == 'my result (synthetic)'


def test_layer_goes_into_a_group(run, fake_engine, parameters):
    fake_engine()
    context = QgsProcessingContext()
    parameters['OUTPUT'] = QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance())
    run('applymodel', parameters, context=context)
    (details,) = context.layersToLoadOnCompletion().values()
    assert details.groupName == 'Synthetic'


def test_metadata_tell_what_the_pixels_were_made_of(run, fake_engine, parameters, tmp_path):
    fake_engine()
    context, output = QgsProcessingContext(), tmp_path / 'out.tif'
    parameters['OUTPUT'] = QgsProcessingOutputLayerDefinition(str(output), QgsProject.instance())
    run('applymodel', parameters, context=context)
    record = {
        'model': {
            'name': 'm.safetensors',
            'sha256': 'abc',
            'kind': 'pix2pix',
            'direction': 'AtoB',
            'licence': 'CC-BY-4.0',
        },
        'sources': [{'name': 'field.tif', 'sha256': 'def'}, {'name': 'dsm.vrt', 'sha256': None}],
        'versions': {'satgan': '9.9', 'torch': '2'},
        'job': {'job': 'applymodel', 'overlap': 7},
    }
    output.with_name('out.tif.provenance.json').write_text(json.dumps(record), encoding='utf-8')
    (layer,) = load(context)
    metadata = layer.metadata()
    assert 'not an observation' in metadata.abstract()
    assert metadata.keywords() == {'SatGAN': ['synthetic', 'trainedAlgorithmicMedia']}
    assert metadata.parentIdentifier() == 'field.tif, dsm.vrt'
    assert metadata.licenses() == ['CC-BY-4.0']
    assert metadata.history() == [
        'Source: field.tif, SHA-256 def',
        'Source: dsm.vrt, SHA-256 unknown',
        'Model: m.safetensors (pix2pix, AtoB), SHA-256 abc',
        'SatGAN 9.9, job: {"job": "applymodel", "overlap": 7}',
    ]

"""How the result of "Apply model" arrives on the map."""

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


def test_name_that_the_user_chose_stays(run, fake_engine, parameters):
    fake_engine()
    context = QgsProcessingContext()
    definition = QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance())
    definition.destinationName = 'my result'
    parameters['OUTPUT'] = definition
    run('applymodel', parameters, context=context)
    (layer,) = load(context)
    assert layer.name() == 'my result'

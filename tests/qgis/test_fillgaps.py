"""How the result of "Fill gaps" arrives on the map."""

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
    return {
        'MODEL': str(tmp_path / 'model.safetensors'),
        'INPUT': str(raster('scene.tif')),
        'CONDITION': str(raster('radar.tif')),
        'OUTPUT': QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance()),
    }


def arrived(context):
    """Load the result of a run as the toolbox does."""
    ((source, details),) = context.layersToLoadOnCompletion().items()
    layer = QgsRasterLayer(source, 'raw')
    details.setOutputLayerName(layer)
    if details.postProcessor():
        details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    return layer


def test_layer_is_labelled_as_synthetic_in_part(run, fake_engine, parameters):
    fake_engine('filled')
    context = QgsProcessingContext()
    run('fillgaps', parameters, context=context)
    layer = arrived(context)
    assert layer.name() == 'scene (partly synthetic)'
    assert 'where the last band is 1' in layer.metadata().abstract()
    assert layer.metadata().keywords() == {'SatGAN': ['synthetic', 'compositeWithTrainedAlgorithmicMedia']}


def test_a_copy_of_a_raster_without_gaps_is_not_labelled(run, fake_engine, parameters):
    fake_engine('nogaps')
    context = QgsProcessingContext()
    run('fillgaps', parameters, context=context)
    layer = arrived(context)
    assert 'synthetic' not in layer.name()
    assert not layer.metadata().abstract()

"""The algorithms inside a graphical model."""

from qgis.core import (
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterLayer,
)

Source = QgsProcessingModelChildParameterSource


def child(name, sources):
    made = QgsProcessingModelChildAlgorithm('satgan:applymodel')
    made.setChildId(name)
    for parameter, source in sources.items():
        made.addParameterSources(parameter, [source])
    return made


def test_models_chain_temporary_results(provider, run, fake_engine, raster, tmp_path):
    fake_engine()
    (tmp_path / 'model.safetensors').touch()
    model = QgsProcessingModelAlgorithm('twice', 'tests')
    model.addModelParameter(QgsProcessingParameterRasterLayer('image'), QgsProcessingModelParameter('image'))
    model.addModelParameter(QgsProcessingParameterFile('network'), QgsProcessingModelParameter('network'))
    network = Source.fromModelParameter('network')
    model.addChildAlgorithm(child('first', {'MODEL': network, 'INPUT': Source.fromModelParameter('image')}))
    second = child('second', {'MODEL': network, 'INPUT': Source.fromChildOutput('first', 'OUTPUT')})
    output = QgsProcessingModelOutput('synthetic')
    output.setChildOutputName('OUTPUT')
    second.setModelOutputs({'synthetic': output})
    model.addChildAlgorithm(second)
    target = tmp_path / 'synthetic.tif'
    values = {'image': str(raster()), 'network': str(tmp_path / 'model.safetensors'), 'second:synthetic': str(target)}
    run(model, values)
    assert target.is_file()

"""What "Generate chips" hands to the engine, and how its sheet arrives on the map."""

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsReferencedPointXY,
)

WEB = QgsCoordinateReferenceSystem('EPSG:3857')


@pytest.fixture
def read(provider, tmp_path):
    """Returns a function that reads the job."""
    from satgan.satgan_qgis.values import JobReader

    (tmp_path / 'model.safetensors').touch()

    def make(**more):
        parameters = {'MODEL': str(tmp_path / 'model.safetensors'), 'OUTPUT': str(tmp_path / 'sheet.tif')} | more
        algorithm, context = provider.algorithm('generatechips'), QgsProcessingContext()
        QgsProject.instance().setCrs(WEB)
        context.setProject(QgsProject.instance())
        reader = JobReader(algorithm.job, algorithm.parameterDefinition, parameters, context)
        assert reader.preview()
        return algorithm.job.from_mapping(reader.inputs(QgsProcessingFeedback()) | reader.outputs())

    return make


def test_nothing_is_asked_of_the_place(read):
    job = read()
    assert (job.origin, job.crs) == (None, None)


@pytest.mark.parametrize(
    ('given', 'expected'),
    [
        ('450000.5,30000', '450000.5,30000.0'),
        ('0,0', '0.0,0.0'),
        ('450000.5,30000 [EPSG:32636]', '450000.5,30000.0 [EPSG:32636]'),
        (QgsPointXY(1, 2), '1.0,2.0'),
        (QgsReferencedPointXY(QgsPointXY(1, 2), WEB), '1.0,2.0 [EPSG:3857]'),
    ],
)
def test_corner_is_told_with_its_coordinate_system(read, given, expected):
    assert read(ORIGIN=given).origin == expected


def test_what_is_no_point_is_told(read):
    from satgan.core.jobs import JobError

    with pytest.raises(JobError, match=r'here \(ORIGIN\) is no point'):
        read(ORIGIN='here')


def test_coordinate_system_is_told_by_its_id(read):
    assert read(CRS='EPSG:32636').crs == 'EPSG:32636'
    assert read(CRS=WEB).crs == 'EPSG:3857'


def test_coordinate_system_that_only_qgis_knows_is_written_out(read):
    own = QgsCoordinateReferenceSystem.fromProj('+proj=laea +lat_0=1 +lon_0=33 +units=m')
    text = read(CRS=own).crs
    assert 'Lambert Azimuthal Equal Area' in text
    assert QgsCoordinateReferenceSystem.fromWkt(text).isValid()


def test_sheet_is_labelled_as_synthetic(run, fake_engine, tmp_path):
    fake_engine()
    (tmp_path / 'model.safetensors').touch()
    context = QgsProcessingContext()
    output = QgsProcessingOutputLayerDefinition('TEMPORARY_OUTPUT', QgsProject.instance())
    run('generatechips', {'MODEL': str(tmp_path / 'model.safetensors'), 'OUTPUT': output}, context=context)
    ((source, details),) = context.layersToLoadOnCompletion().items()
    layer = QgsRasterLayer(source, details.name)
    details.postProcessor().postProcessLayer(layer, context, QgsProcessingFeedback())
    assert layer.name() == 'Chips (synthetic)'
    assert 'Synthetic' in layer.metadata().abstract()

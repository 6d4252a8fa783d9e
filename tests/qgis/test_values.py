"""How layers, extents and paths become plain values that another process understands."""

import os
import zipfile

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRange,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType

ogr.UseExceptions()


@pytest.fixture
def reader(provider):
    """Returns a function that makes a reader for the parameters of an algorithm."""

    def make(name, parameters):
        from satgan.satgan_qgis.values import JobReader

        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        algorithm = provider.algorithm(name)
        made = JobReader(algorithm.job, algorithm.parameterDefinition, parameters, context)
        made.context = context  # C++ does not keep it
        return made

    return make


@pytest.fixture
def read(provider, reader):
    """Returns a function that reads the job of an algorithm."""

    def make(name, parameters):
        made = reader(name, parameters)
        return provider.algorithm(name).job.from_mapping(made.inputs(QgsProcessingFeedback()) | made.outputs())

    return make


@pytest.fixture
def footprints(read, raster, polygons, tmp_path):
    """Returns a function that gives what the engine would find at the footprints."""
    reference = str(raster())

    def read_back(value):
        output = str(tmp_path / 'mask.tif')
        job = read('rasterizefootprints', {'FOOTPRINTS': value, 'REFERENCE': reference, 'OUTPUT': output})
        path, _, name = job.footprints.partition('|layername=')
        source = ogr.Open(path)
        layer = source.GetLayerByName(name) if name else source.GetLayer()
        return sorted(feature['kind'] for feature in layer), layer.GetSpatialRef().GetAuthorityCode(None)

    return read_back


@pytest.fixture
def saved(polygons, tmp_path):
    """The polygons in a GeoPackage, beside another layer."""
    path = str(tmp_path / 'two layers.gpkg')
    options = QgsVectorFileWriter.SaveVectorOptions()
    for name in ('other', 'houses'):
        options.layerName = name
        QgsVectorFileWriter.writeAsVectorFormatV3(polygons, path, polygons.transformContext(), options)
        options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    layer = QgsVectorLayer(f'{path}|layername=houses', 'houses', 'ogr')
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


def test_memory_layer_arrives_as_a_file(footprints, polygons):
    assert footprints(polygons.id()) == (['a', 'b', 'c'], '32636')


def test_selection_is_honoured(footprints, polygons):
    polygons.selectByExpression("kind <> 'b'")
    chosen = QgsProcessingFeatureSourceDefinition(polygons.id(), selectedFeaturesOnly=True)
    assert footprints(chosen)[0] == ['a', 'c']


def test_filter_of_a_layer_is_honoured(footprints, saved):
    saved.setSubsetString("kind = 'c'")
    assert footprints(saved.id())[0] == ['c']


def test_filter_of_a_run_is_honoured(footprints, saved):
    chosen = QgsProcessingFeatureSourceDefinition(saved.id(), filterExpression="kind = 'b'")
    assert footprints(chosen)[0] == ['b']


def test_layer_of_another_provider_arrives_as_a_file(footprints, tmp_path):
    table = tmp_path / 'houses.csv'
    table.write_text('kind;wkt\nd;"POLYGON((450000 29990,450003 29990,450003 29993,450000 29990))"\n')
    layer = QgsVectorLayer(f'{table.as_uri()}?delimiter=;&wktField=wkt&crs=EPSG:32636', 'houses', 'delimitedtext')
    QgsProject.instance().addMapLayer(layer)
    found = footprints(layer.id())
    QgsProject.instance().removeMapLayer(layer.id())
    assert found == (['d'], '32636')


def test_layer_in_an_archive_arrives(footprints, saved, tmp_path):
    """The second layer of its file, so that the first one would be seen."""
    package, archive = str(tmp_path / 'two.gpkg'), tmp_path / 'archive.zip'
    gdal.VectorTranslate(package, str(tmp_path / 'two layers.gpkg'), layers=['other'], where="kind = 'a'")
    gdal.VectorTranslate(package, str(tmp_path / 'two layers.gpkg'), layers=['houses'], accessMode='update')
    with zipfile.ZipFile(archive, 'w') as packed:
        packed.write(package, 'two.gpkg')
    layer = QgsVectorLayer(f'/vsizip/{archive}/two.gpkg|layername=houses', 'houses', 'ogr')
    QgsProject.instance().addMapLayer(layer)
    found = footprints(layer.id())
    QgsProject.instance().removeMapLayer(layer.id())
    assert found == (['a', 'b', 'c'], '32636')


def test_file_is_passed_as_it_is(read, raster, saved, tmp_path):
    job = read(
        'rasterizefootprints',
        {'FOOTPRINTS': saved.id(), 'REFERENCE': str(raster()), 'OUTPUT': str(tmp_path / 'mask.tif')},
    )
    assert job.footprints == f'{tmp_path}/two layers.gpkg|layername=houses'


def test_unsaved_edits_are_honoured(footprints, saved):
    saved.startEditing()
    feature = QgsFeature(saved.fields())
    feature['kind'] = 'new'
    feature.setGeometry(QgsGeometry.fromWkt('POLYGON((450001 29990,450002 29990,450002 29991,450001 29990))'))
    saved.addFeature(feature)
    assert footprints(saved.id())[0] == ['a', 'b', 'c', 'new']
    saved.rollBack()


def test_fields_that_the_file_has_not_arrive(read, raster, saved, tmp_path):
    """Virtual fields, as those of a join, are classes as good as others."""
    saved.addExpressionField("'x' || kind", QgsField('virtual', QMetaType.Type.QString))
    parameters = {'FOOTPRINTS': saved.id(), 'REFERENCE': str(raster()), 'FIELD': 'virtual', 'OUTPUT': 'mask.tif'}
    layer = ogr.Open(read('rasterizefootprints', parameters).footprints)
    assert sorted(feature['virtual'] for feature in layer.GetLayer()) == ['xa', 'xb', 'xc']


def test_coordinate_system_that_the_user_assigned_is_honoured(footprints, saved):
    saved.setCrs(QgsCoordinateReferenceSystem('EPSG:32637'))
    assert footprints(saved.id()) == (['a', 'b', 'c'], '32637')


def test_field_is_a_name(read, raster, polygons, tmp_path):
    parameters = {'FOOTPRINTS': polygons.id(), 'REFERENCE': str(raster()), 'FIELD': 'kind', 'OUTPUT': 'mask.tif'}
    job = read('rasterizefootprints', parameters)
    assert job.field == 'kind'
    assert job.output == os.path.abspath('mask.tif')


@pytest.fixture
def chips(read, raster, tmp_path):
    """Returns a function that reads a chip export with an extent and other choices."""
    rasters = {'INPUT': str(raster('a.tif', epsg=32636)), 'TARGET': str(raster('b.tif', epsg=32637))}

    def make(extent=None, **more):
        output = str(tmp_path / 'chips')
        return read('exportpairedchips', {**rasters, 'EXTENT': extent, 'OUTPUT': output, **more})

    return make


@pytest.mark.parametrize(
    ('given', 'told'),
    [
        ('1,2,3.5,4', '1.0,2.0,3.5,4.0'),
        ('1,2,3.5,4 [EPSG:3857]', '1.0,2.0,3.5,4.0 [EPSG:3857]'),
        (QgsRectangle(1, 3, 2, 4), '1.0,2.0,3.0,4.0'),
        (
            QgsReferencedRectangle(QgsRectangle(1, 3, 2, 4), QgsCoordinateReferenceSystem('EPSG:3857')),
            '1.0,2.0,3.0,4.0 [EPSG:3857]',
        ),
        ('', None),
        (None, None),
    ],
)
def test_extent_is_told_with_its_coordinate_system(chips, given, told):
    assert chips(given).extent == told


def test_extent_of_a_layer_is_told_in_its_coordinate_system(chips, polygons):
    assert chips(polygons.id()).extent == '450000.0,450013.0,29990.0,29993.0 [EPSG:32636]'


@pytest.mark.parametrize(('grid', 'zone'), [('target', 32637), ('input', 32636)])
def test_extent_in_a_nameless_coordinate_system_is_told_in_that_of_the_grid(chips, grid, zone):
    proj = f'+proj=utm +zone={zone - 32600} +datum=WGS84 +units=km'
    extent = QgsReferencedRectangle(QgsRectangle(450, 20, 451, 21), QgsCoordinateReferenceSystem.fromProj(proj))
    told = chips(extent, GRID=grid).extent
    assert '[' not in told
    assert [float(corner) for corner in told.split(',')] == pytest.approx([450000, 451000, 20000, 21000])


def test_bands_keep_their_order(chips):
    job = chips(INPUT_BANDS=[3, 1])
    assert job.input_bands == (3, 1)
    assert job.target_bands is None


def test_choices_numbers_and_ticks_arrive(chips):
    job = chips(GRID='input', CHIP_SIZE=64, MAX_NODATA=0.25)
    assert (job.grid, job.chip_size, job.max_nodata) == ('input', 64, 0.25)


def test_temporary_outputs_get_a_path(chips):
    job = chips(OUTPUT='TEMPORARY_OUTPUT', CHIPS_LAYER='TEMPORARY_OUTPUT')
    assert os.path.isabs(job.output)
    assert job.chips_layer.endswith('.gpkg')


def test_outputs_that_nobody_asked_for_have_none(chips):
    assert chips().chips_layer is None


@pytest.mark.parametrize(
    ('source', 'told'),
    [
        ('/x/a.tif', '/x/a.tif'),
        ('/x/a.tif|option:NUM_THREADS=4', '/x/a.tif'),
        ('/vsizip//x/y.zip/a.tif', '/vsizip//x/y.zip/a.tif'),
        ('GPKG:/x/a.gpkg:table', 'GPKG:/x/a.gpkg:table'),
        ('NETCDF:"/x/a.nc":rain', 'NETCDF:"/x/a.nc":rain'),
    ],
)
def test_sources_are_told_as_gdal_reads_them(provider, source, told):
    from satgan.satgan_qgis.values import gdal_source

    assert gdal_source(source) == told


def test_relative_sources_become_absolute(provider, tmp_path, monkeypatch):
    from satgan.satgan_qgis.values import gdal_source

    (tmp_path / 'a.tif').touch()
    monkeypatch.chdir(tmp_path)
    assert gdal_source('a.tif') == str(tmp_path / 'a.tif')


@pytest.fixture
def model(tmp_path):
    (tmp_path / 'model.safetensors').touch()
    return str(tmp_path / 'model.safetensors')


@pytest.mark.parametrize(
    ('change', 'told'),
    [
        (lambda layer: layer.setCrs(QgsCoordinateReferenceSystem('EPSG:32637')), 'Assign projection'),
        (
            lambda layer: layer.dataProvider().setUserNoDataValue(1, [QgsRasterRange(0, 0)]),
            'image has other nodata values in QGIS than in its file',
        ),
        (lambda layer: None, ''),
    ],
)
def test_what_only_qgis_knows_of_a_raster_is_warned_of(reader, raster, model, change, told):
    layer = QgsRasterLayer(str(raster()), 'image')
    change(layer)
    QgsProject.instance().addMapLayer(layer)
    feedback = QgsProcessingFeedback()
    reader('applymodel', {'MODEL': model, 'INPUT': layer.id(), 'OUTPUT': 'TEMPORARY_OUTPUT'}).inputs(feedback)
    QgsProject.instance().removeMapLayer(layer.id())
    assert told in feedback.textLog() if told else not feedback.textLog()


@pytest.fixture
def refusal(provider, raster, tmp_path):
    """Returns a function that tells why the parameters of an algorithm are refused before the run."""
    (tmp_path / 'model.safetensors').touch()
    good = {
        'applymodel': {
            'MODEL': str(tmp_path / 'model.safetensors'),
            'INPUT': str(raster()),
            'OUTPUT': str(tmp_path / 'o.tif'),
        },
        'exportpairedchips': {
            'INPUT': str(raster('a.tif')),
            'TARGET': str(raster('b.tif')),
            'OUTPUT': str(tmp_path / 'chips'),
        },
        'trainpix2pix': {'DATASET': str(tmp_path), 'OUTPUT': str(tmp_path / 'run')},
        'rasterizefootprints': {'REFERENCE': str(raster()), 'OUTPUT': str(tmp_path / 'o.tif')},
    }

    def check(name, **wrong):
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        accepted, reason = provider.algorithm(name).checkParameterValues({**good[name], **wrong}, context)
        assert accepted == (not reason)
        return reason

    return check


def test_good_parameters_are_accepted_and_leave_no_trace(refusal, tmp_path):
    assert refusal('exportpairedchips') == ''
    assert refusal('applymodel') == ''
    assert not (tmp_path / 'chips').exists()
    assert not (tmp_path / 'o.tif').exists()


def test_points_are_refused(refusal):
    points = QgsVectorLayer('Point?crs=EPSG:4326', 'points', 'memory')
    QgsProject.instance().addMapLayer(points)
    reason = refusal('rasterizefootprints', FOOTPRINTS=points.id())
    QgsProject.instance().removeMapLayer(points.id())
    assert reason == 'points (FOOTPRINTS) is a point layer: choose a polygon layer.'


@pytest.mark.parametrize(
    ('name', 'wrong', 'told'),
    [
        ('applymodel', {'MODEL': '/nowhere/m.safetensors'}, '/nowhere/m.safetensors'),
        ('applymodel', {'INPUT': '/nowhere/a.tif'}, '/nowhere/a.tif'),
        ('applymodel', {'OUTPUT': '/tmp/o.jpg'}, 'jpg'),
        ('applymodel', {'BANDS': [1, 4]}, 'BANDS names band 4, but image has 3'),
        ('exportpairedchips', {'VALIDATION': 0.5, 'TEST': 0.5}, 'leave nothing to train on'),
        ('trainpix2pix', {}, 'no dataset.json'),
        ('rasterizefootprints', {'FOOTPRINTS': '/nowhere/p.gpkg'}, '/nowhere/p.gpkg'),
        (
            'rasterizefootprints',
            {'FOOTPRINTS': QgsProcessingFeatureSourceDefinition('/nowhere/p.gpkg', selectedFeaturesOnly=True)},
            '/nowhere/p.gpkg (FOOTPRINTS)',
        ),
    ],
)
def test_wrong_input_is_told_before_the_run(refusal, name, wrong, told):
    assert told in refusal(name, **wrong)


def test_raster_from_a_service_is_refused(refusal):
    layer = QgsRasterLayer('type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmin=0&zmax=1', 'tiles', 'wms')
    QgsProject.instance().addMapLayer(layer)
    reason = refusal('applymodel', INPUT=layer.id())
    QgsProject.instance().removeMapLayer(layer.id())
    assert 'tiles (INPUT) comes from a service or database (wms)' in reason
    assert 'export this layer to GeoTIFF first' in reason


@pytest.mark.parametrize(
    ('provider_id', 'source'),
    [
        ('wms', 'crs=EPSG:4326&format=image/png&layers=a&styles=&url=http://localhost:1/wms'),
        ('postgresraster', 'dbname=\'nowhere\' host=localhost port=1 table="public"."heights" (rast)'),
    ],
)
def test_raster_that_qgis_does_not_reach_is_refused(refusal, provider_id, source):
    layer = QgsRasterLayer(source, 'heights', provider_id)
    QgsProject.instance().addMapLayer(layer)
    reason = refusal('applymodel', INPUT=layer.id())
    QgsProject.instance().removeMapLayer(layer.id())
    assert reason.startswith('heights (INPUT) cannot be opened, since QGIS does not reach its source: ')


@pytest.mark.parametrize('place', ['archive', 'first table', 'second table'])
def test_raster_inside_another_file_is_told_as_gdal_opens_it(read, raster, model, tmp_path, place):
    """In an archive, or in a GeoPackage alone or beside another raster; band 1 tells which raster it is."""
    path = str(raster())
    if place == 'archive':
        with zipfile.ZipFile(tmp_path / 'archive.zip', 'w') as packed:
            packed.write(path, 'image.tif')
        source = f'/vsizip/{tmp_path}/archive.zip/image.tif'
    else:
        source = str(tmp_path / 'rasters.gpkg')
        gdal.Translate(source, path, format='GPKG', creationOptions=['RASTER_TABLE=image'])
        if place == 'second table':
            options = ['RASTER_TABLE=other', 'APPEND_SUBDATASET=YES']
            gdal.Translate(source, path, format='GPKG', creationOptions=options, scaleParams=[[0, 255, 9, 9]])
            source = f'GPKG:{source}:image'
    layer = QgsRasterLayer(source, 'image')
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    job = read('applymodel', {'MODEL': model, 'INPUT': layer.id(), 'OUTPUT': str(tmp_path / 'made.tif')})
    QgsProject.instance().removeMapLayer(layer.id())
    assert gdal.Open(job.input).GetRasterBand(1).ReadRaster(0, 0, 1, 1) == b'\x07'


def test_folder_of_rasters_is_told_as_it_is(refusal, provider, read, raster, tmp_path):
    folder = tmp_path / 'many'
    folder.mkdir()
    for name in ('a.tif', 'b.tif'):
        raster(name).rename(folder / name)
    assert refusal('exportpairedchips', INPUT=str(folder), TARGET=str(folder)) == ''
    given = {'INPUT': str(folder), 'TARGET': str(folder), 'INPUT_BANDS': [1], 'OUTPUT': str(tmp_path / 'chips')}
    job = read('exportpairedchips', given)
    assert (job.input, job.target, job.input_bands) == (str(folder), str(folder), (1,))


def test_list_of_rasters_is_told_as_it_is(refusal, read, raster, tmp_path):
    raster('a.tif')
    listed = tmp_path / 'rasters.txt'
    listed.write_text('a.tif\n')
    assert refusal('exportpairedchips', INPUT=str(listed), TARGET=str(listed)) == ''
    given = {'INPUT': str(listed), 'TARGET': str(listed), 'INPUT_BANDS': [1], 'OUTPUT': str(tmp_path / 'chips')}
    job = read('exportpairedchips', given)
    assert (job.input, job.target, job.input_bands) == (str(listed), str(listed), (1,))
    assert 'INPUT_BANDS names band 9, but' in refusal('exportpairedchips', INPUT=str(listed), INPUT_BANDS=[9])


def test_list_with_a_missing_raster_is_refused(refusal, raster, tmp_path):
    raster('a.tif')
    (tmp_path / 'rasters.txt').write_text('a.tif\nmissing.tif\n')
    reason = refusal('exportpairedchips', INPUT=str(tmp_path / 'rasters.txt'))
    assert f'Line 2 of {tmp_path / "rasters.txt"}' in reason


def test_folder_without_rasters_is_refused(refusal, tmp_path):
    (tmp_path / 'none').mkdir()
    assert 'none' in refusal('exportpairedchips', INPUT=str(tmp_path / 'none'))


def test_extra_inputs_are_paths_in_their_order(read, raster, tmp_path):
    extras = [str(raster(name)) for name in ('x.tif', 'y.tif')]
    given = {'INPUT': str(raster('a.tif')), 'TARGET': str(raster('b.tif')), 'OUTPUT': str(tmp_path / 'chips')}
    assert read('exportpairedchips', given | {'EXTRA_INPUTS': extras[::-1]}).extra_inputs == tuple(extras[::-1])
    assert read('exportpairedchips', given).extra_inputs is None


def test_extent_without_coordinate_system_is_that_of_its_own_raster(read, raster, tmp_path):
    rasters = {'INPUT_A': str(raster('a.tif', epsg=32636)), 'INPUT_B': str(raster('b.tif', epsg=32637))}
    extent = QgsReferencedRectangle(QgsRectangle(1, 3, 2, 4), QgsCoordinateReferenceSystem('EPSG:3857'))
    given = rasters | {'EXTENT_B': extent, 'OUTPUT': str(tmp_path / 'chips')}
    assert read('exportunpairedchips', given).extent_b == '1.0,2.0,3.0,4.0 [EPSG:3857]'

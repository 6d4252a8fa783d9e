"""Names, kinds and defaults of parameters and outputs: the public contract, written down a second time."""

import pytest
from qgis.core import QgsProcessingContext

REQUIRED = object()
CONTRACT = {
    'rasterizefootprints': {
        'FOOTPRINTS': ('source', REQUIRED),
        'REFERENCE': ('raster', REQUIRED),
        'FIELD': ('field', None),
        'BURN': ('number', 1),
        'BUFFER': ('distance', 0),
        'ALL_TOUCHED': ('boolean', False),
        'EXTENT': ('extent', None),
        'OUTPUT': ('rasterDestination', REQUIRED),
    },
    'forgefootprints': {
        'FOOTPRINTS': ('source', REQUIRED),
        'EXTENT': ('extent', None),
        'COUNT': ('number', 0),
        'DENSITY': ('number', 0),
        'MIN_DISTANCE': ('number', 1),
        'SEED': ('number', 0),
        'OUTPUT': ('vectorDestination', REQUIRED),
    },
    'kmeanssegmentation': {
        'INPUT': ('raster', REQUIRED),
        'BANDS': ('band', None),
        'CLUSTERS': ('number', 8),
        'SAMPLE_SIZE': ('number', 100000),
        'MIN_AREA': ('number', 0),
        'CENTROIDS': ('file', None),
        'SEED': ('number', 0),
        'OUTPUT': ('rasterDestination', REQUIRED),
        'OUTPUT_CENTROIDS': ('fileDestination', None),
    },
    'exportpairedchips': {
        'INPUT': ('raster', REQUIRED),
        'EXTRA_INPUTS': ('multilayer', None),
        'TARGET': ('raster', REQUIRED),
        'INPUT_BANDS': ('band', None),
        'TARGET_BANDS': ('band', None),
        'CHIP_SIZE': ('number', 256),
        'STRIDE': ('number', 0),
        'GRID': ('enum', 'target'),
        'RESAMPLING': ('enum', 'auto'),
        'EXTENT': ('extent', None),
        'MASK': ('source', None),
        'MAX_NODATA': ('number', 0),
        'MIN_CONTENT': ('number', 0),
        'VALIDATION': ('number', 0.1),
        'TEST': ('number', 0.1),
        'SPLIT': ('enum', 'blocks'),
        'SEED': ('number', 0),
        'LAYOUT': ('enum', 'satgan'),
        'OUTPUT': ('folderDestination', REQUIRED),
        'CHIPS_LAYER': ('vectorDestination', None),
    },
    'exportunpairedchips': {
        'INPUT_A': ('raster', REQUIRED),
        'INPUT_B': ('raster', None),
        'BANDS_A': ('band', None),
        'BANDS_B': ('band', None),
        'CHIP_SIZE': ('number', 256),
        'STRIDE': ('number', 0),
        'EXTENT_A': ('extent', None),
        'EXTENT_B': ('extent', None),
        'MASK_A': ('source', None),
        'MASK_B': ('source', None),
        'MAX_NODATA': ('number', 0),
        'VALIDATION': ('number', 0.1),
        'TEST': ('number', 0.1),
        'SPLIT': ('enum', 'blocks'),
        'SEED': ('number', 0),
        'LAYOUT': ('enum', 'satgan'),
        'OUTPUT': ('folderDestination', REQUIRED),
    },
    'trainpix2pix': {
        'DATASET': ('file', REQUIRED),
        'GENERATOR': ('enum', 'unet256'),
        'NORM': ('enum', 'batch'),
        'DROPOUT': ('boolean', True),
        'UPSAMPLING': ('enum', 'transpose'),
        'GAN_LOSS': ('enum', 'vanilla'),
        'LAMBDA_L1': ('number', 100),
        'LAMBDA_SSIM': ('number', 0),
        'LAMBDA_FEATURES': ('number', 0),
        'LAMBDA_PERCEPTUAL': ('number', 0),
        'PERCEPTUAL_WEIGHTS': ('file', None),
        'DISCRIMINATOR_LAYERS': ('number', 3),
        'DISCRIMINATOR_SCALES': ('number', 1),
        'D_LOSS_FACTOR': ('number', 0.5),
        'EPOCHS': ('number', 100),
        'DECAY_EPOCHS': ('number', 100),
        'BATCH_SIZE': ('number', 1),
        'LEARNING_RATE': ('number', 0.0002),
        'AUGMENT': ('enum', 'flip'),
        'FILTERS': ('number', 64),
        'START_FROM': ('file', None),
        'EARLY_STOPPING': ('number', 0),
        'TIME_LIMIT': ('number', 0),
        'SAVE_EVERY': ('number', 1),
        'RESUME': ('boolean', False),
        'SEED': ('number', 0),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'OUTPUT': ('folderDestination', REQUIRED),
    },
    'traincyclegan': {
        'DATASET': ('file', REQUIRED),
        'GENERATOR': ('enum', 'resnet9'),
        'NORM': ('enum', 'instance'),
        'DROPOUT': ('boolean', False),
        'UPSAMPLING': ('enum', 'transpose'),
        'GAN_LOSS': ('enum', 'lsgan'),
        'LAMBDA_CYCLE': ('number', 10),
        'LAMBDA_IDENTITY': ('number', 0.5),
        'POOL_SIZE': ('number', 50),
        'DISCRIMINATOR_LAYERS': ('number', 3),
        'DISCRIMINATOR_SCALES': ('number', 1),
        'D_LOSS_FACTOR': ('number', 0.5),
        'EPOCHS': ('number', 100),
        'DECAY_EPOCHS': ('number', 100),
        'BATCH_SIZE': ('number', 1),
        'LEARNING_RATE': ('number', 0.0002),
        'AUGMENT': ('enum', 'flip'),
        'FILTERS': ('number', 64),
        'SAVE_EVERY': ('number', 1),
        'RESUME': ('boolean', False),
        'SEED': ('number', 0),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'OUTPUT': ('folderDestination', REQUIRED),
    },
    'traindcgan': {
        'DATASET': ('file', REQUIRED),
        'PRESET': ('enum', 'dcgan64'),
        'NOISE': ('number', 100),
        'DIFF_AUGMENT': ('boolean', False),
        'EPOCHS': ('number', 100),
        'DECAY_EPOCHS': ('number', 100),
        'BATCH_SIZE': ('number', 64),
        'LEARNING_RATE': ('number', 0.0002),
        'AUGMENT': ('enum', 'flip'),
        'FILTERS': ('number', 64),
        'SAVE_EVERY': ('number', 1),
        'RESUME': ('boolean', False),
        'SEED': ('number', 0),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'OUTPUT': ('folderDestination', REQUIRED),
    },
    'applymodel': {
        'MODEL': ('file', REQUIRED),
        'INPUT': ('raster', REQUIRED),
        'BANDS': ('band', None),
        'EXTRA_INPUTS': ('multilayer', None),
        'EXTENT': ('extent', None),
        'DIRECTION': ('enum', 'auto'),
        'OVERLAP': ('number', -1),
        'BATCH_SIZE': ('number', 0),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'COMPRESSION': ('enum', 'deflate'),
        'OUTPUT': ('rasterDestination', REQUIRED),
        'OUTPUT_UNCERTAINTY': ('rasterDestination', None),
        'OUTPUT_CYCLE_ERROR': ('rasterDestination', None),
    },
    'evaluatemodel': {
        'MODEL': ('file', REQUIRED),
        'DATASET': ('file', REQUIRED),
        'SPLIT': ('enum', 'test'),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'OUTPUT': ('vectorDestination', REQUIRED),
        'OUTPUT_HTML': ('fileDestination', None),
    },
    'fillgaps': {
        'MODEL': ('file', REQUIRED),
        'INPUT': ('raster', REQUIRED),
        'CONDITION': ('raster', REQUIRED),
        'DIRECTION': ('enum', 'auto'),
        'DEVICE': ('enum', 'auto'),
        'PRECISION': ('enum', 'auto'),
        'COMPRESSION': ('enum', 'deflate'),
        'OUTPUT': ('rasterDestination', REQUIRED),
    },
    'generatechips': {
        'MODEL': ('file', REQUIRED),
        'COUNT': ('number', 16),
        'COLUMNS': ('number', 4),
        'NOISE_SEED': ('number', 0),
        'INTERPOLATE': ('boolean', False),
        'CRS': ('crs', None),
        'ORIGIN': ('point', None),
        'OUTPUT': ('rasterDestination', REQUIRED),
    },
    'inspectdataset': {'DATASET': ('file', REQUIRED), 'OUTPUT_HTML': ('fileDestination', REQUIRED)},
    'verifyprovenance': {'INPUT': ('raster', REQUIRED), 'OUTPUT_HTML': ('fileDestination', None)},
    'modelinformation': {'MODEL': ('file', REQUIRED), 'OUTPUT_HTML': ('fileDestination', None)},
    'importcheckpoint': {'CHECKPOINT': ('file', REQUIRED), 'OUTPUT': ('fileDestination', REQUIRED)},
    'exportmodel': {
        'MODEL': ('file', REQUIRED),
        'FORMAT': ('enum', 'onnx'),
        'OUTPUT': ('fileDestination', REQUIRED),
    },
    'checkengine': {'OUTPUT_HTML': ('fileDestination', None)},
    'installengine': {'TORCH': ('enum', 'auto'), 'FOLDER': ('file', None)},
}
CHOICES = {
    ('exportpairedchips', 'GRID'): ['target', 'input'],
    ('exportpairedchips', 'RESAMPLING'): ['auto', 'nearest', 'bilinear', 'cubic', 'average'],
    ('exportpairedchips', 'SPLIT'): ['blocks', 'random'],
    ('trainpix2pix', 'GENERATOR'): ['unet256', 'unet128', 'resunet256', 'resnet9', 'resnet6', 'global'],
    ('trainpix2pix', 'NORM'): ['batch', 'instance', 'group', 'none'],
    ('trainpix2pix', 'UPSAMPLING'): ['transpose', 'resize'],
    ('trainpix2pix', 'AUGMENT'): ['flip', 'none', 'flip_rotate', 'jitter'],
    ('trainpix2pix', 'DEVICE'): ['auto', 'cpu', 'cuda', 'mps'],
    ('trainpix2pix', 'PRECISION'): ['auto', 'fp32', 'bf16'],
    ('traincyclegan', 'GENERATOR'): ['resnet9', 'resnet6', 'unet256', 'unet128', 'resunet256', 'global'],
    ('traincyclegan', 'NORM'): ['instance', 'batch', 'group', 'none'],
    ('traincyclegan', 'GAN_LOSS'): ['lsgan', 'vanilla', 'hinge'],
    ('applymodel', 'DIRECTION'): ['auto', 'AtoB', 'BtoA'],
    ('evaluatemodel', 'SPLIT'): ['test', 'validation', 'train'],
    ('exportmodel', 'FORMAT'): ['onnx'],
    ('traindcgan', 'PRESET'): ['dcgan64', 'keras80'],
    ('traindcgan', 'UPSAMPLING'): ['transpose', 'resize'],
    ('installengine', 'TORCH'): ['auto', 'cpu', 'cuda'],
}
FIGURES = {'MAE', 'RMSE', 'BIAS', 'PSNR', 'SSIM', 'SAM', 'ACCURACY', 'IOU'}
RESULTS = {
    'rasterizefootprints': {'OUTPUT', 'FEATURE_COUNT', 'CLASS_COUNT'},
    'forgefootprints': {'OUTPUT', 'FEATURE_COUNT'},
    'kmeanssegmentation': {'OUTPUT', 'OUTPUT_CENTROIDS'},
    'exportpairedchips': {'OUTPUT', 'CHIPS_LAYER', 'CHIP_COUNT', 'REJECTED_COUNT'},
    'exportunpairedchips': {'OUTPUT', 'CHIP_COUNT_A', 'CHIP_COUNT_B', 'REJECTED_COUNT'},
    'trainpix2pix': {
        'OUTPUT',
        'MODEL',
        'REPORT',
        'EPOCHS_DONE',
        *FIGURES,
        'BEST_EPOCH',
        'BEST_MAE',
        'BEST_PSNR',
        'BEST_SSIM',
    },
    'traincyclegan': {'OUTPUT', 'MODEL', 'REPORT', 'EPOCHS_DONE', 'CYCLE_A', 'CYCLE_B', 'PASSED_A', 'PASSED_B'},
    'traindcgan': {'OUTPUT', 'MODEL', 'REPORT', 'EPOCHS_DONE', 'DIVERSITY'},
    'applymodel': {'OUTPUT', 'OUTPUT_UNCERTAINTY', 'OUTPUT_CYCLE_ERROR'},
    'evaluatemodel': {'OUTPUT', 'OUTPUT_HTML', 'CHIP_COUNT', *FIGURES, 'COPY_MAE', 'MEAN_MAE', 'LINEAR_MAE'},
    'fillgaps': {'OUTPUT', 'FILLED_COUNT'},
    'generatechips': {'OUTPUT'},
    'inspectdataset': {'OUTPUT_HTML', 'CHIP_COUNT', 'WARNING_COUNT'},
    'verifyprovenance': {'OUTPUT_HTML', 'SYNTHETIC', 'MODEL', 'JOB'},
    'modelinformation': {'OUTPUT_HTML'},
    'importcheckpoint': {'OUTPUT'},
    'exportmodel': {'OUTPUT'},
    'checkengine': {'OUTPUT_HTML', 'READY', 'PYTHON', 'VERSIONS', 'DEVICES', 'REPORT'},
    'installengine': {'PYTHON'},
}


@pytest.mark.parametrize(('name', 'parameter'), [(name, key) for name, keys in CONTRACT.items() for key in keys])
def test_parameter_is_as_promised(provider, name, parameter):
    kind, default = CONTRACT[name][parameter]
    definition = provider.algorithm(name).parameterDefinition(parameter)
    is_optional = bool(definition.flags() & definition.Flag.FlagOptional)
    assert definition.type() == kind
    assert is_optional == (default is None)
    assert definition.defaultValue() == (None if default is REQUIRED else default)


@pytest.mark.parametrize('name', CONTRACT)
def test_more_parameters_are_optional(provider, name):
    for definition in provider.algorithm(name).parameterDefinitions():
        if definition.name() not in CONTRACT[name]:
            assert definition.flags() & definition.Flag.FlagOptional or definition.defaultValue() is not None


@pytest.mark.parametrize(('name', 'parameter'), CHOICES)
def test_choices_are_words(provider, name, parameter):
    definition = provider.algorithm(name).parameterDefinition(parameter)
    assert definition.usesStaticStrings()
    assert definition.options() == CHOICES[name, parameter]


@pytest.mark.parametrize('name', RESULTS)
def test_results_are_declared(provider, name):
    assert RESULTS[name] <= {output.name() for output in provider.algorithm(name).outputDefinitions()}


def test_ranges_come_from_the_job(provider):
    learning_rate = provider.algorithm('trainpix2pix').parameterDefinition('LEARNING_RATE')
    assert (learning_rate.minimum(), learning_rate.maximum()) == (1e-8, 1.0)
    assert learning_rate.metadata()['widget_wrapper']['decimals'] == 8


def test_shares_can_be_smaller_than_one_in_a_hundred(provider):
    shares = ('MAX_NODATA', 'MIN_CONTENT', 'VALIDATION', 'TEST')
    definitions = [provider.algorithm('exportpairedchips').parameterDefinition(share) for share in shares]
    assert [share.metadata()['widget_wrapper']['decimals'] for share in definitions] == [3, 3, 3, 3]


def test_reports_open_in_the_results_viewer(provider):
    assert provider.algorithm('trainpix2pix').outputDefinition('REPORT').type() == 'outputHtml'
    assert provider.algorithm('modelinformation').outputDefinition('OUTPUT_HTML').type() == 'outputHtml'


def test_files_are_chosen_by_their_extension(provider):
    algorithm = provider.algorithm('kmeanssegmentation')
    assert algorithm.parameterDefinition('CENTROIDS').fileFilter() == 'JSON files (*.json);;All files (*)'
    assert algorithm.parameterDefinition('OUTPUT_CENTROIDS').defaultFileExtension() == 'json'
    algorithm = provider.algorithm('importcheckpoint')
    assert algorithm.parameterDefinition('CHECKPOINT').fileFilter() == 'PTH files (*.pth);;All files (*)'
    assert algorithm.parameterDefinition('OUTPUT').defaultFileExtension() == 'safetensors'


def test_secondary_outputs_are_off_at_first(provider):
    for name, parameter in (
        ('kmeanssegmentation', 'OUTPUT_CENTROIDS'),
        ('exportpairedchips', 'CHIPS_LAYER'),
        ('applymodel', 'OUTPUT_UNCERTAINTY'),
        ('applymodel', 'OUTPUT_CYCLE_ERROR'),
    ):
        assert not provider.algorithm(name).parameterDefinition(parameter).createByDefault()


def test_pages_are_on_at_first_in_dialogs_only(provider):
    """Nobody reads a page that a script has not asked for."""
    from satgan.satgan_qgis.values import JobReader

    for name in ('modelinformation', 'verifyprovenance', 'evaluatemodel', 'checkengine'):
        algorithm = provider.algorithm(name)
        assert algorithm.parameterDefinition('OUTPUT_HTML').createByDefault()
        reader = JobReader(algorithm.job, algorithm.parameterDefinition, {}, QgsProcessingContext())
        assert reader.outputs()['output_html'] is None

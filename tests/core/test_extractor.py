"""Feature extractors: pictures arrive as the network of the file wants them, and wrong files are told."""

import numpy as np
import pytest
from onnx import TensorProto
from PIL import Image

from core.errors import SatganError
from core.translation.extractor import Extractor
from tests.core.extractors_made import mean_colours

PICTURE = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)


@pytest.mark.parametrize('shape', [('n', 3, 'h', 'w'), (1, 3, 24, 32), (None, None, None, None)])
@pytest.mark.parametrize(('kind', 'scale'), [(TensorProto.FLOAT, 255), (TensorProto.UINT8, 1)])
def test_floats_are_fractions_and_bytes_are_bytes(tmp_path, shape, kind, scale):
    extractor = Extractor(str(mean_colours(tmp_path / 'f.onnx', shape, kind)))
    expected = PICTURE.mean(axis=(0, 1)) / scale
    np.testing.assert_allclose(extractor.features(PICTURE), expected, rtol=1e-6)


@pytest.mark.parametrize('shape', [('n', 3, 12, 12), (1, 3, 36, 'w')])
def test_pictures_are_resized_where_the_size_is_fixed(tmp_path, shape):
    path = mean_colours(tmp_path / 'f.onnx', shape, TensorProto.UINT8, ('Flatten',))
    found = Extractor(str(path)).features(PICTURE).numpy()
    rows, columns = shape[2], shape[3] if isinstance(shape[3], int) else PICTURE.shape[1]
    # Pillow's bilinear filter is widened where pictures get smaller: it is the antialiased one.
    expected = np.asarray(Image.fromarray(PICTURE).resize((columns, rows), Image.Resampling.BILINEAR)).transpose(
        2, 0, 1
    )
    np.testing.assert_allclose(found.reshape(3, rows, columns), expected, atol=1)


@pytest.mark.parametrize(
    ('more', 'match'),
    [
        ({'shape': ('n', 1, 'h', 'w')}, r"takes image \['n', 1, 'h', 'w'\] of tensor\(float\): .* takes \(N, 3,"),
        ({'shape': (8, 3, 'h', 'w')}, r'takes image \[8, 3, .* with N 1 or any number'),
        ({'shape': ('n', 3)}, r'takes image \[.n., 3\]'),
        ({'kind': TensorProto.DOUBLE}, r'of tensor\(double\)'),
    ],
)
def test_inputs_that_are_no_pictures(tmp_path, more, match):
    path = mean_colours(tmp_path / 'f.onnx', **more)
    with pytest.raises(SatganError, match=match):
        Extractor(str(path))


@pytest.mark.parametrize(
    ('operators', 'match'),
    [
        (('GlobalAveragePool',), r'turns a picture into \[1, 3, 1, 1\] values: .* Average the features'),
        (('Relu', 'Flatten'), r'into \[1, 4800\] values: .* at most 4096'),
        (('Neg', 'Sqrt', 'GlobalAveragePool', 'Flatten'), 'makes values that are no numbers'),
    ],
)
def test_outputs_that_are_no_features(tmp_path, operators, match):
    extractor = Extractor(str(mean_colours(tmp_path / 'f.onnx', operators=operators)))
    with pytest.raises(SatganError, match=match):
        extractor.features(np.full((40, 40, 3), 9, np.uint8))


def test_a_file_that_is_no_onnx(tmp_path):
    path = tmp_path / 'weights.onnx'
    path.write_bytes(b'PK\x03\x04 a checkpoint of something')
    with pytest.raises(SatganError, match=r'weights.onnx cannot be read: it is no ONNX file.*docs/evaluation.md'):
        Extractor(str(path))


def test_a_picture_that_the_network_cannot_work_on(tmp_path):
    extractor = Extractor(str(mean_colours(tmp_path / 'f.onnx', operators=('Det',))))  # of squares only
    with pytest.raises(SatganError, match='cannot work on a picture of 24 x 32 pixels'):
        extractor.features(PICTURE)


def test_an_operator_of_tomorrow(tmp_path):
    path = mean_colours(tmp_path / 'f.onnx', operators=('TooNew', 'Flatten'))
    with pytest.raises(SatganError, match='needs operators that ONNX Runtime has not'):
        Extractor(str(path))

"""A model file for programs without PyTorch."""

from __future__ import annotations

from ...core.jobs import ExportModel
from .base import SatganAlgorithm
from .groups import USING_MODELS


class ExportModelAlgorithm(SatganAlgorithm):
    """Writes a model as ONNX."""

    job = ExportModel
    title = 'Export model'
    toolbox_group = USING_MODELS
    keywords = ('onnx', 'onnxruntime', 'convert', 'deploy', 'generator', 'inference')
    summary = 'Writes the generator of a model file as ONNX, for programs without PyTorch.'
    description = """
        ONNX is read by ONNX Runtime, OpenVINO, TensorRT and many more programs and languages. The file holds the
        generator as "Apply model" uses it: fixed statistics, no dropout. It takes any number of images at once, of any
        size that is a multiple of what the generator needs.

        Before the file is written, ONNX Runtime computes made chips of two sizes with it, and the results are compared
        with those of PyTorch. If they differ by more than 0.0001 (0.004 with instance and group norm, which enlarge
        what was rounded), there is no file.

        Values go in and come out from -1 to 1, with 0 where there is no data. The metadata of the file hold the card of
        the model as JSON under "card": bands, scaling, classes, nodata, pixel size. Tiles, their blending and the marks
        of synthetic pixels are left to the program that uses it.
    """

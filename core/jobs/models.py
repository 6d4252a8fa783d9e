"""Jobs that tell of model files, bring them in and take them out."""

from __future__ import annotations

from dataclasses import dataclass

from .job import Job
from .kinds import Kind
from .parameter import Result, ResultKind, parameter
from .training import CYCLEGAN_FIGURES


@dataclass(frozen=True, kw_only=True)
class ModelInformation(Job):
    """Show what a model file knows about itself."""

    id = 'modelinformation'
    results = (
        Result('KIND', 'Kind of model', ResultKind.TEXT),
        Result('DIRECTIONS', 'Directions that it translates', ResultKind.TEXT),
        Result('GENERATOR', 'Generator', ResultKind.TEXT),
        Result('INPUT_BANDS', 'Input bands'),
        Result('TARGET_BANDS', 'Target bands'),
        Result('TARGET_DTYPE', 'Data type of the target', ResultKind.TEXT),
        Result('PIXEL_SIZE', 'Pixel size (map units of the training data)'),
        Result('CHIP_SIZE', 'Chip size (pixels)'),
        Result('EPOCHS_DONE', 'Epochs done'),
        Result('MAE', 'Validation MAE (target units)'),
        Result('PSNR', 'Validation PSNR (dB)'),
        Result('SSIM', 'Validation SSIM'),
        *CYCLEGAN_FIGURES,
        Result('DIVERSITY', 'Diversity of generated chips (1: as much as real ones)'),
    )

    model: str = parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    output_html: str | None = parameter(
        Kind.HTML_OUTPUT, 'Model card', 'All that the model file knows, as a page.', None
    )


@dataclass(frozen=True, kw_only=True)
class ImportCheckpoint(Job):
    """Make a model file of a generator that was trained with pytorch-CycleGAN-and-pix2pix."""

    id = 'importcheckpoint'

    checkpoint: str = parameter(
        Kind.FILE,
        'Checkpoint',
        'The file of a generator: *_net_G.pth of pix2pix, *_net_G_A.pth or *_net_G_B.pth of CycleGAN.',
        extension='pth',
    )
    output: str = parameter(Kind.FILE_OUTPUT, 'Model file', 'For "Apply model".', extension='safetensors')


@dataclass(frozen=True, kw_only=True)
class ExportModel(Job):
    """Write the generator of a model file for other programs."""

    id = 'exportmodel'

    model: str = parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    format: str = parameter(
        Kind.CHOICE,
        'Format',
        'onnx is read by ONNX Runtime, OpenVINO, TensorRT and others.',
        'onnx',
        choices=('onnx',),
        advanced=True,
    )
    direction: str = parameter(
        Kind.CHOICE,
        'Direction',
        'Which generator of a CycleGAN model.',
        'AtoB',
        choices=('AtoB', 'BtoA'),
        advanced=True,
    )
    output: str = parameter(
        Kind.FILE_OUTPUT, 'Exported model', 'With the card of the model in its metadata.', extension='onnx'
    )

"""Jobs that apply a model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .error import JobError
from .job import Job, as_in
from .kinds import Kind
from .parameter import Result, ResultKind, parameter
from .shared import (
    APPLIED_PRECISION,
    BASELINES,
    COMPRESSIONS,
    EXTENT_HELP,
    FIGURES,
    device_parameter,
    precision_parameter,
)


@dataclass(frozen=True, kw_only=True)
class ApplyModel(Job):
    """Translate a raster with a trained model into a georeferenced raster."""

    id = 'applymodel'
    results = (Result('SEAM_INDEX', 'Seam index (1: the tiles cannot be seen)'),)

    model: str = parameter(
        Kind.MODEL, 'Model file', 'A model.safetensors file. It knows bands, scaling, nodata and pixel size.'
    )
    input: str = parameter(Kind.RASTER, 'Input raster', 'Of the same kind and pixel size as the training input.')
    bands: tuple[int, ...] | None = parameter(
        Kind.BANDS,
        'Input bands',
        'In the order of the training bands. Empty: as the model was trained.',
        None,
        parent='input',
        advanced=True,
    )
    extra_inputs: tuple[str, ...] | None = parameter(
        Kind.RASTERS,
        'Extra input rasters',
        'As many as the model was trained with, in that order; they are resampled to the grid of the input.',
        None,
        advanced=True,
    )
    extent: str | None = parameter(Kind.EXTENT, 'Extent', EXTENT_HELP, None)
    direction: str = parameter(
        Kind.CHOICE,
        'Direction',
        'Of a CycleGAN model, which translates both ways. auto: from the domain that has the bands of the input raster; '
        'AtoB if both have.',
        'auto',
        choices=('auto', 'AtoB', 'BtoA'),
        advanced=True,
    )
    overlap: int = parameter(
        Kind.INTEGER,
        'Overlap of tiles (pixels; -1 = automatic)',
        'Neighbouring tiles are blended over this width. -1: a quarter of the tile; for ResNets, unless each tile has '
        'statistics of its own, larger tiles whose edges are cut off, so that there is no seam. Otherwise choose a '
        'multiple of 4 for ResNets.',
        -1,
        minimum=-1,
        maximum=4096,
        advanced=True,
    )
    statistics: str = parameter(
        Kind.CHOICE,
        'Statistics of norm layers',
        'running: those of the training, of models with batch norm. calibrated: those of tiles from all over the input '
        'raster, the same for every tile, so that no seams show. tile: those of each tile by itself, as the reference '
        'does it, whose edges can stay visible. auto: running where the model has been trained for it, else calibrated.',
        'auto',
        choices=('auto', 'calibrated', 'tile', 'running'),
        advanced=True,
    )
    batch_size: int = parameter(
        Kind.INTEGER,
        'Tiles at once (0 = automatic)',
        'More take more memory; a graphics card that has too little gets them in halves.',
        0,
        minimum=0,
        maximum=4096,
        advanced=True,
    )
    device: str = device_parameter()
    precision: str = precision_parameter(APPLIED_PRECISION)
    runtime: str = parameter(
        Kind.CHOICE,
        'Runtime',
        'What runs the network on a processor. auto: PyTorch, or OpenVINO where it is installed and a short trial, '
        'remembered for this machine, has shown that it is clearly faster for such a network. Small rasters, graphics cards '
        'and the uncertainty keep PyTorch.',
        'auto',
        choices=('auto', 'pytorch', 'openvino'),
        advanced=True,
    )
    compression: str = parameter(
        Kind.CHOICE,
        'Compression',
        'Of the output; all but none are lossless.',
        'deflate',
        choices=COMPRESSIONS,
        advanced=True,
    )
    output: str = parameter(
        Kind.RASTER_OUTPUT, 'Synthetic raster', 'GeoTIFF on exactly the grid of the input, marked as synthetic.'
    )
    output_uncertainty: str | None = parameter(
        Kind.RASTER_OUTPUT,
        'Uncertainty',
        'Standard deviation, in the units of the target, over 8 ways to translate: turned and flipped, in other tiles and '
        'with dropout where the model has some. Of classes, the share of the other ways that give another class. It '
        'takes 8 times as long.',
        None,
    )
    output_cycle_error: str | None = parameter(
        Kind.RASTER_OUTPUT,
        'Cycle error',
        'Of a CycleGAN model: how far what comes back is from the input when the result is translated back, in the units of '
        'the input; of classes, 1 where another one comes back. It takes twice as long.',
        None,
    )

    def check(self) -> None:
        """Check also that no output would overwrite another one."""
        super().check()
        outputs = self.outputs()
        if len({path.absolute() for path in outputs}) < len(outputs):
            raise JobError('Two outputs have the same path: give each one a path of its own.')


@dataclass(frozen=True, kw_only=True)
class FillGaps(Job):
    """Fill the gaps of a raster with what a model makes of another raster of the same place."""

    id = 'fillgaps'
    results = (Result('FILLED_COUNT', 'Pixels filled'),)

    model: str = as_in(ApplyModel, 'model')
    input: str = parameter(
        Kind.RASTER, 'Raster with gaps', 'Of the kind that the model makes. Gaps are its pixels without data.'
    )
    condition: str = parameter(
        Kind.RASTER,
        'Condition raster',
        'What the model translates, of the same place and without those gaps; it is resampled to the grid of the raster '
        'with gaps.',
    )
    extra_inputs: tuple[str, ...] | None = as_in(ApplyModel, 'extra_inputs')
    direction: str = as_in(ApplyModel, 'direction', help=(
        'Of a CycleGAN model, which translates both ways. auto: from the domain that has the bands of the condition '
        'raster; AtoB if both have.'
    ))  # fmt: skip
    device: str = device_parameter()
    precision: str = precision_parameter()
    compression: str = as_in(ApplyModel, 'compression')
    output: str = parameter(
        Kind.RASTER_OUTPUT,
        'Filled raster',
        'GeoTIFF on the grid of the raster with gaps, marked as synthetic in part. Its last band tells each pixel: 0 is '
        'real and as it was, 1 is generated.',
    )

    def inputs(self) -> list[Path]:
        """Leave out the raster with gaps, which may be filled in place."""
        return [path for path in super().inputs() if path != Path(self.input)]


@dataclass(frozen=True, kw_only=True)
class EvaluateModel(Job):
    """Hold what a model generates against the real chips of a dataset."""

    id = 'evaluatemodel'
    results = (
        Result('CHIP_COUNT', 'Chips judged by'),
        *(Result(name, label) for name, label in FIGURES.items()),
        *(
            Result(f'{baseline}_{name}', f'{FIGURES[name]} of {label}')
            for baseline, label in BASELINES.items()
            for name in ('MAE', 'PSNR', 'SSIM', 'ACCURACY')
        ),
        Result('FID', 'FID, with a feature extractor'),
        Result('KID', 'KID, with a feature extractor'),
        Result('KID_STD', 'Standard deviation of KID over its subsets'),
    )

    model: str = parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    dataset: str = parameter(
        Kind.DATASET, 'Dataset folder', 'Of chip pairs with the bands that the model was trained with.'
    )
    split: str = parameter(
        Kind.CHOICE,
        'Part of the dataset',
        'test chips have played no part in the training; validation chips may have steered it; on train chips every '
        'model looks better than it is.',
        'test',
        choices=('test', 'validation', 'train'),
    )
    device: str = device_parameter()
    precision: str = precision_parameter(APPLIED_PRECISION)
    feature_extractor: str | None = parameter(
        Kind.FILE,
        'Feature extractor',
        'An ONNX file of a network such as Inception v3, for FID and KID. It turns pictures, (N, 3, height, width) in red, '
        'green and blue, into (N, features): from 0 to 255 where it takes uint8, from 0 to 1 where it takes float. Empty: '
        'neither is measured.',
        None,
        extension='onnx',
        advanced=True,
    )
    output: str = parameter(Kind.VECTOR_OUTPUT, 'Judged chips', 'A polygon per chip with its figures, as GeoPackage.')
    output_html: str | None = parameter(
        Kind.HTML_OUTPUT,
        'Evaluation report',
        'Figures per band or class beside those of trivial models, worst and best chips.',
        None,
    )


@dataclass(frozen=True, kw_only=True)
class GenerateChips(Job):
    """Make a sheet of synthetic chips with a DCGAN model, out of nothing but noise."""

    id = 'generatechips'

    model: str = parameter(Kind.MODEL, 'Model file', 'A model.safetensors file of "Train DCGAN".')
    count: int = parameter(Kind.INTEGER, 'Number of chips', 'How many to make.', 16, minimum=1, maximum=1000000)
    columns: int = parameter(
        Kind.INTEGER, 'Columns', 'Chips side by side; the sheet grows downwards.', 4, minimum=1, maximum=1000
    )
    noise_seed: int = parameter(
        Kind.INTEGER,
        'Noise seed',
        'The first chip is that of this seed, the second that of the next, and so on: the same seed, the same chip.',
        0,
        minimum=0,
        maximum=2**31 - 1,
    )
    interpolate: bool = parameter(
        Kind.BOOLEAN,
        'Interpolate from the first seed to the next',
        'The chips lead step by step from that of the noise seed to that of the next, along the sphere that noise '
        'vectors lie on (spherical interpolation).',
        False,
    )
    crs: str | None = parameter(
        Kind.CRS,
        'Coordinate system',
        'Of the sheet, with pixels as large on the ground as those of the training data. Empty: that of the training '
        'data.',
        None,
        advanced=True,
    )
    origin: str | None = parameter(
        Kind.POINT,
        'Upper left corner',
        'x,y in the coordinate system of the sheet, with [EPSG:n] behind it where it is in another. Empty: 0,0.',
        None,
        advanced=True,
    )
    output: str = parameter(Kind.RASTER_OUTPUT, 'Synthetic chips', 'GeoTIFF, marked as synthetic.')

    def check(self) -> None:
        """Check also that there is a way to go between two chips."""
        super().check()
        if self.interpolate and self.count < 2:
            raise JobError('"interpolate" needs a "count" of 2 or more: it leads from one chip to another.')


@dataclass(frozen=True, kw_only=True)
class VerifyProvenance(Job):
    """Tell what is known about where the pixels of a raster come from."""

    id = 'verifyprovenance'
    results = (
        Result('SYNTHETIC', 'Whether it is synthetic: yes, no or unknown', ResultKind.TEXT),
        Result('MODEL', 'Name of the model file, empty where unknown', ResultKind.TEXT),
        Result('JOB', 'The job that made it as JSON, empty where unknown', ResultKind.TEXT),
    )

    input: str = parameter(Kind.RASTER, 'Raster', 'Any raster, wherever it comes from.')
    output_html: str | None = parameter(
        Kind.HTML_OUTPUT, 'Provenance report', 'All marks that were found, as a page.', None
    )

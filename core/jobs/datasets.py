"""Jobs that make and examine datasets of chips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .error import JobError
from .job import Job
from .kinds import Kind
from .parameter import Result, parameter
from .shared import EXTENT_HELP, seed_parameter


def _chip_size() -> Any:
    help = (
        'Width and height. The generators unet256 and resunet256 need a multiple of 256, unet128 of 128, global of 16 '
        '(32 at least), resnet9 and resnet6 of 4. The DCGAN preset dcgan64 needs 64, keras80 80.'
    )
    return parameter(Kind.INTEGER, 'Chip size (pixels)', help, 256, minimum=16, maximum=4096)


def _stride() -> Any:
    help = 'Distance between neighbouring chips; at the chip size, or 0, they do not overlap.'
    return parameter(Kind.INTEGER, 'Stride (pixels; 0 = chip size)', help, 0, minimum=0, maximum=65536)


def _max_nodata() -> Any:
    help = 'Chips with a larger share of pixels without data, of a pair in either raster, are rejected.'
    return parameter(Kind.NUMBER, 'Largest share of nodata (0 to 1)', help, 0.0, minimum=0.0, maximum=1.0)


def _validation() -> Any:
    help = 'Chips that steer the training.'
    return parameter(Kind.NUMBER, 'Validation share (0 to 0.9)', help, 0.1, minimum=0.0, maximum=0.9)


def _test() -> Any:
    help = 'Chips that are kept apart to judge the model.'
    return parameter(Kind.NUMBER, 'Test share (0 to 0.9)', help, 0.1, minimum=0.0, maximum=0.9)


def _split() -> Any:
    help = 'blocks keeps neighbouring chips in the same part, so that validation is honest; random does not.'
    return parameter(Kind.CHOICE, 'Split', help, 'blocks', choices=('blocks', 'random'), advanced=True)


def _scaling() -> Any:
    help = (
        'Which values become black and white to the network. range: smallest and largest of the training chips; '
        'percentile: 2nd and 98th; decibel: fixed ranges of radar backscatter. auto: all of 8-bit bands, decibel for '
        'bands in dB, else nearly the whole range. Classes need none.'
    )
    choices = ('auto', 'range', 'percentile', 'decibel')
    return parameter(Kind.CHOICE, 'Scaling', help, 'auto', choices=choices, advanced=True)


def _dry_run() -> Any:
    help = 'Only tells how many chips there would be and how much room they would take.'
    return parameter(Kind.BOOLEAN, 'Dry run: only count the chips', help, False, advanced=True)


def _dataset_output() -> Any:
    return parameter(Kind.FOLDER_OUTPUT, 'Dataset folder', 'Must be new or empty.')


def _check_shares(validation: float, test: float) -> None:
    if validation + test >= 1:
        raise JobError(
            f'The validation share ({validation:g}) and the test share ({test:g}) leave nothing to train on: their '
            'sum must be below 1.'
        )


@dataclass(frozen=True, kw_only=True)
class ExportPairedChips(Job):
    """Cut two rasters into pairs of georeferenced training chips."""

    id = 'exportpairedchips'
    results = (
        Result('CHIP_COUNT', 'Chip pairs written'),
        Result('REJECTED_COUNT', 'Chip pairs rejected'),
    )

    input: str = parameter(
        Kind.RASTER,
        'Input raster (A)',
        'What the model will be given: a class raster, a radar image, heights, ... A folder takes all its rasters, a text '
        'file (.txt) those whose paths stand on its lines.',
        many=True,
    )
    extra_inputs: tuple[str, ...] | None = parameter(
        Kind.RASTERS,
        'Extra input rasters',
        'Their bands follow those of the input, resampled to the grid: heights beside a radar image, for instance.',
        None,
        advanced=True,
    )
    target: str = parameter(
        Kind.RASTER,
        'Target raster (B)',
        'What the model shall make of it, of the same area. Of two folders or lists, rasters of equal names belong '
        'together.',
        many=True,
    )
    input_bands: tuple[int, ...] | None = parameter(
        Kind.BANDS, 'Input bands', 'In this order. Empty: all but an alpha band.', None, parent='input', advanced=True
    )
    target_bands: tuple[int, ...] | None = parameter(
        Kind.BANDS, 'Target bands', 'In this order. Empty: all but an alpha band.', None, parent='target', advanced=True
    )
    chip_size: int = _chip_size()
    stride: int = _stride()
    grid: str = parameter(
        Kind.CHOICE,
        'Grid of the chips',
        'Which raster gives pixel size and coordinate system; the other one is resampled to it on the fly.',
        'target',
        choices=('target', 'input'),
    )
    resampling: str = parameter(
        Kind.CHOICE,
        'Resampling',
        'For the raster that is not the grid. auto: nearest for class rasters, bilinear for all others.',
        'auto',
        choices=('auto', 'nearest', 'bilinear', 'cubic', 'average'),
        advanced=True,
    )
    extent: str | None = parameter(Kind.EXTENT, 'Extent', EXTENT_HELP, None)
    mask: str | None = parameter(
        Kind.VECTOR, 'Mask polygons', 'Only chips that lie wholly inside these polygons are written.', None
    )
    max_nodata: float = _max_nodata()
    min_content: float = parameter(
        Kind.NUMBER,
        'Smallest share of content (0 to 1)',
        'Chip pairs with a smaller share of input pixels that are not background (0) are rejected.',
        0.0,
        minimum=0.0,
        maximum=1.0,
    )
    rotation_angle: float = parameter(
        Kind.NUMBER,
        'Rotation angle (degrees; 0 = none)',
        'Each training chip is cut again, turned by this angle, by twice the angle and so on up to a whole turn: 90 '
        'gives three copies, 45 seven. At least 1 where it is not 0.',
        0.0,
        minimum=0.0,
        maximum=180.0,
        advanced=True,
    )
    validation: float = _validation()
    test: float = _test()
    split: str = _split()
    seed: int = seed_parameter()
    scaling: str = _scaling()
    append: bool = parameter(
        Kind.BOOLEAN,
        'Append to the chips in the dataset folder',
        'The dataset keeps its scaling.',
        False,
        advanced=True,
    )
    layout: str = parameter(
        Kind.CHOICE,
        'Layout of the folder',
        'How the folder is arranged. satgan keeps everything. esri: images, images2 and map.txt. pix2pix: 8-bit PNG '
        'images, side by side. folders: trainA, trainB, valA, ...',
        'satgan',
        choices=('satgan', 'esri', 'pix2pix', 'folders'),
        advanced=True,
    )
    dry_run: bool = _dry_run()
    output: str = parameter(Kind.FOLDER_OUTPUT, 'Dataset folder', 'Must be new or empty unless chips are appended.')
    chips_layer: str | None = parameter(
        Kind.VECTOR_OUTPUT,
        'Chip outlines',
        'A layer with one polygon per chip: part, share of nodata and of content.',
        None,
    )

    def check(self) -> None:
        """Check also the shares of the split."""
        super().check()
        _check_shares(self.validation, self.test)
        if 0 < self.rotation_angle < 1:
            raise JobError(
                f'"rotation_angle" is {self.rotation_angle:g}, which gives hundreds of copies of each chip: it must be 0 '
                'or a number from 1 to 180.'
            )
        if self.dry_run and self.chips_layer:
            raise JobError('A dry run writes nothing: leave "chips_layer" empty.')
        if self.append and self.layout != 'satgan':
            raise JobError('Chips can only be appended in the layout satgan: the others do not keep what is needed.')


@dataclass(frozen=True, kw_only=True)
class ExportUnpairedChips(Job):
    """Cut rasters of two places, or of one, into chips without partners."""

    id = 'exportunpairedchips'
    results = (
        Result('CHIP_COUNT_A', 'Chips of A written'),
        Result('CHIP_COUNT_B', 'Chips of B written'),
        Result('REJECTED_COUNT', 'Chips rejected'),
    )

    input_a: str = parameter(
        Kind.RASTER,
        'Raster (A)',
        'One kind of picture. A folder takes all its rasters or plain images, a text file (.txt) those whose paths '
        'stand on its lines.',
        many=True,
    )
    input_b: str | None = parameter(
        Kind.RASTER,
        'Raster (B)',
        'The other kind, of any place, coordinate system and number of bands. Empty: a dataset of one kind, for DCGAN.',
        None,
        many=True,
    )
    bands_a: tuple[int, ...] | None = parameter(
        Kind.BANDS, 'Bands of A', 'In this order. Empty: all but an alpha band.', None, parent='input_a', advanced=True
    )
    bands_b: tuple[int, ...] | None = parameter(
        Kind.BANDS, 'Bands of B', 'In this order. Empty: all but an alpha band.', None, parent='input_b', advanced=True
    )
    chip_size: int = _chip_size()
    stride: int = _stride()
    extent_a: str | None = parameter(Kind.EXTENT, 'Extent of A', EXTENT_HELP, None, parent='input_a', advanced=True)
    extent_b: str | None = parameter(Kind.EXTENT, 'Extent of B', EXTENT_HELP, None, parent='input_b', advanced=True)
    mask_a: str | None = parameter(
        Kind.VECTOR, 'Mask polygons of A', 'Only chips that lie wholly inside are written.', None, advanced=True
    )
    mask_b: str | None = parameter(
        Kind.VECTOR, 'Mask polygons of B', 'Only chips that lie wholly inside are written.', None, advanced=True
    )
    max_nodata: float = _max_nodata()
    validation: float = _validation()
    test: float = _test()
    split: str = _split()
    seed: int = seed_parameter()
    scaling: str = _scaling()
    layout: str = parameter(
        Kind.CHOICE,
        'Layout of the folder',
        'How the folder is arranged. satgan keeps everything. esri: images and map.txt, in A and B if there are two kinds. '
        'folders: trainA, trainB, valA, ...',
        'satgan',
        choices=('satgan', 'esri', 'folders'),
        advanced=True,
    )
    dry_run: bool = _dry_run()
    output: str = _dataset_output()

    def check(self) -> None:
        """Check also the shares of the split, and that nothing is said of a raster that is not given."""
        super().check()
        _check_shares(self.validation, self.test)
        for name in ('bands_b', 'extent_b', 'mask_b'):
            if self.input_b is None and getattr(self, name) is not None:
                raise JobError(f'"{name}" is given, but there is no raster B ("input_b").')


@dataclass(frozen=True, kw_only=True)
class InspectDataset(Job):
    """Examine a dataset and advise what to mend before training."""

    id = 'inspectdataset'
    results = (Result('CHIP_COUNT', 'Chips inspected'), Result('WARNING_COUNT', 'Warnings'))

    dataset: str = parameter(Kind.DATASET, 'Dataset folder', 'Of pairs or without, in any known layout.')
    output_html: str = parameter(
        Kind.HTML_OUTPUT, 'Dataset report', 'Advice, samples, histograms and a map as one page.'
    )

"""The jobs: one frozen dataclass per algorithm, the contract between QGIS and the engine.

Defaults, ranges, choices and help texts are written here and nowhere else: the Processing dialogs, the command line,
the JSON schema and the engine's own checks all read them. Standard library only, because QGIS's Python imports it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar


class JobError(ValueError):
    """A job that cannot be run as it is written; the message is a sentence for the user."""


class Kind(Enum):
    """What a parameter holds: decides its widget in QGIS and its type in JSON."""

    RASTER = 'raster'
    RASTERS = 'rasters'
    VECTOR = 'vector'
    FIELD = 'field'
    BANDS = 'bands'
    EXTENT = 'extent'
    POINT = 'point'
    CRS = 'crs'
    MODEL = 'model'
    FILE = 'file'
    DATASET = 'dataset'
    FOLDER = 'folder'
    INTEGER = 'integer'
    NUMBER = 'number'
    DISTANCE = 'distance'
    BOOLEAN = 'boolean'
    CHOICE = 'choice'
    TEXT = 'text'
    RASTER_OUTPUT = 'raster_output'
    VECTOR_OUTPUT = 'vector_output'
    FOLDER_OUTPUT = 'folder_output'
    HTML_OUTPUT = 'html_output'
    FILE_OUTPUT = 'file_output'


OUTPUT_KINDS = frozenset(
    {Kind.RASTER_OUTPUT, Kind.VECTOR_OUTPUT, Kind.FOLDER_OUTPUT, Kind.HTML_OUTPUT, Kind.FILE_OUTPUT}
)
_FILE_KINDS = frozenset({Kind.RASTER, Kind.RASTERS, Kind.VECTOR, Kind.MODEL, Kind.FILE})
_INTEGER_KINDS = frozenset({Kind.INTEGER})
_NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.DISTANCE})
_LIST_KINDS = frozenset({Kind.BANDS})
_RASTER_SUFFIXES = frozenset({'.tif', '.tiff', '.vrt', '.img', '.jp2', '.png', '.jpg', '.jpeg'})


@dataclass(frozen=True)
class Parameter:
    """How one field of a job is shown, explained and checked.

    Attributes:
        kind: what the parameter holds.
        label: the name that a person reads.
        help: one or two sentences for tooltip, command line and JSON schema.
        optional: whether it may be left out.
        minimum: smallest allowed value of a number, inclusive.
        maximum: largest allowed value of a number, inclusive.
        choices: the words allowed for a choice.
        many: whether a folder of rasters, or a text file that lists some, will do for a raster.
        extension: of a file that is neither raster, layer, model nor page, without the dot.
        parent: the field that a band list, attribute field, extent or distance refers to.
        advanced: whether a dialog hides it behind "Advanced parameters".
    """

    kind: Kind
    label: str
    help: str
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    many: bool = False
    extension: str = ''
    parent: str | None = None
    advanced: bool = False


class ResultKind(Enum):
    """What a result holds."""

    NUMBER = 'number'
    TEXT = 'text'
    FILE = 'file'
    HTML = 'html'


@dataclass(frozen=True)
class Result:
    """A figure or path that a finished job returns besides its output parameters."""

    name: str
    label: str
    kind: ResultKind = ResultKind.NUMBER


def _parameter(kind: Kind, label: str, help: str, default: Any = MISSING, **more: Any) -> Any:
    parameter = Parameter(kind, label, help, optional=default is None, **more)
    if default is MISSING:
        return field(metadata={'parameter': parameter})
    return field(default=default, metadata={'parameter': parameter})


@dataclass(frozen=True)
class Job:
    """Base of all jobs: reading from and writing to plain mappings, and the checks that need no raster library."""

    id: ClassVar[str] = ''
    results: ClassVar[tuple[Result, ...]] = ()

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Return the parameters by field name, in the order of the dialog."""
        return {item.name: item.metadata['parameter'] for item in fields(cls)}

    @classmethod
    def default(cls, name: str) -> Any:
        """Return the default of the field `name`; None where there is none."""
        item: Field[Any] = cls.__dataclass_fields__[name]
        return None if item.default is MISSING else item.default

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> Job:
        """Build and check a job from the parsed content of a job file.

        Args:
            mapping: lower-case parameter names to values; a `job` key is ignored.

        Raises:
            JobError: an unknown or missing key, or a value of the wrong type or out of range.
        """
        values = {key: value for key, value in mapping.items() if key != 'job'}
        known = cls.parameters()
        for name in values:
            if name not in known:
                raise JobError(f'{cls.id} has no parameter "{name}". It has: {", ".join(known)}.')
        for item in fields(cls):
            if item.name not in values and item.default is MISSING:
                raise JobError(f'{cls.id} needs the parameter "{item.name}" ({known[item.name].label.lower()}).')
        job = cls(**{name: _coerced(name, known[name], value) for name, value in values.items()})
        job.check()
        return job

    def to_mapping(self) -> dict[str, Any]:
        """Return the job as the content of a job file: all parameters, and its id under `job`."""
        return {'job': self.id, **{name: _plain(value) for name, value in asdict(self).items()}}

    def outputs(self) -> list[Path]:
        """Return the paths of all files and folders that this job is to write."""
        paths = (getattr(self, name) for name, p in self.parameters().items() if p.kind in OUTPUT_KINDS)
        return [Path(path) for path in paths if path]

    def check(self) -> None:
        """Check what can be checked without opening a raster.

        Raises:
            JobError: the first thing found wrong, as a sentence.
        """
        for name, parameter in self.parameters().items():
            _check_value(name, parameter, getattr(self, name))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _coerced(name: str, parameter: Parameter, value: Any) -> Any:
    """Accept what JSON and Processing hand over for the same thing (3.0 for 3, a list for a tuple)."""
    kind = parameter.kind
    if value is None or value == '':
        return None
    if kind in _LIST_KINDS:
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(_whole(name, item) for item in items) or None
    if kind is Kind.RASTERS:
        return _paths(name, value)
    if kind in _INTEGER_KINDS:
        return _whole(name, value)
    if kind in _NUMBER_KINDS:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise JobError(f'"{name}" is {value!r}: it must be a number.')
        return float(value)
    if kind is Kind.BOOLEAN:
        if not isinstance(value, bool):
            raise JobError(f'"{name}" is {value!r}: it must be true or false.')
        return value
    if not isinstance(value, str):
        raise JobError(f'"{name}" is {value!r}: it must be text.')
    return value


def _paths(name: str, value: Any) -> tuple[str, ...] | None:
    items = value if isinstance(value, list | tuple) else [value]
    if wrong := [item for item in items if not isinstance(item, str)]:
        raise JobError(f'"{name}" holds {wrong[0]!r}: it must be a list of paths.')
    return tuple(items) or None


def _whole(name: str, value: Any) -> int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or value != int(value):
        raise JobError(f'"{name}" is {value!r}: it must be a whole number.')
    return int(value)


def _check_value(name: str, parameter: Parameter, value: Any) -> None:
    if value is None:
        if not parameter.optional:
            raise JobError(f'"{name}" ({parameter.label.lower()}) is empty: give a value.')
        return
    if parameter.choices and value not in parameter.choices:
        raise JobError(f'"{name}" is "{value}": it must be one of {", ".join(parameter.choices)}.')
    if parameter.kind in _INTEGER_KINDS | _NUMBER_KINDS:
        _check_range(name, parameter, value)
    if parameter.kind in _LIST_KINDS and min(value) < 1:
        raise JobError(f'"{name}" names band {min(value)}: bands are counted from 1.')
    if parameter.kind in _FILE_KINDS:
        for path in (value,) if isinstance(value, str) else value:
            _check_file(name, parameter, path)


def _check_range(name: str, parameter: Parameter, value: float) -> None:
    too_low = parameter.minimum is not None and value < parameter.minimum
    too_high = parameter.maximum is not None and value > parameter.maximum
    if not math.isfinite(value) or too_low or too_high:
        low = '' if parameter.minimum is None else f' from {parameter.minimum:g}'
        high = '' if parameter.maximum is None else f' to {parameter.maximum:g}'
        raise JobError(f'"{name}" is {value:g}: it must be a number{low}{high}.')


def is_many(path: str) -> bool:
    """Return whether a path stands for many rasters: a folder of them, or a text file with a path on each line."""
    return Path(path).is_dir() or _is_list(path)


def rasters_in(path: str) -> list[str]:
    """Return the rasters of a folder, by the endings of their names, or of a list, in alphabetical order of the names."""
    if _is_list(path):
        found = [raster for _, raster in _listed(path)]
    else:
        found = [str(file) for file in Path(path).iterdir() if _is_image(file)]
    return sorted(found, key=lambda raster: (Path(raster).stem, Path(raster).suffix, raster))


def _is_image(path: Path) -> bool:
    return path.suffix.lower() in _RASTER_SUFFIXES


def _is_list(path: str) -> bool:
    return path.lower().endswith('.txt') and Path(path).is_file()


def _listed(path: str) -> list[tuple[int, str]]:
    """Return number and raster of each line of a list, as GDAL's programs read it; relative paths begin at its folder."""
    text = Path(path).read_text(encoding='utf-8-sig', errors='replace')
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    folder = Path(path).absolute().parent
    return [(number, str(folder / line) if _is_plain_file(line) else line) for number, line in lines]


def _is_plain_file(path: str) -> bool:
    return not path.startswith('/vsi') and ':' not in path[2:]


def _is_missing(path: str) -> bool:
    return _is_plain_file(path) and not os.path.exists(path)


def _check_file(name: str, parameter: Parameter, value: str) -> None:
    path = value.split('|')[0]
    if _is_missing(path):
        raise JobError(f'The file {path} ("{name}") does not exist. Check the path of the {parameter.label.lower()}.')
    if parameter.many and _is_list(path):
        _check_list(name, path)
    elif parameter.many and Path(path).is_dir() and not rasters_in(path):
        endings = ', '.join(sorted(_RASTER_SUFFIXES))
        raise JobError(f'The folder {path} ("{name}") holds no rasters: none of its files ends in {endings}.')


def _check_list(name: str, path: str) -> None:
    rasters = _listed(path)
    if not rasters:
        raise JobError(f'The list {path} ("{name}") is empty. Write the path of a raster on each line.')
    for number, raster in rasters:
        if _is_missing(raster):
            raise JobError(
                f'Line {number} of {path} ("{name}") names {raster}, which does not exist. Write the path of a raster '
                'on each line; relative ones begin at the folder of the list.'
            )


_COMPRESSIONS = ('deflate', 'lzw', 'zstd', 'none')
_EXTENT_HELP = (
    'Only this part is used: xmin,xmax,ymin,ymax in map units, with [EPSG:n] behind it where the coordinates are not '
    'in the coordinate system of the raster. It is widened to whole pixels. Empty: everything.'
)
_SEED_HELP = 'The same seed, data and settings give the same result.'


#: Figures of generated against real chips, by their names in results.
_FIGURES = {
    'MAE': 'MAE (target units)',
    'RMSE': 'RMSE (target units)',
    'BIAS': 'Bias (target units)',
    'PSNR': 'PSNR (dB)',
    'SSIM': 'SSIM',
    'SAM': 'Spectral angle (degrees), of two and more bands',
    'ACCURACY': 'Accuracy, of classes',
    'IOU': 'Mean IoU, of classes',
}
#: Trivial models, by the prefix of their results.
_BASELINES = {
    'COPY': 'the copied input',
    'MEAN': 'the mean colour',
    'MAJORITY': 'the most frequent class',
    'LINEAR': 'the linear regression',
}


def _as_in(job: type[Job], name: str, **changed: Any) -> Any:
    """Return a parameter as another job has it, but for what is changed."""
    item: Field[Any] = job.__dataclass_fields__[name]
    default = changed.pop('default', item.default)
    return field(default=default, metadata={'parameter': replace(item.metadata['parameter'], **changed)})


def _device() -> Any:
    help = 'auto takes the graphics card where PyTorch can use one, else the processor.'
    return _parameter(Kind.CHOICE, 'Device', help, 'auto', choices=('auto', 'cpu', 'cuda', 'mps'), advanced=True)


def _precision() -> Any:
    help = 'auto takes bf16 where the hardware calculates with it natively (about twice as fast), else fp32.'
    return _parameter(Kind.CHOICE, 'Precision', help, 'auto', choices=('auto', 'fp32', 'bf16'), advanced=True)


def _seed() -> Any:
    return _parameter(Kind.INTEGER, 'Seed', _SEED_HELP, 0, minimum=0, maximum=2**31 - 1, advanced=True)


def _chip_size() -> Any:
    help = (
        'Width and height. The generators unet256 and resunet256 need a multiple of 256, unet128 of 128, global of 16 '
        '(32 at least), resnet9 and resnet6 of 4. The DCGAN preset dcgan64 needs 64, keras80 80.'
    )
    return _parameter(Kind.INTEGER, 'Chip size (pixels)', help, 256, minimum=16, maximum=4096)


def _stride() -> Any:
    help = 'Distance between neighbouring chips. 0: the chip size, so that chips do not overlap.'
    return _parameter(Kind.INTEGER, 'Stride (pixels)', help, 0, minimum=0, maximum=65536)


def _max_nodata() -> Any:
    help = 'Chips with a larger share of pixels without data, of a pair in either raster, are rejected. 0 to 1.'
    return _parameter(Kind.NUMBER, 'Largest share of nodata', help, 0.0, minimum=0.0, maximum=1.0)


def _validation() -> Any:
    help = 'Chips that steer the training.'
    return _parameter(Kind.NUMBER, 'Validation share', help, 0.1, minimum=0.0, maximum=0.9)


def _test() -> Any:
    help = 'Chips that are kept apart to judge the model.'
    return _parameter(Kind.NUMBER, 'Test share', help, 0.1, minimum=0.0, maximum=0.9)


def _split() -> Any:
    help = 'blocks keeps neighbouring chips in the same part, so that validation is honest; random does not.'
    return _parameter(Kind.CHOICE, 'Split', help, 'blocks', choices=('blocks', 'random'), advanced=True)


def _scaling() -> Any:
    help = (
        'Which values become black and white to the network. range: smallest and largest of the training chips; '
        'percentile: 2nd and 98th; decibel: fixed ranges of radar backscatter. auto: all of 8-bit bands, decibel for '
        'bands in dB, else nearly the whole range. Classes need none.'
    )
    choices = ('auto', 'range', 'percentile', 'decibel')
    return _parameter(Kind.CHOICE, 'Scaling', help, 'auto', choices=choices, advanced=True)


def _dry_run() -> Any:
    help = 'Only tells how many chips there would be and how much room they would take.'
    return _parameter(Kind.BOOLEAN, 'Dry run', help, False, advanced=True)


def _dataset_output() -> Any:
    return _parameter(Kind.FOLDER_OUTPUT, 'Dataset folder', 'Must be new or empty.')


def _check_shares(validation: float, test: float) -> None:
    if validation + test >= 1:
        raise JobError(
            f'The validation share ({validation:g}) and the test share ({test:g}) leave nothing to train on: their '
            'sum must be below 1.'
        )


@dataclass(frozen=True, kw_only=True)
class RasterizeFootprints(Job):
    """Burn polygons into a class raster on the grid of a reference raster."""

    id = 'rasterizefootprints'
    results = (Result('FEATURE_COUNT', 'Polygons burned'), Result('CLASS_COUNT', 'Classes without the background'))

    footprints: str = _parameter(
        Kind.VECTOR,
        'Footprints',
        'Polygons in any coordinate system: they are reprojected on the way, the layer itself stays as it is.',
    )
    reference: str = _parameter(
        Kind.RASTER, 'Reference raster', 'Gives pixel grid, size and coordinate system of the class raster.'
    )
    field: str | None = _parameter(
        Kind.FIELD,
        'Class field',
        'Numbers become the class values as they are; texts are numbered from 1 in alphabetical order and stay '
        'readable as category names. Empty: every polygon gets the value below.',
        None,
        parent='footprints',
    )
    burn: int = _parameter(
        Kind.INTEGER,
        'Class value without a class field',
        'The background is 0.',
        1,
        minimum=1,
        maximum=65535,
    )
    buffer: float = _parameter(
        Kind.DISTANCE,
        'Buffer',
        'Grows (or, if negative, shrinks) each polygon, in map units of the reference raster.',
        0.0,
        parent='reference',
        advanced=True,
    )
    all_touched: bool = _parameter(
        Kind.BOOLEAN,
        'Burn all touched pixels',
        'Otherwise a pixel belongs to a polygon when its centre lies inside.',
        False,
        advanced=True,
    )
    extent: str | None = _parameter(Kind.EXTENT, 'Extent', _EXTENT_HELP, None, advanced=True)
    output: str = _parameter(Kind.RASTER_OUTPUT, 'Class raster', 'GeoTIFF with palette and category names.')


@dataclass(frozen=True, kw_only=True)
class KMeansSegmentation(Job):
    """Segment a raster into clusters of similar pixels (k-means)."""

    id = 'kmeanssegmentation'

    input: str = _parameter(Kind.RASTER, 'Input raster', 'Any number of bands, any data type.')
    bands: tuple[int, ...] | None = _parameter(
        Kind.BANDS, 'Bands', 'Empty: all but an alpha band.', None, parent='input', advanced=True
    )
    clusters: int = _parameter(
        Kind.INTEGER,
        'Clusters',
        'How many classes the raster gets. Not used with the centroids of an earlier run.',
        8,
        minimum=2,
        maximum=255,
    )
    sample_size: int = _parameter(
        Kind.INTEGER,
        'Sample size (pixels)',
        'The clusters are found on so many pixels, drawn from all over the raster.',
        100000,
        minimum=1000,
        maximum=1000000,
        advanced=True,
    )
    min_area: int = _parameter(
        Kind.INTEGER,
        'Smallest area (pixels)',
        'Connected areas of fewer pixels are merged into their largest neighbour. 0: all are kept.',
        0,
        minimum=0,
        maximum=1000,
    )
    centroids: str | None = _parameter(
        Kind.FILE,
        'Centroids of an earlier run',
        'Gives the raster the same clusters and legend as the raster of that run, which must measure the same in the '
        'same units. Empty: clusters are found anew.',
        None,
        extension='json',
    )
    seed: int = _parameter(Kind.INTEGER, 'Seed', _SEED_HELP, 0, minimum=0, maximum=2**31 - 1, advanced=True)
    output: str = _parameter(
        Kind.RASTER_OUTPUT, 'Class raster', 'GeoTIFF with palette and category names; 0 is nodata, clusters begin at 1.'
    )
    output_centroids: str | None = _parameter(
        Kind.FILE_OUTPUT, 'Centroids', 'For other rasters that shall have the same legend.', None, extension='json'
    )


@dataclass(frozen=True, kw_only=True)
class ExportPairedChips(Job):
    """Cut two rasters into pairs of georeferenced training chips."""

    id = 'exportpairedchips'
    results = (
        Result('CHIP_COUNT', 'Chip pairs written'),
        Result('REJECTED_COUNT', 'Chip pairs rejected'),
    )

    input: str = _parameter(
        Kind.RASTER,
        'Input raster (A)',
        'What the model will be given: a class raster, a radar image, heights, ... A folder takes all its rasters, a text '
        'file (.txt) those whose paths stand on its lines.',
        many=True,
    )
    extra_inputs: tuple[str, ...] | None = _parameter(
        Kind.RASTERS,
        'Extra input rasters',
        'Their bands follow those of the input, resampled to the grid: heights beside a radar image, for instance.',
        None,
        advanced=True,
    )
    target: str = _parameter(
        Kind.RASTER,
        'Target raster (B)',
        'What the model shall make of it, of the same area. Of two folders or lists, rasters of equal names belong '
        'together.',
        many=True,
    )
    input_bands: tuple[int, ...] | None = _parameter(
        Kind.BANDS, 'Input bands', 'In this order. Empty: all but an alpha band.', None, parent='input', advanced=True
    )
    target_bands: tuple[int, ...] | None = _parameter(
        Kind.BANDS, 'Target bands', 'In this order. Empty: all but an alpha band.', None, parent='target', advanced=True
    )
    chip_size: int = _chip_size()
    stride: int = _stride()
    grid: str = _parameter(
        Kind.CHOICE,
        'Grid',
        'Which raster gives pixel size and coordinate system; the other one is resampled to it on the fly.',
        'target',
        choices=('target', 'input'),
    )
    resampling: str = _parameter(
        Kind.CHOICE,
        'Resampling',
        'For the raster that is not the grid. auto: nearest for class rasters, bilinear for all others.',
        'auto',
        choices=('auto', 'nearest', 'bilinear', 'cubic', 'average'),
        advanced=True,
    )
    extent: str | None = _parameter(Kind.EXTENT, 'Extent', _EXTENT_HELP, None)
    mask: str | None = _parameter(
        Kind.VECTOR, 'Mask polygons', 'Only chips that lie wholly inside these polygons are written.', None
    )
    max_nodata: float = _max_nodata()
    min_content: float = _parameter(
        Kind.NUMBER,
        'Smallest share of content',
        'Chip pairs with a smaller share of input pixels that are not background (0) are rejected. 0 to 1.',
        0.0,
        minimum=0.0,
        maximum=1.0,
    )
    rotation_angle: float = _parameter(
        Kind.NUMBER,
        'Rotation angle (degrees)',
        'Each training chip is cut again, turned by this angle, by twice the angle and so on up to a whole turn: 90 '
        'gives three copies, 45 seven. 0: none; else 1 to 180.',
        0.0,
        minimum=0.0,
        maximum=180.0,
        advanced=True,
    )
    validation: float = _validation()
    test: float = _test()
    split: str = _split()
    seed: int = _seed()
    scaling: str = _scaling()
    append: bool = _parameter(
        Kind.BOOLEAN,
        'Append',
        'Adds the chips to the dataset in the dataset folder, which keeps its scaling.',
        False,
        advanced=True,
    )
    layout: str = _parameter(
        Kind.CHOICE,
        'Layout',
        'How the folder is arranged. satgan keeps everything. esri: images, images2 and map.txt. pix2pix: 8-bit PNG '
        'images, side by side. folders: trainA, trainB, valA, ...',
        'satgan',
        choices=('satgan', 'esri', 'pix2pix', 'folders'),
        advanced=True,
    )
    dry_run: bool = _dry_run()
    output: str = _parameter(Kind.FOLDER_OUTPUT, 'Dataset folder', 'Must be new or empty unless chips are appended.')
    chips_layer: str | None = _parameter(
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

    input_a: str = _parameter(
        Kind.RASTER,
        'Raster (A)',
        'One kind of picture. A folder takes all its rasters or plain images, a text file (.txt) those whose paths '
        'stand on its lines.',
        many=True,
    )
    input_b: str | None = _parameter(
        Kind.RASTER,
        'Raster (B)',
        'The other kind, of any place, coordinate system and number of bands. Empty: a dataset of one kind, for DCGAN.',
        None,
        many=True,
    )
    bands_a: tuple[int, ...] | None = _parameter(
        Kind.BANDS, 'Bands of A', 'In this order. Empty: all but an alpha band.', None, parent='input_a', advanced=True
    )
    bands_b: tuple[int, ...] | None = _parameter(
        Kind.BANDS, 'Bands of B', 'In this order. Empty: all but an alpha band.', None, parent='input_b', advanced=True
    )
    chip_size: int = _chip_size()
    stride: int = _stride()
    extent_a: str | None = _parameter(Kind.EXTENT, 'Extent of A', _EXTENT_HELP, None, parent='input_a', advanced=True)
    extent_b: str | None = _parameter(Kind.EXTENT, 'Extent of B', _EXTENT_HELP, None, parent='input_b', advanced=True)
    mask_a: str | None = _parameter(
        Kind.VECTOR, 'Mask polygons of A', 'Only chips that lie wholly inside are written.', None, advanced=True
    )
    mask_b: str | None = _parameter(
        Kind.VECTOR, 'Mask polygons of B', 'Only chips that lie wholly inside are written.', None, advanced=True
    )
    max_nodata: float = _max_nodata()
    validation: float = _validation()
    test: float = _test()
    split: str = _split()
    seed: int = _seed()
    layout: str = _parameter(
        Kind.CHOICE,
        'Layout',
        'How the folder is arranged. satgan keeps everything. esri: images and map.txt, in A and B if there are two kinds. '
        'folders: trainA, trainB, valA, ...',
        'satgan',
        choices=('satgan', 'esri', 'folders'),
        advanced=True,
    )
    scaling: str = _scaling()
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

    dataset: str = _parameter(Kind.DATASET, 'Dataset folder', 'Of pairs or without, in any known layout.')
    output_html: str = _parameter(Kind.HTML_OUTPUT, 'Report', 'Advice, samples, histograms and a map as one page.')


@dataclass(frozen=True, kw_only=True)
class TrainingJob(Job):
    """Base of the jobs that train a model."""

    _made_by: ClassVar[str] = 'Export paired chips'

    dataset: str = _parameter(
        Kind.DATASET, 'Dataset folder', 'Made by "Export paired chips", or pairs of images in another known layout.'
    )
    epochs: int = _parameter(
        Kind.INTEGER, 'Epochs', 'Passes over the data at the full learning rate.', 100, minimum=1, maximum=100000
    )
    decay_epochs: int = _parameter(
        Kind.INTEGER,
        'Decay epochs',
        'Further passes, during which the learning rate falls towards 0.',
        100,
        minimum=0,
        maximum=100000,
    )
    batch_size: int = _parameter(
        Kind.INTEGER,
        'Batch size',
        'Chips per step. 1 is the recipe of pix2pix and CycleGAN.',
        1,
        minimum=1,
        maximum=1024,
    )
    learning_rate: float = _parameter(
        Kind.NUMBER, 'Learning rate', 'Of both networks.', 0.0002, minimum=1e-8, maximum=1.0, advanced=True
    )
    augment: str = _parameter(
        Kind.CHOICE,
        'Augmentation',
        'flip mirrors at random; flip_rotate adds quarter turns; jitter enlarges, crops and mirrors as the reference '
        'code does.',
        'flip',
        choices=('flip', 'none', 'flip_rotate', 'jitter'),
    )
    filters: int = _parameter(
        Kind.INTEGER,
        'Filters',
        'Width of both networks. 64 is the recipe; 32 is about three times faster and 16 faster still, at lower '
        'quality.',
        64,
        minimum=4,
        maximum=256,
        advanced=True,
    )
    start_from: str | None = _parameter(
        Kind.MODEL,
        'Start from model',
        'Fine-tuning: starts with the weights of this model, which must have the same networks and bands. Empty: starts '
        'anew.',
        None,
        advanced=True,
    )
    early_stopping: int = _parameter(
        Kind.INTEGER,
        'Early stopping (epochs)',
        'Stops when the validation MAE has not improved for so many epochs. 0: never.',
        0,
        minimum=0,
        maximum=100000,
        advanced=True,
    )
    time_limit: float = _parameter(
        Kind.NUMBER,
        'Time limit (minutes)',
        'Epochs and decay epochs are made fewer, in proportion, so that the training ends in this time; at least one epoch '
        'is done. 0: no limit.',
        0.0,
        minimum=0.0,
        maximum=1000000.0,
        advanced=True,
    )
    save_every: int = _parameter(
        Kind.INTEGER,
        'Save every (epochs)',
        'How often the checkpoint and the model file are written. The last epoch is always saved.',
        1,
        minimum=1,
        maximum=100000,
        advanced=True,
    )
    resume: bool = _parameter(
        Kind.BOOLEAN, 'Resume', 'Go on from the checkpoint in the run folder, with the same settings.', False
    )
    seed: int = _seed()
    device: str = _device()
    precision: str = _precision()
    output: str = _parameter(
        Kind.FOLDER_OUTPUT, 'Run folder', 'Gets the model file, checkpoint, report, metrics and sample sheets.'
    )

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Return the parameters: the dataset, then those of the kind of GAN, then those of all trainings."""
        named = super().parameters()
        common = [item.name for item in fields(TrainingJob)]
        order = ['dataset', *(name for name in named if name not in common), *common]
        return {name: named[name] for name in order}

    def check(self) -> None:
        """Check also that the dataset folder is one."""
        super().check()
        folder = Path(self.dataset)
        items = folder.iterdir() if folder.is_dir() else ()
        if not any(self._is_of_dataset(item) for item in items):
            raise JobError(
                f'{self.dataset} is not a dataset folder: it has no dataset.json and no folders of images. Make one with '
                f'"{self._made_by}".'
            )

    @staticmethod
    def _is_of_dataset(item: Path) -> bool:
        return item.is_dir() or item.name == 'dataset.json'


@dataclass(frozen=True, kw_only=True)
class TrainPix2Pix(TrainingJob):
    """Train a pix2pix model (conditional GAN, Isola et al. 2017) on a dataset of chip pairs."""

    id = 'trainpix2pix'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        *(Result(name, f'Validation {label} of the last epoch') for name, label in _FIGURES.items()),
        Result('BEST_EPOCH', 'Epoch of the model file'),
        *(Result(f'BEST_{name}', f'Validation {label} of the model file') for name, label in _FIGURES.items()),
    )

    generator: str = _parameter(
        Kind.CHOICE,
        'Generator',
        'unet256 sees 256 x 256 pixels at once; unet128 is a little smaller and works with chips of 128 pixels; '
        'resunet256 is unet256 with residual blocks, nearly twice as large. resnet9 and resnet6 see 84 and 60 pixels '
        'around each pixel, take chips of nearly any size and leave no seams; they are slower. global is the one of '
        'pix2pixHD, for large chips and much memory.',
        'unet256',
        choices=('unet256', 'unet128', 'resunet256', 'resnet9', 'resnet6', 'global'),
    )
    norm: str = _parameter(
        Kind.CHOICE,
        'Normalisation layers',
        'batch is the pix2pix recipe. instance and group do not depend on the batch size, but treat each tile by itself '
        'when the model is applied.',
        'batch',
        choices=('batch', 'instance', 'group', 'none'),
        advanced=True,
    )
    dropout: bool = _parameter(
        Kind.BOOLEAN, 'Dropout', 'Noise inside the generator while training.', True, advanced=True
    )
    upsampling: str = _parameter(
        Kind.CHOICE,
        'Upsampling',
        'transpose is the pix2pix recipe; resize repeats pixels and convolves them, which avoids checkerboards.',
        'transpose',
        choices=('transpose', 'resize'),
        advanced=True,
    )
    gan_loss: str = _parameter(
        Kind.CHOICE,
        'GAN loss',
        'vanilla is the pix2pix recipe; lsgan and hinge can be steadier. none trains without a discriminator: blurred but '
        'dependable.',
        'vanilla',
        choices=('vanilla', 'lsgan', 'hinge', 'none'),
        advanced=True,
    )
    lambda_l1: float = _parameter(
        Kind.NUMBER,
        'Weight of L1',
        'How much pixel-by-pixel agreement counts beside looking real.',
        100.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_ssim: float = _parameter(
        Kind.NUMBER,
        'Weight of SSIM',
        'How much agreement of local structure counts; 10 is a start. 0: not at all.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_features: float = _parameter(
        Kind.NUMBER,
        'Weight of features',
        'How much it counts that the discriminator finds the same features in real and generated chips; 10 is the recipe '
        'of pix2pixHD. 0: not at all.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_perceptual: float = _parameter(
        Kind.NUMBER,
        'Weight of the perceptual loss',
        'How much it counts that a network that knows photographs sees the same in real and generated chips; 10 is the '
        'recipe of pix2pixHD. Above 0 it needs the file with the weights of that network. 0: not at all.',
        0.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    perceptual_weights: str | None = _parameter(
        Kind.FILE,
        'Weights for the perceptual loss',
        "The file of torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth. Three target bands are taken for red, "
        'green and blue; of any other number each is looked at as a grey image.',
        None,
        extension='pth',
        advanced=True,
    )
    discriminator_layers: int = _parameter(
        Kind.INTEGER,
        'Discriminator layers',
        'Judges patches of 16, 34, 70, 142, 286 or 574 pixels for 1 to 6 layers; 0 judges each pixel by itself.',
        3,
        minimum=0,
        maximum=6,
        advanced=True,
    )
    discriminator_scales: int = _parameter(
        Kind.INTEGER,
        'Discriminator scales',
        'More than 1: further discriminators judge the image at half and a quarter of its resolution, as in pix2pixHD.',
        1,
        minimum=1,
        maximum=3,
        advanced=True,
    )
    d_loss_factor: float = _parameter(
        Kind.NUMBER,
        'Discriminator loss factor',
        'Below 1 slows the discriminator relative to the generator.',
        0.5,
        minimum=0.01,
        maximum=10.0,
        advanced=True,
    )

    def check(self) -> None:
        """Check also that what the losses need is there."""
        super().check()
        if self.lambda_features and self.gan_loss == 'none':
            raise JobError(
                f'"lambda_features" is {self.lambda_features:g}, but "gan_loss" is none: features are compared by the '
                'discriminator, so choose another GAN loss.'
            )
        if self.lambda_perceptual and not self.perceptual_weights:
            raise JobError(
                f'"lambda_perceptual" is {self.lambda_perceptual:g}, but "perceptual_weights" is empty: give the file of '
                "torchvision's vgg19 or vgg16, such as vgg19-dcbb9e9d.pth."
            )


_CYCLEGAN_FIGURES = (
    Result('CYCLE_A', 'Validation cycle error of A (MAE of A to B to A, units of A)'),
    Result('CYCLE_B', 'Validation cycle error of B (MAE of B to A to B, units of B)'),
    Result('PASSED_A', 'Share of generated A that its discriminator takes for real'),
    Result('PASSED_B', 'Share of generated B that its discriminator takes for real'),
)


@dataclass(frozen=True, kw_only=True)
class TrainCycleGan(TrainingJob):
    """Train a CycleGAN model (Zhu et al. 2017) on chips of two domains without pairs."""

    id = 'traincyclegan'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        *_CYCLEGAN_FIGURES,
    )

    dataset: str = _as_in(
        TrainingJob,
        'dataset',
        help='Made by "Export unpaired chips", or images of two domains in another known layout. Pairs will do as well; '
        'that they are pairs is not used.',
    )
    generator: str = _as_in(
        TrainPix2Pix,
        'generator',
        default='resnet9',
        help='Of both directions. resnet9 is the CycleGAN recipe; resnet6 is faster and meant for chips of 128 pixels. '
        'The U-Nets and the global generator of pix2pixHD are those of "Train pix2pix".',
        choices=('resnet9', 'resnet6', 'unet256', 'unet128', 'resunet256', 'global'),
    )
    norm: str = _as_in(
        TrainPix2Pix,
        'norm',
        default='instance',
        help='instance is the CycleGAN recipe. It treats each tile by itself when the model is applied; batch does not.',
        choices=('instance', 'batch', 'group', 'none'),
    )
    dropout: bool = _as_in(TrainPix2Pix, 'dropout', default=False)
    upsampling: str = _as_in(
        TrainPix2Pix,
        'upsampling',
        help='transpose is the CycleGAN recipe; resize repeats pixels and convolves them, which avoids checkerboards.',
    )
    gan_loss: str = _as_in(
        TrainPix2Pix,
        'gan_loss',
        default='lsgan',
        help='lsgan is the CycleGAN recipe, vanilla that of pix2pix.',
        choices=('lsgan', 'vanilla'),
    )
    lambda_cycle: float = _parameter(
        Kind.NUMBER,
        'Weight of the cycle',
        'How much it counts, beside looking real, that A to B to A (and B to A to B) leads back to the same image.',
        10.0,
        minimum=0.0,
        maximum=100000.0,
        advanced=True,
    )
    lambda_identity: float = _parameter(
        Kind.NUMBER,
        'Weight of identity',
        'In units of the weight of the cycle: how much a generator is to leave images alone that are of its target '
        'domain already, which keeps colours. It is switched off where the domains differ in bands or classes.',
        0.5,
        minimum=0.0,
        maximum=1000.0,
        advanced=True,
    )
    pool_size: int = _parameter(
        Kind.INTEGER,
        'Pool size',
        'So many earlier generated images are kept for each discriminator, which steadies the training. 0: none.',
        50,
        minimum=0,
        maximum=10000,
        advanced=True,
    )
    discriminator_layers: int = _as_in(TrainPix2Pix, 'discriminator_layers')
    discriminator_scales: int = _as_in(TrainPix2Pix, 'discriminator_scales')
    d_loss_factor: float = _as_in(TrainPix2Pix, 'd_loss_factor')


@dataclass(frozen=True, kw_only=True)
class TrainDCGAN(TrainingJob):
    """Train a DCGAN (Radford et al. 2016), which makes chips out of noise, on the chips of one domain."""

    id = 'traindcgan'
    _made_by = 'Export unpaired chips'
    results = (
        Result('MODEL', 'Model file', ResultKind.FILE),
        Result('REPORT', 'Training report', ResultKind.HTML),
        Result('EPOCHS_DONE', 'Epochs done'),
        Result('DIVERSITY', 'Diversity of generated chips (1: as much as real ones)'),
    )

    dataset: str = _parameter(
        Kind.DATASET,
        'Dataset folder',
        'Made by "Export unpaired chips" with one raster, or a folder of images; of another dataset one side is used.',
    )
    side: str = _parameter(
        Kind.CHOICE,
        'Side of the dataset',
        'Which chips to learn from where the dataset has two sides.',
        'A',
        choices=('A', 'B'),
        advanced=True,
    )
    preset: str = _parameter(
        Kind.CHOICE,
        'Preset',
        'dcgan64 makes chips of 64 pixels and is the DCGAN of the PyTorch tutorial; keras80 makes chips of 80 pixels and '
        'is a recipe for ships, with RMSprop and without batch norm. The chips of the dataset must have that size.',
        'dcgan64',
        choices=('dcgan64', 'keras80'),
    )
    noise: int = _parameter(
        Kind.INTEGER,
        'Length of the noise vectors',
        'Each chip is made of so many random numbers. Left at 100, it is 80 with keras80.',
        100,
        minimum=1,
        maximum=4096,
        advanced=True,
    )
    diff_augment: bool = _parameter(
        Kind.BOOLEAN,
        'Differentiable augmentation',
        'Changes colours, shifts and cuts out parts of all that the discriminator sees (Zhao et al. 2020). Helps with '
        'fewer than some thousand chips.',
        False,
    )
    batch_size: int = _parameter(Kind.INTEGER, 'Batch size', 'Chips per step.', 64, minimum=1, maximum=4096)
    learning_rate: float = _parameter(
        Kind.NUMBER,
        'Learning rate',
        'Of both networks. Left at 0.0002, it is 0.0003 with keras80, whose discriminator always learns twice as fast as '
        'the generator.',
        0.0002,
        minimum=1e-8,
        maximum=1.0,
        advanced=True,
    )

    @staticmethod
    def _is_of_dataset(item: Path) -> bool:
        return TrainingJob._is_of_dataset(item) or _is_image(item)


@dataclass(frozen=True, kw_only=True)
class ApplyModel(Job):
    """Translate a raster with a trained model into a georeferenced raster."""

    id = 'applymodel'

    model: str = _parameter(
        Kind.MODEL, 'Model file', 'A model.safetensors file. It knows bands, scaling, nodata and pixel size.'
    )
    input: str = _parameter(Kind.RASTER, 'Input raster', 'Of the same kind and pixel size as the training input.')
    bands: tuple[int, ...] | None = _parameter(
        Kind.BANDS,
        'Input bands',
        'In the order of the training bands. Empty: as the model was trained.',
        None,
        parent='input',
        advanced=True,
    )
    extra_inputs: tuple[str, ...] | None = _parameter(
        Kind.RASTERS,
        'Extra input rasters',
        'As many as the model was trained with, in that order; they are resampled to the grid of the input.',
        None,
        advanced=True,
    )
    extent: str | None = _parameter(Kind.EXTENT, 'Extent', _EXTENT_HELP, None)
    direction: str = _parameter(
        Kind.CHOICE,
        'Direction',
        'Of a CycleGAN model, which translates both ways. auto: from the domain that has the bands of the input raster; '
        'AtoB if both have.',
        'auto',
        choices=('auto', 'AtoB', 'BtoA'),
        advanced=True,
    )
    overlap: int = _parameter(
        Kind.INTEGER,
        'Overlap of tiles (pixels)',
        'Neighbouring tiles are blended over this width. -1: a quarter of the tile; for ResNets with batch norm or none, '
        'larger tiles whose edges are cut off, so that there is no seam. Otherwise choose a multiple of 4 for ResNets.',
        -1,
        minimum=-1,
        maximum=4096,
        advanced=True,
    )
    batch_size: int = _parameter(
        Kind.INTEGER, 'Tiles at once', '0: chosen by the device.', 0, minimum=0, maximum=4096, advanced=True
    )
    device: str = _device()
    precision: str = _precision()
    compression: str = _parameter(
        Kind.CHOICE,
        'Compression',
        'Of the output; all but none are lossless.',
        'deflate',
        choices=_COMPRESSIONS,
        advanced=True,
    )
    output: str = _parameter(
        Kind.RASTER_OUTPUT, 'Synthetic raster', 'GeoTIFF on exactly the grid of the input, marked as synthetic.'
    )


@dataclass(frozen=True, kw_only=True)
class EvaluateModel(Job):
    """Hold what a model generates against the real chips of a dataset."""

    id = 'evaluatemodel'
    results = (
        Result('CHIP_COUNT', 'Chips judged by'),
        *(Result(name, label) for name, label in _FIGURES.items()),
        *(
            Result(f'{baseline}_{name}', f'{_FIGURES[name]} of {label}')
            for baseline, label in _BASELINES.items()
            for name in ('MAE', 'PSNR', 'SSIM', 'ACCURACY')
        ),
    )

    model: str = _parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    dataset: str = _parameter(
        Kind.DATASET, 'Dataset', 'A folder of chip pairs with the bands that the model was trained with.'
    )
    split: str = _parameter(
        Kind.CHOICE,
        'Part of the dataset',
        'test chips have played no part in the training; validation chips may have steered it; on train chips every '
        'model looks better than it is.',
        'test',
        choices=('test', 'validation', 'train'),
    )
    device: str = _device()
    precision: str = _precision()
    output: str = _parameter(Kind.VECTOR_OUTPUT, 'Judged chips', 'A polygon per chip with its figures, as GeoPackage.')
    output_html: str | None = _parameter(
        Kind.HTML_OUTPUT,
        'Report',
        'Figures per band or class beside those of trivial models, worst and best chips.',
        None,
    )


@dataclass(frozen=True, kw_only=True)
class GenerateChips(Job):
    """Make a sheet of synthetic chips with a DCGAN model, out of nothing but noise."""

    id = 'generatechips'

    model: str = _parameter(Kind.MODEL, 'Model file', 'A model.safetensors file of "Train DCGAN".')
    count: int = _parameter(Kind.INTEGER, 'Chips', 'How many to make.', 16, minimum=1, maximum=1000000)
    columns: int = _parameter(
        Kind.INTEGER, 'Columns', 'Chips side by side; the sheet grows downwards.', 4, minimum=1, maximum=1000
    )
    noise_seed: int = _parameter(
        Kind.INTEGER,
        'Noise seed',
        'The first chip is that of this seed, the second that of the next, and so on: the same seed, the same chip.',
        0,
        minimum=0,
        maximum=2**31 - 1,
    )
    interpolate: bool = _parameter(
        Kind.BOOLEAN,
        'Interpolate',
        'The chips lead step by step from that of the noise seed to that of the next, along the sphere that noise '
        'vectors lie on (spherical interpolation).',
        False,
    )
    crs: str | None = _parameter(
        Kind.CRS,
        'Coordinate system',
        'Of the sheet, with pixels as large on the ground as those of the training data. Empty: that of the training '
        'data.',
        None,
        advanced=True,
    )
    origin: str | None = _parameter(
        Kind.POINT,
        'Upper left corner',
        'x,y in the coordinate system of the sheet, with [EPSG:n] behind it where it is in another. Empty: 0,0.',
        None,
        advanced=True,
    )
    output: str = _parameter(Kind.RASTER_OUTPUT, 'Synthetic chips', 'GeoTIFF, marked as synthetic.')

    def check(self) -> None:
        """Check also that there is a way to go between two chips."""
        super().check()
        if self.interpolate and self.count < 2:
            raise JobError('"interpolate" needs a "count" of 2 or more: it leads from one chip to another.')


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
        *_CYCLEGAN_FIGURES,
        Result('DIVERSITY', 'Diversity of generated chips (1: as much as real ones)'),
    )

    model: str = _parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    output_html: str | None = _parameter(Kind.HTML_OUTPUT, 'Report', 'The whole card as a page.', None)


@dataclass(frozen=True, kw_only=True)
class ImportCheckpoint(Job):
    """Make a model file of a generator that was trained with pytorch-CycleGAN-and-pix2pix."""

    id = 'importcheckpoint'

    checkpoint: str = _parameter(
        Kind.FILE,
        'Checkpoint',
        'The file of a generator: *_net_G.pth of pix2pix, *_net_G_A.pth or *_net_G_B.pth of CycleGAN.',
        extension='pth',
    )
    output: str = _parameter(Kind.FILE_OUTPUT, 'Model file', 'For "Apply model".', extension='safetensors')


@dataclass(frozen=True, kw_only=True)
class ExportModel(Job):
    """Write the generator of a model file for other programs."""

    id = 'exportmodel'

    model: str = _parameter(Kind.MODEL, 'Model file', 'A model.safetensors file.')
    format: str = _parameter(
        Kind.CHOICE,
        'Format',
        'onnx is read by ONNX Runtime, OpenVINO, TensorRT and others.',
        'onnx',
        choices=('onnx',),
    )
    direction: str = _parameter(
        Kind.CHOICE,
        'Direction',
        'Which generator of a CycleGAN model.',
        'AtoB',
        choices=('AtoB', 'BtoA'),
        advanced=True,
    )
    output: str = _parameter(
        Kind.FILE_OUTPUT, 'Exported model', 'With the card of the model in its metadata.', extension='onnx'
    )


@dataclass(frozen=True, kw_only=True)
class CheckEngine(Job):
    """Report whether the engine works and what it can use."""

    id = 'checkengine'
    results = (
        Result('READY', 'Whether the engine can be used (1) or not (0)'),
        Result('PYTHON', 'Python of the engine', ResultKind.TEXT),
        Result('VERSIONS', 'Versions of the packages', ResultKind.TEXT),
        Result('DEVICES', 'Devices', ResultKind.TEXT),
        Result('REPORT', 'The whole report', ResultKind.TEXT),
    )

    output_html: str | None = _parameter(Kind.HTML_OUTPUT, 'Report', 'The report as a page.', None)


@dataclass(frozen=True, kw_only=True)
class InstallEngine(Job):
    """Make the Python environment that the engine runs in. Runs in QGIS, since there is no engine yet."""

    id = 'installengine'
    results = (Result('PYTHON', 'Python of the engine', ResultKind.TEXT),)

    torch: str = _parameter(
        Kind.CHOICE,
        'PyTorch build',
        'auto takes what pip offers for this computer; cpu and cuda insist on that build and say so where it is not '
        'to be had.',
        'auto',
        choices=('auto', 'cpu', 'cuda'),
    )
    torch_index: str | None = _parameter(
        Kind.TEXT,
        'Package index for PyTorch',
        'The address that the installation page of PyTorch shows behind --index-url. Empty: the index of pip.',
        None,
        advanced=True,
    )
    folder: str | None = _parameter(
        Kind.FOLDER,
        'Folder of the environment',
        'Empty: the engine folder in the QGIS user profile.',
        None,
        advanced=True,
    )


JOBS: dict[str, type[Job]] = {
    job.id: job
    for job in (
        RasterizeFootprints,
        KMeansSegmentation,
        ExportPairedChips,
        ExportUnpairedChips,
        InspectDataset,
        TrainPix2Pix,
        TrainCycleGan,
        TrainDCGAN,
        ApplyModel,
        EvaluateModel,
        GenerateChips,
        ModelInformation,
        ImportCheckpoint,
        ExportModel,
        CheckEngine,
    )
}


def job_from_mapping(mapping: Mapping[str, Any]) -> Job:
    """Build the job that a job file describes.

    Args:
        mapping: parsed job file; its `job` key names the algorithm.

    Raises:
        JobError: no or an unknown `job`, or parameters that do not fit it.
    """
    job_id = mapping.get('job')
    if not isinstance(job_id, str) or job_id not in JOBS:
        raise JobError(f'"job" is {job_id!r}: it must be one of {", ".join(JOBS)}.')
    return JOBS[job_id].from_mapping(mapping)


_JSON_TYPES: dict[Kind, dict[str, Any]] = {
    Kind.INTEGER: {'type': 'integer'},
    Kind.NUMBER: {'type': 'number'},
    Kind.DISTANCE: {'type': 'number'},
    Kind.BOOLEAN: {'type': 'boolean'},
    Kind.BANDS: {'type': 'array', 'items': {'type': 'integer', 'minimum': 1}},
    Kind.RASTERS: {'type': 'array', 'items': {'type': 'string'}},
}


def json_schema(job: type[Job]) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a job file for `job`."""
    properties: dict[str, Any] = {'job': {'const': job.id}}
    for name, parameter in job.parameters().items():
        properties[name] = _property_schema(job, name, parameter)
    return {
        '$schema': 'https://json-schema.org/draft/2020-12/schema',
        'title': job.id,
        'description': (job.__doc__ or '').strip(),
        'type': 'object',
        'properties': properties,
        'required': ['job', *(item.name for item in fields(job) if item.default is MISSING)],
        'additionalProperties': False,
    }


def _property_schema(job: type[Job], name: str, parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {'title': parameter.label, 'description': parameter.help}
    schema |= _JSON_TYPES.get(parameter.kind, {'type': 'string'})
    if parameter.optional:
        schema['type'] = [schema['type'], 'null']
    if parameter.choices:
        schema['enum'] = list(parameter.choices)
    if parameter.minimum is not None:
        schema['minimum'] = parameter.minimum
    if parameter.maximum is not None:
        schema['maximum'] = parameter.maximum
    if job.default(name) is not None:
        schema['default'] = _plain(job.default(name))
    return schema

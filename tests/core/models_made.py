"""Small made rasters, datasets, models and trainings; what is costly is made once and kept until the tests end."""

from __future__ import annotations

import functools
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from affine import Affine
from rasterio.crs import CRS

from core.datasets.domain import BandStatistics, Domain, Scaling
from core.datasets.export_paired import export_paired_chips
from core.errors import Cancelled
from core.jobs import ApplyModel, ExportPairedChips, TrainPix2Pix
from core.modelfile import GeneratorDesign, ModelCard, save_model
from core.networks import build_generator, initialise
from core.rasters.classes import Legend
from core.reporting import Reporter
from core.training.norms import fix_statistics
from core.training.train_pix2pix import train_pix2pix
from core.translation.apply_model import apply_model
from tests.core import rasters_made
from tests.core.rasters_made import read_raster as read

SIZE = 128
UTM = CRS.from_epsg(32636)
NORTH_UP = Affine(0.5, 0, 450000, 0, -0.5, 30000)
LEGEND = Legend(
    (0, 1, 2, 7), ('background', 'house', 'road', 'water'), ((0, 0, 0), (200, 30, 30), (90, 90, 90), (20, 60, 220))
)
_KEPT = tempfile.TemporaryDirectory(prefix='satgan-made-')


class Listener(Reporter):
    """Notes what it is told, and may stop the job at a step that its text or message names."""

    def __init__(self, stop_at: str = ''):
        self.infos: list[str] = []
        self.warnings: list[str] = []
        self.steps: list[tuple[float, str]] = []
        self._stop_at = stop_at

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)

    def progress(self, fraction, text=''):
        self.steps.append((fraction, text))
        if self._stop_at and self._stop_at in text:
            raise Cancelled


def new_folder(name: str) -> Path:
    """Return a new folder that lives as long as the tests."""
    return Path(tempfile.mkdtemp(prefix=f'{name}-', dir=_KEPT.name))


def write_raster(path: Path, values: np.ndarray, **more) -> Path:
    """Write (bands, rows, columns) as a GeoTIFF of half-metre pixels."""
    return rasters_made.write_raster(path, values, **({'crs': UTM, 'transform': NORTH_UP} | more))


@contextmanager
def small_disk(folder: Path, room: int) -> Iterator[Path]:
    """Make a folder with room for so many bytes: a disk of its own where the system allows it, else a limit for files."""
    folder.mkdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    mount = ['mount', '-t', 'tmpfs', '-o', f'size={max(room, 4096)}', 'tmpfs', str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    if not is_mounted:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield folder
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        if is_mounted:
            subprocess.run(['umount', str(folder)], check=True)


def noise(bands: int, rows: int, columns: int, *, seed: int = 0, low: float = 0, high: float = 255, dtype='uint8'):
    """Return blurred noise between two values, so that neighbouring pixels resemble each other."""
    random = np.random.default_rng(seed).random((bands, -(-rows // 8) + 1, -(-columns // 8) + 1))
    enlarged = random.repeat(8, axis=1).repeat(8, axis=2)
    blurred = sum(np.roll(enlarged, step, axis=axis) for axis in (1, 2) for step in range(-4, 5)) / 18
    return (low + blurred[:, 4 : rows + 4, 4 : columns + 4] * (high - low)).astype(dtype)


def blocks(rows: int, columns: int, *, values=LEGEND.values, seed: int = 0) -> np.ndarray:
    """Return a class raster of squares of 16 pixels, (1, rows, columns) uint8."""
    chosen = np.random.default_rng(seed).choice(values, (-(-rows // 16), -(-columns // 16)))
    return chosen.repeat(16, axis=0).repeat(16, axis=1)[np.newaxis, :rows, :columns].astype('uint8')


def measured(
    bands: int = 3,
    dtype: str = 'uint8',
    *,
    low: float = 0,
    high: float = 255,
    nodata: float | None = None,
    names: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
) -> Domain:
    """Return a domain of measurements."""
    return Domain(
        source='made.tif',
        checksum=None,
        bands=tuple(range(1, bands + 1)),
        names=names or tuple(f'band {band}' for band in range(1, bands + 1)),
        units=units or ('',) * bands,
        dtype=dtype,
        nodata=nodata,
        classes=None,
        scaling=(Scaling(low, high),) * bands,
        statistics=(BandStatistics(low, high, (low + high) / 2, (high - low) / 8, 1000),) * bands,
    )


def classed(legend: Legend = LEGEND, dtype: str = 'uint8', nodata: float | None = None) -> Domain:
    """Return a domain of classes."""
    return replace(measured(1, dtype), classes=legend, scaling=(), nodata=nodata)


def card(a: Domain, b: Domain, **more) -> ModelCard:
    """Return the card of a small model for half-metre pixels."""
    design = GeneratorDesign(
        name=more.pop('name', 'unet128'),
        filters=more.pop('filters', 4),
        norm=more.pop('norm', 'batch'),
        dropout=more.pop('dropout', True),
        upsampling=more.pop('upsampling', 'transpose'),
    )
    fields = {
        'kind': 'pix2pix',
        'generator': design,
        'chip_size': SIZE,
        'pixel_size': (0.5, 0.5),
        'ground_pixel_size': 0.5,
        'crs': UTM.to_wkt(),
        'a': a,
        'b': b,
        'training': {'job': {'job': 'trainpix2pix', 'epochs': 2}, 'epochs_done': 2, 'figures': {}},
        'versions': {'satgan': '0', 'torch': '0'},
        'licence': 'CC-BY-4.0',
    }
    return ModelCard(**(fields | more))


def generator_for(model_card: ModelCard, seed: int = 0):
    """Return a generator in eval mode whose untrained output varies over the whole range."""
    design = model_card.generator
    torch.manual_seed(seed)
    generator = build_generator(
        design.name,
        model_card.a.channels,
        model_card.b.channels,
        filters=design.filters,
        norm=design.norm,
        dropout=design.dropout,
        upsampling=design.upsampling,
    )
    initialise(generator)
    side = max(SIZE, generator.multiple)
    fix_statistics(generator, [torch.rand(8, model_card.a.channels, side, side) * 2 - 1])
    with torch.no_grad():
        [layer for layer in generator.modules() if hasattr(layer, 'kernel_size')][-1].weight *= 10
    return generator


def write_model(path: Path, model_card: ModelCard, seed: int = 0) -> Path:
    """Write a model file with an untrained generator."""
    save_model(path, generator_for(model_card, seed).state_dict(), model_card)
    return path


def two_ways(a, b, **more) -> Path:
    """Return a model of untrained generators from A to B and back."""
    path = new_folder('two-ways') / 'model.safetensors'
    both = card(a, b, kind='cyclegan', name='resnet6', norm='instance', dropout=False, **more)
    weights = {
        f'{direction}.{name}': weight
        for seed, direction in enumerate(both.directions)
        for name, weight in generator_for(both.towards(direction), seed).state_dict().items()
    }
    save_model(path, weights, both)
    return path


@functools.cache
def rgb_model() -> Path:
    """Return a model from three 8-bit bands to three."""
    return write_model(new_folder('rgb') / 'model.safetensors', card(measured(3), measured(3)))


def applied(model: Path, raster: Path, output: Path, reporter: Reporter | None = None, **more) -> np.ndarray:
    """Apply a model on the processor and return the pixels."""
    job = {'device': 'cpu', 'precision': 'fp32'} | more
    apply_model(ApplyModel(model=str(model), input=str(raster), output=str(output), **job), reporter or Listener())
    return read(output)


COLOURS = np.array(
    [[30, 40, 50], [220, 60, 40], [120, 120, 120], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [40, 90, 230]]
)


def exported(a: Path, b: Path, **more) -> Path:
    """Cut two rasters into chips of 128 pixels and return the dataset folder."""
    output = new_folder('dataset') / 'chips'
    settings = {'chip_size': SIZE, 'validation': 0.2, 'test': 0.0, 'split': 'random'} | more
    export_paired_chips(ExportPairedChips(input=str(a), target=str(b), output=str(output), **settings), Listener())
    return output


@functools.cache
def easy_dataset() -> Path:
    """Return chips whose target is one colour per class: 16 to train on, 4 to validate."""
    folder = new_folder('easy')
    classes = blocks(4 * SIZE, 5 * SIZE)
    colours = COLOURS[classes[0]].transpose(2, 0, 1).astype('uint8')
    a = write_raster(folder / 'classes.tif', classes, palette=LEGEND.colormap())
    b = write_raster(folder / 'colours.tif', colours, photometric='rgb')
    return exported(a, b)


@functools.cache
def few_chips() -> Path:
    """Return chips of three bands and three bands: 7 to train on, 2 to validate."""
    folder = new_folder('few')
    a = write_raster(folder / 'a.tif', noise(3, 3 * SIZE, 3 * SIZE, seed=1))
    b = write_raster(folder / 'b.tif', noise(3, 3 * SIZE, 3 * SIZE, seed=2))
    return exported(a, b)


def training_job(dataset: Path, output: Path, **more) -> TrainPix2Pix:
    """Return a small training on the processor: two epochs of four chips per step."""
    settings = {
        'generator': 'unet128',
        'filters': 4,
        'epochs': 2,
        'decay_epochs': 0,
        'batch_size': 4,
        'device': 'cpu',
        'precision': 'fp32',
    }
    return TrainPix2Pix(dataset=str(dataset), output=str(output), **(settings | more))


def train(dataset: Path, output: Path, reporter: Reporter | None = None, **more) -> dict:
    """Train and return the results."""
    return train_pix2pix(training_job(dataset, output, **more), reporter or Listener())

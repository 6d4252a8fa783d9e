"""The data of the benchmarks: made rasters, a dataset and models, the same in every run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import rasterio
import shapely
import torch
from affine import Affine
from rasterio.windows import Window
from satgan.core.datasets.folder import read_description
from satgan.core.datasets.loader import Batch
from satgan.core.engine import run_job
from satgan.core.fabric import memory_format, open_fabric
from satgan.core.gans.cyclegan import CycleGan, Way
from satgan.core.gans.pix2pix import Pix2Pix
from satgan.core.gans.pool import ImagePool
from satgan.core.jobs import JOBS
from satgan.core.modelfile import GeneratorDesign, ModelCard, save_model
from satgan.core.networks import PatchGAN, build_generator, initialise
from satgan.core.reporting import Reporter
from torch import Tensor

CHIP = 256
_BLOCK = 1024
_PIXEL = 0.5


@dataclass(frozen=True)
class Scene:
    """Files in one folder.

    Attributes:
        folder: holds everything.
        image: three bands of 8 bits.
        mask: class raster on the same grid.
        side: of both, in pixels.
    """

    folder: Path
    image: Path
    mask: Path
    side: int

    def fresh(self, name: str) -> Path:
        """Return a path in the folder at which nothing lies."""
        path = self.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        return path

    def new(self, name: str) -> Path:
        """Return a path that was never used: ext4 is ten times as slow to make files where others were just deleted."""
        return self.folder / f'{name}{len(list(self.folder.iterdir()))}'

    def large(self) -> Scene:
        """Return a scene of sixteen times as many pixels in a folder of its own."""
        folder, side = self.folder / 'large', 4 * self.side
        folder.mkdir()
        image, mask = write_image(folder / 'image.tif', side), write_mask(folder / 'mask.tif', side)
        return Scene(folder, image, mask, side)

    def dataset(self, source: Path | None = None) -> Path:
        """Return a dataset of this scene: from `source`, the mask by default, to the image."""
        path = self.fresh('dataset')
        job = JOBS['exportpairedchips'](
            input=str(source or self.mask), target=str(self.image), output=str(path), chip_size=CHIP
        )
        run_job(job, Reporter())
        return path

    def many_bands(self, bands: int, dtype: str, size: int) -> Path:
        """Return a dataset of four chips with so many bands on both sides."""
        tile = np.random.default_rng(4).integers(1, 250, (bands, _BLOCK, _BLOCK)).astype(dtype)
        raster = _write(self.fresh('bands.tif'), _BLOCK, tile)
        path = self.fresh('bands')
        job = JOBS['exportpairedchips'](
            input=str(raster), target=str(raster), output=str(path), chip_size=size, validation=0.0, test=0.0
        )
        run_job(job, Reporter())
        return path

    def model(self, generator: str, norm: str) -> Path:
        """Return a model of the full size with untrained weights, from images to images."""
        dataset = self.dataset(self.image)
        return untrained_model(self.folder / f'{generator}.safetensors', dataset, 64, generator, norm)


def make(folder: Path) -> Scene:
    """Make the scene of the speed benchmarks in `folder`."""
    return Scene(
        folder,
        write_image(folder / 'image.tif', 4096),
        write_mask(folder / 'mask.tif', 4096),
        4096,
    )


def write_image(path: Path, side: int) -> Path:
    """Write an image of three bands: smooth shades with noise, block by block."""
    rng = np.random.default_rng(1)
    tile = rng.integers(60, 200, (3, _BLOCK, _BLOCK), dtype=np.uint8)
    return _write(path, side, tile, photometric='rgb')


def write_mask(path: Path, side: int) -> Path:
    """Write a class raster: 0 and 1 in rectangles."""
    tile = np.zeros((1, _BLOCK, _BLOCK), dtype=np.uint8)
    for row, column in np.random.default_rng(2).integers(0, _BLOCK - 60, (80, 2)):
        tile[0, row : row + 40, column : column + 55] = 1
    return _write(path, side, tile)


def _write(path: Path, side: int, tile: np.ndarray, **options: str) -> Path:
    profile = {
        'driver': 'GTiff',
        'width': side,
        'height': side,
        'count': len(tile),
        'dtype': 'uint8',
        'crs': 'EPSG:32636',
        'transform': Affine(_PIXEL, 0, 500000, 0, -_PIXEL, 40000),
        'tiled': True,
        'blockxsize': 256,
        'blockysize': 256,
        **options,
    }
    with rasterio.open(path, 'w', **profile) as raster:
        for row in range(0, side, _BLOCK):
            for column in range(0, side, _BLOCK):
                raster.write(tile, window=Window(column, row, _BLOCK, _BLOCK))
    return path


def untrained_model(path: Path, dataset_folder: Path, filters: int, name: str, norm: str) -> Path:
    """Write a model file for a dataset, with the weights that a training starts from, but for those of the last layer.

    These are a tenth, which makes what bf16 rounds as small as in a trained network.
    """
    dataset = read_description(dataset_folder)
    torch.manual_seed(0)
    design = GeneratorDesign(name, filters, norm, True)
    generator = build_generator(name, dataset.a.channels, dataset.b.channels, filters=filters, norm=norm)
    initialise(generator)
    with torch.no_grad():
        [layer for layer in generator.modules() if hasattr(layer, 'kernel_size')][-1].weight *= 0.1
    card = ModelCard(
        'pix2pix', design, CHIP, dataset.pixel_size, dataset.ground_pixel_size, dataset.crs, dataset.a, dataset.b,
        {'job': {}, 'epochs_done': 0, 'chips': {}, 'figures': {}}, {'satgan': '', 'torch': ''}, 'none',
    )  # fmt: skip
    save_model(path, generator.state_dict(), card)
    return path


def pix2pix_step(batch: Batch, precision: str) -> Callable[[], None]:
    """Return a function that trains on a batch once, as `trainpix2pix` does."""
    fabric = open_fabric('cpu', precision)
    layout = memory_format(fabric)
    generator = build_generator('unet256', batch.a.shape[1], batch.b.shape[1])
    discriminator = PatchGAN(batch.a.shape[1] + batch.b.shape[1])
    for network in (generator, discriminator):
        initialise(network)
        network.to(memory_format=layout)
    gan = Pix2Pix(generator, discriminator)
    gan.prepare(fabric)
    a, b = batch.a.to(memory_format=layout), batch.b.to(memory_format=layout)
    return lambda: gan.training_step(a, b, batch.valid) and None


def cyclegan_step(image: Tensor, precision: str) -> Callable[[], None]:
    """Return a function that trains once on images as both domains, as `traincyclegan` does."""
    fabric = open_fabric('cpu', precision)
    layout = memory_format(fabric)
    channels = image.shape[1]

    def way() -> Way:
        generator = build_generator('resnet9', channels, channels, norm='instance')
        discriminator = PatchGAN(channels, norm='instance')
        for network in (generator, discriminator):
            initialise(network)
            network.to(memory_format=layout)
        return Way(generator, discriminator, ImagePool(0))

    gan = CycleGan(way(), way())
    gan.prepare(fabric)
    image = image.to(memory_format=layout)
    return lambda: gan.training_step(image, image) and None


def memory_job(job: str, folder: Path, side: int) -> Path:
    """Write the data and the job file for measuring the memory of a job on `side` x `side` pixels."""
    mask = write_mask(folder / 'mask.tif', side)
    output = folder / 'output'
    parameters: dict[str, object]
    if job == 'rasterizefootprints':
        footprints = write_footprints(folder / 'footprints.gpkg', side, 5000, size=40)
        parameters = {'footprints': str(footprints), 'reference': str(mask), 'output': f'{output}.tif'}
    elif job == 'kmeanssegmentation':
        parameters = {'input': str(write_image(folder / 'image.tif', side)), 'output': f'{output}.tif'}
    elif job == 'exportpairedchips':
        image = write_image(folder / 'image.tif', side)
        parameters = {'input': str(mask), 'target': str(image), 'output': str(output)}
    elif job == 'trainpix2pix':
        scene = Scene(folder, write_image(folder / 'image.tif', side), mask, side)
        epochs = {'epochs': 1, 'decay_epochs': 0}
        parameters = {'dataset': str(scene.dataset()), 'output': str(output), **epochs}
    else:
        small = folder / 'small'
        small.mkdir()
        scene = Scene(small, write_image(small / 'i.tif', 1024), write_mask(small / 'm.tif', 1024), 1024)
        model = untrained_model(folder / 'model.safetensors', scene.dataset(), 4, 'unet256', 'batch')
        parameters = {
            'model': str(model),
            'input': str(mask),
            'overlap': 0,
            'runtime': 'pytorch',
            'output': f'{output}.tif',
        }
    path = folder / 'job.json'
    path.write_text(json.dumps({'job': job, **parameters}))
    return path


def write_footprints(path: Path, side: int, count: int, size: int) -> Path:
    """Write squares of `size` pixels, always the same, spread over the raster."""
    corners = np.random.default_rng(3).uniform(0, side - size, (count, 2)) * _PIXEL
    west, north = 500000 + corners[:, 0], 40000 - corners[:, 1]
    boxes = shapely.box(west, north - size * _PIXEL, west + size * _PIXEL, north)
    geopandas.GeoDataFrame(geometry=boxes, crs='EPSG:32636').to_file(path)
    return path

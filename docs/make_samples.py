"""Makes what is trained and derived of the sample data: a land cover raster, and two small models.

Run `.venv/bin/python docs/make_samples.py`; it takes about half an hour on one processor core. The same machine kind
makes the same bytes again.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.features import rasterize, sieve
from satgan.core.engine import run_job
from satgan.core.jobs import JOBS
from satgan.core.modelfile import read_card, read_weights, save_model
from satgan.core.rasters.classes import TAGS, Legend, class_tags, write_category_names
from satgan.core.rasters.reading import open_raster, pixel_grid
from satgan.core.rasters.stylefile import class_renderer, write_stylefile
from satgan.core.rasters.writing import finish_geotiff, geotiff_profile, whole_file
from satgan.core.reporting import Reporter
from scipy.ndimage import gaussian_filter

SAMPLE = Path(__file__).resolve().parent.parent / 'resources' / 'sample'
IMAGE, BUILDINGS, LAND_COVER = 'kampala.tif', 'kampala_buildings.geojson', 'kampala_land_cover.tif'
LICENCE = 'CC BY 4.0 (imagery: OpenAerialMap); footprints: OpenStreetMap, ODbL 1.0'

GROUND, GRASS, TREES, RED_ROOF, PALE_ROOF = range(1, 6)
LEGEND = Legend(
    (GROUND, GRASS, TREES, RED_ROOF, PALE_ROOF),
    ('bare ground', 'grass', 'trees', 'red roof', 'pale roof'),
    ((216, 179, 137), (140, 190, 90), (40, 100, 50), (200, 80, 60), (200, 200, 210)),
)
# Seen on the image, in its 8-bit values: where plants begin, where trees and their shade do, and which roofs are red.
GREENNESS, SHADE, LAWN, REDNESS = 12, 80, 85, 75
SMOOTHING = 1.5  # pixels: single stones and leaves are no land cover
SMALLEST = 80  # pixels

CHIPS = {'chip_size': 128, 'stride': 32, 'max_nodata': 0.05, 'validation': 0.06, 'test': 0}
COLOURS = (1, 2, 3)  # without the alpha band
# Small enough to be shipped; resizing, so that large roofs show no lattice.
TRAINING = {
    'generator': 'resnet6',
    'filters': 16,
    'upsampling': 'resize',
    'augment': 'flip_rotate',
    'precision': 'bf16',
}
TO_IMAGE = TRAINING | {'epochs': 60, 'decay_epochs': 40, 'save_every': 20}
TO_CLASSES = TRAINING | {'epochs': 25, 'decay_epochs': 15, 'save_every': 20, 'gan_loss': 'none'}


def main() -> None:
    """Make all of it."""
    write_land_cover(SAMPLE / LAND_COVER)
    (SAMPLE / 'models').mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        for name in (IMAGE, LAND_COVER):
            shutil.copy(SAMPLE / name, work)
        os.chdir(work)  # the cards name files, not the folders of this machine
        train('kampala_land_cover', {'input': LAND_COVER, 'target': IMAGE, 'target_bands': COLOURS}, TO_IMAGE)
        train('kampala_image', {'input': IMAGE, 'input_bands': COLOURS, 'target': LAND_COVER}, TO_CLASSES)


def train(name: str, rasters: dict[str, Any], settings: dict[str, Any]) -> None:
    """Train a model, and put it beside the sample data with its licence.

    Args:
        name: of the model, after what goes in.
        rasters: input and target, and their bands.
        settings: of the training.
    """
    job('exportpairedchips', **rasters, **CHIPS, output=f'{name}_chips')
    job('trainpix2pix', dataset=f'{name}_chips', output=name, **settings)
    model = f'{name}/model.safetensors'
    card = replace(read_card(model), licence=LICENCE)
    save_model(SAMPLE / 'models' / f'{name}.safetensors', read_weights(model), card)


def job(name: str, **values: Any) -> None:
    """Run a job and tell its results."""
    print(name, run_job(JOBS[name](**values), Progress()), flush=True)


class Progress(Reporter):
    """Prints what a job says."""

    def info(self, text: str) -> None:
        """Print it."""
        print(text, flush=True)


def write_land_cover(output: Path) -> None:
    """Write a class raster of ground, plants and roofs, as told from the colours of the image and the footprints."""
    with open_raster(str(SAMPLE / IMAGE)) as dataset:
        grid = pixel_grid(dataset)
        image = dataset.read([1, 2, 3]).astype(float)
    classes = sieve(plants(image), SMALLEST)
    buildings = geopandas.read_file(SAMPLE / BUILDINGS).to_crs(grid.crs).geometry
    numbers = rasterize(
        zip(buildings, range(1, len(buildings) + 1), strict=True), image.shape[1:], transform=grid.transform
    )
    for number in range(1, len(buildings) + 1):
        red, _, blue = image[:, numbers == number].mean(axis=1)
        classes[numbers == number] = RED_ROOF if red - blue > REDNESS else PALE_ROOF
    profile = geotiff_profile(grid, 1, 'uint8', None, 'deflate') | {'photometric': 'palette'}
    with whole_file(output) as partial:
        with rasterio.open(partial, 'w', **profile) as dataset:
            dataset.write_colormap(1, LEGEND.colormap())
            dataset.set_band_description(1, 'land cover')
            dataset.update_tags(1, ns=TAGS, **class_tags(LEGEND))
            dataset.write(classes, 1)
        finish_geotiff(partial, Resampling.nearest, output)
        write_category_names(partial, LEGEND)
        write_stylefile(partial, output, class_renderer(LEGEND))


def plants(image: np.ndarray) -> np.ndarray:
    """Return ground, grass and trees of an image, (3, rows, columns), by greenness and lightness."""
    red, green, blue = (gaussian_filter(band, SMOOTHING) for band in image)
    lightness = (red + green + blue) / 3
    is_plant = (2 * green - red - blue > GREENNESS) | (lightness < SHADE)
    return np.where(is_plant, np.where(lightness < LAWN, TREES, GRASS), GROUND).astype(np.uint8)


if __name__ == '__main__':
    main()

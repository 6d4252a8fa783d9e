"""What a user would write without SatGAN, as plainly as the tutorials have it."""

from __future__ import annotations

import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

import numpy as np
import rasterio
import torch
from files import write_pairs
from rasterio.windows import Window
from satgan.core.parallel import in_order
from scenes import Scene
from sklearn.cluster import KMeans


def kmeans(image: Path) -> None:
    """Read a raster whole, cluster all pixels and write the classes."""
    with rasterio.open(image) as source:
        pixels = source.read().reshape(source.count, -1).T.astype(np.float32)
        profile = source.profile | {'count': 1, 'photometric': 'minisblack'}
    pixels = (pixels - pixels.mean(axis=0)) / pixels.std(axis=0)
    classes = KMeans(8, random_state=0).fit(pixels).labels_.reshape(1, profile['height'], profile['width'])
    with rasterio.open(image.with_name('plain-clusters.tif'), 'w', **profile) as target:
        target.write(classes.astype(np.uint8))


def rasterize(scene: Scene, footprints: Path) -> None:
    """Burn footprints with GDAL's own programs: compressed, tiled and with overviews, as SatGAN's are."""
    with rasterio.open(scene.image) as image:
        bounds, size = image.bounds, (image.width, image.height)
    output = scene.fresh('burned_by_gdal.tif')
    layout = ['-co', 'TILED=YES', '-co', 'COMPRESS=DEFLATE', '-te', *bounds, '-ts', *size]
    commands = (
        ['gdal_rasterize', '-q', '-burn', 1, '-ot', 'Byte', *layout, footprints, output],
        ['gdaladdo', '-q', output, 2, 4, 8, 16, 32],
    )
    for command in commands:
        subprocess.run([str(word) for word in command], check=True)


def export(scene: Scene, size: int) -> None:
    """Cut pairs of chips in a loop with rasterio."""
    folder = scene.new('plain')
    for name in ('A', 'B'):
        (folder / name).mkdir(parents=True)
    with rasterio.open(scene.mask) as a, rasterio.open(scene.image) as b:
        for row in range(0, a.height - size + 1, size):
            for column in range(0, a.width - size + 1, size):
                window = Window(column, row, size, size)
                for name, source in (('A', a), ('B', b)):
                    profile = source.profile | {
                        'width': size,
                        'height': size,
                        'transform': source.window_transform(window),
                    }
                    with rasterio.open(folder / name / f'{row}_{column}.tif', 'w', **profile) as chip:
                        chip.write(source.read(window=window))


def retile(scene: Scene, size: int) -> None:
    """Cut the image into tiles with GDAL's own program."""
    folder = scene.new('tiles')
    folder.mkdir()
    command = ['gdal_retile.py', '-q', '-ps', size, size, '-targetDir', folder, scene.image]
    subprocess.run([str(word) for word in command], check=True)


def write_files(scene: Scene, size: int) -> None:
    """Write as many files of the same sizes as an export of pairs does, on all cores and of nothing."""
    folder = scene.new('files')
    for name in ('A', 'B'):
        (folder / name).mkdir(parents=True)
    count = (scene.side // size) ** 2
    groups = [range(first, min(first + 64, count)) for first in range(0, count, 64)]
    with closing(in_order(partial(write_pairs, folder, size**2), groups, processes=True)) as written:
        for _ in written:
            pass


def apply(image: np.ndarray, generator: torch.nn.Module, side: int) -> np.ndarray:
    """Translate (bands, rows, columns) from -1 to 1 in memory, tile by tile, as the reference's test.py does."""
    output = np.zeros_like(image)
    with torch.no_grad():
        for row in range(0, image.shape[1], side):
            for column in range(0, image.shape[2], side):
                tile = np.s_[:, row : row + side, column : column + side]
                output[tile] = generator(torch.from_numpy(image[tile])[None])[0].numpy()
    return output

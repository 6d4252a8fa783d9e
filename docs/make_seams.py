"""Makes the picture of docs/seams.md anew and prints its figures, from the sample data and two briefly trained models.

Run `.venv/bin/python docs/make_seams.py`; it takes some minutes.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from PIL import Image, ImageDraw, ImageFont
from rasterio.windows import Window
from satgan.core.engine import run_mapping
from satgan.core.modelfile import read_card, read_weights, save_model
from satgan.core.rasters.grid import Grid
from satgan.core.reporting import Reporter
from satgan.core.translation.seams import SeamMeter, seam_index
from satgan.core.translation.tiles import Tiling

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / 'resources' / 'sample'
WORK = ROOT / 'build' / 'seams'
PICTURE = ROOT / 'docs' / 'images' / 'seams.png'

SIDE = 1024  # pixels of what is translated: the sample, mirrored all around so that it holds more tiles
BEFORE = 200  # of them on the left and above the sample, so that no mirror lies along a border of tiles
MODELS = {
    'resnet9, instance norm': {'generator': 'resnet9', 'norm': 'instance', 'chip_size': 128, 'epochs': 6},
    'unet256, batch norm': {'generator': 'unet256', 'norm': 'batch', 'chip_size': 256, 'epochs': 10},
}
#: For each model: what is asked for, and the tiles that this means.
RUNS = {
    'resnet9, instance norm': {
        'tile, no overlap': ({'statistics': 'tile', 'overlap': 0}, Tiling(128, 0)),
        'tile': ({'statistics': 'tile'}, Tiling(128, 32)),
        'calibrated (auto)': ({}, Tiling(512, 192)),
    },
    'unet256, batch norm': {
        'tile, no overlap': ({'statistics': 'tile', 'overlap': 0}, Tiling(256, 0)),
        'tile': ({'statistics': 'tile'}, Tiling(256, 64)),
        'calibrated': ({'statistics': 'calibrated'}, Tiling(256, 64)),
        'running (auto)': ({}, Tiling(256, 64)),
    },
}
WHOLE = 'the whole raster at once'
SHOWN = ('tile, no overlap', 'calibrated (auto)', WHOLE)
PART = Window(192, 192, 416, 416)


def main() -> None:
    """Train, translate, measure and draw."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    image, mask, source = SAMPLE / 'kampala.tif', WORK / 'mask.tif', WORK / 'enlarged.tif'
    run('rasterizefootprints', footprints=SAMPLE / 'kampala_buildings.geojson', reference=image, output=mask)
    enlarge(mask, source)
    for title, settings in MODELS.items():
        folder = WORK / settings['generator']
        model = train(mask, image, folder, **settings)
        at_once = with_tiles_of(SIDE, model, folder / 'whole.safetensors')
        whole, _ = translate(at_once, source, folder / f'{WHOLE}.tif', statistics='tile', overlap=0)
        pictures = {WHOLE: whole}
        for name, (asked, tiling) in RUNS[title].items():
            pictures[name], index = translate(model, source, folder / f'{name}.tif', **asked)
            expected = index_of(whole, read(source), tiling)
            difference = np.abs(pictures[name].astype(float) - whole).mean()
            print(f'| {title} | {name} | {index:.2f} | {expected:.2f} | {difference:.1f} |', flush=True)
        if set(SHOWN) <= pictures.keys():
            draw({name: pictures[name] for name in SHOWN})


def run(job: str, **parameters: Any) -> dict[str, Any]:
    """Run a job and return its results."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
    return run_mapping({'job': job, **plain}, Reporter())


def enlarge(path: Path, output: Path) -> None:
    """Mirror a raster at its edges until it has `SIDE` pixels."""
    with rasterio.open(path) as raster:
        after = SIDE - BEFORE - raster.width
        values = np.pad(raster.read(1), (BEFORE, after), mode='reflect')
        with rasterio.open(output, 'w', **raster.profile | {'width': SIDE, 'height': SIDE}) as enlarged:
            enlarged.write(values, 1)
            enlarged.write_colormap(1, raster.colormap(1))


def train(mask: Path, image: Path, folder: Path, *, chip_size: int, **settings: Any) -> Path:
    """Train briefly and return the model file."""
    chips = folder / 'chips'
    shares = {'max_nodata': 0.1, 'validation': 0.0, 'test': 0.0}
    run('exportpairedchips', input=mask, target=image, chip_size=chip_size, stride=64, output=chips, **shares)
    run('trainpix2pix', dataset=chips, filters=16, decay_epochs=2, output=folder / 'run', **settings)
    return folder / 'run' / 'model.safetensors'


def with_tiles_of(side: int, model: Path, output: Path) -> Path:
    """Return the same model, but with tiles of `side` pixels."""
    save_model(output, read_weights(str(model)), replace(read_card(str(model)), chip_size=side))
    return output


def translate(model: Path, source: Path, output: Path, **asked: Any) -> tuple[np.ndarray, float]:
    """Apply a model and return the pixels and the seam index."""
    results = run('applymodel', model=model, input=source, output=output, precision='fp32', **asked)
    return read(output), results['SEAM_INDEX']


def read(path: Path) -> np.ndarray:
    """Return all bands of a raster."""
    with rasterio.open(path) as raster:
        values: np.ndarray = raster.read()
    return values


def index_of(values: np.ndarray, source: np.ndarray, tiling: Tiling) -> float:
    """Return the seam index of pixels at the borders of tiles that they were not made of."""
    grid, everything = Grid(None, rasterio.Affine.identity(), SIDE, SIDE), Window(0, 0, SIDE, SIDE)
    meters = []
    for pixels in (values, source):
        meters.append(SeamMeter(tiling, grid))
        meters[-1].add(everything, pixels.astype(float), np.ones((SIDE, SIDE), bool))
    return seam_index(*meters)


def draw(pictures: dict[str, np.ndarray]) -> None:
    """Draw a part of some results side by side."""
    gap, header = 12, 34
    sheet = Image.new('RGB', (len(pictures) * (PART.width + gap) + gap, PART.height + header + gap), 'white')
    drawing = ImageDraw.Draw(sheet)
    for number, (title, pixels) in enumerate(pictures.items()):
        left = gap + number * (PART.width + gap)
        sheet.paste(Image.fromarray(pixels[:, *PART.toslices()].transpose(1, 2, 0)), (left, header))
        drawing.text((left, 6), title, fill='black', font=ImageFont.load_default(18))
    sheet.quantize(128, kmeans=3).save(PICTURE, optimize=True)


if __name__ == '__main__':
    main()

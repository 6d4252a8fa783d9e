"""The main job on the sample data, step by step as a server would run it: footprints in, synthetic raster out.

`make demo` runs this. Every step is one call of `qgis_process`; at the end a picture shows mask, real and generated
side by side.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import geopandas
import numpy as np
import rasterio
from PIL import Image, ImageDraw
from side_by_side import side_by_side

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / 'resources' / 'sample'
OUTPUT = ROOT / 'demo-output'

IMAGE = SAMPLE / 'kampala.tif'
FOOTPRINTS = SAMPLE / 'kampala_buildings.geojson'
MASK = OUTPUT / 'mask.tif'
CHIPS = OUTPUT / 'chips'
RUN = OUTPUT / 'run'
SYNTHETIC = OUTPUT / 'kampala_synthetic.tif'
PICTURE = OUTPUT / 'mask_real_generated.png'

STEPS: list[tuple[str, dict[str, object]]] = [
    ('rasterizefootprints', {'FOOTPRINTS': FOOTPRINTS, 'REFERENCE': IMAGE, 'OUTPUT': MASK}),
    (
        'exportpairedchips',
        {
            'INPUT': MASK,
            'TARGET': IMAGE,
            'CHIP_SIZE': 128,
            'STRIDE': 32,
            'MAX_NODATA': 0.05,
            'VALIDATION': 0.06,
            'TEST': 0,
            'OUTPUT': CHIPS,
        },
    ),
    (
        'trainpix2pix',
        # A small network and few epochs, so that a laptop does it in minutes. Left at their defaults these
        # settings are the pix2pix recipe, which takes hours and looks better.
        {
            'DATASET': CHIPS,
            'GENERATOR': 'unet128',
            'FILTERS': 32,
            'EPOCHS': 10,
            'DECAY_EPOCHS': 2,
            'SAVE_EVERY': 4,
            'OUTPUT': RUN,
        },
    ),
    ('applymodel', {'MODEL': RUN / 'model.safetensors', 'INPUT': MASK, 'OVERLAP': 64, 'OUTPUT': SYNTHETIC}),
]


def main() -> None:
    """Run all steps and draw the picture."""
    began = time.monotonic()
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir()
    # Not checked: it fails where the plugin is enabled already.
    subprocess.run(['qgis_process', 'plugins', 'enable', 'satgan'], check=False, capture_output=True)
    for name, parameters in STEPS:
        step_began = time.monotonic()
        run(name, parameters)
        say(f'{name} took {time.monotonic() - step_began:.0f} s')
    draw_picture()
    say(f'All done in {(time.monotonic() - began) / 60:.1f} min. Look at:')
    for path in (PICTURE, SYNTHETIC, RUN / 'report.html'):
        say(f'  {path.relative_to(ROOT)}')


def run(name: str, parameters: dict[str, object]) -> None:
    """Run one algorithm and show the command that does the same by hand."""
    arguments = [f'{key}={value}' for key, value in parameters.items()]
    say(f'\nqgis_process run satgan:{name} -- {" ".join(arguments)}'.replace(f'{ROOT}/', ''))
    qgis_process('run', f'satgan:{name}', '--', *arguments)


def qgis_process(*arguments: str) -> None:
    """Call `qgis_process`; its output goes to the terminal."""
    code = subprocess.run(['qgis_process', *arguments], check=False).returncode
    if code:
        sys.exit(code)


def draw_picture() -> None:
    """Draw mask, real image and generated image side by side, with the area that was not trained on."""
    with rasterio.open(MASK) as mask, rasterio.open(IMAGE) as image, rasterio.open(SYNTHETIC) as synthetic:
        colours = np.array([mask.colormap(1)[value][:3] for value in range(256)], dtype=np.uint8)
        generated = Image.fromarray(synthetic.read([1, 2, 3]).transpose(1, 2, 0))
        left, top, right, bottom = held_out_area(image)
        ImageDraw.Draw(generated).rectangle([left, top, right - 1, bottom - 1], outline='white')
        panels = {
            'footprints': colours[mask.read(1)],
            'real': image.read([1, 2, 3]).transpose(1, 2, 0),
            'generated (frame: not trained on)': np.asarray(generated),
        }
    side_by_side(panels).save(PICTURE)


def held_out_area(image: rasterio.DatasetReader) -> list[int]:
    """Return the area of the validation chips as left, top, right and bottom in pixels of the image."""
    chips = geopandas.read_file(CHIPS / 'chips.gpkg')
    west, south, east, north = chips[chips['split'] == 'validation'].total_bounds
    corners = ~image.transform * (west, north) + ~image.transform * (east, south)
    return [round(corner) for corner in corners]


def say(text: str) -> None:
    """Print at once, in order with what the steps print."""
    print(text, flush=True)


if __name__ == '__main__':
    main()

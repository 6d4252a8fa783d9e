"""Makes the picture of docs/forging.md anew with the model of the demonstration.

Run `make demo`, and then `.venv/bin/python docs/make_forged.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from satgan.core.engine import run_mapping
from satgan.core.reporting import Reporter
from side_by_side import side_by_side

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / 'resources' / 'sample'
DEMO = ROOT / 'demo-output'
PICTURE = ROOT / 'docs' / 'images' / 'forged.png'


def main() -> None:
    """Forge footprints, burn them, translate them, and draw both."""
    with rasterio.open(SAMPLE / 'kampala.tif') as image:
        bounds = image.bounds
    extent = f'{bounds.left},{bounds.right},{bounds.bottom},{bounds.top} [EPSG:3857]'
    with tempfile.TemporaryDirectory() as folder:
        forged, mask, made = (Path(folder) / name for name in ('forged.gpkg', 'mask.tif', 'made.tif'))
        run('forgefootprints', footprints=SAMPLE / 'kampala_buildings.geojson', extent=extent, seed=1, output=forged)
        run('rasterizefootprints', footprints=forged, reference=SAMPLE / 'kampala.tif', output=mask)
        run('applymodel', model=DEMO / 'run' / 'model.safetensors', input=mask, output=made)
        sheet = side_by_side({'forged footprints': classes(mask), 'what the model makes of them': colours(made)})
    sheet.quantize(128, kmeans=3).save(PICTURE, optimize=True)


def run(job: str, **parameters: Any) -> None:
    """Run a job."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
    run_mapping({'job': job, **plain}, Reporter())


def classes(path: Path) -> np.ndarray:
    """Return a class raster in grey and white, (rows, columns, 3)."""
    with rasterio.open(path) as raster:
        return np.where(raster.read(1)[..., np.newaxis] == 1, 255, 90).astype(np.uint8).repeat(3, axis=2)


def colours(path: Path) -> np.ndarray:
    """Return an image, (rows, columns, 3)."""
    with rasterio.open(path) as raster:
        pixels: np.ndarray = raster.read([1, 2, 3]).transpose(1, 2, 0)
    return pixels


if __name__ == '__main__':
    main()

"""Makes the pictures of docs/forging.md anew with the model of the demonstration.

Run `make demo`, and then `.venv/bin/python docs/make_forged.py`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
import shapely
from satgan.core.engine import run_mapping
from satgan.core.reporting import Reporter
from side_by_side import side_by_side

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / 'resources' / 'sample'
DEMO = ROOT / 'demo-output'
PICTURES = ROOT / 'docs' / 'images'
# Of the image, as they were drawn by hand upon it, in columns and rows.
STREETS = [
    [(20, 130), (70, 200), (110, 256), (158, 367), (192, 512)],
    [(110, 256), (330, 256), (512, 272)],
    [(335, 66), (330, 256)],
]


def main() -> None:
    """Draw footprints that lie anywhere, and some along streets."""
    with tempfile.TemporaryDirectory() as folder:
        streets = Path(folder) / 'streets.gpkg'
        write_streets(streets)
        draw('forged', 'forged footprints')
        draw('forged_streets', 'forged along streets', streets=streets)


def write_streets(path: Path) -> None:
    """Write the streets as a layer."""
    with rasterio.open(SAMPLE / 'kampala.tif') as image:
        lines = [shapely.LineString([image.transform @ point for point in street]) for street in STREETS]
        geopandas.GeoDataFrame(geometry=lines, crs=image.crs.to_wkt()).to_file(path)


def draw(name: str, title: str, **more: Any) -> None:
    """Forge footprints, burn them, translate them, and draw both."""
    with rasterio.open(SAMPLE / 'kampala.tif') as image:
        bounds = image.bounds
    extent = f'{bounds.left},{bounds.right},{bounds.bottom},{bounds.top} [EPSG:3857]'
    with tempfile.TemporaryDirectory() as folder:
        forged, mask, made = (Path(folder) / name for name in ('forged.gpkg', 'mask.tif', 'made.tif'))
        real = SAMPLE / 'kampala_buildings.geojson'
        run('forgefootprints', footprints=real, extent=extent, seed=1, output=forged, **more)
        run('rasterizefootprints', footprints=forged, reference=SAMPLE / 'kampala.tif', output=mask)
        run('applymodel', model=DEMO / 'run' / 'model.safetensors', input=mask, output=made)
        sheet = side_by_side({title: classes(mask), 'what the model makes of them': colours(made)})
    sheet.quantize(128, kmeans=3).save(PICTURES / f'{name}.png', optimize=True)


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

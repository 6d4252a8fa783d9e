"""Makes the pictures of docs/seams.md anew and prints its figures, from real data and four briefly trained models.

    .venv/bin/python docs/make_seams.py DATA WORK

`DATA` is the folder of the data sets that docs/datasets.md names, `WORK` one for chips, runs and results. Models that are there
already are not trained again; otherwise it takes about an hour on two cores.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window
from satgan.core.engine import run_job, run_mapping
from satgan.core.jobs import ApplyModel
from satgan.core.rasters.grid import Grid
from satgan.core.reporting import Reporter
from satgan.core.translation.preparation import prepare
from satgan.core.translation.seams import SeamMeter, seam_index
from satgan.core.translation.tiles import Tiling
from side_by_side import side_by_side

PICTURES = Path(__file__).resolve().parent / 'images'
SIDE = 2048  # pixels of what is translated; smaller rasters are mirrored all around, so that there are more tiles
WHOLE = 'the whole raster at once'
#: What is asked for of each network; the last one is what "Apply model" chooses by itself.
RUNS: dict[str, dict[str, dict[str, Any]]] = {
    'resnet9': {
        'tile, no overlap': {'statistics': 'tile', 'overlap': 0},
        'tile, a quarter overlaps': {'statistics': 'tile'},
        'calibrated': {},
    },
    'unet256': {
        'tile, no overlap': {'statistics': 'tile', 'overlap': 0},
        'tile, a quarter overlaps': {'statistics': 'tile'},
        'running': {},
    },
}


@dataclass(frozen=True)
class Place:
    """A pair of rasters.

    Attributes:
        name: of its folder.
        source: what is translated.
        target: what it is trained to become.
        stride: of the chips in pixels.
        epochs: of the training, by the generator.
        part: of the pictures; None: none are made.
    """

    name: str
    source: Path
    target: Path
    stride: int
    epochs: dict[str, int]
    part: Window | None


def main() -> None:
    """Train, translate, measure and draw."""
    data, work = (Path(argument).resolve() for argument in sys.argv[1:3])
    for place in (kampala(data / 'kampala_oam_buildings', work), north_dakota(data / 'naip_temporal')):
        folder = work / place.name
        source = enlarged(place.source, folder / 'enlarged.tif')
        for generator, runs in RUNS.items():
            measure(trained(place, generator, folder), source, runs, place, folder / generator)


def kampala(data: Path, work: Path) -> Place:
    """Return footprints and what they look like from above."""
    image, mask = data / 'kampala_z21.tif', work / 'kampala' / 'mask.tif'
    mask.parent.mkdir(parents=True, exist_ok=True)
    if not mask.exists():
        run('rasterizefootprints', footprints=data / 'buildings.geojson', reference=image, output=mask)
    return Place('kampala', mask, image, 128, {'resnet9': 6, 'unet256': 8}, None)


def north_dakota(data: Path) -> Place:
    """Return the same ground in a dry June and in a wet September."""
    before, after = (data / f'm_4709963_se_14_1_{day}.tif' for day in ('20100629', '20190904'))
    return Place('naip', before, after, 64, {'resnet9': 14, 'unet256': 20}, Window(900, 900, 440, 440))


def enlarged(path: Path, output: Path) -> Path:
    """Return the path of a raster of `SIDE` pixels, mirrored at its edges where it has fewer."""
    with rasterio.open(path) as raster:
        missing = [SIDE - raster.height, SIDE - raster.width]
        values = np.pad(
            raster.read(), [(0, 0), *((count // 2, count - count // 2) for count in missing)], mode='reflect'
        )
        size = {'width': SIDE, 'height': SIDE}
        with rasterio.open(output, 'w', **raster.profile | size, photometric='minisblack', alpha='no') as large:
            large.write(values)
    return output


def trained(place: Place, generator: str, folder: Path) -> Path:
    """Return a model file, trained briefly if it is not there."""
    is_resnet = generator == 'resnet9'
    size, epochs, output = 128 if is_resnet else 256, place.epochs[generator], folder / generator
    chips = folder / f'chips{size}'
    if not chips.exists():
        run(
            'exportpairedchips',
            input=place.source,
            target=place.target,
            chip_size=size,
            stride=place.stride,
            output=chips,
        )
    if not output.exists():
        settings = {'generator': generator, 'norm': 'instance' if is_resnet else 'batch', 'augment': 'flip_rotate'}
        amount = {'filters': 32, 'epochs': epochs, 'decay_epochs': epochs // 2}
        run('trainpix2pix', dataset=chips, output=output, **settings, **amount)
    return output / 'model.safetensors'


def measure(model: Path, source: Path, runs: dict[str, dict[str, Any]], place: Place, folder: Path) -> None:
    """Translate a raster in all ways, print a row for each, and draw a part of them."""
    without, _, chosen = runs
    whole = untiled(model, source)
    pictures = {}
    for name, asked in runs.items():
        job = ApplyModel(
            model=str(model), input=str(source), output=str(folder / f'{name}.tif'), precision='fp32', **asked
        )
        index = run_job(job, Reporter())['SEAM_INDEX']
        pictures[name] = read(Path(job.output))
        expected = index_of(whole, read(source), prepare(job, Reporter()).translator.tiling)
        difference = np.abs(pictures[name].astype(float) - whole).mean()
        print(f'| {folder.name}, {place.name} | {name} | {index:.3f} | {expected:.3f} | {difference:.1f} |', flush=True)
    if place.part:
        shown = {without: pictures[without], chosen: pictures[chosen], WHOLE: whole}
        part = np.s_[:3, *place.part.toslices()]
        sheet = side_by_side({title: pixels[part].transpose(1, 2, 0) for title, pixels in shown.items()})
        sheet.quantize(128, kmeans=3).save(PICTURES / f'seams_{folder.name}.png', optimize=True)


def untiled(model: Path, source: Path) -> np.ndarray:
    """Return what the network makes of the whole raster at once, with the statistics that "Apply model" chooses."""
    job = ApplyModel(model=str(model), input=str(source), output=str(source.with_name('whole.tif')), precision='fp32')
    translation = prepare(job, Reporter())
    with translation.open() as reader:
        translation, _ = translation.ready(reader, Reporter())
        translator = replace(translation.translator, tiling=Tiling(SIDE, 0))
        (piece,) = translator.pieces(reader, translation.window)
    return translation.card.b.decode(piece.encoded)


def run(job: str, **parameters: Any) -> dict[str, Any]:
    """Run a job and return its results."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
    return run_mapping({'job': job, **plain}, Reporter())


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


if __name__ == '__main__':
    main()

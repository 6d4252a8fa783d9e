"""Runs the commands of docs/tutorials on real data, and keeps their figures and pictures.

That on chips out of noise has those of the gallery, which `make_gallery.py` makes.

    .venv/bin/python docs/make_tutorials.py DATA WORK [NAME ...]

`DATA` is the folder of the data sets that the pages name, `WORK` one for what is made. What is there already is not made again.
Without names, all tutorials are run, which takes about an hour on one core.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import matplotlib
import numpy as np
import rasterio
from PIL import Image, ImageDraw
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window, from_bounds
from satgan.core.engine import run_mapping
from satgan.core.reporting import Reporter
from side_by_side import side_by_side
from tutorial_commands import jobs

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / 'docs' / 'tutorials'
PICTURES = ROOT / 'docs' / 'images'
SAMPLE = ROOT / 'resources' / 'sample'


@dataclass(frozen=True)
class Panel:
    """A raster in a picture.

    Attributes:
        title: of the panel.
        file: the raster.
        bands: shown as red, green and blue, or one in colours; the palette counts where the raster has one.
        limits: the values that are black and white.
    """

    title: str
    file: str
    bands: tuple[int, ...] = (1, 2, 3)
    limits: tuple[float, float] = (0, 255)


@dataclass(frozen=True)
class Picture:
    """Rasters side by side.

    Attributes:
        panels: the last one has a frame around the chips that were tested.
        chips: the folder of their dataset.
        side: of what is shown, in pixels of the first raster, with these chips in it.
    """

    panels: tuple[Panel, ...]
    chips: str
    side: int


@dataclass(frozen=True)
class Tutorial:
    """What a page needs beside its text.

    Attributes:
        data: folders in DATA; the sample data are always there.
        pictures: by the names of their files.
    """

    data: tuple[str, ...]
    pictures: dict[str, Picture]


JUNE, SEPTEMBER = 'm_4709963_se_14_1_20100629.tif', 'm_4709963_se_14_1_20190904.tif'
TUTORIALS = {
    'footprints': Tutorial(
        (),
        {
            'tutorial_footprints': Picture(
                (
                    Panel('footprints', 'mask.tif'),
                    Panel('real', 'kampala.tif'),
                    Panel('generated', 'synthetic.tif'),
                ),
                'chips',
                400,
            )
        },
    ),
    'map': Tutorial(
        ('naip_temporal',),
        {
            'tutorial_map': Picture(
                (Panel('map', 'map_2010.tif'), Panel('real', JUNE), Panel('generated', 'aerial_2010.tif')), 'chips', 400
            ),
            'tutorial_map_back': Picture(
                (Panel('image', JUNE), Panel('map', 'map_2010.tif'), Panel('generated', 'map_again.tif')),
                'chips_back',
                400,
            ),
        },
    ),
    'season': Tutorial(
        ('naip_temporal',),
        {
            'tutorial_season': Picture(
                (
                    Panel('June 2010', JUNE),
                    Panel('September 2019, real', SEPTEMBER),
                    Panel('generated from June', 'september.tif'),
                ),
                'chips',
                400,
            )
        },
    ),
    'radar': Tutorial(
        ('spain_s1_s2_water',),
        {
            'tutorial_radar': Picture(
                (
                    Panel('radar (VV)', 'Spain_7370579_S1Hand.tif', (1, 1, 1), (-22, 2)),
                    Panel('optical, real', 'Spain_7370579_S2Hand.tif', (4, 3, 2), (300, 2600)),
                    Panel('generated from radar', 'optical.tif', (1, 2, 3), (300, 2600)),
                ),
                'chips',
                400,
            )
        },
    ),
    'heights': Tutorial(
        ('rmnp_rgb_dem', 'alexandria_dsm_hag_buildings'),
        {
            'tutorial_heights_above': Picture(
                (
                    Panel('surface', 'dsm.tif', (1,), (0, 60)),
                    Panel('height above ground, real', 'hag.tif', (1,), (0, 30)),
                    Panel('generated', 'above.tif', (1,), (0, 30)),
                ),
                'chips_above',
                250,
            ),
            'tutorial_heights_image': Picture(
                (
                    Panel('image', 'rmnp-rgb.tif'),
                    Panel('heights, real', 'rmnp-dem.tif', (1,), (2200, 4200)),
                    Panel('generated', 'heights.tif', (1,), (2200, 4200)),
                ),
                'chips',
                300,
            ),
        },
    ),
}


def main() -> None:
    """Run the tutorials and write what came out."""
    data, work = (Path(argument).resolve() for argument in sys.argv[1:3])
    for name in sys.argv[3:] or TUTORIALS:
        tutorial = TUTORIALS[name]
        folder = work / name
        folder.mkdir(parents=True, exist_ok=True)
        for source in [SAMPLE, *(data / data_set for data_set in tutorial.data)]:
            link_all(source, folder)
        os.chdir(folder)
        figures = [run(job) for job in jobs((PAGES / f'{name}.md').read_text(encoding='utf-8'))]
        (PAGES / 'figures' / f'{name}.json').write_text(json.dumps(figures, indent=2) + '\n', encoding='utf-8')
        for file, picture in tutorial.pictures.items():
            drawn(picture).save(PICTURES / f'{file}.jpg', quality=85, optimize=True)


def link_all(source: Path, folder: Path) -> None:
    """Put links to the files of `source` into `folder`."""
    for file in source.iterdir():
        if not (folder / file.name).exists():
            (folder / file.name).symlink_to(file)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run a job where that has not been done, and return it with its figures and the minutes that it took."""
    record = Path(f'{job.get("output", job["job"])}.figures.json')
    if not record.exists():
        began = time.monotonic()
        results = run_mapping(job, Reporter())
        figures = {key: value for key, value in results.items() if isinstance(value, int | float)}
        minutes = round((time.monotonic() - began) / 60, 1)
        record.write_text(json.dumps({'job': job, 'minutes': minutes, 'figures': figures}), encoding='utf-8')
    return json.loads(record.read_text(encoding='utf-8'))


def drawn(picture: Picture) -> Image.Image:
    """Return the panels of a picture side by side."""
    with rasterio.open(picture.panels[0].file) as grid:
        tested = tested_area(grid, picture.chips)
        window = around(tested, picture.side, grid)
        pictures = {panel.title: pixels(panel, grid, window) for panel in picture.panels}
    title = picture.panels[-1].title
    left, top = tested.col_off - window.col_off, tested.row_off - window.row_off
    pictures[title] = framed(pictures[title], left, top, tested.width, tested.height)
    return side_by_side(pictures)


def framed(shown: np.ndarray, left: int, top: int, width: int, height: int) -> np.ndarray:
    """Return a panel with a white frame."""
    image = Image.fromarray(shown)
    ImageDraw.Draw(image).rectangle([left, top, left + width - 1, top + height - 1], outline='white')
    return np.asarray(image)


def tested_area(grid: rasterio.DatasetReader, chips: str) -> Window:
    """Return the area of the test chips in pixels of `grid`."""
    outlines = geopandas.read_file(f'{chips}/chips.gpkg').to_crs(grid.crs)
    bounds = outlines[outlines['split'] == 'test'].total_bounds
    return from_bounds(*bounds, transform=grid.transform).round_lengths().round_offsets()


def around(area: Window, side: int, grid: rasterio.DatasetReader) -> Window:
    """Return a square with `area` in its middle, or as near to that as the raster allows."""
    width, height = min(side, grid.width), min(side, grid.height)
    left = np.clip(area.col_off + (area.width - width) // 2, 0, grid.width - width)
    top = np.clip(area.row_off + (area.height - height) // 2, 0, grid.height - height)
    return Window(int(left), int(top), width, height)


def pixels(panel: Panel, grid: rasterio.DatasetReader, window: Window) -> np.ndarray:
    """Return a panel on the grid of another raster, (rows, columns, 3) uint8; white is no data."""
    place = {'crs': grid.crs, 'transform': grid.transform, 'width': grid.width, 'height': grid.height}
    with rasterio.open(panel.file) as raster:
        there = raster if raster.transform == grid.transform else WarpedVRT(raster, **place)
        if 'palette' in [colour.name for colour in raster.colorinterp]:
            palette = np.zeros((256, 3), dtype=np.uint8)
            for value, colour in raster.colormap(1).items():
                palette[value] = colour[:3]
            return palette[there.read(1, window=window)]
        values = there.read(list(panel.bands), window=window, masked=True).astype(float)
    low, high = panel.limits
    shown = np.clip((values.filled(high) - low) / (high - low), 0, 1)
    shown = matplotlib.colormaps['gist_earth'](shown[0])[..., :3] if len(shown) == 1 else shown.transpose(1, 2, 0)
    return np.round(shown * 255).astype(np.uint8)


if __name__ == '__main__':
    main()

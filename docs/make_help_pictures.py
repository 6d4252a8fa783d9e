"""Makes the pictures in the help of the dialogs, resources/help/*.png: on the left what goes in, on the right what comes out.

Run `make demo`, and then `.venv/bin/python docs/make_help_pictures.py`; it takes some minutes, since one model is trained
for it. The pictures fit into the help panel as wide as QGIS first shows it, and stand out from a light and a dark background.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import rasterio
from PIL import Image, ImageDraw, ImageFont
from satgan.core.engine import run_mapping
from satgan.core.reporting import Reporter

ROOT = Path(__file__).resolve().parent.parent
HELP = ROOT / 'resources' / 'help'
DEMO = ROOT / 'demo-output'
GALLERY = ROOT / 'docs' / 'images'
IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'
FOOTPRINTS = ROOT / 'resources' / 'sample' / 'kampala_buildings.geojson'

# Everything is drawn larger and then made smaller, which smooths its edges. Sizes below are those of the end, in pixels.
SCALE = 4
PANEL, ARROW, CAPTION, CORNER = 100, 32, 16, 6
ROWS, COLUMNS = slice(232, 488), slice(0, 256)  # of the sample that are shown

GREY = (125, 139, 153)  # of frames and arrows, seen on white and on black
PAPER, INK, BLUE, YELLOW, RED = (243, 245, 247), (52, 62, 72), (47, 111, 196), (255, 225, 0), (189, 0, 38)
LEVELS = 31  # of transparency


def main() -> None:
    """Make all pictures."""
    HELP.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, (before, after) in drawn(Path(folder)).items():
            write(card(before, after), HELP / f'{name}.png')
    size = sum(path.stat().st_size for path in HELP.glob('*.png'))
    print(f'{size / 1e3:.0f} kB')


def drawn(folder: Path) -> dict[str, tuple[Image.Image, Image.Image]]:
    """Return for each algorithm and graphical model what goes in and what comes out."""
    image, mask, made = colours(IMAGE), classes(DEMO / 'mask.tif'), colours(DEMO / 'kampala_synthetic.tif')
    outlines, polygons, forged = outlined(image), filled(FOOTPRINTS), forge(folder)
    clusters, painted = paint_clusters(folder)
    gaps, without_gaps = fill_gaps(folder)
    seasons, homes = (Image.open(GALLERY / f'gallery_{name}.png').convert('RGB') for name in ('seasons', 'homes'))
    summer, autumn, as_autumn, as_summer = (cell(seasons, column, 3) for column in (0, 3, 1, 4))
    pairs = grid([chip for a, b in list(zip(tiles(mask), tiles(image), strict=True))[::2] for chip in (a, b)], 4)
    chips = tiles(summer)[:8] + tiles(autumn)[8:]
    epochs = [cell(Image.open(DEMO / 'run' / 'samples' / f'epoch_{epoch:04d}.png'), 2, 0) for epoch in (1, 3, 6, 12)]
    real = grid([cell(homes, 0, row) for row in range(4)], 2)
    invented = [cell(homes, column, row) for row in range(3) for column in (1, 2, 3)]
    both = stack(summer, autumn)

    return {
        'rasterizefootprints': (titled(outlines, 'footprints'), titled(mask, 'class raster')),
        'forgefootprints': (titled(polygons, 'real'), titled(filled(forged['footprints']), 'forged')),
        'kmeanssegmentation': (titled(image, 'image'), titled(clusters, 'clusters')),
        'exportpairedchips': (titled(stack(mask, image), 'A and B'), titled(pairs, 'chip pairs')),
        'exportunpairedchips': (titled(both, 'A and B'), titled(grid(chips, 4), 'chips')),
        'inspectdataset': (titled(pairs, 'dataset'), titled(report(image), 'report')),
        'trainpix2pix': (titled(pairs, 'chip pairs'), titled(grid(epochs, 2), 'epoch 1 to 12')),
        'traincyclegan': (
            titled(both, 'A and B'),
            titled(grid([summer, as_autumn, as_summer, autumn], 2), 'both ways'),
        ),
        'traindcgan': (titled(real, 'chips'), titled(grid(invented[:4], 2), 'more of them')),
        'applymodel': (titled(mask, 'input'), titled(made, 'synthetic')),
        'evaluatemodel': (titled(stack(image, made), 'real, generated'), titled(errors(image, made), 'error')),
        'fillgaps': (titled(stack(gaps, mask), 'gaps, condition'), titled(without_gaps, 'filled')),
        'generatechips': (titled(noise(), 'noise'), titled(grid(invented, 3), 'chips')),
        'verifyprovenance': (titled(made, 'raster'), titled(text(['synthetic:', 'yes'], BLUE), 'provenance')),
        'modelinformation': (
            file('.safetensors'),
            titled(text(['pix2pix', '1 to 3 bands', '30 cm', '12 epochs'], INK), 'model card'),
        ),
        'importcheckpoint': (file('.pth'), file('.safetensors')),
        'exportmodel': (file('.safetensors'), file('.onnx')),
        'footprintstoimage': (titled(outlines, 'image, polygons'), titled(made, 'synthetic')),
        'labelstoimage': (titled(stack(image, clusters), 'image, clusters'), titled(painted, 'synthetic')),
        'trainandtranslate': (titled(stack(mask, image), 'A and B'), titled(made, 'A like B')),
        'trainandtranslateunpaired': (titled(both, 'A and B'), titled(as_autumn, 'A like B')),
        'forgeplace': (titled(polygons, 'footprints'), titled(forged['image'], 'invented')),
    }


def run(job: str, **parameters: Any) -> None:
    """Run a job."""
    plain = {name: str(value) if isinstance(value, Path) else value for name, value in parameters.items()}
    run_mapping({'job': job, **plain}, Reporter())


def forge(folder: Path) -> dict[str, Any]:
    """Return the file of forged footprints in the extent of the sample, and what the model makes of them."""
    with rasterio.open(IMAGE) as image:
        bounds = image.bounds
    extent = f'{bounds.left},{bounds.right},{bounds.bottom},{bounds.top} [EPSG:3857]'
    forged, mask, made = (folder / name for name in ('forged.gpkg', 'forged.tif', 'invented.tif'))
    run('forgefootprints', footprints=FOOTPRINTS, extent=extent, seed=1, output=forged)
    run('rasterizefootprints', footprints=forged, reference=IMAGE, output=mask)
    run('applymodel', model=DEMO / 'run' / 'model.safetensors', input=mask, output=made)
    return {'footprints': forged, 'image': colours(made)}


def paint_clusters(folder: Path) -> tuple[Image.Image, Image.Image]:
    """Return the clusters of the sample, and what a briefly trained model paints from them."""
    clusters, chips, trained, made = (folder / name for name in ('clusters.tif', 'chips', 'run', 'painted.tif'))
    run('kmeanssegmentation', input=IMAGE, clusters=6, min_area=20, output=clusters)
    size = {'chip_size': 128, 'stride': 64, 'max_nodata': 0.05, 'test': 0.0}
    run('exportpairedchips', input=clusters, target=IMAGE, output=chips, **size)
    network = {'generator': 'unet128', 'filters': 16, 'epochs': 20, 'decay_epochs': 5}
    run('trainpix2pix', dataset=chips, output=trained, **network)
    run('applymodel', model=trained / 'model.safetensors', input=clusters, output=made)
    return classes(clusters), colours(made)


def fill_gaps(folder: Path) -> tuple[Image.Image, Image.Image]:
    """Return the sample with gaps, and filled."""
    gaps, made = folder / 'gaps.tif', folder / 'filled.tif'
    with rasterio.open(IMAGE) as image:
        pixels, profile = image.read(), image.profile
    drawing = ImageDraw.Draw(alpha := Image.fromarray(pixels[3]))
    for box in ((40, 250, 120, 310), (90, 275, 155, 325), (160, 390, 240, 460), (5, 380, 60, 430)):
        drawing.ellipse(box, fill=0)
    pixels[3] = np.asarray(alpha)
    with rasterio.open(gaps, 'w', **profile) as raster:
        raster.write(pixels)
        raster.colorinterp = [*raster.colorinterp[:3], rasterio.enums.ColorInterp.alpha]
    run('fillgaps', model=DEMO / 'run' / 'model.safetensors', input=gaps, condition=DEMO / 'mask.tif', output=made)
    shown = np.where(pixels[3] == 0, 255, pixels[:3])
    return picture(shown.transpose(1, 2, 0)), colours(made)


def colours(path: Path) -> Image.Image:
    """Return part of an image."""
    with rasterio.open(path) as raster:
        return picture(raster.read([1, 2, 3]).transpose(1, 2, 0))


def classes(path: Path) -> Image.Image:
    """Return part of a class raster in the colours of its palette."""
    with rasterio.open(path) as raster:
        palette = np.array([raster.colormap(1)[value][:3] for value in range(256)], dtype=np.uint8)
        return picture(palette[raster.read(1)])


def picture(pixels: np.ndarray) -> Image.Image:
    """Return what is shown of the sample, given all of it, (rows, columns, 3)."""
    return sized(Image.fromarray(pixels[ROWS, COLUMNS].astype(np.uint8)))


def sized(image: Image.Image, side: int = PANEL) -> Image.Image:
    """Return an image as a square of so many pixels at the end."""
    return image.resize((side * SCALE, side * SCALE), Image.Resampling.LANCZOS)


def outlined(image: Image.Image) -> Image.Image:
    """Return an image of the sample with its footprints."""
    image = image.copy()
    for ring in rings(FOOTPRINTS):
        ImageDraw.Draw(image).line(ring, fill=YELLOW, width=2 * SCALE, joint='curve')
    return image


def filled(footprints: Path) -> Image.Image:
    """Return footprints on paper."""
    image = sized(Image.new('RGB', (1, 1), PAPER))
    for ring in rings(footprints):
        ImageDraw.Draw(image).polygon(ring, fill=(217, 95, 76))
    return image


def rings(footprints: Path) -> Iterable[list[tuple[float, float]]]:
    """Yield the outer rings of polygons in pixels of what is shown."""
    with rasterio.open(IMAGE) as image:
        to_pixels, crs = ~image.transform, image.crs
    enlarged = PANEL * SCALE / (ROWS.stop - ROWS.start)
    for polygon in geopandas.read_file(footprints).to_crs(crs).geometry.explode():
        pixels = (to_pixels * corner[:2] for corner in polygon.exterior.coords)
        yield [((column - COLUMNS.start) * enlarged, (row - ROWS.start) * enlarged) for column, row in pixels]


def cell(sheet: Image.Image, column: int, row: int) -> Image.Image:
    """Return a picture of a sample sheet."""
    side, gap, header = 256, 6, 20
    left, top = gap + column * (side + gap), header + gap + row * (side + gap)
    return sized(sheet.convert('RGB').crop((left, top, left + side, top + side)))


def tiles(image: Image.Image) -> list[Image.Image]:
    """Return an image cut into four rows and four columns."""
    side = PANEL * SCALE // 4
    places = [(column * side, row * side) for row in range(4) for column in range(4)]
    return [image.crop((left, top, left + side, top + side)) for left, top in places]


def grid(images: list[Image.Image], columns: int) -> Image.Image:
    """Return images in rows with gaps between them."""
    sheet = sized(Image.new('RGB', (1, 1), PAPER))
    gap = 2 * SCALE
    side = (PANEL * SCALE - gap) // columns - gap
    rows = -(-len(images) // columns)
    top = gap + (columns - rows) * (side + gap) // 2
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        place = gap + column * (side + gap), top + row * (side + gap)
        sheet.paste(image.resize((side, side), Image.Resampling.LANCZOS), place)
    return sheet


def stack(back: Image.Image, front: Image.Image) -> Image.Image:
    """Return two images, one of them in front of the other."""
    sheet = sized(Image.new('RGB', (1, 1), PAPER))
    for image, place in ((back, 6), (front, 30)):
        side = (PANEL - 36) * SCALE
        framed = Image.new('RGB', (side + 4 * SCALE, side + 4 * SCALE), 'white')
        framed.paste(image.resize((side, side), Image.Resampling.LANCZOS), (2 * SCALE, 2 * SCALE))
        sheet.paste(framed, (place * SCALE - 2 * SCALE, (place - 2) * SCALE - 2 * SCALE))
    return sheet


def errors(real: Image.Image, made: Image.Image) -> Image.Image:
    """Return the mean absolute difference of squares, pale where it is small."""
    difference = np.abs(np.asarray(real, dtype=float) - np.asarray(made, dtype=float)).mean(axis=2)
    count = 8
    side = len(difference) // count
    means = difference.reshape(count, side, count, side).mean(axis=(1, 3))
    share = (means - means.min()) / np.ptp(means)
    pixels = np.array((255, 255, 204)) * (1 - share[..., None]) + np.array(RED) * share[..., None]
    return Image.fromarray(pixels.astype(np.uint8)).resize(real.size, Image.Resampling.NEAREST)


def noise() -> Image.Image:
    """Return nothing but noise."""
    pixels = np.random.default_rng(0).integers(60, 220, (20, 20), dtype=np.uint8)
    side = PANEL * SCALE
    return Image.fromarray(pixels).convert('RGB').resize((side, side), Image.Resampling.NEAREST)


def report(image: Image.Image) -> Image.Image:
    """Return a page with a histogram and pictures."""
    page = sized(Image.new('RGB', (1, 1), PAPER))
    drawing = ImageDraw.Draw(page)
    drawing.rectangle(at(12, 8, 88, 92), fill='white', outline=GREY, width=SCALE)
    drawing.rectangle(at(18, 14, 58, 18), fill=INK)
    for number, height in enumerate((4, 9, 16, 22, 19, 12, 7, 3)):
        drawing.rectangle(at(18 + 5 * number, 48 - height, 22 + 5 * number, 48), fill=BLUE)
    drawing.polygon(at(72, 26, 82, 44, 62, 44), fill=(245, 168, 51))
    drawing.rectangle(at(71, 32, 73, 38), fill='white')
    drawing.rectangle(at(71, 40, 73, 42), fill='white')
    for number in range(3):
        page.paste(tiles(image)[number].resize((20 * SCALE, 20 * SCALE)), ((18 + 22 * number) * SCALE, 54 * SCALE))
    return page


def at(*coordinates: int) -> list[int]:
    """Return coordinates of the end as those that are drawn with."""
    return [coordinate * SCALE for coordinate in coordinates]


def file(ending: str) -> Image.Image:
    """Return a sheet of paper with a folded corner and the ending of a name."""
    sheet = sized(Image.new('RGB', (1, 1), PAPER))
    drawing = ImageDraw.Draw(sheet)
    drawing.polygon(at(26, 12, 60, 12, 74, 26, 74, 88, 26, 88), fill='white', outline=GREY, width=2 * SCALE)
    drawing.polygon(at(60, 12, 60, 26, 74, 26), fill=PAPER, outline=GREY, width=2 * SCALE)
    for top, width in ((36, 28), (43, 34), (50, 22)):
        drawing.rectangle(at(33, top, 33 + width, top + 3), fill=(205, 211, 217))
    drawing.rounded_rectangle(at(10, 60, 90, 78), radius=4 * SCALE, fill=BLUE)
    drawing.text((50 * SCALE, 69 * SCALE), ending, fill='white', font=font(11), anchor='mm')
    return sheet


def text(lines: list[str], colour: tuple[int, int, int]) -> Image.Image:
    """Return lines of text on paper."""
    sheet = sized(Image.new('RGB', (1, 1), PAPER))
    size = 16 if len(lines) <= 2 else 12
    height = size + 4
    top = (PANEL - CAPTION - height * (len(lines) - 1)) / 2
    for number, line in enumerate(lines):
        place = PANEL * SCALE / 2, (top + number * height) * SCALE
        ImageDraw.Draw(sheet).text(place, line, fill=colour, font=font(size), anchor='mm')
    return sheet


def font(size: int) -> Any:
    """Return the font, so many pixels high at the end."""
    return ImageFont.load_default(size * SCALE)


def titled(image: Image.Image, title: str) -> Image.Image:
    """Return an image with a title across its foot."""
    image = image.copy()
    veil = Image.new('RGB', (PANEL * SCALE, CAPTION * SCALE), (38, 45, 53))
    foot = (0, (PANEL - CAPTION) * SCALE)
    image.paste(veil, foot, Image.new('L', veil.size, 215))
    middle = PANEL * SCALE / 2, (PANEL - CAPTION / 2) * SCALE
    ImageDraw.Draw(image).text(middle, title, fill='white', font=font(11), anchor='mm')
    return image


def card(before: Image.Image, after: Image.Image) -> Image.Image:
    """Return both, framed, with an arrow between them, on nothing."""
    side = PANEL * SCALE
    sheet = Image.new('RGBA', (2 * side + ARROW * SCALE, side), (*GREY, 0))
    frame = {'radius': CORNER * SCALE, 'width': SCALE}
    for image, left in ((before, 0), (after, side + ARROW * SCALE)):
        corners = Image.new('L', (side, side), 0)
        ImageDraw.Draw(corners).rounded_rectangle((0, 0, side - 1, side - 1), frame['radius'], fill=255)
        sheet.paste(image, (left, 0), corners)
        ImageDraw.Draw(sheet).rounded_rectangle((left, 0, left + side - 1, side - 1), **frame, outline=GREY)
    middle, start, end = PANEL // 2, PANEL + 6, PANEL + ARROW - 6
    drawing = ImageDraw.Draw(sheet)
    drawing.rectangle(at(start, middle - 2, end - 6, middle + 2), fill=GREY)
    drawing.polygon(at(end - 9, middle - 8, end, middle, end - 9, middle + 8), fill=GREY)
    # The plain mean: others ring, and what is next to an edge would be translucent too.
    return sheet.resize((2 * PANEL + ARROW, PANEL), Image.Resampling.BOX)


def write(sheet: Image.Image, path: Path) -> None:
    """Write a picture with a palette, in which the frame has levels of transparency for its edges."""
    alpha = np.asarray(sheet.getchannel('A'))
    opaque = 255 - LEVELS
    image = sheet.convert('RGB').quantize(opaque, method=Image.Quantize.MEDIANCUT, kmeans=2)
    indices = np.asarray(image).copy()
    translucent = alpha < 255
    indices[translucent] = opaque + np.rint(alpha[translucent] / 255 * LEVELS).astype(np.uint8)
    palette = np.array(image.getpalette()).reshape(-1, 3)[:opaque]
    palette = np.vstack([palette, np.zeros((opaque - len(palette), 3), int), np.tile(GREY, (LEVELS + 1, 1))])
    made = Image.fromarray(indices)
    made.putpalette(palette.astype(np.uint8).tobytes())
    transparency = bytes([255] * opaque + [round(255 * level / LEVELS) for level in range(LEVELS + 1)])
    made.save(path, optimize=True, transparency=transparency)


if __name__ == '__main__':
    main()

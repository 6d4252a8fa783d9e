"""The job `generatechips`: a model and noise to a sheet of synthetic chips."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from rasterio.crs import CRS
from rasterio.errors import CRSError
from torch import Tensor

from ..errors import SatganError
from ..jobs import GenerateChips
from ..modelfile import ModelCard, read_card
from ..parallel import cores
from ..rasters.grid import Grid
from ..rasters.point import point_in
from ..rasters.writing import whole_file, writing
from ..reporting import Reporter
from .finishing import finish_output
from .network import NoiseGenerator, open_noise_generator
from .noise import noise_of_seed, spherical_walk
from .output import open_output
from .provenance import Origin
from .sheet import Sheet, pixel_size_in

_AT_ONCE = 16  # chips
_NOWHERE = (0.0, 0.0)


def generate_chips(job: GenerateChips, reporter: Reporter) -> dict[str, Any]:
    """Make chips out of noise and write them side by side as one raster.

    On the processor, in 32 bits: the same seed gives the same chips on every computer of a kind.

    Raises:
        SatganError: no model of noise, an unknown coordinate system or point, or the disk is full.
    """
    torch.set_num_threads(cores())
    card = read_card(job.model)
    generator = open_noise_generator(job.model, card)
    sheet = Sheet(job.count, min(job.columns, job.count), card.chip_size)
    grid = _grid(job, card, sheet)
    origin = Origin.of(job, card)
    output = Path(job.output)
    with whole_file(output) as partial:
        _write(job, card, origin, generator, sheet, grid, partial, reporter)
        finish_output(partial, output, card.b, origin, reporter)
    reporter.info(f'{output.name} is synthetic: its chips show nothing that was observed anywhere.')
    return {}


def _grid(job: GenerateChips, card: ModelCard, sheet: Sheet) -> Grid:
    crs = _crs(job, card)
    origin = point_in(job.origin, crs) if job.origin else _NOWHERE
    return sheet.grid(origin, crs, pixel_size_in(crs, origin, card))


def _crs(job: GenerateChips, card: ModelCard) -> CRS | None:
    """Return the coordinate system that is asked for, else that of the training data."""
    if job.crs is None:
        return CRS.from_wkt(card.crs) if card.crs else None
    try:
        return CRS.from_user_input(job.crs)
    except CRSError as error:
        raise SatganError(
            f'"{job.crs}" is no coordinate system.', 'Write it as EPSG:n, like EPSG:32636, or as WKT.'
        ) from error


def _write(
    job: GenerateChips,
    card: ModelCard,
    origin: Origin,
    generator: NoiseGenerator,
    sheet: Sheet,
    grid: Grid,
    partial: Path,
    reporter: Reporter,
) -> None:
    with (
        writing(Path(job.output)),
        open_output(partial, grid, card.b, origin, 'deflate', has_gaps=not sheet.is_full) as output,
    ):
        for row in range(sheet.rows):
            window = sheet.window(row)
            encoded = np.zeros((card.b.channels, window.height, window.width), dtype=np.float32)
            valid = np.zeros((window.height, window.width), dtype=bool)
            numbers = sheet.chips_in(row)
            for place in range(0, len(numbers), _AT_ONCE):
                chips = _made(job, card, generator, numbers[place : place + _AT_ONCE])
                left, right = place * sheet.side, (place + len(chips)) * sheet.side
                encoded[:, :, left:right] = np.concatenate(list(chips), axis=2)
                valid[:, left:right] = True
                reporter.progress(0.97 * (numbers[place] + len(chips)) / sheet.count, 'Generating')
            output.write(window, encoded, valid)


@torch.inference_mode()
def _made(job: GenerateChips, card: ModelCard, generator: NoiseGenerator, numbers: range) -> np.ndarray:
    """Return the chips of these numbers, (n, channels, side, side)."""
    noise = torch.stack([_noise(job, card.generator.noise, number) for number in numbers])
    made: np.ndarray = generator(noise).numpy()
    return made


def _noise(job: GenerateChips, length: int, number: int) -> Tensor:
    """Return the noise of a chip: of a seed of its own, or on the way from the first seed to the next."""
    if not job.interpolate:
        return noise_of_seed(job.noise_seed + number, length)
    begin, end = noise_of_seed(job.noise_seed, length), noise_of_seed(job.noise_seed + 1, length)
    return spherical_walk(begin, end, number / (job.count - 1))

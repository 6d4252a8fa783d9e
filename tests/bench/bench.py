"""Speed and memory, each beside the plain alternative that a user has, measured in one run.

`make bench` prints a table: what SatGAN does, what the alternative does, and the ratio. Everything is measured in
turns (ours, theirs, ours, theirs, ...) and the best of each is kept, so that a busy moment of the machine spoils neither.
Memory is the peak of the engine with all its processes, for a raster and one of sixteen times as many pixels.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
import plain
import rasterio
import reference
import scenes
import torch
from satgan.core.datasets.layouts.satgan import SatganFolder
from satgan.core.datasets.loader import Chips
from satgan.core.device import has_fast_bf16
from satgan.core.engine import run_job
from satgan.core.jobs import JOBS, Job
from satgan.core.modelfile import read_weights
from satgan.core.networks import build_generator
from satgan.core.parallel import cores
from satgan.core.reporting import Reporter
from satgan.core.translation.network import Finish, Network
from torch.utils.flop_counter import FlopCounterMode

_ROUNDS = 3
_LOOK = 0.02  # seconds between two looks at the memory
_MEMORY_JOBS = {'rasterizefootprints': 8192, 'kmeanssegmentation': 8192, 'exportpairedchips': 8192, 'applymodel': 4096}


def main() -> None:
    """Print all figures."""
    print(f'{cores()} cores, PyTorch {torch.__version__}, AMX: {torch.cpu._is_amx_tile_supported()}\n')
    print(f'{"":42}{"SatGAN":>12}{"plain":>12}{"ratio":>8}')
    with tempfile.TemporaryDirectory() as folder:
        scene = scenes.make(Path(folder))
        kmeans_speed(scene)
        rasterize_speed(scene)
        export_speed(scene)
        training_speed(scene)
        apply_speed(scene)
        plumbing_share(scene)
        loading_share(scene)
    print(f'\n{"Peak memory (MB)":42}{"small":>12}{"large":>12}{"ratio":>8}')
    for job, side in _MEMORY_JOBS.items():
        memory(job, side)
    print(f'{"  trainpix2pix, all defaults, 16 chips":42}{_peak("trainpix2pix", 1024):12.0f}')


def kmeans_speed(scene: scenes.Scene) -> None:
    """Megapixels per second against scikit-learn's KMeans on all pixels, with one start where SatGAN has ten."""
    side = 2048
    image = scenes.write_image(scene.folder / 'cut.tif', side)

    def ours() -> None:
        run_job(JOBS['kmeanssegmentation'](input=str(image), output=str(scene.fresh('clusters.tif'))), Reporter())

    row('k-means, Mpixel/s', side**2 / 1e6, *best(ours, lambda: plain.kmeans(image)))


def export_speed(scene: scenes.Scene) -> None:
    """Chip pairs per second against a loop over windows with rasterio, bare files, and GDAL's tiles of B alone."""
    large = scene.large()
    count = (large.side // scenes.CHIP) ** 2

    def ours() -> None:
        job = JOBS['exportpairedchips'](
            input=str(large.mask), target=str(large.image), output=str(large.new('chips')), chip_size=scenes.CHIP
        )
        run_job(job, Reporter())

    row('export, chip pairs/s', count, *best(ours, lambda: plain.export(large, scenes.CHIP)))
    row('export, against writing files of nothing', count, *best(ours, lambda: plain.write_files(large, scenes.CHIP)))
    if shutil.which('gdal_retile.py'):
        row('export, against gdal_retile of B alone', count, *best(ours, lambda: plain.retile(large, scenes.CHIP)))
    shutil.rmtree(large.folder)


def rasterize_speed(scene: scenes.Scene) -> None:
    """Footprints per second against gdal_rasterize and gdaladdo, where GDAL's programs are installed."""
    count, side = 100_000, 8192  # on less they would cover each other
    scene = replace(scene, image=scenes.write_image(scene.folder / 'ground.tif', side), side=side)
    footprints = scenes.write_footprints(scene.folder / 'footprints.gpkg', side, count, size=16)

    def ours() -> None:
        output = scene.fresh('burned.tif')
        run_job(
            JOBS['rasterizefootprints'](footprints=str(footprints), reference=str(scene.image), output=str(output)),
            Reporter(),
        )

    if shutil.which('gdal_rasterize'):
        row('rasterize, footprints/s', count, *best(ours, lambda: plain.rasterize(scene, footprints)))


def loading_share(scene: scenes.Scene) -> None:
    """Milliseconds to load a chip for the first time, and to train on it."""
    print(f'\n{"Loading a pair of chips (ms)":42}{"loading":>12}{"step":>12}{"share":>8}')
    for bands, dtype, size in itertools.product((1, 12), ('uint8', 'uint16'), (256, 512)):
        dataset = scene.many_bands(bands, dtype, size)
        chips = Chips(SatganFolder(dataset), 'train')
        began = time.perf_counter()
        batches = list(chips.training_batches(1, 'flip', 0, 1))
        loading = (time.perf_counter() - began) / len(batches)
        step = scenes.pix2pix_step(batches[0], 'fp32')
        step()
        began = time.perf_counter()
        step()
        training = time.perf_counter() - began
        name = f'  {bands} band(s), {dtype}, {size} x {size}'
        print(f'{name:42}{1000 * loading:12.1f}{1000 * training:12.0f}{loading / training:8.1%}', flush=True)


def training_speed(scene: scenes.Scene) -> None:
    """Images per second against the reference's step in plain PyTorch, fp32, with the same batch."""
    chips = Chips(SatganFolder(scene.dataset()), 'train')
    for size, precision in itertools.product((1, 8), ('fp32', 'bf16')):
        batch = next(iter(chips.training_batches(size, 'flip', 0, 1)))
        pix2pix = reference.Pix2Pix('unet256', batch.a.shape[1], batch.b.shape[1])
        theirs = partial(pix2pix.step, batch.a, batch.b)
        row(f'pix2pix, images/s, batch {size}, {precision}', size, *best(scenes.pix2pix_step(batch, precision), theirs))
    image = next(iter(chips.training_batches(1, 'flip', 0, 1))).b
    theirs = partial(reference.CycleGan(image.shape[1]).step, image, image)
    for precision in ('fp32', 'bf16'):
        row(f'CycleGAN, images/s, batch 1, {precision}', 1, *best(scenes.cyclegan_step(image, precision), theirs))
    print(f'{"  auto takes":42}{"bf16" if has_fast_bf16("cpu") else "fp32":>12}')


def apply_speed(scene: scenes.Scene) -> None:
    """Megapixels per second from file to file, against the reference's loop in memory; and the share of the peak.

    PyTorch runs the networks by default, unless a trial on this machine has found OpenVINO to be clearly faster.
    """
    with rasterio.open(scene.image) as source:
        image = source.read() / np.float32(127.5) - 1
    pixels, shares, seconds = image[0].size / 1e6, {}, {}
    runs = {'default': {}, 'OpenVINO': {'runtime': 'openvino'}}
    for name, norm, how in (
        ('unet256', 'batch', {'no overlap': {'overlap': 0}} | runs),
        ('resnet9', 'instance', runs),
    ):
        model = scene.model(name, norm)
        generator = build_generator(name, 3, 3, norm=norm)
        generator.load_state_dict(read_weights(str(model)))
        began = time.perf_counter()
        plain.apply(image, generator, scenes.CHIP)
        theirs = time.perf_counter() - began
        for title, parameters in how.items():
            output = str(scene.fresh('fake.tif'))
            chosen = {'runtime': 'pytorch'} | parameters
            job = JOBS['applymodel'](model=str(model), input=str(scene.image), output=output, **chosen)
            seconds[title] = in_engine(job, scene.folder)
            row(f'apply {name}, Mpixel/s, {title}', pixels, seconds[title], theirs)
        shares[name] = operations(generator) * pixels * 1e6 / seconds['default'] / peak()
    for name, share in shares.items():
        print(f'{f"  {name}, of the peak of bf16 products":42}{share:32.1%}', flush=True)


def in_engine(job: Job, folder: Path) -> float:
    """Return the seconds that a job takes in a process of its own, from its start to its end."""
    path = folder / 'job.json'
    path.write_text(json.dumps({'job': job.id, **job.to_mapping()}))
    began = time.perf_counter()
    subprocess.run([sys.executable, '-m', 'satgan.core', 'run', str(path)], check=True, capture_output=True, cwd=folder)
    return time.perf_counter() - began


def operations(generator: torch.nn.Module) -> float:
    """Return how many floating-point operations a generator needs for a pixel."""
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        generator(torch.zeros(1, 3, scenes.CHIP, scenes.CHIP))
    return counter.get_total_flops() / scenes.CHIP**2


def peak() -> float:
    """Return the floating-point operations per second of a product of two large matrices in bf16."""
    side = 2048
    a, b = torch.randn(2, side, side).bfloat16()
    a @ b
    seconds, _ = best(lambda: (a @ b) is None, lambda: None)
    return 2 * side**3 / seconds


def plumbing_share(scene: scenes.Scene) -> None:
    """Processor time of a translation, and of one whose network does nothing: reading, blending, writing, overviews."""
    model, seconds = scene.model('unet256', 'batch'), []

    def nothing(network: Network, tiles: np.ndarray) -> Finish:
        blank = np.zeros((len(tiles), network.generator.out_channels, *tiles.shape[2:]), dtype=np.float32)
        return lambda: blank

    for start in (Network.start, nothing):
        began = time.process_time()
        with patch.object(Network, 'start', start):
            output = str(scene.fresh('fake.tif'))
            job = JOBS['applymodel'](model=str(model), input=str(scene.image), output=output, runtime='pytorch')
            run_job(job, Reporter())
        seconds.append(time.process_time() - began)
    whole, plumbing = seconds
    print(f'\n{"CPU time (s)":42}{"all":>12}{"plumbing":>12}{"share":>8}')
    print(f'{f"  apply, {scene.side}^2":42}{whole:12.1f}{plumbing:12.1f}{plumbing / whole:8.1%}', flush=True)


def best(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[float, float]:
    """Return the shortest time of each, in seconds, run in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for function, record in zip((ours, theirs), times, strict=True):
            began = time.perf_counter()
            function()
            record.append(time.perf_counter() - began)
    return min(times[0]), min(times[1])


def row(name: str, amount: float, ours: float, theirs: float) -> None:
    """Print one line of the table."""
    print(f'{name:42}{amount / ours:12.2f}{amount / theirs:12.2f}{theirs / ours:8.2f}', flush=True)


def memory(job: str, side: int) -> None:
    """Print the peak memory of one job on a raster of `side` x `side` pixels, and on one of 16 times as many."""
    small, large = (_peak(job, pixels) for pixels in (side, 4 * side))
    print(f'{f"  {job}, {side}^2 and {4 * side}^2":42}{small:12.0f}{large:12.0f}{large / small:8.2f}', flush=True)


def _peak(job: str, side: int) -> float:
    """Return the peak memory in MB of the processes that run a job on a raster of `side` x `side` pixels."""
    with tempfile.TemporaryDirectory() as folder:
        mapping = scenes.memory_job(job, Path(folder), side)
        command = [sys.executable, '-m', 'satgan.core', 'run', str(mapping), '--json']
        engine = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
        peak = 0.0
        while engine.poll() is None:
            peak = max(peak, sum(map(_resident, _family(engine.pid))))
            time.sleep(_LOOK)
        if engine.returncode:
            raise RuntimeError(f'{job} failed.')
        return peak


def _family(pid: int) -> list[int]:
    """Return a process and all that it started, from /proc."""
    found = [pid]
    for parent in found:
        for children in Path(f'/proc/{parent}/task').glob('*/children'):
            with suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def _resident(pid: int) -> float:
    """Return the memory of a process in MB, 0 once it has ended."""
    try:
        return int(Path(f'/proc/{pid}/statm').read_text().split()[1]) * os.sysconf('SC_PAGESIZE') / 2**20
    except OSError:
        return 0.0


if __name__ == '__main__':
    main()

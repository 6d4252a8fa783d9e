"""What runs a network on a processor: PyTorch, or OpenVINO where a trial has shown that it is clearly faster."""

from __future__ import annotations

import json
import platform
import time
from dataclasses import asdict, replace
from importlib.metadata import version

import numpy as np

from ..errors import SatganError
from ..jobs import ApplyModel
from ..modelfile import ModelCard
from ..parallel import cores
from ..rasters.stack import StackReader
from ..remembered import recall, remember
from ..reporting import Reporter
from .network import Network
from .openvino import OpenVinoError, OpenVinoGenerator, has_openvino
from .precision import TRIALS
from .sample import sample_tiles
from .translate import Translator

PYTORCH, OPENVINO = 'pytorch', 'openvino'
_TOPIC = 'runtimes'
_GAIN = 1.2  # times as fast: less is not worth the time to convert a network, nor another way to round
_WORTHWHILE = 2**24  # pixels: a smaller raster is translated before a trial and a conversion have paid
_LONG_ENOUGH = 4  # seconds of the trial
_FEWEST_ROUNDS = 2  # the first one warms up
#: How far results may be apart, as the mean square of values from -1 to 1: 50 dB in bf16, and what rounding makes in fp32.
_ALIKE = {True: 4e-5, False: 1e-10}


def require_runtime(job: ApplyModel, network: Network) -> None:
    """Make sure that what a job names can run a network.

    Raises:
        SatganError: it is not installed, or does not run on the device, or has no dropout for the uncertainty.
    """
    if job.runtime != OPENVINO:
        return
    if not has_openvino():
        raise SatganError(
            'OpenVINO is asked for, but it is not installed.',
            'Choose auto as the runtime, or run "Install engine" with "Install OpenVINO as well".',
        )
    if network.compute.device.type != 'cpu':
        raise SatganError(
            f'OpenVINO is asked for, which runs on the processor, but the device is "{network.compute.device.type}".',
            'Choose cpu as the device, or auto as the runtime.',
        )
    if job.output_uncertainty:
        raise SatganError(
            'OpenVINO is asked for, but the uncertainty needs layers that only PyTorch can switch on.',
            'Choose auto as the runtime, or leave OUTPUT_UNCERTAINTY empty.',
        )


def fastest(
    job: ApplyModel, card: ModelCard, translator: Translator, reader: StackReader, pixels: int, reporter: Reporter
) -> tuple[Network, str]:
    """Return the network of a translator as its fastest runtime has it, and the name of that.

    A trial takes seconds, or half a minute where tiles are large. It is remembered for the machine and the kind of network,
    so that the same job takes the same runtime.

    Args:
        job: names the runtime, or leaves it to the trial.
        card: of the model.
        translator: with PyTorch's network, in the precision and with the statistics that it is used with.
        reader: of the input on the grid of its first raster.
        pixels: that are to be translated.
        reporter: is told.

    Raises:
        OpenVinoError: the job names OpenVINO, which cannot convert the network.
    """
    network = translator.network
    if job.runtime == OPENVINO:
        return _converted(network), OPENVINO
    if job.runtime == PYTORCH or job.output_uncertainty or not _may_gain(network, pixels):
        return network, PYTORCH
    key = _circumstances(card, translator)
    seconds = recall(_TOPIC, key)
    if seconds and not _is_clearly_faster(seconds):
        return network, PYTORCH
    reporter.progress(0, 'Converting the network for OpenVINO')
    try:
        converted = _converted(network)
        if not _make_the_same(network, converted, sample_tiles(reader, translator.source, card.chip_size, TRIALS)):
            reporter.info('PyTorch runs the network, since OpenVINO makes something else of the same tiles here.')
            return network, PYTORCH
        if seconds is None:
            size = translator.tiling.size
            tiles = sample_tiles(reader, translator.source, size, network.batch_size)
            seconds = _trial(network, converted, tiles, reporter)
            remember(_TOPIC, key, seconds)
            _tell(seconds, size, reporter)
    except OpenVinoError as error:
        reporter.info(f'{error.message} PyTorch runs it.')
        return network, PYTORCH
    return (converted, OPENVINO) if _is_clearly_faster(seconds) else (network, PYTORCH)


def _may_gain(network: Network, pixels: int) -> bool:
    return pixels >= _WORTHWHILE and network.compute.device.type == 'cpu' and has_openvino()


def _circumstances(card: ModelCard, translator: Translator) -> str:
    """Return what the speed of a network depends on."""
    design = asdict(card.generator) | {
        'channels': (card.a.channels, card.b.channels),
        'tiles': (translator.network.batch_size, translator.tiling.size),
        'precision': 'bf16' if translator.network.compute.is_bf16 else 'fp32',
    }
    machine = [platform.node(), platform.machine(), f'{cores()} cores']
    return ', '.join([*machine, *(f'{name} {version(name)}' for name in ('torch', 'openvino')), json.dumps(design)])


def _converted(network: Network) -> Network:
    if isinstance(network.generator, OpenVinoGenerator):
        return network
    return replace(network, generator=OpenVinoGenerator(network.generator, network.compute.is_bf16))


def _make_the_same(network: Network, converted: Network, tiles: np.ndarray) -> bool:
    """Return whether both make the same of tiles; that depends on the weights, so that it is asked in every run."""
    error = np.square(network.run(tiles) - converted.run(tiles)).mean()
    return bool(error <= _ALIKE[network.compute.is_bf16])  # which NaN is not


def _trial(network: Network, converted: Network, tiles: np.ndarray, reporter: Reporter) -> dict[str, float]:
    """Return the seconds that each runtime takes for a tile."""
    runners = {PYTORCH: network, OPENVINO: converted}
    rounds: list[dict[str, float]] = []
    while len(rounds) < _FEWEST_ROUNDS or sum(sum(seconds.values()) for seconds in rounds) * len(tiles) < _LONG_ENOUGH:
        rounds.append({name: _seconds(runner, tiles, reporter) for name, runner in runners.items()})
    return {name: min(seconds[name] for seconds in rounds) for name in runners}


def _seconds(network: Network, tiles: np.ndarray, reporter: Reporter) -> float:
    reporter.progress(0, 'Trying which runtime is faster')  # a good moment to cancel: tiles may be large
    begin = time.perf_counter()
    network.run(tiles)
    return (time.perf_counter() - begin) / len(tiles)


def _is_clearly_faster(seconds: dict[str, float]) -> bool:
    """Return whether OpenVINO is."""
    return seconds[PYTORCH] >= _GAIN * seconds[OPENVINO]


def _tell(seconds: dict[str, float], size: int, reporter: Reporter) -> None:
    taken = OPENVINO if _is_clearly_faster(seconds) else PYTORCH
    reporter.info(
        f'A tile of {size} pixels takes {seconds[PYTORCH]:.3g} s with PyTorch and {seconds[OPENVINO]:.3g} s with OpenVINO, so '
        f'that {taken} runs such networks on this machine from now on. "Runtime" chooses one for a run.'
    )

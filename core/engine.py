"""The engine's one door: runs any job, and turns whatever goes wrong into a sentence.

Nothing heavy is imported before the job that needs it, so that `checkengine` works where PyTorch is broken.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .cluster import open_cluster
from .errors import SatganError
from .failures import explained, explained_import
from .jobs import (
    OUTPUT_KINDS,
    ApplyModel,
    ExportPairedChips,
    ExportUnpairedChips,
    Job,
    JobError,
    TrainingJob,
    job_from_mapping,
)
from .memory import ask_for_large_pages
from .protocol import remove_partial
from .reporting import Reporter
from .team import Team

_log = logging.getLogger('satgan')

_FUNCTIONS = {
    'rasterizefootprints': '.labels.rasterize:rasterize_footprints',
    'forgefootprints': '.labels.forge:forge_footprints',
    'kmeanssegmentation': '.labels.kmeans:kmeans_segmentation',
    'exportpairedchips': '.datasets.export_paired:export_paired_chips',
    'exportunpairedchips': '.datasets.export_unpaired:export_unpaired_chips',
    'inspectdataset': '.datasets.inspection.inspect_dataset:inspect_dataset',
    'trainpix2pix': '.training.train_pix2pix:train_pix2pix',
    'traincyclegan': '.training.train_cyclegan:train_cyclegan',
    'traindcgan': '.training.train_dcgan:train_dcgan',
    'applymodel': '.translation.apply_model:apply_model',
    'evaluatemodel': '.translation.evaluate_model:evaluate_model',
    'fillgaps': '.translation.fill_gaps:fill_gaps',
    'generatechips': '.translation.generate_chips:generate_chips',
    'verifyprovenance': '.translation.verify_provenance:verify_provenance',
    'modelinformation': '.modelinformation:model_information',
    'importcheckpoint': '.importcheckpoint:import_checkpoint',
    'exportmodel': '.exportmodel:export_model',
    'checkengine': '.checkengine:check_engine',
}


def run_mapping(mapping: Mapping[str, Any], reporter: Reporter, dask: str | None = None) -> dict[str, Any]:
    """Run the job that the parsed content of a job file describes.

    Args:
        mapping: the content of a job file.
        reporter: is told messages and progress.
        dask: address of the cluster that shall share the work, as of `cluster.open_cluster`.

    Returns:
        The results by their upper-case names.

    Raises:
        SatganError: the job is wrong (code `job`) or did not succeed.
        Cancelled: the user stopped it.
    """
    try:
        job = job_from_mapping(mapping)
    except JobError as error:
        raise SatganError(str(error), code='job') from error
    return run_job(job, reporter, dask)


def run_job(job: Job, reporter: Reporter, dask: str | None = None) -> dict[str, Any]:
    """Run `job` to its end.

    Args:
        job: what to do.
        reporter: is told messages and progress.
        dask: as of `run_mapping`.

    Returns:
        The results by their upper-case names, the paths of the outputs among them.

    Raises:
        SatganError: the job did not succeed, for whatever reason.
        Cancelled: the user stopped it.
    """
    team = Team.of_this_process()
    if team.size > 1:
        _require_sharable(job, team)
    if dask:
        _require_fit_for_cluster(job)
    ask_for_large_pages()
    function = _function(job)
    try:
        with open_cluster(dask) if dask else contextlib.nullcontext():
            results = function(job, reporter)
    except Exception as error:
        sentence = explained(error, job)
        _log_details(error, sentence)
        raise sentence from error
    finally:
        if team.leads:  # the others write nothing, and must not clear away what is still being written
            _remove_partials(job)
    return _destinations(job) | results


def _require_sharable(job: Job, team: Team) -> None:
    if not isinstance(job, TrainingJob):
        raise SatganError(
            f'{team.size} processes were started, but only trainings can be shared; {job.id} is a job for one.',
            'Start it without torchrun.',
            code='job',
        )


def _require_fit_for_cluster(job: Job) -> None:
    if not isinstance(job, ApplyModel | ExportPairedChips | ExportUnpairedChips):
        raise SatganError(
            f'The work of {job.id} cannot be shared among the workers of a Dask cluster; that of applymodel, '
            'exportpairedchips and exportunpairedchips can.',
            'Start it without --dask; trainings are shared with torchrun.',
            code='job',
        )


def _function(job: Job) -> Callable[[Job, Reporter], dict[str, Any]]:
    module, _, name = _FUNCTIONS[job.id].partition(':')
    try:
        function: Callable[[Job, Reporter], dict[str, Any]] = getattr(
            importlib.import_module(module, __package__), name
        )
    except Exception as error:
        sentence = explained_import(error)
        _log_details(error, sentence)
        raise sentence from error
    return function


def _log_details(error: Exception, sentence: SatganError) -> None:
    """Write the traceback to the log: always where the error is ours, else for the curious only."""
    level = logging.ERROR if sentence.code == 'internal' else logging.DEBUG
    _log.log(level, 'Details of the error:', exc_info=error)


def _destinations(job: Job) -> dict[str, Any]:
    return {
        name.upper(): getattr(job, name)
        for name, parameter in job.parameters().items()
        if parameter.kind in OUTPUT_KINDS and getattr(job, name) is not None
    }


def _remove_partials(job: Job) -> None:
    """Clear away what a job may have left unfinished; a job that succeeded has left nothing of that name."""
    for path in job.outputs():
        with contextlib.suppress(OSError):
            remove_partial(Path(path))

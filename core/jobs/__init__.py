"""The jobs: one frozen dataclass per algorithm, the contract between QGIS and the engine.

Defaults, ranges, choices and help texts are written here and nowhere else: the Processing dialogs, the command line,
the JSON schema and the engine's own checks all read them. Standard library only, because QGIS's Python imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .datasets import ExportPairedChips, ExportUnpairedChips, InspectDataset
from .engine import CheckEngine, InstallEngine
from .error import JobError
from .job import Job
from .kinds import OUTPUT_KINDS, Kind
from .labels import ForgeFootprints, KMeansSegmentation, RasterizeFootprints
from .many_rasters import is_many, rasters_in
from .models import ExportModel, ImportCheckpoint, ModelInformation
from .parameter import Parameter, Result, ResultKind
from .schema import json_schema
from .training import TrainCycleGan, TrainDCGAN, TrainingJob, TrainPix2Pix
from .translation import ApplyModel, EvaluateModel, FillGaps, GenerateChips, VerifyProvenance

__all__ = [
    'JOBS',
    'OUTPUT_KINDS',
    'ApplyModel',
    'CheckEngine',
    'EvaluateModel',
    'ExportModel',
    'ExportPairedChips',
    'ExportUnpairedChips',
    'FillGaps',
    'ForgeFootprints',
    'GenerateChips',
    'ImportCheckpoint',
    'InspectDataset',
    'InstallEngine',
    'Job',
    'JobError',
    'KMeansSegmentation',
    'Kind',
    'ModelInformation',
    'Parameter',
    'RasterizeFootprints',
    'Result',
    'ResultKind',
    'TrainCycleGan',
    'TrainDCGAN',
    'TrainPix2Pix',
    'TrainingJob',
    'VerifyProvenance',
    'is_many',
    'job_from_mapping',
    'json_schema',
    'rasters_in',
]

JOBS: dict[str, type[Job]] = {
    job.id: job
    for job in (
        RasterizeFootprints,
        ForgeFootprints,
        KMeansSegmentation,
        ExportPairedChips,
        ExportUnpairedChips,
        InspectDataset,
        TrainPix2Pix,
        TrainCycleGan,
        TrainDCGAN,
        ApplyModel,
        EvaluateModel,
        FillGaps,
        GenerateChips,
        VerifyProvenance,
        ModelInformation,
        ImportCheckpoint,
        ExportModel,
        CheckEngine,
    )
}


def job_from_mapping(mapping: Mapping[str, Any]) -> Job:
    """Build the job that a job file describes.

    Args:
        mapping: parsed job file; its `job` key names the algorithm.

    Raises:
        JobError: no or an unknown `job`, or parameters that do not fit it.
    """
    job_id = mapping.get('job')
    if not isinstance(job_id, str) or job_id not in JOBS:
        raise JobError(f'"job" is {job_id!r}: it must be one of {", ".join(JOBS)}.')
    return JOBS[job_id].from_mapping(mapping)

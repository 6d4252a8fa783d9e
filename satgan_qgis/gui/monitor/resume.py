"""Going on with a training: the dialog of its algorithm, filled in with what it was started with."""

from __future__ import annotations

from typing import Any

from ....core.jobs import JOBS, TrainingJob
from ...parameters import parameter_name
from .run import Run


def resumption(run: Run) -> tuple[str, dict[str, Any]] | None:
    """Return the id of the algorithm and its parameters; None where job.json does not tell them.

    The run folder is where it was found, which on another machine need not be where job.json has it.
    """
    training = JOBS.get(str(run.job.get('job')))
    if training is None or not issubclass(training, TrainingJob):
        return None
    known = training.parameters()
    started = {parameter_name(name): value for name, value in run.job.items() if name in known and value is not None}
    return f'satgan:{training.id}', started | {'OUTPUT': str(run.folder), 'RESUME': True}

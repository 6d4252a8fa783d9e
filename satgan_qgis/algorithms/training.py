"""What the algorithms that train a model have in common."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingFeedback, QgsProcessingUtils

from ...core.jobs import TrainingJob
from ..language import tr, translatable
from ..recent_runs import remember_run
from .base import SatganAlgorithm
from .groups import TRAINING


class TrainingAlgorithm(SatganAlgorithm):
    """Trains a model into a run folder."""

    toolbox_group = TRAINING
    after_cancel = translatable(
        'What was saved last stays in the run folder: run the same again with Resume ticked to go on from the last '
        'saved epoch.'
    )

    def run_job(self, job: TrainingJob, feedback: QgsProcessingFeedback) -> Mapping[str, Any]:
        """Run it, but say first how to watch it, and if its fruits will not last."""
        remember_run(job.output)
        feedback.pushInfo(tr('Plugins > SatGAN > Training monitor shows this training while it runs.'))
        if Path(job.output).is_relative_to(QgsProcessingUtils.tempFolder()):
            warning = tr(
                'The run folder {folder} is temporary: QGIS deletes it when it closes. To keep the model, cancel and '
                'choose a folder, or copy it before.'
            )
            feedback.pushWarning(warning.format(folder=job.output))
        return super().run_job(job, feedback)

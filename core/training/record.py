"""What the card of a model says of its training."""

from __future__ import annotations

from typing import Any

from lightning_fabric import Fabric

from ..fabric import is_bf16
from ..jobs import TrainingJob

_NOT_IN_CARD = frozenset({'output', 'resume'})  # the same training is the same model, wherever it was written


def training_record(job: TrainingJob, fabric: Fabric, **more: Any) -> dict[str, Any]:
    """Return the record: the settings, where it was trained, and what else is given."""
    return {
        'job': {name: value for name, value in job.to_mapping().items() if name not in _NOT_IN_CARD},
        **more,
        'precision': 'bf16' if is_bf16(fabric) else 'fp32',
        'device': fabric.device.type,
    }

"""The groups in the toolbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group of algorithms.

    Attributes:
        id: what models and scripts may refer to.
        label: what a person reads.
        icon: the icon of its algorithms.
    """

    id: str
    label: str
    icon: str


TRAINING_DATA = Group('trainingdata', 'Training data', 'training_data')
TRAINING = Group('training', 'Training', 'training')
USING_MODELS = Group('usingmodels', 'Using models', 'using_models')
ENGINE = Group('engine', 'Engine', 'engine')
MODELS = Group('models', 'Models', 'models')

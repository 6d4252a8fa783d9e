"""The groups in the toolbox."""

from __future__ import annotations

from dataclasses import dataclass

from ..language import translatable


@dataclass(frozen=True)
class Group:
    """A group of algorithms.

    Attributes:
        id: what models and scripts may refer to.
        label: what a person reads, in English.
        icon: the icon of its algorithms.
    """

    id: str
    label: str
    icon: str


TRAINING_DATA = Group('trainingdata', translatable('Training data'), 'training_data')
TRAINING = Group('training', translatable('Training'), 'training')
USING_MODELS = Group('usingmodels', translatable('Using models'), 'using_models')
ENGINE = Group('engine', translatable('Engine'), 'engine')
MODELS = Group('models', translatable('Models'), 'models')

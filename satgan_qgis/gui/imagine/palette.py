"""What can be painted for a model: the classes of its input."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.PyQt.QtGui import QColor

from ...language import tr

_LENGTH = struct.Struct('<Q')
_LARGEST_HEADER = 100_000_000  # bytes, as safetensors itself allows
_LARGEST_VALUE = 255


class PaletteError(ValueError):
    """Nothing can be painted for a model; the message is a sentence."""


@dataclass(frozen=True)
class PaintedClass:
    """A class that can be painted.

    Attributes:
        value: of its pixels.
        name: what a person reads.
        colour: on the map.
    """

    value: int
    name: str
    colour: QColor


@dataclass(frozen=True)
class Palette:
    """The classes of the input of a model.

    Attributes:
        model: the model file.
        classes: in the order of their values.
        pixel_size: side of a pixel in metres on the ground; None where the model does not know it.
    """

    model: Path
    classes: tuple[PaintedClass, ...]
    pixel_size: float | None

    def value_of(self, name: str, value: int) -> int | None:
        """Return the value here of a class elsewhere: of the one of the same name, else of the same value, if any."""
        by_name = {painted.name.casefold(): painted.value for painted in self.classes}
        values = {painted.value for painted in self.classes}
        return by_name.get(name.casefold(), value if value in values else None)


def read_palette(model: Path) -> Palette:
    """Return what can be painted for a model file.

    Raises:
        PaletteError: it is no model of SatGAN, or its input is no class raster.
    """
    card = _card(model)
    classes = (card.get('a') or {}).get('classes')
    if not classes or card.get('kind') == 'dcgan':
        raise PaletteError(
            tr('The input of {} is no class raster, so there is nothing to paint. Choose a model of classes.').format(
                model.name
            )
        )
    if max(row['value'] for row in classes) > _LARGEST_VALUE or min(row['value'] for row in classes) < 0:
        raise PaletteError(tr('{} has class values beyond 255, which cannot be painted.').format(model.name))
    painted = (PaintedClass(row['value'], row['name'], QColor(*row['colour'])) for row in classes)
    return Palette(model, tuple(painted), card.get('ground_pixel_size'))


def _card(model: Path) -> dict[str, Any]:
    """Return the card of a model file: JSON in the metadata of the safetensors header."""
    try:
        with model.open('rb') as file:
            (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
            header = json.loads(file.read(min(length, _LARGEST_HEADER)))
        return json.loads(header['__metadata__']['card'])
    except OSError as error:
        raise PaletteError(tr('{} cannot be read: {}.').format(model, error.strerror)) from error
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise PaletteError(tr('{} is no model file of SatGAN.').format(model.name)) from error

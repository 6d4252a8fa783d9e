"""A network of the user's that turns pictures into features: an ONNX file, of which nothing but its operators is run."""

from __future__ import annotations

import numpy as np
import onnxruntime
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from ..errors import SatganError
from ..parallel import cores

_BYTES, _FRACTIONS = 'tensor(uint8)', 'tensor(float)'
_COLOURS = 3
_MOST_FEATURES = 4096  # the covariance of so many takes 128 MB
_HOW_TO_MAKE = 'Make the file as docs/evaluation.md shows.'
_ERRORS_ONLY = 3


class Extractor:
    """The network of a file.

    Attributes:
        path: the file.
    """

    def __init__(self, path: str) -> None:
        """Open the file.

        Args:
            path: an ONNX file. Its one input is (N, 3, H, W), red, green and blue: 0 to 255 where it is uint8, 0 to 1
                where it is float; N is 1 or any. Its first output is (N, F).

        Raises:
            SatganError: no such file.
        """
        self.path = path
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cores()
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=['CPUExecutionProvider'])
        except Exception as error:  # whatever ONNX Runtime raises for a file that is not what it should be
            raise SatganError(
                f'{path} cannot be read: it is no ONNX file, damaged, or needs operators that ONNX Runtime has not.',
                _HOW_TO_MAKE,
            ) from error
        inputs = self._session.get_inputs()
        self._input = inputs[0]
        self._output = self._session.get_outputs()[0].name
        if len(inputs) > 1 or self._input.type not in (_BYTES, _FRACTIONS) or not self._takes_a_picture():
            found = ', '.join(f'{each.name} {each.shape} of {each.type}' for each in inputs)
            raise SatganError(
                f'{path} takes {found}: a feature extractor takes (N, 3, height, width) of float or uint8, with N 1 or '
                'any number.',
                _HOW_TO_MAKE,
            )

    def _takes_a_picture(self) -> bool:
        """Return whether the shape is that of a coloured picture; a size that may be any is None or a name."""
        shape = self._input.shape
        if len(shape) != 4:
            return False
        return all(
            not isinstance(found, int) or found == wanted for found, wanted in zip(shape, (1, _COLOURS), strict=False)
        )

    def features(self, picture: np.ndarray) -> Tensor:
        """Return what the network finds in a picture.

        Where the network takes one size only, the picture is resized to it: bilinear, antialiased.

        Args:
            picture: (rows, columns, 3), uint8.

        Returns:
            (F,), float32.

        Raises:
            SatganError: it cannot work on such a picture, or what comes out is no list of numbers.
        """
        image = self._resized(torch.from_numpy(picture).permute(2, 0, 1)[None].float())
        image = image.round().byte() if self._input.type == _BYTES else image / 255
        try:
            [found] = self._session.run([self._output], {self._input.name: image.numpy()})
        except Exception as error:  # as above
            size = ' x '.join(str(side) for side in image.shape[2:])
            raise SatganError(f'{self.path} cannot work on a picture of {size} pixels.', _HOW_TO_MAKE) from error
        if found.ndim != 2 or len(found) != 1 or found.shape[1] > _MOST_FEATURES:
            raise SatganError(
                f'{self.path} turns a picture into {list(found.shape)} values: a feature extractor makes '
                f'(1, features) of it, at most {_MOST_FEATURES}.',
                'Average the features over the picture before the output.',
            )
        if not np.isfinite(found).all():
            raise SatganError(f'{self.path} makes values that are no numbers.', _HOW_TO_MAKE)
        return torch.from_numpy(found[0]).float()

    def _resized(self, image: Tensor) -> Tensor:
        sides = zip(self._input.shape[2:], image.shape[2:], strict=True)
        size = [wanted if isinstance(wanted, int) else given for wanted, given in sides]
        return interpolate(image, size, mode='bilinear', antialias=True)

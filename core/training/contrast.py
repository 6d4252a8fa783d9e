"""How much goes on in generated images beside real ones: what tells blank and saturated output."""

from __future__ import annotations

from torch import Tensor

_LIMIT = 0.99  # of the range from -1 to 1


class Contrast:
    """Collects the spread and the saturation of generated and real images, chip by chip."""

    def __init__(self) -> None:
        self._fake_spread = self._real_spread = 0.0
        self._fake_saturated = self._real_saturated = 0.0
        self._chips = 0

    def update(self, fake: Tensor, real: Tensor, valid: Tensor) -> None:
        """Take one chip.

        Args:
            fake: (1, C, H, W) in [-1, 1].
            real: (1, C, H, W) in [-1, 1]; need not be the partner of `fake`.
            valid: (1, 1, H, W), bool; other pixels do not count.
        """
        counted = valid[0, 0]
        if counted.any():
            shown, wanted = fake[0, :, counted].float(), real[0, :, counted].float()
            self._fake_spread += _spread(shown)
            self._real_spread += _spread(wanted)
            self._fake_saturated += _saturated(shown)
            self._real_saturated += _saturated(wanted)
            self._chips += 1

    def figures(self) -> dict[str, float]:
        """Return the figures of all chips.

        Returns:
            `CONTRAST`: the mean standard deviation within a chip and channel, as a share of that of the real ones; absent
            where the real ones are blank. `SATURATION`: the share of values at a limit of the range beyond that of the
            real ones, from -1 to 1. Empty without a valid pixel.
        """
        if not self._chips:
            return {}
        figures = {'SATURATION': (self._fake_saturated - self._real_saturated) / self._chips}
        if self._real_spread:
            figures['CONTRAST'] = self._fake_spread / self._real_spread
        return figures


def _spread(values: Tensor) -> float:
    """Return the mean standard deviation of the channels of (C, pixels)."""
    return float(values.std(dim=1, correction=0).mean())


def _saturated(values: Tensor) -> float:
    return float((values.abs() > _LIMIT).float().mean())

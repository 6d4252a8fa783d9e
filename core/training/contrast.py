"""How much goes on in generated images beside real ones: what tells blank and saturated output."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from torch import Tensor

_LIMIT = 0.99  # of the range from -1 to 1


class Contrast:
    """Compares the spread and the saturation of generated and real images, which need not be pairs.

    Attributes:
        fake: the generated images.
        real: the real ones of the same domain.
    """

    def __init__(self) -> None:
        self.fake, self.real = Tally(), Tally()

    def figures(self) -> dict[str, float]:
        """Return the figures of all chips.

        Returns:
            `CONTRAST`: the mean standard deviation within a chip and channel, as a share of that of the real ones; absent
            where the real ones are blank. `SATURATION`: the share of values at a limit of the range beyond that of the
            real ones, from -1 to 1. Empty without a valid pixel.
        """
        if not (self.fake.chips and self.real.chips):
            return {}
        figures = {'SATURATION': self.fake.saturated - self.real.saturated}
        if self.real.spread:
            figures['CONTRAST'] = self.fake.spread / self.real.spread
        return figures


class Tally:
    """Collects the spread and the saturation of images, chip by chip.

    Attributes:
        chips: with a valid pixel, so far.
    """

    def __init__(self) -> None:
        self.chips = 0
        self._spread = self._saturated = 0.0

    def update(self, images: Tensor, valid: Tensor | None = None) -> None:
        """Take some chips.

        Args:
            images: (N, C, H, W) in [-1, 1].
            valid: (N, 1, H, W), bool; other pixels do not count. None: all do.
        """
        for number, image in enumerate(images.float()):
            values = image.flatten(1) if valid is None else image[:, valid[number, 0]]
            if values.numel():
                self._spread += float(values.std(dim=1, correction=0).mean())
                self._saturated += float((values.abs() > _LIMIT).float().mean())
                self.chips += 1

    @property
    def spread(self) -> float:
        """The mean standard deviation within a chip and channel."""
        return self._spread / self.chips

    @property
    def saturated(self) -> float:
        """The share of values at a limit of the range, 0 to 1."""
        return self._saturated / self.chips


def worst(found: Iterable[dict[str, float]]) -> dict[str, float]:
    """Return the lowest contrast and the highest saturation of several domains.

    Args:
        found: figures of `Contrast`.
    """
    rows = list(found)
    chosen: dict[str, Callable[..., float]] = {'SATURATION': max, 'CONTRAST': min}
    return {
        name: choose(row[name] for row in rows if name in row)
        for name, choose in chosen.items()
        if any(name in row for row in rows)
    }

"""A domain: one side of a translation (A, the condition, or B, the target), and how its pixels become tensors."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..rasters.classes import Legend


@dataclass(frozen=True)
class Scaling:
    """The values of one band that become -1 and +1; what lies outside is clipped."""

    low: float
    high: float


@dataclass(frozen=True)
class BandStatistics:
    """Figures of one band over the valid pixels of the training chips."""

    minimum: float
    maximum: float
    mean: float
    std: float
    count: int


@dataclass(frozen=True)
class Extra:
    """A raster whose bands follow those of the first one.

    Attributes:
        source: the raster.
        checksum: SHA-256 of that file; None where it is no plain file.
        bands: how many bands it adds.
    """

    source: str
    checksum: str | None
    bands: int


@dataclass(frozen=True)
class Domain:
    """Everything about one side of a translation that applying a model must know.

    Attributes:
        source: the raster that the chips were cut from, or the folder of rasters.
        checksum: SHA-256 of that file; None where it is no plain file.
        bands: numbers of the bands in use, counted from 1 in the raster that each comes from.
        names: a name for each.
        units: the unit of each, empty where unknown.
        dtype: numpy name of the data type.
        nodata: nodata value, or None.
        classes: the legend of a class raster; None for measurements.
        scaling: per band; empty for a class raster.
        statistics: per band; empty where unknown.
        extra: the rasters that the last bands come from, in this order.
        scales: what the values of each band are to be multiplied by, to be measurements in its unit; empty: 1.
        offsets: what is to be added then; empty: 0.
        colours: GDAL's word for what each band is shown as, such as `red`; empty where unknown.
        synthetic: whether a source says that its pixels, or some of them, were generated.
    """

    source: str
    checksum: str | None
    bands: tuple[int, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    dtype: str
    nodata: float | None
    classes: Legend | None
    scaling: tuple[Scaling, ...]
    statistics: tuple[BandStatistics, ...]
    extra: tuple[Extra, ...] = ()
    scales: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()
    colours: tuple[str, ...] = ()
    synthetic: bool = False

    @property
    def channels(self) -> int:
        """How many channels the network sees: one per class, or one per band."""
        return len(self.classes.values) if self.classes else len(self.bands)

    def bands_by_raster(self) -> list[tuple[int, ...]]:
        """Return the bands in use of the first raster, then those of each extra one."""
        first = len(self.bands) - sum(extra.bands for extra in self.extra)
        ends = np.cumsum([first, *(extra.bands for extra in self.extra)]).tolist()
        return [self.bands[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]

    def encode(self, values: np.ndarray, valid: np.ndarray) -> np.ndarray:
        """Turn pixels into network input.

        Class rasters become one channel per class, +1 where the pixel is of that class and -1 elsewhere;
        measurements are scaled to [-1, 1]. Invalid pixels are 0 in every channel, and a band without data is 0 in its
        own.

        Args:
            values: (bands, rows, columns), in the raster's data type.
            valid: (rows, columns), bool.

        Returns:
            (channels, rows, columns), float32.
        """
        if self.classes:
            wanted = np.asarray(self.classes.values).reshape(-1, 1, 1)
            encoded = np.where(values == wanted, np.float32(1), np.float32(-1))
        else:
            # Whole numbers of more than 16 bits, and reals of double precision, lose too much in single precision.
            wide = np.result_type(values.dtype, np.float32)
            low = np.array([s.low for s in self.scaling], dtype=wide).reshape(-1, 1, 1)
            high = np.array([s.high for s in self.scaling], dtype=wide).reshape(-1, 1, 1)
            encoded = np.clip((values.astype(wide) - low) * (2 / (high - low)) - 1, -1, 1).astype(np.float32)
            if values.dtype.kind == 'f' or self._nodata_is_outside().any():  # else there are no gaps to look for
                encoded[self.gaps(values)] = 0
        encoded[:, ~valid] = 0
        return encoded

    def gaps(self, values: np.ndarray) -> np.ndarray:
        """Return where a band of measurements holds nothing; its pixel may be valid, since another band has data there.

        A nodata value inside the range of the data, like the 0 of dark 8-bit pixels, is taken for a measurement.

        Args:
            values: (bands, rows, columns), in the raster's data type.

        Returns:
            (bands, rows, columns), bool.
        """
        gaps: np.ndarray = ~np.isfinite(values)
        is_outside = self._nodata_is_outside()
        if is_outside.any():
            gaps |= (values == self.nodata) & is_outside
        return gaps

    def _nodata_is_outside(self) -> np.ndarray:
        """Return whether nodata lies outside the range of the data, for each band, (bands, 1, 1)."""
        outside = [self.nodata is not None and not s.low <= self.nodata <= s.high for s in self.scaling]
        return np.array(outside).reshape(-1, 1, 1)

    def decode(self, encoded: np.ndarray) -> np.ndarray:
        """Turn network output back into pixels; the inverse of `encode` for valid pixels.

        Args:
            encoded: (channels, rows, columns), float in [-1, 1].

        Returns:
            (bands, rows, columns) in the raster's data type; whole numbers are rounded to the nearest.
        """
        if self.classes:
            values = np.asarray(self.classes.values)[encoded.argmax(axis=0)]
            return values[np.newaxis].astype(self.dtype)
        low = np.array([s.low for s in self.scaling]).reshape(-1, 1, 1)
        high = np.array([s.high for s in self.scaling]).reshape(-1, 1, 1)
        values = low + (encoded.astype(np.float64) + 1) / 2 * (high - low)
        dtype = np.dtype(self.dtype)
        if dtype.kind in 'iu':
            limits = np.iinfo(dtype)
            values = np.clip(np.rint(values), limits.min, limits.max)
        return values.astype(dtype)

    def spread(self) -> np.ndarray:
        """Return how many target units one unit of network output is worth, per channel, (channels, 1, 1)."""
        if self.classes:
            return np.full((self.channels, 1, 1), 0.5)
        return np.array([(s.high - s.low) / 2 for s in self.scaling]).reshape(-1, 1, 1)

    def to_json(self) -> dict[str, Any]:
        """Return the domain as plain objects."""
        # JSON has no word for NaN.
        nodata = repr(self.nodata) if self.nodata is not None and not math.isfinite(self.nodata) else self.nodata
        return {**asdict(self), 'nodata': nodata, 'classes': self.classes.to_json() if self.classes else None}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Domain:
        """Return the domain that `to_json` described."""
        return cls(
            source=content['source'],
            checksum=content['checksum'],
            bands=tuple(content['bands']),
            names=tuple(content['names']),
            units=tuple(content['units']),
            dtype=content['dtype'],
            nodata=None if content['nodata'] is None else float(content['nodata']),
            classes=Legend.from_json(content['classes']) if content['classes'] else None,
            scaling=tuple(Scaling(**item) for item in content['scaling']),
            statistics=tuple(BandStatistics(**item) for item in content['statistics']),
            extra=tuple(Extra(**item) for item in content.get('extra', ())),
            scales=tuple(content.get('scales', ())),
            offsets=tuple(content.get('offsets', ())),
            colours=tuple(content.get('colours', ())),
            synthetic=bool(content.get('synthetic', False)),
        )

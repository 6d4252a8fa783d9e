"""What a generated raster gets once all its pixels are written."""

from __future__ import annotations

from pathlib import Path

from rasterio.enums import Resampling

from ..datasets.domain import Domain
from ..rasters.classes import write_category_names
from ..rasters.writing import finish_geotiff
from ..reporting import Reporter
from .provenance import Origin
from .style import write_style


def finish_output(partial: Path, output: Path, target: Domain, origin: Origin | None, reporter: Reporter) -> None:
    """Build the overviews of a generated raster and write the files that belong beside it.

    Args:
        partial: the file as written.
        output: where it will lie.
        target: what its pixels are.
        origin: where they come from; None where none is generated.
        reporter: gets the progress.

    Raises:
        SatganError: the disk is full.
    """
    reporter.progress(0.97, 'Building overviews')
    finish_geotiff(partial, Resampling.mode if target.classes else Resampling.average, output)
    if target.classes:
        write_category_names(partial, target.classes)
    write_style(partial, output, target)
    if origin:
        reporter.progress(0.98, 'Taking the checksum of the pixels')
        origin.write_record(partial, output)

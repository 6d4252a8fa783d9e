"""The marks that say, in the file itself and beside it, that its pixels are synthetic and where they come from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from rasterio.io import DatasetWriter

from .. import __version__
from ..jobs import ApplyModel, FillGaps, GenerateChips
from ..modelfile import A_TO_B, ModelCard, checksum
from ..protocol import PROVENANCE
from ..rasters.checksums import file_checksum, pixel_checksum
from ..rasters.marks import BAND_PREFIX, PARTLY_PREFIX, SYNTHETIC, XMP

SCHEMA = 1
#: What the IPTC calls media that a trained model has made.
SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia'
#: And what it calls those of which a part was captured from life.
COMPOSITE_SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia'
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
   <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""

#: A job that generates pixels.
GeneratingJob = ApplyModel | FillGaps | GenerateChips


@dataclass(frozen=True)
class Origin:
    """Where the pixels of a generated raster come from.

    Attributes:
        job: that makes it.
        card: of the model.
        direction: which way the model translates.
        model_checksum: SHA-256 of the model file.
        sources: the rasters that are translated, none where the model starts from noise; last the one whose gaps are
            filled.
        source_checksums: SHA-256 of each; None where it is no plain file.
        remarks: further tags.
    """

    job: GeneratingJob
    card: ModelCard
    direction: str
    model_checksum: str
    sources: tuple[str, ...]
    source_checksums: tuple[str | None, ...]
    remarks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, job: GeneratingJob, card: ModelCard, direction: str = A_TO_B) -> Origin:
        """Return the origin of what a job makes, whose output may take the place of its input afterwards."""
        sources = _sources(job)
        checksums = tuple(file_checksum(source) for source in sources)
        return cls(job, card, direction, checksum(job.model), sources, checksums)

    @property
    def is_composite(self) -> bool:
        """Whether some of the pixels were captured from life; the last band says which."""
        return isinstance(self.job, FillGaps)

    @property
    def source_type(self) -> str:
        """What the IPTC calls such media."""
        return COMPOSITE_SOURCE_TYPE if self.is_composite else SOURCE_TYPE

    def band_names(self, names: Sequence[str]) -> list[str]:
        """Return the names of the bands with the mark."""
        if self.is_composite:
            return [*(PARTLY_PREFIX + name for name in names[:-1]), names[-1]]
        return [BAND_PREFIX + name for name in names]

    def mark(self, dataset: DatasetWriter) -> None:
        """Write the tags of the whole file, and the XMP packet that programs for pictures read."""
        dataset.update_tags(**self.tags())
        # GDAL keeps a packet as one text; rasterio makes that of a name, an equals sign and a value.
        name, _, value = (_PACKET % self.source_type).partition('=')
        dataset.update_tags(ns=XMP, **{name: value})

    def tags(self) -> dict[str, str]:
        """Return the tags of a generated GeoTIFF."""
        source = self._source()
        tags = {
            'TIFFTAG_SOFTWARE': f'SatGAN {__version__}',
            'TIFFTAG_IMAGEDESCRIPTION': self._description(source),
            **SYNTHETIC,
            'SYNTHETIC_PART': 'LAST BAND IS 1' if self.is_composite else None,
            'GAN_KIND': self.card.kind,
            'GAN_DIRECTION': self.direction,
            'GAN_MODEL': Path(self.job.model).name,
            'MODEL_SHA256': self.model_checksum,
            'SOURCE': source,
            'SOURCE_SHA256': self.source_checksums[0] if self.source_checksums else None,
            'TRAINING_SEED': self.card.training['job'].get('seed'),
            'NOISE_SEED': self.job.noise_seed if isinstance(self.job, GenerateChips) else None,
            'PLUGIN_VERSION': __version__,
            'TORCH_VERSION': torch.__version__,
            'LICENSE': self.card.licence,
        }
        return {name: str(value) for name, value in tags.items() if value is not None} | dict(self.remarks)

    def record(self, raster: Path, pixels: str) -> dict[str, Any]:
        """Return what the file beside the raster says: more than tags can hold, the whole job included.

        Args:
            raster: the generated raster, where it will lie.
            pixels: checksum of its pixels.
        """
        sources = zip(self.sources, self.source_checksums, strict=True)
        return {
            'schema': SCHEMA,
            'synthetic': True,
            'digital_source_type': self.source_type,
            'raster': raster.name,
            'pixels_sha256': pixels,
            'model': {
                'name': Path(self.job.model).name,
                'sha256': self.model_checksum,
                'kind': self.card.kind,
                'direction': self.direction,
                'licence': self.card.licence,
                'training_seed': self.card.training['job'].get('seed'),
                'versions': self.card.versions,
            },
            'sources': [{'name': Path(source).name, 'sha256': checksum} for source, checksum in sources],
            'versions': {'satgan': __version__, 'torch': torch.__version__},
            'job': self.job.to_mapping(),
        }

    def write_record(self, raster: Path, output: Path) -> None:
        """Write the record beside a raster.

        Args:
            raster: the complete file.
            output: where it will lie.
        """
        text = json.dumps(self.record(output, pixel_checksum(str(raster))), indent=2, ensure_ascii=False)
        raster.with_name(f'{raster.name}{PROVENANCE}').write_text(f'{text}\n', encoding='utf-8')

    def _source(self) -> str:
        if isinstance(self.job, GenerateChips):
            return f'noise of seed {self.job.noise_seed}'
        return Path(self.sources[0]).name

    def _description(self, source: str) -> str:
        if isinstance(self.job, FillGaps):
            return (
                f'SYNTHETIC IN PART - where the last band is 1, generated by a {self.card.kind} model from {source} to '
                f'fill gaps of {Path(self.job.input).name}; there it is not an observation'
            )
        return f'SYNTHETIC - generated by a {self.card.kind} model from {source}; not an observation'


def _sources(job: GeneratingJob) -> tuple[str, ...]:
    if isinstance(job, ApplyModel):
        return job.input, *(job.extra_inputs or ())
    if isinstance(job, FillGaps):
        return job.condition, *(job.extra_inputs or ()), job.input
    return ()
